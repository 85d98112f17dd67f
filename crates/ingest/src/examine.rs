//! What the rules say of patients: a batch's items laid out in columns, and what is derived from them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use jiff::Timestamp;
use naaccr::{Dictionary, Header, Level, Patient, RecordType, canonical_items};
use rules::{Algorithm, Context, Day, Kind, Output, Records, Values};
use warehouse::ColumnType;

/// A derived variable that is stored with every abstract.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored {
    pub(crate) algorithm: &'static Algorithm,
    place: usize,
}

impl Stored {
    pub(crate) fn output(&self) -> &'static Output {
        // The place was found by going over the outputs.
        &self.algorithm.outputs[self.place]
    }
}

/// Every variable that can be derived from items of the standard; of an algorithm's versions under one name the newest.
pub(crate) fn stored_variables() -> &'static [Stored] {
    static STORED: LazyLock<Vec<Stored>> = LazyLock::new(from_items);
    &STORED
}

fn from_items() -> Vec<Stored> {
    let items: BTreeSet<&str> = canonical_items().iter().map(|item| item.id).collect();
    let mut newest: BTreeMap<&str, Stored> = BTreeMap::new();
    let mut names = Vec::new();
    for algorithm in rules::algorithms() {
        let is_item = |input: &rules::Input| input.items.iter().any(|item| items.contains(item));
        if algorithm.inputs.iter().filter(|input| input.required).all(is_item) {
            for (place, output) in algorithm.outputs.iter().enumerate() {
                if newest.insert(output.name, Stored { algorithm, place }).is_none() {
                    names.push(output.name);
                }
            }
        }
    }
    names.iter().filter_map(|name| newest.get(name).copied()).collect()
}

/// The type of its column.
pub(crate) fn column_type(stored: &Stored) -> ColumnType {
    match stored.output().kind {
        Kind::Code => ColumnType::Text,
        Kind::Number => ColumnType::Int,
    }
}

/// By stored variable: which algorithm made it, in which version, with which tables.
pub(crate) fn stored_algorithms() -> Vec<(&'static str, String)> {
    let made_by = |stored: &Stored| {
        let tables = stored.algorithm.tables.iter().map(|table| format!(" {}:{}", table.name, table.hash()));
        (stored.output().name, format!("{}{}", stored.algorithm.id, tables.collect::<String>()))
    };
    stored_variables().iter().map(made_by).collect()
}

/// Lays the items of patients out in columns for the rules. Made once for a file.
pub(crate) struct Examiner {
    /// Items that rules ask for and this file may have.
    columns: Vec<&'static str>,
    /// By slot of the file's dictionary: the column of an item under a patient, and under a tumor.
    of_patient: Vec<Option<usize>>,
    of_tumor: Vec<Option<usize>>,
    /// Columns that are the same in every row: items of the file itself.
    of_file: Vec<(&'static str, String)>,
    stored: &'static [Stored],
    context: Context,
}

/// What the rules say of a batch: a row a tumor, in the order of the file.
pub(crate) struct Examination {
    /// The first row of each patient that was read, and the number of rows.
    starts: Vec<usize>,
    /// The stored variables' values.
    pub(crate) derived: Vec<Values>,
}

impl Examination {
    /// The rows of the patient at this place among those of the batch.
    pub(crate) fn rows(&self, patient: usize) -> Range<usize> {
        let start = |at: usize| self.starts.get(at).copied().unwrap_or_default();
        start(patient)..start(patient + 1)
    }
}

impl Examiner {
    pub(crate) fn new(header: &Header, dictionary: &Dictionary, context: Context) -> Self {
        let stored = stored_variables();
        let mut wanted: BTreeSet<&str> = BTreeSet::new();
        wanted.extend(stored.iter().flat_map(|stored| stored.algorithm.inputs).flat_map(|input| input.items));
        let of_file = file_columns(header, dictionary).into_iter().filter(|(id, _)| wanted.contains(id)).collect();
        let mut examiner =
            Self { columns: Vec::new(), of_patient: Vec::new(), of_tumor: Vec::new(), of_file, stored, context };
        for (slot, item) in dictionary.slots() {
            let column =
                dictionary.canonical(slot).filter(|canonical| wanted.contains(canonical.id)).map(|canonical| {
                    examiner.columns.push(canonical.id);
                    examiner.columns.len() - 1
                });
            let carried = column.filter(|_| item.is_in(dictionary.record_type()));
            examiner.of_patient.push(carried.filter(|_| item.level == Level::Patient));
            examiner.of_tumor.push(carried.filter(|_| item.level == Level::Tumor));
        }
        examiner
    }

