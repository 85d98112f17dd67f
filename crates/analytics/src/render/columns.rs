//! Parquet for answers that are no statistics: receipts, snapshots, findings.

use polars::prelude::{DataFrame, IntoColumn, NamedFrom, ParquetWriter, Series};

use crate::error::{Error, Result};

/// The values of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnValues {
    /// Text.
    Texts(Vec<Option<String>>),
    /// Whole numbers; one beyond 2^63 - 1 becomes that.
    Counts(Vec<Option<u64>>),
}

/// The bytes of a Parquet file with these columns, each with its name and all of one length.
///
/// # Errors
///
/// [`Error::Render`] where two columns have one name, or lengths differ.
pub fn parquet(columns: Vec<(String, ColumnValues)>) -> Result<Vec<u8>> {
    let failed = |problem: &dyn std::fmt::Display| Error::Render { format: "Parquet", problem: problem.to_string() };
    let columns = columns.into_iter().map(|(name, values)| match values {
        ColumnValues::Texts(texts) => Series::new(name.into(), texts).into_column(),
        ColumnValues::Counts(counts) => {
            let counts: Vec<Option<i64>> =
                counts.into_iter().map(|count| count.map(|count| i64::try_from(count).unwrap_or(i64::MAX))).collect();
            Series::new(name.into(), counts).into_column()
        }
    });
    let mut frame = DataFrame::new_infer_height(columns.collect()).map_err(|error| failed(&error))?;
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut frame).map_err(|error| failed(&error))?;
    Ok(bytes)
}
