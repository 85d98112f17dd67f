//! The current abstracts of a snapshot, from an exact list of Parquet files.
//!
//! The `abstracts` table is append-only: a correction is a new row of the same abstract. Current is,
//! for each abstract, the row of the submission committed last; within one submission, the row
//! that came last in the file. Files hold only the columns they fill, so a column that a file
//! lacks is missing values.

mod rows;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use polars::prelude::{BooleanChunked, Column, DataFrame, DataType, NewChunkedArray, PolarsResult};

use crate::error::{Error, Result};
use crate::parquet_file::ParquetFile;
use crate::source::{Listing, Wanted, check_columns};
use crate::values::Values;

/// The files of a snapshot that statistics read.
#[derive(Debug, Clone, Default)]
pub struct SnapshotFiles {
    /// The snapshot's number.
    pub snapshot: u64,
    /// The Parquet files of the `abstracts` table.
    pub abstracts: Vec<PathBuf>,
    /// The Parquet files of the `submissions` table.
    pub submissions: Vec<PathBuf>,
    /// Columns that `abstracts` declares, filled by a file or not; those that no file has are missing
    /// values. May be empty: then only columns that some file has can be used.
    pub columns: Vec<String>,
}

/// Opened files: their columns are known, no row is read yet.
pub(crate) struct OpenSnapshot {
    /// Every column there is.
    pub(crate) columns: Vec<String>,
    place: String,
    abstracts: Vec<ParquetFile>,
    submissions: Vec<ParquetFile>,
}

pub(crate) use rows::{NO_RECORD, Rows, submission_days};

pub(crate) const KEY: &str = "abstract_key";
pub(crate) const SUBMISSION: &str = "submission_id";
const COMMITTED: &str = "committed_in";
pub(crate) const PATIENT: &str = "patient_ordinal";
pub(crate) const TUMOR: &str = "tumor_ordinal";
const REPORTING_SOURCE: &str = "typeOfReportingSource";

/// Why a row of the table is not a case, in the order they are asked.
const LEFT_OUT: [&str; 3] = [
    "superseded by a newer version of the same abstract",
    "patient without a tumor",
    "known from an autopsy or a death certificate only",
];

impl SnapshotFiles {
    pub(crate) fn open(&self) -> Result<OpenSnapshot> {
        let open = |paths: &[PathBuf]| paths.iter().map(|path| ParquetFile::open(path)).collect::<Result<Vec<_>>>();
        let abstracts = open(&self.abstracts)?;
        let mut columns = self.columns.clone();
        for file in &abstracts {
            columns.extend(file.columns());
        }
        columns.sort_unstable();
        columns.dedup();
        let place = format!("snapshot {}", self.snapshot);
        Ok(OpenSnapshot { columns, place, abstracts, submissions: open(&self.submissions)? })
    }
}

