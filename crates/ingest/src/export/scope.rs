//! Which records of which submissions an export takes.

use arrow::array::AsArray;
use arrow::datatypes::{Int32Type, Int64Type};
use foldhash::{HashMap, HashMapExt, HashSet};
use warehouse::{Snapshot, Table};

use super::{ExportScope, receipt_of};
use crate::classify::{column, text_column};
use crate::error::{Error, Result};
use crate::keys::hash_bits;
use crate::receipt::Receipt;
use crate::submission_row::receipts;

/// The records of one submission that are wanted.
pub(super) struct Selection {
    pub(super) receipt: Receipt,
    /// Patient and tumor ordinals; all records, those set aside included, where `None`.
    pub(super) places: Option<HashSet<(i64, i32)>>,
}

/// What the scope takes, in the order of the submissions' commits.
pub(super) fn selections(snapshot: &Snapshot, scope: &ExportScope) -> Result<Vec<Selection>> {
    match scope {
        ExportScope::Submission(id) => Ok(vec![Selection { receipt: receipt_of(snapshot, id)?, places: None }]),
        ExportScope::Facility(facility) => current_abstracts(snapshot, facility),
    }
}

fn current_abstracts(snapshot: &Snapshot, facility: &str) -> Result<Vec<Selection>> {
    let mut submissions: Vec<_> =
        receipts(snapshot)?.into_iter().filter(|receipt| receipt.facility == facility).collect();
    submissions.sort_by_key(|receipt| receipt.snapshot);
    let order: HashMap<&str, usize> =
        submissions.iter().enumerate().map(|(at, receipt)| (receipt.submission_id.as_str(), at)).collect();
    // Of several versions, the one of the latest commit; of those in one submission, the last in its file.
    let mut newest: HashMap<u128, (usize, i64, i32)> = HashMap::new();
    let columns = ["submission_id", "abstract_key", "patient_ordinal", "tumor_ordinal"];
    for batch in snapshot.table(Table::Abstracts)?.scan_where(&columns, "facility_id", facility)? {
        let batch = batch?;
        let (ids, keys) = (text_column(&batch, "submission_id")?, text_column(&batch, "abstract_key")?);
        let patients = column(&batch, "patient_ordinal")?.as_primitive::<Int64Type>().clone();
        let tumors = column(&batch, "tumor_ordinal")?.as_primitive::<Int32Type>().clone();
        for row in 0..batch.num_rows() {
            let Some(&at) = order.get(ids.value(row)) else { continue };
            let version = (at, patients.value(row), tumors.value(row));
            let entry = newest.entry(hash_bits(keys.value(row))?).or_insert(version);
            *entry = version.max(*entry);
        }
    }
    let mut places: Vec<HashSet<(i64, i32)>> = submissions.iter().map(|_| HashSet::default()).collect();
    for (at, patient, tumor) in newest.into_values() {
        if let Some(places) = places.get_mut(at) {
            places.insert((patient, tumor));
        }
    }
    let selected = submissions.into_iter().zip(places).filter(|(_, places)| !places.is_empty());
    let selected: Vec<_> = selected.map(|(receipt, places)| Selection { receipt, places: Some(places) }).collect();
    if selected.is_empty() {
        return Err(Error::NoRecords { facility: facility.to_owned() });
    }
    Ok(selected)
}
