//! Answers as CSV, JSON, Parquet and a table of strings.
//!
//! Every answer is a tidy table of named columns. Numbers are written in the shortest form that reads back as the
//! same number; what is not available is an empty field, `null`, or a null. Equal answers give equal bytes.

mod caption;
mod curves;
mod difference;
mod parquet;
mod regression;
mod table;
mod tidy;

use serde_json::{Map, Value};

pub use parquet::{ColumnValues, parquet};
pub use table::Table;

pub(crate) use curves::RESERVED;
pub(crate) use difference::COLUMNS as OF_TESTS;

use crate::answer::Provenance;
use crate::error::Result;
use tidy::Tidy;

/// An answer in every format.
pub trait Render {
    /// The columns of its rows.
    fn columns(&self) -> Vec<(String, ColumnValues)>;

    /// Where it comes from.
    fn provenance(&self) -> &Provenance;

    /// What JSON has beside the rows and the provenance.
    fn details(&self) -> Map<String, Value> {
        Map::new()
    }

    /// The rows for people to read, with few digits.
    fn to_table(&self) -> Table;

    /// A header and a line a row.
    ///
    /// # Errors
    ///
    /// [`Error::Render`](crate::Error::Render) where memory cannot be written to.
    fn to_csv(&self) -> Result<String> {
        Tidy { columns: self.columns() }.to_csv()
    }

    /// An object with `rows`, each an object, the details, and `provenance`.
    ///
    /// # Errors
    ///
    /// [`Error::Render`](crate::Error::Render) where the answer cannot be serialised.
    fn to_json(&self) -> Result<String> {
        Tidy { columns: self.columns() }.to_json(self.details(), self.provenance())
    }

    /// The bytes of a Parquet file with the rows; the provenance is JSON under the key
    /// `caselake.provenance` of its metadata.
    ///
    /// # Errors
    ///
    /// [`Error::Render`](crate::Error::Render) where the file cannot be made.
    fn to_parquet(&self) -> Result<Vec<u8>> {
        Tidy { columns: self.columns() }.into_parquet(self.provenance())
    }
}
