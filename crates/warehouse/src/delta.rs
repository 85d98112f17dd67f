//! A commit's way into the Delta tables, which is how other programs see it.
//!
//! Every version of a table comes from one intent, so the version's number and content are known from
//! the intent alone: bringing a table up to date is writing that one entry of its log, if it is not
//! there. The entry carries the intent's number as its application transaction (`txn`), by which it is
//! known again. Nothing of the table needs to be read, and doing it twice, or two processes doing it at
//! once, changes nothing.

use std::collections::HashMap;

use deltalake::kernel::transaction::CommitData;
use deltalake::kernel::{Action, Add, CommitInfo, Metadata, Protocol, Remove, StructField, StructType, Transaction};
use deltalake::protocol::{DeltaOperation, SaveMode};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::data_file::{DataFile, Extreme};
use crate::error::{Error, Result};
use crate::intent::{ChangeKind, Intent, RemovedFile, TableChange};
use crate::layout::Layout;
use crate::schema::{Column, ColumnType, STATISTICS, Table};
use crate::snapshot::SnapshotNumber;
use crate::store::{self, Put};

/// The name under which the intents' numbers stand in the tables.
const APP_ID: &str = "caselake";

/// Versions between two checkpoints of a table's log, which spare other readers the single entries.
const CHECKPOINT_INTERVAL: u64 = 100;

/// Brings every table of the intent up to it.
pub(crate) fn apply(layout: &Layout, intent: &Intent) -> Result<()> {
    for change in &intent.tables {
        apply_to_table(layout, intent, change)?;
    }
    Ok(())
}

pub(crate) fn apply_to_table(layout: &Layout, intent: &Intent, change: &TableChange) -> Result<()> {
    if change.delta_version == 0 {
        store::create_folder(&layout.delta_log(change.table))?;
        store::sync_folder(&layout.table(change.table))?;
        store::sync_folder(&layout.tables())?;
    }
    let path = layout.delta_version(change.table, change.delta_version);
    if let Some(entry) = store::read(&path)? {
        return check(&path, &entry, intent.number);
    }
    let entry = entry(layout, intent, change)?;
    match store::put_new(&path, &entry)? {
        // A checkpoint only makes reading quicker; the next one makes up for a failed one.
        Put::Created if is_checkpoint_due(change) => drop(checkpoint(layout, change)),
        Put::Created => {}
        Put::Exists => {
            let entry = store::read(&path)?.unwrap_or_default();
            check(&path, &entry, intent.number)?;
        }
    }
    Ok(())
}

/// The lines of the log entry.
fn entry(layout: &Layout, intent: &Intent, change: &TableChange) -> Result<Vec<u8>> {
    let path = layout.delta_version(change.table, change.delta_version);
    let time = intent.time;
    let data_change = intent.kind != ChangeKind::Compact;
    let mut actions = vec![Action::CommitInfo(commit_info(intent))];
    if let Some(columns) = &change.columns {
        let failed = |error: String| Error::damaged(&path, error);
        if change.delta_version == 0 {
            actions.push(Action::Protocol(protocol().map_err(failed)?));
        }
        let metadata = metadata(layout, change.table, columns, time).map_err(failed)?;
        actions.push(Action::Metadata(metadata));
    }
    let removes = change.remove.iter();
    actions.extend(removes.map(|file| Action::Remove(remove(file, time, data_change))));
    let adds = change.add.iter();
    actions.extend(adds.map(|file| Action::Add(add(file, time, data_change))));
    let number = i64::try_from(intent.number.0).unwrap_or(i64::MAX);
    let transaction = Transaction::new_with_last_update(APP_ID, number, Some(time.as_millisecond()));
    let operation = DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None };
    let bytes = CommitData::new(actions, operation, HashMap::new(), vec![transaction])
        .get_bytes()
        .map_err(|error| Error::damaged(&path, error.to_string()))?;
    Ok(bytes.to_vec())
}

/// An entry that is there must be the one this intent makes.
fn check(path: &std::path::Path, entry: &[u8], number: SnapshotNumber) -> Result<()> {
    let is_ours = entry.split(|&byte| byte == b'\n').any(|line| {
        serde_json::from_slice::<Value>(line)
            .is_ok_and(|action| action["txn"]["appId"] == APP_ID && action["txn"]["version"] == number.0)
    });
    if is_ours {
        return Ok(());
    }
    Err(Error::ForeignCommit { path: path.to_owned(), number })
}

fn commit_info(intent: &Intent) -> CommitInfo {
    let operation = match intent.kind {
        ChangeKind::Create => "CREATE TABLE",
        ChangeKind::Submit => "WRITE",
        ChangeKind::Compact => "OPTIMIZE",
    };
    CommitInfo {
        timestamp: Some(intent.time.as_millisecond()),
        operation: Some(operation.to_owned()),
        operation_parameters: Some(HashMap::new()),
        engine_info: Some(concat!("caselake/", env!("CARGO_PKG_VERSION")).to_owned()),
        ..CommitInfo::default()
    }
}

