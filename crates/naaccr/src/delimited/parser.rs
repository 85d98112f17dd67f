//! Rows to patients.

use super::binding::{Binding, Bound};
use super::rows::{Row, Rows};
use crate::records::{Records, is_same_patient};
use crate::{
    Chunk, Code, Dictionary, Error, Finding, Format, Header, Next, OnBrokenPatient, Patient, PatientParser, Rule,
};

/// What all chunks of a delimited file share.
#[derive(Debug)]
pub(super) struct DelimitedFormat {
    pub(super) header: Header,
    pub(super) dictionary: Dictionary,
    pub(super) binding: Binding,
    pub(super) rows: Rows,
    /// Number of columns.
    pub(super) width: usize,
    pub(super) report_level_mismatch: bool,
    pub(super) on_broken_patient: OnBrokenPatient,
}

impl Format for DelimitedFormat {
    fn header(&self) -> &Header {
        &self.header
    }

    fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    fn parse<'a>(&'a self, chunk: &'a Chunk) -> Box<dyn PatientParser + 'a> {
        Box::new(DelimitedParser {
            format: self,
            text: simdutf8::basic::from_utf8(&chunk.bytes).unwrap_or_default(),
            line: chunk.first_line,
            patient: chunk.first_patient,
            row: Row::default(),
        })
    }
}

struct DelimitedParser<'a> {
    format: &'a DelimitedFormat,
    /// What is left of the chunk.
    text: &'a str,
    /// Of the text left.
    line: u64,
    /// Of the next patient.
    patient: u64,
    row: Row,
}

/// A row and where it stands.
struct Place<'a> {
    body: &'a str,
    id: &'a [u8],
    line: u64,
    len: usize,
    lines: u64,
}

impl PatientParser for DelimitedParser<'_> {
    fn next_patient(&mut self, patient: &mut Patient, findings: &mut Vec<Finding>) -> Result<Next, Error> {
        let mut next = self.peek();
        let Some(first) = &next else { return Ok(Next::End) };
        patient.start(first.line);
        let before = findings.len();
        let mut broken = Vec::new();
        let (mut records, mut id) = (0, Default::default());
        while let Some(place) = next {
            if records > 0 && !is_same_patient(id, place.id) {
                break;
            }
            records += 1;
            id = place.id;
            self.row.split(place.body, self.format.rows.delimiter);
            if self.row.fits(self.format.width) {
                self.read(place.line, records, patient, findings);
            } else {
                broken.push(self.broken(place.line, records)?);
            }
            self.text = self.text.get(place.len..).unwrap_or_default();
            self.line += place.lines;
            next = self.peek();
        }
        let is_broken = !broken.is_empty();
        if is_broken {
            findings.truncate(before);
            findings.append(&mut broken);
        }
        for finding in findings.iter_mut().skip(before) {
            finding.patient = self.patient;
        }
        self.patient += 1;
        Ok(if is_broken { Next::Quarantined { tumors: records } } else { Next::Patient })
    }
}

impl<'a> DelimitedParser<'a> {
    fn peek(&self) -> Option<Place<'a>> {
        let rows = &self.format.rows;
        let record = rows.record(self.text.as_bytes(), true).ok().flatten()?;
        let body = self.text.get(record.body)?;
        let id = body.as_bytes().get(rows.patient_id(body.as_bytes())).unwrap_or_default();
        Some(Place { body, id, line: self.line + record.lines_before, len: record.len, lines: record.lines })
    }

    /// Reads the row as the patient's `record`, from 1.
    fn read(&self, line: u64, record: u32, patient: &mut Patient, findings: &mut Vec<Finding>) {
        let Binding { root, patient: of_patient, tumor: of_tumor } = &self.format.binding;
        if record == 1 {
            self.push(of_patient, (line, 0), patient, findings);
        }
        if self.format.report_level_mismatch {
            let items = &self.format.header.items;
            let of_file =
                |bound: &Bound| items.iter().find(|item| item.slot == Some(bound.slot)).map(|item| item.value.as_str());
            self.compare(root, of_file, Code::RootMismatch, (line, record), findings);
            if record > 1 {
                let of_first = |bound: &Bound| patient.value(bound.slot);
                self.compare(of_patient, of_first, Code::PatientMismatch, (line, record), findings);
            }
        }
        let has_tumor = of_tumor.iter().any(|bound| !bound.value(&self.row).is_empty());
        if record == 2 && patient.tumor_count() == 0 {
            // One of several records is a tumor, even if it says nothing of it.
            patient.start_tumor(patient.line());
        }
        if has_tumor || record > 1 {
            patient.start_tumor(line);
            self.push(of_tumor, (line, record), patient, findings);
        }
    }

    fn push(&self, items: &[Bound], (line, tumor): (u64, u32), patient: &mut Patient, findings: &mut Vec<Finding>) {
        for bound in items {
            let value = bound.value(&self.row);
            patient.push(bound.slot, &value, line);
            findings.extend(bound.check(&value, line).map(|finding| Finding { tumor, ..finding }));
        }
    }

    fn compare<'v>(
        &self,
        items: &[Bound],
        wanted: impl Fn(&Bound) -> Option<&'v str>,
        code: Code,
        (line, tumor): (u64, u32),
        findings: &mut Vec<Finding>,
    ) {
        for bound in items {
            let value = bound.value(&self.row);
            if wanted(bound).unwrap_or_default() != value {
                findings.push(Finding { tumor, ..bound.finding(code, &value, line) });
            }
        }
    }

    /// A row of another width: a finding, or the end of the reading.
    fn broken(&self, line: u64, tumor: u32) -> Result<Finding, Error> {
        let found = format!("{} values, wanted {}", self.row.len(), self.format.width);
        match self.format.on_broken_patient {
            OnBrokenPatient::Stop => Err(Error::broken(
                Rule::DelimitedRecord,
                line,
                self.patient,
                format!("the record has {found}"),
                "write a value, if only an empty one, for every column, and quote values that hold the delimiter",
            )),
            OnBrokenPatient::Quarantine => {
                let detail = format!("{}: {found}", Rule::DelimitedRecord).into();
                Ok(Finding { patient: self.patient, tumor, detail, ..Finding::new(Code::QuarantinedPatient, line) })
            }
        }
    }
}
