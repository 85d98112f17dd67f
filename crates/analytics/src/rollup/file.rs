//! Cells as a Parquet file, and back. Equal cells are equal bytes.

use std::collections::BTreeMap;
use std::path::Path;

use estimators::SumRow;
use polars::prelude::{
    Column, DataFrame, IntoColumn, KeyValueMetadata, NamedFrom, ParquetCompression, ParquetWriter, PolarsError, Series,
};
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use super::contents::RollupContents;
use super::key::{FORMAT, RollupKey};
use super::stratum::{Keys, Label, Stratum};
use super::{Rollup, wide};
use crate::error::{Error, Result};
use crate::parquet_file::ParquetFile;

const HEADER: &str = "caselake.cells";
const DIGEST: &str = "caselake.cells.sha256";

pub(super) const AGE: &str = "five_year_age";
pub(super) const YEAR: &str = "calendar_year";
const SUM: &str = "sum";
const AT: &str = "at";
const SCALE: &str = "scale";
const VALUES: [&str; 8] = ["value_0", "value_1", "value_2", "value_3", "value_4", "value_5", "value_6", "value_7"];

/// Rows of a group of the file, which is read at once.
const GROUP: usize = 1 << 18;

/// Whether a column of this name is in every file.
pub(super) fn is_taken(name: &str) -> bool {
    [AGE, YEAR, SUM, AT, SCALE].contains(&name) || VALUES.contains(&name)
}

/// The metadata of a file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    key: RollupKey,
    contents: RollupContents,
}

/// The columns of a file.
#[derive(Default)]
struct Columns<'a> {
    by: Vec<Vec<Option<&'a str>>>,
    age: Vec<Option<i32>>,
    year: Vec<Option<i32>>,
    sum: Vec<i32>,
    at: Vec<i32>,
    scale: Vec<i32>,
    values: [Vec<i64>; 8],
}

impl Rollup {
    /// The bytes of a file of these cells.
    ///
    /// # Errors
    ///
    /// [`Error::Render`] where the file cannot be made.
    pub fn to_parquet(&self) -> Result<Vec<u8>> {
        let failed = |error: PolarsError| Error::Render { format: "Parquet", problem: error.to_string() };
        let header = self.header();
        let mut columns = Columns { by: vec![Vec::new(); self.key.by.len()], ..Columns::default() };
        for (label, stratum) in &self.strata {
            stratum.to_rows().iter().for_each(|row| columns.push(label, row));
        }
        let metadata = vec![(HEADER.to_owned(), header), (DIGEST.to_owned(), self.digest())];
        let mut frame = DataFrame::new_infer_height(columns.into_columns(&self.key)).map_err(failed)?;
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes)
            .with_compression(ParquetCompression::Zstd(None))
            .with_row_group_size(Some(GROUP))
            .with_key_value_metadata(Some(KeyValueMetadata::from_static(metadata)))
            .finish(&mut frame)
            .map_err(failed)?;
        Ok(bytes)
    }

    fn header(&self) -> String {
        let header = Header { key: self.key.clone(), contents: self.contents.clone() };
        // Text, numbers and lists: there is nothing in it that JSON cannot say.
        serde_json::to_string(&header).unwrap_or_default()
    }

    /// SHA-256 over everything that the cells hold, hexadecimal.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut context = Context::new(&SHA256);
        context.update(self.header().as_bytes());
        for (label, stratum) in &self.strata {
            label.bytes(|bytes| context.update(bytes));
            for SumRow { sum, index, values } in stratum.to_rows() {
                context.update(&[sum]);
                context.update(&index.to_le_bytes());
                values.iter().for_each(|value| context.update(&value.to_le_bytes()));
            }
        }
        context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Reads a file of cells.
    ///
    /// # Errors
    ///
    /// [`Error::Io`], or [`Error::Unreadable`] for a file that is not one of cells, is damaged, or is of a format that
    /// this program does not know.
    pub fn read(path: &Path) -> Result<Self> {
        let bad = |problem: &str| Error::Unreadable {
            path: path.to_owned(),
            format: "a file of cells",
            problem: problem.to_owned(),
        };
        let damaged = || bad("it is damaged; export the cells again");
        let mut file = ParquetFile::open(path)?;
        let header = file.metadata(HEADER)?.ok_or_else(|| {
            bad("it holds no cells; write them with caselake rollup export, or name a case file with --cases")
        })?;
        let format: Format = serde_json::from_str(&header).map_err(|_| damaged())?;
        if format.key.format != FORMAT {
            let found = format.key.format;
            return Err(bad(&format!("it is of format {found}, this program reads {FORMAT}; export the cells again")));
        }
        let Header { key, contents } = serde_json::from_str(&header).map_err(|_| damaged())?;
        let digest = file.metadata(DIGEST)?.ok_or_else(damaged)?;
        let keys = Keys::of(&key).filter(|_| key.days_per_year().is_some()).ok_or_else(damaged)?;
        let names = Columns::names(&key);
        if file.columns() != names {
            return Err(damaged());
        }
        let frame = file.load(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
        let rows = Columns::of(&frame, &key).and_then(|columns| columns.rows()).ok_or_else(damaged)?;
        let mut strata = BTreeMap::new();
        for (label, rows) in rows {
            strata.insert(label, Stratum::from_rows(&keys, &rows).map_err(|error| bad(&error.to_string()))?);
        }
        let read = Self { key, contents, strata };
        if read.digest() == digest { Ok(read) } else { Err(damaged()) }
    }
}

