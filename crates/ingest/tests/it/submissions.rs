//! The same bytes twice, corrections, and several who submit at once.

use std::thread;

use ingest::{SubmitOptions, Verdict};
use warehouse::Table;

use crate::support::{Items, file, newest, now, submit, submit_with, text_rows, warehouse, xml};

fn tumor_of(site: &str) -> String {
    xml(&[(&[("patientIdNumber", "00000001")], &[&[("tumorRecordNumber", "01"), ("primarySite", site)]])])
}

#[test]
fn the_same_bytes_twice_change_nothing() {
    let (folder, warehouse) = warehouse();
    let path = file(folder.path(), "a.xml", tumor_of("C509"));
    let first = submit(&warehouse, &path, "F1");
    let snapshot = newest(&warehouse).number();
    let later = SubmitOptions::new("F1", "somebody else", now() + jiff::SignedDuration::from_hours(1));
    let second = submit_with(&warehouse, &path, &later);
    assert_eq!(serde_json::to_string(&first).unwrap(), serde_json::to_string(&second).unwrap());
    assert_eq!(newest(&warehouse).number(), snapshot);
    // Another facility's submission of the same bytes is its own.
    let other = submit(&warehouse, &path, "F2");
    assert_eq!(other.counts.accepted, 1);
    assert_ne!(other.submission_id, first.submission_id);
    assert_eq!(newest(&warehouse).raw_files().count(), 1, "the bytes are kept once");
}

#[test]
fn a_correction_is_a_new_version() {
    let (folder, warehouse) = warehouse();
    submit(&warehouse, &file(folder.path(), "a.xml", tumor_of("C509")), "F1");
    let corrected = submit(&warehouse, &file(folder.path(), "b.xml", tumor_of("C500")), "F1");
    assert_eq!((corrected.counts.accepted, corrected.counts.corrected), (1, 1));
    // Other bytes, but the same record.
    let again = submit(&warehouse, &file(folder.path(), "c.xml", format!("{}\n", tumor_of("C500"))), "F1");
    assert_eq!((again.counts.accepted, again.counts.duplicate), (0, 1));
    assert_eq!(again.verdict, Verdict::Accepted);
    let snapshot = newest(&warehouse);
    let keys = text_rows(&snapshot, Table::Abstracts, "abstract_key");
    assert_eq!(keys.len(), 2, "both versions are kept");
    assert_eq!(keys[0], keys[1]);
    let sites = text_rows(&snapshot, Table::Abstracts, "primarySite");
    assert_eq!(sites, [Some("C509".to_owned()), Some("C500".to_owned())]);
}

#[test]
fn records_that_a_file_holds_twice() {
    let (folder, warehouse) = warehouse();
    let one: (Items<'_>, &[Items<'_>]) =
        (&[("patientIdNumber", "00000001")], &[&[("tumorRecordNumber", "01"), ("primarySite", "C509")]]);
    let other: (Items<'_>, &[Items<'_>]) =
        (&[("patientIdNumber", "00000001")], &[&[("tumorRecordNumber", "01"), ("primarySite", "C500")]]);
    let path = file(folder.path(), "a.xml", xml(&[one, one, other, one]));
    let counts = submit(&warehouse, &path, "F1").counts;
    assert_eq!((counts.received, counts.accepted, counts.duplicate, counts.corrected), (4, 3, 1, 2));
    assert_eq!(newest(&warehouse).table(Table::Abstracts).unwrap().rows(), 3);
}

#[test]
fn each_file_of_a_zip_is_a_submission() {
    use std::io::Write;
    let (folder, warehouse) = warehouse();
    let path = folder.path().join("all.zip");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, site) in [("one.xml", "C509"), ("two.xml", "C500")] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(tumor_of(site).as_bytes()).unwrap();
    }
    archive.finish().unwrap();
    assert_eq!(ingest::check(&path, &ingest::CheckOptions::at(jiff::Timestamp::UNIX_EPOCH)).len(), 2);
    let receipts = ingest::submit(&warehouse, &path, &SubmitOptions::new("F1", "test", now()));
    let receipts: Vec<_> = receipts.into_iter().map(Result::unwrap).collect();
    let told: Vec<_> = receipts.iter().map(|receipt| (receipt.file.as_str(), receipt.counts.corrected)).collect();
    assert_eq!(told, [("all.zip/one.xml", 0), ("all.zip/two.xml", 1)]);
}

