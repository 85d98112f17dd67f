//! Patients put together again from the tables and the vault.
//!
//! A submission is read in slices of patients, so that memory stays bounded whatever order the files have their rows in.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray, BooleanArray, MapArray, RecordBatch, StringArray};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Int32Type, Int64Type};
use naaccr::{Dictionary, Level, Patient, RootItem, Slot, canonical_items};
use warehouse::{Snapshot, Table, Vault, VaultFile};

use super::scope::Selection;
use crate::classify::{column, text_column};
use crate::error::{Error, Result};
use crate::records::prefix;

/// Patients put together at a time.
const SLICE: i64 = 20_000;

/// Reads one submission back.
pub(super) struct ReadBack<'a> {
    snapshot: &'a Snapshot,
    vault: &'a Vault,
    selection: &'a Selection,
    files: Vec<VaultFile>,
    /// The slot of each item that has a column of its own, by the column's name.
    slots: BTreeMap<&'static str, Slot>,
    dictionary: &'a Dictionary,
}

/// A row of one of the batches of a slice.
#[derive(Debug, Clone, Copy)]
struct RowAt {
    batch: usize,
    row: usize,
}

/// The batches of a slice, and where the rows of each record are.
#[derive(Default)]
struct Slice {
    batches: Vec<RecordBatch>,
    records: BTreeMap<(i64, i32), Vec<RowAt>>,
}

/// An item read back, in the order in which it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Item<'s> {
    level: Level,
    /// Items of the dictionary first.
    unknown: bool,
    slot: Option<Slot>,
    id: &'s str,
    value: &'s str,
}

impl<'a> ReadBack<'a> {
    pub(super) fn new(
        snapshot: &'a Snapshot,
        vault: &'a Vault,
        dictionary: &'a Dictionary,
        selection: &'a Selection,
    ) -> Result<Self> {
        let id = &selection.receipt.submission_id;
        let files = snapshot.vault_files().filter(|file| file.submission_id == *id).cloned().collect();
        let slots =
            canonical_items().iter().filter_map(|item| Some((item.id, dictionary.slot_of_number(item.number)?)));
        Ok(Self { snapshot, vault, selection, files, slots: slots.collect(), dictionary })
    }

    /// The items of the file itself, in the order of the dictionary.
    pub(super) fn root_items(&self) -> Result<Vec<RootItem>> {
        let mut items = Vec::new();
        let id = &self.selection.receipt.submission_id;
        let submissions = self.snapshot.table(Table::Submissions)?;
        for batch in submissions.scan_where(&["submission_id", "root_items"], "submission_id", id)? {
            let batch = batch?;
            let (ids, maps) = (text_column(&batch, "submission_id")?, map_column(&batch, "root_items")?);
            for row in (0..batch.num_rows()).filter(|row| ids.value(*row) == id) {
                each_entry(maps, row, |key, value| {
                    let slot = self.slots.get(key).copied().or_else(|| self.dictionary.slot(key));
                    items.push(self.root_item(slot, key, value));
                });
            }
        }
        let root = Slice { batches: self.vault_batches(0..1)?, ..Slice::default() }.indexed()?;
        for at in root.records.values().flatten() {
            let Some(batch) = root.batches.get(at.batch) else { continue };
            each_entry(map_column(batch, "other_items")?, at.row, |key, value| {
                let id = key.strip_prefix(prefix(Level::NaaccrData)).unwrap_or(key);
                items.push(self.root_item(self.dictionary.slot(id), id, value));
            });
        }
        items.sort_by(|a, b| (a.slot.is_none(), a.slot, &a.id).cmp(&(b.slot.is_none(), b.slot, &b.id)));
        Ok(items)
    }

    fn root_item(&self, slot: Option<Slot>, id: &str, value: &str) -> RootItem {
        let known = slot.and_then(|slot| self.dictionary.item(slot)).map(|item| item.id.to_string());
        RootItem { slot, id: known.unwrap_or_else(|| id.to_owned()), value: value.to_owned(), line: 0 }
    }

    /// Calls `each` with every patient, in the order of the file.
    pub(super) fn for_each(&self, mut each: impl FnMut(&Patient) -> Result<()>) -> Result<()> {
        let patients = i64::try_from(self.selection.receipt.patients).unwrap_or(i64::MAX);
        let mut patient = Patient::new();
        let mut first = 1;
        while first <= patients {
            let wanted = first..first.saturating_add(SLICE);
            let mut slice = Slice { batches: self.abstract_batches(wanted.clone())?, ..Slice::default() };
            slice.batches.extend(self.vault_batches(wanted.clone())?);
            self.put_together(&slice.indexed()?, &mut patient, &mut each)?;
            first = wanted.end;
        }
        Ok(())
    }

    fn put_together(
        &self,
        slice: &Slice,
        patient: &mut Patient,
        each: &mut impl FnMut(&Patient) -> Result<()>,
    ) -> Result<()> {
        let mut last = None;
        let mut items = Vec::new();
        for (&(ordinal, tumor), rows) in &slice.records {
            items.clear();
            for at in rows {
                self.collect(slice, *at, &mut items)?;
            }
            items.sort_unstable();
            if last != Some(ordinal) {
                if last.is_some() {
                    each(patient)?;
                }
                patient.start(0);
                push(patient, &items, Level::Patient);
                last = Some(ordinal);
            }
            if tumor > 0 {
                patient.start_tumor(0);
                push(patient, &items, Level::Tumor);
            }
        }
        if last.is_some() { each(patient) } else { Ok(()) }
    }