    /// Derives the variables of these patients' tumors.
    pub(crate) fn examine(&self, patients: &[Patient]) -> Examination {
        let mut starts = vec![0];
        for patient in patients {
            starts.push(starts.last().copied().unwrap_or_default() + patient.tumor_count());
        }
        let records = self.records(patients, &starts);
        Examination { derived: self.derive(&records), starts }
    }

    fn records<'p>(&'p self, patients: &'p [Patient], starts: &[usize]) -> Records<'p> {
        let rows = starts.last().copied().unwrap_or_default();
        let mut columns = vec![vec![""; rows]; self.columns.len()];
        let column = |of: &[Option<usize>], slot: Option<naaccr::Slot>| of.get(slot?.index()).copied().flatten();
        for (patient, start) in patients.iter().zip(starts) {
            for item in patient.items() {
                let Some(at) = column(&self.of_patient, item.slot) else { continue };
                let own = columns.get_mut(at).and_then(|values| values.get_mut(*start..*start + patient.tumor_count()));
                own.into_iter().flatten().for_each(|value| *value = item.value);
            }
            for (tumor, row) in patient.tumors().zip(*start..) {
                for item in tumor.items() {
                    let Some(at) = column(&self.of_tumor, item.slot) else { continue };
                    if let Some(value) = columns.get_mut(at).and_then(|values| values.get_mut(row)) {
                        *value = item.value;
                    }
                }
            }
        }
        let mut records = Records::new(rows).with_patients(starts.iter().copied());
        self.columns.iter().zip(columns).for_each(|(name, values)| records.insert(name, values));
        self.of_file.iter().for_each(|(name, value)| records.insert(name, vec![value.as_str(); rows]));
        records
    }

    fn derive(&self, records: &Records<'_>) -> Vec<Values> {
        let mut derived: Vec<Values> = Vec::with_capacity(self.stored.len());
        let mut last: Option<(rules::AlgorithmId, Vec<Option<Values>>)> = None;
        for stored in self.stored {
            let id = stored.algorithm.id;
            if last.as_ref().is_none_or(|(of, _)| *of != id) {
                // A version that lacks an item an algorithm cannot do without has no answer in any row.
                let outputs = stored.algorithm.derive(records, &self.context).unwrap_or_default();
                last = Some((id, outputs.into_iter().map(Some).collect()));
            }
            let values = last.as_mut().and_then(|(_, outputs)| outputs.get_mut(stored.place)?.take());
            derived.push(values.unwrap_or_else(|| Values::Codes(vec![None; records.rows()])));
        }
        derived
    }
}

/// The rules' view of a moment: its day in UTC, and the year before as the last whole one.
pub(crate) fn context(now: Timestamp) -> Context {
    let days = now.as_second().div_euclid(24 * 60 * 60);
    let today = Day(i32::try_from(days).unwrap_or(i32::MAX));
    Context { today, cutoff_year: today.to_ymd().0 - 1 }
}

/// What a file says of all its records, by item.
fn file_columns(header: &Header, dictionary: &Dictionary) -> Vec<(&'static str, String)> {
    let mut columns: BTreeMap<&'static str, String> = BTreeMap::new();
    for item in &header.items {
        if let Some(canonical) = item.slot.and_then(|slot| dictionary.canonical(slot)) {
            columns.insert(canonical.id, item.value.clone());
        }
    }
    columns.insert("naaccrRecordVersion", header.version.to_string());
    columns.insert("recordType", letter(header.record_type));
    columns.into_iter().collect()
}

fn letter(record_type: RecordType) -> String {
    record_type.letter().to_string()
}
