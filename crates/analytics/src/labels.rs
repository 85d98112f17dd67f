//! What the codes of derived variables are called.

use rules::variable;

/// What a value of a column is called, where the column is a derived variable whose codes have labels.
pub(crate) fn label(column: &str, value: Option<&str>) -> Option<&'static str> {
    variable(column)?.2.labels?.label(value?)
}

/// What the values of a stratum are called.
pub(crate) fn labels(columns: &[String], values: &[Option<String>]) -> Vec<Option<&'static str>> {
    columns.iter().zip(values).map(|(column, value)| label(column, value.as_deref())).collect()
}

/// Whether codes of a column have labels.
pub(crate) fn has_labels(column: &str) -> bool {
    variable(column).is_some_and(|(.., output)| output.labels.is_some())
}
