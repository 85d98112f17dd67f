//! `caselake init`.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use serde_json::json;
use warehouse::Warehouse;

use crate::command::opening::Key;
use crate::failure::{Outcome, Verdict};
use crate::output::Output;
use crate::sheet::{Cell, Sheet};

/// Create a warehouse.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder; it must not exist yet, or be empty
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    output: Output,
}

impl Init {
    pub(crate) fn run(self) -> Outcome {
        let created = Warehouse::create(&self.folder, self.key.source(), &ingest::schemas(), Timestamp::now())?;
        let folder = created.warehouse.folder().display().to_string();
        let key_file = created.key_file.as_ref().map(|file| file.display().to_string());
        let mut sheet = Sheet::new(["warehouse", "key file"]);
        sheet.push([Cell::text(&folder), Cell::optional(key_file.as_deref())]);
        if key_file.is_some() {
            sheet.footnote("Keep a copy of the key file in another place: without it nobody can read names, texts and files received.");
        }
        self.output.answer(&sheet, || json!({ "warehouse": folder, "key_file": key_file }))?;
        Ok(Verdict::Done)
    }
}
