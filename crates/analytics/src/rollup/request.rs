//! What is to be counted into cells.

use estimators::CountingUnit;

use crate::grid::Grid;
use crate::life_table::LifeTableSource;
use crate::source::Source;

/// Cases to be counted into cells, as `caselake rollup export` puts it.
#[derive(Debug, Clone)]
pub struct RollupRequest {
    /// The cases.
    pub source: Source,
    /// Columns whose values make the strata, in order.
    pub by: Vec<String>,
    /// Which rows count, in the `where` language.
    pub filter: Option<String>,
    /// The general population compared with; `None` keeps counts only.
    pub life_table: Option<LifeTableSource>,
    /// How far sums relative to the population reach, years.
    pub horizon: f64,
    /// Until when everybody could have been followed, days since 1970-01-01; `None` keeps no potential follow-up.
    pub closing_date: Option<i32>,
    /// The intervals of completed months whose sums are kept too, as SEER*Stat's convention estimates by them; `None` for
    /// none.
    pub months: Option<Grid>,
    /// What a row of the cases is. That each is another person is for the one who says so to see to.
    pub unit: CountingUnit,
    /// The study cutoff: follow-up after this day is not used. Days since 1970-01-01.
    pub cutoff: Option<i32>,
    /// Whether five-year age groups are kept apart.
    pub five_year_ages: bool,
    /// Whether calendar years of follow-up are kept apart.
    pub calendar_years: bool,
    /// The length of a year in days; `None` takes the life table's, else 365.25.
    pub days_per_year: Option<f64>,
    /// The day that counts as today where a column is derived, days since 1970-01-01.
    pub today: Option<i32>,
}

impl RollupRequest {
    /// Counts of tumors, in one stratum, to 20 years.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self {
            source,
            by: Vec::new(),
            filter: None,
            life_table: None,
            horizon: 20.0,
            closing_date: None,
            months: None,
            unit: CountingUnit::Tumors,
            cutoff: None,
            five_year_ages: false,
            calendar_years: false,
            days_per_year: None,
            today: None,
        }
    }
}
