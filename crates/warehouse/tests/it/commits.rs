//! One commit point: order, conflicts, deaths.

use proptest::prelude::*;
use warehouse::{AsOf, ChangeKind, Changes, Error, KeySource, Schemas, SnapshotNumber, Table, Warehouse};

use crate::support::*;

#[test]
fn a_commit_makes_the_next_snapshot_of_all_tables() {
    let fixture = Fixture::new();
    let empty = fixture.warehouse.snapshot(&AsOf::Latest).unwrap();
    assert_eq!(empty.number(), SnapshotNumber::FIRST);
    let commit = submit(&fixture.warehouse, "F1", &["C509", "C619"], 10);
    assert_eq!(commit.number(), SnapshotNumber(2));
    let newest = fixture.reopen().snapshot(&AsOf::Latest).unwrap();
    assert_eq!(newest.time(), at(10));
    assert_eq!(texts(&newest, Table::Abstracts, "primarySite"), [Some("C509".to_owned()), Some("C619".to_owned())]);
    assert_eq!(texts(&newest, Table::Abstracts, "sex"), [None, None]);
    assert_eq!(committed_in(&newest), [2]);
    assert_delta_agrees(&fixture.folder, &newest);
}

#[test]
fn files_are_invisible_until_a_commit_names_them_and_go_with_their_writer() {
    let fixture = Fixture::new();
    let before = files(&fixture.folder);
    let writer = fixture.warehouse.writer().unwrap();
    let _changes = prepare(&writer, "F1", &["C509"], 1);
    let newest = fixture.reopen().snapshot(&AsOf::Latest).unwrap();
    assert_eq!(newest.table(Table::Abstracts).unwrap().rows(), 0);
    assert!(files(&fixture.folder).len() > before.len());
    drop(writer);
    assert_eq!(files(&fixture.folder), before);
}

#[test]
fn a_commit_prepared_on_an_old_snapshot_is_a_conflict() {
    let fixture = Fixture::new();
    let writer = fixture.warehouse.writer().unwrap();
    let changes = prepare(&writer, "F1", &["C509"], 1);
    // Another process, which this one learns of only when it commits.
    submit(&fixture.reopen(), "F2", &["C619"], 2);
    let error = writer.commit(SnapshotNumber::FIRST, changes.clone()).unwrap_err();
    assert!(error.is_conflict());
    assert!(matches!(error, Error::Conflict { base: SnapshotNumber(1), newest: SnapshotNumber(2) }));
    let commit = writer.commit(SnapshotNumber(2), changes).unwrap();
    assert_eq!(commit.number(), SnapshotNumber(3));
    assert_delta_agrees(&fixture.folder, &commit.snapshot);
}

#[test]
fn a_refused_preparation_commits_nothing() {
    let fixture = Fixture::new();
    let writer = fixture.warehouse.writer().unwrap();
    let refusal =
        writer.commit_with(|_, _| Err(Error::NoFile { what: "raw file", name: "x".into(), number: SnapshotNumber(1) }));
    assert!(matches!(refusal, Err(Error::NoFile { .. })));
    let newest = fixture.warehouse.snapshot(&AsOf::Latest).unwrap();
    assert_eq!(newest.number(), SnapshotNumber::FIRST);
}

#[test]
fn a_file_is_added_and_removed_once() {
    let fixture = Fixture::new();
    let writer = fixture.warehouse.writer().unwrap();
    let changes = prepare(&writer, "F1", &["C509"], 1);
    writer.commit(SnapshotNumber(1), changes.clone()).unwrap();
    let twice = writer.commit(SnapshotNumber(2), changes.clone()).unwrap_err();
    assert!(matches!(twice, Error::StaleFile { .. }), "{twice}");
    let mut removal = Changes::new(ChangeKind::Compact, at(2));
    removal.remove.push((Table::Abstracts, changes.add[0].1.name.clone()));
    writer.commit(SnapshotNumber(2), removal.clone()).unwrap();
    let gone = writer.commit(SnapshotNumber(3), removal).unwrap_err();
    assert!(gone.is_conflict(), "{gone}");
}

#[test]
fn a_clock_set_back_does_not_turn_time_back() {
    let fixture = Fixture::new();
    submit(&fixture.warehouse, "F1", &["C509"], 100);
    let commit = submit(&fixture.warehouse, "F1", &["C619"], 50);
    assert_eq!(commit.snapshot.time(), at(100));
}

#[test]
fn whoever_opens_finishes_a_commit_that_reached_some_tables() {
    let fixture = Fixture::new();
    submit(&fixture.warehouse, "F1", &["C509"], 1);
    let commit = submit(&fixture.warehouse, "F1", &["C619"], 2);
    // As if the process had died after so many of the three tables.
    for reached in 0..=Table::ALL.len() {
        let mut removed = Vec::new();
        for table in &Table::ALL[reached..] {
            let log = fixture.folder.join("tables").join(table.name()).join("_delta_log");
            let entry = log.join(format!("{:020}.json", 2));
            removed.push(std::fs::read(&entry).unwrap());
            std::fs::remove_file(&entry).unwrap();
        }
        assert_eq!(removed.len(), Table::ALL.len() - reached);
        let newest = fixture.reopen().snapshot(&AsOf::Latest).unwrap();
        assert_eq!(newest.number(), commit.number());
        assert_delta_agrees(&fixture.folder, &newest);
    }
    submit(&fixture.reopen(), "F1", &["C619"], 3);
}

