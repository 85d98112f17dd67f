//! The columns of a test of difference.

use serde_json::{Map, Value, json};

use super::table::{coded, decimal, p_value};
use super::{ColumnValues, Render, Table};
use crate::answer::{Cause, Provenance};
use crate::difference::{Difference, Outcome};
use crate::labels::label;

/// The names that columns of tests have after the `by` columns.
pub(crate) const COLUMNS: [&str; 8] = ["cause", "n", "observed", "expected", "test", "chi_square", "df", "p"];

impl Difference {
    /// A row an outcome and group: the group's number with each.
    fn rows(&self) -> impl Iterator<Item = (&Outcome, usize)> {
        self.outcomes.iter().flat_map(|outcome| (0..self.groups.len()).map(move |group| (outcome, group)))
    }

    fn has_causes(&self) -> bool {
        self.outcomes.iter().any(|outcome| outcome.cause.is_some())
    }

    /// What was done, in words.
    fn done(&self) -> String {
        let weighted = if self.rho == 0.0 { String::new() } else { format!(", rho {}", self.rho) };
        let within = if self.strata.is_empty() {
            String::new()
        } else {
            format!(", stratified by {}", self.strata.join(" and "))
        };
        format!("{} test of {}{weighted}{within}", self.test, self.by.join(" and "))
    }
}

impl Render for Difference {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The `by` columns, the cause where there is one, the group's figures, and the test's repeated.
    fn columns(&self) -> Vec<(String, ColumnValues)> {
        let texts = |value: &dyn Fn(&Outcome, usize) -> String| {
            ColumnValues::Texts(self.rows().map(|(outcome, group)| Some(value(outcome, group))).collect())
        };
        let reals = |value: &dyn Fn(&Outcome, usize) -> f64| {
            ColumnValues::Reals(self.rows().map(|(outcome, group)| Some(value(outcome, group))).collect())
        };
        let counts = |value: &dyn Fn(&Outcome, usize) -> u64| {
            ColumnValues::Counts(self.rows().map(|(outcome, group)| Some(value(outcome, group))).collect())
        };
        let by = self.by.iter().enumerate();
        let by = by.map(|(index, name)| (name.clone(), texts(&|_, group| self.groups[group][index].clone())));
        let mut columns: Vec<(String, ColumnValues)> = by.collect();
        let [cause, n, observed, expected, test, chi_square, df, p] = COLUMNS.map(str::to_owned);
        if self.has_causes() {
            columns.push((cause, texts(&|outcome, _| outcome.cause.map_or("", Cause::name).to_owned())));
        }
        columns.extend([
            (n, counts(&|outcome, group| outcome.test.groups[group].n)),
            (observed, reals(&|outcome, group| outcome.test.groups[group].observed)),
            (expected, reals(&|outcome, group| outcome.test.groups[group].expected)),
            (test, texts(&|_, _| self.test.name().to_owned())),
            (chi_square, reals(&|outcome, _| outcome.test.chi_square)),
            (df, counts(&|outcome, _| outcome.test.df as u64)),
            (p, reals(&|outcome, _| outcome.test.p)),
        ]);
        columns
    }

    /// `test`: an object; by Gray's test a list of one a cause.
    fn details(&self) -> Map<String, Value> {
        let test = |outcome: &Outcome| {
            let found = &outcome.test;
            let mut test = Map::new();
            test.insert("name".to_owned(), self.test.name().into());
            test.extend(outcome.cause.map(|cause| ("cause".to_owned(), cause.name().into())));
            let figures = [
                ("rho", json!(self.rho)),
                ("strata", json!(self.strata)),
                ("chi_square", json!(found.chi_square)),
                ("df", json!(found.df)),
                ("p", json!(found.p)),
                ("z", json!(found.z)),
                ("covariance", json!(found.covariance)),
            ];
            test.extend(figures.map(|(name, value)| (name.to_owned(), value)));
            Value::Object(test)
        };
        let tests: Vec<Value> = self.outcomes.iter().map(test).collect();
        let tests = if self.has_causes() { Value::Array(tests) } else { tests.into_iter().next().unwrap_or_default() };
        Map::from_iter([("test".to_owned(), tests)])
    }

    fn to_table(&self) -> Table {
        let mut headers = self.by.clone();
        if self.has_causes() {
            headers.push("cause".to_owned());
        }
        let texts = headers.len();
        headers.extend(["cases", "observed", "expected"].map(str::to_owned));
        let cells = |(outcome, group): (&Outcome, usize)| {
            let found = &outcome.test.groups[group];
            let values = self.by.iter().zip(&self.groups[group]);
            let mut cells: Vec<String> =
                values.map(|(column, value)| coded(Some(value), label(column, Some(value)))).collect();
            cells.extend(outcome.cause.map(|cause| cause.name().to_owned()));
            cells.extend([found.n.to_string(), decimal(found.observed, 2), decimal(found.expected, 2)]);
            cells
        };
        let said = |outcome: &Outcome| {
            let of = outcome.cause.map_or_else(String::new, |cause| format!("{}: ", cause.name()));
            let found = &outcome.test;
            let degrees = if found.df == 1 { "1 degree".to_owned() } else { format!("{} degrees", found.df) };
            format!("{of}chi-square {} on {degrees} of freedom, p {}", decimal(found.chi_square, 2), p_value(found.p))
        };
        let mut notes: Vec<String> = self.outcomes.iter().map(said).collect();
        notes.extend(self.provenance.caption(&self.done()));
        Table {
            numeric: (0..headers.len()).map(|column| column >= texts).collect(),
            headers,
            rows: self.rows().map(cells).collect(),
            notes,
        }
    }
}
