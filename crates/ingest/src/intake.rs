//! One lane of a submission: takes patients, and writes full batches of rows to files of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use foldhash::HashMap;
use naaccr::{Chunk, Code, Finding, Format, ItemValue, Level, Patient, canonical_items};
use rules::Values;
use rules::quality::Indicators;
use warehouse::{DataFile, Table, VaultFile, Writer};

use crate::classify::{CurrentContents, Fate, Record};
use crate::derive::derive;
use crate::error::{Error, Result};
use crate::examine::{Examination, Examiner};
use crate::findings::{Failed, Part};
use crate::keys::{KeyMaker, RecordHash, hash_bits};
use crate::patients::{Met, PatientBatch};
use crate::pipeline::Lane;
use crate::records::{FindingRows, Identity, Origin, Plan, Role, Roles, Rows};

/// Buffered bytes of values at which a lane writes. Lanes fill side by side, so this times their number is in memory.
const FLUSH_BYTES: usize = 24 << 20;
/// Rows at which a lane writes.
const FLUSH_ROWS: usize = 65_536;

/// Which records are written.
#[derive(Clone, Copy)]
pub(crate) enum Keep<'s> {
    /// Those whose content is not what the facility has already.
    Unlike(&'s CurrentContents),
    /// All but those at these places, of which it says what becomes.
    AllBut(&'s HashMap<(u64, u32), Fate>),
}

/// What the lanes of a submission share.
pub(crate) struct Desk<'s> {
    pub(crate) writer: &'s Writer,
    pub(crate) plan: Plan,
    pub(crate) origin: Origin,
    pub(crate) examiner: Examiner,
    /// Whether findings are kept with their values, beside those that are counted and stored.
    pub(crate) keep_findings: bool,
    pub(crate) safe_items: &'s BTreeSet<String>,
    pub(crate) keep: Keep<'s>,
}

/// Files written for a submission, before its commit.
#[derive(Debug, Default)]
pub(crate) struct Staged {
    pub(crate) tables: Vec<(Table, DataFile)>,
    pub(crate) vault: Vec<VaultFile>,
}

/// What was met, counted.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub(crate) patients: u64,
    pub(crate) tumors: u64,
    pub(crate) items: u64,
    /// Tumors, and patients without tumors.
    pub(crate) received: u64,
    pub(crate) rejected: BTreeMap<String, u64>,
    pub(crate) findings: BTreeMap<(&'static str, Option<String>, Option<u32>), u64>,
    /// Failed edits, by the edit's place in its set and the item that the finding names.
    pub(crate) failed: BTreeMap<(u16, String), u64>,
    /// Failed edits that an override item excuses, likewise by place.
    pub(crate) overridden: BTreeMap<u16, u64>,
    pub(crate) indicators: Indicators,
    /// The first patient that could not be read: its place, its line, and why.
    pub(crate) first_quarantined: Option<(u64, u64, String)>,
}

/// Why a record is rejected.
pub(crate) const NO_USABLE_KEY: &str = "no usable key: patientIdNumber (20) is missing";
pub(crate) const QUARANTINED: &str = "the patient could not be read";

/// What the rules say of one record.
struct Ruled<'x> {
    derived: &'x [Values],
    failed: &'x [Failed<'x>],
    row: usize,
}

/// The reason for which a record that fails a fatal edit is rejected.
fn fails_fatally(failed: &[Failed<'_>]) -> Option<String> {
    let fatal = failed.iter().find(|failed| failed.edit.is_fatal && !failed.is_overridden)?;
    Some(format!("fails {}: {}", fatal.edit.id, fatal.edit.message))
}

/// One lane's records.
pub(crate) struct Intake<'d> {
    desk: &'d Desk<'d>,
    keys: KeyMaker,
    rows: Rows,
    /// Bytes at which the rows are written next.
    full_at: usize,
    findings: FindingRows,
    pub(crate) records: Vec<Record>,
    pub(crate) tally: Tally,
    pub(crate) staged: Staged,
    /// By place in the canonical items: whether the item was met.
    pub(crate) met: Vec<bool>,
    /// The keys of the last patient's records, in order; empty for one that was rejected.
    last_keys: Vec<String>,
    /// Findings of each batch with their values, if they are kept.
    pub(crate) kept: Vec<(u64, Part)>,
}

