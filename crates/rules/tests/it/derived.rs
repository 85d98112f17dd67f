//! Derived variables of a few columns, as text.

use rules::{AlgorithmId, Context, Day, Records, variable};

/// The algorithm that gives a variable, and its outputs by row. `ends` says where each patient's rows end; empty where
/// each is a patient's only one.
pub(crate) fn derive<'a>(
    name: &str,
    columns: impl IntoIterator<Item = (&'a str, Vec<&'a str>)>,
    ends: impl IntoIterator<Item = usize>,
) -> (AlgorithmId, Vec<Vec<String>>) {
    let columns: Vec<_> = columns.into_iter().collect();
    let rows = columns.first().map_or(0, |(_, values)| values.len());
    let mut records = Records::new(rows).with_patients(ends);
    columns.into_iter().for_each(|(item, values)| records.insert(item, values));
    let (algorithm, ..) = variable(name).unwrap();
    let context = Context { today: Day::from_ymd(2026, 6, 30).unwrap(), cutoff_year: 2025 };
    let outputs = algorithm.derive(&records, &context).unwrap();
    let text = |row| outputs.iter().map(|values| values.text(row).unwrap_or_default().into_owned()).collect();
    (algorithm.id, (0..rows).map(text).collect())
}

/// The same for the tumors of one patient, each given by its items in the order of `items`.
pub(crate) fn derive_patient(name: &str, items: &[&'static str], tumors: &[&[&str]]) -> Vec<Vec<String>> {
    let column = |at: usize| tumors.iter().map(|tumor| tumor.get(at).copied().unwrap_or("")).collect();
    derive(name, items.iter().zip(0..).map(|(item, at)| (*item, column(at))), [tumors.len()]).1
}
