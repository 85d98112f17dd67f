//! What was read and is written again reads the same.

use std::fmt::Write as _;
use std::sync::Arc;

use naaccr::{
    CarriageReturns, DataType, Dictionary, Format, Header, ItemDef, Level, Patient, Patients, ReadOptions, RecordType,
    UserDictionary, Version, XmlWriter, XmlWriterOptions, xml,
};
use proptest::prelude::*;

use crate::shared::{corpus, rows};
use crate::xml_reading::{Item, Reading, lenient_but_stopping, text_of};

fn rewritten(text: &[u8], options: &ReadOptions, write: XmlWriterOptions) -> (Vec<u8>, u64) {
    let opened = xml::open(text, options).unwrap();
    let format: Arc<dyn Format> = Arc::clone(&opened.format);
    let mut writer = XmlWriter::new(Vec::new(), format.header(), format.dictionary(), write).unwrap();
    let write = |patient: Option<&Patient>| writer.write_patient(patient.unwrap()).unwrap();
    Patients::new(opened).for_each(&mut Vec::new(), write).unwrap();
    let removed = writer.removed_characters();
    (writer.finish().unwrap(), removed)
}

/// Values without the characters that XML cannot write, which alone get lost, and without lines, which move.
fn writable(items: &[Item]) -> (Vec<Item>, u64) {
    let is_writable = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{80}'..='\u{fffd}' | '\u{10000}'..);
    let mut removed = 0;
    let mut writable = Vec::new();
    for item in items {
        let value: String = item.value.chars().filter(is_writable).collect();
        removed += (item.value.chars().count() - value.chars().count()) as u64;
        if !value.is_empty() {
            writable.push(Item { value, line: 0, ..item.clone() });
        }
    }
    (writable, removed)
}

#[test]
fn every_readable_file_of_the_corpus_comes_back() {
    let Some(corpus) = corpus() else { return };
    let dictionaries = std::fs::read_dir(corpus.join("edge-dictionary")).unwrap().map(|entry| entry.unwrap().path());
    let mut user_dictionaries: Vec<_> = dictionaries
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("use-")))
        .map(|path| Arc::new(UserDictionary::parse(&text_of(&path)).unwrap()))
        .collect();
    user_dictionaries.sort_by(|one, other| one.uri.cmp(&other.uri));
    let options = ReadOptions { user_dictionaries, ..lenient_but_stopping() };
    let mut files = 0;
    for row in rows(&corpus.join("expected.csv")).iter().filter(|row| row.get("mode") == "lenient") {
        let text = text_of(&corpus.join(row.get("file")));
        let reading = Reading::of(&text, &options);
        if reading.outcome() == "fatal" {
            continue;
        }
        for item_numbers in [false, true] {
            let write = XmlWriterOptions { item_numbers, ..XmlWriterOptions::default() };
            let (written, removed) = rewritten(&text, &options, write);
            let again = Reading::of(&written, &options);
            let file = row.get("file");
            assert_eq!(again.error, None, "{file}");
            assert_eq!((again.patients, again.tumors), (reading.patients, reading.tumors), "{file}");
            assert_eq!((writable(&again.items).0, removed), writable(&reading.items), "{file}");
        }
        files += 1;
    }
    assert!(files > 50, "{files}");
}

/// A value that the item's rule lets through, drawn from `seed`.
fn value(def: &ItemDef, seed: usize) -> String {
    let length = def.length as usize;
    let repeat = |letters: &str, length: usize| letters.chars().cycle().skip(seed % 7).take(length).collect::<String>();
    match def.data_type {
        DataType::Digits => repeat("0123456789", length),
        DataType::Alpha => repeat("ABCXYZ", length),
        DataType::Mixed => repeat("A1B2C3", length),
        DataType::Numeric => "7".repeat(length.min(4)),
        DataType::Date => ["2024", "202402", "20240229"][seed % 3].to_owned(),
        DataType::DateTime => ["2024", "2024-02-29", "2024-02-29T01:02:03Z"][seed % 3].to_owned(),
        DataType::Text => repeat("a<b>&\"'\n]\u{e9}\u{4e2d}", length.min(40)),
    }
}

