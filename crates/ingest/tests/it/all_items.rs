//! Generated files with all items filled, of every version and record type, in and out again.

use naaccr::flat::{FlatWriter, ZeroPadding};
use naaccr::{
    DataType, Dictionary, Header, ItemDef, Level, Patient, ReadOptions, RecordType, RootItem, Version, XmlWriter,
    XmlWriterOptions,
};
use proptest::prelude::*;

use crate::round_trip::goes_round;
use crate::support::file;

/// A value that fits the item: letters or digits of its length, dates as dates, a text that is up to `fill` long.
fn value(item: &ItemDef, seed: u64, fill: usize) -> String {
    let length = item.length as usize;
    let digit = |at: usize| char::from(b'0' + u8::try_from((seed + at as u64 * 7) % 10).unwrap());
    let letter = |at: usize| char::from(b'A' + u8::try_from((seed + at as u64 * 5) % 26).unwrap());
    match item.number {
        // What the file says of itself must be true.
        10 | 50 => return String::new(),
        _ => {}
    }
    match item.data_type {
        DataType::Digits | DataType::Numeric => (0..length).map(digit).collect(),
        DataType::Alpha | DataType::Mixed => (0..length).map(letter).collect(),
        DataType::Date if length >= 8 => format!("20{}{}0{}1{}", digit(1), digit(2), 1 + seed % 9, digit(3)),
        DataType::Date => "2019".to_owned(),
        DataType::DateTime => "2021-09-14T10:34:00-05:00".to_owned(),
        DataType::Text => (0..fill.clamp(1, length)).map(letter).collect(),
    }
}

fn patient(dictionary: &Dictionary, out: &mut Patient, seed: u64, tumors: u64, fill: usize, share: u64) {
    out.start(0);
    let fill_level = |out: &mut Patient, level: Level, seed: u64| {
        for (slot, item) in dictionary.slots().filter(|(_, item)| item.level == level) {
            if item.number == 20 {
                out.push(slot, &format!("{:08}", seed / 10), 0);
            } else if item.number == 60 {
                out.push(slot, &format!("{:02}", seed % 10), 0);
            } else if (seed + u64::from(item.number)) % 100 < share {
                out.push(slot, &value(item, seed + u64::from(item.number), fill), 0);
            }
        }
    };
    fill_level(out, Level::Patient, seed * 10);
    for tumor in 1..=tumors {
        out.start_tumor(0);
        fill_level(out, Level::Tumor, seed * 10 + tumor);
    }
}

fn generated(version: Version, record_type: RecordType, flat: bool, fill: usize, share: u64) {
    let dictionary = Dictionary::new(version, record_type, &[]).unwrap();
    let mut header = Header::new(version, record_type);
    for (slot, item) in dictionary.slots().filter(|(_, item)| item.level == Level::NaaccrData) {
        let value = match item.number {
            10 => record_type.to_string(),
            50 => version.to_string(),
            _ => value(item, 3, fill),
        };
        header.items.push(RootItem { slot: Some(slot), id: item.id.to_string(), value, line: 0 });
    }
    let mut out = Patient::new();
    let patients = 1..=4_u64;
    // Fixed columns have a line for every patient, so a patient without tumors comes back with one that is empty.
    let tumors = |seed: u64| if flat { 1 + seed % 2 } else { seed % 3 };
    let bytes = if flat {
        let mut writer = FlatWriter::new(Vec::new(), &header, &dictionary, ZeroPadding::default()).unwrap();
        for seed in patients {
            patient(&dictionary, &mut out, seed, tumors(seed), fill, share);
            writer.write_patient(&out).unwrap();
        }
        writer.finish().unwrap()
    } else {
        let mut writer = XmlWriter::new(Vec::new(), &header, &dictionary, XmlWriterOptions::default()).unwrap();
        for seed in patients {
            patient(&dictionary, &mut out, seed, tumors(seed), fill, share);
            writer.write_patient(&out).unwrap();
        }
        writer.finish().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let name = if flat { "a.txt" } else { "a.xml" };
    goes_round(&file(folder.path(), name, bytes), &ReadOptions::lenient());
}

#[test]
fn of_every_version() {
    for version in Version::ALL {
        for flat in [false, true] {
            if !flat || version.has_fixed_columns() {
                generated(version, RecordType::Abstract, flat, 40, 100);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn of_any_kind(at in 0..10_usize, kind in 0..4_usize, flat: bool, fill in 1..1200_usize, share in 0..=100_u64) {
        let version = Version::ALL[at];
        generated(version, RecordType::ALL[kind], flat && version.has_fixed_columns(), fill, share);
    }
}
