//! `caselake check` and `caselake submit` against what the reference library did with every file of the corpus.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::shared::{Registry, caselake, outside, text};

/// The page that lists every difference, each with its reason.
const PAGE: &str = include_str!("../../docs/conformance.md");

/// A row of `expected.csv`.
struct Row {
    file: String,
    mode: String,
    summary: Summary,
}

/// What is compared: outcome, patients, tumors, items, number of findings, their kinds.
#[derive(Debug, PartialEq, Eq)]
struct Summary {
    outcome: &'static str,
    counts: [u64; 4],
    kinds: String,
}

fn outcome(name: &str) -> &'static str {
    ["valid", "errors", "fatal"].into_iter().find(|known| *known == name).expect("a known outcome")
}

fn outcome_of(code: Option<i32>) -> &'static str {
    match code {
        Some(0) => "valid",
        Some(1) => "errors",
        Some(2) => "fatal",
        other => panic!("exit code {other:?}"),
    }
}

fn rows(corpus: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(corpus.join("expected.csv")).expect("expected.csv");
    let head = reader.headers().expect("a header").clone();
    let place = |name: &str| head.iter().position(|column| column == name).unwrap_or_else(|| panic!("column {name}"));
    let [file, mode, result] = ["file", "mode", "outcome"].map(place);
    let counts = ["patients", "tumors", "items", "validation_errors"].map(place);
    let kinds = place("error_codes");
    let rows = reader.records().map(|record| {
        let record = record.expect("a record");
        let count = |index: usize| record[index].parse().expect("a count");
        Row {
            file: record[file].to_owned(),
            mode: record[mode].to_owned(),
            summary: Summary {
                outcome: outcome(&record[result]),
                counts: counts.map(count),
                kinds: record[kinds].to_owned(),
            },
        }
    });
    rows.collect()
}

fn is_flat(file: &str) -> bool {
    file.trim_end_matches(".gz").ends_with(".txt")
}

/// `(file, mode)` pairs that the page says differ.
fn listed() -> BTreeSet<(String, String)> {
    let mut listed = BTreeSet::new();
    let mut cells = 0;
    for line in PAGE.lines() {
        let row: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        match row.as_slice() {
            ["file", ..] => cells = row.len(),
            [file, modes, ..] if file.contains('/') && row.len() == cells => {
                // The table of quarantined patients names no modes: it is about `lenient`.
                let modes = if cells == 2 { "lenient" } else { modes };
                listed.extend(modes.split(", ").map(|mode| ((*file).to_owned(), mode.to_owned())));
            }
            _ => {}
        }
    }
    listed
}

fn dictionaries(corpus: &Path) -> Vec<PathBuf> {
    let folder =
        std::fs::read_dir(corpus.join("edge-dictionary")).expect("a folder").map(|entry| entry.expect("an entry"));
    let mut paths: Vec<PathBuf> = folder
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("use-"))
        .map(|entry| entry.path())
        .collect();
    paths.push(corpus.join("ref-dictionary/testing-user-dictionary.xml"));
    paths.sort();
    paths
}

fn with_dictionaries<'c>(command: &'c mut Command, dictionaries: &[PathBuf]) -> &'c mut Command {
    dictionaries.iter().for_each(|path| {
        command.arg("--dictionary").arg(path);
    });
    command
}

/// What `check` says of a file in a mode.
fn checked(corpus: &Path, row: &Row, dictionaries: &[PathBuf]) -> Summary {
    let mut command = caselake();
    command.arg("check").arg(corpus.join(&row.file)).args(["--structure-only", "--format", "json"]);
    if !is_flat(&row.file) {
        with_dictionaries(&mut command, dictionaries);
        if row.mode != "default" {
            command.args(["--extension", "other=http://whatever.org:MyOuterTag,MyInnerTag"]);
            command.args(["--extension", "naaccr=http://naaccr.org/naaccrxml"]);
        }
        if row.mode == "relaxed" {
            command.args(["--mode", "relaxed"]);
        }
    }
    let output = command.output().expect("the program starts");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let findings: Vec<&Value> = report["findings"].as_array().expect("findings").iter().collect();
    let findings: Vec<&Value> = findings.into_iter().filter(|finding| finding["severity"] != "fatal").collect();
    let kinds: BTreeSet<&str> = findings.iter().map(|finding| finding["kind"].as_str().expect("a kind")).collect();
    let count = |name: &str| report[name].as_u64().expect("a count");
    Summary {
        outcome: outcome_of(output.status.code()),
        counts: [count("patients"), count("tumors"), count("items"), findings.len() as u64],
        kinds: kinds.into_iter().collect::<Vec<_>>().join("|"),
    }
}

