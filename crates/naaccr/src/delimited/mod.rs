//! Delimited text: CSV and its relatives, with a header row, a record a tumor, and columns that a [`Mapping`] names.
//!
//! Records are as in RFC 4180: a value that begins with a quote ends with one, and may hold delimiters, line ends and
//! doubled quotes. Lines end with LF, CR LF or CR, and empty ones are none. Adjacent records with the same
//! `patientIdNumber` are one patient, blank ids never. Patient items come from the patient's first record, root items
//! from the first of the file. A patient whose only record has no tumor item has no tumor.

mod binding;
mod mapping;
mod parser;
mod rows;
mod writer;

use std::sync::Arc;

pub use mapping::{DateFormat, Draft, ItemRef, MappedColumn, Mapping};
pub use writer::DelimitedWriter;

use crate::encoding::Text;
use crate::records::{READ_BYTES, RecordSplitter, Records, SourceText};
use crate::{Dictionary, Error, Header, Opened, ReadOptions, RecordType, RootItem, Rule, Source, SpecVersion, Version};
use binding::Binding;
use parser::DelimitedFormat;
use rows::{Row, Rows};

/// Delimiters that are looked for where the mapping names none; of equally frequent ones the first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b'|', b';'];

/// Longer than any header row: a thousand columns with long names.
const HEADER_BYTES: usize = 1 << 20;

/// What a file says before anybody maps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The names of its columns.
    pub headers: Vec<String>,
    /// The version in the first record's `naaccrRecordVersion`, if there is such a column.
    pub version: Option<Version>,
    /// The record type in the first record's `recordType`, if there is such a column.
    pub record_type: Option<RecordType>,
}

/// Looks at the beginning of a delimited file, so that a mapping can be drafted. `delimiter` as in
/// [`Mapping::delimiter`].
///
/// # Errors
/// A file without a header row: [`Rule::DelimitedHeader`]. Bytes that cannot be read.
pub fn preview(source: impl Source, delimiter: Option<char>) -> Result<Preview, Error> {
    let mut source: SourceText<'_> = Text::new(Box::new(source));
    let mut head = Head::read(&mut source, delimiter)?;
    let rows = Rows { delimiter: head.delimiter, id_field: None };
    let (_, first) = first_record(&mut source, &mut head.rest, &rows)?;
    let mut row = Row::default();
    row.split(&first, head.delimiter);
    let value = |id: &str| {
        let field = head.names.iter().position(|name| mapping::plain(name) == mapping::plain(id));
        field.filter(|_| row.fits(head.names.len())).map(|field| row.value(field).trim_ascii()).unwrap_or_default()
    };
    let version = value("naaccrRecordVersion").parse().ok().and_then(Version::from_number);
    let record_type = RecordType::from_letter(value("recordType"));
    Ok(Preview { version, record_type, headers: head.names })
}

/// Opens a delimited file. User dictionaries in `options` that are for the mapping's version, or for any, are its own.
///
/// # Errors
/// A mapping that names no column, a column that the file lacks or an item that the dictionary lacks, or two columns
/// for one item, and a file without a header row: [`Rule::DelimitedHeader`]. User dictionaries that do not fit:
/// [`Rule::UserDictionary`]. Bytes that cannot be read.
pub fn open<'r>(source: impl Source + 'r, mapping: &Mapping, options: &ReadOptions) -> Result<Opened<'r>, Error> {
    if mapping.columns.is_empty() {
        return Err(refused(
            "no column of this file is matched with an item",
            "give a mapping that names the item of each column",
        ));
    }
    let (version, record_type) = (mapping.version, mapping.record_type);
    let user = options.user_dictionaries_for(version);
    let dictionary = Dictionary::new(version, record_type, &user)?;
    let mut source: SourceText<'r> = Text::new(Box::new(source));
    let mut head = Head::read(&mut source, mapping.delimiter)?;
    let binding = Binding::new(mapping, &head.names, &dictionary)?;
    let rows = Rows { delimiter: head.delimiter, id_field: binding.id_field() };

    let mut header = Header::new(version, record_type);
    header.spec_version = SpecVersion::V1_0;
    header.user_dictionary_uris = user.iter().map(|dictionary| dictionary.uri.clone()).collect();
    let mut findings = Vec::new();
    let (lines_before, first) = first_record(&mut source, &mut head.rest, &rows)?;
    let mut row = Row::default();
    row.split(&first, head.delimiter);
    if !row.fits(head.names.len()) {
        // Nobody can tell which value is whose.
        row = Row::default();
    }
    for bound in &binding.root {
        let value = bound.value(&row);
        if !value.is_empty() {
            let line = head.lines + lines_before + 1;
            findings.extend(bound.check(&value, line));
            let (slot, id) = (Some(bound.slot), bound.item.id.to_string());
            header.items.push(RootItem { slot, id, value: value.into_owned(), line });
        }
    }
    let splitter = RecordSplitter::new(source, head.rest, head.lines + 1, rows, options);
    let format = DelimitedFormat {
        header,
        dictionary,
        binding,
        rows,
        width: head.names.len(),
        report_level_mismatch: options.report_level_mismatch,
        on_broken_patient: options.on_broken_patient,
    };
    Ok(Opened { format: Arc::new(format), splitter: Box::new(splitter), findings })
}

