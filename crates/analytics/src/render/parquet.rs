//! Columns of values as the bytes of a Parquet file.

use polars::prelude::{Column, DataFrame, IntoColumn, KeyValueMetadata, NamedFrom, ParquetWriter, PolarsError, Series};

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

pub(super) fn write(columns: Vec<(String, ColumnValues)>, metadata: Vec<(String, String)>) -> Result<Vec<u8>> {
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
