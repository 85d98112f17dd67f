//! One Parquet file: what columns it has, and the values of some of them.
//!
//! Only the columns asked for are read. Their types are checked first, so that a file may have columns of
//! any type beside them.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::{ArrowDataType, ArrowSchema, DataFrame, ParquetReader, PolarsError, PolarsResult, SerReader};

use crate::error::{Error, Result};

/// An opened file, of which no row is read yet.
pub(crate) struct ParquetFile {
    path: PathBuf,
    reader: ParquetReader<File>,
    schema: Arc<ArrowSchema>,
}

impl ParquetFile {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let mut reader = ParquetReader::new(file);
        let schema = contained(path, || reader.schema())?;
        Ok(Self { path: path.to_owned(), reader, schema })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn columns(&self) -> Vec<String> {
        self.schema.iter_names().map(ToString::to_string).collect()
    }

    /// What the file's metadata has under a key.
    pub(crate) fn metadata(&mut self, key: &str) -> Result<Option<String>> {
        let Self { path, reader, .. } = self;
        contained(path, || {
            let pairs = reader.get_metadata()?.key_value_metadata().as_deref().unwrap_or_default();
            Ok(pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone()))
        })
    }

    pub(crate) fn has(&self, column: &str) -> bool {
        self.schema.contains(column)
    }

    /// How many rows each group of rows has.
    pub(crate) fn row_groups(&mut self) -> Result<Vec<usize>> {
        let Self { path, reader, .. } = self;
        contained(path, || {
            let groups = &reader.get_metadata()?.row_groups;
            Ok((0..groups.len()).map(|at| groups[at].num_rows()).collect())
        })
    }

    /// The values of these columns, which the file has.
    pub(crate) fn load(self, columns: &[&str]) -> Result<DataFrame> {
        self.check_types(columns)?;
        let names = columns.iter().map(|column| (*column).to_owned()).collect();
        contained(&self.path, || self.reader.with_columns(Some(names)).finish())
    }

    /// The values of these columns, which the file has, in some of its rows.
    pub(crate) fn load_rows(&mut self, columns: &[&str], rows: Range<usize>) -> Result<DataFrame> {
        self.check_types(columns)?;
        let file = File::open(&self.path).map_err(|source| Error::Io { path: self.path.clone(), source })?;
        let names = columns.iter().map(|column| (*column).to_owned()).collect();
        let Self { path, reader, .. } = self;
        contained(path, || {
            let mut part = ParquetReader::new(file);
            part.set_metadata(reader.get_metadata()?.clone());
            part.with_columns(Some(names)).with_slice(Some((rows.start, rows.len()))).finish()
        })
    }

    fn check_types(&self, columns: &[&str]) -> Result<()> {
        for column in columns {
            if let Some(field) = self.schema.get(column).filter(|field| !is_readable(field.dtype())) {
                return Err(Error::ColumnType {
                    place: self.path.display().to_string(),
                    column: (*column).to_owned(),
                    found: name(field.dtype()),
                    expected: "text, a date, a truth value, a real number, or a whole number of 32 or 64 bits; convert it",
                });
            }
        }
        Ok(())
    }
}

/// The type's name, without what it holds.
fn name(dtype: &ArrowDataType) -> String {
    let whole = format!("{dtype:?}").to_lowercase();
    whole.split_once('(').map_or(whole.as_str(), |(name, _)| name).to_owned()
}

/// The types that the program is built to read.
fn is_readable(dtype: &ArrowDataType) -> bool {
    match dtype {
        ArrowDataType::Dictionary(_, values, _) => is_readable(values),
        ArrowDataType::Null
        | ArrowDataType::Boolean
        | ArrowDataType::Int8
        | ArrowDataType::Int16
        | ArrowDataType::Int32
        | ArrowDataType::Int64
        | ArrowDataType::UInt32
        | ArrowDataType::UInt64
        | ArrowDataType::Float32
        | ArrowDataType::Float64
        | ArrowDataType::Utf8
        | ArrowDataType::LargeUtf8
        | ArrowDataType::Utf8View
        | ArrowDataType::Date32
        | ArrowDataType::Date64
        | ArrowDataType::Timestamp(..) => true,
        _ => false,
    }
}

/// Decodes a part of a file. On damaged bytes the decoder of polars may panic; that too is the file's
/// fault and not the program's.
fn contained<T>(path: &Path, decode: impl FnOnce() -> PolarsResult<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(decoded) => decoded.map_err(|error| damaged(path, &error)),
        Err(_) => Err(Error::Unreadable { path: path.to_owned(), format: "Parquet", problem: DAMAGED.to_owned() }),
    }
}

const DAMAGED: &str = "its footer or a column is damaged; write it again";

/// What polars says may hold values of records, so only the system's errors are passed on.
fn damaged(path: &Path, error: &PolarsError) -> Error {
    let path = path.to_owned();
    match error {
        PolarsError::IO { error, .. } if error.kind() != io::ErrorKind::Other => {
            let source = io::Error::new(error.kind(), error.kind().to_string());
            Error::Io { path, source }
        }
        _ => Error::Unreadable { path, format: "Parquet", problem: DAMAGED.to_owned() },
    }
}