#[test]
fn a_process_that_knows_an_unfinished_commit_only_from_the_log_finishes_it() {
    let fixture = Fixture::new();
    let other = fixture.reopen();
    submit(&fixture.warehouse, "F1", &["C509"], 1);
    let entry = fixture.folder.join("tables/submissions/_delta_log").join(format!("{:020}.json", 1));
    std::fs::remove_file(&entry).unwrap();
    let commit = submit(&other, "F1", &["C619"], 2);
    assert_eq!(commit.number(), SnapshotNumber(3));
    assert_delta_agrees(&fixture.folder, &commit.snapshot);
}

#[test]
fn an_entry_by_another_program_is_named() {
    let fixture = Fixture::new();
    let foreign = fixture.folder.join("tables/abstracts/_delta_log").join(format!("{:020}.json", 1));
    std::fs::write(&foreign, br#"{"commitInfo":{"operation":"WRITE"}}"#).unwrap();
    let writer = fixture.warehouse.writer().unwrap();
    let changes = prepare(&writer, "F1", &["C509"], 1);
    let error = writer.commit(SnapshotNumber(1), changes).unwrap_err();
    assert!(error.is_committed());
    assert!(error.to_string().contains(&format!("{:020}.json", 1)), "{error}");
}

#[test]
fn a_newer_dictionary_adds_columns_once() {
    let fixture = Fixture::new();
    submit(&fixture.warehouse, "F1", &["C509"], 1);
    let newer = Schemas::new(&[("primarySite", 400), ("sex", 220), ("grade", 440)]);
    let extended = fixture.warehouse.extend_tables(&newer, at(2)).unwrap();
    assert_eq!(extended.number(), SnapshotNumber(3));
    let again = fixture.reopen().extend_tables(&newer, at(3)).unwrap();
    assert_eq!(again.number(), SnapshotNumber(3));
    assert_eq!(texts(&again, Table::Abstracts, "grade"), [None]);
    assert_delta_agrees(&fixture.folder, &again);
}

#[test]
fn a_column_that_the_table_lacks_is_refused_by_name() {
    let fixture = Fixture::new();
    let writer = fixture.warehouse.writer().unwrap();
    let unknown = batch([("nameLast", text(&["x"]))]);
    let error = writer.data_file(Table::Abstracts, unknown.schema()).unwrap_err();
    assert!(error.to_string().contains("nameLast"), "{error}");
}

#[test]
fn only_an_empty_folder_becomes_a_warehouse() {
    let fixture = Fixture::new();
    let schemas = Schemas::new(&[]);
    let create = |folder: &std::path::Path| Warehouse::create(folder, KeySource::default(), &schemas, at(0));
    assert!(matches!(create(&fixture.folder), Err(Error::Occupied { .. })));
    let other = fixture.folder.join("vault");
    std::fs::write(other.join("thesis.txt"), "x").unwrap();
    assert!(matches!(create(&other), Err(Error::Occupied { .. })));
    let missing = fixture.folder.join("nowhere");
    let error = Warehouse::open(&missing, KeySource::default()).unwrap_err();
    assert!(error.to_string().contains("caselake init"), "{error}");
}

#[test]
fn a_killed_creation_is_taken_up_again() {
    let fixture = Fixture::new();
    // As if the process had died before the last step.
    std::fs::remove_file(fixture.folder.join("caselake.json")).unwrap();
    let schemas = Schemas::new(&[("primarySite", 400), ("sex", 220)]);
    let created = Warehouse::create(&fixture.folder, KeySource::default(), &schemas, at(9)).unwrap();
    submit(&created.warehouse, "F1", &["C509"], 10);
}

#[test]
fn files_are_chosen_by_facility() {
    let fixture = Fixture::new();
    submit(&fixture.warehouse, "F1", &["C509"], 1);
    let commit = submit(&fixture.warehouse, "F2", &["C619"], 2);
    let abstracts = commit.snapshot.table(Table::Abstracts).unwrap();
    let scan = abstracts.scan_where(&["primarySite"], "facility_id", "F2").unwrap();
    let rows: usize = scan.map(|batch| batch.unwrap().num_rows()).sum();
    assert_eq!(rows, 1);
    assert_eq!(abstracts.rows(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    /// Whatever the interleaving of two writers, every commit has its own number, in the order in which
    /// they were made, and every snapshot holds exactly the submissions up to it.
    #[test]
    fn interleaved_writers_commit_in_one_order(turns in proptest::collection::vec(any::<bool>(), 1..12)) {
        let fixture = Fixture::new();
        let writers = [fixture.reopen(), fixture.reopen()];
        for (turn, &second) in turns.iter().enumerate() {
            let seconds = i64::try_from(turn).unwrap();
            let commit = submit(&writers[usize::from(second)], "F1", &["C509"], seconds);
            prop_assert_eq!(commit.number(), SnapshotNumber(turn as u64 + 2));
        }
        for number in 1..=turns.len() as u64 + 1 {
            let as_of = AsOf::Number(SnapshotNumber(number));
            let snapshot = fixture.warehouse.snapshot(&as_of).unwrap();
            prop_assert_eq!(committed_in(&snapshot), (2..=number).collect::<Vec<_>>());
        }
    }
}
