//! A table of named columns, written in each format.

use std::fmt::{self, Write as _};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};

use super::parquet::{ColumnValues, write};
use crate::error::{Error, Result};

/// Rows that one thread writes at a time.
const PIECE: usize = 1 << 14;

/// Named columns of equal length.
pub(crate) struct Tidy {
    pub(crate) columns: Vec<(String, ColumnValues)>,
}

impl Tidy {
    fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, values)| values.len())
    }

    /// A header and a line a row.
    pub(crate) fn to_csv(&self) -> Result<String> {
        let header = lines(|writer| Ok(writer.write_record(self.columns.iter().map(|(name, _)| name))?))?;
        let starts: Vec<usize> = (0..self.rows()).step_by(PIECE).collect();
        let piece = |start: usize| {
            let mut field = String::new();
            lines(|writer| {
                for row in start..self.rows().min(start + PIECE) {
                    for (_, values) in &self.columns {
                        field.clear();
                        values.write(row, &mut field)?;
                        writer.write_field(&field)?;
                    }
                    writer.write_record(None::<&[u8]>)?;
                }
                Ok(())
            })
        };
        let rows = starts.into_par_iter().map(piece).collect::<Result<Vec<String>>>()?;
        Ok(header + &rows.concat())
    }

    /// An object with `rows`, each an object, the `others`, and `provenance`.
    pub(crate) fn to_json(&self, others: Map<String, Value>, provenance: &impl Serialize) -> Result<String> {
        let failed = |error: serde_json::Error| Error::Render { format: "JSON", problem: error.to_string() };
        let rows = (0..self.rows()).map(|row| {
            let fields = self.columns.iter().map(|(name, values)| (name.clone(), values.json(row)));
            Value::Object(fields.collect())
        });
        let mut whole = Map::new();
        whole.insert("rows".to_owned(), rows.collect());
        whole.extend(others);
        whole.insert("provenance".to_owned(), serde_json::to_value(provenance).map_err(failed)?);
        serde_json::to_string_pretty(&whole).map(|text| text + "\n").map_err(failed)
    }

    /// The bytes of a Parquet file with the rows; the provenance is JSON under the key `caselake.provenance` of its
    /// metadata.
    pub(crate) fn into_parquet(self, provenance: &impl Serialize) -> Result<Vec<u8>> {
        let provenance = serde_json::to_string(provenance)
            .map_err(|error| Error::Render { format: "Parquet", problem: error.to_string() })?;
        write(self.columns, vec![("caselake.provenance".to_owned(), provenance)])
    }
}

impl ColumnValues {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Texts(texts) => texts.len(),
            Self::Counts(counts) => counts.len(),
            Self::Reals(reals) => reals.len(),
        }
    }

    fn write(&self, row: usize, field: &mut String) -> fmt::Result {
        match self {
            Self::Texts(texts) => texts[row].as_ref().map_or(Ok(()), |text| field.write_str(text)),
            Self::Counts(counts) => counts[row].map_or(Ok(()), |count| write!(field, "{count}")),
            Self::Reals(reals) => known(reals[row]).map_or(Ok(()), |real| write_real(real, field)),
        }
    }

    fn json(&self, row: usize) -> Value {
        match self {
            Self::Texts(texts) => texts[row].clone().into(),
            Self::Counts(counts) => counts[row].into(),
            Self::Reals(reals) => known(reals[row]).into(),
        }
    }
}

/// The shortest text that reads back as the same number; the smallest, such as probabilities of tests, by powers of ten.
fn write_real(real: f64, field: &mut String) -> fmt::Result {
    if real != 0.0 && real.abs() < 1e-5 { write!(field, "{real:e}") } else { write!(field, "{real}") }
}

/// What is written to CSV, as text.
fn lines(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> Result<(), Box<dyn std::error::Error>>) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = write(&mut writer).and_then(|()| Ok(String::from_utf8(writer.into_inner()?)?));
    written.map_err(|error| Error::Render { format: "CSV", problem: error.to_string() })
}

fn known(real: Option<f64>) -> Option<f64> {
    real.filter(|real| real.is_finite())
}
