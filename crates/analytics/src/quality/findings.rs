//! Findings of severity error, by record.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use rules::quality::is_core_item;

use super::tally::texts;
use crate::error::Result;
use crate::parquet_file::ParquetFile;
use crate::snapshot::{PATIENT, SUBMISSION, TUMOR, read};
use crate::values::Values;

const SEVERITY: &str = "severity";
const ITEM: &str = "item";

/// How many errors a record has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) all: u64,
    /// Of them, about an item that incidence is computed from.
    pub(super) core: u64,
}

/// The errors of the records of some submissions.
#[derive(Debug, Default)]
pub(super) struct Errors {
    submissions: HashMap<String, u32>,
    /// By submission, patient and tumor; tumor 0 is the patient, whose errors all of their tumors have.
    by_record: HashMap<(u32, i64, i64), Found>,
}

impl Errors {
    /// Reads the errors of these submissions from the files of the `findings` table.
    pub(super) fn read<'a>(files: &[PathBuf], submissions: impl Iterator<Item = &'a str>) -> Result<Self> {
        let submissions: BTreeSet<&str> = submissions.collect();
        let submissions: HashMap<String, u32> = submissions.into_iter().map(str::to_owned).zip(0..).collect();
        let mut by_record = HashMap::new();
        for path in files {
            let required = [SUBMISSION, PATIENT, TUMOR, SEVERITY];
            let names: Vec<&str> = required.into_iter().chain([ITEM]).collect();
            let frame = read(vec![ParquetFile::open(path)?], &names, &required)?;
            let place = path.display().to_string();
            let text = |name| texts(&place, &frame, name);
            let (ids, severities, items) = (text(SUBMISSION)?, text(SEVERITY)?, text(ITEM)?);
            let number = |name| {
                let column = frame.column(name).map_err(|_| super::records::unreadable(&place))?;
                Values { place: &place, name, column, rows: &[] }.integers()
            };
            let (patients, tumors) = (number(PATIENT)?, number(TUMOR)?);
            for row in 0..frame.height() {
                let submission = ids[row].as_deref().and_then(|id| submissions.get(id)).copied();
                // A finding about the file itself is about no record.
                let place = submission.zip(patients[row].filter(|patient| *patient > 0));
                let Some((submission, patient)) = place.filter(|_| severities[row].as_deref() == Some("error")) else {
                    continue;
                };
                let found: &mut Found = by_record.entry((submission, patient, tumors[row].unwrap_or(0))).or_default();
                found.all += 1;
                found.core += u64::from(items[row].as_deref().is_some_and(is_core_item));
            }
        }
        Ok(Self { submissions, by_record })
    }

    /// The errors of a record and of its patient.
    pub(super) fn of(&self, submission: &str, patient: Option<i64>, tumor: Option<i64>) -> Found {
        let Some((submission, patient)) = self.submissions.get(submission).copied().zip(patient) else {
            return Found::default();
        };
        let found = |tumor| self.by_record.get(&(submission, patient, tumor)).copied().unwrap_or_default();
        let (of_patient, of_tumor) = (found(0), tumor.filter(|tumor| *tumor > 0).map(found).unwrap_or_default());
        Found { all: of_patient.all + of_tumor.all, core: of_patient.core + of_tumor.core }
    }
}