    /// The items of one row.
    fn collect<'s>(&self, slice: &'s Slice, at: RowAt, items: &mut Vec<Item<'s>>) -> Result<()> {
        let Some(batch) = slice.batches.get(at.batch) else { return Ok(()) };
        for (field, values) in batch.schema_ref().fields().iter().zip(batch.columns()) {
            let Some(&slot) = self.slots.get(field.name().as_str()) else { continue };
            if values.is_null(at.row) {
                continue;
            }
            let level = self.dictionary.item(slot).map_or(Level::Tumor, |item| item.level);
            let value = values.as_string::<i32>().value(at.row);
            items.push(Item { level, unknown: false, slot: Some(slot), id: "", value });
        }
        if batch.column_by_name(IN_VAULT).is_none() {
            return Ok(());
        }
        each_entry(map_column(batch, "other_items")?, at.row, |key, value| {
            let patient = key.strip_prefix(prefix(Level::Patient)).map(|id| (Level::Patient, id));
            let tumor = key.strip_prefix(prefix(Level::Tumor)).map(|id| (Level::Tumor, id));
            if let Some((level, id)) = patient.or(tumor) {
                let slot = self.dictionary.slot(id);
                items.push(Item { level, unknown: slot.is_none(), slot, id, value });
            }
        });
        Ok(())
    }

    fn abstract_batches(&self, patients: std::ops::Range<i64>) -> Result<Vec<RecordBatch>> {
        let table = self.snapshot.table(Table::Abstracts)?;
        let own = ["submission_id", "patient_ordinal", "tumor_ordinal"];
        let columns = table.columns().iter().map(|column| column.name.as_str());
        let columns: Vec<_> = columns.filter(|name| own.contains(name) || self.slots.contains_key(name)).collect();
        let mut kept = Vec::new();
        let id = &self.selection.receipt.submission_id;
        for batch in table.scan_where(&columns, "submission_id", id)? {
            kept.extend(self.wanted(&batch?, &patients)?);
        }
        Ok(kept)
    }

    fn vault_batches(&self, patients: std::ops::Range<i64>) -> Result<Vec<RecordBatch>> {
        let mut kept = Vec::new();
        for file in &self.files {
            for batch in self.vault.read(file, None)? {
                kept.extend(self.wanted(&batch?, &patients)?);
            }
        }
        Ok(kept)
    }

    /// The rows of wanted records, without columns that are empty there; `None` where there are none.
    fn wanted(&self, batch: &RecordBatch, patients: &std::ops::Range<i64>) -> Result<Option<RecordBatch>> {
        let ids = text_column(batch, "submission_id")?;
        let places = Places::of(batch)?;
        let places_wanted = self.selection.places.as_ref();
        let wanted: BooleanArray = (0..batch.num_rows())
            .map(|row| {
                let place = places.get(row);
                let chosen = places_wanted.is_none_or(|places| places.contains(&place));
                Some(chosen && patients.contains(&place.0) && ids.value(row) == self.selection.receipt.submission_id)
            })
            .collect();
        if wanted.true_count() == 0 {
            return Ok(None);
        }
        let rows = filter_record_batch(batch, &wanted)?;
        let filled: Vec<usize> =
            (0..rows.num_columns()).filter(|at| rows.column(*at).null_count() < rows.num_rows()).collect();
        Ok(Some(rows.project(&filled)?))
    }
}

/// A column that only the vault's files have beside `submission_id`: their maps lead ids by a level.
const IN_VAULT: &str = "other_items";

impl Slice {
    /// Notes where the rows of each record are.
    fn indexed(mut self) -> Result<Self> {
        for (at, batch) in self.batches.iter().enumerate() {
            let places = Places::of(batch)?;
            for row in 0..batch.num_rows() {
                self.records.entry(places.get(row)).or_default().push(RowAt { batch: at, row });
            }
        }
        Ok(self)
    }
}

/// Patient and tumor ordinals of a batch's rows.
struct Places<'b> {
    patients: &'b arrow::array::Int64Array,
    tumors: &'b arrow::array::Int32Array,
}

impl<'b> Places<'b> {
    fn of(batch: &'b RecordBatch) -> Result<Self> {
        Ok(Self {
            patients: column(batch, "patient_ordinal")?.as_primitive::<Int64Type>(),
            tumors: column(batch, "tumor_ordinal")?.as_primitive::<Int32Type>(),
        })
    }

    fn get(&self, row: usize) -> (i64, i32) {
        (self.patients.value(row), self.tumors.value(row))
    }
}

fn push(patient: &mut Patient, items: &[Item<'_>], level: Level) {
    for item in items.iter().filter(|item| item.level == level) {
        match item.slot {
            Some(slot) => patient.push(slot, item.value, 0),
            None => patient.push_unknown(item.id, item.value, 0),
        }
    }
}

fn map_column<'b>(batch: &'b RecordBatch, name: &str) -> Result<Option<&'b MapArray>> {
    let Some(column) = batch.column_by_name(name) else { return Ok(None) };
    match column.data_type() {
        DataType::Map(..) => Ok(Some(column.as_map())),
        _ => Err(Error::Internal { what: "a column of named texts has another type" }),
    }
}

fn each_entry<'b>(maps: Option<&'b MapArray>, row: usize, mut each: impl FnMut(&'b str, &'b str)) {
    let Some(maps) = maps.filter(|maps| maps.is_valid(row)) else { return };
    let text = |column: &'b dyn Array| -> Option<&'b StringArray> { column.as_string_opt::<i32>() };
    let (Some(keys), Some(values)) = (text(maps.keys()), text(maps.values())) else { return };
    let Some([start, end]) = maps.value_offsets().get(row..row + 2).and_then(|pair| <[i32; 2]>::try_from(pair).ok())
    else {
        return;
    };
    let range = usize::try_from(start).unwrap_or(0)..usize::try_from(end).unwrap_or(0);
    range.for_each(|at| each(keys.value(at), values.value(at)));
}
