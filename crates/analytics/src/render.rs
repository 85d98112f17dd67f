//! An answer as CSV, JSON, Parquet and a table of strings.
//!
//! Numbers are written in the shortest form that reads back as the same number; what is not
//! available is an empty field, `null`, or a null. Equal answers give equal bytes.

mod parquet;
mod table;

use serde_json::{Map, Value};

use crate::answer::{Answer, Row};
use crate::error::{Error, Result};

pub use parquet::{ColumnValues, parquet};
pub use table::Table;

/// The columns of an answer after the `by` columns.
pub(crate) const COLUMNS: [&str; 10] =
    ["method", "time_years", "time_days", "n_risk", "n_event", "n_censor", "estimate", "std_err", "lower", "upper"];

impl Answer {
    /// A header and a line a row.
    ///
    /// # Errors
    ///
    /// [`Error::Render`] where memory cannot be written to.
    pub fn to_csv(&self) -> Result<String> {
        let failed = |problem: &dyn std::fmt::Display| Error::Render { format: "CSV", problem: problem.to_string() };
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = self.by.iter().map(String::as_str).chain(COLUMNS);
        writer.write_record(header).map_err(|error| failed(&error))?;
        for row in &self.rows {
            let by = self.strata[row.stratum].values.iter().map(|value| value.clone().unwrap_or_default());
            let fields = by.chain(cells(row, self.method()).map(|cell| cell.text()));
            writer.write_record(fields).map_err(|error| failed(&error))?;
        }
        let bytes = writer.into_inner().map_err(|error| failed(&error))?;
        String::from_utf8(bytes).map_err(|error| failed(&error))
    }

    /// An object with `rows`, each an object, and `provenance`.
    ///
    /// # Errors
    ///
    /// [`Error::Render`] where the answer cannot be serialised.
    pub fn to_json(&self) -> Result<String> {
        let failed = |error: serde_json::Error| Error::Render { format: "JSON", problem: error.to_string() };
        let rows = self.rows.iter().map(|row| {
            let values =
                self.strata[row.stratum].values.iter().map(|value| value.clone().map_or(Value::Null, Value::from));
            let by = self.by.iter().cloned().zip(values);
            let columns = COLUMNS.iter().map(|column| (*column).to_owned());
            Value::Object(by.chain(columns.zip(cells(row, self.method()).map(Cell::json))).collect::<Map<_, _>>())
        });
        let mut whole = Map::new();
        whole.insert("rows".to_owned(), rows.collect());
        whole.insert("provenance".to_owned(), serde_json::to_value(&self.provenance).map_err(failed)?);
        serde_json::to_string_pretty(&whole).map(|text| text + "\n").map_err(failed)
    }

    fn method(&self) -> &str {
        &self.provenance.algorithm.id
    }
}

/// One value of a row after the `by` columns.
enum Cell<'a> {
    Text(&'a str),
    Count(u64),
    Real(f64),
}

fn cells<'a>(row: &Row, method: &'a str) -> std::array::IntoIter<Cell<'a>, 10> {
    [
        Cell::Text(method),
        Cell::Real(row.time_years),
        Cell::Real(row.time_days),
        Cell::Count(row.n_risk),
        Cell::Count(row.n_event),
        Cell::Count(row.n_censor),
        Cell::Real(row.estimate),
        Cell::Real(row.std_err),
        Cell::Real(row.lower),
        Cell::Real(row.upper),
    ]
    .into_iter()
}

impl Cell<'_> {
    fn text(&self) -> String {
        match *self {
            Self::Text(text) => text.to_owned(),
            Self::Count(count) => count.to_string(),
            Self::Real(real) => known(real).map_or_else(String::new, |real| real.to_string()),
        }
    }

    fn json(self) -> Value {
        match self {
            Self::Text(text) => text.into(),
            Self::Count(count) => count.into(),
            Self::Real(real) => real.into(),
        }
    }
}

fn known(real: f64) -> Option<f64> {
    Some(real).filter(|real| real.is_finite())
}
