//! Would this file pass? Reads it to its end and says everything that is wrong with it; stores nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use naaccr::delimited::Mapping;
use naaccr::{Chunk, Code, Finding, Format, Header, ReadOptions, Sensitive, Severity};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::container::{self, FileFormat, Member, sniff};
use crate::crew::{available_threads, with_crew};
use crate::error::{Error, Result};
use crate::finding_log::FindingLog;
use crate::open;
use crate::patients::{Met, PatientBatch};
use crate::pipeline::{Lane, Lanes};

/// How a file is checked.
#[derive(Default)]
pub struct CheckOptions<'a> {
    /// How strictly it is read.
    pub read: ReadOptions,
    /// What the columns of delimited text mean.
    pub map: Option<Arc<Mapping>>,
    /// Told how many bytes of the file, as received, were read since it was last told.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
}

impl std::fmt::Debug for CheckOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckOptions").field("read", &self.read).finish_non_exhaustive()
    }
}

/// What a check found: what it answers to the question whether a file would pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is wrong: exit code 0.
    Valid,
    /// Read to its end, with findings of severity error: exit code 1.
    Errors,
    /// Not readable, or not to its end: exit code 2.
    Fatal,
}

/// The report on one data file. Serialises to the JSON object of `caselake check`.
#[derive(Debug)]
pub struct CheckReport {
    /// The file; for a zip entry the archive's name and the entry's.
    pub file: String,
    /// Its format; `None` where it is not NAACCR data at all.
    pub format: Option<FileFormat>,
    /// Its header, where it could be read.
    pub header: Option<Header>,
    /// Patients read.
    pub patients: u64,
    /// Tumors read.
    pub tumors: u64,
    /// Items read with a value, those of the file itself included.
    pub items: u64,
    /// Bytes that were not legal in the file's encoding and were replaced.
    pub replaced_bytes: u64,
    /// Why reading stopped before the end.
    pub fatal: Option<Error>,
    logs: Vec<FindingLog>,
}

/// Findings of one kind about one item, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindCount {
    /// The finding's kind.
    pub kind: &'static str,
    /// The item's id.
    pub item: Option<String>,
    /// The item's number.
    pub number: Option<u32>,
    /// How many there are.
    pub count: u64,
    /// Line of the first.
    pub first_line: u64,
    /// What the first one says.
    pub message: String,
    /// What to do.
    pub cure: &'static str,
}

/// Checks every data file in `path`: one report for a plain or gzip file, one per entry of a zip. A file that cannot
/// be read gives a report as well, with [`CheckReport::fatal`].
#[must_use]
pub fn check(path: &Path, options: &CheckOptions<'_>) -> Vec<CheckReport> {
    let mut reports = Vec::new();
    let read = container::for_each_member(path, |member| {
        reports.push(check_member(member, options));
        Ok(())
    });
    if let Err(error) = read {
        reports.push(CheckReport { fatal: Some(error), ..CheckReport::new(path.display().to_string()) });
    }
    reports
}

fn check_member(member: Member<'_>, options: &CheckOptions<'_>) -> CheckReport {
    let mut report = CheckReport::new(member.name.clone());
    if let Err(error) = fill(&mut report, member, options) {
        report.fatal = Some(error);
    }
    report
}

fn fill(report: &mut CheckReport, member: Member<'_>, options: &CheckOptions<'_>) -> Result<()> {
    let content = member.content(options.progress)?;
    let format = sniff(&report.file, &content.head)?;
    report.format = Some(format);
    let mut opened = open::open(&report.file, content, format, &options.read, options.map.as_deref())?;
    let header = opened.format.header().clone();
    report.items = header.items.len() as u64;
    report.header = Some(header);
    let mut root = FindingLog::default();
    opened.findings.iter().for_each(|finding| root.push(finding));
    report.logs.push(root);

    let threads = available_threads();
    let lanes = Lanes::new(&report.file, (0..threads).map(|_| CheckLane::default()).collect(), threads);
    let end = with_crew(threads, |crew| lanes.read(crew, &mut opened));
    report.replaced_bytes = end.replaced_bytes;
    let (lanes, failure) = lanes.into_result();
    let mut tallies: Vec<Tally> = lanes.into_iter().flat_map(|lane| lane.tallies).collect();
    tallies.sort_by_key(|tally| tally.chunk);
    for tally in tallies {
        report.patients += tally.patients;
        report.tumors += tally.tumors;
        report.items += tally.items;
        report.logs.push(tally.findings);
        if tally.broken {
            break;
        }
    }
    failure.map_or(Ok(()), Err)
}

/// Counts one chunk at a time, so that what comes behind a fatal chunk can be left out.
#[derive(Default)]
struct CheckLane {
    batch: PatientBatch,
    tallies: Vec<Tally>,
}

#[derive(Default)]
struct Tally {
    chunk: u64,
    patients: u64,
    tumors: u64,
    items: u64,
    findings: FindingLog,
    broken: bool,
}

impl Tally {
    fn add(&mut self, batch: &PatientBatch) {
        for event in batch.events() {
            self.patients += 1;
            match event.met {
                Met::Patient(_, patient) => {
                    self.tumors += patient.tumor_count() as u64;
                    self.items += patient.item_count() as u64;
                }
                Met::Quarantined { tumors } => self.tumors += u64::from(tumors),
            }
            event.findings.iter().for_each(|finding| self.findings.push(finding));
        }
        batch.trailing_findings().iter().for_each(|finding| self.findings.push(finding));
    }
}