/// The version of a format, whatever else is there.
#[derive(Deserialize)]
struct Format {
    key: FormatKey,
}

#[derive(Deserialize)]
struct FormatKey {
    format: u32,
}

impl<'a> Columns<'a> {
    /// The names of the columns of a file with this key, in order.
    fn names(key: &RollupKey) -> Vec<String> {
        let ages = key.five_year_ages.then_some(AGE);
        let years = key.calendar_years.then_some(YEAR);
        let fixed = ages.into_iter().chain(years).chain([SUM, AT, SCALE]).chain(VALUES);
        key.by.iter().cloned().chain(fixed.map(str::to_owned)).collect()
    }

    fn push(&mut self, label: &'a Label, row: &SumRow) {
        let (low, high) = wide::split(&row.values);
        for (scale, values) in (0..).zip([Some(low), high].into_iter().flatten()) {
            for (column, value) in self.by.iter_mut().zip(&label.values) {
                column.push(value.as_deref());
            }
            self.age.push(label.age);
            self.year.push(label.year);
            self.sum.push(i32::from(row.sum));
            self.at.push(row.index.cast_signed());
            self.scale.push(scale);
            for (column, value) in self.values.iter_mut().zip(values) {
                column.push(value);
            }
        }
    }

    fn into_columns(self, key: &RollupKey) -> Vec<Column> {
        let named = |name: &str, series: Series| series.with_name(name.into()).into_column();
        let mut columns: Vec<Column> =
            key.by.iter().zip(self.by).map(|(name, texts)| named(name, Series::new("".into(), texts))).collect();
        if key.five_year_ages {
            columns.push(named(AGE, Series::new("".into(), self.age)));
        }
        if key.calendar_years {
            columns.push(named(YEAR, Series::new("".into(), self.year)));
        }
        for (name, numbers) in [(SUM, self.sum), (AT, self.at), (SCALE, self.scale)] {
            columns.push(named(name, Series::new("".into(), numbers)));
        }
        let values = VALUES.iter().zip(self.values);
        columns.extend(values.map(|(name, values)| named(name, Series::new("".into(), values))));
        columns
    }

    /// The columns of a table; `None` where one is missing, of another type, or empty in places.
    fn of(frame: &'a DataFrame, key: &RollupKey) -> Option<Self> {
        let numbers = |name: &str| -> Option<Vec<i32>> { frame.column(name).ok()?.i32().ok()?.iter().collect() };
        let text = |name: &String| -> Option<Vec<Option<&'a str>>> {
            let column = frame.column(name).ok()?;
            Some(column.str().ok()?.iter().collect())
        };
        let kept = |kept: bool, name: &str| -> Option<Vec<Option<i32>>> {
            if !kept {
                return Some(vec![None; frame.height()]);
            }
            Some(numbers(name)?.into_iter().map(Some).collect())
        };
        let mut values: [Vec<i64>; 8] = Default::default();
        for (name, values) in VALUES.iter().zip(&mut values) {
            *values = frame.column(name).ok()?.i64().ok()?.iter().collect::<Option<_>>()?;
        }
        Some(Self {
            by: key.by.iter().map(text).collect::<Option<_>>()?,
            age: kept(key.five_year_ages, AGE)?,
            year: kept(key.calendar_years, YEAR)?,
            sum: numbers(SUM)?,
            at: numbers(AT)?,
            scale: numbers(SCALE)?,
            values,
        })
    }

    /// The rows by stratum; `None` where a number is none of a row, or strata are out of order.
    fn rows(&self) -> Option<Vec<(Label, Vec<SumRow>)>> {
        let mut strata: Vec<(Label, Vec<SumRow>)> = Vec::new();
        for at in 0..self.sum.len() {
            if at == 0 || !self.is_same(at - 1, at) {
                let label = self.label(at);
                if strata.last().is_some_and(|(last, _)| *last >= label) {
                    return None;
                }
                strata.push((label, Vec::new()));
            }
            let (_, rows) = strata.last_mut()?;
            let values = self.values.each_ref().map(|column| column[at]);
            let (sum, index) = (u8::try_from(self.sum[at]).ok()?, u32::try_from(self.at[at]).ok()?);
            match self.scale[at] {
                0 => rows.push(SumRow { sum, index, values: values.map(i128::from) }),
                1 => {
                    let low = rows.last_mut().filter(|row| (row.sum, row.index) == (sum, index))?;
                    wide::add(&mut low.values, &values);
                }
                _ => return None,
            }
        }
        Some(strata)
    }

    fn label(&self, at: usize) -> Label {
        let values = self.by.iter().map(|column| column[at].map(str::to_owned)).collect();
        Label { values, age: self.age[at], year: self.year[at] }
    }

    /// Whether two rows are of the same stratum.
    fn is_same(&self, one: usize, other: usize) -> bool {
        self.by.iter().all(|column| column[one] == column[other])
            && self.age[one] == self.age[other]
            && self.year[one] == self.year[other]
    }
}