impl OpenSnapshot {
    /// Reads the wanted columns of every current abstract with a tumor.
    pub(crate) fn load(self, wanted: &[Wanted<'_>]) -> Result<Listing> {
        let known = "columns of NAACCR items have their XML ids, derived ones an underscore; correct the option";
        check_columns(&self.place, &self.columns, wanted, known)?;
        let mut names = vec![KEY, SUBMISSION, PATIENT, TUMOR, REPORTING_SOURCE];
        names.extend(wanted.iter().map(|wanted| wanted.column));
        names.sort_unstable();
        names.dedup();
        let order = commit_order(self.submissions)?;
        let frame = read(self.abstracts, &names, &[KEY, SUBMISSION, PATIENT, TUMOR])?;
        let rows: Vec<u32> = (1..).take(frame.height()).collect();
        let mut fates = fates(&Reader { place: &self.place, frame: &frame, rows: &rows }, &order)?;
        leave_out_the_unfollowed(&Reader { place: &self.place, frame: &frame, rows: &rows }, &mut fates)?;
        let left_out = (LEFT_OUT.into_iter().enumerate())
            .map(|(reason, text)| (text, fates.iter().filter(|fate| **fate == Some(reason)).count()));
        let left_out = left_out.collect();
        let kept: Vec<bool> = fates.iter().map(Option::is_none).collect();
        let read = frame.height();
        let mask = BooleanChunked::from_slice("kept".into(), &kept);
        let frame = frame.filter(&mask).map_err(|_| mixed(Path::new(&self.place)))?;
        Ok(Listing { place: self.place, frame, lexical: false, read, left_out })
    }
}

/// One frame of all the files' rows, in the order of the list; missing values where a file has no such
/// column.
pub(crate) fn read(files: Vec<ParquetFile>, names: &[&str], required: &[&str]) -> Result<DataFrame> {
    stack(names, &parts(files, names, required)?)
}

/// The columns that each file has.
fn parts(files: Vec<ParquetFile>, names: &[&str], required: &[&str]) -> Result<Vec<(PathBuf, DataFrame)>> {
    let mut parts = Vec::with_capacity(files.len());
    for file in files {
        let path = file.path().to_owned();
        let required: Vec<Wanted<'_>> =
            required.iter().map(|column| Wanted { column, purpose: "which every file of the table has" }).collect();
        check_columns(&path.display().to_string(), &file.columns(), &required, "the file is not one of this table")?;
        let present: Vec<&str> = names.iter().copied().filter(|name| file.has(name)).collect();
        parts.push((path, file.load(&present)?));
    }
    Ok(parts)
}

/// The parts one behind the other.
fn stack(names: &[&str], parts: &[(PathBuf, DataFrame)]) -> Result<DataFrame> {
    // A column has the type of the first file that fills it.
    let typed =
        |name: &str| parts.iter().find_map(|(_, part)| part.column(name).ok().map(|column| column.dtype().clone()));
    let types: Vec<DataType> = names.iter().map(|name| typed(name).unwrap_or(DataType::String)).collect();

    let empty = names.iter().zip(&types).map(|(name, dtype)| Column::new_empty((*name).into(), dtype));
    let mut whole = DataFrame::new_infer_height(empty.collect()).map_err(|_| mixed(Path::new("an empty table")))?;
    for (path, part) in parts {
        let columns = names.iter().zip(&types).map(|(name, dtype)| match part.column(name) {
            // A type that this program is built to read need not be one that it is built to cast.
            Ok(column) if column.dtype() == dtype => Ok(column.clone()),
            Ok(column) => column.strict_cast(dtype),
            Err(_) => Ok(Column::full_null((*name).into(), part.height(), dtype)),
        });
        let columns = columns.collect::<PolarsResult<Vec<Column>>>();
        let part = columns.and_then(DataFrame::new_infer_height).map_err(|_| mixed(path))?;
        whole.vstack_mut(&part).map_err(|_| mixed(path))?;
    }
    Ok(whole)
}

fn mixed(path: &Path) -> Error {
    let problem = "a column has another type than in the table's other files".to_owned();
    Error::Unreadable { path: path.to_owned(), format: "Parquet", problem }
}

/// The snapshot in which each submission was committed.
fn commit_order(files: Vec<ParquetFile>) -> Result<HashMap<String, i64>> {
    let names = [SUBMISSION, COMMITTED];
    let frame = read(files, &names, &names)?;
    let reader = Reader { place: "submissions", frame: &frame, rows: &[] };
    let ids = reader.values(SUBMISSION)?.texts()?;
    let committed = reader.values(COMMITTED)?.integers()?;
    let pairs = ids.into_iter().zip(committed);
    Ok(pairs.filter_map(|(id, committed)| Some((id?.into_owned(), committed?))).collect())
}

struct Reader<'a> {
    place: &'a str,
    frame: &'a DataFrame,
    rows: &'a [u32],
}

impl<'a> Reader<'a> {
    fn values(&self, name: &'a str) -> Result<Values<'a>> {
        let column = self.frame.column(name).map_err(|_| mixed(Path::new(self.place)))?;
        Ok(Values { place: self.place, name, column, rows: self.rows })
    }
}

/// For each row, which reason of [`NO_RECORD`] leaves it out.
fn fates(abstracts: &Reader<'_>, order: &HashMap<String, i64>) -> Result<Vec<Option<usize>>> {
    let keys = abstracts.values(KEY)?.texts()?;
    let submissions = abstracts.values(SUBMISSION)?.texts()?;
    let patients = abstracts.values(PATIENT)?.integers()?;
    let tumors = abstracts.values(TUMOR)?.integers()?;

    let age = |row: usize| {
        let committed = submissions[row].as_deref().and_then(|id| order.get(id)).copied();
        (committed, patients[row], tumors[row], row)
    };
    // A row without a key has no other versions.
    let mut newest: HashMap<&str, usize> = HashMap::with_capacity(keys.len());
    for (row, key) in keys.iter().enumerate() {
        if let Some(key) = key.as_deref() {
            let best = newest.entry(key).or_insert(row);
            if age(row) > age(*best) {
                *best = row;
            }
        }
    }
    let superseded = |row: usize| keys[row].as_deref().is_some_and(|key| newest.get(key) != Some(&row));
    let fate = |row: usize| match tumors[row] {
        _ if superseded(row) => Some(0),
        Some(0) => Some(1),
        _ => None,
    };
    Ok((0..keys.len()).map(fate).collect())
}

/// Nobody was followed whom only an autopsy or a death certificate tells of.
fn leave_out_the_unfollowed(abstracts: &Reader<'_>, fates: &mut [Option<usize>]) -> Result<()> {
    let sources = abstracts.values(REPORTING_SOURCE)?.texts()?;
    for (fate, source) in fates.iter_mut().zip(sources) {
        if fate.is_none() && matches!(source.as_deref(), Some("6" | "7")) {
            *fate = Some(2);
        }
    }
    Ok(())
}
