//! The list of snapshots: what there is to go back to, and what changed when.

use jiff::Timestamp;

use crate::error::Result;
use crate::intent::{ChangeKind, Intent, TableChange};
use crate::log;
use crate::schema::Table;
use crate::snapshot::SnapshotNumber;
use crate::warehouse::Warehouse;

/// A snapshot in the list: when it was made and what changed.
#[derive(Debug, Clone)]
pub struct SnapshotInfo {
    /// Its number.
    pub number: SnapshotNumber,
    /// When it was committed.
    pub time: Timestamp,
    /// What the commit was for.
    pub kind: ChangeKind,
    /// The tables that changed.
    pub tables: Vec<TableInfo>,
    /// The names it was pinned under, sorted.
    pub pins: Vec<String>,
    /// What was kept with the commit.
    pub info: serde_json::Value,
}

/// How a commit changed a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableInfo {
    /// The table.
    pub table: Table,
    /// The version of the Delta table that the commit made.
    pub delta_version: u64,
    /// Rows in new data files.
    pub rows_added: u64,
    /// New data files.
    pub files_added: usize,
    /// Data files that are no longer part of the table.
    pub files_removed: usize,
}

impl Warehouse {
    /// All snapshots, oldest first.
    ///
    /// # Errors
    ///
    /// A file of the log is damaged.
    pub fn snapshots(&self) -> Result<Vec<SnapshotInfo>> {
        let newest = self.refresh()?.number();
        let pins = self.pins()?;
        let info = |intent: Intent| SnapshotInfo {
            number: intent.number,
            time: intent.time,
            kind: intent.kind,
            tables: intent.tables.iter().map(table_info).collect(),
            pins: pins.iter().filter(|(_, number)| *number == intent.number).map(|(name, _)| name.clone()).collect(),
            info: intent.info,
        };
        log::intents(self.layout(), newest).map(|intent| intent.map(info)).collect()
    }
}

fn table_info(change: &TableChange) -> TableInfo {
    TableInfo {
        table: change.table,
        delta_version: change.delta_version,
        rows_added: change.add.iter().map(|file| file.rows).sum(),
        files_added: change.add.len(),
        files_removed: change.remove.len(),
    }
}
