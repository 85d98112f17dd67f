//! Opens one member in whatever format it is.

use std::io::Read;

use naaccr::delimited::Mapping;
use naaccr::{Opened, ReadOptions, delimited, flat, xml};

use crate::container::{Content, FileFormat};
use crate::error::{Error, Result};

/// Reads the header of `content`, which is in `format`.
///
/// # Errors
/// Delimited text without a map, and a header that breaks the standard.
pub(crate) fn open<'a>(
    file: &str,
    content: Content<'a>,
    format: FileFormat,
    options: &ReadOptions,
    map: Option<&Mapping>,
) -> Result<Opened<'a>> {
    let bytes = content.into_reader();
    match (format, map) {
        (FileFormat::Xml, _) => xml::open(bytes, options),
        (FileFormat::FixedWidth, _) => flat::open(bytes, options),
        (FileFormat::Delimited, Some(map)) => return open_delimited(file, bytes, map, options),
        (FileFormat::Delimited, None) => return Err(Error::MapMissing { file: file.to_owned() }),
    }
    .map_err(|error| Error::reading(file, error))
}

/// Opens delimited text that a map explains.
///
/// # Errors
/// Columns that the text lacks, and text without a header row.
pub(crate) fn open_delimited<'a>(
    file: &str,
    text: impl Read + Send + 'a,
    map: &Mapping,
    options: &ReadOptions,
) -> Result<Opened<'a>> {
    delimited::open(text, map, options).map_err(|error| Error::reading(file, error))
}
