//! `caselake check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use ingest::{CheckOptions, CheckReport, Outcome as FileOutcome};
use jiff::Timestamp;
use naaccr::{Extension, Extensions, Namespaces, ReadOptions, Sensitive};

use crate::command::judging::Judging;
use crate::command::reading::{Reading, expanded};
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::{OneOrMany, Output, write_pages};
use crate::progress::Progress;
use crate::sheet::{Cell, Sheet};

/// Would this file pass? Findings by line, patient, tumor and item, each with its cure.
///
/// Exit code 0: every file passes. 1: read to the end, with findings. 2: a file that cannot be read to its end.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// NAACCR files of any version, or folders of them: XML, fixed-width or delimited text; plain, .gz or .zip
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How namespaces other than NAACCR's own are judged
    #[arg(long, value_enum, default_value = "strict")]
    mode: Mode,
    #[command(flatten)]
    reading: Reading,
    /// An extension that files may hold
    #[arg(long = "extension", value_name = "PREFIX=URI:Tag,Tag", value_parser = parse_extension)]
    extensions: Vec<Extension>,
    /// Judge the structure (the NAACCR standard) only, not the edits
    #[arg(long)]
    structure_only: bool,
    #[command(flatten)]
    judging: Judging,
    /// Write a page too, to print and work through: findings by edit and by record, worst first
    #[arg(long, value_name = "FILE.html", help_heading = "Answer")]
    page: Option<PathBuf>,
    /// Show every finding in the table, not a count by kind and item
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Mode {
    /// Only NAACCR's namespace and those of --extension; root attributes need a prefix.
    Strict,
    /// Any namespace may be declared, and NAACCR's own may be missing.
    Relaxed,
}

/// Reads `PREFIX=URI:Tag,Tag`; the URI may hold colons.
fn parse_extension(text: &str) -> Result<Extension, String> {
    let expected = "expected PREFIX=URI:Tag,Tag, such as other=http://whatever.org:MyOuterTag,MyInnerTag";
    let (prefix, rest) = text.split_once('=').ok_or(expected)?;
    // The last colon ends the URI, unless it is the one of `http:`: then no tag is named.
    let (uri, tags) = match rest.rsplit_once(':') {
        Some((uri, tags)) if !tags.starts_with("//") => (uri, tags),
        _ => (rest, ""),
    };
    if prefix.is_empty() || uri.is_empty() {
        return Err(expected.to_owned());
    }
    let tags = tags.split(',').filter(|tag| !tag.is_empty()).map(str::to_owned).collect();
    Ok(Extension { prefix: prefix.to_owned(), uri: uri.to_owned(), tags })
}

impl Check {
    pub(crate) fn run(self) -> Outcome {
        let read = ReadOptions {
            namespaces: match self.mode {
                Mode::Strict => Namespaces::Strict,
                Mode::Relaxed => Namespaces::Relaxed,
            },
            extensions: Extensions::Registered(self.extensions.clone()),
            user_dictionaries: self.reading.dictionaries()?,
            ..ReadOptions::default()
        };
        let map = self.reading.map()?;
        let edits = self.judging.unless(self.structure_only)?;
        let now = Timestamp::now();
        let mut reports = Vec::new();
        for file in &expanded(&self.files)? {
            let progress = Progress::over_file(file, "checking", self.output.quiet);
            let told = |bytes| progress.advance(bytes);
            let (read, map, edits) = (read.clone(), map.clone(), edits.clone());
            let options = CheckOptions { read, map, edits, now, progress: Some(&told) };
            reports.extend(ingest::check(file, &options));
        }
        self.output.answer(&self.sheet(&reports), || OneOrMany(&reports))?;
        if let Some(page) = &self.page {
            let pages = reports.iter().map(ingest::check_page);
            write_pages(page, pages)?;
        }
        verdict(&reports)
    }

    fn sheet(&self, reports: &[CheckReport]) -> Sheet {
        if self.all { all_findings(reports) } else { counted_findings(reports) }
    }
}

/// Exit code 2 is for a file that could not be read to its end, whatever the others were.
fn verdict(reports: &[CheckReport]) -> Outcome {
    let fatal: Vec<Failure> = reports.iter().filter_map(|report| report.fatal.as_ref()).map(Failure::new).collect();
    if !fatal.is_empty() {
        return Err(Failure::all(fatal));
    }
    let passed = reports.iter().all(|report| report.outcome() == FileOutcome::Valid);
    Ok(if passed { Verdict::Done } else { Verdict::No })
}

fn counted_findings(reports: &[CheckReport]) -> Sheet {
    let mut sheet = Sheet::new([
        "file",
        "verdict",
        "patients",
        "tumors",
        "count",
        "severity",
        "kind",
        "item",
        "first line",
        "what and what to do",
    ]);
    for report in reports {
        let head = |verdict: &str| {
            [Cell::text(&report.file), Cell::text(verdict), Cell::count(report.patients), Cell::count(report.tumors)]
        };
        let kinds = report.by_kind();
        if kinds.is_empty() {
            sheet.push(head(if report.fatal.is_some() { "unreadable" } else { "valid" }));
        }
        for kind in kinds {
            let item = kind.item.map(|id| kind.number.map_or_else(|| id.clone(), |number| format!("{id} ({number})")));
            sheet.push(head(report.verdict()).into_iter().chain([
                Cell::count(kind.count),
                Cell::text(kind.severity.name()),
                Cell::text(kind.kind),
                Cell::optional(item),
                Cell::count(kind.first_line),
                Cell::text(format!("{}; {}", kind.message, kind.cure)),
            ]));
        }
    }
    sheet
}

fn all_findings(reports: &[CheckReport]) -> Sheet {
    let mut sheet = Sheet::new([
        "file", "severity", "kind", "line", "patient", "tumor", "item", "number", "value", "message", "cure",
    ]);
    for report in reports {
        for finding in report.findings().iter() {
            sheet.push([
                Cell::text(&report.file),
                Cell::text(finding.severity().name()),
                Cell::text(finding.kind()),
                Cell::count(finding.line),
                Cell::count(finding.patient),
                Cell::count(u64::from(finding.tumor)),
                Cell::optional(finding.item.as_deref()),
                Cell::optional_count(finding.number.map(u64::from)),
                Cell::optional(finding.value.as_ref().map(Sensitive::reveal)),
                Cell::text(finding.message()),
                Cell::text(finding.cure()),
            ]);
        }
    }
    sheet
}
