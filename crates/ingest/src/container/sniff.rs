//! Which of the standard's formats some bytes are, by looking at them.

use crate::error::{Error, Result};

/// A format that NAACCR data comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// NAACCR XML.
    Xml,
    /// Fixed columns, versions 14 to 18.
    FixedWidth,
    /// Delimited text with a header line.
    Delimited,
}

impl FileFormat {
    /// `xml`, `fixed-width` or `delimited`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xml => "xml",
            Self::FixedWidth => "fixed-width",
            Self::Delimited => "delimited",
        }
    }
}

/// Tells the format of a file from its first bytes. `name` is only asked where the bytes leave it open: text that is
/// neither markup nor a record nor a header line is most likely a broken file of what its name says.
///
/// # Errors
/// Bytes that are another kind of file.
pub(crate) fn sniff(name: &str, head: &[u8]) -> Result<FileFormat> {
    if let Some(found) = foreign(head) {
        return Err(Error::NotNaaccr { file: name.to_owned(), found });
    }
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        return Ok(FileFormat::Xml);
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let first = text.iter().position(|byte| !byte.is_ascii_whitespace());
    if first.and_then(|at| text.get(at)) == Some(&b'<') || utf16_markup(head) {
        return Ok(FileFormat::Xml);
    }
    let line = text.split(|&byte| byte == b'\n' || byte == b'\r').next().unwrap_or_default();
    let named = extension(name);
    if is_flat_record(line) {
        return Ok(FileFormat::FixedWidth);
    }
    if head.iter().take(1024).filter(|&&byte| byte == 0).count() > 8 {
        return Err(Error::NotNaaccr { file: name.to_owned(), found: "binary data" });
    }
    if named == "xml" {
        return Ok(FileFormat::Xml);
    }
    let delimited = line.iter().any(|byte| matches!(byte, b',' | b'\t' | b';' | b'|'));
    if matches!(named, "csv" | "tsv") || (delimited && is_header(line)) {
        return Ok(FileFormat::Delimited);
    }
    Ok(FileFormat::FixedWidth)
}

/// Other kinds of files that people send by mistake.
fn foreign(head: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 13] = [
        (b"%PDF", "a PDF document"),
        (b"\x1f\x8b", "gzip within gzip"),
        (b"PK\x03\x04", "a zip archive or an Office document within the archive"),
        (b"\xd0\xcf\x11\xe0", "an old Office document"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"Rar!", "a RAR archive"),
        (b"BZh", "a bzip2 file"),
        (b"\xfd7zXZ", "an xz file"),
        (b"\x28\xb5\x2f\xfd", "a zstd file"),
        (b"PAR1", "a Parquet file"),
        (b"{\\rtf", "an RTF document"),
        (b"\x89PNG", "a picture"),
        (b"SQLite format", "an SQLite database"),
    ];
    KINDS.iter().find(|(magic, _)| head.starts_with(magic)).map(|&(_, kind)| kind)
}

/// Markup in UTF-16 without a byte order mark.
fn utf16_markup(head: &[u8]) -> bool {
    head.starts_with(b"<\0?\0") || head.starts_with(b"\0<\0?")
}

/// A record type in column 1 and a version in columns 17 to 19.
fn is_flat_record(line: &[u8]) -> bool {
    let kind = line.first().is_some_and(u8::is_ascii_alphabetic);
    let version = line.get(16..19).is_some_and(|version| version.iter().all(u8::is_ascii_digit));
    kind && version && line.len() > 1000
}

/// Whether every cell of a line looks like a name.
fn is_header(line: &[u8]) -> bool {
    line.iter().all(|byte| !byte.is_ascii_control() || *byte == b'\t') && line.iter().any(u8::is_ascii_alphabetic)
}

fn extension(name: &str) -> &str {
    let stem = name.strip_suffix(".gz").unwrap_or(name);
    stem.rsplit_once('.').map_or("", |(_, extension)| extension)
}
