//! `caselake convert`.

use std::path::PathBuf;

use clap::Args;
use ingest::{ConvertOptions, Losses};
use naaccr::{LostItem, ReadOptions, RecordType, Version};
use serde_json::json;

use crate::command::reading::Reading;
use crate::command::synth::{parse_record_type, parse_version};
use crate::failure::{Outcome, Verdict};
use crate::output::Output;
use crate::sheet::{Cell, Sheet};

/// Convert between NAACCR XML (.xml), fixed-width (.txt), CSV (.csv) and Parquet (.parquet), and between versions.
///
/// The endings say the formats; .gz and .zip behind them are understood. Exit code 1: done, and some items or values
/// have no place in what was written; they are listed.
#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// The file to read
    #[arg(value_name = "IN")]
    from: PathBuf,
    /// The file to write
    #[arg(value_name = "OUT")]
    to: PathBuf,
    /// The version to write, 140 to 260; else the one read
    #[arg(long, value_name = "VERSION", value_parser = parse_version)]
    naaccr_version: Option<Version>,
    /// The record type to write: A, M, C or I; else the one read
    #[arg(long = "type", value_name = "TYPE", value_parser = parse_record_type)]
    record_type: Option<RecordType>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    output: Output,
}

impl Convert {
    pub(crate) fn run(self) -> Outcome {
        let options = ConvertOptions {
            read: ReadOptions { user_dictionaries: self.reading.dictionaries()?, ..ReadOptions::lenient() },
            version: self.naaccr_version,
            record_type: self.record_type,
            map: self.reading.map()?,
        };
        let done = ingest::convert(&self.from, &self.to, &options)?;
        let mut notes = losses(&done.lost, done.losses);
        notes.extend(
            done.unmatched_columns.iter().map(|column| format!("column {column} is no item; name it in a map")),
        );
        let mut sheet = Sheet::new(["written", "version", "type", "patients", "tumors"]);
        sheet.push([
            Cell::text(self.to.display().to_string()),
            Cell::text(done.version.to_string()),
            Cell::text(done.record_type.to_string()),
            Cell::count(done.patients),
            Cell::count(done.tumors),
        ]);
        notes.iter().for_each(|note| sheet.footnote(note));
        self.output.answer(&sheet, || {
            json!({
                "written": self.to.display().to_string(),
                "naaccr_version": done.version.to_string(),
                "record_type": done.record_type.to_string(),
                "patients": done.patients,
                "tumors": done.tumors,
                "lost": notes,
            })
        })?;
        Ok(if notes.is_empty() { Verdict::Done } else { Verdict::No })
    }
}

/// What has no place in the written file, in words.
pub(crate) fn losses(lost: &[LostItem], losses: Losses) -> Vec<String> {
    let mut notes: Vec<String> = lost
        .iter()
        .map(|lost| {
            format!("{} values of {} ({}): no such item in what is written", lost.values, lost.def.id, lost.def.number)
        })
        .collect();
    let kinds = [
        (losses.cut_values, "values were cut to their columns"),
        (losses.left_out, "values have no place in the format"),
        (losses.removed_characters, "characters cannot be written in the format"),
    ];
    notes.extend(kinds.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    notes
}
