//! Rows of a snapshot that are chosen by a few columns before the others are read.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::PathBuf;

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray};

use super::{
    KEY, LEFT_OUT, OpenSnapshot, PATIENT, Reader, SUBMISSION, SnapshotFiles, TUMOR, commit_order, fates, mixed, parts,
    read, stack,
};
use crate::error::Result;
use crate::parquet_file::ParquetFile;

/// Every row of `abstracts`: some columns of all of them, by which the rows are chosen that are then read in full.
pub(crate) struct Rows {
    /// What tells rows apart, and the columns asked for.
    pub(crate) keys: DataFrame,
    /// Why each row is no record: its place in [`NO_RECORD`].
    pub(crate) fates: Vec<Option<usize>>,
    /// Every column that there is.
    pub(crate) columns: Vec<String>,
    /// What errors call the snapshot.
    pub(crate) place: String,
    /// The files and the rows of each.
    files: Vec<(PathBuf, usize)>,
}

/// Why a row of the table is not the current version of a tumor's abstract.
pub(crate) const NO_RECORD: [&str; 2] = [LEFT_OUT[0], LEFT_OUT[1]];

impl Rows {
    /// Reads the columns that tell rows apart and `more`, of every row.
    pub(crate) fn of(files: &SnapshotFiles, more: &[&str]) -> Result<Self> {
        let OpenSnapshot { columns, place, abstracts, submissions } = files.open()?;
        let order = commit_order(submissions)?;
        let required = [KEY, SUBMISSION, PATIENT, TUMOR];
        let names: Vec<&str> = required.iter().chain(more).copied().collect();
        let parts = parts(abstracts, &names, &required)?;
        let files = parts.iter().map(|(path, part)| (path.clone(), part.height())).collect();
        let keys = stack(&names, &parts)?;
        let fates = fates(&Reader { place: &place, frame: &keys, rows: &[] }, &order)?;
        Ok(Self { keys, fates, columns, place, files })
    }

    /// The texts of a column of the keys.
    pub(crate) fn texts<'a>(&'a self, name: &'a str) -> Result<Vec<Option<Cow<'a, str>>>> {
        self.reader().values(name)?.texts()
    }

    /// The whole numbers of a column of the keys.
    pub(crate) fn integers(&self, name: &str) -> Result<Vec<Option<i64>>> {
        self.reader().values(name)?.integers()
    }

    fn reader(&self) -> Reader<'_> {
        Reader { place: &self.place, frame: &self.keys, rows: &[] }
    }

    /// Reads these columns of the rows marked true, and each row's key; missing values where no file has a column.
    pub(crate) fn read(&self, names: &[&str], kept: &[bool]) -> Result<DataFrame> {
        let names: Vec<&str> = names.iter().copied().filter(|name| *name != KEY).chain([KEY]).collect();
        let mut left = kept;
        let mut chosen = Vec::new();
        for (path, height) in &self.files {
            let (here, others) = left.split_at_checked(*height).unwrap_or((left, &[]));
            left = others;
            if !here.iter().any(|kept| *kept) {
                continue;
            }
            let file = ParquetFile::open(path)?;
            let present: Vec<&str> = names.iter().copied().filter(|name| file.has(name)).collect();
            let mask = BooleanChunked::from_slice("kept".into(), here);
            chosen.push((path.clone(), file.load(&present)?.filter(&mask).map_err(|_| mixed(path))?));
        }
        stack(&names, &chosen)
    }
}

/// The day of each submission, since 1970-01-01, by its id.
pub(crate) fn submission_days(files: &SnapshotFiles) -> Result<HashMap<String, i32>> {
    const SUBMITTED: &str = "submitted_at";
    let submissions = files.submissions.iter().map(|path| ParquetFile::open(path)).collect::<Result<_>>()?;
    let frame = read(submissions, &[SUBMISSION, SUBMITTED], &[SUBMISSION])?;
    let reader = Reader { place: "submissions", frame: &frame, rows: &[] };
    let ids = reader.values(SUBMISSION)?.texts()?;
    let days = reader.values(SUBMITTED)?.dates()?;
    Ok(ids.into_iter().zip(days).filter_map(|(id, day)| Some((id?.into_owned(), day?))).collect())
}
