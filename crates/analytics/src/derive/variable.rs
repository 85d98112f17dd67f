//! What the catalogue of the rules says of a variable.

use rules::{Algorithm, Output, Table, algorithms, variable};
use serde::Serialize;

/// A variable that can be derived, as one version of its algorithm gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variable {
    /// Its name, as a column has it.
    pub name: &'static str,
    /// What it is, with its codes or unit.
    pub label: &'static str,
    /// The algorithm's id.
    pub algorithm: &'static str,
    /// The algorithm's version.
    pub version: &'static str,
    /// What the algorithm is, in a few words.
    pub title: &'static str,
    /// The standard it follows.
    pub source: &'static str,
    /// Whether it looks at all tumors of a patient.
    pub spans_patients: bool,
    /// What it reads.
    pub inputs: Vec<VariableInput>,
    /// The tables that it hangs on.
    pub tables: Vec<VariableTable>,
}

/// What a variable reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct VariableInput {
    /// The columns any of which would do; the first that is there is read.
    pub columns: &'static [&'static str],
    /// Whether there is no answer without it.
    pub required: bool,
}

/// A table of a standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct VariableTable {
    /// Its name.
    pub name: &'static str,
    /// SHA-256 of its text, hexadecimal.
    pub sha256: &'static str,
}

impl Variable {
    /// Every variable in every version, in the order of the catalogue.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let each = |algorithm: &&'static Algorithm| {
            let algorithm = *algorithm;
            algorithm.outputs.iter().map(move |output| Self::of(algorithm, output))
        };
        algorithms().iter().flat_map(each).collect()
    }

    pub(super) fn of(algorithm: &'static Algorithm, output: &'static Output) -> Self {
        let of_input = |input: &rules::Input| VariableInput { columns: input.items, required: input.required };
        let of_table = |table: &&'static Table| VariableTable { name: table.name, sha256: table.hash() };
        Self {
            name: output.name,
            label: output.label,
            algorithm: algorithm.id.id,
            version: algorithm.id.version,
            title: algorithm.title,
            source: algorithm.source,
            spans_patients: algorithm.spans_patients(),
            inputs: algorithm.inputs.iter().map(of_input).collect(),
            tables: algorithm.tables.iter().map(of_table).collect(),
        }
    }

    /// Whether its name without a version means this version.
    #[must_use]
    pub fn is_newest(&self) -> bool {
        variable(self.name).is_some_and(|(algorithm, ..)| algorithm.id.version == self.version)
    }
}
