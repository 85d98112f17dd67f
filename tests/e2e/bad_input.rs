//! Files that are no files: a clear error each, no panic, nothing written.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::shared::{Registry, run, synthetic, text};

/// Submits `file` and wants exit code 2, these words, and no trace of it in the warehouse.
fn refused(registry: &Registry, file: &Path, words: &[&str]) {
    let start = Instant::now();
    let output = registry.submission(file, "F001").output().expect("the program starts");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{}: {said}{}", file.display(), text(&output.stdout));
    assert!(said.contains(file.file_name().expect("a name").to_str().expect("text")), "names the file: {said}");
    assert!(words.iter().any(|word| said.to_lowercase().contains(word)), "expected one of {words:?}: {said}");
    assert!(!said.contains("panicked"), "{said}");
    assert!(start.elapsed() < Duration::from_secs(60), "{} took {:?}", file.display(), start.elapsed());
    assert!(registry.receipts().is_empty(), "nothing is received");
    let left = |folder: &str| std::fs::read_dir(registry.path().join(folder)).map_or(0, Iterator::count);
    assert_eq!((left("staging"), left("raw"), left("vault")), (0, 0, 0), "nothing is left of {}", file.display());
}

fn write(registry: &Registry, name: &str, bytes: &[u8]) -> PathBuf {
    let path = registry.beside(name);
    std::fs::write(&path, bytes).expect("written");
    path
}

#[test]
fn files_that_cannot_be_read() {
    let registry = Registry::new();
    let file = synthetic(&registry.beside("files"), 300, 1, 51, &[]).remove(0);
    let xml = std::fs::read(&file).expect("its bytes");

    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&xml).expect("compressed");
    let gzip = gzip.finish().expect("compressed");
    refused(&registry, &write(&registry, "truncated.xml.gz", &gzip[..gzip.len() / 2]), &["gzip", "truncated", "end"]);
    refused(&registry, &write(&registry, "report.xml", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), &["pdf"]);
    refused(&registry, &write(&registry, "nothing.xml", b""), &["empty"]);
    refused(&registry, &write(&registry, "cut.xml", &xml[..xml.len() * 2 / 3]), &["xml"]);
    let laughs = b"<?xml version=\"1.0\"?>\n<!DOCTYPE NaaccrData [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\
        <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>\n<NaaccrData baseDictionaryUri=\"http://naaccr.org/naaccrxml/naaccr-dictionary-250.xml\" \
        recordType=\"I\" specificationVersion=\"1.8\" xmlns=\"http://naaccr.org/naaccrxml\">\n<Item naaccrId=\"registryId\">&c;</Item>\n</NaaccrData>\n";
    refused(&registry, &write(&registry, "laughs.xml", laughs), &["entity", "xml"]);
    let csv = b"mrn,surname,site\n1,DOE,C50.9\n";
    refused(&registry, &write(&registry, "listing.csv", csv), &["map"]);
}

#[test]
fn five_gigabytes_on_one_line() {
    let registry = Registry::new();
    let path = registry.beside("line.xml");
    let mut file = File::create(&path).expect("created");
    file.write_all(
        b"<NaaccrData baseDictionaryUri=\"http://naaccr.org/naaccrxml/naaccr-dictionary-250.xml\" recordType=\"I\" \
          specificationVersion=\"1.8\" xmlns=\"http://naaccr.org/naaccrxml\"><Patient><Item naaccrId=\"patientIdNumber\">1",
    )
    .expect("written");
    file.set_len(5 << 30).expect("a sparse file");
    refused(&registry, &path, &["large", "longer", "limit"]);

    let zeros = registry.beside("zeros.xml");
    File::create(&zeros).and_then(|file| file.set_len(5 << 30)).expect("a sparse file");
    refused(&registry, &zeros, &["naaccr", "xml", "empty"]);
}

#[test]
fn wrong_arguments_say_what_is_wanted() {
    for (arguments, words) in [
        (&["submit", "nowhere.xml", "--warehouse", "nowhere", "--facility", "F"][..], "nowhere"),
        (&["check", "nowhere.xml"], "nowhere.xml"),
        (&["survival", "--cases", "nowhere.csv"], "nowhere.csv"),
        (&["survival"], "--cases"),
        (&["survival", "--cases", "x.csv", "--method", "magic"], "kaplan-meier"),
        (&["chekc", "x.xml"], "check"),
    ] {
        let output = run(arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?} says: {said}");
    }
}
