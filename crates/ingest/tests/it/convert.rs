//! From one format to another, and back to the same items.

use ingest::{ConvertOptions, OutputFormat, convert, draft_map, read_map};
use naaccr::{ReadOptions, RecordType, Version};

use crate::support::{corpus, file, items, xml};

#[test]
fn any_format_and_back() {
    let Some(corpus) = corpus("conversion of a sample to each format and back") else { return };
    let sample = corpus.join("samples/i180-2k.txt.gz");
    let folder = tempfile::tempdir().unwrap();
    let expected = items(&sample, &ReadOptions::lenient());
    for name in ["a.xml", "a.xml.gz", "a.xml.zip", "a.csv", "a.tsv.gz", "a.parquet", "a.txt"] {
        let there = folder.path().join(name);
        let converted = convert(&sample, &there, &ConvertOptions::default()).unwrap();
        assert_eq!(converted.tumors, 2000, "{name}");
        assert!(converted.lost.is_empty() && converted.losses == ingest::Losses::default(), "{name}: {converted:?}");
        let back = folder.path().join("back.txt");
        convert(&there, &back, &ConvertOptions::default()).unwrap();
        assert_eq!(items(&back, &ReadOptions::lenient()), expected, "{name}");
    }
}

#[test]
fn what_the_other_version_lacks_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let text = xml(&[(&[("patientIdNumber", "00000001")], &[&[("primarySite", "C509"), ("stageWorkup", "x")]])]);
    let from = file(folder.path(), "a.xml", text);
    let options = ConvertOptions { version: Some(Version::V180), ..ConvertOptions::default() };
    let converted = convert(&from, &folder.path().join("b.txt"), &options).unwrap();
    assert_eq!((converted.version, converted.tumors), (Version::V180, 1));
    assert_eq!(converted.losses.left_out, 1, "an item nobody knows has no columns");
    let no_columns = ConvertOptions { version: Some(Version::V250), ..ConvertOptions::default() };
    let error = convert(&from, &folder.path().join("c.txt"), &no_columns).unwrap_err();
    assert_eq!(error.kind(), "flat-format");
    assert!(!folder.path().join("c.txt").exists());
}

#[test]
fn a_name_says_the_format() {
    for (name, expect) in [
        ("a.xml", Some(OutputFormat::Xml)),
        ("a.XML.gz", Some(OutputFormat::Xml)),
        ("a.csv.zip", Some(OutputFormat::Delimited(b','))),
        ("a.parquet", Some(OutputFormat::Parquet)),
        ("a.parquet.gz", None),
        ("a.pdf", None),
    ] {
        assert_eq!(OutputFormat::of(name.as_ref()).ok(), expect, "{name}");
    }
}

#[test]
fn a_drafted_map_is_a_map() {
    let folder = tempfile::tempdir().unwrap();
    let from = file(folder.path(), "a.csv", "Patient ID Number,primarySite,400x,\"a \"\"b\"\"\"\n00000001,C509,1,2\n");
    let text = draft_map(&from, Version::V250, RecordType::Incidence).unwrap();
    let map = read_map(&file(folder.path(), "map.toml", &text)).unwrap();
    assert_eq!((map.version, map.record_type, map.columns.len()), (Version::V250, RecordType::Incidence, 2));
    assert!(text.contains("400x"), "{text}");
}
