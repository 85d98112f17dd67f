//! The rows of a case file, some ten thousand at a time, with all its columns.

use std::collections::BTreeSet;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

use csv::ByteRecord;
use polars::prelude::DataFrame;

use crate::case_file::{Format, first_fault, recognise};
use crate::error::{Error, Result};
use crate::parquet_file::ParquetFile;
use crate::texts::Texts;
use crate::values::Values;

/// Rows that are read at a time.
const BLOCK: usize = 1 << 16;
/// Bytes of text behind which no further row is read at a time.
const BLOCK_BYTES: usize = 1 << 25;
/// Rows of a Parquet file that are decoded at a time.
const DECODED: usize = 1 << 18;

/// A case file that is read from its first row to its last.
pub(super) struct Rows {
    pub(super) place: String,
    /// Its columns, in order.
    pub(super) columns: Vec<String>,
    content: Content,
    /// Whether a block was read.
    begun: bool,
}

enum Content {
    Csv(Delimited),
    Parquet(Decoding),
}

/// Delimited text.
struct Delimited {
    path: PathBuf,
    separator: u8,
    reader: csv::Reader<File>,
    bytes: u64,
    record: ByteRecord,
}

/// A Parquet file that is decoded stretch by stretch.
struct Decoding {
    file: ParquetFile,
    /// The columns to read.
    columns: Vec<String>,
    /// Rows before each end of a stretch.
    ends: Vec<usize>,
    /// Rows that were decoded.
    done: usize,
    decoded: DataFrame,
}

/// Consecutive rows.
pub(super) enum Block {
    /// Fields as written.
    Lines(Lines),
    /// Typed columns.
    Frame(DataFrame),
}

/// Lines of delimited text.
#[derive(Default)]
pub(super) struct Lines {
    /// The fields, end to end.
    text: String,
    /// Where each field ends.
    ends: Vec<usize>,
    /// Fields of a line.
    width: usize,
}

impl Rows {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let place = path.display().to_string();
        let (columns, content) = match recognise(path)? {
            Format::Csv { separator } => {
                let io = |source| Error::Io { path: path.to_owned(), source };
                let file = File::open(path).map_err(io)?;
                let bytes = file.metadata().map_err(io)?.len();
                let mut reader =
                    csv::ReaderBuilder::new().delimiter(separator).buffer_capacity(1 << 20).from_reader(file);
                let header = reader.headers().map_err(|error| unreadable(path, separator, error))?;
                let columns = header.iter().map(str::to_owned).collect();
                let (path, record) = (path.to_owned(), ByteRecord::new());
                (columns, Content::Csv(Delimited { path, separator, reader, bytes, record }))
            }
            Format::Parquet => {
                let mut file = ParquetFile::open(path)?;
                let columns = file.columns();
                let ends = stretches(&file.row_groups()?);
                let decoded = DataFrame::empty();
                (columns.clone(), Content::Parquet(Decoding { file, columns, ends, done: 0, decoded }))
            }
        };
        let mut seen = BTreeSet::new();
        if let Some(twice) = columns.iter().find(|column| !seen.insert(*column)) {
            let problem = format!("two columns are called {twice}; rename one");
            return Err(Error::Unreadable { path: path.to_owned(), format: "a table", problem });
        }
        Ok(Self { place, columns, content, begun: false })
    }

    /// Reads no more of a Parquet file than these columns.
    pub(super) fn only(mut self, columns: &[&str]) -> Self {
        if let Content::Parquet(decoding) = &mut self.content {
            decoding.columns.retain(|column| columns.contains(&column.as_str()));
        }
        self
    }

    /// What a Parquet file's metadata has under a key.
    pub(super) fn metadata(&mut self, key: &str) -> Result<Option<String>> {
        match &mut self.content {
            Content::Csv(_) => Ok(None),
            Content::Parquet(decoding) => decoding.file.metadata(key),
        }
    }

    /// The next rows; a file without rows has one block of none, which has its columns' types.
    pub(super) fn next(&mut self) -> Result<Option<Block>> {
        let first = !std::mem::replace(&mut self.begun, true);
        let block = match &mut self.content {
            Content::Csv(delimited) => Block::Lines(delimited.next()?),
            Content::Parquet(decoding) => Block::Frame(decoding.next()?),
        };
        Ok(Some(block).filter(|block| first || block.rows() > 0))
    }

    /// The share that has been read.
    pub(super) fn share(&self) -> f64 {
        match &self.content {
            Content::Csv(Delimited { reader, bytes, .. }) => reader.position().byte() as f64 / (*bytes).max(1) as f64,
            Content::Parquet(decoding) => {
                decoding.done as f64 / decoding.ends.last().copied().unwrap_or(0).max(1) as f64
            }
        }
    }
}

