//! A consistent state of the whole warehouse: which files make up every table, the vault and the raw store.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::data_file::DataFile;
use crate::error::{Error, Result};
use crate::intent::Intent;
use crate::layout::Layout;
use crate::raw::RawFile;
use crate::schema::{Column, Table};
use crate::vault::VaultFile;

/// The number of a snapshot: 1 for the empty warehouse, one more with every commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SnapshotNumber(pub u64);

impl SnapshotNumber {
    /// The empty warehouse.
    pub const FIRST: Self = Self(1);

    /// The number of the next commit.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for SnapshotNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A consistent state of the whole warehouse; never changes, and neither do the files it names.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub(crate) layout: Layout,
    pub(crate) state: State,
}

/// What a snapshot names; also the content of a checkpoint of the log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) number: SnapshotNumber,
    pub(crate) time: Timestamp,
    pub(crate) tables: BTreeMap<Table, TableState>,
    pub(crate) vault: Vec<Arc<VaultFile>>,
    /// By the hash of the received bytes.
    pub(crate) raw: BTreeMap<String, Arc<RawFile>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TableState {
    pub(crate) delta_version: u64,
    pub(crate) columns: Arc<[Column]>,
    /// In the order of their commits.
    pub(crate) files: Vec<Arc<DataFile>>,
}

impl Snapshot {
    /// The snapshot's number.
    pub fn number(&self) -> SnapshotNumber {
        self.state.number
    }

    /// When the snapshot was committed, by the clock of who did.
    pub fn time(&self) -> Timestamp {
        self.state.time
    }

    /// A table's files and columns.
    ///
    /// # Errors
    ///
    /// [`Error::NoTable`] where the snapshot is older than the table.
    pub fn table(&self, table: Table) -> Result<TableSnapshot<'_>> {
        let state = self.state.tables.get(&table).ok_or(Error::NoTable { table, number: self.number() })?;
        Ok(TableSnapshot { table, layout: &self.layout, state })
    }

    /// The tables there are.
    pub fn tables(&self) -> impl Iterator<Item = TableSnapshot<'_>> {
        self.state.tables.iter().map(|(&table, state)| TableSnapshot { table, layout: &self.layout, state })
    }

    /// The files of the vault, in the order of their commits.
    pub fn vault_files(&self) -> impl Iterator<Item = &VaultFile> {
        self.state.vault.iter().map(AsRef::as_ref)
    }

    /// The file received whose bytes have this SHA-256 (hexadecimal digits), if it was ever committed.
    pub fn raw_file(&self, sha256: &str) -> Option<&RawFile> {
        self.state.raw.get(sha256).map(AsRef::as_ref)
    }

    /// The files received, in the order of their hashes.
    pub fn raw_files(&self) -> impl Iterator<Item = &RawFile> {
        self.state.raw.values().map(AsRef::as_ref)
    }
}

/// One table in a snapshot.
#[derive(Debug, Clone, Copy)]
pub struct TableSnapshot<'a> {
    table: Table,
    layout: &'a Layout,
    state: &'a TableState,
}

impl<'a> TableSnapshot<'a> {
    /// Which table.
    pub fn table(&self) -> Table {
        self.table
    }

    /// The version of the Delta table that holds the same rows.
    pub fn delta_version(&self) -> u64 {
        self.state.delta_version
    }

    /// The columns of the table; a data file may hold fewer, and absent columns are null.
    pub fn columns(&self) -> &'a [Column] {
        &self.state.columns
    }

    /// The data files, in the order of their commits.
    pub fn files(&self) -> impl Iterator<Item = &'a DataFile> + use<'a> {
        self.state.files.iter().map(AsRef::as_ref)
    }

    /// The absolute paths of the data files, in the order of their commits.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.files().map(|file| self.path(file)).collect()
    }

    /// The absolute path of a data file.
    pub fn path(&self, file: &DataFile) -> PathBuf {
        self.layout.table(self.table).join(&file.name)
    }

    /// Rows of the table.
    pub fn rows(&self) -> u64 {
        self.files().map(|file| file.rows).sum()
    }

    /// Bytes of the table's data files.
    pub fn bytes(&self) -> u64 {
        self.files().map(|file| file.bytes).sum()
    }
}

impl State {
    /// The state before the first commit.
    pub(crate) fn nothing() -> Self {
        Self {
            number: SnapshotNumber(0),
            time: Timestamp::UNIX_EPOCH,
            tables: BTreeMap::new(),
            vault: Vec::new(),
            raw: BTreeMap::new(),
        }
    }

    /// The state after the next commit.
    pub(crate) fn after(mut self, intent: &Intent) -> Self {
        self.number = intent.number;
        self.time = intent.time;
        for change in &intent.tables {
            let table = self.tables.entry(change.table).or_insert_with(|| TableState {
                delta_version: 0,
                columns: Arc::from([]),
                files: Vec::new(),
            });
            table.delta_version = change.delta_version;
            if let Some(columns) = &change.columns {
                table.columns = columns.as_slice().into();
            }
            let removed: BTreeSet<_> = change.remove.iter().map(|file| &file.name).collect();
            if !removed.is_empty() {
                table.files.retain(|file| !removed.contains(&file.name));
            }
            table.files.extend(change.add.iter().cloned().map(Arc::new));
        }
        self.vault.extend(intent.vault.iter().cloned().map(Arc::new));
        let raw = intent.raw.iter().cloned().map(Arc::new);
        self.raw.extend(raw.map(|file| (file.sha256.clone(), file)));
        self
    }
}
