//! Cuts a document into chunks of whole patients.

use super::boundaries::{Boundaries, Boundary};
use super::fault::Fault;
use crate::encoding::Text;
use crate::{Chunk, Error, ReadOptions, Rule, Source, Splitter};

/// Bytes read at a time: they stay in the processor's cache while they are decoded, counted and searched.
const BLOCK_BYTES: usize = 128 << 10;

/// The bytes of a document behind its header, in order.
pub(super) struct XmlSplitter<S> {
    text: Text<S>,
    boundaries: Boundaries,
    /// Decoded, and not in a chunk yet.
    carry: Vec<u8>,
    line: u64,
    patient: u64,
    /// Patients whose start was seen behind the last cut.
    patients_in_carry: u64,
    chunk_bytes: usize,
    max_patient_bytes: usize,
    source_bytes: u64,
    ended: bool,
    finished: bool,
}

impl<S: Source> XmlSplitter<S> {
    /// Goes on with `text`, of which `carry` was decoded but is not part of the header; it starts at `line`.
    pub(super) fn new(text: Text<S>, carry: Vec<u8>, line: u64, boundaries: Boundaries, options: &ReadOptions) -> Self {
        Self {
            text,
            boundaries,
            carry,
            line,
            patient: 1,
            patients_in_carry: 0,
            chunk_bytes: options.chunk_bytes.max(1),
            max_patient_bytes: options.max_patient_bytes,
            source_bytes: 0,
            ended: false,
            finished: false,
        }
    }

    /// Reads until `bytes` hold a chunk. Returns the place of its end and the number of patients up to there.
    fn read_chunk(&mut self, bytes: &mut Vec<u8>, lines: &mut u64) -> Result<(usize, u64), Error> {
        let mut seen = self.patients_in_carry;
        let (mut cut, mut seen_at_cut) = (0, 0);
        let mut counted = 0;
        loop {
            while let Some(boundary) = self.boundaries.next(bytes, self.ended) {
                match boundary {
                    Boundary::Start(_) => seen += 1,
                    Boundary::End(end) => {
                        if end - cut > self.max_patient_bytes {
                            return Err(self.too_large(bytes, cut, seen_at_cut));
                        }
                        (cut, seen_at_cut) = (end, seen);
                        if cut >= self.chunk_bytes {
                            break;
                        }
                    }
                }
            }
            *lines += newlines(bytes, counted, bytes.len());
            counted = bytes.len();
            if cut >= self.chunk_bytes || cut > 0 && bytes.len() >= self.chunk_bytes {
                self.patients_in_carry = seen - seen_at_cut;
                *lines -= newlines(bytes, cut, bytes.len());
                return Ok((cut, seen_at_cut));
            }
            if self.ended {
                self.finished = true;
                return Ok((bytes.len(), seen));
            }
            if bytes.len() - cut > self.max_patient_bytes {
                return Err(self.too_large(bytes, cut, seen_at_cut));
            }
            self.ended = !self.text.fill(bytes, self.chunk_bytes.min(BLOCK_BYTES))?;
        }
    }

    fn too_large(&self, bytes: &[u8], cut: usize, seen: u64) -> Error {
        let line = self.line + newlines(bytes, 0, cut);
        let message = format!("a patient of more than {} bytes", self.max_patient_bytes);
        Fault::new(Rule::PatientTooLarge, line, message).into_error(self.patient + seen)
    }
}

impl<S: Source> Splitter for XmlSplitter<S> {
    fn next_chunk(&mut self, chunk: &mut Chunk) -> Result<bool, Error> {
        if self.finished {
            return Ok(false);
        }
        chunk.bytes.clear();
        chunk.bytes.append(&mut self.carry);
        chunk.first_line = self.line;
        chunk.first_patient = self.patient;
        let mut lines = 0;
        let (cut, patients) = match self.read_chunk(&mut chunk.bytes, &mut lines) {
            Ok(read) => read,
            Err(error) => {
                self.finished = true;
                return Err(error);
            }
        };
        if !self.finished {
            self.carry.extend_from_slice(chunk.bytes.get(cut..).unwrap_or_default());
            chunk.bytes.truncate(cut);
            self.boundaries.shift(cut);
        }
        self.line += lines;
        self.patient += patients;
        chunk.last = self.finished;
        chunk.source_bytes = self.text.source_bytes() - self.source_bytes;
        self.source_bytes = self.text.source_bytes();
        Ok(true)
    }

    fn replaced_bytes(&self) -> u64 {
        self.text.replaced_bytes()
    }
}

fn newlines(bytes: &[u8], from: usize, until: usize) -> u64 {
    memchr::memchr_iter(b'\n', bytes.get(from..until).unwrap_or_default()).count() as u64
}
