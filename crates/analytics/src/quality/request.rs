//! What is asked.

use std::path::PathBuf;

use crate::case_file::CaseFile;
use crate::error::{Error, Result};
use crate::snapshot::SnapshotFiles;

/// A question about data quality.
#[derive(Debug, Clone)]
pub struct QualityRequest {
    /// Where the records are.
    pub source: QualitySource,
    /// The year of diagnosis.
    pub year: i32,
    /// Whose records count.
    pub place: Place,
    /// Which of them, in the language of [`crate::FilterError`]'s `where`.
    pub filter: Option<String>,
    /// The day that counts as today, since 1970-01-01: the data are handed in on it, and follow-up looks back from it. Without
    /// one, the snapshot's.
    pub on: Option<i32>,
    /// The reference date of follow-up, days since 1970-01-01.
    pub reference_date: Option<i32>,
    /// A file with the columns `year` and `expected`.
    pub expected: Option<PathBuf>,
    /// Another snapshot of the same warehouse, whose figures stand beside.
    pub compare_with: Option<QualitySource>,
    /// The command that asks, for the provenance.
    pub command: String,
}

/// Where records come from.
#[derive(Debug, Clone)]
pub enum QualitySource {
    /// A file with a row a tumor, whose columns are called by the NAACCR XML ids of the items.
    Cases(CaseFile),
    /// The tables of a snapshot.
    Snapshot {
        /// Its abstracts and submissions.
        files: SnapshotFiles,
        /// The Parquet files of its `findings`.
        findings: Vec<PathBuf>,
        /// The day it was made, since 1970-01-01.
        day: i32,
    },
}

/// Whose records count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// All of them.
    Everything,
    /// Those that a facility reported.
    Facility(String),
    /// Those of a state's residents at diagnosis, by its two letters.
    State(String),
}

impl Place {
    /// In words.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Everything => "all records".to_owned(),
            Self::Facility(id) => format!("facility {id}"),
            Self::State(state) => format!("residents of {state}"),
        }
    }
}

impl QualityRequest {
    /// A question about everything in a source.
    #[must_use]
    pub fn new(source: QualitySource, year: i32) -> Self {
        Self {
            source,
            year,
            place: Place::Everything,
            filter: None,
            on: None,
            reference_date: None,
            expected: None,
            compare_with: None,
            command: String::new(),
        }
    }
}

/// The column of a file that names the facility.
pub(super) const FACILITY: &str = "facility_id";

/// Columns that tell patients apart; of a file, the first that it has.
pub(super) const PATIENTS: [&str; 3] = ["patient_key", "patientIdNumber", "patient_id"];

impl QualitySource {
    /// A file of records, and what it calls some columns, written as `name=theirs`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRename`] or [`Error::Unsupported`] where one is not of this form, or names a column that is not read.
    pub fn cases<'a>(path: impl Into<PathBuf>, renames: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut known: Vec<&'static str> = rules::quality::inputs().into_iter().chain(PATIENTS).collect();
        known.push(FACILITY);
        let mut file = CaseFile::new(path);
        for rename in renames {
            let Some((name, theirs)) = rename.split_once('=').map(|(name, theirs)| (name.trim(), theirs.trim())) else {
                return Err(Error::Unsupported {
                    option: "column",
                    found: rename.to_owned(),
                    problem: "expected id=theirs, such as primarySite=site".to_owned(),
                });
            };
            if !known.contains(&name) {
                return Err(Error::UnknownRename { name: name.to_owned(), theirs: theirs.to_owned(), known });
            }
            file.renames.insert(name.to_owned(), theirs.to_owned());
        }
        Ok(Self::Cases(file))
    }
}
