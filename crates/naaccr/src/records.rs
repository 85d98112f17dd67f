//! Files of records, one after another, that are patients by their ids: the cutting that fixed-width and delimited
//! files share.

use std::ops::Range;

use crate::encoding::Text;
use crate::{Chunk, Error, ReadOptions, Rule, Source, Splitter};

/// A source of any kind, read as text.
pub(crate) type SourceText<'r> = Text<Box<dyn Source + 'r>>;

/// Bytes asked of a source at a time.
pub(crate) const READ_BYTES: usize = 256 << 10;

/// One record in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// Bytes up to the next record.
    pub(crate) len: usize,
    /// The record itself, without its line end and without empty lines before it.
    pub(crate) body: Range<usize>,
    /// Lines that `len` covers.
    pub(crate) lines: u64,
    /// Of these, lines before the record itself.
    pub(crate) lines_before: u64,
}

/// A record that does not end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Endless {
    /// Lines before the place where it opens something that is never closed.
    pub(crate) lines_before: u64,
}

/// How records stand in a text.
pub(crate) trait Records: Send {
    /// The record that `text` begins with; `None` where more text is needed to see its end or, `at_end`, where none
    /// is left.
    fn record(&self, text: &[u8], at_end: bool) -> Result<Option<Record>, Endless>;

    /// Where a record's body has the id of its patient; empty for a record that stands alone.
    fn patient_id(&self, body: &[u8]) -> Range<usize>;
}

/// Whether a record with this id goes on with the patient of the record before it.
pub(crate) fn is_same_patient(previous: &[u8], id: &[u8]) -> bool {
    !id.is_empty() && previous == id
}

/// Cuts a file of records between patients.
pub(crate) struct RecordSplitter<'r, R> {
    source: SourceText<'r>,
    records: R,
    /// Text that was read and belongs to the next chunk.
    pending: Vec<u8>,
    line: u64,
    patient: u64,
    reported_bytes: u64,
    chunk_bytes: usize,
    max_patient_bytes: usize,
}

impl<'r, R: Records> RecordSplitter<'r, R> {
    /// Goes on with `source` behind `pending`, which begins with the first record, at `line` of the file.
    pub(crate) fn new(source: SourceText<'r>, pending: Vec<u8>, line: u64, records: R, options: &ReadOptions) -> Self {
        let (chunk_bytes, max_patient_bytes) = (options.chunk_bytes, options.max_patient_bytes);
        Self { source, records, pending, line, patient: 1, reported_bytes: 0, chunk_bytes, max_patient_bytes }
    }

    fn too_large(&self, line: u64, patient: u64) -> Error {
        Error::broken(
            Rule::PatientTooLarge,
            line,
            patient,
            format!("the patient that begins here has more than {} bytes", self.max_patient_bytes),
            "check that lines end and that this is a text file; raise the limit if the patient is real",
        )
    }
}

/// Where a text was scanned up to.
#[derive(Debug, Clone, Default)]
struct Scanned {
    at: usize,
    lines: u64,
    /// Patients begun.
    patients: u64,
    /// Where the last patient begins, and the lines before it.
    last_start: usize,
    last_start_lines: u64,
    id: Range<usize>,
}

impl<R: Records> Splitter for RecordSplitter<'_, R> {
    fn next_chunk(&mut self, chunk: &mut Chunk) -> Result<bool, Error> {
        chunk.bytes.clear();
        chunk.bytes.append(&mut self.pending);
        (chunk.first_line, chunk.first_patient) = (self.line, self.patient);
        let mut scanned = Scanned::default();
        let mut at_end = false;
        while !self.scan(&chunk.bytes, at_end, &mut scanned)? && !at_end {
            if chunk.bytes.len() - scanned.last_start > self.max_patient_bytes {
                let patient = self.patient + scanned.patients.saturating_sub(1);
                return Err(self.too_large(self.line + scanned.last_start_lines, patient));
            }
            at_end = !self.source.fill(&mut chunk.bytes, READ_BYTES)?;
        }
        self.pending.extend_from_slice(chunk.bytes.get(scanned.at..).unwrap_or_default());
        chunk.bytes.truncate(scanned.at);
        self.line += scanned.lines;
        self.patient += scanned.patients;
        chunk.last = at_end;
        chunk.source_bytes = self.source.source_bytes() - self.reported_bytes;
        self.reported_bytes += chunk.source_bytes;
        Ok(!chunk.bytes.is_empty())
    }

    fn replaced_bytes(&self) -> u64 {
        self.source.replaced_bytes()
    }
}

impl<R: Records> RecordSplitter<'_, R> {
    /// Goes on over whole records; `true` once it stands at the first patient behind `chunk_bytes`.
    fn scan(&self, text: &[u8], at_end: bool, scanned: &mut Scanned) -> Result<bool, Error> {
        loop {
            let rest = text.get(scanned.at..).unwrap_or_default();
            let record = match self.records.record(rest, at_end) {
                Ok(Some(record)) => record,
                Ok(None) => {
                    if at_end {
                        scanned.at = text.len();
                    }
                    return Ok(false);
                }
                Err(Endless { lines_before }) => {
                    return Err(Error::broken(
                        Rule::DelimitedRecord,
                        self.line + scanned.lines + lines_before,
                        self.patient + scanned.patients,
                        "a quote opens here and is never closed",
                        "close the quote, and double each quote inside a quoted value",
                    ));
                }
            };
            let body_start = scanned.at + record.body.start;
            let in_body = self.records.patient_id(rest.get(record.body).unwrap_or_default());
            let id = body_start + in_body.start..body_start + in_body.end;
            let bytes_of = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
            if scanned.patients == 0 || !is_same_patient(bytes_of(&scanned.id), bytes_of(&id)) {
                if scanned.at >= self.chunk_bytes.max(1) {
                    return Ok(true);
                }
                scanned.patients += 1;
                (scanned.last_start, scanned.last_start_lines) = (scanned.at, scanned.lines);
            }
            scanned.id = id;
            scanned.at += record.len;
            scanned.lines += record.lines;
        }
    }
}
