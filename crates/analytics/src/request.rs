//! What is asked.

use estimators::ConfidenceInterval;

use crate::convention::{Convention, Form};
use crate::design::Design;
use crate::grid::Grid;
use crate::life_table::LifeTableSource;
use crate::method::Method;
use crate::source::Source;
use crate::standard::Standardisation;

/// A survival question, as `caselake survival` puts it.
#[derive(Debug, Clone)]
pub struct SurvivalRequest {
    /// Where the cases come from.
    pub source: Source,
    /// The estimators, each over the same cases.
    pub methods: Vec<Method>,
    /// Columns whose values make the strata, in order.
    pub by: Vec<String>,
    /// Which rows count, in the `where` language.
    pub filter: Option<String>,
    /// Whose rules are followed.
    pub convention: Convention,
    /// The general population compared with.
    pub life_table: Option<LifeTableSource>,
    /// Whether people whom the life table does not reach get its nearest hazard; else they are an error.
    pub clamp: bool,
    /// Which part of each case's follow-up counts.
    pub design: Design,
    /// How interval estimates are made; `None` for the convention's own: exact days, or intervals where it knows no
    /// others.
    pub form: Option<Form>,
    /// The times of the rows, or the intervals of a life table.
    pub grid: Grid,
    /// Times of the rows in years; with `at_days`, instead of the grid's.
    pub at_years: Vec<f64>,
    /// Times of the rows in days.
    pub at_days: Vec<f64>,
    /// Ages weighted alike whoever is compared.
    pub standardisation: Option<Standardisation>,
    /// Survival given that this many years have been survived.
    pub conditional_on: Option<f64>,
    /// Day until which everybody could have been followed, days since 1970-01-01 (Hakulinen); `None` takes the last
    /// day of follow-up there is.
    pub closing_date: Option<i32>,
    /// Quantiles of survival time, as shares that have died.
    pub quantiles: Vec<f64>,
    /// Where a mean survival time or years lost stop counting, years; `None` takes the end of follow-up.
    pub horizon: Option<f64>,
    /// Scale and level of the confidence intervals.
    pub interval: ConfidenceInterval,
    /// The length of a year in days; `None` takes the life table's, else the convention's.
    pub days_per_year: Option<f64>,
    /// The day that counts as today where a column is derived, days since 1970-01-01.
    pub today: Option<i32>,
    /// Whether series hold their whole curves, for plotting, besides the rows.
    pub whole_curves: bool,
    /// The command that asked, for the provenance.
    pub command: String,
}

impl SurvivalRequest {
    /// Kaplan-Meier of all cases, at every day with a death or a censoring.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self {
            source,
            methods: vec![Method::default()],
            by: Vec::new(),
            filter: None,
            convention: Convention::default(),
            life_table: None,
            clamp: true,
            design: Design::default(),
            form: None,
            grid: Grid::default(),
            at_years: Vec::new(),
            at_days: Vec::new(),
            standardisation: None,
            conditional_on: None,
            closing_date: None,
            quantiles: vec![0.5],
            horizon: None,
            interval: ConfidenceInterval::default(),
            days_per_year: None,
            today: None,
            whole_curves: true,
            command: String::new(),
        }
    }
}
