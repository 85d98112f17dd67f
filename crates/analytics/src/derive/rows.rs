//! The rows of a case file, some ten thousand at a time, with all its columns.

use std::collections::BTreeSet;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};

use csv::StringRecord;
use polars::prelude::DataFrame;

use crate::case_file::{Format, first_fault, recognise};
use crate::error::{Error, Result};
use crate::parquet_file::ParquetFile;
use crate::texts::Texts;
use crate::values::Values;

/// Rows that are read at a time.
pub(super) const BLOCK: usize = 1 << 16;
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
    Csv { path: PathBuf, separator: u8, reader: csv::Reader<File>, bytes: u64 },
    Parquet(Decoding),
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
    Lines(Vec<StringRecord>),
    /// Typed columns.
    Frame(DataFrame),
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
                (columns, Content::Csv { path: path.to_owned(), separator, reader, bytes })
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
            Content::Csv { .. } => Ok(None),
            Content::Parquet(decoding) => decoding.file.metadata(key),
        }
    }

    /// The next rows; a file without rows has one block of none, which has its columns' types.
    pub(super) fn next(&mut self) -> Result<Option<Block>> {
        let first = !std::mem::replace(&mut self.begun, true);
        let block = match &mut self.content {
            Content::Csv { path, separator, reader, .. } => {
                let lines = reader.records().take(BLOCK).collect::<Result<_, _>>();
                Block::Lines(lines.map_err(|error| unreadable(path, *separator, error))?)
            }
            Content::Parquet(decoding) => Block::Frame(decoding.next()?),
        };
        Ok(Some(block).filter(|block| first || block.rows() > 0))
    }

    /// The share that has been read.
    pub(super) fn share(&self) -> f64 {
        match &self.content {
            Content::Csv { reader, bytes, .. } => reader.position().byte() as f64 / (*bytes).max(1) as f64,
            Content::Parquet(decoding) => {
                decoding.done as f64 / decoding.ends.last().copied().unwrap_or(0).max(1) as f64
            }
        }
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
            Self::Lines(lines) => lines.len(),
            Self::Frame(frame) => frame.height(),
        }
    }

    /// Some of the rows.
    pub(super) fn part(&self, rows: Range<usize>) -> Part<'_> {
        match self {
            Self::Lines(lines) => Part::Lines(lines.get(rows).unwrap_or_default()),
            Self::Frame(frame) => Part::Frame(frame.slice(rows.start as i64, rows.len())),
        }
    }
}

/// Some of a block's rows.
pub(super) enum Part<'b> {
    Lines(&'b [StringRecord]),
    Frame(DataFrame),
}

impl Part<'_> {
    pub(super) fn rows(&self) -> usize {
        match self {
            Self::Lines(lines) => lines.len(),
            Self::Frame(frame) => frame.height(),
        }
    }

    /// The texts of a column, which is at this place of a row, as values of an item.
    pub(super) fn texts<'t>(&'t self, place: &'t str, name: &'t str, at: usize, item: &str) -> Result<Texts<'t>> {
        match self {
            Self::Lines(lines) => {
                Ok(Texts::Written(lines.iter().map(|line| line.get(at).unwrap_or_default().trim()).collect()))
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
