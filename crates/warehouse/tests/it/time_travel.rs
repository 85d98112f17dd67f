//! Snapshots: which there are, and that they answer the same for ever.

use std::time::Duration;

use warehouse::{AsOf, ChangeKind, Error, SnapshotNumber, Table};

use crate::support::*;

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn snapshots_are_found_by_number_name_and_time() {
    let fixture = Fixture::new();
    for seconds in [10, 20, 30] {
        submit(&fixture.warehouse, "F1", &["C509"], seconds);
    }
    let pinned = AsOf::Number(SnapshotNumber(3));
    fixture.warehouse.pin("annual-report", &pinned, at(40)).unwrap();
    let number = |as_of: AsOf| fixture.warehouse.snapshot(&as_of).map(|found| found.number().0);
    assert_eq!(number(AsOf::Latest).unwrap(), 4);
    assert_eq!(number(AsOf::Number(SnapshotNumber(2))).unwrap(), 2);
    assert_eq!(number(AsOf::Name("annual-report".into())).unwrap(), 3);
    for (seconds, wanted) in [(0, 1), (9, 1), (10, 2), (29, 3), (30, 4), (9999, 4)] {
        assert_eq!(number(AsOf::Time(at(seconds))).unwrap(), wanted, "{seconds}");
    }
    for unknown in [
        AsOf::Number(SnapshotNumber(0)),
        AsOf::Number(SnapshotNumber(5)),
        AsOf::Name("another".into()),
        AsOf::Time(at(-1)),
    ] {
        let found = number(unknown.clone());
        assert!(matches!(found, Err(Error::UnknownSnapshot { .. })), "{unknown}");
    }
}

#[test]
fn a_name_stays_with_its_snapshot() {
    let fixture = Fixture::new();
    submit(&fixture.warehouse, "F1", &["C509"], 1);
    let pin = |name, number| {
        let as_of = AsOf::Number(SnapshotNumber(number));
        fixture.warehouse.pin(name, &as_of, at(2))
    };
    pin("report", 1).unwrap();
    pin("report", 1).unwrap();
    assert!(matches!(pin("report", 2), Err(Error::BadName { .. })));
    assert!(matches!(pin("../x", 1), Err(Error::BadName { .. })));
    pin("another", 2).unwrap();
    let pins = fixture.reopen().pins().unwrap();
    assert_eq!(pins, [("another".to_owned(), SnapshotNumber(2)), ("report".to_owned(), SnapshotNumber(1))]);
}

#[test]
fn the_list_says_what_changed() {
    let fixture = Fixture::new();
    submit(&fixture.warehouse, "F1", &["C509", "C619"], 5);
    submit(&fixture.warehouse, "F1", &["C509"], 6);
    fixture.warehouse.compact(1 << 20, at(7)).unwrap();
    fixture.warehouse.pin("merged", &AsOf::Latest, at(8)).unwrap();
    let list = fixture.warehouse.snapshots().unwrap();
    let kinds: Vec<_> = list.iter().map(|info| info.kind).collect();
    assert_eq!(kinds, [ChangeKind::Create, ChangeKind::Submit, ChangeKind::Submit, ChangeKind::Compact]);
    let abstracts = |at: usize| {
        let tables = &list[at].tables;
        let table = tables.iter().find(|info| info.table == Table::Abstracts).unwrap();
        (table.rows_added, table.files_added, table.files_removed)
    };
    assert_eq!(abstracts(1), (2, 1, 0));
    assert_eq!(abstracts(3), (3, 1, 2));
    assert_eq!(list[3].pins, ["merged"]);
    assert_eq!(list[1].time, at(5));
}

