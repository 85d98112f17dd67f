//! What can go wrong with the audit log.

use std::path::{Path, PathBuf};

/// The result of an operation on the audit log.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation on the audit log could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The database refused.
    #[error("{}: cannot {operation} the audit log: {source}", path.display())]
    Database {
        /// The audit log.
        path: PathBuf,
        /// What was tried, as a verb.
        operation: &'static str,
        /// The database's answer.
        source: rusqlite::Error,
    },
    /// The file was written by a newer program.
    #[error("{}: audit log of format {found}, this program knows up to {supported}; use a newer caselake", path.display())]
    NewerFormat {
        /// The audit log.
        path: PathBuf,
        /// The format found.
        found: i64,
        /// The newest format this program knows.
        supported: i64,
    },
    /// An entry does not hold what an entry holds.
    #[error("{}: audit log entry {sequence}: {what}; run `caselake audit verify`", path.display())]
    Damaged {
        /// The audit log.
        path: PathBuf,
        /// The entry.
        sequence: u64,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl Error {
    /// Whether the disk is full.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Database { source, .. }
            if source.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull))
    }

    pub(crate) fn database(operation: &'static str, path: &Path) -> impl Fn(rusqlite::Error) -> Self {
        move |source| Self::Database { path: path.to_owned(), operation, source }
    }
}
