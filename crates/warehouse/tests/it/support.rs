//! A warehouse in a temporary folder and small submissions for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int32Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::Int64Type;
use jiff::Timestamp;
use tempfile::TempDir;
use warehouse::{
    ChangeKind, Changes, Commit, Error, KeySource, Purpose, Schemas, Snapshot, SnapshotNumber, Table, Warehouse, Writer,
};

pub(crate) struct Fixture {
    pub(crate) warehouse: Warehouse,
    pub(crate) folder: PathBuf,
    pub(crate) key_file: PathBuf,
    /// Removed with the fixture.
    _parent: TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self::with_items(&[("primarySite", 400), ("sex", 220)])
    }

    pub(crate) fn with_items(items: &[(&str, u32)]) -> Self {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("registry");
        let schemas = Schemas::new(items);
        let created = Warehouse::create(&folder, KeySource::default(), &schemas, at(0)).unwrap();
        Self { warehouse: created.warehouse, folder, key_file: created.key_file.unwrap(), _parent: parent }
    }

    pub(crate) fn reopen(&self) -> Warehouse {
        open(&self.folder)
    }
}

pub(crate) fn open(folder: &Path) -> Warehouse {
    Warehouse::open(folder, KeySource::default()).unwrap()
}

/// Lets the vault be opened without a record.
pub(crate) fn unrecorded(_: &Purpose<'_>, _: SnapshotNumber) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    Ok(())
}

/// `seconds` after the warehouse was created.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + seconds).unwrap()
}

pub(crate) fn text(values: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

pub(crate) fn batch<const N: usize>(columns: [(&str, ArrayRef); N]) -> RecordBatch {
    RecordBatch::try_from_iter(columns).unwrap()
}

pub(crate) fn write(writer: &Writer, table: Table, batch: &RecordBatch) -> (Table, warehouse::DataFile) {
    let mut file = writer.data_file(table, batch.schema()).unwrap();
    file.write(batch).unwrap();
    file.finish().unwrap()
}

/// Submits abstracts of one facility, one per site, with a finding each.
pub(crate) fn submit(warehouse: &Warehouse, facility: &str, sites: &[&str], seconds: i64) -> Commit {
    let writer = warehouse.writer().unwrap();
    let changes = prepare(&writer, facility, sites, seconds);
    writer
        .commit_with(|number, _| {
            let mut changes = changes.clone();
            changes.add.push(submission_row(&writer, facility, sites.len(), number));
            Ok::<_, Error>(changes)
        })
        .unwrap()
}

pub(crate) fn prepare(writer: &Writer, facility: &str, sites: &[&str], seconds: i64) -> Changes {
    let same = |value: &str| text(&vec![value; sites.len()]);
    let years: ArrayRef =
        Arc::new(Int32Array::from_iter_values((0..i32::try_from(sites.len()).unwrap()).map(|row| 2000 + row)));
    let abstracts = batch([("facility_id", same(facility)), ("dx_year", years), ("primarySite", text(sites))]);
    let findings = batch([("facility_id", same(facility)), ("message", same("not a site"))]);
    let mut changes = Changes::new(ChangeKind::Submit, at(seconds));
    changes.add.push(write(writer, Table::Abstracts, &abstracts));
    changes.add.push(write(writer, Table::Findings, &findings));
    changes
}

pub(crate) fn submission_row(
    writer: &Writer,
    facility: &str,
    received: usize,
    number: SnapshotNumber,
) -> (Table, warehouse::DataFile) {
    let long = |value: i64| Arc::new(Int64Array::from(vec![value])) as ArrayRef;
    let time = TimestampMicrosecondArray::from(vec![at(0).as_microsecond()]).with_timezone("UTC");
    let row = batch([
        ("facility_id", text(&[facility])),
        ("submitted_at", Arc::new(time)),
        ("received", long(i64::try_from(received).unwrap())),
        ("committed_in", long(i64::try_from(number.0).unwrap())),
    ]);
    write(writer, Table::Submissions, &row)
}

/// The numbers that the rows of `submissions` say they were committed in.
pub(crate) fn committed_in(snapshot: &Snapshot) -> Vec<u64> {
    let submissions = snapshot.table(Table::Submissions).unwrap();
    let scan = submissions.scan(&["committed_in"]).unwrap();
    let mut numbers: Vec<_> = scan
        .flat_map(|batch| {
            let batch = batch.unwrap();
            let column = batch.column(0).as_primitive::<Int64Type>().clone();
            column.values().to_vec()
        })
        .map(|number| u64::try_from(number).unwrap())
        .collect();
    numbers.sort_unstable();
    numbers
}

/// All values of a text column, in order.
pub(crate) fn texts(snapshot: &Snapshot, table: Table, column: &str) -> Vec<Option<String>> {
    let table = snapshot.table(table).unwrap();
    let scan = table.scan(&[column]).unwrap();
    scan.flat_map(|batch| {
        let batch = batch.unwrap();
        let column = batch.column(0).as_string::<i32>().clone();
        column.iter().map(|value| value.map(str::to_owned)).collect::<Vec<_>>()
    })
    .collect()
}

/// The content of every file that a snapshot names.
pub(crate) fn contents(snapshot: &Snapshot) -> BTreeMap<PathBuf, Vec<u8>> {
    let paths = snapshot.tables().flat_map(|table| table.paths());
    paths.map(|path| (path.clone(), std::fs::read(&path).unwrap())).collect()
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What another program sees of a table: its version and the names of its files.
pub(crate) fn delta_files(folder: &Path, table: Table) -> (u64, Vec<String>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let folder = folder.canonicalize().unwrap().join("tables").join(table.name());
        let url = url::Url::from_directory_path(folder).unwrap();
        let opened = deltalake::open_table(url).await.unwrap();
        let mut names: Vec<_> =
            opened.get_file_uris().unwrap().map(|uri| uri.rsplit('/').next().unwrap().to_owned()).collect();
        names.sort();
        (opened.version().unwrap(), names)
    })
}

/// What Caselake sees of a table, in the same form.
pub(crate) fn own_files(snapshot: &Snapshot, table: Table) -> (u64, Vec<String>) {
    let table = snapshot.table(table).unwrap();
    let mut names: Vec<_> = table.files().map(|file| file.name.clone()).collect();
    names.sort();
    (table.delta_version(), names)
}

pub(crate) fn assert_delta_agrees(folder: &Path, snapshot: &Snapshot) {
    for table in Table::ALL {
        assert_eq!(delta_files(folder, table), own_files(snapshot, table), "{table}");
    }
}