/// The header row, and the text behind it that came with it.
struct Head {
    names: Vec<String>,
    delimiter: u8,
    /// Lines before the first record.
    lines: u64,
    rest: Vec<u8>,
}

impl Head {
    fn read(source: &mut SourceText<'_>, delimiter: Option<char>) -> Result<Self, Error> {
        let delimiter = match delimiter.map(u8::try_from) {
            None => None,
            Some(Ok(byte)) if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Some(byte),
            Some(_) => return Err(refused("the delimiter is no single ASCII character", "name e.g. , or | or a tab")),
        };
        let (mut text, mut at_end) = (Vec::new(), false);
        loop {
            let delimiter = delimiter.unwrap_or_else(|| likeliest_delimiter(&text));
            let rows = Rows { delimiter, id_field: None };
            match rows.record(&text, at_end) {
                Ok(Some(record)) => {
                    let body =
                        text.get(record.body).and_then(|body| std::str::from_utf8(body).ok()).unwrap_or_default();
                    let mut row = Row::default();
                    row.split(body, delimiter);
                    let names = row.values().map(|name| name.trim().to_owned()).collect();
                    text.drain(..record.len);
                    return Ok(Self { names, delimiter, lines: record.lines, rest: text });
                }
                Ok(None) if !at_end && text.len() < HEADER_BYTES => at_end = !source.fill(&mut text, READ_BYTES)?,
                _ => {
                    return Err(refused(
                        "the file does not begin with a row of column names",
                        "write the names of the columns in the first line",
                    ));
                }
            }
        }
    }
}

/// Lines before the first record, and its text; empty where there is none, or none that ends.
fn first_record(source: &mut SourceText<'_>, text: &mut Vec<u8>, rows: &Rows) -> Result<(u64, String), Error> {
    let mut at_end = false;
    loop {
        match rows.record(text, at_end) {
            Ok(Some(record)) => {
                let body = text.get(record.body).and_then(|body| std::str::from_utf8(body).ok()).unwrap_or_default();
                return Ok((record.lines_before, body.to_owned()));
            }
            Ok(None) if !at_end && text.len() < HEADER_BYTES => at_end = !source.fill(text, READ_BYTES)?,
            _ => return Ok((0, String::new())),
        }
    }
}

/// The delimiter that the first line has most of outside quotes.
fn likeliest_delimiter(text: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut is_quoted = false;
    for byte in text.iter().skip_while(|byte| **byte == b'\n') {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' if !is_quoted => break,
            _ if is_quoted => {}
            _ => {
                for (count, _) in counts.iter_mut().zip(DELIMITERS).filter(|(_, delimiter)| delimiter == byte) {
                    *count += 1;
                }
            }
        }
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    counts.iter().zip(DELIMITERS).find(|(count, _)| **count == most).map_or(b',', |(_, delimiter)| delimiter)
}

fn refused(message: impl Into<String>, cure: &'static str) -> Error {
    Error::broken(Rule::DelimitedHeader, 1, 0, message, cure)
}
