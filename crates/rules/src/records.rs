//! Records as the rules read them: by column, the rows of a patient together.

use std::collections::BTreeMap;
use std::ops::Range;

/// Items of many records, column by column.
///
/// A column is named by an item's NAACCR XML id, or by a derived variable's name, and has a text for every row: a row
/// without a value has an empty one. Rows of one patient stand together, since some rules look at all of them.
#[derive(Debug, Clone, Default)]
pub struct Records<'a> {
    rows: usize,
    columns: BTreeMap<&'a str, Vec<&'a str>>,
    /// Where each patient's rows end; empty where every row is a patient of its own.
    patient_ends: Vec<usize>,
}

impl<'a> Records<'a> {
    /// Records without columns, each of another patient.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { rows, ..Self::default() }
    }

    /// Says where each patient's rows end. Ends that do not grow, or lie behind the last row, are left out; rows behind the
    /// last end are patients of their own.
    #[must_use]
    pub fn with_patients(mut self, ends: impl IntoIterator<Item = usize>) -> Self {
        for end in ends {
            if end <= self.rows && self.patient_ends.last().is_none_or(|last| *last < end) && end > 0 {
                self.patient_ends.push(end);
            }
        }
        if !self.patient_ends.is_empty() {
            let last = self.patient_ends.last().copied().unwrap_or(0);
            self.patient_ends.extend(last + 1..=self.rows);
        }
        self
    }

    /// Adds a column. A longer one is cut and a shorter one filled with blanks.
    pub fn insert(&mut self, name: &'a str, mut values: Vec<&'a str>) {
        values.resize(self.rows, "");
        self.columns.insert(name, values);
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether there is such a column.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.columns.contains_key(name)
    }

    /// The column; one of blanks where there is none.
    #[must_use]
    pub fn column(&self, name: &str) -> Column<'_> {
        Column { values: self.columns.get(name).map_or(&[], Vec::as_slice) }
    }

    /// A row's text in a column; empty where there is none.
    #[must_use]
    pub fn value(&self, row: usize, name: &str) -> &'a str {
        self.columns.get(name).and_then(|values| values.get(row)).copied().unwrap_or("")
    }

    /// The first of these columns that there is.
    #[must_use]
    pub fn first_of(&self, names: &[&str]) -> Column<'_> {
        names.iter().find(|name| self.has(name)).map_or(Column { values: &[] }, |name| self.column(name))
    }

    /// Whether it was said which rows are of one patient.
    #[must_use]
    pub fn has_patients(&self) -> bool {
        !self.patient_ends.is_empty()
    }

    /// The rows of each patient, in order.
    pub fn patients(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let alone = self.patient_ends.is_empty();
        let count = if alone { self.rows } else { self.patient_ends.len() };
        (0..count).map(move |at| {
            if alone {
                return at..at + 1;
            }
            let end = |at: usize| self.patient_ends.get(at).copied().unwrap_or(self.rows);
            at.checked_sub(1).map_or(0, end)..end(at)
        })
    }
}

/// One item of every record.
#[derive(Debug, Clone, Copy)]
pub struct Column<'r> {
    /// None where there is no such column.
    values: &'r [&'r str],
}

impl<'r> Column<'r> {
    /// The text of a row, exactly as written; empty where there is none.
    #[must_use]
    pub fn get(&self, row: usize) -> &'r str {
        self.values.get(row).copied().unwrap_or("")
    }

    /// The texts, or nothing where there is no such column.
    #[must_use]
    pub fn values(&self) -> &'r [&'r str] {
        self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_grouped_by_patient() {
        let groups = |records: Records<'_>| records.patients().collect::<Vec<_>>();
        assert_eq!(groups(Records::new(2)), [0..1, 1..2]);
        assert_eq!(groups(Records::new(5).with_patients([2, 3])), [0..2, 2..3, 3..4, 4..5]);
        assert_eq!(groups(Records::new(3).with_patients([0, 2, 1, 3, 9])), [0..2, 2..3]);
        assert_eq!(groups(Records::new(0)), []);
    }

    #[test]
    fn a_missing_column_is_blank() {
        let mut records = Records::new(2);
        records.insert("sex", vec!["1"]);
        assert_eq!(records.column("sex").values(), ["1", ""]);
        assert_eq!((records.column("race1").get(0), records.first_of(&["race1", "sex"]).get(0)), ("", "1"));
    }
}
