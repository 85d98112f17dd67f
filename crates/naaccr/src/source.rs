//! The one shape of every reader: a file is cut into chunks in order, and chunks are parsed side by side.
//!
//! A [`Splitter`] reads the bytes once, in order, and cuts only between patients. A [`Format`] is shared by all
//! threads and makes a parser for each chunk. Reading on one thread is the same loop without the threads: [`Patients`].

use std::io::Read;

use crate::{Dictionary, Error, Finding, Header, Patient};

/// Whole patients of a file, decoded to UTF-8.
#[derive(Debug, Default)]
pub struct Chunk {
    /// The text, ending where a patient ends or, in the last chunk, the file.
    pub bytes: Vec<u8>,
    /// Line of the first byte, from 1.
    pub first_line: u64,
    /// Place in the file of the first patient, from 1.
    pub first_patient: u64,
    /// Bytes of the source (before decoding) that this chunk covers; for progress only.
    pub source_bytes: u64,
    /// Whether the file ends with this chunk.
    pub last: bool,
}

/// Cuts a file into chunks of whole patients, in order.
pub trait Splitter: Send {
    /// Fills `chunk` (its memory is reused) with the next patients; `false` at the end of the file.
    ///
    /// # Errors
    /// A file that cannot be read or decoded, or whose prolog or end breaks the standard.
    fn next_chunk(&mut self, chunk: &mut Chunk) -> Result<bool, Error>;

    /// Bytes that were not legal in the file's encoding and were replaced so far.
    fn replaced_bytes(&self) -> u64;
}

/// What all chunks of a file share: its header, dictionary and rules.
pub trait Format: Send + Sync {
    /// The file's header with its root items.
    fn header(&self) -> &Header;

    /// The dictionary that slots refer to.
    fn dictionary(&self) -> &Dictionary;

    /// A parser over one chunk.
    fn parse<'a>(&'a self, chunk: &'a Chunk) -> Box<dyn PatientParser + 'a>;
}

/// What a parser met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A patient, now in the buffer.
    Patient,
    /// A patient that could not be read; its findings say why. The buffer holds nothing of use.
    Quarantined {
        /// Tumors that were seen in it; at least 0.
        tumors: u32,
    },
    /// The end of the chunk.
    End,
}

/// Yields the patients of a chunk in order.
pub trait PatientParser {
    /// Reads the next patient into `patient`, adding what is wrong to `findings`.
    ///
    /// # Errors
    /// A break of the standard that stops the reading; see [`crate::ReadOptions::on_broken_patient`].
    fn next_patient(&mut self, patient: &mut Patient, findings: &mut Vec<Finding>) -> Result<Next, Error>;
}

/// An opened file: its shared rules, and its bytes still to be read.
pub struct Opened<'r> {
    /// Shared by all parsers.
    pub format: std::sync::Arc<dyn Format>,
    /// The bytes, in order.
    pub splitter: Box<dyn Splitter + 'r>,
    /// What is wrong with the header and the root items.
    pub findings: Vec<Finding>,
}

impl std::fmt::Debug for Opened<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("header", self.format.header()).finish_non_exhaustive()
    }
}

/// Any source of bytes that can go to another thread.
pub trait Source: Read + Send {}
impl<R: Read + Send> Source for R {}

/// Reads an opened file on one thread, patient by patient.
#[derive(Debug)]
pub struct Patients<'r> {
    opened: Opened<'r>,
    chunk: Chunk,
}

impl<'r> Patients<'r> {
    /// Reads the patients of `opened`.
    #[must_use]
    pub fn new(opened: Opened<'r>) -> Self {
        Self { opened, chunk: Chunk::default() }
    }

    /// Calls `each` with every patient in order; a quarantined one comes as `None`. Findings collect in `findings`.
    ///
    /// # Errors
    /// See [`PatientParser::next_patient`] and [`Splitter::next_chunk`].
    pub fn for_each(
        &mut self,
        findings: &mut Vec<Finding>,
        mut each: impl FnMut(Option<&Patient>),
    ) -> Result<(), Error> {
        findings.append(&mut self.opened.findings);
        let mut patient = Patient::new();
        while self.opened.splitter.next_chunk(&mut self.chunk)? {
            let mut parser = self.opened.format.parse(&self.chunk);
            loop {
                match parser.next_patient(&mut patient, findings)? {
                    Next::Patient => each(Some(&patient)),
                    Next::Quarantined { .. } => each(None),
                    Next::End => break,
                }
            }
        }
        Ok(())
    }
}
