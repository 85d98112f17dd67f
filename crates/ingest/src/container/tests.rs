use std::io::{Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The members' contents by name, or the first error.
fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    let mut contents = Vec::new();
    for_each_member(&path, |member| {
        let name = Path::new(&member.name).strip_prefix(folder.path()).unwrap().display().to_string();
        let mut content = Vec::new();
        let read = member.content(())?.into_reader().read_to_end(&mut content);
        read.map_err(|source| Error::Open { file: name.clone(), source })?;
        contents.push((name, content));
        Ok(())
    })?;
    Ok(contents)
}

#[test]
fn what_it_is_packed_in_does_not_matter() {
    let (one, two): (&[u8], &[u8]) = (b"<a/>", b"<b/>");
    let named = |content: &[u8]| vec![("file".to_owned(), content.to_vec())];
    assert_eq!(read(one).unwrap(), named(one));
    assert_eq!(read(&gzip(one)).unwrap(), named(one));
    assert_eq!(read(&[gzip(one), gzip(two)].concat()).unwrap(), named(b"<a/><b/>"), "members follow each other");
    assert_eq!(read(&[gzip(one), vec![0; 700]].concat()).unwrap(), named(one), "zeros are padding");
    let archive =
        zip(&[("x/one.xml", one), ("read me.pdf", b"%PDF"), ("__MACOSX/._one.xml", two), ("two.xml.gz", &gzip(two))]);
    let expect = vec![("file/x/one.xml".to_owned(), one.to_vec()), ("file/two.xml.gz".to_owned(), two.to_vec())];
    assert_eq!(read(&archive).unwrap(), expect);
}

#[test]
fn damage_is_an_error() {
    let whole = gzip(b"<NaaccrData/>");
    let mut damaged = whole.clone();
    let checksum = damaged.len() - 6;
    damaged[checksum] ^= 1;
    let cut = &whole[..whole.len() - 3];
    let trailed = [whole.as_slice(), b"more"].concat();
    let archive = zip(&[("a.xml", b"<NaaccrData/>")]);
    for (what, bytes, expect) in [
        ("checksum", damaged.as_slice(), "damaged"),
        ("cut short", cut, "cut short"),
        ("trailing text", &trailed, "damaged"),
        ("empty", b"", "empty"),
        ("gzip of nothing", &gzip(b""), "empty"),
        ("half a zip", &archive[..archive.len() / 2], "zip"),
        ("a zip of documents", &zip(&[("a.pdf", b"%PDF")]), "no data file"),
    ] {
        let error = read(bytes).unwrap_err().to_string();
        assert!(error.contains(expect), "{what}: {error}");
    }
}

#[test]
fn formats_are_told_by_content() {
    let flat = format!("I               180{}\n", " ".repeat(4048 - 19));
    for (name, head, expect) in [
        ("a.txt", b"<?xml version=\"1.0\"?>".as_slice(), FileFormat::Xml),
        ("a.csv", b"\xef\xbb\xbf\n <NaaccrData", FileFormat::Xml),
        ("a", b"\xff\xfe<\0", FileFormat::Xml),
        ("a.xml", b"hello", FileFormat::Xml),
        ("a.xml", flat.as_bytes(), FileFormat::FixedWidth),
        ("a.txt", b"I 180", FileFormat::FixedWidth),
        ("a", b"patientIdNumber,primarySite\n1,C509\n", FileFormat::Delimited),
        ("a.csv.gz", b"sex\n1\n", FileFormat::Delimited),
    ] {
        assert_eq!(sniff(name, head).unwrap(), expect, "{name} {head:?}");
    }
    for (name, head) in [("a.xml", b"%PDF-1.7".as_slice()), ("a.xml", &[0; 100]), ("a.txt", b"PAR1")] {
        assert!(sniff(name, head).is_err(), "{name}");
    }
}