#[test]
fn a_file_with_every_item_comes_back_without_a_finding() {
    for version in Version::ALL {
        for kind in RecordType::ALL {
            let dictionary = Dictionary::new(version, kind, &[]).unwrap();
            let mut header = Header::new(version, kind);
            let mut patient = Patient::new();
            let mut fill = |patient: &mut Patient, level: Level, seed: usize| {
                for (slot, def) in dictionary.slots().filter(|(_, def)| def.level == level) {
                    let value = value(def, seed + slot.index());
                    if level == Level::NaaccrData {
                        let id = def.id.to_string();
                        header.items.push(naaccr::RootItem { slot: Some(slot), id, value, line: 0 });
                    } else {
                        patient.push(slot, &value, 0);
                    }
                }
            };
            fill(&mut patient, Level::NaaccrData, 0);
            fill(&mut patient, Level::Patient, 1);
            for seed in 2..4 {
                patient.start_tumor(0);
                fill(&mut patient, Level::Tumor, seed);
            }
            let items = patient.item_count() + header.items.len();
            let mut writer = XmlWriter::new(Vec::new(), &header, &dictionary, XmlWriterOptions::default()).unwrap();
            writer.write_patient(&patient).unwrap();
            let reading = Reading::of(&writer.finish().unwrap(), &ReadOptions::default());
            let mut findings = String::new();
            for finding in &reading.findings {
                writeln!(findings, "{}", finding.message()).unwrap();
            }
            assert_eq!((reading.error, findings.as_str()), (None, ""), "{version} {kind}");
            assert_eq!((reading.items.len(), reading.patients, reading.tumors), (items, 1, 2));
            for item in reading.items {
                let (slot, def) = dictionary.slots().find(|(_, def)| *def.id == item.id).unwrap();
                let seed = if item.patient == 0 { 0 } else { 1 + item.tumor as usize };
                assert_eq!(item.value, value(def, seed + slot.index()), "{version} {kind} {}", item.id);
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text_comes_back(values in proptest::collection::vec("(?s).{1,60}", 1..8)) {
        let dictionary = Dictionary::new(Version::V250, RecordType::Abstract, &[]).unwrap();
        let texts: Vec<_> = dictionary.slots().filter(|(_, def)| def.data_type == DataType::Text && def.level == Level::Tumor).collect();
        let mut patient = Patient::new();
        patient.start_tumor(0);
        for (value, (slot, _)) in values.iter().zip(&texts) {
            patient.push(*slot, value, 0);
        }
        for carriage_returns in [CarriageReturns::Keep, CarriageReturns::ToLineFeed] {
            let options = XmlWriterOptions { carriage_returns, ..XmlWriterOptions::default() };
            let header = Header::new(Version::V250, RecordType::Abstract);
            let mut writer = XmlWriter::new(Vec::new(), &header, &dictionary, options).unwrap();
            writer.write_patient(&patient).unwrap();
            let reading = Reading::of(&writer.finish().unwrap(), &lenient_but_stopping());
            prop_assert_eq!(&reading.error, &None);
            let expected = values.iter().map(|value| match carriage_returns {
                CarriageReturns::Keep => value.clone(),
                CarriageReturns::ToLineFeed => value.replace("\r\n", "\n").replace('\r', "\n"),
            });
            let expected: Vec<_> = expected
                .map(|value| Item { patient: 1, tumor: 1, id: String::new(), number: None, value, line: 0 })
                .collect();
            let found = writable(&reading.items).0.into_iter().map(|item| item.value);
            prop_assert!(found.eq(writable(&expected).0.into_iter().map(|item| item.value)));
        }
    }
}
