//! What can go wrong with a warehouse, where, and what to do about it.

use std::error::Error as StdError;
use std::io;
use std::path::{Path, PathBuf};

use parquet::errors::ParquetError;

use crate::schema::Table;
use crate::snapshot::SnapshotNumber;

/// The result of a warehouse operation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a warehouse operation could not be done. Never holds a value of a record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file system refused.
    #[error("{}: cannot {operation}: {source}{}", path.display(), disk_full_cure(source))]
    Storage {
        /// The file or folder.
        path: PathBuf,
        /// What was tried, as a verb.
        operation: &'static str,
        /// The operating system's answer.
        source: io::Error,
    },
    /// A Parquet file could not be written or read.
    #[error("{}: cannot {operation} parquet: {source}", path.display())]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What was tried, as a verb.
        operation: &'static str,
        /// The library's answer.
        source: ParquetError,
    },
    /// Delta Lake could not condense a table's log.
    #[error("table {table}: cannot write a Delta checkpoint: {source}")]
    Delta {
        /// The table.
        table: Table,
        /// The library's answer.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The folder holds no warehouse.
    #[error("{}: not a warehouse (no caselake.json); create one with `caselake init`", path.display())]
    NotAWarehouse {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds a warehouse already, or something else.
    #[error("{}: {found}; choose a folder that does not exist or is empty", path.display())]
    Occupied {
        /// The folder.
        path: PathBuf,
        /// What was found there.
        found: &'static str,
    },
    /// The file was written by a newer program.
    #[error("{}: written in format {found}, this program reads up to {supported}; use a newer caselake", path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// The format found.
        found: u32,
        /// The newest format this program reads.
        supported: u32,
    },
    /// A file of the warehouse does not hold what it must.
    #[error("{}: damaged: {what}; restore this file from a backup", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was expected and found.
        what: String,
    },
    /// Somebody else wrote to a table.
    #[error("{}: written by another program, expected Caselake's commit {number}; tables of a warehouse are read by others but written only by Caselake", path.display())]
    ForeignCommit {
        /// The entry of the table's Delta log.
        path: PathBuf,
        /// The commit that should be there.
        number: SnapshotNumber,
    },
    /// No master key was found.
    #[error("no master key for warehouse {}: CASELAKE_KEY and CASELAKE_KEY_FILE are not set and {} does not exist; name the key file that `caselake init` wrote", warehouse.display(), default_file.display())]
    KeyMissing {
        /// The warehouse.
        warehouse: PathBuf,
        /// Where the key file is kept unless told otherwise.
        default_file: PathBuf,
    },
    /// The master key has the wrong form.
    #[error(
        "master key from {origin}: expected 32 bytes as 64 hexadecimal digits or as base64; check that it was copied whole"
    )]
    KeyMalformed {
        /// Where the key came from.
        origin: String,
    },
    /// The master key is of another warehouse.
    #[error("master key from {origin} (key id {found}) does not open warehouse {}, which was locked with key id {wanted}; name that key", warehouse.display())]
    KeyWrong {
        /// The warehouse.
        warehouse: PathBuf,
        /// Where the key came from.
        origin: String,
        /// The id of the key given.
        found: String,
        /// The id of the key wanted.
        wanted: String,
    },
    /// Encrypted bytes are not what was written.
    #[error("{}: {what}; the file was altered, cut short or taken from another warehouse", path.display())]
    Tampered {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        what: &'static str,
    },
    /// The operating system gave no random bytes, or a cipher refused.
    #[error("cannot {operation}: the cryptographic library refused")]
    Crypto {
        /// What was tried, as a verb.
        operation: &'static str,
    },
    /// Another writer committed first.
    #[error("snapshot {newest} was committed meanwhile, this commit was prepared on {base}; read it and try again")]
    Conflict {
        /// The snapshot the commit was prepared on.
        base: SnapshotNumber,
        /// The newest snapshot.
        newest: SnapshotNumber,
    },
    /// A file to be removed is not in the newest snapshot, or one to be added is.
    #[error("table {table}: file {file} {found}; prepare the commit again on the newest snapshot")]
    StaleFile {
        /// The table.
        table: Table,
        /// The file's name.
        file: String,
        /// What is the matter with it.
        found: &'static str,
    },
    /// The commit stands, but a table could not be brought up to it.
    #[error(
        "snapshot {number} is committed, but its tables are not yet up to date for other programs: {source}; the next command on this warehouse finishes it"
    )]
    Unapplied {
        /// The committed snapshot.
        number: SnapshotNumber,
        /// Why.
        source: Box<Error>,
    },
    /// No such snapshot.
    #[error("no snapshot {asked}: {found}; `caselake snapshots` lists them")]
    UnknownSnapshot {
        /// What was asked for.
        asked: String,
        /// What there is.
        found: String,
    },
    /// A snapshot's name that cannot be used.
    #[error("`{name}` cannot name a snapshot: {reason}")]
    BadName {
        /// The name.
        name: String,
        /// Why not.
        reason: &'static str,
    },
    /// A text that names no snapshot.
    #[error(
        "`{text}` is not a snapshot: expected `latest`, a number, a name, a date or a time with its zone (2026-01-31T09:00:00Z)"
    )]
    BadAsOf {
        /// The text.
        text: String,
    },
    /// A column that the table does not have, or has with another type.
    #[error("table {table}: column {column} is {found}, expected {wanted}")]
    Column {
        /// The table.
        table: Table,
        /// The column.
        column: String,
        /// What was given.
        found: String,
        /// What the table has.
        wanted: String,
    },
    /// The table does not exist in this snapshot.
    #[error(
        "table {table} does not exist in snapshot {number}; run a command that writes to bring the warehouse up to date"
    )]
    NoTable {
        /// The table.
        table: Table,
        /// The snapshot.
        number: SnapshotNumber,
    },
    /// The raw store or the vault does not hold the file in this snapshot.
    #[error("{what} {name} is not in snapshot {number}")]
    NoFile {
        /// `raw file` or `vault file`.
        what: &'static str,
        /// Its name.
        name: String,
        /// The snapshot.
        number: SnapshotNumber,
    },
    /// A chunk of a raw file is too long.
    #[error("a chunk of {found} bytes, expected at most {limit}; cut it")]
    ChunkSize {
        /// Its length, in bytes.
        found: usize,
        /// The longest there may be, in bytes.
        limit: usize,
    },
    /// The compressor refused.
    #[error("cannot compress a chunk: {source}")]
    Compression {
        /// The library's answer.
        source: io::Error,
    },
    /// Chunks of a raw file arrived out of order.
    #[error("{}: chunk {found} arrived, expected {wanted}; append chunks in the order of the file", path.display())]
    ChunkOrder {
        /// The raw file.
        path: PathBuf,
        /// The chunk that arrived.
        found: u64,
        /// The chunk that was due.
        wanted: u64,
    },
    /// The opening of the vault could not be put on record, so it stays shut.
    #[error("the vault stays shut: its opening could not be recorded: {source}")]
    Unrecorded {
        /// The recorder's answer.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl Error {
    /// Whether the disk (or the quota on it) is full.
    pub fn is_disk_full(&self) -> bool {
        let mut cause: Option<&(dyn StdError + 'static)> = Some(self);
        while let Some(error) = cause {
            if let Some(io) = error.downcast_ref::<io::Error>()
                && matches!(io.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
            {
                return true;
            }
            cause = error.source();
        }
        false
    }

    /// Whether another writer was first and trying again is the cure.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. } | Self::StaleFile { .. })
    }

    /// Whether the change stands all the same (see [`Error::Unapplied`]).
    pub fn is_committed(&self) -> bool {
        matches!(self, Self::Unapplied { .. })
    }

    /// Whether the master key is missing, malformed or another warehouse's.
    pub fn is_key(&self) -> bool {
        matches!(self, Self::KeyMissing { .. } | Self::KeyMalformed { .. } | Self::KeyWrong { .. })
    }

    pub(crate) fn storage(operation: &'static str, path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Storage { path: path.to_owned(), operation, source }
    }

    /// A file system's refusal that came wrapped in Parquet's error is told as what it is.
    pub(crate) fn parquet(operation: &'static str, path: &Path) -> impl Fn(ParquetError) -> Self {
        move |source| {
            let path = path.to_owned();
            let inner = match source {
                ParquetError::External(inner) => inner,
                source => {
                    return Self::Parquet { path, operation, source };
                }
            };
            match inner.downcast::<io::Error>() {
                Ok(source) => Self::Storage { path, operation, source: *source },
                Err(inner) => Self::Parquet { path, operation, source: ParquetError::External(inner) },
            }
        }
    }

    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), what: what.into() }
    }
}

fn disk_full_cure(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "; free some space and try again",
        _ => "",
    }
}