#[test]
fn a_dry_run_stores_nothing() {
    let (folder, warehouse) = warehouse();
    let before = newest(&warehouse).number();
    let path = file(folder.path(), "a.xml", tumor_of("C509"));
    let options = SubmitOptions { dry_run: true, ..SubmitOptions::new("F1", "test", now()) };
    let receipt = submit_with(&warehouse, &path, &options);
    assert_eq!((receipt.counts.accepted, receipt.snapshot), (1, None));
    assert_eq!(newest(&warehouse).number(), before);
    assert_eq!(submit(&warehouse, &path, "F1").counts.accepted, 1);
}

#[test]
fn a_name_that_cannot_be_a_facilitys() {
    let (folder, warehouse) = warehouse();
    let path = file(folder.path(), "a.xml", tumor_of("C509"));
    for name in ["", "a b", "a\n", &"x".repeat(65)] {
        let results = ingest::submit(&warehouse, &path, &SubmitOptions::new(name, "test", now()));
        assert_eq!(results[0].as_ref().unwrap_err().kind(), "facility");
    }
}

/// Both must succeed, whoever is first, and the counts must be those of one after the other.
#[test]
fn several_submit_at_once() {
    for same_facility in [false, true] {
        let (folder, warehouse) = warehouse();
        let paths: Vec<_> = (0..4_usize)
            .map(|at| {
                let own = format!("{:08}", at + 10);
                let own: (Items<'_>, &[Items<'_>]) = (&[("patientIdNumber", &own)], &[&[("primarySite", "C619")]]);
                let shared: (Items<'_>, &[Items<'_>]) =
                    (&[("patientIdNumber", "00000001")], &[&[("primarySite", "C509")]]);
                file(folder.path(), &format!("{at}.xml"), xml(&[own, shared]))
            })
            .collect();
        let receipts: Vec<_> = thread::scope(|scope| {
            let tasks: Vec<_> = paths
                .iter()
                .enumerate()
                .map(|(at, path)| {
                    let warehouse = warehouse.clone();
                    let facility = if same_facility { "F".to_owned() } else { format!("F{at}") };
                    scope.spawn(move || submit(&warehouse, path, &facility))
                })
                .collect();
            tasks.into_iter().map(|task| task.join().unwrap()).collect()
        });
        let accepted: u64 = receipts.iter().map(|receipt| receipt.counts.accepted).sum();
        let duplicate: u64 = receipts.iter().map(|receipt| receipt.counts.duplicate).sum();
        assert_eq!((accepted, duplicate), if same_facility { (5, 3) } else { (8, 0) });
        assert_eq!(newest(&warehouse).table(Table::Abstracts).unwrap().rows(), accepted);
        let mut snapshots: Vec<_> = receipts.iter().map(|receipt| receipt.snapshot.unwrap()).collect();
        snapshots.sort_unstable();
        assert_eq!(snapshots, [2, 3, 4, 5]);
    }
}

#[test]
fn what_is_stored_does_not_depend_on_the_threads() {
    let Some(corpus) = crate::support::corpus("tables from one thread and from many") else { return };
    let path = corpus.join("samples/dirty-a250-2k.xml.gz");
    let tables = |threads| {
        let (_folder, warehouse) = warehouse();
        let options = SubmitOptions { threads: Some(threads), ..SubmitOptions::new("F1", "test", now()) };
        let receipt = submit_with(&warehouse, &path, &options);
        let snapshot = newest(&warehouse);
        let abstracts: Vec<_> = ["patientIdNumber", "primarySite", "dateOfDiagnosis", "misplaced"]
            .into_iter()
            .filter(|column| {
                snapshot.table(Table::Abstracts).unwrap().columns().iter().any(|known| known.name == *column)
            })
            .map(|column| text_rows(&snapshot, Table::Abstracts, column))
            .collect();
        let findings = text_rows(&snapshot, Table::Findings, "message");
        let bytes: Vec<_> = snapshot.table(Table::Abstracts).unwrap().files().map(|file| file.rows).collect();
        (receipt.counts, receipt.findings_by_item, abstracts, findings, bytes)
    };
    assert_eq!(tables(1), tables(3));
}
