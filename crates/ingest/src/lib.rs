//! NAACCR files into and out of the warehouse.
//!
//! [`check`] reads a file and says what is wrong with it. [`submit`] stores it: one commit, one [`Receipt`].

mod audit;
mod bulk;
mod check;
mod classify;
mod container;
mod convert;
mod crew;
mod derive;
mod error;
mod export;
mod finding_log;
mod intake;
mod keys;
mod mapping;
mod open;
mod output;
mod parquet_input;
mod pass;
mod pipeline;
mod raw_copy;
mod receipt;
mod records;
mod settlement;
mod submission_row;
mod submit;

pub use bulk::{BulkLoad, PatientSink, bulk_load};
pub use check::{CheckOptions, CheckReport, KindCount, Outcome, check};
pub use container::FileFormat;
pub use convert::{Conversion, ConvertOptions, convert};
pub use error::{Error, Result};
pub use export::{ExportOptions, ExportScope, Exported, export, restore_raw};
pub use mapping::{draft_map, read_map};
pub use output::{Losses, OutputFormat};
pub use receipt::{Counts, ItemFindings, Receipt, Verdict};
pub use submission_row::receipts;
pub use submit::{SubmitOptions, schemas, submit};
