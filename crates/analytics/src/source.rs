//! Where cases come from.

use std::path::PathBuf;

use polars::prelude::DataFrame;

use crate::case_file::CaseFile;
use crate::error::{Error, Result};
use crate::snapshot::SnapshotFiles;

/// Where cases come from: a file of the researcher's own, the tables of a snapshot, or a file of cells counted from them.
#[derive(Debug, Clone)]
pub enum Source {
    /// A row a case, with the columns of a case file.
    Cases(CaseFile),
    /// The current abstracts of a warehouse.
    Snapshot(SnapshotFiles),
    /// Cells that were counted from cases and written to a file.
    Cells(PathBuf),
}

impl Source {
    /// The snapshot's number, where there is one.
    #[must_use]
    pub fn snapshot(&self) -> Option<u64> {
        match self {
            Self::Cases(_) | Self::Cells(_) => None,
            Self::Snapshot(files) => Some(files.snapshot),
        }
    }

    /// What errors and captions call it.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::Cases(file) => file.path.display().to_string(),
            Self::Snapshot(files) => format!("snapshot {}", files.snapshot),
            Self::Cells(path) => path.display().to_string(),
        }
    }

    /// Whether the request says which column holds `name`.
    pub(crate) fn renames(&self, name: &str) -> bool {
        matches!(self, Self::Cases(file) if file.renames.contains_key(name))
    }

    /// The column that holds what the request calls `name`.
    pub(crate) fn column<'a>(&'a self, name: &'a str) -> &'a str {
        match self {
            Self::Cases(file) => file.renames.get(name).map_or(name, String::as_str),
            Self::Snapshot(_) | Self::Cells(_) => name,
        }
    }
}

/// The loaded columns of a source, a row a case.
#[derive(Debug)]
pub(crate) struct Listing {
    /// What errors call it.
    pub(crate) place: String,
    /// The columns asked for.
    pub(crate) frame: DataFrame,
    /// Whether every column is text as written (CSV), to be read by need.
    pub(crate) lexical: bool,
    /// Rows of the source, before any exclusion.
    pub(crate) read: usize,
    /// Rows left out by the source itself, with the reason.
    pub(crate) left_out: Vec<(&'static str, usize)>,
}

/// The error for a column that is not among `found`.
pub(crate) fn missing(place: &str, column: &str, purpose: &str, found: &[String], cure: &str) -> Error {
    Error::MissingColumn {
        place: place.to_owned(),
        column: column.to_owned(),
        purpose: purpose.to_owned(),
        found: found.to_vec(),
        cure: cure.to_owned(),
    }
}

/// Columns of a source and, for each wanted one, what it is wanted for.
pub(crate) fn check_columns(place: &str, found: &[String], wanted: &[Wanted<'_>], cure: &str) -> Result<()> {
    match wanted.iter().find(|wanted| !found.iter().any(|column| column == wanted.column)) {
        Some(absent) => Err(missing(place, absent.column, absent.purpose, found, cure)),
        None => Ok(()),
    }
}

/// A column to load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted<'a> {
    /// Its name in the source.
    pub(crate) column: &'a str,
    /// What it is needed for, as an error says it.
    pub(crate) purpose: &'static str,
}
