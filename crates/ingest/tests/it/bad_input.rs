//! What is no NAACCR data, or not all of it: a clear error, nothing written, in bounded time and memory.

use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use ingest::{CheckOptions, Outcome, SubmitOptions};

use crate::support::{file, newest, now, warehouse, xml};

fn small() -> String {
    xml(&[(&[("patientIdNumber", "00000001")], &[&[("primarySite", "C509")]])])
}

/// A file of 5 GB that is one line, of which only the beginning takes room on the disk.
fn sparse(folder: &Path, name: &str, beginning: &str) -> PathBuf {
    let path = folder.join(name);
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(beginning.as_bytes()).unwrap();
    file.seek(SeekFrom::Start(5_000_000_000)).unwrap();
    file.write_all(b"\n").unwrap();
    path
}

#[test]
fn each_is_told_apart_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(small().as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let mut bad_checksum = gzip.clone();
    let at = bad_checksum.len() - 8;
    bad_checksum[at] ^= 0x55;
    let lol = "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">".repeat(9);
    let lol = format!("<?xml version=\"1.0\"?><!DOCTYPE NaaccrData [<!ENTITY a \"lol\">{lol}]>");
    let laughs = small().replace("<?xml version=\"1.0\"?>", &lol).replace("C509", "&b;");
    let endless = small().split("C509").next().unwrap().to_owned();
    let cases = [
        ("truncated gzip", file(folder.path(), "cut.xml.gz", &gzip[..gzip.len() / 2]), "unreadable", "cut short"),
        ("bad checksum", file(folder.path(), "crc.xml.gz", &bad_checksum), "unreadable", "damaged"),
        ("PDF named xml", file(folder.path(), "a.xml", "%PDF-1.7\n%\u{e9}"), "not-naaccr", "PDF"),
        ("empty", file(folder.path(), "empty.xml", ""), "empty-file", "empty"),
        ("absent", folder.path().join("absent.xml"), "unreadable", "absent.xml"),
        ("a folder", folder.path().to_owned(), "unreadable", "irectory"),
        ("billion laughs", file(folder.path(), "laughs.xml", laughs), "", "reference"),
        ("CSV without a map", file(folder.path(), "a.csv", "patientIdNumber\n00000001\n"), "map-missing", "--map"),
        ("not NAACCR", file(folder.path(), "b.xml", "<html></html>"), "root", "NaaccrData"),
        ("5 GB of zeros", sparse(folder.path(), "zeros.xml", ""), "not-naaccr", "binary"),
        ("5 GB in one value", sparse(folder.path(), "value.xml", &endless), "", ""),
        ("5 GB in one flat line", sparse(folder.path(), "line.txt", &format!("I{}180", " ".repeat(15))), "", ""),
    ];
    let (_keep, warehouse) = warehouse();
    let before = newest(&warehouse).number();
    for (what, path, kind, word) in cases {
        let started = Instant::now();
        let reports = ingest::check(&path, &CheckOptions::at(jiff::Timestamp::UNIX_EPOCH));
        assert_eq!(reports.len(), 1, "{what}");
        assert_eq!(reports[0].outcome(), Outcome::Fatal, "{what}");
        let mut results = ingest::submit(&warehouse, &path, &SubmitOptions::new("F1", "test", now()));
        let error = results.remove(0).expect_err(what);
        assert!(started.elapsed() < Duration::from_secs(60), "{what} took {:?}", started.elapsed());
        let text = error.to_string();
        assert!(kind.is_empty() || error.kind() == kind, "{what}: {} {text}", error.kind());
        assert!(text.contains(word), "{what}: {text}");
        assert!(error.is_file(), "{what}");
        assert_eq!(newest(&warehouse).number(), before, "{what}");
        for place in ["tables/abstracts", "vault", "raw", "staging"] {
            let left = std::fs::read_dir(warehouse.folder().join(place)).unwrap();
            let left: Vec<_> =
                left.map(|entry| entry.unwrap().file_name()).filter(|name| name != "_delta_log").collect();
            assert!(left.is_empty(), "{what} left {left:?} in {place}");
        }
    }
}

#[test]
fn a_broken_patient_is_set_aside_and_the_others_are_stored() {
    let folder = tempfile::tempdir().unwrap();
    let twice: &[(&str, &str)] = &[("patientIdNumber", "00000002"), ("sex", "1"), ("sex", "2")];
    let text = xml(&[
        (&[("patientIdNumber", "00000001")], &[&[("primarySite", "C509")]]),
        (twice, &[&[("primarySite", "C509")], &[("primarySite", "C619")]]),
        (&[("patientIdNumber", "00000003")], &[]),
    ]);
    let (_keep, warehouse) = warehouse();
    let receipt = crate::support::submit(&warehouse, &file(folder.path(), "a.xml", text), "F1");
    assert_eq!((receipt.counts.received, receipt.counts.accepted, receipt.counts.rejected), (4, 2, 2));
    assert_eq!(receipt.rejected_reasons.values().sum::<u64>(), 2);
    assert!(receipt.findings.contains_key("Quarantined patient"), "{:?}", receipt.findings);
}
