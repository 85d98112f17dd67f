//! Would this file pass? Reads it to its end and says everything that is wrong with it; stores nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use naaccr::delimited::Mapping;
use naaccr::{Chunk, Format, Header, ReadOptions, Sensitive, Severity};
use rules::EditSet;
use rules::quality::Indicators;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::container::{self, FileFormat, Member, sniff};
use crate::crew::{available_threads, with_crew};
use crate::error::{Error, Result};
use crate::examine::{Examiner, Questions};
use crate::findings::{Finding, Findings, Part};
use crate::open;
use crate::patients::{Met, PatientBatch};
use crate::pipeline::{Lane, Lanes};
use crate::receipt::QualityLine;
use crate::tallied::{edit_sets, quality_lines};

/// How a file is checked.
pub struct CheckOptions<'a> {
    /// How strictly it is read.
    pub read: ReadOptions,
    /// What the columns of delimited text mean.
    pub map: Option<Arc<Mapping>>,
    /// The edits that records are judged by; none where only the structure is looked at.
    pub edits: Option<Arc<EditSet>>,
    /// The moment that counts as now: no date lies after it.
    pub now: Timestamp,
    /// Told how many bytes of the file, as received, were read since it was last told.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
}

impl CheckOptions<'_> {
    /// The structure of a file alone is checked, at this moment.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { read: ReadOptions::default(), map: None, edits: None, now, progress: None }
    }
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
    findings: Findings,
    indicators: Indicators,
    edits: Option<Arc<EditSet>>,
    now: Timestamp,
}

/// Findings of one kind about one item, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindCount {
    /// The finding's kind.
    pub kind: String,
    /// How much it matters.
    pub severity: Severity,
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
    pub cure: String,
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
        reports.push(CheckReport { fatal: Some(error), ..CheckReport::new(path.display().to_string(), options) });
    }
    reports
}

fn check_member(member: Member<'_>, options: &CheckOptions<'_>) -> CheckReport {
    let mut report = CheckReport::new(member.name.clone(), options);
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
    let mut root = Part::default();
    opened.findings.iter().for_each(|finding| root.standard.push(finding));
    report.findings.push(root);

    let threads = available_threads();
    let format = Arc::clone(&opened.format);
    let questions = Questions { edits: options.edits.as_deref(), derive: false, now: options.now };
    let examiner = Examiner::new(format.header(), format.dictionary(), questions);
    let lanes =
        (0..threads).map(|_| CheckLane { examiner: &examiner, batch: PatientBatch::default(), tallies: Vec::new() });
    let lanes = Lanes::new(&report.file, lanes.collect(), threads);
    let end = with_crew(threads, |crew| lanes.read(crew, &mut opened));
    report.replaced_bytes = end.replaced_bytes;
    let (lanes, failure) = lanes.into_result();
    let mut tallies: Vec<Tally> = lanes.into_iter().flat_map(|lane| lane.tallies).collect();
    tallies.sort_by_key(|tally| tally.chunk);
    for tally in tallies {
        report.patients += tally.patients;
        report.tumors += tally.tumors;
        report.items += tally.items;
        report.findings.push(tally.findings);
        report.indicators.merge(&tally.indicators);
        if tally.broken {
            break;
        }
    }
    failure.map_or(Ok(()), Err)
}

/// Counts one chunk at a time, so that what comes behind a fatal chunk can be left out.
struct CheckLane<'x> {
    examiner: &'x Examiner,
    batch: PatientBatch,
    tallies: Vec<Tally>,
}

#[derive(Default)]
struct Tally {
    chunk: u64,
    patients: u64,
    tumors: u64,
    items: u64,
    findings: Part,
    indicators: Indicators,
    broken: bool,
}

impl Tally {
    fn add(&mut self, batch: &PatientBatch, examiner: &Examiner) {
        let examination = examiner.examine(batch.patients());
        if let Some(indicators) = &examination.indicators {
            self.indicators.merge(indicators);
        }
        for event in batch.events() {
            self.patients += 1;
            event.findings.iter().for_each(|finding| self.findings.standard.push(finding));
            match event.met {
                Met::Patient(at, patient) => {
                    self.tumors += patient.tumor_count() as u64;
                    self.items += patient.item_count() as u64;
                    for ((tumor, number), row) in patient.tumors().zip(1..).zip(examination.rows(at)) {
                        let place = (tumor.line(), event.ordinal, number);
                        for failed in examination.failed(row) {
                            self.findings.edits.push(failed, place, |item| examination.value(row, item));
                        }
                    }
                }
                Met::Quarantined { tumors } => self.tumors += u64::from(tumors),
            }
        }
        batch.trailing_findings().iter().for_each(|finding| self.findings.standard.push(finding));
    }
}

