//! The columns of an answer with curves.

use super::{ColumnValues, Render, Table};
use crate::answer::{Answer, Cause, Provenance, Row};
use crate::labels::has_labels;

/// The names that columns of answers have after the `by` columns.
pub(crate) const RESERVED: [&str; 12] = [
    "method",
    "cause",
    "quantile",
    "time_years",
    "time_days",
    "n_risk",
    "n_event",
    "n_censor",
    "estimate",
    "std_err",
    "lower",
    "upper",
];

impl Render for Answer {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn to_table(&self) -> Table {
        self.table()
    }

    /// The `by` columns, the method, the cause and the quantile where there are any, and the figures; last the labels of
    /// `by` columns of codes, such as `site_recode_2023_label`.
    fn columns(&self) -> Vec<(String, ColumnValues)> {
        let texts = |name: &str, value: &dyn Fn(&Row) -> Option<String>| {
            (name.to_owned(), ColumnValues::Texts(self.rows.iter().map(value).collect()))
        };
        let reals = |name: &str, value: fn(&Row) -> f64| {
            (name.to_owned(), ColumnValues::Reals(self.rows.iter().map(|row| Some(value(row))).collect()))
        };
        let counts = |name: &str, value: fn(&Row) -> u64| {
            (name.to_owned(), ColumnValues::Counts(self.rows.iter().map(|row| Some(value(row))).collect()))
        };
        let by = (self.by.iter().enumerate())
            .map(|(index, name)| texts(name, &|row: &Row| self.series[row.series].values[index].clone()));
        let mut columns: Vec<(String, ColumnValues)> = by.collect();
        columns.push(texts("method", &|row: &Row| Some(self.series[row.series].method.name().to_owned())));
        if self.series.iter().any(|series| series.cause.is_some()) {
            let cause = |row: &Row| self.series[row.series].cause.map(Cause::name).map(str::to_owned);
            columns.push(texts("cause", &cause));
        }
        if self.rows.iter().any(|row| row.quantile.is_some()) {
            let shares = self.rows.iter().map(|row| row.quantile).collect();
            columns.push(("quantile".to_owned(), ColumnValues::Reals(shares)));
        }
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
        for (index, name) in self.by.iter().enumerate().filter(|(_, name)| has_labels(name)) {
            let name = format!("{name}_label");
            if !self.by.contains(&name) {
                let label = |row: &Row| self.series[row.series].labels[index].map(str::to_owned);
                columns.push(texts(&name, &label));
            }
        }
        columns
    }
}
