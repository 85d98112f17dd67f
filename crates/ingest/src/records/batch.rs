//! A record batch put together column by column.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Int32Array, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{Field, Fields, Schema};
use arrow::error::ArrowError;
use warehouse::ColumnType;

use super::text_column::{MapColumn, TextColumn};
use crate::derive::Derived;

/// A record batch that gathers the columns which hold anything.
pub(crate) struct Batch {
    rows: usize,
    fields: Vec<Field>,
    columns: Vec<ArrayRef>,
}

impl Batch {
    pub(crate) fn new(rows: usize) -> Self {
        Self { rows, fields: Vec::new(), columns: Vec::new() }
    }

    pub(crate) fn column(&mut self, name: &str, column: ArrayRef) {
        self.fields.push(Field::new(name, column.data_type().clone(), true));
        self.columns.push(column);
    }

    pub(crate) fn text(&mut self, name: &str, column: TextColumn) -> Result<(), ArrowError> {
        if column.rows() > 0 {
            self.column(name, Arc::new(column.finish(self.rows)?));
        }
        Ok(())
    }

    pub(crate) fn constant(&mut self, name: &str, value: &str) -> Result<(), ArrowError> {
        let mut column = TextColumn::new();
        (0..self.rows).for_each(|_| column.push(value));
        self.text(name, column)
    }

    pub(crate) fn map(&mut self, name: &str, column: MapColumn) -> Result<(), ArrowError> {
        if !column.is_empty() {
            self.column(name, Arc::new(column.finish(&ColumnType::TextMap.arrow())?));
        }
        Ok(())
    }

    pub(crate) fn derived(&mut self, derived: &[Derived]) -> Result<(), ArrowError> {
        type Number = fn(&Derived) -> Option<i32>;
        let dates: [(&str, Number); 2] =
            [("dx_date", |of| of.dx_date), ("last_contact_date", |of| of.last_contact_date)];
        let numbers: [(&str, Number); 5] = [
            ("dx_year", |of| of.dx_year),
            ("birth_year", |of| of.birth_year),
            ("age_dx_days", |of| of.age_dx_days),
            ("age_dx_years", |of| of.age_dx_years),
            ("survival_days", |of| of.survival_days),
        ];
        type Word = fn(&Derived) -> Option<&'static str>;
        let words: [(&str, Word); 3] = [
            ("dx_date_precision", |of| of.dx_date_precision),
            ("last_contact_precision", |of| of.last_contact_precision),
            ("vital_status", |of| of.vital_status),
        ];
        for (name, value) in numbers {
            let column: Int32Array = derived.iter().map(value).collect();
            self.column(name, Arc::new(column));
        }
        for (name, value) in dates {
            let column: Date32Array = derived.iter().map(value).collect();
            self.column(name, Arc::new(column));
        }
        for (name, value) in words {
            let mut column = TextColumn::new();
            for (row, of) in derived.iter().enumerate() {
                if let Some(word) = value(of) {
                    column.set(row, word);
                }
            }
            self.text(name, column)?;
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<RecordBatch, ArrowError> {
        let schema = Arc::new(Schema::new(Fields::from(self.fields)));
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        RecordBatch::try_new_with_options(schema, self.columns, &options)
    }
}
