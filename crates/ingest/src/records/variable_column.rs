//! Columns of derived variables under construction.

use std::sync::Arc;

use arrow::array::Int32Array;
use arrow::error::ArrowError;
use rules::{Kind, Values};

use super::batch::Batch;
use super::text_column::TextColumn;
use crate::examine::Stored;

/// The values of a variable for the rows gathered so far; rows that are skipped are null.
pub(crate) enum VariableColumn {
    Codes(TextColumn),
    Numbers(Vec<Option<i32>>),
}

impl VariableColumn {
    pub(crate) fn of(stored: &Stored) -> Self {
        match stored.output().kind {
            Kind::Code => Self::Codes(TextColumn::new()),
            Kind::Number => Self::Numbers(Vec::new()),
        }
    }

    /// Gives `row` the value that stands in row `of` of `values`.
    pub(crate) fn set(&mut self, row: usize, values: &Values, of: usize) {
        match (self, values) {
            (Self::Codes(column), Values::Codes(codes)) => {
                if let Some(Some(code)) = codes.get(of) {
                    column.set(row, code);
                }
            }
            (Self::Numbers(column), Values::Numbers(numbers)) => {
                if let Some(Some(number)) = numbers.get(of) {
                    column.resize(row, None);
                    column.push(Some(*number));
                }
            }
            // No value of the other kind is ever there but where an algorithm had no answer at all.
            _ => {}
        }
    }

    /// Adds the column to a batch of so many rows, if it holds anything.
    pub(crate) fn finish(self, name: &str, rows: usize, batch: &mut Batch) -> Result<(), ArrowError> {
        match self {
            Self::Codes(column) => batch.text(name, column),
            Self::Numbers(column) if column.is_empty() => Ok(()),
            Self::Numbers(mut column) => {
                column.resize(rows, None);
                batch.column(name, Arc::new(Int32Array::from(column)));
                Ok(())
            }
        }
    }
}
