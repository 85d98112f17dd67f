//! The rows of `abstracts` and of the vault that a lane has gathered and not yet written.
//!
//! A record is a tumor, or a patient without tumors. It makes one row in each: what analysis may see in `abstracts`,
//! the rest in the vault, both with the record's key and its place in the file, so that together they give the record
//! back exactly. A patient's own items stand on the row of each of their tumors.

use std::sync::Arc;

use arrow::array::{Int32Array, Int64Array, RecordBatch};
use arrow::error::ArrowError;
use naaccr::{ItemValue, Level, canonical_items};
use rules::Values;

use super::batch::Batch;
use super::plan::{Destination, Place, Plan, Role};
use super::text_column::{MapColumn, TextColumn};
use super::variable_column::VariableColumn;
use crate::derive::Derived;
use crate::examine::stored_variables;

/// What is the same for every row of a submission.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) facility_id: String,
    pub(crate) submission_id: String,
    pub(crate) naaccr_version: u16,
    pub(crate) record_type: char,
}

/// A record's keys and its place in the file.
#[derive(Debug)]
pub(crate) struct Identity<'a> {
    pub(crate) patient_key: &'a str,
    pub(crate) abstract_key: &'a str,
    pub(crate) content_hash: &'a str,
    pub(crate) patient_ordinal: u64,
    /// 0 for a patient without tumors.
    pub(crate) tumor_ordinal: u32,
    pub(crate) line: u64,
}

/// The values of the items that play a part in keys and derived columns; empty where absent.
pub(crate) type Roles<'a> = [&'a str; Role::COUNT];

/// Rows under construction.
pub(crate) struct Rows {
    rows: usize,
    vault_rows: usize,
    bytes: usize,
    /// By place in [`canonical_items`]; each item has a column in one of the two tables, at most.
    columns: Vec<TextColumn>,
    other: MapColumn,
    vault_other: MapColumn,
    misplaced: TextColumn,
    misplaced_ids: String,
    keys: [TextColumn; 3],
    vault_key: TextColumn,
    ordinals: Vec<(i64, i32)>,
    vault_ordinals: Vec<(i64, i32)>,
    lines: Vec<i64>,
    derived: Vec<Derived>,
    variables: Vec<VariableColumn>,
}

/// The filled rows of a lane, ready to be written.
pub(crate) struct RowBatches {
    pub(crate) abstracts: RecordBatch,
    pub(crate) vault: RecordBatch,
}

impl Rows {
    pub(crate) fn new() -> Self {
        Self {
            rows: 0,
            vault_rows: 0,
            bytes: 0,
            columns: canonical_items().iter().map(|_| TextColumn::new()).collect(),
            other: MapColumn::new(),
            vault_other: MapColumn::new(),
            misplaced: TextColumn::new(),
            misplaced_ids: String::new(),
            keys: [TextColumn::new(), TextColumn::new(), TextColumn::new()],
            vault_key: TextColumn::new(),
            ordinals: Vec::new(),
            vault_ordinals: Vec::new(),
            lines: Vec::new(),
            derived: Vec::new(),
            variables: stored_variables().iter().map(VariableColumn::of).collect(),
        }
    }

    /// Rows of `abstracts`.
    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is nothing to write.
    pub(crate) fn is_empty(&self) -> bool {
        self.vault_rows == 0
    }

