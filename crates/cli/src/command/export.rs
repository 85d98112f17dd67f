//! `caselake export`.

use std::fs::File;
use std::path::PathBuf;

use clap::{ArgGroup, Args};
use ingest::{ExportOptions, ExportScope};
use jiff::Timestamp;
use naaccr::{RecordType, Version};
use serde_json::json;

use crate::command::convert::losses;
use crate::command::opening::{Asked, Opening, person};
use crate::command::reading::Dictionaries;
use crate::command::synth::{parse_record_type, parse_version};
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::Output;
use crate::sheet::{Cell, Sheet};

/// Write what a facility submitted back out: as NAACCR data, or the bytes as received.
///
/// It opens the identity vault, which the audit log records with the reason given. Exit code 1: done, and some items or
/// values have no place in what was written; they are listed.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true))]
pub(crate) struct Export {
    /// The file to write: .xml or .txt (fixed-width); .gz and .zip behind it are understood
    #[arg(value_name = "OUT")]
    to: PathBuf,
    /// One submission, as it was
    #[arg(long, value_name = "ID", group = "what")]
    submission: Option<String>,
    /// A facility's abstracts, each in its newest version
    #[arg(long, value_name = "ID", group = "what")]
    facility: Option<String>,
    /// The bytes of a file as received, by their SHA-256
    #[arg(long, value_name = "SHA256", group = "what")]
    received: Option<String>,
    /// Why, for the audit log
    #[arg(long, default_value = "export")]
    why: String,
    /// The version to write, 140 to 260; else the one submitted
    #[arg(long, value_name = "VERSION", value_parser = parse_version)]
    naaccr_version: Option<Version>,
    /// The record type to write: A, M, C or I; else the one submitted
    #[arg(long = "type", value_name = "TYPE", value_parser = parse_record_type)]
    record_type: Option<RecordType>,
    #[command(flatten)]
    dictionaries: Dictionaries,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    output: Output,
}

impl Export {
    pub(crate) fn run(self) -> Outcome {
        let (warehouse, snapshot) = self.opening.open_at(&self.asked)?;
        let options = ExportOptions {
            who: person(),
            why: self.why.clone(),
            now: Timestamp::now(),
            version: self.naaccr_version,
            record_type: self.record_type,
            user_dictionaries: self.dictionaries.read()?,
        };
        let written = self.to.display().to_string();
        if let Some(sha256) = &self.received {
            let failed = |error| Failure::new(format_args!("{written}: cannot be written: {error}"));
            let mut file = File::create_new(&self.to).map_err(failed)?;
            let bytes = ingest::restore_raw(&warehouse, &snapshot, sha256, &mut file, &options).inspect_err(|_| {
                // A part of a file must not pass for the file.
                drop(std::fs::remove_file(&self.to));
            })?;
            let mut sheet = Sheet::new(["written", "bytes"]);
            sheet.push([Cell::text(&written), Cell::count(bytes)]);
            self.output.answer(&sheet, || json!({ "written": written, "bytes": bytes }))?;
            return Ok(Verdict::Done);
        }
        let scope = match (&self.submission, &self.facility) {
            (Some(submission), _) => ExportScope::Submission(submission.clone()),
            (None, Some(facility)) => ExportScope::Facility(facility.clone()),
            (None, None) => return Err(Failure::new("name --submission, --facility or --received")),
        };
        let done = ingest::export(&warehouse, &snapshot, &scope, &self.to, &options)?;
        let notes = losses(&done.lost, done.losses);
        let mut sheet = Sheet::new(["written", "patients", "tumors"]);
        sheet.push([Cell::text(&written), Cell::count(done.patients), Cell::count(done.tumors)]);
        notes.iter().for_each(|note| sheet.footnote(note));
        let json = || json!({ "written": written, "patients": done.patients, "tumors": done.tumors, "lost": notes });
        self.output.answer(&sheet, json)?;
        Ok(if notes.is_empty() { Verdict::Done } else { Verdict::No })
    }
}
