//! `caselake submit`.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::Args;
use ingest::{Findings, Outcome as FileOutcome, Receipt, SubmitOptions, ToldFindings};
use jiff::Timestamp;
use naaccr::ReadOptions;

use crate::command::judging::Judging;
use crate::command::opening::{Opening, person};
use crate::command::reading::{Reading, expanded};
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::{OneOrMany, Output, write_pages};
use crate::progress::Progress;
use crate::sheet::{Cell, Sheet, grouped};

/// Submit files to a warehouse and print their receipts.
///
/// Each file is stored whole or not at all; the same bytes again change nothing. Exit code 0: stored without a finding.
/// 1: stored, with findings or rejected records. 2: a file that cannot be read to its end, of which nothing is stored.
#[derive(Debug, Args)]
pub(crate) struct Submit {
    /// NAACCR files of any version, or folders of them: XML, fixed-width or delimited text; plain, .gz or .zip
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The facility whose files they are
    #[arg(long, value_name = "ID")]
    facility: String,
    #[command(flatten)]
    reading: Reading,
    /// A user-defined item that holds nothing confidential, so that analysis may see it
    #[arg(long = "safe-item", value_name = "NAACCR-ID")]
    safe_items: Vec<String>,
    /// Judge the structure (the NAACCR standard) only, not the edits
    #[arg(long)]
    structure_only: bool,
    #[command(flatten)]
    judging: Judging,
    /// Write the receipt as a page too, to print and work through: findings by edit and by record, worst first
    #[arg(long, value_name = "FILE.html", help_heading = "Answer")]
    page: Option<PathBuf>,
    /// Do everything but the commit
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    output: Output,
}

impl Submit {
    pub(crate) fn run(self) -> Outcome {
        let warehouse = self.opening.open()?;
        let read = ReadOptions { user_dictionaries: self.reading.dictionaries()?, ..ReadOptions::lenient() };
        let map = self.reading.map()?;
        let safe_items: BTreeSet<String> = self.safe_items.iter().cloned().collect();
        let edits = self.judging.unless(self.structure_only)?;
        let pages = Mutex::new(Vec::new());
        let paged = |receipt: &Receipt, findings: &Findings| {
            pages.lock().unwrap_or_else(PoisonError::into_inner).push(ingest::receipt_page(receipt, findings));
        };
        let mut receipts = Vec::new();
        let mut failures = Vec::new();
        for file in &expanded(&self.files)? {
            let progress = Progress::over_file(file, "submitting", self.output.quiet);
            let told = |bytes| progress.advance(bytes);
            let options = SubmitOptions {
                read: read.clone(),
                map: map.clone(),
                safe_items: safe_items.clone(),
                edits: edits.clone(),
                on_findings: self.page.as_ref().map(|_| &paged as &ToldFindings<'_>),
                dry_run: self.dry_run,
                progress: Some(&told),
                ..SubmitOptions::new(&self.facility, &person(), Timestamp::now())
            };
            for result in ingest::submit(&warehouse, file, &options) {
                match result {
                    Ok(receipt) => receipts.push(receipt),
                    Err(error) => failures.push(Failure::from(error)),
                }
            }
        }
        if !receipts.is_empty() || failures.is_empty() {
            self.output.answer(&sheet(&receipts), || OneOrMany(&receipts))?;
        }
        if let Some(page) = &self.page {
            write_pages(page, pages.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter())?;
        }
        if !failures.is_empty() {
            return Err(Failure::all(failures));
        }
        let clean = receipts.iter().all(|receipt| receipt.outcome() == FileOutcome::Valid);
        Ok(if clean { Verdict::Done } else { Verdict::No })
    }
}

/// A row a receipt, with what is wrong beneath.
pub(crate) fn sheet(receipts: &[Receipt]) -> Sheet {
    let mut sheet = Sheet::new([
        "submission",
        "facility",
        "file",
        "version",
        "verdict",
        "received",
        "accepted",
        "rejected",
        "duplicate",
        "corrected",
        "findings",
        "snapshot",
    ]);
    for receipt in receipts {
        let counts = &receipt.counts;
        sheet.push([
            Cell::text(&receipt.submission_id),
            Cell::text(&receipt.facility),
            Cell::text(&receipt.file),
            Cell::text(format!("{} {}", receipt.naaccr_version, receipt.record_type)),
            Cell::text(receipt.verdict.name().replace('_', " ")),
            Cell::count(counts.received),
            Cell::count(counts.accepted),
            Cell::count(counts.rejected),
            Cell::count(counts.duplicate),
            Cell::count(counts.corrected),
            Cell::count(receipt.findings.values().sum()),
            Cell::optional_count(receipt.snapshot),
        ]);
        for note in notes(receipt) {
            sheet.footnote(format!("{}: {note}", receipt.file));
        }
    }
    sheet
}

/// Kinds of findings that people get to see; JSON has all.
const KINDS: usize = 12;

/// What a registrar should know of a receipt, worst first.
fn notes(receipt: &Receipt) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(receipt.rejected_reasons.iter().map(|(why, count)| format!("{} rejected: {why}", grouped(*count))));
    notes.extend(receipt.missing_dictionaries.iter().map(|uri| format!("not at hand: user dictionary {uri}")));
    if receipt.replaced_bytes > 0 {
        notes.push(format!("{} bytes were not legal in the file's encoding", grouped(receipt.replaced_bytes)));
    }
    let is_edit = |kind: &str| receipt.edits.iter().any(|edit| edit.id == kind);
    let mut kinds: Vec<(u64, String)> = Vec::new();
    for found in receipt.findings_by_item.iter().filter(|found| !is_edit(&found.kind)) {
        let item = found.item.as_deref().map(|id| format!(", {id}")).unwrap_or_default();
        let number = found.number.map(|number| format!(" ({number})")).unwrap_or_default();
        kinds.push((found.count, format!("{} x {}{item}{number}", grouped(found.count), found.kind)));
    }
    kinds.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    // Already those with the most errors first.
    kinds.extend(receipt.edits.iter().filter(|edit| edit.count > 0).map(|edit| {
        (edit.count, format!("{} x {} {} ({}): {}", grouped(edit.count), edit.id, edit.name, edit.severity, edit.cure))
    }));
    notes.extend(kinds.iter().take(KINDS).map(|(_, note)| note.clone()));
    if kinds.len() > KINDS {
        notes.push(format!("and {} more kinds of findings", kinds.len() - KINDS));
    }
    if !kinds.is_empty() {
        notes.push("`caselake check FILE --all` shows each finding with its line and cure".to_owned());
    }
    if receipt.snapshot.is_none() {
        notes.push("dry run: nothing was stored".to_owned());
    }
    notes
}