    /// About how many bytes the values take.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds an accepted record, with the row of the stored variables' values that is its own.
    pub(crate) fn push<'a>(
        &mut self,
        plan: &Plan,
        identity: &Identity<'_>,
        derived: Derived,
        variables: Option<(&[Values], usize)>,
        patient: impl Iterator<Item = ItemValue<'a>>,
        tumor: impl Iterator<Item = ItemValue<'a>>,
    ) {
        for item in patient {
            self.item(plan, &item, Level::Patient);
        }
        for item in tumor {
            self.item(plan, &item, Level::Tumor);
        }
        let place = place_in_file(identity);
        for (column, key) in
            self.keys.iter_mut().zip([identity.patient_key, identity.abstract_key, identity.content_hash])
        {
            column.push(key);
        }
        if !self.misplaced_ids.is_empty() {
            self.misplaced.set(self.rows, &self.misplaced_ids);
            self.misplaced_ids.clear();
        }
        self.other.end_row();
        self.ordinals.push(place);
        self.lines.push(i64::try_from(identity.line).unwrap_or(i64::MAX));
        self.derived.push(derived);
        if let Some((values, of)) = variables {
            self.variables.iter_mut().zip(values).for_each(|(column, values)| column.set(self.rows, values, of));
        }
        self.rows += 1;
        self.vault_key.set(self.vault_rows, identity.abstract_key);
        self.end_vault_row(place);
        self.bytes += ROW_BYTES;
    }

    /// Sets a record aside that is no version of an abstract: all of it goes to the vault, where no key leads to it.
    pub(crate) fn set_aside<'a>(
        &mut self,
        plan: &Plan,
        identity: &Identity<'_>,
        patient: impl Iterator<Item = ItemValue<'a>>,
        tumor: impl Iterator<Item = ItemValue<'a>>,
    ) {
        for item in patient {
            self.vault_other_item(plan, &item, Level::Patient);
        }
        for item in tumor {
            self.vault_other_item(plan, &item, Level::Tumor);
        }
        self.end_vault_row(place_in_file(identity));
    }

    fn item(&mut self, plan: &Plan, item: &ItemValue<'_>, level: Level) {
        let Some(slot) = item.slot else { return self.vault_other_item(plan, item, level) };
        self.bytes += item.value.len() + size_of::<i32>();
        let Destination { place, misplaced, .. } = plan.destination(slot, level);
        let (at, row) = match place {
            Place::Column(at) => (at, self.rows),
            Place::VaultColumn(at) => (at, self.vault_rows),
            Place::Other => {
                // The vault keeps its level, too.
                self.other.push(plan.id(slot), item.value);
                return self.vault_other_item(plan, item, level);
            }
            Place::VaultOther => {
                if misplaced {
                    self.note_misplaced(plan.id(slot), level);
                }
                return self.vault_other_item(plan, item, level);
            }
        };
        // An item that two spellings gave a row twice loses nothing.
        if !self.columns.get_mut(usize::from(at)).is_some_and(|column| column.set(row, item.value)) {
            self.vault_other_item(plan, item, level);
        }
    }

    fn vault_other_item(&mut self, plan: &Plan, item: &ItemValue<'_>, level: Level) {
        let id = item.slot.map_or(item.unknown_id, |slot| plan.id(slot));
        let key = format!("{}{id}", prefix(level));
        self.bytes += key.len() + item.value.len() + 2 * size_of::<i32>();
        self.vault_other.push(&key, item.value);
    }

    fn note_misplaced(&mut self, id: &str, level: Level) {
        if !self.misplaced_ids.is_empty() {
            self.misplaced_ids.push(' ');
        }
        self.misplaced_ids.push_str(prefix(level));
        self.misplaced_ids.push_str(id);
    }

    fn end_vault_row(&mut self, place: (i64, i32)) {
        self.vault_other.end_row();
        self.vault_ordinals.push(place);
        self.vault_rows += 1;
    }

    /// Notes which items were met, by place in [`canonical_items`].
    pub(crate) fn note_met(&self, met: &mut [bool]) {
        for (met, column) in met.iter_mut().zip(&self.columns) {
            *met |= column.rows() > 0;
        }
    }

    /// Takes all rows out.
    ///
    /// # Errors
    /// Columns that do not fit together, which would be a mistake in this program.
    pub(crate) fn take(&mut self, origin: &Origin) -> Result<RowBatches, ArrowError> {
        let columns = self.columns.iter().map(TextColumn::like).collect();
        std::mem::replace(self, Self { columns, ..Self::new() }).finish(origin)
    }

    fn finish(self, origin: &Origin) -> Result<RowBatches, ArrowError> {
        let mut abstracts = Batch::new(self.rows);
        let mut vault = Batch::new(self.vault_rows);
        abstracts.constant("facility_id", &origin.facility_id)?;
        abstracts.constant("submission_id", &origin.submission_id)?;
        vault.constant("submission_id", &origin.submission_id)?;
        for (name, column) in ["patient_key", "abstract_key", "content_hash"].into_iter().zip(self.keys) {
            abstracts.text(name, column)?;
        }
        vault.text("abstract_key", self.vault_key)?;
        for (batch, ordinals) in [(&mut abstracts, self.ordinals), (&mut vault, self.vault_ordinals)] {
            let (patients, tumors): (Vec<i64>, Vec<i32>) = ordinals.into_iter().unzip();
            batch.column("patient_ordinal", Arc::new(Int64Array::from(patients)));
            batch.column("tumor_ordinal", Arc::new(Int32Array::from(tumors)));
        }
        abstracts.column("source_line", Arc::new(Int64Array::from(self.lines)));
        let version = Int32Array::from_value(i32::from(origin.naaccr_version), self.rows);
        abstracts.column("naaccr_version", Arc::new(version));
        abstracts.constant("record_type", &origin.record_type.to_string())?;
        abstracts.derived(&self.derived)?;
        for (stored, column) in stored_variables().iter().zip(self.variables) {
            column.finish(stored.output().name, self.rows, &mut abstracts)?;
        }
        abstracts.text("misplaced", self.misplaced)?;
        for (item, column) in canonical_items().iter().zip(self.columns) {
            let batch = if item.confidentiality.is_none() { &mut abstracts } else { &mut vault };
            batch.text(item.id, column)?;
        }
        abstracts.map("other_items", self.other)?;
        vault.map("other_items", self.vault_other)?;
        Ok(RowBatches { abstracts: abstracts.finish()?, vault: vault.finish()? })
    }
}

/// What a row costs besides its items.
const ROW_BYTES: usize = 256;

/// What an id among the vault's other items is led by: the level at which it was found.
pub(crate) const fn prefix(level: Level) -> &'static str {
    match level {
        Level::NaaccrData => "N:",
        Level::Patient => "P:",
        Level::Tumor => "T:",
    }
}

fn place_in_file(identity: &Identity<'_>) -> (i64, i32) {
    (
        i64::try_from(identity.patient_ordinal).unwrap_or(i64::MAX),
        i32::try_from(identity.tumor_ordinal).unwrap_or(i32::MAX),
    )
}
