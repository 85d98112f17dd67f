//! What a file is packed in: plain, gzip or zip, told by its first bytes and never by its name.
//!
//! A [`Member`] is one data file: the whole of a plain or gzip file, one entry of a zip. Its *received* bytes are
//! what is hashed and kept (for gzip the compressed form, for a zip entry the entry's own content); its *content* is
//! what is read as NAACCR data.

mod gunzip;
mod sniff;
mod tee;

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use zip::ZipArchive;

use crate::error::{Error, Result};

pub(crate) use gunzip::Gunzip;
pub use sniff::FileFormat;
pub(crate) use sniff::sniff;
pub(crate) use tee::{Progress, Tap, Tee};

/// Bytes that are looked at to tell what a file is.
const HEAD_BYTES: usize = 64 << 10;
/// A zip with more entries than this is refused.
const MAX_ENTRIES: usize = 10_000;
/// How much a compressed file is taken to grow where nothing says so.
const USUAL_EXPANSION: u64 = 10;

/// One data file within what was opened.
pub(crate) struct Member<'a> {
    /// The file's name, with the entry's behind it for a zip: `files.zip/a.xml`.
    pub(crate) name: String,
    /// The same without the folder.
    pub(crate) file_name: String,
    /// Bytes as received.
    pub(crate) received_bytes: u64,
    received: Box<dyn Read + Send + 'a>,
}

/// A member whose content can be read.
pub(crate) struct Content<'a> {
    /// The first bytes of the content, at most [`HEAD_BYTES`].
    pub(crate) head: Vec<u8>,
    /// About how many bytes the content has; a function of the file alone.
    pub(crate) estimated_bytes: u64,
    rest: Box<dyn Read + Send + 'a>,
}

/// Calls `each` with every data file in `path`, in order.
///
/// # Errors
/// A file that cannot be opened, is empty, or is a zip that is damaged or holds no data; and what `each` answers.
pub(crate) fn for_each_member(path: &Path, mut each: impl FnMut(Member<'_>) -> Result<()>) -> Result<()> {
    let name = path.display().to_string();
    let failed = |source| Error::Open { file: name.clone(), source };
    let mut file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(Error::Open { file: name, source: io::Error::from(io::ErrorKind::IsADirectory) });
    }
    let mut head = Vec::new();
    file.by_ref().take(4).read_to_end(&mut head).map_err(failed)?;
    if head.is_empty() {
        return Err(Error::Empty { file: name });
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return for_each_entry(path, file, &mut each);
    }
    let received = Box::new(Cursor::new(head).chain(file));
    let file_name = file_name(path);
    each(Member { name, file_name, received_bytes: metadata.len(), received })
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn for_each_entry(path: &Path, file: File, each: &mut impl FnMut(Member<'_>) -> Result<()>) -> Result<()> {
    let name = path.display().to_string();
    let damaged = |source| Error::Zip { file: name.clone(), source };
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    if archive.len() > MAX_ENTRIES {
        return Err(Error::ZipEntries { file: name, found: archive.len(), most: MAX_ENTRIES });
    }
    // Entries that share bytes are how a small archive pretends to be a huge one.
    if archive.has_overlapping_entries().map_err(damaged)? {
        return Err(Error::ZipOverlap { file: name });
    }
    let mut met = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(damaged)?;
        let entry_name = entry.name().map_err(damaged)?.into_owned();
        if !is_data(&entry_name) || entry.size() == 0 {
            continue;
        }
        met += 1;
        each(Member {
            name: format!("{name}/{entry_name}"),
            file_name: format!("{}/{entry_name}", file_name(path)),
            received_bytes: entry.size(),
            received: Box::new(entry),
        })?;
    }
    if met == 0 { Err(Error::ZipWithoutData { file: name }) } else { Ok(()) }
}

/// Whether a zip entry is a data file, by its name: folders, hidden files and documents are not.
fn is_data(name: &str) -> bool {
    const DOCUMENTS: [&str; 10] = ["doc", "docx", "htm", "html", "log", "md", "pdf", "rtf", "sha256", "xlsx"];
    let file_name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let extension = file_name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    !file_name.is_empty()
        && !file_name.starts_with('.')
        && !name.starts_with("__MACOSX/")
        && !DOCUMENTS.contains(&extension.as_str())
}

impl<'a> Member<'a> {
    /// The content, with every received byte shown to `tap` as it is read.
    ///
    /// # Errors
    /// Bytes that cannot be read or decompressed, and an empty content.
    pub(crate) fn content<T: Tap + 'a>(self, tap: T) -> Result<Content<'a>> {
        let failed = |source| Error::Open { file: self.name.clone(), source };
        let mut tee = Tee::new(self.received, tap);
        let mut magic = Vec::new();
        tee.by_ref().take(2).read_to_end(&mut magic).map_err(failed)?;
        let gzip = magic == [0x1f, 0x8b];
        let received = Cursor::new(magic).chain(tee);
        let (mut rest, estimated_bytes): (Box<dyn Read + Send + 'a>, u64) = if gzip {
            let compressed = BufReader::with_capacity(256 << 10, received);
            (Box::new(Gunzip::new(compressed)), self.received_bytes.saturating_mul(USUAL_EXPANSION))
        } else {
            (Box::new(received), self.received_bytes)
        };
        let mut head = Vec::new();
        rest.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(failed)?;
        if head.is_empty() {
            return Err(Error::Empty { file: self.name });
        }
        Ok(Content { head, estimated_bytes, rest })
    }
}

impl<'a> Content<'a> {
    /// All bytes of the content, in order.
    pub(crate) fn into_reader(self) -> impl Read + Send + 'a {
        Cursor::new(self.head).chain(self.rest)
    }
}

#[cfg(test)]
mod tests;
