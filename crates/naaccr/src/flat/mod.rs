//! Fixed-width records: one line a tumor, every item in its own columns; versions 140 to 180.
//!
//! The first line decides version, record type and thereby the length of all lines. Adjacent lines with the same
//! `patientIdNumber` are one patient, blank ids never. Patient items come from the patient's first line, root items
//! from the first of the file. Lengths and columns count UTF-16 code units, as the field's reference library does; only
//! characters beyond the Basic Multilingual Plane make a difference to counting characters.

mod columns;
mod layout;
mod lines;
mod parser;
mod writer;

use std::sync::Arc;

pub use layout::line_length;
pub use writer::{FlatWriter, Losses, ZeroPadding};

use crate::encoding::Text;
use crate::records::{READ_BYTES, RecordSplitter, SourceText};
use crate::{Dictionary, Error, FlatLines, Header, Opened, ReadOptions, RecordType, RootItem, Rule, Source, Version};
use columns::Marks;
use layout::{Layout, VERSION_COLUMNS};
use lines::Lines;
use parser::FlatFormat;

/// Longer than any first line can be: 24,194 characters of at most four bytes.
const FIRST_LINE_BYTES: usize = 128 << 10;
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Opens a fixed-width file.
///
/// A fixed-width file names no user dictionaries, so those in `options` that are for its version, or for any, and give
/// items columns are its own. Only where there are none, its reserved columns are read as the items of the default user
/// dictionary.
///
/// # Errors
/// A first line that names no version and record type, or has another length: [`Rule::FlatFormat`]. User dictionaries
/// that do not fit: [`Rule::UserDictionary`]. Bytes that cannot be read.
pub fn open<'r>(source: impl Source + 'r, options: &ReadOptions) -> Result<Opened<'r>, Error> {
    let mut source: SourceText<'r> = Text::utf8(Box::new(source));
    let mut text = Vec::new();
    while memchr::memchr(b'\n', &text).is_none() && text.len() < FIRST_LINE_BYTES {
        if !source.fill(&mut text, READ_BYTES)? {
            break;
        }
    }
    if options.flat_lines == FlatLines::Mended && text.starts_with(BYTE_ORDER_MARK.as_bytes()) {
        text.drain(..BYTE_ORDER_MARK.len());
    }
    let line = first_line(&text)?;
    let (version, record_type) = version_and_type(line)?;
    let mut user = options.user_dictionaries_for(version);
    user.retain(|dictionary| dictionary.items.iter().any(|item| item.start_column.is_some()));
    let dictionary = Dictionary::new(version, record_type, &user)?;
    let length = wanted_length(version, record_type)?;
    let mut marks = Marks::default();
    let columns = marks.line(line);
    if columns.len() != length {
        let found = columns.len();
        return Err(refused(
            format!("the first line has {found} columns, wanted {length} for NAACCR {version} type {record_type}"),
            "write every line in the full length of the format",
        ));
    }
    let layout = Layout::new(&dictionary, length);
    let mut header = Header::new(version, record_type);
    header.spec_version = crate::SpecVersion::V1_0;
    header.user_dictionary_uris = user.iter().map(|dictionary| dictionary.uri.clone()).collect();
    let mut findings = Vec::new();
    for column in &layout.root {
        let value = column.value(columns, options.flat_lines);
        if !value.is_empty() {
            header.items.push(RootItem {
                slot: Some(column.slot),
                id: column.item.id.to_string(),
                value: value.to_owned(),
                line: 1,
            });
            findings.extend(column.check(value, 1));
        }
    }
    let lines = Lines { flat_lines: options.flat_lines };
    let splitter = RecordSplitter::new(source, text, 1, lines, options);
    let format = FlatFormat { header, dictionary, layout, lines, report_level_mismatch: options.report_level_mismatch };
    Ok(Opened { format: Arc::new(format), splitter: Box::new(splitter), findings })
}

fn first_line(text: &[u8]) -> Result<&str, Error> {
    let end = memchr::memchr(b'\n', text).unwrap_or(text.len());
    let line = text.get(..end).and_then(|line| std::str::from_utf8(line).ok()).unwrap_or_default();
    if line.is_empty() {
        return Err(refused("the first line is empty, wanted a record", "begin the file with its first record"));
    }
    Ok(line)
}

/// What the first line says it is. Of the line, only what cannot be a person's data goes into an error.
fn version_and_type(line: &str) -> Result<(Version, RecordType), Error> {
    if line.starts_with(BYTE_ORDER_MARK) {
        return Err(refused(
            "the first line begins with a byte order mark, which moves every column by one",
            "write the file without a byte order mark",
        ));
    }
    let mut marks = Marks::default();
    let columns = marks.line(line);
    let named = if columns.len() < VERSION_COLUMNS.end { "" } else { columns.slice(VERSION_COLUMNS).trim() };
    if named.is_empty() {
        return Err(refused("no version in columns 17 to 19 of the first line", "write e.g. 180 there"));
    }
    let number = named.parse::<u16>().ok().filter(|_| named.len() == 3);
    let Some(version) = number.and_then(Version::from_number) else {
        let found = number.map_or_else(|| "no number".to_owned(), |number| number.to_string());
        return Err(refused(
            format!("columns 17 to 19 of the first line hold {found}, wanted a version of the standard"),
            "fixed-width files have version 140, 150, 160 or 180",
        ));
    };
    let Some(record_type) = RecordType::from_letter(columns.slice(0..1)) else {
        return Err(refused(
            "column 1 of the first line holds no record type, wanted A, M, C or I",
            "write the record type there as a capital letter",
        ));
    };
    Ok((version, record_type))
}

fn wanted_length(version: Version, record_type: RecordType) -> Result<usize, Error> {
    let length = line_length(version, record_type).ok_or_else(|| {
        refused(
            format!("the first line names version {version}, which has no fixed columns"),
            "submit files from version 210 on as NAACCR XML",
        )
    })?;
    Ok(length as usize)
}

fn refused(message: impl Into<String>, cure: &'static str) -> Error {
    Error::broken(Rule::FlatFormat, 1, 0, message, cure)
}