impl Lane for CheckLane {
    fn take(&mut self, file: &str, format: &dyn Format, chunk: &Chunk, number: u64) -> Result<()> {
        let mut tally = Tally { chunk: number, ..Tally::default() };
        let mut parser = format.parse(chunk);
        let mut ordinal = chunk.first_patient;
        let result = loop {
            let more = self.batch.read(&mut *parser, ordinal);
            tally.add(&self.batch);
            ordinal += self.batch.len();
            match more {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(error) => break Err(Error::reading(file, error)),
            }
        };
        tally.broken = result.is_err();
        self.tallies.push(tally);
        result
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

impl CheckReport {
    fn new(file: String) -> Self {
        Self {
            file,
            format: None,
            header: None,
            patients: 0,
            tumors: 0,
            items: 0,
            replaced_bytes: 0,
            fatal: None,
            logs: Vec::new(),
        }
    }

    /// Whether the file would pass.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.fatal.is_some() {
            Outcome::Fatal
        } else if self.findings().any(|finding| finding.severity() == Severity::Error) {
            Outcome::Errors
        } else {
            Outcome::Valid
        }
    }

    /// Every finding, in the order of the file.
    pub fn findings(&self) -> impl Iterator<Item = Finding> {
        self.logs.iter().flat_map(FindingLog::iter)
    }

    /// Number of findings.
    #[must_use]
    pub fn finding_count(&self) -> usize {
        self.logs.iter().map(FindingLog::len).sum()
    }

    /// The findings counted by kind and item, in the order in which each was first met.
    #[must_use]
    pub fn by_kind(&self) -> Vec<KindCount> {
        let mut counts: Vec<KindCount> = Vec::new();
        let mut places: BTreeMap<(Code, Option<String>), usize> = BTreeMap::new();
        for finding in self.findings() {
            let kind = (finding.code, finding.item_id().map(str::to_owned));
            let at = *places.entry(kind).or_insert_with(|| {
                counts.push(KindCount::first(&finding));
                counts.len() - 1
            });
            if let Some(count) = counts.get_mut(at) {
                count.count += 1;
            }
        }
        counts
    }
}

impl KindCount {
    fn first(finding: &Finding) -> Self {
        Self {
            kind: finding.code.name(),
            item: finding.item_id().map(str::to_owned),
            number: finding.item_number(),
            count: 0,
            first_line: finding.line,
            message: finding.message(),
            cure: finding.cure(),
        }
    }
}

impl Serialize for CheckReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let header = self.header.as_ref();
        let valid = self.outcome() == Outcome::Valid;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("file", &self.file)?;
        map.serialize_entry("format", &self.format.map(FileFormat::name))?;
        map.serialize_entry("naaccr_version", &header.map(|header| header.version.to_string()))?;
        map.serialize_entry("record_type", &header.map(|header| header.record_type.to_string()))?;
        map.serialize_entry("patients", &self.patients)?;
        map.serialize_entry("tumors", &self.tumors)?;
        map.serialize_entry("items", &self.items)?;
        map.serialize_entry("replaced_bytes", &self.replaced_bytes)?;
        map.serialize_entry("verdict", if valid { "valid" } else { "invalid" })?;
        map.serialize_entry("findings", &AllFindings(self))?;
        map.end()
    }
}

/// The findings of a report with the fatal one last, written one by one.
struct AllFindings<'a>(&'a CheckReport);

impl Serialize for AllFindings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let count = self.0.finding_count() + usize::from(self.0.fatal.is_some());
        let mut list = serializer.serialize_seq(Some(count))?;
        for finding in self.0.findings() {
            list.serialize_element(&OneFinding(&finding))?;
        }
        if let Some(fatal) = &self.0.fatal {
            list.serialize_element(&Fatal(fatal))?;
        }
        list.end()
    }
}

struct OneFinding<'a>(&'a Finding);

impl Serialize for OneFinding<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let finding = self.0;
        let place = |ordinal: u64| (ordinal > 0).then_some(ordinal);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("severity", finding.severity().name())?;
        map.serialize_entry("kind", finding.code.name())?;
        map.serialize_entry("line", &place(finding.line))?;
        map.serialize_entry("patient", &place(finding.patient))?;
        map.serialize_entry("tumor", &place(finding.tumor.into()))?;
        map.serialize_entry("item", &finding.item_id())?;
        map.serialize_entry("number", &finding.item_number())?;
        map.serialize_entry("value", &finding.value.as_ref().map(Sensitive::reveal))?;
        map.serialize_entry("message", &finding.message())?;
        map.serialize_entry("cure", finding.cure())?;
        map.end()
    }
}

struct Fatal<'a>(&'a Error);

impl Serialize for Fatal<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let broken = match self.0 {
            Error::Broken { source, .. } => Some(source),
            _ => None,
        };
        let place = |ordinal: u64| (ordinal > 0).then_some(ordinal);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("severity", "fatal")?;
        map.serialize_entry("kind", self.0.kind())?;
        map.serialize_entry("line", &broken.and_then(|broken| place(broken.line)))?;
        map.serialize_entry("patient", &broken.and_then(|broken| place(broken.patient)))?;
        for absent in ["tumor", "item", "number", "value"] {
            map.serialize_entry(absent, &None::<u64>)?;
        }
        map.serialize_entry("message", &broken.map_or_else(|| self.0.to_string(), |broken| broken.message.clone()))?;
        map.serialize_entry("cure", &broken.map(|broken| broken.cure))?;
        map.end()
    }
}
