//! `caselake maintain`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;
use warehouse::MasterKey;

use crate::command::opening::Opening;
use crate::failure::{Outcome, Verdict};
use crate::output::Output;
use crate::sheet::{Cell, Sheet};

/// Look after a warehouse. No snapshot ever changes its answers by it.
#[derive(Debug, Args)]
pub(crate) struct Maintain {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write many small files of a table as few large ones, for speed
    Compact(Compact),
    /// Remove what writers left behind that died before their commit
    Vacuum(Vacuum),
    /// Lock the warehouse with another master key; the old one opens it no more
    RotateKey(RotateKey),
}

#[derive(Debug, Args)]
struct Compact {
    /// The size that files should have at most, in megabytes
    #[arg(long, default_value_t = 256)]
    target_megabytes: u64,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
struct Vacuum {
    /// Spare what is younger than this, in hours: its writer may still be at work
    #[arg(long, default_value_t = 24)]
    grace_hours: u64,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
struct RotateKey {
    /// The file of the new key; it is made if it does not exist
    #[arg(value_name = "FILE")]
    new: PathBuf,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    output: Output,
}

impl Maintain {
    pub(crate) fn run(self) -> Outcome {
        match self.action {
            Action::Compact(action) => action.run(),
            Action::Vacuum(action) => action.run(),
            Action::RotateKey(action) => action.run(),
        }
    }
}

impl Compact {
    fn run(self) -> Outcome {
        let warehouse = self.opening.open()?;
        let done = warehouse.compact(self.target_megabytes.saturating_mul(1_000_000), Timestamp::now())?;
        let (before, after) = (done.files_before as u64, done.files_after as u64);
        let snapshot = done.snapshot.number().0;
        let mut sheet = Sheet::new(["files before", "files after", "snapshot"]);
        sheet.push([Cell::count(before), Cell::count(after), Cell::count(snapshot)]);
        self.output.answer(&sheet, || json!({ "files_before": before, "files_after": after, "snapshot": snapshot }))?;
        Ok(Verdict::Done)
    }
}

impl Vacuum {
    fn run(self) -> Outcome {
        let grace = Duration::from_secs(self.grace_hours.saturating_mul(3600));
        let done = self.opening.open()?.vacuum(Timestamp::now(), grace)?;
        let files = done.removed.len() as u64;
        let mut sheet = Sheet::new(["files removed", "bytes"]);
        sheet.push([Cell::count(files), Cell::count(done.bytes)]);
        self.output.answer(&sheet, || json!({ "files_removed": files, "bytes": done.bytes }))?;
        Ok(Verdict::Done)
    }
}

impl RotateKey {
    fn run(self) -> Outcome {
        let warehouse = self.opening.open()?;
        let key = if self.new.exists() {
            MasterKey::read(&self.new)?
        } else {
            let key = MasterKey::random()?;
            key.write_new(&self.new)?;
            key
        };
        warehouse.rotate_key(&key)?;
        let file = self.new.display().to_string();
        let mut sheet = Sheet::new(["new key file"]);
        sheet.push([Cell::text(&file)]);
        sheet.footnote("From now on name it with --key-file or CASELAKE_KEY_FILE, or put it in the old one's place.");
        self.output.answer(&sheet, || json!({ "key_file": file }))?;
        Ok(Verdict::Done)
    }
}
