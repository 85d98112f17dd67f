//! Failed edits by the million, in little memory: fixed-size entries, and all values in one text.

use std::collections::BTreeMap;
use std::sync::Arc;

use naaccr::Sensitive;
use rules::Edit;

use super::finding::{Finding, OtherValue};
use crate::examine::number_of;

/// A record that fails an edit.
pub(crate) struct Failed<'e> {
    /// The edit's place in its set.
    pub(crate) place: u16,
    pub(crate) edit: &'e Edit,
    /// The item that the finding names.
    pub(crate) item: &'e str,
    pub(crate) is_overridden: bool,
    /// The row of the examination.
    pub(crate) row: usize,
}

/// Failed edits in the order in which they were met.
#[derive(Debug, Default)]
pub(crate) struct EditLog {
    entries: Vec<Entry>,
    /// The patient's number and the values of the edit's items, each behind its separator.
    text: String,
    overridden: BTreeMap<u16, u64>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    line: u64,
    patient: u64,
    text: usize,
    tumor: u32,
    edit: u16,
    /// The place, among the edit's items, of the one that the finding names.
    item: u16,
}

/// Stands between values: a control character that no reader lets through.
const SEPARATOR: char = '\u{1f}';

impl EditLog {
    /// Adds a failed edit of a record at this line, patient and tumor; `value` gives the record's value of an item.
    pub(crate) fn push<'v>(
        &mut self,
        failed: &Failed<'_>,
        (line, patient, tumor): (u64, u64, u32),
        value: impl Fn(&str) -> &'v str,
    ) {
        if failed.is_overridden {
            *self.overridden.entry(failed.place).or_default() += 1;
            return;
        }
        let text = self.text.len();
        self.text.push_str(value("patientIdNumber"));
        for item in &failed.edit.items {
            self.text.push(SEPARATOR);
            self.text.push_str(value(item));
        }
        let item = failed.edit.items.iter().position(|item| item == failed.item).unwrap_or(0);
        let item = u16::try_from(item).unwrap_or(0);
        self.entries.push(Entry { line, patient, text, tumor, edit: failed.place, item });
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn overridden(&self) -> &BTreeMap<u16, u64> {
        &self.overridden
    }

    pub(super) fn iter<'l>(&'l self, edits: &'l [Arc<Edit>]) -> impl Iterator<Item = Finding> + 'l {
        let ends = self.entries.iter().skip(1).map(|entry| entry.text).chain([self.text.len()]);
        self.entries.iter().zip(ends).filter_map(|(entry, end)| self.finding(entry, end, edits))
    }

    fn finding(&self, entry: &Entry, end: usize, edits: &[Arc<Edit>]) -> Option<Finding> {
        let edit = edits.get(usize::from(entry.edit))?;
        let mut values = self.text.get(entry.text..end).unwrap_or_default().split(SEPARATOR);
        let patient_id = values.next().filter(|id| !id.is_empty()).map(Sensitive::new);
        let mut finding =
            Finding { line: entry.line, patient: entry.patient, tumor: entry.tumor, patient_id, ..Finding::edit(edit) };
        for (at, (item, value)) in edit.items.iter().zip(values).enumerate() {
            if at == usize::from(entry.item) {
                finding.item = Some(item.clone());
                finding.number = number_of(item);
                finding.value = Some(value).filter(|value| !value.is_empty()).map(Sensitive::new);
            } else if !edit.each.contains(item) {
                finding.others.push(OtherValue { item: item.clone(), value: Sensitive::new(value) });
            }
        }
        Some(finding)
    }
}