impl Lane for CheckLane<'_> {
    fn take(&mut self, file: &str, format: &dyn Format, chunk: &Chunk, number: u64) -> Result<()> {
        let mut tally = Tally { chunk: number, ..Tally::default() };
        let mut parser = format.parse(chunk);
        let mut ordinal = chunk.first_patient;
        let result = loop {
            let more = self.batch.read(&mut *parser, ordinal);
            tally.add(&self.batch, self.examiner);
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
    fn new(file: String, options: &CheckOptions<'_>) -> Self {
        Self {
            file,
            format: None,
            header: None,
            patients: 0,
            tumors: 0,
            items: 0,
            replaced_bytes: 0,
            fatal: None,
            findings: Findings::of(options.edits.as_deref()),
            indicators: Indicators::default(),
            edits: options.edits.clone(),
            now: options.now,
        }
    }

    /// Whether the file would pass.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.fatal.is_some() {
            Outcome::Fatal
        } else if self.findings.iter().any(|finding| finding.severity() == Severity::Error) {
            Outcome::Errors
        } else {
            Outcome::Valid
        }
    }

    /// `valid` or `invalid`.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        if self.outcome() == Outcome::Valid { "valid" } else { "invalid" }
    }

    /// Every finding, in the order of the file.
    #[must_use]
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Ids and versions of the files that edits came from.
    #[must_use]
    pub fn edit_sets(&self) -> Vec<String> {
        edit_sets(self.edits.as_deref())
    }

    /// How the records count for quality, beside the thresholds of the standards; nothing where no edits were run.
    #[must_use]
    pub fn quality(&self) -> Vec<QualityLine> {
        self.edits.as_ref().map(|_| quality_lines(&self.indicators, self.now)).unwrap_or_default()
    }

    /// The findings counted by kind and item: errors before warnings, and of each the most frequent first.
    #[must_use]
    pub fn by_kind(&self) -> Vec<KindCount> {
        let mut counts: Vec<KindCount> = Vec::new();
        let mut places: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
        for finding in self.findings.iter() {
            let kind = (finding.kind().to_owned(), finding.item.clone());
            let at = *places.entry(kind).or_insert_with(|| {
                counts.push(KindCount::first(&finding));
                counts.len() - 1
            });
            if let Some(count) = counts.get_mut(at) {
                count.count += 1;
            }
        }
        counts.sort_by_key(|count| (Reverse(count.severity), Reverse(count.count)));
        counts
    }
}

impl KindCount {
    fn first(finding: &Finding) -> Self {
        Self {
            kind: finding.kind().to_owned(),
            severity: finding.severity(),
            item: finding.item.clone(),
            number: finding.number,
            count: 0,
            first_line: finding.line,
            message: finding.message().to_owned(),
            cure: finding.cure().to_owned(),
        }
    }
}

impl Serialize for CheckReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let header = self.header.as_ref();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("file", &self.file)?;
        map.serialize_entry("format", &self.format.map(FileFormat::name))?;
        map.serialize_entry("naaccr_version", &header.map(|header| header.version.to_string()))?;
        map.serialize_entry("record_type", &header.map(|header| header.record_type.to_string()))?;
        map.serialize_entry("patients", &self.patients)?;
        map.serialize_entry("tumors", &self.tumors)?;
        map.serialize_entry("items", &self.items)?;
        map.serialize_entry("replaced_bytes", &self.replaced_bytes)?;
        map.serialize_entry("verdict", self.verdict())?;
        map.serialize_entry("edit_sets", &self.edit_sets())?;
        map.serialize_entry("quality", &self.quality())?;
        map.serialize_entry("findings", &AllFindings(self))?;
        map.end()
    }
}

/// The findings of a report with the fatal one last, written one by one.
struct AllFindings<'a>(&'a CheckReport);

impl Serialize for AllFindings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let count = self.0.findings.len() + usize::from(self.0.fatal.is_some());
        let mut list = serializer.serialize_seq(Some(count))?;
        for finding in self.0.findings.iter() {
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
        map.serialize_entry("kind", finding.kind())?;
        map.serialize_entry("line", &place(finding.line))?;
        map.serialize_entry("patient", &place(finding.patient))?;
        map.serialize_entry("tumor", &place(finding.tumor.into()))?;
        map.serialize_entry("item", &finding.item)?;
        map.serialize_entry("number", &finding.number)?;
        map.serialize_entry("value", &finding.value.as_ref().map(Sensitive::reveal))?;
        map.serialize_entry("message", finding.message())?;
        map.serialize_entry("cure", finding.cure())?;
        if let Some(edit) = finding.as_edit() {
            map.serialize_entry("name", &edit.name)?;
            map.serialize_entry("source", &edit.source)?;
            map.serialize_entry("patient_id", &finding.patient_id.as_ref().map(Sensitive::reveal))?;
            let others: BTreeMap<&str, &str> =
                finding.others.iter().map(|other| (other.item.as_str(), other.value.reveal())).collect();
            map.serialize_entry("others", &others)?;
        }
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
