//! Rows of `findings`: what was wrong with a submission. Values of items that analysis may not see stay out; they are
//! in the vault, on the row of the record that the finding names.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{Int32Array, Int64Array, RecordBatch};
use arrow::error::ArrowError;
use naaccr::{Finding, FindingItem, Level, Sensitive, canonical_item};

use super::batch::Batch;
use super::rows::Origin;
use super::text_column::TextColumn;
use crate::examine::number_of;
use crate::findings::Failed;

/// Findings under construction.
pub(crate) struct FindingRows {
    rows: usize,
    kind: TextColumn,
    severity: TextColumn,
    abstract_key: TextColumn,
    item: TextColumn,
    value: TextColumn,
    message: TextColumn,
    lines: Vec<i64>,
    patients: Vec<i64>,
    tumors: Vec<i32>,
    numbers: Vec<Option<i32>>,
}

impl FindingRows {
    pub(crate) fn new() -> Self {
        Self {
            rows: 0,
            kind: TextColumn::new(),
            severity: TextColumn::new(),
            abstract_key: TextColumn::new(),
            item: TextColumn::new(),
            value: TextColumn::new(),
            message: TextColumn::new(),
            lines: Vec::new(),
            patients: Vec::new(),
            tumors: Vec::new(),
            numbers: Vec::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// Adds a finding about the record with this key. `safe` names items of user dictionaries that analysis may see.
    pub(crate) fn push(&mut self, finding: &Finding, abstract_key: Option<&str>, safe: &BTreeSet<String>) {
        self.kind.push(finding.code.name());
        self.severity.push(finding.severity().name());
        self.message.push(&finding.message());
        if let Some(key) = abstract_key {
            self.abstract_key.set(self.rows, key);
        }
        if let Some(id) = finding.item_id() {
            self.item.set(self.rows, id);
        }
        if let Some(value) = finding.value.as_ref().filter(|_| may_be_seen(finding, safe)) {
            self.value.set(self.rows, Sensitive::reveal(value));
        }
        self.lines.push(i64::try_from(finding.line).unwrap_or(i64::MAX));
        self.patients.push(i64::try_from(finding.patient).unwrap_or(i64::MAX));
        self.tumors.push(i32::try_from(finding.tumor).unwrap_or(i32::MAX));
        self.numbers.push(finding.item_number().and_then(|number| i32::try_from(number).ok()));
        self.rows += 1;
    }

    /// Adds an edit that a record at this line, patient and tumor fails, with the value of the item that it names.
    pub(crate) fn push_failed(
        &mut self,
        failed: &Failed<'_>,
        (line, patient, tumor): (u64, u64, u32),
        value: &str,
        abstract_key: Option<&str>,
        safe: &BTreeSet<String>,
    ) {
        self.kind.push(&failed.edit.id);
        self.severity.push(failed.edit.severity.name());
        self.message.push(&failed.edit.message);
        if let Some(key) = abstract_key {
            self.abstract_key.set(self.rows, key);
        }
        let number = number_of(failed.item);
        let is_open = number.and_then(canonical_item).is_some_and(|item| item.confidentiality.is_none());
        if !failed.item.is_empty() {
            self.item.set(self.rows, failed.item);
        }
        if !value.is_empty() && (is_open || safe.contains(failed.item)) {
            self.value.set(self.rows, value);
        }
        self.lines.push(i64::try_from(line).unwrap_or(i64::MAX));
        self.patients.push(i64::try_from(patient).unwrap_or(i64::MAX));
        self.tumors.push(i32::try_from(tumor).unwrap_or(i32::MAX));
        self.numbers.push(number.and_then(|number| i32::try_from(number).ok()));
        self.rows += 1;
    }

    /// Takes all rows out.
    ///
    /// # Errors
    /// Columns that do not fit together, which would be a mistake in this program.
    pub(crate) fn take(&mut self, origin: &Origin) -> Result<RecordBatch, ArrowError> {
        let rows = std::mem::replace(self, Self::new());
        let mut batch = Batch::new(rows.rows);
        batch.constant("facility_id", &origin.facility_id)?;
        batch.constant("submission_id", &origin.submission_id)?;
        batch.text("kind", rows.kind)?;
        batch.text("severity", rows.severity)?;
        batch.column("line", Arc::new(Int64Array::from(rows.lines)));
        batch.column("patient_ordinal", Arc::new(Int64Array::from(rows.patients)));
        batch.column("tumor_ordinal", Arc::new(Int32Array::from(rows.tumors)));
        batch.text("abstract_key", rows.abstract_key)?;
        batch.text("item", rows.item)?;
        batch.column("number", Arc::new(Int32Array::from(rows.numbers)));
        batch.text("value", rows.value)?;
        batch.text("message", rows.message)?;
        batch.finish()
    }
}

fn may_be_seen(finding: &Finding, safe: &BTreeSet<String>) -> bool {
    let found_under = match (finding.patient, finding.tumor) {
        (0, _) => Level::NaaccrData,
        (_, 0) => Level::Patient,
        _ => Level::Tumor,
    };
    match &finding.item {
        // An item under the wrong element is in the vault as well.
        Some(FindingItem::Known(item)) if item.level != found_under => false,
        Some(FindingItem::Known(item)) if item.user_dictionary.is_some() => safe.contains(&*item.id),
        Some(FindingItem::Known(item)) => {
            canonical_item(item.number).is_some_and(|canonical| canonical.confidentiality.is_none())
        }
        // `timeGenerated` and the like are the file's, but what stands there may be anything.
        Some(FindingItem::Unknown(_)) | None => false,
    }
}
