//! What the rules say of patients: a batch's items laid out in columns, what is derived from them, which edits they fail and
//! how they count for quality.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use foldhash::HashMap;
use jiff::Timestamp;
use naaccr::{Dictionary, Header, Level, Patient, RecordType, Severity, canonical_items};
use rules::quality::{self, Indicators, Scope};
use rules::{Algorithm, Context, Day, Kind, Output, Records, Values};
use rules::{EditSelection, EditSet, Failure};
use warehouse::ColumnType;

use crate::findings::{Failed, severity_of};

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
    /// Those for the file's version of the standard.
    edits: Option<EditSet>,
    /// The place of each edit in the set that was asked for.
    places: HashMap<String, u16>,
    /// Items that rules ask for and this file may have.
    columns: Vec<String>,
    /// By slot of the file's dictionary: the column of an item under a patient, and under a tumor.
    of_patient: Vec<Option<usize>>,
    of_tumor: Vec<Option<usize>>,
    /// Columns that are the same in every row: items of the file itself, and the day it came.
    of_file: Vec<(&'static str, String)>,
    stored: &'static [Stored],
    context: Context,
}

/// What an examiner is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Questions<'e> {
    pub(crate) edits: Option<&'e EditSet>,
    /// Whether variables are derived.
    pub(crate) derive: bool,
    pub(crate) now: Timestamp,
}

/// What the rules say of a batch: a row a tumor, in the order of the file.
pub(crate) struct Examination<'p> {
    /// The first row of each patient that was read, and the number of rows.
    starts: Vec<usize>,
    records: Records<'p>,
    /// The stored variables' values.
    pub(crate) derived: Vec<Values>,
    /// By row.
    failed: Vec<Failed<'p>>,
    /// Where there are edits.
    pub(crate) indicators: Option<Indicators>,
}

impl<'p> Examination<'p> {
    /// The rows of the patient at this place among those of the batch.
    pub(crate) fn rows(&self, patient: usize) -> Range<usize> {
        let start = |at: usize| self.starts.get(at).copied().unwrap_or_default();
        start(patient)..start(patient + 1)
    }

    /// The edits that the record in this row fails.
    pub(crate) fn failed(&self, row: usize) -> &[Failed<'p>] {
        let from = self.failed.partition_point(|failed| failed.row < row);
        let to = self.failed.partition_point(|failed| failed.row <= row);
        self.failed.get(from..to).unwrap_or_default()
    }

    /// The record's value of an item that some rule reads; empty where it has none.
    pub(crate) fn value(&self, row: usize, item: &str) -> &'p str {
        self.records.value(row, item)
    }
}

impl Examiner {
    pub(crate) fn new(header: &Header, dictionary: &Dictionary, questions: Questions<'_>) -> Self {
        let stored = if questions.derive { stored_variables() } else { &[] };
        let places =
            questions.edits.into_iter().flat_map(EditSet::edits).map(|edit| edit.id.clone()).zip(0..).collect();
        let of_version = EditSelection { version: Some(header.version), ..EditSelection::default() };
        let edits = questions.edits.map(|set| set.select(&of_version));
        let needed = edits.as_ref().map(EditSet::needed_items).unwrap_or_default();
        let mut wanted: BTreeSet<&str> = needed.iter().map(String::as_str).collect();
        wanted.extend(stored.iter().flat_map(|stored| stored.algorithm.inputs).flat_map(|input| input.items));
        if edits.is_some() {
            // What a registrar finds the record by.
            wanted.insert("patientIdNumber");
            wanted.extend(quality::inputs());
        }
        let context = context(questions.now);
        let mut of_file: Vec<_> =
            file_columns(header, dictionary).into_iter().filter(|(id, _)| wanted.contains(id)).collect();
        of_file.push((quality::FIRST_SUBMITTED, context.today.to_string().replace('-', "")));
        let (columns, of_patient, of_tumor) = (Vec::new(), Vec::new(), Vec::new());
        let mut examiner = Self { edits, places, columns, of_patient, of_tumor, of_file, stored, context };
        for (slot, item) in dictionary.slots() {
            // An item of a user dictionary goes by its own id.
            let id = dictionary.canonical(slot).map_or(&*item.id, |canonical| canonical.id);
            let column = wanted.contains(id).then(|| {
                examiner.columns.push(id.to_owned());
                examiner.columns.len() - 1
            });
            let carried = column.filter(|_| item.is_in(dictionary.record_type()));
            examiner.of_patient.push(carried.filter(|_| item.level == Level::Patient));
            examiner.of_tumor.push(carried.filter(|_| item.level == Level::Tumor));
        }
        examiner
    }

    /// Derives the variables of these patients' tumors, runs the edits over them and counts them.
    pub(crate) fn examine<'p>(&'p self, patients: &'p [Patient]) -> Examination<'p> {
        let mut starts = vec![0];
        for patient in patients {
            starts.push(starts.last().copied().unwrap_or_default() + patient.tumor_count());
        }
        let mut records = self.records(patients, &starts);
        let derived = self.derive(&records);
        let failed = self.failed(&records);
        let indicators = self.edits.as_ref().map(|_| {
            let (errors, core_errors) = error_columns(records.rows(), &failed);
            records.insert(quality::ERRORS, errors);
            records.insert(quality::CORE_ERRORS, core_errors);
            quality::count(&records, &Scope { today: Some(self.context.today), ..Scope::default() })
        });
        Examination { starts, records, derived, failed, indicators }
    }

    fn failed<'s>(&'s self, records: &Records<'_>) -> Vec<Failed<'s>> {
        let Some(edits) = &self.edits else { return Vec::new() };
        let failures = edits.run(records, &self.context);
        let failed = failures.into_iter().map(|Failure { edit, item, row, is_overridden }| Failed {
            place: self.places.get(edit.id.as_str()).copied().unwrap_or_default(),
            edit,
            item,
            is_overridden,
            row,
        });
        failed.collect()
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

/// Whether each record fails an edit of severity error, and whether it fails one that is about a core item.
fn error_columns(rows: usize, failed: &[Failed<'_>]) -> (Vec<&'static str>, Vec<&'static str>) {
    let (mut errors, mut core_errors) = (vec!["0"; rows], vec!["0"; rows]);
    for failed in failed.iter().filter(|failed| !failed.is_overridden && severity_of(failed.edit) == Severity::Error) {
        let is_core = quality::is_core_item(failed.item);
        errors.get_mut(failed.row).into_iter().for_each(|errors| *errors = "1");
        core_errors.get_mut(failed.row).into_iter().filter(|_| is_core).for_each(|errors| *errors = "1");
    }
    (errors, core_errors)
}

/// The number of an item of the standard.
pub(crate) fn number_of(id: &str) -> Option<u32> {
    static NUMBERS: LazyLock<BTreeMap<&str, u32>> =
        LazyLock::new(|| canonical_items().iter().map(|item| (item.id, item.number)).collect());
    NUMBERS.get(id).copied()
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
    // Its date, as items write dates.
    let made_on = header.time_generated.as_deref().and_then(|time| time.get(..10)).unwrap_or_default();
    if !made_on.is_empty() {
        columns.insert("timeGenerated", made_on.replace('-', ""));
    }
    columns.into_iter().collect()
}

fn letter(record_type: RecordType) -> String {
    record_type.letter().to_string()
}