/// What `submit` says of a file; of one that it refuses, only that.
fn submitted(registry: &Registry, corpus: &Path, row: &Row, facility: &str, dictionaries: &[PathBuf]) -> Summary {
    let mut command = registry.submission(&corpus.join(&row.file), facility);
    command.arg("--structure-only");
    let output = with_dictionaries(&mut command, dictionaries).output().expect("the program starts");
    let outcome = outcome_of(output.status.code());
    if outcome == "fatal" {
        assert!(!text(&output.stderr).contains("panicked"), "{}: {}", row.file, text(&output.stderr));
        return Summary { outcome, counts: row.summary.counts, kinds: row.summary.kinds.clone() };
    }
    let receipt: Value = serde_json::from_slice(&output.stdout).expect("a receipt");
    let findings = receipt["findings"].as_object().expect("counts");
    let count = |name: &str| receipt[name].as_u64().expect("a count");
    let total = findings.values().map(|count| count.as_u64().expect("a count")).sum();
    // Records without a usable key are rejected by our law, not by the standard.
    let without_key = receipt["rejected_reasons"].as_object().expect("reasons").keys().any(|why| why.contains("key"));
    Summary {
        outcome: if without_key && total == 0 { "valid" } else { outcome },
        counts: [count("patients"), count("tumors"), count("items"), total],
        kinds: findings.keys().cloned().collect::<Vec<_>>().join("|"),
    }
}

/// Compares all rows of some modes and holds the page to the differences found.
fn compare(modes: &[&str], mut found: impl FnMut(usize, &Row) -> Summary) {
    let Some(corpus) = outside("CASELAKE_CORPUS", "corpus") else { return };
    let listed = listed();
    let (mut compared, mut wrong, mut differing) = (0, Vec::new(), 0);
    for (index, row) in rows(&corpus.join("naaccr")).iter().enumerate() {
        if !modes.contains(&row.mode.as_str()) {
            continue;
        }
        let found = found(index, row);
        let is_listed = listed.contains(&(row.file.clone(), row.mode.clone()));
        compared += 1;
        differing += u32::from(is_listed);
        if (found == row.summary) == is_listed {
            let state = if is_listed { "is listed as different, but agrees" } else { "differs" };
            wrong.push(format!("{} {} {state}: {found:?}, expected {:?}", row.file, row.mode, row.summary));
        }
    }
    println!("{compared} files and modes compared, {differing} of them known to differ");
    assert!(compared > 0, "the corpus has no such rows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn check_agrees_with_the_reference_library() {
    let Some(corpus) = outside("CASELAKE_CORPUS", "corpus") else { return };
    let corpus = corpus.join("naaccr");
    let dictionaries = dictionaries(&corpus);
    compare(&["strict", "relaxed", "default"], |_, row| checked(&corpus, row, &dictionaries));
}

#[test]
fn submit_agrees_with_the_reference_library() {
    let Some(corpus) = outside("CASELAKE_CORPUS", "corpus") else { return };
    let corpus = corpus.join("naaccr");
    let dictionaries = dictionaries(&corpus);
    let registry = Registry::new();
    compare(&["lenient"], |index, row| submitted(&registry, &corpus, row, &format!("F{index:04}"), &dictionaries));
}

#[test]
fn the_page_lists_differences() {
    assert!(listed().len() > 30, "the page's tables are read");
}
