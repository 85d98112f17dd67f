//! `caselake edits diff`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use ingest::CheckOptions;
use jiff::Timestamp;
use naaccr::ReadOptions;
use rules::{EditChangeKind, EditSet, edit_changes};
use serde::Serialize;

use crate::command::judging::edit_file;
use crate::command::reading::{Reading, expanded};
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::Output;
use crate::sheet::{Cell, Sheet};

/// What `edits diff` is asked.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The edits before: a file, or `shipped` for those of this program
    before: String,
    /// The edits after, likewise; a file counts together with the shipped edits that it does not replace
    after: String,
    /// NAACCR files, to count which findings the change brings and takes away
    #[arg(long = "on", value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    output: Output,
}

#[derive(Serialize)]
struct Change {
    id: String,
    change: &'static str,
    key: Option<&'static str>,
    before: Option<String>,
    after: Option<String>,
    /// Findings of the files that the edits after give and those before did not, and the other way round.
    findings_added: Option<u64>,
    findings_removed: Option<u64>,
}

/// A finding's edit, file, patient, tumor and item.
type Place = (String, usize, u64, u32, Option<String>);

impl Diff {
    pub(super) fn run(self) -> Outcome {
        let (before, after) = (edits(&self.before)?, edits(&self.after)?);
        let moved = if self.files.is_empty() { None } else { Some(self.moved(&before, &after)?) };
        let mut changes = Vec::new();
        for change in edit_changes(&before, &after) {
            let counts = moved.as_ref().map(|moved| moved.get(&change.id).copied().unwrap_or_default());
            let line = |what, key, before, after| Change {
                id: change.id.clone(),
                change: what,
                key,
                before,
                after,
                findings_added: counts.map(|(added, _)| added),
                findings_removed: counts.map(|(_, removed)| removed),
            };
            match change.kind {
                EditChangeKind::Added => changes.push(line("added", None, None, None)),
                EditChangeKind::Removed => changes.push(line("removed", None, None, None)),
                EditChangeKind::Changed(ref fields) => changes.extend(fields.iter().map(|field| {
                    line("changed", Some(field.key), Some(field.before.clone()), Some(field.after.clone()))
                })),
            }
        }
        let mut sheet = Sheet::new(["id", "change", "key", "before", "after", "findings added", "findings removed"]);
        for change in &changes {
            sheet.push([
                Cell::text(&change.id),
                Cell::text(change.change),
                Cell::optional(change.key),
                Cell::optional(change.before.as_deref()),
                Cell::optional(change.after.as_deref()),
                Cell::optional_count(change.findings_added),
                Cell::optional_count(change.findings_removed),
            ]);
        }
        if changes.is_empty() {
            sheet.footnote("the same edits");
        }
        self.output.answer(&sheet, || &changes)?;
        Ok(Verdict::Done)
    }

    /// By edit: findings that the files have after and not before, and the other way round.
    fn moved(&self, before: &EditSet, after: &EditSet) -> Result<BTreeMap<String, (u64, u64)>, Failure> {
        let now = Timestamp::now();
        let (before, after) = (self.findings(before, now)?, self.findings(after, now)?);
        let mut moved: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        after.difference(&before).for_each(|place| moved.entry(place.0.clone()).or_default().0 += 1);
        before.difference(&after).for_each(|place| moved.entry(place.0.clone()).or_default().1 += 1);
        Ok(moved)
    }

    fn findings(&self, edits: &EditSet, now: Timestamp) -> Result<BTreeSet<Place>, Failure> {
        let read = ReadOptions { user_dictionaries: self.reading.dictionaries()?, ..ReadOptions::lenient() };
        let options = CheckOptions {
            read,
            map: self.reading.map()?,
            edits: Some(Arc::new(edits.clone())),
            ..CheckOptions::at(now)
        };
        let mut places = BTreeSet::new();
        for (at, file) in expanded(&self.files)?.iter().enumerate() {
            for report in ingest::check(file, &options) {
                if let Some(fatal) = report.fatal {
                    return Err(Failure::from(fatal));
                }
                let edits = report.findings().iter().filter(|finding| finding.as_edit().is_some());
                places.extend(edits.map(|finding| {
                    (finding.kind().to_owned(), at, finding.patient, finding.tumor, finding.item.clone())
                }));
            }
        }
        Ok(places)
    }
}

fn edits(named: &str) -> Result<EditSet, Failure> {
    let shipped = EditSet::shipped().map_err(Failure::new)?;
    if named == "shipped" { Ok(shipped) } else { Ok(shipped.with(&edit_file(Path::new(named))?)) }
}
