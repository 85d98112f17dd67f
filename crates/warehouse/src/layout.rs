//! Where things are in a warehouse's folder, and how they are named.
//!
//! ```text
//! caselake.json                          format and id of the warehouse; makes the folder a warehouse
//! keys.json                              the key ring, wrapped by the master key (which is elsewhere)
//! log/00000000000000000017.json          intent 17: the commit that made snapshot 17
//! log/checkpoints/0000...0100.json       everything snapshot 100 names, so that opening is quick
//! pins/NAME.json                         a snapshot's name
//! tables/abstracts/part-W-3.parquet      a data file of writer W
//! tables/abstracts/_delta_log/           the table's Delta log
//! vault/W-1.parquet                      encrypted identity items
//! raw/SHA256-W.raw                       encrypted bytes as received
//! staging/W/                             a writer at work; its lock tells the living from the dead
//! audit.sqlite                           the audit log, kept by the crate `access`
//! ```
//!
//! Every file that a writer makes carries the writer's id, so that no two writers ever meet and a
//! dead writer's files can be told from a living one's.

use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::schema::Table;
use crate::snapshot::SnapshotNumber;

#[derive(Debug, Clone)]
pub(crate) struct Layout {
    root: PathBuf,
}

impl Layout {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        self.root.join("caselake.json")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.root.join("keys.json")
    }

    /// Beside the warehouse, never in it: a copy of the folder alone must open nothing.
    pub(crate) fn default_key_file(&self) -> PathBuf {
        let mut name = self.root.file_name().unwrap_or_default().to_owned();
        name.push(".key");
        self.root.with_file_name(name)
    }

    pub(crate) fn audit(&self) -> PathBuf {
        self.root.join("audit.sqlite")
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.root.join("log")
    }

    pub(crate) fn intent(&self, number: SnapshotNumber) -> PathBuf {
        self.log().join(format!("{:020}.json", number.0))
    }

    pub(crate) fn checkpoints(&self) -> PathBuf {
        self.log().join("checkpoints")
    }

    pub(crate) fn checkpoint(&self, number: SnapshotNumber) -> PathBuf {
        self.checkpoints().join(format!("{:020}.json", number.0))
    }

    pub(crate) fn pins(&self) -> PathBuf {
        self.root.join("pins")
    }

    pub(crate) fn pin(&self, name: &str) -> PathBuf {
        self.pins().join(format!("{name}.json"))
    }

    pub(crate) fn tables(&self) -> PathBuf {
        self.root.join("tables")
    }

    pub(crate) fn table(&self, table: Table) -> PathBuf {
        self.tables().join(table.name())
    }

    pub(crate) fn delta_log(&self, table: Table) -> PathBuf {
        self.table(table).join("_delta_log")
    }

    pub(crate) fn delta_version(&self, table: Table, version: u64) -> PathBuf {
        self.delta_log(table).join(format!("{version:020}.json"))
    }

    pub(crate) fn vault(&self) -> PathBuf {
        self.root.join("vault")
    }

    pub(crate) fn raw(&self) -> PathBuf {
        self.root.join("raw")
    }

    pub(crate) fn staging(&self) -> PathBuf {
        self.root.join("staging")
    }

    pub(crate) fn writer(&self, writer: Uuid) -> PathBuf {
        self.staging().join(writer.simple().to_string())
    }

    pub(crate) fn writer_lock(&self, writer: Uuid) -> PathBuf {
        self.writer(writer).join("lock")
    }
}

pub(crate) fn data_file_name(writer: Uuid, file: u64) -> String {
    format!("part-{}-{file}.parquet", writer.simple())
}

pub(crate) fn vault_file_name(writer: Uuid, file: u64) -> String {
    format!("{}-{file}.parquet", writer.simple())
}

pub(crate) fn raw_file_name(writer: Uuid, sha256: &str) -> String {
    format!("{sha256}-{}.raw", writer.simple())
}

/// The writer that made a file, from the file's name; none for names that no writer gives.
pub(crate) fn writer_of(file_name: &str) -> Option<Uuid> {
    file_name.split(['-', '.']).filter(|part| part.len() == 32).find_map(|part| Uuid::try_parse(part).ok())
}

/// The number in a name like `00000000000000000017.json`.
pub(crate) fn number_of(file_name: &str) -> Option<SnapshotNumber> {
    let digits = file_name.strip_suffix(".json")?;
    (digits.len() == 20).then(|| digits.parse().ok().map(SnapshotNumber)).flatten()
}
