//! Which item stands in which columns.

use std::ops::Range;
use std::sync::Arc;

use super::columns::Columns;
use crate::{Code, Dictionary, Finding, FlatLines, ItemDef, Level, RecordType, Slot, ValueRule, Version};

/// Columns of `patientIdNumber`, from 0: the same in every version.
pub(super) const PATIENT_ID_COLUMNS: Range<usize> = 41..49;
/// Columns of `naaccrRecordVersion`, from 0: the same in every version.
pub(super) const VERSION_COLUMNS: Range<usize> = 16..19;

/// Length in columns of a version's records; `None` for one without fixed columns.
#[must_use]
pub const fn line_length(version: Version, record_type: RecordType) -> Option<u32> {
    let lengths = match version {
        Version::V140 | Version::V150 | Version::V160 => [22_824, 5_564, 3_339],
        Version::V180 => [24_194, 6_154, 4_048],
        _ => return None,
    };
    let [abstracted, confidential, incidence] = lengths;
    Some(match record_type {
        RecordType::Abstract | RecordType::Modified => abstracted,
        RecordType::Confidential => confidential,
        RecordType::Incidence => incidence,
    })
}

/// An item and its columns.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) slot: Slot,
    pub(super) item: Arc<ItemDef>,
    rule: ValueRule,
    trim: bool,
    /// From 0, end excluded.
    pub(super) range: Range<usize>,
}

impl Column {
    /// The item's value on a line, empty where it has none.
    #[inline(always)]
    pub(super) fn value<'a>(&self, line: Columns<'a>, flat_lines: FlatLines) -> &'a str {
        if self.range.end > line.len() && flat_lines == FlatLines::Exact {
            return "";
        }
        let value = line.trimmed(self.range.clone());
        if self.trim || value.is_empty() { value } else { line.slice(self.range.clone()) }
    }

    /// What is wrong with a value of this item, without its place.
    #[inline]
    pub(super) fn check(&self, value: &str, line: u64) -> Option<Finding> {
        let code = self.rule.check_flat(value)?;
        Some(self.finding(code, Some(value), line))
    }

    pub(super) fn finding(&self, code: Code, value: Option<&str>, line: u64) -> Finding {
        Finding::of_item(code, &self.item, value, line)
    }
}

/// The columns of all items of a dictionary, by level and then place.
#[derive(Debug)]
pub(super) struct Layout {
    /// Length of a line.
    pub(super) length: usize,
    pub(super) root: Vec<Column>,
    pub(super) patient: Vec<Column>,
    pub(super) tumor: Vec<Column>,
}

impl Layout {
    pub(super) fn new(dictionary: &Dictionary, length: usize) -> Self {
        let mut layout = Self { length, root: Vec::new(), patient: Vec::new(), tumor: Vec::new() };
        for column in columns_in_order(dictionary) {
            match column.item.level {
                Level::NaaccrData => layout.root.push(column),
                Level::Patient => layout.patient.push(column),
                Level::Tumor => layout.tumor.push(column),
            }
        }
        layout
    }
}

/// The items of a dictionary that have columns, by place.
pub(super) fn columns_in_order(dictionary: &Dictionary) -> Vec<Column> {
    let mut columns: Vec<_> = dictionary
        .slots()
        .filter_map(|(slot, item)| {
            let start = (item.start_column? as usize).checked_sub(1)?;
            let range = start..start.checked_add(item.length as usize)?;
            Some(Column { slot, item: Arc::clone(item), rule: ValueRule::of(item), trim: item.trim, range })
        })
        .collect();
    columns.sort_by_key(|column| column.range.start);
    columns
}
