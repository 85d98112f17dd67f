//! A file with a row a case: CSV or Parquet.
//!
//! CSV is read as text throughout and converted by need, so that a leading zero is never lost.
//! Parquet keeps its types, and only the columns asked for are read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use polars::prelude::{LazyCsvReader, LazyFileListReader, LazyFrame, PlRefPath, PolarsError, col};

use crate::derive::is_read;
use crate::error::{Error, Result};
use crate::parquet_file::ParquetFile;
use crate::source::{Listing, Wanted, check_columns};

/// The columns that a case file may have under other names.
pub(crate) const RENAMABLE: [&str; 13] = [
    "id",
    "sex",
    "birth_date",
    "age_days",
    "age_years",
    "dx_date",
    "exit_date",
    "time_days",
    "time_years",
    "status",
    "cause",
    "race",
    "entry_days",
];

/// A case file and what its columns are called.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The file.
    pub path: PathBuf,
    /// From the name of a case file's column to the file's own name for it.
    pub renames: BTreeMap<String, String>,
}

/// An opened file: its columns are known, no row is read yet.
pub(crate) struct OpenCases {
    pub(crate) columns: Vec<String>,
    path: PathBuf,
    content: Content,
}

enum Content {
    Csv { scan: LazyFrame, separator: u8 },
    Parquet(ParquetFile),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv { separator: u8 },
    Parquet,
}

impl CaseFile {
    /// A file whose columns have the names of the documentation.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), renames: BTreeMap::new() }
    }

    /// Adds renames written as `name=theirs`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRename`] or [`Error::Unsupported`] where one is not of this form or names a column
    /// that no case file has and no derived variable reads.
    pub fn rename<'a>(mut self, renames: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        for rename in renames {
            let (name, theirs) = parse_rename(rename)?;
            if !RENAMABLE.contains(&name) && !is_read(name) {
                let (name, theirs) = (name.to_owned(), theirs.to_owned());
                return Err(Error::UnknownRename { name, theirs, known: RENAMABLE.to_vec() });
            }
            self.renames.insert(name.to_owned(), theirs.to_owned());
        }
        Ok(self)
    }

    pub(crate) fn open(&self) -> Result<OpenCases> {
        let (columns, content) = match recognise(&self.path)? {
            Format::Csv { separator } => {
                let scan = PlRefPath::try_from_path(&self.path).and_then(|path| {
                    let text = LazyCsvReader::new(path).with_infer_schema_length(Some(0));
                    text.with_separator(separator).with_glob(false).finish()
                });
                let opened = scan.and_then(|mut scan| scan.collect_schema().map(|schema| (scan, schema)));
                let (scan, schema) = opened.map_err(|error| unreadable(&self.path, separator, &error))?;
                let columns = schema.iter_names().map(ToString::to_string).collect();
                (columns, Content::Csv { scan, separator })
            }
            Format::Parquet => {
                let file = ParquetFile::open(&self.path)?;
                (file.columns(), Content::Parquet(file))
            }
        };
        Ok(OpenCases { columns, path: self.path.clone(), content })
    }
}

impl OpenCases {
    /// Reads the wanted columns of every row.
    pub(crate) fn load(self, wanted: &[Wanted<'_>]) -> Result<Listing> {
        let place = self.path.display().to_string();
        check_columns(&place, &self.columns, wanted, "name another with --column name=theirs, or correct the option")?;
        let mut names: Vec<&str> = wanted.iter().map(|wanted| wanted.column).collect();
        names.sort_unstable();
        names.dedup();
        let (frame, lexical) = match self.content {
            Content::Csv { scan, separator } => {
                let columns: Vec<_> = names.into_iter().map(col).collect();
                let frame = scan.select(columns).collect();
                (frame.map_err(|error| unreadable(&self.path, separator, &error))?, true)
            }
            Content::Parquet(file) => (file.load(&names)?, false),
        };
        Ok(Listing { place, read: frame.height(), frame, lexical, left_out: Vec::new() })
    }
}

/// Reads `name=theirs`.
pub(crate) fn parse_rename(rename: &str) -> Result<(&str, &str)> {
    let parts = rename.split_once('=').map(|(name, theirs)| (name.trim(), theirs.trim()));
    parts.ok_or_else(|| Error::Unsupported {
        option: "column",
        found: rename.to_owned(),
        problem: "expected name=theirs, such as time_days=fu_days".to_owned(),
    })
}

/// Parquet says so in its first bytes; everything else is taken for delimited text.
pub(crate) fn recognise(path: &Path) -> Result<Format> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let mut head = [0; 4];
    let mut file = File::open(path).map_err(io)?;
    if file.metadata().map_err(io)?.is_dir() {
        return Err(io(io::Error::new(io::ErrorKind::IsADirectory, "is a folder, expected a file")));
    }
    if !file.metadata().map_err(io)?.is_file() {
        return Err(io(io::Error::new(io::ErrorKind::NotSeekable, "is a stream, expected a file; save it first")));
    }
    let problem = match file.read(&mut head).map_err(io)? {
        0 => "it is empty; expected a header and rows",
        _ if &head == b"PAR1" => return Ok(Format::Parquet),
        _ if head.starts_with(&[0x1f, 0x8b]) || head.starts_with(b"PK") => "it is compressed; unpack it first",
        _ if head.starts_with(b"%PDF") => "it is a PDF; expected text with a header and rows",
        _ if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet")) => {
            let problem = "it does not begin as a Parquet file does; write it again".to_owned();
            return Err(Error::Unreadable { path: path.to_owned(), format: "Parquet", problem });
        }
        _ => {
            let tabs = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("tsv"));
            return Ok(Format::Csv { separator: if tabs { b'\t' } else { b',' } });
        }
    };
    Err(Error::Unreadable { path: path.to_owned(), format: "CSV", problem: problem.to_owned() })
}

/// What polars says may hold values of records, so only the system's errors are passed on.
fn unreadable(path: &Path, separator: u8, error: &PolarsError) -> Error {
    let path = path.to_owned();
    match error {
        PolarsError::IO { error, .. } => {
            let source = io::Error::new(error.kind(), error.kind().to_string());
            Error::Io { path, source }
        }
        _ => {
            let problem = first_fault(&path, separator);
            Error::Unreadable { path, format: "CSV", problem }
        }
    }
}

/// Reads a broken CSV file once more, slowly, to name the line.
pub(crate) fn first_fault(path: &Path, separator: u8) -> String {
    let unknown = "check that quotes are closed and that it is UTF-8 text".to_owned();
    let reader = csv::ReaderBuilder::new().delimiter(separator).has_headers(false).from_path(path);
    let Ok(mut reader) = reader else { return unknown };
    for record in reader.byte_records() {
        match record.as_ref().map_err(csv::Error::kind) {
            Ok(fields) if fields.iter().all(|field| std::str::from_utf8(field).is_ok()) => {}
            Ok(fields) => {
                let line = fields.position().map_or(0, csv::Position::line);
                return format!("line {line} is not UTF-8 text; convert the file to UTF-8");
            }
            Err(csv::ErrorKind::UnequalLengths { pos: Some(at), expected_len, len }) => {
                return format!("line {} has {len} fields, expected the header's {expected_len}", at.line());
            }
            Err(_) => return unknown,
        }
    }
    unknown
}
