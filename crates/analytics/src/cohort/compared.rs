//! What people are compared by: the columns of a test's groups and strata, of a regression's covariates.

use crate::cohort::exclusions::Exclusions;
use crate::error::Result;
use crate::question::{Needed, Question};
use crate::selection::Selection;

/// How a source gives what people are compared by.
pub(super) struct Compared {
    /// Whether the age at diagnosis is asked for, by a name that no column has.
    pub(super) by_age: bool,
}

impl Compared {
    pub(super) fn choose(question: &Question<'_>, columns: &[String]) -> Self {
        let absent = |name: &str| !columns.iter().any(|column| column == question.request.source.column(name));
        let mut needed = question.compared_by().into_iter().flatten();
        Self { by_age: needed.any(|needed| needed.or_age && absent(needed.name)) }
    }

    /// What is needed of columns.
    fn of_columns<'a>(&self, question: &'a Question<'_>) -> impl Iterator<Item = &'a Needed<'a>> {
        let by_age = self.by_age;
        question.compared_by().into_iter().flatten().filter(move |needed| !(needed.or_age && by_age))
    }

    /// The columns to load, and what for.
    pub(super) fn named<'a>(&self, question: &'a Question<'_>) -> impl Iterator<Item = (&'a str, &'static str)> {
        self.of_columns(question).map(|needed| (needed.name, needed.purpose))
    }

    /// Puts out whoever lacks a value, or has one that does not count.
    pub(super) fn leave_out_unknown(
        &self,
        question: &Question<'_>,
        selection: &Selection,
        out: &mut Exclusions,
    ) -> Result<()> {
        for needed in self.of_columns(question) {
            let values = selection.values(question.request.source.column(needed.name))?.texts()?;
            out.because(format!("{} not known", needed.name), |row| values[row].is_none());
            if !needed.levels.is_empty() {
                let counts = |value: &str| needed.levels.iter().any(|level| level == value);
                let reason = format!("{} not among the levels named", needed.name);
                out.because(reason, |row| values[row].as_deref().is_some_and(|value| !counts(value)));
            }
        }
        Ok(())
    }
}
