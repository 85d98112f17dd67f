//! Lines to patients.

use super::columns::{Columns, Marks};
use super::layout::{Column, Layout};
use super::lines::Lines;
use crate::records::{Records, is_same_patient};
use crate::{Chunk, Code, Dictionary, Error, Finding, Format, Header, Next, Patient, PatientParser, Rule};

/// What all chunks of a fixed-width file share.
#[derive(Debug)]
pub(super) struct FlatFormat {
    pub(super) header: Header,
    pub(super) dictionary: Dictionary,
    pub(super) layout: Layout,
    pub(super) lines: Lines,
    pub(super) report_level_mismatch: bool,
}

impl Format for FlatFormat {
    fn header(&self) -> &Header {
        &self.header
    }

    fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    fn parse<'a>(&'a self, chunk: &'a Chunk) -> Box<dyn PatientParser + 'a> {
        Box::new(FlatParser {
            format: self,
            bytes: &chunk.bytes,
            text: simdutf8::basic::from_utf8(&chunk.bytes).ok(),
            at: 0,
            line: chunk.first_line,
            patient: chunk.first_patient,
            marks: Marks::default(),
        })
    }
}

struct FlatParser<'a> {
    format: &'a FlatFormat,
    bytes: &'a [u8],
    /// The bytes as text; `None` if they are none, which no splitter of ours yields.
    text: Option<&'a str>,
    at: usize,
    /// Of the next line.
    line: u64,
    /// Of the next patient.
    patient: u64,
    marks: Marks,
}

/// A line and the patient it is of.
struct Line<'a> {
    text: &'a str,
    id: &'a [u8],
    len: usize,
}

impl PatientParser for FlatParser<'_> {
    fn next_patient(&mut self, patient: &mut Patient, findings: &mut Vec<Finding>) -> Result<Next, Error> {
        let Some(first) = self.peek()? else { return Ok(Next::End) };
        patient.start(self.line);
        let mut marks = std::mem::take(&mut self.marks);
        let mut next = Some(first);
        let (mut tumor, mut id) = (0, Default::default());
        while let Some(line) = next {
            if tumor > 0 && !is_same_patient(id, line.id) {
                break;
            }
            tumor += 1;
            id = line.id;
            let before = findings.len();
            self.read(marks.line(line.text), tumor, patient, findings);
            for finding in findings.iter_mut().skip(before) {
                finding.patient = self.patient;
            }
            self.at += line.len;
            self.line += 1;
            next = self.peek()?;
        }
        self.marks = marks;
        self.patient += 1;
        Ok(Next::Patient)
    }
}

impl<'a> FlatParser<'a> {
    fn peek(&self) -> Result<Option<Line<'a>>, Error> {
        let lines = self.format.lines;
        let Ok(Some(record)) = lines.record(self.bytes.get(self.at..).unwrap_or_default(), true) else {
            return Ok(None);
        };
        let body = self.at + record.body.start..self.at + record.body.end;
        let Some(text) = self.text.and_then(|text| text.get(body)) else {
            return Err(Error::broken(
                Rule::Encoding,
                self.line,
                self.patient,
                "the chunk is not UTF-8",
                "report this: chunks are decoded before they are parsed",
            ));
        };
        let id = text.as_bytes().get(lines.patient_id(text.as_bytes())).unwrap_or_default();
        Ok(Some(Line { text, id, len: record.len }))
    }

    /// Reads the line of the patient's `tumor`, from 1.
    fn read(&self, line: Columns<'_>, tumor: u32, patient: &mut Patient, findings: &mut Vec<Finding>) {
        let Layout { length, root, patient: of_patient, tumor: of_tumor } = &self.format.layout;
        if line.len() != *length {
            let detail = format!("{} columns, wanted {length}", line.len()).into();
            findings.push(Finding { detail, ..Finding::new(Code::InvalidLineLength, self.line) });
        }
        if tumor == 1 {
            self.push(of_patient, line, 0, patient, findings);
        }
        if self.format.report_level_mismatch {
            let header = &self.format.header;
            let of_file = |column: &Column| {
                header.items.iter().find(|item| item.slot == Some(column.slot)).map(|item| item.value.as_str())
            };
            self.compare(root, line, of_file, (Code::RootMismatch, tumor), findings);
            if tumor > 1 {
                let of_first_line = |column: &Column| patient.value(column.slot);
                self.compare(of_patient, line, of_first_line, (Code::PatientMismatch, tumor), findings);
            }
        }
        patient.start_tumor(self.line);
        self.push(of_tumor, line, tumor, patient, findings);
    }

    #[inline]
    fn push(
        &self,
        columns: &[Column],
        line: Columns<'_>,
        tumor: u32,
        patient: &mut Patient,
        findings: &mut Vec<Finding>,
    ) {
        for column in columns {
            let value = column.value(line, self.format.lines.flat_lines);
            if !value.is_empty() {
                patient.push(column.slot, value, self.line);
                findings.extend(column.check(value, self.line).map(|finding| Finding { tumor, ..finding }));
            }
        }
    }

    fn compare<'v>(
        &self,
        columns: &[Column],
        line: Columns<'_>,
        wanted: impl Fn(&Column) -> Option<&'v str>,
        (code, tumor): (Code, u32),
        findings: &mut Vec<Finding>,
    ) {
        for column in columns {
            let value = column.value(line, self.format.lines.flat_lines);
            if wanted(column).unwrap_or_default() != value {
                findings.push(Finding { tumor, ..column.finding(code, Some(value), self.line) });
            }
        }
    }
}
