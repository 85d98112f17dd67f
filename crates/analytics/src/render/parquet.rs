//! Columns of values as the bytes of a Parquet file.

use polars::prelude::{Column, DataFrame, IntoColumn, KeyValueMetadata, NamedFrom, ParquetWriter, PolarsError, Series};

use crate::answer::{Answer, Row};
use crate::error::{Error, Result};

/// The values of one column, `None` for a missing one.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnValues {
    /// Text.
    Texts(Vec<Option<String>>),
    /// Counts; 64-bit integers in the file.
    Counts(Vec<Option<u64>>),
    /// Real numbers; NaN is written as missing.
    Reals(Vec<Option<f64>>),
}

/// A table of named columns as the bytes of a Parquet file. Equal tables give equal bytes.
///
/// # Errors
///
/// [`Error::Render`] where two columns have the same name or differ in length.
pub fn parquet(columns: Vec<(String, ColumnValues)>) -> Result<Vec<u8>> {
    write(columns, Vec::new())
}

impl Answer {
    /// The bytes of a Parquet file with the rows; the provenance is JSON under the key
    /// `caselake.provenance` of its metadata.
    ///
    /// # Errors
    ///
    /// [`Error::Render`] where the file cannot be made.
    pub fn to_parquet(&self) -> Result<Vec<u8>> {
        let by = self.by.iter().enumerate().map(|(index, name)| {
            let values = self.rows.iter().map(|row| self.strata[row.stratum].values[index].clone());
            (name.clone(), ColumnValues::Texts(values.collect()))
        });
        let mut columns: Vec<(String, ColumnValues)> = by.collect();
        let method = vec![Some(self.provenance.algorithm.id.clone()); self.rows.len()];
        columns.push(("method".to_owned(), ColumnValues::Texts(method)));
        let reals = |name: &str, value: fn(&Row) -> f64| {
            (name.to_owned(), ColumnValues::Reals(self.rows.iter().map(|row| Some(value(row))).collect()))
        };
        let counts = |name: &str, value: fn(&Row) -> u64| {
            (name.to_owned(), ColumnValues::Counts(self.rows.iter().map(|row| Some(value(row))).collect()))
        };
        columns.extend([
            reals("time_years", |row| row.time_years),
            reals("time_days", |row| row.time_days),
            counts("n_risk", |row| row.n_risk),
            counts("n_event", |row| row.n_event),
            counts("n_censor", |row| row.n_censor),
            reals("estimate", |row| row.estimate),
            reals("std_err", |row| row.std_err),
            reals("lower", |row| row.lower),
            reals("upper", |row| row.upper),
        ]);
        let provenance = serde_json::to_string(&self.provenance)
            .map_err(|error| Error::Render { format: "Parquet", problem: error.to_string() })?;
        write(columns, vec![("caselake.provenance".to_owned(), provenance)])
    }
}

fn write(columns: Vec<(String, ColumnValues)>, metadata: Vec<(String, String)>) -> Result<Vec<u8>> {
    let failed = |error: PolarsError| Error::Render { format: "Parquet", problem: error.to_string() };
    let columns: Vec<Column> = columns.into_iter().map(|(name, values)| column(&name, values)).collect();
    let mut frame = DataFrame::new_infer_height(columns).map_err(failed)?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes)
        .with_key_value_metadata(Some(KeyValueMetadata::from_static(metadata)))
        .finish(&mut frame)
        .map_err(failed)?;
    Ok(bytes)
}

fn column(name: &str, values: ColumnValues) -> Column {
    let series = match values {
        ColumnValues::Texts(texts) => Series::new(name.into(), texts),
        ColumnValues::Counts(counts) => {
            let whole = counts.into_iter().map(|count| count.map(|count| i64::try_from(count).unwrap_or(i64::MAX)));
            Series::new(name.into(), whole.collect::<Vec<Option<i64>>>())
        }
        ColumnValues::Reals(reals) => {
            let known = reals.into_iter().map(|real| real.filter(|real| real.is_finite()));
            Series::new(name.into(), known.collect::<Vec<Option<f64>>>())
        }
    };
    series.into_column()
}
