//! NAACCR XML, specification 1.0 to 1.8.
//!
//! A document is opened by reading its prolog, root element and root items in order (`prolog`). The rest is cut behind
//! patients' end tags without being read (`splitter`, `boundaries`), and the pieces are parsed on any number of
//! threads (`parser`). Nearly all of a file is items in regular lines, which are recognised by their bytes
//! (`tag_cache`); everything else takes the careful way (`scanner`, `content`).
//!
//! No entity is ever expanded and nothing is ever fetched. Where the field's reference library is more lenient than XML
//! and nothing is lost by it, so is this reader: blank lines before the declaration, text between elements and behind the
//! root element, control characters, a missing blank between attributes. It is stricter where the library drops data
//! without a word, and it resolves namespace prefixes where the library compares their names.

mod attributes;
mod boundaries;
mod characters;
mod content;
mod escape;
mod fault;
mod format;
mod item_tag;
mod judge;
mod names;
mod parser;
mod prolog;
mod root;
mod scanner;
mod seen;
mod splitter;
mod tag_cache;
mod writer;

use std::sync::Arc;

pub use escape::CarriageReturns;
pub use writer::{XmlWriter, XmlWriterOptions};

use crate::encoding::Text;
use crate::{Error, Opened, ReadOptions, Rule, Source};
use fault::Fault;
use scanner::Scanner;
use splitter::XmlSplitter;

/// Bytes read for a header at first; twice as many whenever they do not reach the first patient.
const HEADER_BYTES: usize = 16 << 10;

/// Opens a NAACCR XML document: reads its header up to the first patient.
///
/// # Errors
/// Bytes that cannot be read; a document that is not well formed, not NAACCR XML, of an unknown version, or whose root
/// breaks the standard; user dictionaries that clash.
pub fn open<'r>(source: impl Source + 'r, options: &ReadOptions) -> Result<Opened<'r>, Error> {
    let mut text = Text::new(source);
    let mut bytes = Vec::new();
    let mut ended = false;
    loop {
        let wanted = bytes.len().max(HEADER_BYTES);
        let goal = bytes.len() + wanted;
        while !ended && bytes.len() < goal {
            let missing = goal - bytes.len();
            ended = !text.fill(&mut bytes, missing)?;
        }
        let decoded = std::str::from_utf8(&bytes)
            .map_err(|_| Fault::new(Rule::Encoding, 0, "text that cannot be decoded").into_error(0))?;
        let mut scanner = Scanner::new(decoded, 1);
        match prolog::read(&mut scanner, options) {
            Ok(opening) => {
                let (position, line) = (scanner.position, scanner.line);
                bytes.drain(..position);
                let boundaries = opening.format.boundaries("Patient");
                let splitter = XmlSplitter::new(text, bytes, line, boundaries, options);
                return Ok(Opened {
                    format: Arc::new(opening.format),
                    splitter: Box::new(splitter),
                    findings: opening.findings,
                });
            }
            Err(_) if scanner.met_end && !ended && bytes.len() <= options.max_patient_bytes => {}
            Err(_) if scanner.met_end && !ended => {
                let message = format!("no patient within the first {} bytes", options.max_patient_bytes);
                return Err(Fault::new(Rule::PatientTooLarge, scanner.line, message).into_error(0));
            }
            Err(error) => return Err(error),
        }
    }
}
