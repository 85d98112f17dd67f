//! The items looked at for completeness, each with the codes that say "unknown".

use std::sync::LazyLock;

use super::columns::Row;
use crate::{Column, Records, Table, VitalStatus};

pub(super) static ITEMS: Table = Table::new("quality_items", include_str!("../../data/quality_items.csv"));

/// An item of which it is counted how often it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompletenessItem {
    /// The item's NAACCR XML id; of several, the first that a record has filled is read.
    pub items: Vec<String>,
    /// The standard's codes for unknown.
    pub unknown: Vec<String>,
    /// The years of diagnosis that it applies to, both included.
    pub years: (i32, i32),
    /// The records that it applies to.
    pub applies: Applies,
}

/// The records that an item applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// Every record.
    All,
    /// Behavior 3.
    Malignant,
    /// Vital status dead.
    Dead,
}

impl CompletenessItem {
    /// The item's id, of several the first.
    #[must_use]
    pub fn id(&self) -> &str {
        self.items.first().map_or("", |id| id)
    }

    pub(super) fn is_of(&self, row: &Row<'_>) -> bool {
        let (first, last) = self.years;
        (first..=last).contains(&row.year)
            && match self.applies {
                Applies::All => true,
                Applies::Malignant => row.is_malignant(),
                Applies::Dead => row.vital_status() == Some(VitalStatus::Dead),
            }
    }

    /// Whether the record has a value that is not one of the codes for unknown; `None` without a column.
    pub(super) fn is_known(&self, columns: &[Column<'_>], at: usize) -> Option<bool> {
        if columns.iter().all(|column| column.values().is_empty()) {
            return None;
        }
        let filled = columns.iter().map(|column| column.get(at).trim()).find(|text| !text.is_empty());
        Some(filled.is_some_and(|code| !self.unknown.iter().any(|unknown| unknown == code)))
    }

    /// The columns of its items.
    pub(super) fn columns<'r>(&self, records: &'r Records<'_>) -> Vec<Column<'r>> {
        self.items.iter().map(|item| records.column(item)).collect()
    }
}

/// All of them, in the order of the table.
#[must_use]
pub fn completeness_items() -> &'static [CompletenessItem] {
    &PARSED
}

static PARSED: LazyLock<Vec<CompletenessItem>> = LazyLock::new(|| {
    let list = |text: &str| text.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let item = |row: crate::TableRow| CompletenessItem {
        items: list(row.get("item")),
        unknown: list(row.get("unknown")),
        years: (row.get("from_year").parse().unwrap_or(i32::MIN), row.get("to_year").parse().unwrap_or(i32::MAX)),
        applies: match row.get("applies") {
            "malignant" => Applies::Malignant,
            "dead" => Applies::Dead,
            _ => Applies::All,
        },
    };
    ITEMS.rows().map(item).collect()
});