/// The oldest protocol: every reader of Delta tables understands it.
fn protocol() -> Result<Protocol, String> {
    let protocol = json!({ "minReaderVersion": 1, "minWriterVersion": 2 });
    serde_json::from_value(protocol).map_err(|error| error.to_string())
}

fn metadata(layout: &Layout, table: Table, columns: &[Column], time: Timestamp) -> Result<Metadata, String> {
    let fields = columns.iter().map(|column| StructField::nullable(&column.name, delta_type(column.kind)));
    let schema = StructType::try_new(fields).map_err(|error| error.to_string())?;
    let schema = serde_json::to_string(&schema).map_err(|error| error.to_string())?;
    let metadata = json!({
        "id": table_id(layout, table),
        "name": table.name(),
        "description": null,
        "format": { "provider": "parquet", "options": {} },
        "schemaString": schema,
        "partitionColumns": [],
        "configuration": {
            // Time travel must not decay: no entry of the log and no file of an old version may go.
            "delta.enableExpiredLogCleanup": "false",
            "delta.logRetentionDuration": "interval 36500 days",
            "delta.deletedFileRetentionDuration": "interval 36500 days",
            "delta.checkpointInterval": CHECKPOINT_INTERVAL.to_string(),
            "delta.dataSkippingStatsColumns": statistics_of(columns).join(","),
        },
        "createdTime": time.as_millisecond(),
    });
    serde_json::from_value(metadata).map_err(|error| error.to_string())
}

fn statistics_of(columns: &[Column]) -> Vec<&'static str> {
    let is_column = |name: &&str| columns.iter().any(|column| column.name == *name);
    STATISTICS.into_iter().filter(is_column).collect()
}

/// The same table has the same id whoever writes the entry: a hash of warehouse and table.
fn table_id(layout: &Layout, table: Table) -> String {
    let manifest = store::read(&layout.manifest()).ok().flatten();
    let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
    digest.update(&manifest.unwrap_or_default());
    digest.update(table.name().as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&digest.finish().as_ref()[..16]);
    uuid::Builder::from_custom_bytes(id).into_uuid().to_string()
}

fn delta_type(kind: ColumnType) -> deltalake::kernel::DataType {
    use deltalake::kernel::{DataType, MapType};
    match kind {
        ColumnType::Text => DataType::STRING,
        ColumnType::Int => DataType::INTEGER,
        ColumnType::Long => DataType::LONG,
        ColumnType::Date => DataType::DATE,
        ColumnType::Timestamp => DataType::TIMESTAMP,
        ColumnType::TextMap => MapType::new(DataType::STRING, DataType::STRING, true).into(),
    }
}

fn add(file: &DataFile, time: Timestamp, data_change: bool) -> Add {
    Add {
        path: file.name.clone(),
        size: signed(file.bytes),
        modification_time: time.as_millisecond(),
        data_change,
        stats: Some(statistics(file).to_string()),
        ..Add::default()
    }
}

fn remove(file: &RemovedFile, time: Timestamp, data_change: bool) -> Remove {
    Remove {
        path: file.name.clone(),
        data_change,
        deletion_timestamp: Some(time.as_millisecond()),
        extended_file_metadata: Some(true),
        partition_values: Some(HashMap::new()),
        size: Some(signed(file.bytes)),
        ..Remove::default()
    }
}

fn statistics(file: &DataFile) -> Value {
    let (mut min, mut max, mut nulls) = (Map::new(), Map::new(), Map::new());
    for (column, statistics) in &file.statistics {
        if let (Some(smallest), Some(largest)) = (&statistics.min, &statistics.max) {
            min.insert(column.clone(), extreme(smallest));
            max.insert(column.clone(), extreme(largest));
        }
        nulls.insert(column.clone(), statistics.nulls.into());
    }
    json!({ "numRecords": file.rows, "minValues": min, "maxValues": max, "nullCount": nulls })
}

fn extreme(value: &Extreme) -> Value {
    match value {
        Extreme::Number(number) => (*number).into(),
        Extreme::Text(text) => text.as_str().into(),
    }
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn is_checkpoint_due(change: &TableChange) -> bool {
    change.delta_version > 0 && change.delta_version.is_multiple_of(CHECKPOINT_INTERVAL)
}

fn checkpoint(layout: &Layout, change: &TableChange) -> Result<()> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| Error::Delta { table: change.table, source };
    let path = layout.table(change.table);
    let url = url::Url::from_directory_path(&path).map_err(|()| Error::damaged(&path, "expected an absolute path"))?;
    // A thread of its own: the caller's may belong to a runtime, which must not be blocked by another.
    std::thread::scope(|threads| {
        let checkpoint = threads.spawn(|| block_on_checkpoint(url, change.delta_version));
        checkpoint.join().unwrap_or_else(|_| Ok(()))
    })
    .map_err(failed)
}

fn block_on_checkpoint(table: url::Url, version: u64) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        let table = deltalake::DeltaTableBuilder::from_url(table)?.with_version(version).load().await?;
        deltalake::checkpoints::create_checkpoint(&table, None).await?;
        Ok(())
    })
}
