//! New records against an index.

use linkage::{Index, Outcome, Persons, Reason, Settings};

use crate::linking::persons;

const MARGARET: &str = "MARGARET|ANN|SMITH|||19410312|2|519403318|12 OAK ST|OLYMPIA|WA|98501|3605550147";
const PAUL: &str = "PAUL||JONES|||19500101|1|123450780|7 ELM AVE|TACOMA|WA|98401|2535550000";

fn index(lines: &[&str]) -> Index {
    Index::new(&persons(lines), &Settings::default()).unwrap().0
}

#[test]
fn a_new_record_joins_its_patient_or_is_a_new_one() {
    let mut index = index(&[MARGARET, PAUL, MARGARET]);
    let found = index
        .add(&persons(&[&MARGARET.replace("MARGARET", "PEGGY"), "ROSA||LOPEZ|||19700606|2|600112222||||98001|", PAUL]))
        .unwrap();
    assert_eq!((found.first_row, found.patients.as_slice()), (3, [0, 4, 1].as_slice()));
    assert!(found.bridges.is_empty());
    assert_eq!(index.patients(), [0, 1, 0, 0, 4, 1]);
}

#[test]
fn a_bridge_is_listed_and_merges_nothing() {
    // The same woman before and after she married, moved and lost her number: two patients, until a record shows both names.
    let before = "MARGARET|ANN|DOE|||19410312|2||12 OAK ST|OLYMPIA|WA|98501|3605550147";
    let after = "MARGARET|ROSE|SMITH|||19410321|2|519403318|9 PINE RD|SPOKANE|WA|99201|5095550000";
    let mut index = index(&[before, after]);
    assert_eq!(index.patients(), [0, 1]);
    let found = index
        .add(&persons(&["MARGARET|ANN|SMITH|DOE||19410312|2|519403318|12 OAK ST|OLYMPIA|WA|98501|3605550147"]))
        .unwrap();
    assert_eq!(found.bridges.len(), 1);
    assert_eq!((found.bridges[0].row, found.bridges[0].patients.as_slice()), (2, [0, 1].as_slice()));
    assert_eq!(index.patients(), [0, 1, 2]);
    assert!(found.pairs.iter().all(|pair| (pair.outcome, pair.reason) == (Outcome::Review, Some(Reason::Bridge))));
}

#[test]
fn unmerging_restores_both_patients() {
    let mut index = index(&[MARGARET, PAUL, MARGARET, PAUL]);
    let before = index.patients().to_vec();
    assert_eq!(index.merge(1, 2), 0);
    assert_eq!(index.patients(), [0, 0, 0, 0]);
    index.separate(&[1, 3]);
    assert_eq!(index.patients(), before);
    index.merge(0, 3);
    index.separate(&[0, 2]);
    assert_eq!(index.patients(), before);
}

#[test]
fn a_saved_index_goes_on_as_it_was() {
    let mut index = index(&[MARGARET, PAUL]);
    let saved = serde_json::to_string(&index).unwrap();
    let mut opened: Index = serde_json::from_str(&saved).unwrap();
    let new = persons(&[PAUL, &MARGARET.replace("SMITH", "SMYTHE")]);
    let (one, other) = (index.add(&new).unwrap(), opened.add(&new).unwrap());
    assert_eq!(one.patients, other.patients);
    assert_eq!(index.patients(), opened.patients());
    let odds = |pairs: &[linkage::Pair]| pairs.iter().map(|pair| pair.log_odds.to_bits()).collect::<Vec<_>>();
    assert_eq!(odds(&one.pairs), odds(&other.pairs));
}

#[test]
fn pairs_score_as_when_all_are_linked_at_once() {
    let Some(all) = crate::reference::read("registry100k.csv.gz", 6000) else { return };
    let rows = |from: usize, to: usize| {
        let mut part = Persons::default();
        for (name, column) in all.columns().into_iter().filter(|(_, column)| !column.is_empty()) {
            let part = part.column_mut(name).unwrap();
            (from..to).for_each(|row| part.push(column.get(row)));
        }
        part
    };
    let (mut index, _) = Index::new(&rows(0, 5000), &Settings::default()).unwrap();
    let first = index.link_at_once(&rows(0, 5000)).unwrap();
    assert_eq!(first.clusters.of, index.patients());
    let at_once = index.link_at_once(&all).unwrap();
    let added = index.add(&rows(5000, 6000)).unwrap();
    let new = |pair: &&linkage::Pair| pair.b >= 5000;
    let odds = |pair: &linkage::Pair| (pair.a, pair.b, pair.log_odds.to_bits());
    assert_eq!(
        added.pairs.iter().map(odds).collect::<Vec<_>>(),
        at_once.pairs.iter().filter(new).map(odds).collect::<Vec<_>>()
    );
    let bridged = |row: u32| {
        added
            .bridges
            .iter()
            .any(|bridge| bridge.row == row || bridge.patients.contains(&at_once.clusters.of[row as usize]))
    };
    let differ: Vec<u32> =
        (0..6000).filter(|row| at_once.clusters.of[*row as usize] != index.patient(*row) && !bridged(*row)).collect();
    assert_eq!(differ, [0u32; 0]);
}
