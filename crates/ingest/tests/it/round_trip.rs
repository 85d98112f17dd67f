//! In and out again: item for item the same.

use std::path::Path;

use ingest::{CheckOptions, ExportOptions, ExportScope, Outcome, SubmitOptions, export, restore_raw};
use naaccr::{OnBrokenPatient, ReadOptions};

use crate::support::{Listed, corpus, items, newest, now, submit_with, user_dictionaries, warehouse, xml};

fn options(user_dictionaries: Vec<std::sync::Arc<naaccr::UserDictionary>>) -> ExportOptions {
    ExportOptions {
        who: "test".to_owned(),
        why: "round trip".to_owned(),
        now: now(),
        version: None,
        record_type: None,
        user_dictionaries,
    }
}

/// Submits a file, exports it, and compares items, and the bytes received.
pub(crate) fn goes_round(path: &Path, read: &ReadOptions) {
    let (folder, warehouse) = warehouse();
    let dictionaries = read.user_dictionaries.clone();
    let submit = SubmitOptions { read: read.clone(), ..SubmitOptions::new("F1", "test", now()) };
    let receipt = submit_with(&warehouse, path, &submit);
    let format = if receipt.format == "fixed-width" { "out.txt" } else { "out.xml" };
    let out = folder.path().join(format);
    let snapshot = newest(&warehouse);
    let options = options(dictionaries);
    let scope = ExportScope::Submission(receipt.submission_id.clone());
    export(&warehouse, &snapshot, &scope, &out, &options).unwrap();
    let (expected, found) = (writable(items(path, read)), items(&out, read));
    let first = expected.iter().zip(&found).find(|(expected, found)| expected != found);
    assert_eq!(first, None, "{}", path.display());
    assert_eq!(expected.len(), found.len(), "{}", path.display());

    let mut bytes = Vec::new();
    restore_raw(&warehouse, &snapshot, &receipt.sha256, &mut bytes, &options).unwrap();
    assert_eq!(bytes, std::fs::read(path).unwrap(), "{}", path.display());
}

/// The items without the characters that XML has no way to write.
fn writable(items: Vec<Listed>) -> Vec<Listed> {
    let has_no_place = |letter: char| {
        (letter < ' ' && !matches!(letter, '\t' | '\n' | '\r')) || matches!(letter, '\u{7f}' | '\u{fffe}' | '\u{ffff}')
    };
    let strip = |(patient, tumor, id, value): Listed| (patient, tumor, id, value.replace(has_no_place, ""));
    items.into_iter().map(strip).filter(|item| !item.3.is_empty()).collect()
}

#[test]
fn every_valid_file_of_the_corpus() {
    let Some(corpus) = corpus("the round trip of its valid files") else { return };
    let dictionaries = user_dictionaries(&corpus);
    let mut reader = csv::Reader::from_path(corpus.join("naaccr/expected.csv")).unwrap();
    let (mut met, mut refused) = (0, 0);
    for row in reader.records() {
        let row = row.unwrap();
        let (file, mode, outcome) = (&row[0], &row[1], &row[2]);
        let flat = file.contains(".txt");
        let path = corpus.join("naaccr").join(file);
        if outcome != "valid" || mode != if flat { "strict" } else { "lenient" } {
            continue;
        }
        if file.ends_with("bad-crc.xml.gz") {
            // Said to be valid by the reference library, which does not look at the checksum.
            continue;
        }
        let user_dictionaries = if flat { Vec::new() } else { dictionaries.clone() };
        let read = ReadOptions { user_dictionaries, ..ReadOptions::lenient() };
        let strict = ReadOptions { on_broken_patient: OnBrokenPatient::Stop, ..read.clone() };
        let check = CheckOptions { read: strict, ..CheckOptions::at(jiff::Timestamp::UNIX_EPOCH) };
        if ingest::check(&path, &check)[0].outcome() != Outcome::Fatal {
            goes_round(&path, &read);
            met += 1;
            continue;
        }
        // The reference library drops part of the document without a word.
        refused += 1;
    }
    assert!(met > 50 && refused * 20 < met, "{met} files, {refused} refused");
}

#[test]
fn the_samples() {
    let Some(corpus) = corpus("the round trip of its samples") else { return };
    for sample in ["a250-2k.xml.gz", "i250-2k.xml.gz", "i180-2k.txt.gz", "dirty-a250-2k.xml.gz"] {
        goes_round(&corpus.join("samples").join(sample), &ReadOptions::lenient());
    }
}

#[test]
fn items_in_the_wrong_place_and_items_nobody_knows() {
    let folder = tempfile::tempdir().unwrap();
    let text = xml(&[
        (
            &[("patientIdNumber", "00000001"), ("primarySite", "C509"), ("shoeSize", "44")],
            &[&[("sex", "2"), ("hat", "L")]],
        ),
        (&[("patientIdNumber", "00000002")], &[]),
        (&[("nameLast", "NOBODY")], &[&[("primarySite", "C619")], &[]]),
    ]);
    let path = crate::support::file(folder.path(), "a.xml", text);
    goes_round(&path, &ReadOptions::lenient());
}

#[test]
fn the_newest_versions_of_a_facility() {
    let (folder, warehouse) = warehouse();
    let submit = |name: &str, patients: &[(crate::support::Items<'_>, &[crate::support::Items<'_>])]| {
        let path = crate::support::file(folder.path(), name, xml(patients));
        submit_with(&warehouse, &path, &SubmitOptions::new("F1", "test", now()))
    };
    submit(
        "1.xml",
        &[
            (&[("patientIdNumber", "00000001")], &[&[("tumorRecordNumber", "01"), ("primarySite", "C509")]]),
            (&[("patientIdNumber", "00000002")], &[&[("tumorRecordNumber", "01"), ("primarySite", "C619")]]),
        ],
    );
    submit(
        "2.xml",
        &[(&[("patientIdNumber", "00000001")], &[&[("tumorRecordNumber", "01"), ("primarySite", "C500")]])],
    );
    let out = folder.path().join("out.xml");
    let scope = ExportScope::Facility("F1".to_owned());
    let exported = export(&warehouse, &newest(&warehouse), &scope, &out, &options(Vec::new())).unwrap();
    assert_eq!((exported.patients, exported.tumors), (2, 2));
    let read = ReadOptions { on_broken_patient: OnBrokenPatient::Stop, ..ReadOptions::lenient() };
    let sites: Vec<_> =
        items(&out, &read).into_iter().filter(|item| item.2 == "primarySite").map(|item| item.3).collect();
    assert_eq!(sites, ["C619", "C500"]);
}

#[test]
fn openings_are_on_record() {
    let (folder, warehouse) = warehouse();
    let path = crate::support::file(folder.path(), "1.xml", xml(&[(&[("patientIdNumber", "00000001")], &[])]));
    let receipt = submit_with(&warehouse, &path, &SubmitOptions::new("F1", "registrar", now()));
    let scope = ExportScope::Submission(receipt.submission_id);
    export(&warehouse, &newest(&warehouse), &scope, &folder.path().join("o.xml"), &options(Vec::new())).unwrap();
    let log = access::AuditLog::open(&warehouse.audit_path()).unwrap();
    let entries = log.entries(0, 10).unwrap();
    let told: Vec<_> = entries.iter().map(|entry| (entry.event.actor.as_str(), entry.event.action.as_str())).collect();
    assert_eq!(
        told,
        [("registrar", "store identities in the vault"), ("test", "open the vault for round trip at snapshot 2")]
    );
}