impl Delimited {
    fn next(&mut self) -> Result<Lines> {
        let width = self.record.len().max(1);
        let mut text = Vec::new();
        let mut lines = Lines { ends: Vec::with_capacity(BLOCK.min(1 << 10) * width), ..Lines::default() };
        let mut rows = 0;
        while rows < BLOCK && text.len() < BLOCK_BYTES {
            let more = self.reader.read_byte_record(&mut self.record);
            if !more.map_err(|error| unreadable(&self.path, self.separator, error))? {
                break;
            }
            for field in &self.record {
                text.extend_from_slice(field);
                lines.ends.push(text.len());
            }
            lines.width = self.record.len();
            rows += 1;
        }
        let not_text = || Error::Unreadable {
            path: self.path.clone(),
            format: "CSV",
            problem: first_fault(&self.path, self.separator),
        };
        lines.text = String::from_utf8(text).map_err(|_| not_text())?;
        // Halves of a letter in two fields are none.
        let whole = lines.text.is_ascii() || lines.ends.iter().all(|end| lines.text.is_char_boundary(*end));
        if whole { Ok(lines) } else { Err(not_text()) }
    }
}

impl Lines {
    pub(super) fn rows(&self) -> usize {
        self.ends.len().checked_div(self.width).unwrap_or(0)
    }

    /// The fields of some rows.
    pub(super) fn fields(&self, rows: Range<usize>) -> impl Iterator<Item = &str> {
        let fields = rows.start * self.width..rows.end * self.width;
        let start = fields.start.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(fields).unwrap_or_default().iter().scan(start, |start, end| {
            let field = self.text.get(*start..*end);
            *start = *end;
            field
        })
    }

    /// A row's field.
    pub(super) fn field(&self, row: usize, at: usize) -> &str {
        let field = row * self.width + at;
        let start = field.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(field).and_then(|end| self.text.get(start..*end)).unwrap_or_default()
    }
}

impl Decoding {
    fn next(&mut self) -> Result<DataFrame> {
        if self.decoded.height() == 0 {
            let end = self.ends.iter().copied().find(|end| *end > self.done).unwrap_or(self.done);
            let columns: Vec<&str> = self.columns.iter().map(String::as_str).collect();
            self.decoded = self.file.load_rows(&columns, self.done..end)?;
            self.done = end;
        }
        let (block, rest) = self.decoded.split_at(BLOCK.min(self.decoded.height()) as i64);
        self.decoded = rest;
        Ok(block)
    }
}

impl Block {
    pub(super) fn rows(&self) -> usize {
        match self {
            Self::Lines(lines) => lines.rows(),
            Self::Frame(frame) => frame.height(),
        }
    }

    /// Some of the rows.
    pub(super) fn part(&self, rows: Range<usize>) -> Part<'_> {
        match self {
            Self::Lines(lines) => Part::Lines(lines, rows),
            Self::Frame(frame) => Part::Frame(frame.slice(rows.start as i64, rows.len())),
        }
    }
}

/// Some of a block's rows.
pub(super) enum Part<'b> {
    Lines(&'b Lines, Range<usize>),
    Frame(DataFrame),
}

impl Part<'_> {
    pub(super) fn rows(&self) -> usize {
        match self {
            Self::Lines(_, rows) => rows.len(),
            Self::Frame(frame) => frame.height(),
        }
    }

    /// The texts of a column, which is at this place of a row, as values of an item.
    pub(super) fn texts<'t>(&'t self, place: &'t str, name: &'t str, at: usize, item: &str) -> Result<Texts<'t>> {
        match self {
            Self::Lines(lines, rows) => {
                Ok(Texts::Written(rows.clone().map(|row| lines.field(row, at).trim()).collect()))
            }
            Self::Frame(frame) => {
                let column = frame.column(name).map_err(|_| Error::Unreadable {
                    path: place.into(),
                    format: "Parquet",
                    problem: format!("column {name} is not in all of it"),
                })?;
                Texts::of(&Values { place, name, column, rows: &[] }, item)
            }
        }
    }
}

/// The ends of stretches of rows, none of which reaches over a group's end.
fn stretches(groups: &[usize]) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut start = 0;
    for rows in groups {
        let end = start + rows;
        ends.extend((start..end).step_by(DECODED).map(|begin| end.min(begin + DECODED)));
        start = end;
    }
    ends
}

fn unreadable(path: &Path, separator: u8, error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::Io { path: path.to_owned(), source },
        _ => {
            let problem = first_fault(path, separator);
            Error::Unreadable { path: path.to_owned(), format: "CSV", problem }
        }
    }
}
