//! How derived columns were come by.

use rules::Context;
use serde::Serialize;
use serde_json::Value;

use super::plan::{LeftOut, Plan, SourceColumns};
use super::variable::{Variable, VariableTable};
use crate::error::{Error, Result};

/// What was derived, and from what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Derived {
    /// Rows read and written.
    pub rows: u64,
    /// Patients, where a variable looks at all their tumors and the file tells them apart.
    pub patients: Option<u64>,
    /// For each variable, how many rows have a value.
    pub values: Vec<u64>,
    /// Variables that were not derived though all were asked for.
    pub left_out: Vec<LeftOut>,
    /// What the reader should know.
    pub notes: Vec<String>,
    /// How the columns were come by.
    pub provenance: Derivation,
}

/// How columns were come by: what stands in a Parquet file's metadata and in the file beside CSV.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Derivation {
    /// The program's version.
    pub caselake: &'static str,
    /// The day that counted as today.
    pub today: String,
    /// The last year of the study.
    pub cutoff_year: i32,
    /// The column that tells patients apart, where a variable looks at all their tumors and there is one.
    pub patients_by: Option<String>,
    /// The columns, in order.
    pub variables: Vec<DerivedVariable>,
    /// What the file already said of columns that had been derived before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Value>,
}

/// A derived column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DerivedVariable {
    /// The column's name.
    pub column: String,
    /// The variable's.
    pub variable: &'static str,
    /// What it is, with its codes or unit.
    pub label: &'static str,
    /// The algorithm's id.
    pub algorithm: &'static str,
    /// The algorithm's version.
    pub version: &'static str,
    /// The standard it follows.
    pub source: &'static str,
    /// The tables that it hangs on.
    pub tables: Vec<VariableTable>,
    /// Whether it looks at all tumors of a patient.
    pub spans_patients: bool,
    /// What it was made of.
    pub read: Vec<ColumnRead>,
}

/// A column that a variable was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnRead {
    /// The standard's name.
    pub item: &'static str,
    /// The source's.
    pub column: String,
}

impl Derived {
    pub(super) fn new(
        provenance: Derivation,
        rows: u64,
        patients: Option<u64>,
        values: Vec<u64>,
        left_out: Vec<LeftOut>,
    ) -> Self {
        let alone: Vec<&str> = (provenance.variables.iter())
            .filter(|variable| variable.spans_patients && provenance.patients_by.is_none())
            .map(|variable| variable.column.as_str())
            .collect();
        let mut notes = Vec::new();
        if !alone.is_empty() {
            notes.push(format!(
                "there is no column {}, so that each row counts as a patient of its own; {} would look at all tumors of a patient",
                rules::PATIENT_ID,
                alone.join(", ")
            ));
        }
        Self { rows, patients, values, left_out, notes, provenance }
    }
}

impl Derivation {
    pub(super) fn new(plan: &Plan, source: &SourceColumns<'_>, context: &Context, by_patient: bool) -> Self {
        let variables = plan.columns.iter().filter_map(|column| {
            let algorithm = *plan.algorithms.get(column.algorithm)?;
            let read = algorithm.inputs.iter().filter_map(|input| source.read(input));
            let read = read.map(|(item, column)| ColumnRead { item, column: column.to_owned() });
            let Variable { name: variable, label, algorithm, version, source, tables, spans_patients, .. } =
                Variable::of(algorithm, column.output);
            let (column, read) = (column.name.clone(), read.collect());
            Some(DerivedVariable { column, variable, label, algorithm, version, source, tables, spans_patients, read })
        });
        let patients_by = source.theirs(rules::PATIENT_ID).filter(|_| by_patient).map(str::to_owned);
        Self {
            caselake: env!("CARGO_PKG_VERSION"),
            today: context.today.to_string(),
            cutoff_year: context.cutoff_year,
            patients_by,
            variables: variables.collect(),
            earlier: None,
        }
    }

    /// The algorithms of these columns, as far as they were derived: `column: algorithm version`.
    pub(crate) fn algorithms_of(&self, columns: &[String]) -> Vec<String> {
        let of = |column: &String| self.variables.iter().find(|variable| variable.column == *column);
        let name = |of: &DerivedVariable| format!("{}: {} {}", of.column, of.algorithm, of.version);
        columns.iter().filter_map(of).map(name).collect()
    }

    /// As JSON, indented.
    ///
    /// # Errors
    ///
    /// [`Error::Render`] where it cannot be serialised.
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string_pretty(self).map_err(|error| Error::Render { format: "JSON", problem: error.to_string() })
    }
}
