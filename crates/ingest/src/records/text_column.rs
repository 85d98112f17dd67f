//! Columns under construction: cheap to append to, with nulls filled in only when they are known.

use std::sync::Arc;

use arrow::array::builder::NullBufferBuilder;
use arrow::array::{ArrayRef, MapArray, StringArray, StructArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Fields};
use arrow::error::ArrowError;

/// A nullable text column. Rows that are skipped are null. An unused one owns no memory.
pub(crate) struct TextColumn {
    bytes: Vec<u8>,
    /// Where each row's value ends.
    ends: Vec<i32>,
    nulls: NullBufferBuilder,
    /// Bytes and rows to make room for when the first value comes.
    expected: (usize, usize),
}

impl TextColumn {
    pub(crate) fn new() -> Self {
        Self { bytes: Vec::new(), ends: Vec::new(), nulls: NullBufferBuilder::new(0), expected: (0, 0) }
    }

    /// An empty column that expects about as much as this one holds: nothing is moved while it grows.
    pub(crate) fn like(&self) -> Self {
        // A sixteenth more, since no two batches are alike.
        let more = |count: usize| count + count / 16;
        Self { expected: (more(self.bytes.len()), more(self.ends.len())), ..Self::new() }
    }

    /// Rows so far.
    pub(crate) fn rows(&self) -> usize {
        self.ends.len()
    }

    /// Sets the value of `row`; `false`, and nothing done, if it has one already.
    pub(crate) fn set(&mut self, row: usize, value: &str) -> bool {
        let rows = self.rows();
        if rows > row {
            return false;
        }
        if rows < row || self.ends.capacity() == 0 {
            self.fill(row);
        }
        self.bytes.extend_from_slice(value.as_bytes());
        self.ends.push(self.end());
        self.nulls.append_non_null();
        true
    }

    /// Adds a value behind the last.
    pub(crate) fn push(&mut self, value: &str) {
        self.set(self.rows(), value);
    }

    /// Makes rows up to `rows` null where they have no value.
    fn fill(&mut self, rows: usize) {
        if self.ends.capacity() == 0 {
            self.bytes.reserve_exact(self.expected.0);
            self.ends.reserve_exact(self.expected.1);
        }
        let missing = rows.saturating_sub(self.rows());
        if missing > 0 {
            self.ends.resize(rows, self.end());
            self.nulls.append_n_nulls(missing);
        }
    }

    /// Tables are flushed long before a column holds 2 GB.
    fn end(&self) -> i32 {
        i32::try_from(self.bytes.len()).unwrap_or(i32::MAX)
    }

    /// The column with `rows` rows.
    pub(crate) fn finish(mut self, rows: usize) -> Result<StringArray, ArrowError> {
        self.fill(rows);
        self.ends.insert(0, 0);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        StringArray::try_new(offsets, Buffer::from_vec(self.bytes), self.nulls.finish())
    }
}

/// A column of texts by name; a row without entries is null.
pub(crate) struct MapColumn {
    keys: TextColumn,
    values: TextColumn,
    offsets: Vec<i32>,
    nulls: NullBufferBuilder,
}

impl MapColumn {
    pub(crate) fn new() -> Self {
        Self { keys: TextColumn::new(), values: TextColumn::new(), offsets: vec![0], nulls: NullBufferBuilder::new(0) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.keys.rows() == 0
    }

    /// Adds an entry to the row that is under way.
    pub(crate) fn push(&mut self, key: &str, value: &str) {
        self.keys.push(key);
        self.values.push(value);
    }

    /// Ends the row that is under way.
    pub(crate) fn end_row(&mut self) {
        let end = i32::try_from(self.keys.rows()).unwrap_or(i32::MAX);
        self.nulls.append(self.offsets.last() != Some(&end));
        self.offsets.push(end);
    }

    /// The column, of the warehouse's type for maps of text.
    pub(crate) fn finish(mut self, of_type: &DataType) -> Result<MapArray, ArrowError> {
        let mismatch = || ArrowError::SchemaError("not a map of text".to_owned());
        let DataType::Map(entry, ordered) = of_type else { return Err(mismatch()) };
        let DataType::Struct(fields) = entry.data_type() else { return Err(mismatch()) };
        let entries = self.keys.rows();
        let columns: Vec<ArrayRef> = vec![Arc::new(self.keys.finish(entries)?), Arc::new(self.values.finish(entries)?)];
        let entries = StructArray::try_new(Fields::clone(fields), columns, None)?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        MapArray::try_new(Arc::clone(entry), offsets, entries, self.nulls.finish(), *ordered)
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::Array;

    use super::*;

    #[test]
    fn skipped_rows_are_null() {
        let mut column = TextColumn::new();
        assert!(column.set(1, "b"));
        assert!(!column.set(1, "c"), "a row has one value");
        assert!(column.set(3, "é"));
        let array = column.finish(5).unwrap();
        let values: Vec<_> = array.iter().collect();
        assert_eq!(values, [None, Some("b"), None, Some("é"), None]);
    }

    #[test]
    fn a_full_column_has_no_null_buffer() {
        let mut column = TextColumn::new();
        column.push("a");
        column.push("");
        let array = column.finish(2).unwrap();
        assert!(array.nulls().is_none());
        assert_eq!(array.value(1), "");
    }
}
