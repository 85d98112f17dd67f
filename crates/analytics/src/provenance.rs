//! How an answer was come by: the same account for curves, tests and regressions.

use estimators::ConfidenceInterval;

use crate::answer::{Algorithm, Clamped, Exclusion, Interval, LifeTableUsed, Provenance};
use crate::convention::Form;
use crate::derive::Derivation;
use crate::question::Question;
use crate::rollup::Rollup;
use crate::values::date_of;

/// What computing an answer adds to what the request says.
pub(crate) struct Account {
    /// The names of the estimators.
    pub(crate) algorithms: Vec<&'static str>,
    /// How interval estimates were made; `None` where there are none.
    pub(crate) form: Option<Form>,
    /// Times of the rows or intervals of the table; empty where there are none.
    pub(crate) grid: String,
    /// How confidence intervals were made; `None` where there are none.
    pub(crate) interval: Option<ConfidenceInterval>,
    /// Cases that the life table does not reach.
    pub(crate) clamped: Clamped,
    pub(crate) cases_read: u64,
    pub(crate) cases_used: u64,
    pub(crate) exclusions: Vec<Exclusion>,
    pub(crate) notes: Vec<String>,
    /// How columns were come by that the source does not have.
    pub(crate) derived: Option<Derivation>,
}

impl Account {
    /// The provenance of an answer to the question.
    pub(crate) fn provenance(self, question: &Question<'_>) -> Provenance {
        let request = question.request;
        let cells = question.cells;
        let of_table = question.life_table.as_ref().map(|table| LifeTableUsed {
            name: table.name().to_owned(),
            source: table.source().to_owned(),
            sha256: table.fingerprint().to_owned(),
            days_per_year: table.days_per_year(),
            clamped: self.clamped,
        });
        let compares = request.methods.iter().any(|method| method.needs_life_table());
        let life_table = of_table.or_else(|| cells.filter(|_| compares)?.life_table(self.clamped));
        let interval = self
            .interval
            .map(|interval| Interval { scale: interval.transform.name().to_owned(), level: interval.level.get() });
        let closing_date = request.closing_date.and_then(date_of).map(|date| date.to_string());
        let closing_date = closing_date.or_else(|| cells?.key().closing_date.clone());
        Provenance {
            snapshot: request.source.snapshot(),
            source: request.source.place(),
            algorithms: self.algorithms.into_iter().map(Algorithm::current).collect(),
            convention: request.convention.name().to_owned(),
            form: self.form.map(|form| form.name().to_owned()),
            days_per_year: question.days_per_year(),
            life_table,
            design: request.design.to_string(),
            standard: question.standard.as_ref().map(|standard| standard.name.clone()),
            conditional_on: request.conditional_on,
            closing_date,
            grid: self.grid,
            interval,
            counting_unit: cells.map_or_else(|| "tumors".to_owned(), |cells| cells.key().unit.clone()),
            cells: cells.map(Rollup::used),
            filter: request.filter.clone(),
            cases_read: self.cases_read,
            cases_used: self.cases_used,
            exclusions: self.exclusions,
            notes: self.notes,
            derived: self.derived,
            command: request.command.clone(),
        }
    }
}
