//! Patients of a file a few hundred at a time, so that rules can look at their items column by column.

use naaccr::{Error, Finding, Next, Patient, PatientParser};

/// Tumors at which a batch is full: enough that the cost of looking at a column is spread over many rows, few enough
/// that all their items stay in the processor's cache.
const TUMORS: usize = 512;

/// Patients in the order of the file, with what was found while reading them. Memory is reused.
#[derive(Default)]
pub(crate) struct PatientBatch {
    patients: Vec<Patient>,
    entries: Vec<Entry>,
    findings: Vec<Finding>,
    read: usize,
    tumors: usize,
}

struct Entry {
    what: What,
    ordinal: u64,
    findings_end: usize,
}

enum What {
    /// The patient at this place of the buffer.
    Patient(usize),
    Quarantined {
        tumors: u32,
    },
}

/// A patient as met in a file.
pub(crate) enum Met<'b> {
    /// One that was read, at this place among those read of its batch.
    Patient(usize, &'b Patient),
    /// One that could not be read, with so many tumors.
    Quarantined { tumors: u32 },
}

/// A place in the file, what stood there and what was wrong with it.
pub(crate) struct Event<'b> {
    pub(crate) met: Met<'b>,
    /// The patient's place in the file, from 1.
    pub(crate) ordinal: u64,
    pub(crate) findings: &'b [Finding],
}

impl PatientBatch {
    /// Forgets all patients.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.findings.clear();
        self.read = 0;
        self.tumors = 0;
    }

    /// Reads the next patients, the first of which has this ordinal; `false` where the chunk ended. What was read before an
    /// error stands.
    ///
    /// # Errors
    /// See [`PatientParser::next_patient`].
    pub(crate) fn read(&mut self, parser: &mut dyn PatientParser, first: u64) -> Result<bool, Error> {
        self.clear();
        while !self.is_full() {
            let patient = slot(&mut self.patients, self.read);
            match parser.next_patient(patient, &mut self.findings)? {
                Next::Patient => {
                    self.tumors += patient.tumor_count();
                    self.enter(What::Patient(self.read), first);
                    self.read += 1;
                }
                Next::Quarantined { tumors } => self.enter(What::Quarantined { tumors }, first),
                Next::End => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Adds a copy of a patient that nothing was found wrong with.
    pub(crate) fn push(&mut self, patient: &Patient, ordinal: u64) {
        slot(&mut self.patients, self.read).copy_from(patient);
        self.tumors += patient.tumor_count();
        self.entries.push(Entry { what: What::Patient(self.read), ordinal, findings_end: 0 });
        self.read += 1;
    }

    /// Whether the patients should be looked at before there are more.
    pub(crate) fn is_full(&self) -> bool {
        self.tumors.max(self.entries.len()) >= TUMORS
    }

    /// How many patients there are, read or not.
    pub(crate) fn len(&self) -> u64 {
        self.entries.len() as u64
    }

    /// The first patient's place in the file, from 1; 0 where there is none.
    pub(crate) fn first(&self) -> u64 {
        self.entries.first().map_or(0, |entry| entry.ordinal)
    }

    /// The patients that were read.
    pub(crate) fn patients(&self) -> &[Patient] {
        self.patients.get(..self.read).unwrap_or_default()
    }

    /// What was met, in the order of the file.
    pub(crate) fn events(&self) -> impl Iterator<Item = Event<'_>> {
        let mut from = 0;
        self.entries.iter().filter_map(move |entry| {
            let findings = self.findings.get(from..entry.findings_end).unwrap_or_default();
            from = from.max(entry.findings_end);
            let met = match entry.what {
                What::Patient(at) => Met::Patient(at, self.patients.get(at)?),
                What::Quarantined { tumors } => Met::Quarantined { tumors },
            };
            Some(Event { met, ordinal: entry.ordinal, findings })
        })
    }

    /// What was found behind the last patient.
    pub(crate) fn trailing_findings(&self) -> &[Finding] {
        let from = self.entries.last().map_or(0, |entry| entry.findings_end);
        self.findings.get(from..).unwrap_or_default()
    }

    fn enter(&mut self, what: What, first: u64) {
        let ordinal = first + self.entries.len() as u64;
        self.entries.push(Entry { what, ordinal, findings_end: self.findings.len() });
    }
}

/// The buffer at this place, which is at most the next one.
fn slot(patients: &mut Vec<Patient>, at: usize) -> &mut Patient {
    if at >= patients.len() {
        patients.push(Patient::new());
    }
    let last = patients.len() - 1;
    &mut patients[at.min(last)]
}
