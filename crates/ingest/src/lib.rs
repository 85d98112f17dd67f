//! NAACCR files into and out of the warehouse.
//!
//! | door | what it does |
//! | --- | --- |
//! | [`check()`] | reads a file to its end and says what is wrong with it; stores nothing |
//! | [`submit()`] | one submission, from bytes to a committed snapshot and a [`Receipt`] |
//! | [`bulk_load`] | the same for records that never were a file |
//! | [`export()`], [`restore_raw`] | out of the warehouse again: records as a file, or the bytes as received |
//! | [`convert()`] | from one file format to another |
//! | [`draft_map`], [`read_map`] | the map that says what the columns of delimited text mean |
//!
//! A file goes through in one pass. One thread reads it, hashes it and cuts it into chunks of whole patients; a crew of
//! others parses the chunks, gathers rows in lanes, seals the raw copy and writes Parquet. Which lane a chunk goes to
//! depends on the file alone, so what is stored is the same on any number of threads. Nothing is visible before the one
//! commit that names it all, and memory does not grow with the file.

mod audit;
mod bulk;
mod check;
mod classify;
mod container;
mod convert;
mod crew;
mod derive;
mod error;
mod examine;
mod export;
mod findings;
mod intake;
mod keys;
mod mapping;
mod open;
mod output;
mod page;
mod parquet_input;
mod pass;
mod patients;
mod pipeline;
mod raw_copy;
mod receipt;
mod records;
mod settlement;
mod submission_row;
mod submit;
mod tallied;

pub use bulk::{BulkLoad, PatientSink, bulk_load};
pub use check::{CheckOptions, CheckReport, KindCount, Outcome, check};
pub use container::FileFormat;
pub use convert::{Conversion, ConvertOptions, convert};
pub use error::{Error, Result};
pub use export::{ExportOptions, ExportScope, Exported, export, restore_raw};
pub use findings::{Finding, Findings, OtherValue};
pub use mapping::{draft_map, read_map};
pub use output::{Losses, OutputFormat};
pub use page::{check_page, grouped, receipt_page};
pub use receipt::{Counts, EditCount, ItemFindings, QualityLine, Receipt, Verdict};
pub use submission_row::receipts;
pub use submit::{SubmitOptions, ToldFindings, schemas, submit};
