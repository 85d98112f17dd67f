//! Answers as CSV, JSON, Parquet and a table of strings.
//!
//! Every answer is a tidy table of named columns. Numbers are written in the shortest form that reads back as the
//! same number; what is not available is an empty field, `null`, or a null. Equal answers give equal bytes.

mod curves;
mod parquet;
mod table;
mod tidy;

pub use parquet::{ColumnValues, parquet};
pub use table::Table;

pub(crate) use curves::RESERVED;
pub(crate) use tidy::Tidy;
