//! Which records of a submission are new, which correct an earlier version, and which say nothing new.

use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{Int32Type, Int64Type};
use foldhash::{HashMap, HashMapExt};
use warehouse::{Snapshot, Table};

use crate::error::{Error, Result};
use crate::keys::{RecordHash, hash_bits};

/// The newest content of each abstract of one facility, by key.
pub(crate) type CurrentContents = HashMap<u128, u128>;

/// A record with a usable key, as a lane met it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    pub(crate) patient: u64,
    pub(crate) tumor: u32,
    pub(crate) hash: RecordHash,
    /// What the lane did with it.
    pub(crate) fate: Fate,
}

/// What is done with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Stored as a version of its abstract.
    Stored,
    /// Not stored: the facility has it already.
    Dropped,
    /// Not stored as a version, because the file has it twice; but kept whole, so that the file can be given back.
    SetAside,
}

/// What is to become of a submission's records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Classification {
    pub(crate) accepted: u64,
    pub(crate) corrected: u64,
    pub(crate) duplicate: u64,
    /// Patient and tumor ordinals of the duplicates, in the order of the file, and what is to be done with each.
    pub(crate) duplicates: Vec<((u64, u32), Fate)>,
    /// Whether the lanes did just that.
    pub(crate) as_done: bool,
}

/// Classifies records, in the order of the file, against what the facility has and against each other.
pub(crate) fn classify(records: &[Record], current: &CurrentContents) -> Classification {
    let mut newest: CurrentContents = HashMap::new();
    let mut result = Classification { as_done: true, ..Classification::default() };
    for record in records {
        let RecordHash { key, content } = record.hash;
        let earlier = newest.insert(key, content).or_else(|| current.get(&key).copied());
        let fate = if earlier != Some(content) {
            result.accepted += 1;
            result.corrected += u64::from(earlier.is_some());
            Fate::Stored
        } else {
            let fate = if current.get(&key) == Some(&content) { Fate::Dropped } else { Fate::SetAside };
            result.duplicate += 1;
            result.duplicates.push(((record.patient, record.tumor), fate));
            fate
        };
        result.as_done &= record.fate == fate;
    }
    result
}

/// Reads the newest content of each abstract of a facility. Of several versions the one of the latest commit counts;
/// of those in one submission, the last in its file.
///
/// # Errors
/// A table that cannot be read.
pub(crate) fn current_contents(snapshot: &Snapshot, facility_id: &str) -> Result<CurrentContents> {
    let commits = commit_numbers(snapshot, facility_id)?;
    let mut newest: HashMap<u128, ((i64, i64, i32), u128)> = HashMap::new();
    let columns = ["facility_id", "submission_id", "abstract_key", "content_hash", "patient_ordinal", "tumor_ordinal"];
    let abstracts = snapshot.table(Table::Abstracts)?;
    for batch in abstracts.scan_where(&columns, "facility_id", facility_id)? {
        let batch = batch?;
        let text = |name| text_column(&batch, name);
        let (facilities, submissions) = (text("facility_id")?, text("submission_id")?);
        let (keys, contents) = (text("abstract_key")?, text("content_hash")?);
        let patients = column(&batch, "patient_ordinal")?.as_primitive::<Int64Type>().clone();
        let tumors = column(&batch, "tumor_ordinal")?.as_primitive::<Int32Type>().clone();
        for row in 0..batch.num_rows() {
            if facilities.value(row) != facility_id {
                continue;
            }
            let commit = commits.get(submissions.value(row)).copied().unwrap_or(0);
            let version = (commit, patients.value(row), tumors.value(row));
            let content = hash_bits(contents.value(row))?;
            let entry = newest.entry(hash_bits(keys.value(row))?).or_insert((version, content));
            if version > entry.0 {
                *entry = (version, content);
            }
        }
    }
    Ok(newest.into_iter().map(|(key, (_, content))| (key, content)).collect())
}

/// The snapshot that each submission of a facility made.
pub(crate) fn commit_numbers(snapshot: &Snapshot, facility_id: &str) -> Result<HashMap<String, i64>> {
    let mut commits = HashMap::new();
    let columns = ["facility_id", "submission_id", "committed_in"];
    for batch in snapshot.table(Table::Submissions)?.scan_where(&columns, "facility_id", facility_id)? {
        let batch = batch?;
        let (facilities, submissions) = (text_column(&batch, "facility_id")?, text_column(&batch, "submission_id")?);
        let numbers = column(&batch, "committed_in")?.as_primitive::<Int64Type>().clone();
        for row in (0..batch.num_rows()).filter(|&row| facilities.value(row) == facility_id) {
            commits.insert(submissions.value(row).to_owned(), numbers.value(row));
        }
    }
    Ok(commits)
}

pub(crate) fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a Arc<dyn Array>> {
    batch.column_by_name(name).ok_or(Error::Internal { what: "a table lacks a column that it was asked for" })
}

pub(crate) fn text_column(batch: &RecordBatch, name: &str) -> Result<StringArray> {
    let column = column(batch, name)?.as_string_opt::<i32>();
    column.cloned().ok_or(Error::Internal { what: "a column of text has another type" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(place: u64, key: u128, content: u128, fate: Fate) -> Record {
        Record { patient: place, tumor: 1, hash: RecordHash { key, content }, fate }
    }

    #[test]
    fn new_corrected_and_duplicate() {
        let current: CurrentContents = [(1, 10), (2, 20)].into_iter().collect();
        let records = [
            record(1, 1, 10, Fate::Dropped), // as it is already
            record(2, 2, 21, Fate::Stored),  // another content
            record(3, 3, 30, Fate::Stored),  // a new key
            record(4, 3, 30, Fate::Stored),  // twice in the file
            record(5, 2, 20, Fate::Stored),  // back to what it was, which is a correction too
        ];
        let found = classify(&records, &current);
        assert_eq!((found.accepted, found.corrected, found.duplicate), (3, 2, 2));
        assert_eq!(found.duplicates, [((1, 1), Fate::Dropped), ((4, 1), Fate::SetAside)]);
        assert!(!found.as_done, "record 4 was stored");
    }
}
