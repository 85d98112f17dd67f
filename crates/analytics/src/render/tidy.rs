//! A table of named columns, written in each format.

use serde::Serialize;
use serde_json::{Map, Value};

use super::parquet::{ColumnValues, write};
use crate::error::{Error, Result};

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
        let failed = |problem: &dyn std::fmt::Display| Error::Render { format: "CSV", problem: problem.to_string() };
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|(name, _)| name)).map_err(|error| failed(&error))?;
        for row in 0..self.rows() {
            let fields = self.columns.iter().map(|(_, values)| values.text(row));
            writer.write_record(fields).map_err(|error| failed(&error))?;
        }
        let bytes = writer.into_inner().map_err(|error| failed(&error))?;
        String::from_utf8(bytes).map_err(|error| failed(&error))
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

    fn text(&self, row: usize) -> String {
        match self {
            Self::Texts(texts) => texts[row].clone().unwrap_or_default(),
            Self::Counts(counts) => counts[row].map_or_else(String::new, |count| count.to_string()),
            Self::Reals(reals) => known(reals[row]).map_or_else(String::new, written),
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
fn written(real: f64) -> String {
    if real != 0.0 && real.abs() < 1e-5 { format!("{real:e}") } else { real.to_string() }
}

fn known(real: Option<f64>) -> Option<f64> {
    real.filter(|real| real.is_finite())
}
