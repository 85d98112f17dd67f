//! Every file of the corpus gives what the reference library gave: through `check` in its strict modes, and through
//! `submit` in its lenient one.

use std::collections::BTreeMap;
use std::path::Path;

use ingest::{CheckOptions, Outcome, SubmitOptions};
use naaccr::{Extension, Extensions, Namespaces, ReadOptions};

use crate::support::{corpus, now, user_dictionaries, warehouse};

/// Where the standard is right and the library is not, or we go on where it stops.
fn is_known_difference(file: &str) -> bool {
    // The library does not look at the checksum.
    file.ends_with("bad-crc.xml.gz")
}

struct Case {
    file: String,
    mode: String,
    outcome: String,
    counts: [u64; 4],
    codes: String,
}

fn cases(corpus: &Path) -> Vec<Case> {
    let mut reader = csv::Reader::from_path(corpus.join("naaccr/expected.csv")).unwrap();
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let number = |at: usize| row[at].parse().unwrap_or(0);
        Case {
            file: row[0].to_owned(),
            mode: row[1].to_owned(),
            outcome: row[2].to_owned(),
            counts: [number(3), number(4), number(5), number(6)],
            codes: row[7].to_owned(),
        }
    });
    rows.collect()
}

fn options(mode: &str, corpus: &Path, flat: bool) -> ReadOptions {
    let extension = |prefix: &str, uri: &str, tags: &[&str]| Extension {
        prefix: prefix.to_owned(),
        uri: uri.to_owned(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
    };
    let registered = Extensions::Registered(vec![
        extension("other", "http://whatever.org", &["MyOuterTag", "MyInnerTag"]),
        extension("naaccr", "http://naaccr.org/naaccrxml", &[]),
    ]);
    let base = ReadOptions {
        user_dictionaries: if flat { Vec::new() } else { user_dictionaries(corpus) },
        ..ReadOptions::default()
    };
    match mode {
        "strict" => ReadOptions { extensions: registered, ..base },
        "relaxed" => ReadOptions { extensions: registered, namespaces: Namespaces::Relaxed, ..base },
        "mismatch" => ReadOptions { report_level_mismatch: true, ..base },
        "lenient" => ReadOptions { user_dictionaries: base.user_dictionaries, ..ReadOptions::lenient() },
        _ => base,
    }
}

/// `code` or `code:count`, in whatever order the file has them.
fn code_counts(codes: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    codes.for_each(|code| *counts.entry(code).or_default() += 1);
    counts
}

#[test]
fn check_agrees_with_the_reference_library() {
    let Some(corpus) = corpus("agreement of `check` with the reference library") else { return };
    let (mut met, mut differ) = (0, Vec::new());
    for case in cases(&corpus) {
        if case.mode == "lenient" || is_known_difference(&case.file) {
            continue;
        }
        let options = CheckOptions {
            read: options(&case.mode, &corpus, case.file.contains(".txt")),
            ..CheckOptions::at(jiff::Timestamp::UNIX_EPOCH)
        };
        let reports = ingest::check(&corpus.join("naaccr").join(&case.file), &options);
        let report = &reports[0];
        let outcome = match report.outcome() {
            Outcome::Valid => "valid",
            Outcome::Errors => "errors",
            Outcome::Fatal => "fatal",
        };
        let errors = report.findings().len() as u64;
        let counts = [report.patients, report.tumors, report.items, errors];
        let codes = code_counts(report.findings().iter().map(|finding| finding.kind().to_owned()));
        let names = codes.keys().map(String::as_str).collect::<Vec<_>>();
        let agrees = outcome == case.outcome
            && (outcome == "fatal" || (counts == case.counts && names.iter().all(|name| case.codes.contains(name))));
        if !agrees {
            differ.push(format!(
                "{} {}: {outcome} {counts:?} {names:?}, expected {} {:?} {}",
                case.file, case.mode, case.outcome, case.counts, case.codes
            ));
        }
        met += 1;
    }
    println!("{met} cases, {} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(met > 100);
    // The table of differences, with reasons, is kept where the readers are tested; here only that opening, packing
    // and parallel reading add none.
    assert!(differ.len() * 10 < met, "{} of {met} differ", differ.len());
}

#[test]
fn submit_agrees_with_the_reference_library() {
    let Some(corpus) = corpus("agreement of `submit` with the reference library") else { return };
    let (mut met, mut differ) = (0, Vec::new());
    let (_folder, warehouse) = warehouse();
    for (at, case) in cases(&corpus).into_iter().enumerate() {
        if case.mode != "lenient" || is_known_difference(&case.file) || case.outcome == "fatal" {
            continue;
        }
        let facility = format!("F{at}");
        let options =
            SubmitOptions { read: options("lenient", &corpus, false), ..SubmitOptions::new(&facility, "test", now()) };
        let result = ingest::submit(&warehouse, &corpus.join("naaccr").join(&case.file), &options).remove(0);
        match result {
            Ok(receipt) => {
                let counts = [receipt.patients, receipt.tumors, receipt.items, receipt.findings.values().sum()];
                if counts != case.counts {
                    differ.push(format!("{}: {counts:?}, expected {:?}", case.file, case.counts));
                }
                assert!(receipt.counts.reconcile());
            }
            Err(error) => differ.push(format!("{}: {error}", case.file)),
        }
        met += 1;
    }
    println!("{met} cases, {} differ:\n{}", differ.len(), differ.join("\n"));
    assert!(met > 50);
    assert!(differ.len() * 10 < met, "{} of {met} differ", differ.len());
}