#[test]
fn an_old_snapshot_answers_the_same_bytes_for_ever() {
    let fixture = Fixture::new();
    for commit in 0..5 {
        submit(&fixture.warehouse, "F1", &["C509", "C619"], commit);
    }
    let old = fixture.warehouse.snapshot(&AsOf::Latest).unwrap();
    let (number, wanted) = (old.number(), contents(&old));
    assert_eq!(wanted.len(), 15);
    for commit in 0..200 {
        submit(&fixture.warehouse, "F2", &["C341"], 10 + commit);
    }
    let compaction = fixture.warehouse.compact(128 << 20, at(1000)).unwrap();
    assert_eq!((compaction.files_before, compaction.files_after), (615, 3));
    // A writer that died: its file is the only one to go.
    let orphan = fixture.folder.join("tables/abstracts/part-00000000000000000000000000000001-0.parquet");
    std::fs::write(&orphan, "half a file").unwrap();
    let in_sixty_days = at(60 * 24 * 3600) + jiff::SignedDuration::from_hours(24 * 365 * 100);
    let vacuum = fixture.warehouse.vacuum(in_sixty_days, HOUR).unwrap();
    assert_eq!(
        vacuum.removed,
        [orphan.canonicalize().unwrap_or_else(|_| {
            fixture.folder.canonicalize().unwrap().join("tables/abstracts").join(orphan.file_name().unwrap())
        })]
    );

    let reopened = fixture.reopen();
    let again = reopened.snapshot(&AsOf::Number(number)).unwrap();
    assert_eq!(contents(&again), wanted);
    assert_eq!(again.time(), old.time());

    let newest = reopened.snapshot(&AsOf::Latest).unwrap();
    assert_eq!(newest.table(Table::Abstracts).unwrap().rows(), 5 * 2 + 200);
    let before: Vec<_> = (2..207).collect();
    assert_eq!(committed_in(&newest), before);
    assert_delta_agrees(&fixture.folder, &newest);
}

#[test]
fn other_programs_read_old_versions_too() {
    let fixture = Fixture::new();
    for commit in 0..130 {
        submit(&fixture.warehouse, "F1", &["C509"], commit);
    }
    let log = fixture.folder.join("tables/abstracts/_delta_log");
    let checkpoints =
        files(&log).into_iter().filter(|path| path.to_string_lossy().contains("checkpoint.parquet")).count();
    assert_eq!(checkpoints, 1);
    let old = fixture.warehouse.snapshot(&AsOf::Number(SnapshotNumber(50))).unwrap();
    let version = old.table(Table::Abstracts).unwrap().delta_version();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let url = url::Url::from_directory_path(fixture.folder.canonicalize().unwrap().join("tables/abstracts"));
    let table = runtime.block_on(deltalake::open_table_with_version(url.unwrap(), version)).unwrap();
    assert_eq!(table.get_file_uris().unwrap().count(), 49);
    assert_delta_agrees(&fixture.folder, &fixture.warehouse.snapshot(&AsOf::Latest).unwrap());
}

#[test]
fn compaction_keeps_all_rows_and_columns_and_leaves_large_files_alone() {
    let fixture = Fixture::new();
    submit(&fixture.warehouse, "F1", &["C509", "C619"], 1);
    let writer = fixture.warehouse.writer().unwrap();
    let other_columns = batch([("sex", text(&["1"])), ("facility_id", text(&["F2"]))]);
    let mut changes = warehouse::Changes::new(ChangeKind::Submit, at(2));
    changes.add.push(write(&writer, Table::Abstracts, &other_columns));
    writer.commit(SnapshotNumber(2), changes).unwrap();

    let compaction = fixture.warehouse.compact(1 << 20, at(3)).unwrap();
    assert_eq!((compaction.files_before, compaction.files_after), (2, 1));
    let newest = compaction.snapshot;
    let some = |value: &str| Some(value.to_owned());
    assert_eq!(texts(&newest, Table::Abstracts, "primarySite"), [some("C509"), some("C619"), None]);
    assert_eq!(texts(&newest, Table::Abstracts, "sex"), [None, None, some("1")]);

    let nothing = fixture.warehouse.compact(1, at(4)).unwrap();
    assert_eq!(nothing.files_before, 0);
    assert_eq!(nothing.snapshot.number(), newest.number());
}

#[test]
fn vacuum_spares_the_files_of_a_living_writer() {
    let fixture = Fixture::new();
    let writer = fixture.warehouse.writer().unwrap();
    let changes = prepare(&writer, "F1", &["C509"], 1);
    let far_off = at(0) + jiff::SignedDuration::from_hours(24 * 365 * 100);
    let vacuum = fixture.reopen().vacuum(far_off, HOUR).unwrap();
    assert!(vacuum.removed.is_empty(), "{:?}", vacuum.removed);
    let commit = writer.commit(SnapshotNumber(1), changes).unwrap();
    assert_eq!(contents(&commit.snapshot).len(), 2);
}

#[test]
fn vacuum_waits_for_the_grace_period() {
    let fixture = Fixture::new();
    let orphan = fixture.folder.join("vault/00000000000000000000000000000001-0.parquet");
    std::fs::write(&orphan, "x").unwrap();
    let now = jiff::Timestamp::now();
    assert!(fixture.warehouse.vacuum(now, HOUR).unwrap().removed.is_empty());
    let later = now + jiff::SignedDuration::from_hours(2);
    assert_eq!(fixture.warehouse.vacuum(later, HOUR).unwrap().removed.len(), 1);
}
