//! The intent: the one record that is a commit. It lists every action on every table.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::data_file::DataFile;
use crate::error::{Error, Result};
use crate::raw::RawFile;
use crate::schema::{Column, Schemas, Table};
use crate::snapshot::{SnapshotNumber, State};
use crate::vault::VaultFile;

/// What a commit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// The warehouse, or columns that a newer item dictionary brings.
    Create,
    /// A submission.
    Submit,
    /// The same rows in fewer files.
    Compact,
}

/// What a commit is to change; its files are written already.
#[derive(Debug, Clone)]
pub struct Changes {
    /// What the commit is for.
    pub kind: ChangeKind,
    /// Now. A commit is never earlier than the one before it: the later of the two times is kept.
    pub time: Timestamp,
    /// New data files.
    pub add: Vec<(Table, DataFile)>,
    /// Names of data files that are no longer part of the table.
    pub remove: Vec<(Table, String)>,
    /// New files of the vault.
    pub vault: Vec<VaultFile>,
    /// New files of the raw store; one whose bytes the warehouse holds already is passed over.
    pub raw: Vec<RawFile>,
    /// Anything worth keeping with the commit that is not confidential.
    pub info: serde_json::Value,
}

impl Changes {
    /// No changes yet.
    pub fn new(kind: ChangeKind, time: Timestamp) -> Self {
        Self {
            kind,
            time,
            add: Vec::new(),
            remove: Vec::new(),
            vault: Vec::new(),
            raw: Vec::new(),
            info: serde_json::Value::Null,
        }
    }
}

/// A commit as it is stored in `log/`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Intent {
    pub(crate) format: u32,
    pub(crate) number: SnapshotNumber,
    pub(crate) time: Timestamp,
    pub(crate) kind: ChangeKind,
    pub(crate) tables: Vec<TableChange>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) vault: Vec<VaultFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) raw: Vec<RawFile>,
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub(crate) info: serde_json::Value,
}

/// The actions of a commit on one table, which make one version of the Delta table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TableChange {
    pub(crate) table: Table,
    /// Every version of the Delta table comes from an intent, so the version is known beforehand.
    pub(crate) delta_version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) columns: Option<Vec<Column>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) add: Vec<DataFile>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) remove: Vec<RemovedFile>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RemovedFile {
    pub(crate) name: String,
    pub(crate) bytes: u64,
}

pub(crate) const INTENT_FORMAT: u32 = 1;

impl Intent {
    /// The commit that comes after `base`.
    pub(crate) fn new(base: &State, changes: Changes) -> Result<Self> {
        let mut tables = Vec::new();
        for table in Table::ALL {
            let add: Vec<_> = files_of(table, &changes.add).cloned().collect();
            let remove: BTreeSet<_> = files_of(table, &changes.remove).collect();
            if add.is_empty() && remove.is_empty() {
                continue;
            }
            tables.push(table_change(base, table, add, &remove)?);
        }
        let new_bytes = |file: &RawFile| !base.raw.contains_key(&file.sha256);
        Ok(Self {
            format: INTENT_FORMAT,
            number: base.number.next(),
            time: changes.time.max(base.time),
            kind: changes.kind,
            tables,
            vault: changes.vault,
            raw: changes.raw.into_iter().filter(new_bytes).collect(),
            info: changes.info,
        })
    }

    /// The commit that creates the tables, or gives them the columns they lack; none if all is there.
    pub(crate) fn of_schemas(base: &State, schemas: &Schemas, time: Timestamp) -> Option<Self> {
        let change = |&table: &Table| {
            let old = base.tables.get(&table);
            let columns = match old {
                None => schemas.columns(table).to_vec(),
                Some(old) => extended(&old.columns, schemas.columns(table))?,
            };
            Some(TableChange {
                table,
                delta_version: old.map_or(0, |old| old.delta_version + 1),
                columns: Some(columns),
                add: Vec::new(),
                remove: Vec::new(),
            })
        };
        let tables: Vec<_> = Table::ALL.iter().filter_map(change).collect();
        (!tables.is_empty()).then(|| Self {
            format: INTENT_FORMAT,
            number: base.number.next(),
            time: time.max(base.time),
            kind: ChangeKind::Create,
            tables,
            vault: Vec::new(),
            raw: Vec::new(),
            info: serde_json::Value::Null,
        })
    }
}

fn files_of<T>(table: Table, files: &[(Table, T)]) -> impl Iterator<Item = &T> {
    files.iter().filter(move |(of, _)| *of == table).map(|(_, file)| file)
}

fn table_change(base: &State, table: Table, add: Vec<DataFile>, remove: &BTreeSet<&String>) -> Result<TableChange> {
    let state = base.tables.get(&table).ok_or(Error::NoTable { table, number: base.number })?;
    let stale = |file: &str, found| Error::StaleFile { table, file: file.to_owned(), found };
    let names: BTreeSet<_> = state.files.iter().map(|file| &file.name).collect();
    let twice = add.iter().find(|file| names.contains(&file.name));
    if let Some(file) = twice {
        return Err(stale(&file.name, "is part of the table already"));
    }
    let gone = remove.iter().find(|name| !names.contains(*name));
    if let Some(name) = gone {
        return Err(stale(name, "is no longer part of the table"));
    }
    let removed = state.files.iter().filter(|file| remove.contains(&file.name));
    Ok(TableChange {
        table,
        delta_version: state.delta_version + 1,
        columns: None,
        add,
        remove: removed.map(|file| RemovedFile { name: file.name.clone(), bytes: file.bytes }).collect(),
    })
}

/// The old columns and after them the new ones; none if there are no new ones.
fn extended(old: &[Column], new: &[Column]) -> Option<Vec<Column>> {
    let mut columns = old.to_vec();
    columns.extend(new.iter().filter(|column| !old.iter().any(|known| known.name == column.name)).cloned());
    (columns.len() > old.len()).then_some(columns)
}