impl<'d> Intake<'d> {
    /// The intake of lane number `lane` of `lanes`.
    pub(crate) fn new(desk: &'d Desk<'d>, keys: KeyMaker, lane: usize, lanes: usize) -> Self {
        Self {
            desk,
            keys,
            rows: Rows::new(),
            // Lanes that write in turn are never all full.
            full_at: FLUSH_BYTES / lanes.max(1) * (lane + 1),
            findings: FindingRows::new(),
            records: Vec::new(),
            tally: Tally::default(),
            staged: Staged::default(),
            met: vec![false; canonical_items().len()],
            last_keys: Vec::new(),
            kept: Vec::new(),
        }
    }

    /// Takes patients, and what was found while they were read.
    ///
    /// # Errors
    /// The disk is full.
    pub(crate) fn batch(&mut self, batch: &PatientBatch) -> Result<()> {
        let examination = self.desk.examiner.examine(batch.patients());
        if let Some(indicators) = &examination.indicators {
            self.tally.indicators.merge(indicators);
        }
        let mut part = Part::default();
        for event in batch.events() {
            let tumors = match event.met {
                Met::Patient(at, patient) => {
                    self.patient(patient, event.ordinal, &examination, examination.rows(at))?;
                    Some((patient, examination.rows(at)))
                }
                Met::Quarantined { tumors } => {
                    self.quarantined(tumors);
                    None
                }
            };
            for finding in event.findings {
                self.finding(finding)?;
                if self.desk.keep_findings {
                    part.standard.push(finding);
                }
            }
            for ((tumor, number), row) in
                tumors.into_iter().flat_map(|(patient, rows)| patient.tumors().zip(1..).zip(rows))
            {
                let place = (tumor.line(), event.ordinal, number);
                for failed in examination.failed(row) {
                    self.failed(failed, place, examination.value(row, failed.item))?;
                    if self.desk.keep_findings {
                        part.edits.push(failed, place, |item| examination.value(row, item));
                    }
                }
            }
        }
        batch.trailing_findings().iter().try_for_each(|finding| self.finding(finding))?;
        if self.desk.keep_findings {
            batch.trailing_findings().iter().for_each(|finding| part.standard.push(finding));
            self.kept.push((batch.first(), part));
        }
        Ok(())
    }

    /// Takes the patient at this place in the file, from 1.
    fn patient(
        &mut self,
        patient: &Patient,
        ordinal: u64,
        examination: &Examination<'_>,
        rows: Range<usize>,
    ) -> Result<()> {
        self.last_keys.clear();
        self.tally.patients += 1;
        self.tally.tumors += patient.tumor_count() as u64;
        self.tally.items += patient.item_count() as u64;
        let mut roles: Roles<'_> = [""; Role::COUNT];
        gather(&mut roles, &self.desk.plan, patient.items(), Level::Patient);
        let patient_key = self.keys.patient_key(&roles);
        let place = |tumor, line| Identity {
            patient_key: patient_key.as_deref().unwrap_or_default(),
            abstract_key: "",
            content_hash: "",
            patient_ordinal: ordinal,
            tumor_ordinal: tumor,
            line,
        };
        if patient.tumor_count() == 0 {
            self.record(&place(0, patient.line()), &roles, None, patient, std::iter::empty())?;
        }
        for ((tumor, number), row) in patient.tumors().zip(1..).zip(rows) {
            let mut roles = roles;
            gather(&mut roles, &self.desk.plan, tumor.items(), Level::Tumor);
            let ruled = Ruled { derived: &examination.derived, failed: examination.failed(row), row };
            self.record(&place(number, tumor.line()), &roles, Some(&ruled), patient, tumor.items())?;
        }
        Ok(())
    }

