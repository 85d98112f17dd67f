//! Errors planted by hand: a registrar's mistakes, one at a time, in abstracts that are right.
//!
//! `planted_patients.toml` has the abstracts, `planted_by_hand.csv` the mistakes: what is typed where, the edits that must find it in that
//! tumor (`expected`), and those that speak up with them, there or at the patient's other tumors (`also`). All other edits must keep quiet.

use std::collections::{BTreeMap, BTreeSet};

use naaccr::{Version, base_items};
use rules::{EditSet, Records};

use super::edits::context;

const PATIENTS: &str = include_str!("planted_patients.toml");
const MISTAKES: &str = include_str!("planted_by_hand.csv");

/// What a tumor's record says, the patient's items included.
type Abstract = BTreeMap<String, String>;

/// A mistake in one record.
struct Mistake {
    line: u64,
    patient: String,
    /// From 1.
    tumor: usize,
    changes: Vec<(String, String)>,
    expected: BTreeSet<String>,
    also: BTreeSet<String>,
}

fn patients() -> BTreeMap<String, Vec<Abstract>> {
    let file: toml::Table = PATIENTS.parse().unwrap();
    let common = texts(file["common"].as_table().unwrap());
    let patients = file["patient"].as_array().unwrap().iter().map(|patient| {
        let mut shared = texts(patient.as_table().unwrap());
        let name = shared.remove("name").unwrap();
        let tumors = patient["tumor"].as_array().unwrap().iter().map(|tumor| {
            let mut record = common.clone();
            record.extend(shared.clone());
            record.extend(texts(tumor.as_table().unwrap()));
            record
        });
        (name, tumors.collect())
    });
    patients.collect()
}

fn texts(table: &toml::Table) -> Abstract {
    table.iter().filter_map(|(item, value)| Some((item.clone(), value.as_str()?.to_owned()))).collect()
}

fn mistakes() -> Vec<Mistake> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(MISTAKES.as_bytes());
    let mistake = |row: csv::StringRecord| {
        let ids = |column: usize| row[column].split_whitespace().map(str::to_owned).collect();
        let change =
            |change: &str| change.split_once('=').map(|(item, text)| (item.to_owned(), text.to_owned())).unwrap();
        Mistake {
            line: row.position().unwrap().line(),
            patient: row[0].to_owned(),
            tumor: row[1].parse().unwrap(),
            changes: row[3].split(';').map(change).collect(),
            expected: ids(4),
            also: ids(5),
        }
    };
    reader.records().map(|row| mistake(row.unwrap())).collect()
}

/// The edits that speak up at each tumor of a patient, of whose records the version has these items.
fn findings(set: &EditSet, tumors: &[Abstract]) -> Vec<BTreeSet<String>> {
    let version = Version::from_number(tumors[0]["naaccrRecordVersion"].parse().unwrap()).unwrap();
    let needed: BTreeSet<String> = set.needed_items().into_iter().collect();
    let mut records = Records::new(tumors.len()).with_patients([tumors.len()]);
    for item in base_items(version).iter().filter(|item| needed.contains(&*item.id)) {
        records.insert(&item.id, tumors.iter().map(|tumor| tumor.get(&*item.id).map_or("", String::as_str)).collect());
    }
    let mut found = vec![BTreeSet::new(); tumors.len()];
    for failure in set.run(&records, &context()) {
        found[failure.row].insert(failure.edit.id.clone());
    }
    found
}

fn shipped() -> EditSet {
    EditSet::shipped().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn right_abstracts_give_no_finding() {
    let set = shipped();
    let wrong: Vec<_> = patients()
        .iter()
        .map(|(name, tumors)| (name.clone(), findings(&set, tumors)))
        .filter(|(_, found)| found.iter().any(|tumor| !tumor.is_empty()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A misspelt item would never be read, and whatever it says be right.
#[test]
fn abstracts_and_mistakes_speak_of_items_that_edits_read() {
    let needed: BTreeSet<String> = shipped().needed_items().into_iter().collect();
    let patients = patients();
    let mistakes = mistakes();
    let named = patients.values().flatten().flat_map(BTreeMap::keys);
    let changed = mistakes.iter().flat_map(|mistake| mistake.changes.iter().map(|(item, _)| item));
    let unread: BTreeSet<_> = named.chain(changed).filter(|item| !needed.contains(*item)).collect();
    assert!(unread.is_empty(), "{unread:?}");
}

#[test]
fn every_mistake_is_found() {
    let set = shipped();
    let patients = patients();
    let mut wrong = Vec::new();
    for mistake in mistakes() {
        let mut tumors = patients[&mistake.patient].clone();
        tumors[mistake.tumor - 1].extend(mistake.changes.iter().cloned());
        let found = findings(&set, &tumors);
        let here = &found[mistake.tumor - 1];
        let others = found.iter().enumerate().filter(|(row, _)| row + 1 != mistake.tumor).flat_map(|(_, ids)| ids);
        let consequences: BTreeSet<_> = here.difference(&mistake.expected).chain(others).cloned().collect();
        let missed: Vec<_> = mistake.expected.difference(here).chain(mistake.also.difference(&consequences)).collect();
        let unforeseen: Vec<_> = consequences.difference(&mistake.also).collect();
        if !missed.is_empty() || !unforeseen.is_empty() {
            let Mistake { line, patient, .. } = &mistake;
            wrong.push(format!("line {line}, {patient}: not found {missed:?}, not foreseen {unforeseen:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mistakes_are_of_many_kinds() {
    let mistakes = mistakes();
    let patients = patients();
    let edits: BTreeSet<_> = mistakes.iter().flat_map(|mistake| &mistake.expected).collect();
    let of_several = mistakes.iter().filter(|mistake| patients[&mistake.patient].len() > 1).count();
    assert!(mistakes.len() >= 180 && edits.len() >= 180 && of_several >= 12);
}