    fn record<'a>(
        &mut self,
        identity: &Identity<'_>,
        roles: &Roles<'_>,
        ruled: Option<&Ruled<'_>>,
        patient: &'a Patient,
        tumor: impl Iterator<Item = ItemValue<'a>> + Clone,
    ) -> Result<()> {
        self.tally.received += 1;
        let plan = &self.desk.plan;
        let Some(key) = self.keys.abstract_key(roles, identity.tumor_ordinal) else {
            return self.reject(NO_USABLE_KEY.to_owned(), identity, patient, tumor);
        };
        if let Some(reason) = ruled.and_then(|ruled| fails_fatally(ruled.failed)) {
            return self.reject(reason, identity, patient, tumor);
        }
        let content_hash = self.keys.content_hash(plan, &patient.items(), &tumor);
        let hash = RecordHash { key: hash_bits(&key)?, content: hash_bits(&content_hash)? };
        let place = (identity.patient_ordinal, identity.tumor_ordinal);
        let fate = match self.desk.keep {
            Keep::Unlike(current) if current.get(&hash.key) == Some(&hash.content) => Fate::Dropped,
            Keep::Unlike(_) => Fate::Stored,
            Keep::AllBut(places) => places.get(&place).copied().unwrap_or(Fate::Stored),
        };
        self.records.push(Record { patient: place.0, tumor: place.1, hash, fate });
        match fate {
            Fate::Stored => {
                let identity = Identity { abstract_key: &key, content_hash: &content_hash, ..*identity };
                self.rows.push(
                    plan,
                    &identity,
                    derive(roles),
                    ruled.map(|ruled| (ruled.derived, ruled.row)),
                    patient.items(),
                    tumor,
                );
            }
            Fate::SetAside => self.rows.set_aside(plan, identity, patient.items(), tumor),
            Fate::Dropped => {}
        }
        self.last_keys.push(key);
        self.write_if_full()
    }

    /// Sets a record aside that is no version of an abstract.
    fn reject<'a>(
        &mut self,
        reason: String,
        identity: &Identity<'_>,
        patient: &'a Patient,
        tumor: impl Iterator<Item = ItemValue<'a>>,
    ) -> Result<()> {
        *self.tally.rejected.entry(reason).or_default() += 1;
        self.rows.set_aside(&self.desk.plan, identity, patient.items(), tumor);
        self.last_keys.push(String::new());
        self.write_if_full()
    }

    /// Counts a patient that could not be read.
    fn quarantined(&mut self, tumors: u32) {
        self.last_keys.clear();
        let records = u64::from(tumors.max(1));
        self.tally.patients += 1;
        self.tally.tumors += u64::from(tumors);
        self.tally.received += records;
        *self.tally.rejected.entry(QUARANTINED.to_owned()).or_default() += records;
    }

    /// Takes what was found before the first patient.
    ///
    /// # Errors
    /// The disk is full.
    pub(crate) fn root_findings(&mut self, findings: &[Finding]) -> Result<()> {
        let mut part = Part::default();
        for finding in findings {
            self.finding(finding)?;
            part.standard.push(finding);
        }
        if self.desk.keep_findings {
            self.kept.push((0, part));
        }
        Ok(())
    }

    /// Takes a finding about the file or the last patient.
    fn finding(&mut self, finding: &Finding) -> Result<()> {
        let kind = (finding.code.name(), finding.item_id().map(str::to_owned), finding.item_number());
        *self.tally.findings.entry(kind).or_default() += 1;
        if finding.code == Code::QuarantinedPatient && self.tally.first_quarantined.is_none() {
            self.tally.first_quarantined = Some((finding.patient, finding.line, finding.message()));
        }
        let at = usize::try_from(finding.tumor.saturating_sub(1)).unwrap_or(usize::MAX);
        let about_one_record = finding.tumor > 0 || self.last_keys.len() == 1;
        let key = self.last_keys.get(at).filter(|key| finding.patient > 0 && about_one_record && !key.is_empty());
        self.findings.push(finding, key.map(String::as_str), self.desk.safe_items);
        self.write_findings_if_full()
    }

    /// Takes an edit that a record of the last patient, at this line, patient and tumor, fails; with the value of the item
    /// that the finding names.
    fn failed(&mut self, failed: &Failed<'_>, place: (u64, u64, u32), value: &str) -> Result<()> {
        if failed.is_overridden {
            *self.tally.overridden.entry(failed.place).or_default() += 1;
            return Ok(());
        }
        *self.tally.failed.entry((failed.place, failed.item.to_owned())).or_default() += 1;
        let at = usize::try_from(place.2.saturating_sub(1)).unwrap_or(usize::MAX);
        let key = self.last_keys.get(at).filter(|key| !key.is_empty());
        self.findings.push_failed(failed, place, value, key.map(String::as_str), self.desk.safe_items);
        self.write_findings_if_full()
    }

    fn write_findings_if_full(&mut self) -> Result<()> {
        if self.findings.len() >= FLUSH_ROWS { self.write_findings() } else { Ok(()) }
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// The disk is full.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.write_rows()?;
        self.write_findings()
    }

    fn write_if_full(&mut self) -> Result<()> {
        if self.rows.bytes() < self.full_at && self.rows.len() < FLUSH_ROWS {
            return Ok(());
        }
        self.full_at = FLUSH_BYTES;
        self.write_rows()
    }

    fn write_rows(&mut self) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        self.rows.note_met(&mut self.met);
        let origin = &self.desk.origin;
        let batches = self.rows.take(origin)?;
        if batches.abstracts.num_rows() > 0 {
            self.write(Table::Abstracts, &batches.abstracts)?;
        }
        let mut vault = self.desk.writer.vault_file(batches.vault.schema())?;
        vault.write(&batches.vault)?;
        self.staged.vault.push(vault.finish(&origin.facility_id, &origin.submission_id)?);
        Ok(())
    }

    fn write_findings(&mut self) -> Result<()> {
        if self.findings.len() == 0 {
            return Ok(());
        }
        let batch = self.findings.take(&self.desk.origin)?;
        self.write(Table::Findings, &batch)
    }

    fn write(&mut self, table: Table, batch: &arrow::array::RecordBatch) -> Result<()> {
        let mut file = self.desk.writer.data_file(table, batch.schema())?;
        file.write(batch)?;
        self.staged.tables.push(file.finish()?);
        Ok(())
    }
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.patients += other.patients;
        self.tumors += other.tumors;
        self.items += other.items;
        self.received += other.received;
        let first = self.first_quarantined.take().into_iter().chain(other.first_quarantined.clone()).min();
        self.first_quarantined = first;
        for (reason, count) in &other.rejected {
            *self.rejected.entry(reason.clone()).or_default() += count;
        }
        for (kind, count) in &other.findings {
            *self.findings.entry(kind.clone()).or_default() += count;
        }
        for (edit, count) in &other.failed {
            *self.failed.entry(edit.clone()).or_default() += count;
        }
        for (edit, count) in &other.overridden {
            *self.overridden.entry(*edit).or_default() += count;
        }
        self.indicators.merge(&other.indicators);
    }
}

/// Notes the values that keys and derived columns are made of.
fn gather<'a>(roles: &mut Roles<'a>, plan: &Plan, items: impl Iterator<Item = ItemValue<'a>>, level: Level) {
    for item in items {
        let role = item.slot.and_then(|slot| plan.destination(slot, level).role);
        if let Some(place) = role.and_then(|role| roles.get_mut(role as usize)) {
            *place = item.value;
        }
    }
}

/// A lane that parses chunks of a file for its intake.
pub(crate) struct SubmitLane<'d> {
    pub(crate) intake: Intake<'d>,
    batch: PatientBatch,
}

impl<'d> SubmitLane<'d> {
    pub(crate) fn new(intake: Intake<'d>) -> Self {
        Self { intake, batch: PatientBatch::default() }
    }
}

impl Lane for SubmitLane<'_> {
    fn take(&mut self, file: &str, format: &dyn Format, chunk: &Chunk, _number: u64) -> Result<()> {
        let mut parser = format.parse(chunk);
        let mut ordinal = chunk.first_patient;
        loop {
            let more = self.batch.read(&mut *parser, ordinal);
            // What was read before an error is of no use: the submission fails as a whole.
            let more = more.map_err(|error| Error::reading(file, error))?;
            self.intake.batch(&self.batch)?;
            ordinal += self.batch.len();
            if !more {
                return Ok(());
            }
        }
    }

    fn finish(&mut self) -> Result<()> {
        self.intake.finish()
    }
}
