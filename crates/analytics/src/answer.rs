//! What is answered: tidy rows, whole curves, and how to ask again.

use serde::Serialize;

use crate::derive::Derivation;
use crate::method::{Measure, Method};
use crate::rollup::{RollupKey, Withheld};

/// An answer to a survival question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The `by` columns, as the request names them.
    pub by: Vec<String>,
    /// The curves: by stratum, method and cause, in order.
    pub series: Vec<Series>,
    /// A row a series and time, in order.
    pub rows: Vec<Row>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A cause of death.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The cancer.
    Cancer,
    /// Anything else.
    Other,
}

impl Cause {
    /// Its name in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cancer => "cancer",
            Self::Other => "other",
        }
    }
}

/// What one method says of one group of cases, and of one cause of death where it tells causes apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The value of each `by` column; `None` where it is missing.
    pub values: Vec<Option<String>>,
    /// What each value is called, where it is a code of a derived variable.
    pub labels: Vec<Option<&'static str>>,
    /// The estimator.
    pub method: Method,
    /// The cause of death, where the method tells causes apart.
    pub cause: Option<Cause>,
    /// Cases at the start of the curve.
    pub cases: u64,
    /// The whole curve, whatever times the rows have.
    pub curve: Vec<CurvePoint>,
    /// How the curve runs between its points.
    pub shape: CurveShape,
    /// Where follow-up ends, in years.
    pub last_years: f64,
}

/// How a curve runs between its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurveShape {
    /// Constant up to the next point: the points are days with a death or a censoring.
    Steps,
    /// Known at the points only: they are the ends of intervals.
    Intervals,
}

/// A point of a curve. NaN where something is not available.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Years from the origin.
    pub years: f64,
    /// At risk on this day, or entering the interval that ends here.
    pub n_risk: u64,
    /// The estimate: of survival beyond this time, unless the method gives another figure.
    pub estimate: f64,
    /// Lower confidence limit.
    pub lower: f64,
    /// Upper confidence limit.
    pub upper: f64,
}

/// An estimate for one series and time. NaN where something is not available.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Index into [`Answer::series`].
    pub series: usize,
    /// The share that has died, where the estimate is a quantile of survival time.
    pub quantile: Option<f64>,
    /// Years from the origin.
    pub time_years: f64,
    /// Days from the origin.
    pub time_days: f64,
    /// At risk: of a step curve on the day of the last step at or before this time, of a life table
    /// entering the interval that ends here.
    pub n_risk: u64,
    /// Deaths on that day or in that interval.
    pub n_event: u64,
    /// Censored on that day or in that interval.
    pub n_censor: u64,
    /// The estimate: a probability, years or people, as [`Method::measure`] says.
    pub estimate: f64,
    /// Its standard error.
    pub std_err: f64,
    /// Lower confidence limit.
    pub lower: f64,
    /// Upper confidence limit.
    pub upper: f64,
}

/// What an answer was made from and how, so that it can be asked again and comes out the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    /// The snapshot of the warehouse; `None` for a case file.
    pub snapshot: Option<u64>,
    /// The case file or the snapshot.
    pub source: String,
    /// The estimators and their versions.
    pub algorithms: Vec<Algorithm>,
    /// Whose rules were followed.
    pub convention: String,
    /// How interval estimates were made; `None` where there are none.
    pub form: Option<String>,
    /// The year length in days.
    pub days_per_year: f64,
    /// The general population compared with; `None` where nothing was.
    pub life_table: Option<LifeTableUsed>,
    /// Which part of follow-up counts.
    pub design: String,
    /// The ages weighted alike; `None` where they were not.
    pub standard: Option<String>,
    /// Years that had been survived; `None` where the estimates are from the diagnosis.
    pub conditional_on: Option<f64>,
    /// The closing date of potential follow-up; `None` where no method asks for one.
    pub closing_date: Option<String>,
    /// Times of the rows or intervals of the table.
    pub grid: String,
    /// The confidence interval; `None` where there is none.
    pub interval: Option<Interval>,
    /// What a count counts.
    pub counting_unit: String,
    /// The cells that the answer was finished from; `None` for cases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cells: Option<CellsUsed>,
    /// The `where` of the request.
    #[serde(rename = "where")]
    pub filter: Option<String>,
    /// Rows that the source has.
    pub cases_read: u64,
    /// Cases in the estimates.
    pub cases_used: u64,
    /// Why the others are not, one by one; together with the cases used they are the cases read.
    pub exclusions: Vec<Exclusion>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// How columns were come by that the source does not have; `None` where nothing was derived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derived: Option<Derivation>,
    /// The command that asked.
    pub command: String,
}

/// The identity of a file of cells.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CellsUsed {
    /// SHA-256 over all that they hold, hexadecimal.
    pub sha256: String,
    /// The rules under which they were counted.
    pub key: RollupKey,
    /// The conditions that selected their cases.
    pub selected: Vec<String>,
    /// Every stratum has this many people or more; 0 where no minimum was asked for.
    pub minimum: u64,
    /// What was left out for having fewer.
    pub withheld: Withheld,
}

/// A life table's identity, and for whom it did not reach.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LifeTableUsed {
    /// Its name: us, us-race, us-mn, or the file's.
    pub name: String,
    /// Where it comes from.
    pub source: String,
    /// SHA-256 of its content, hexadecimal.
    pub sha256: String,
    /// The length of its year of age, days.
    pub days_per_year: f64,
    /// Cases that the table does not reach, for which its nearest hazard was taken.
    pub clamped: Clamped,
}

/// Cases outside of a life table; one may be outside in more than one way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Clamped {
    /// Cases outside in any way.
    pub cases: u64,
    /// Younger than its first age at diagnosis.
    pub too_young: u64,
    /// Older than its last age at the end of follow-up.
    pub too_old: u64,
    /// Diagnosed before its first year.
    pub too_early: u64,
    /// Followed beyond its last year.
    pub too_late: u64,
}

/// An algorithm's identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Algorithm {
    /// Its name.
    pub id: String,
    /// Changes whenever a figure could.
    pub version: String,
}

/// Scale and level of a confidence interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Interval {
    /// The scale.
    pub scale: String,
    /// The level, such as 0.95.
    pub level: f64,
}

/// A reason to leave cases out, and how many it left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exclusion {
    /// The reason.
    pub reason: String,
    /// How many cases.
    pub count: u64,
}

impl Algorithm {
    /// The current version of an estimator or a test.
    pub(crate) fn current(id: &str) -> Self {
        Self { id: id.to_owned(), version: "1".to_owned() }
    }
}

impl Exclusion {
    pub(crate) fn new(reason: &str, count: usize) -> Self {
        Self { reason: reason.to_owned(), count: count as u64 }
    }
}

impl Series {
    /// The stratum's name in a legend or a note: the values joined, codes by their labels.
    #[must_use]
    pub fn label(&self) -> String {
        if self.values.is_empty() {
            return String::from("All cases");
        }
        self.called().collect::<Vec<_>>().join(", ")
    }

    /// What the values are called: a code's label, else the value; `(missing)` for a missing one.
    pub(crate) fn called(&self) -> impl Iterator<Item = &str> {
        let called = self.values.iter().enumerate();
        called.map(|(at, value)| self.labels.get(at).copied().flatten().or(value.as_deref()).unwrap_or("(missing)"))
    }

    /// What an estimate is before anything has happened: everybody is alive.
    #[must_use]
    pub fn at_start(&self) -> f64 {
        match self.method.measure() {
            Measure::Survival => 1.0,
            Measure::Death | Measure::Years => 0.0,
            Measure::Persons => self.cases as f64,
        }
    }

    /// How many are at risk at a time in years: under observation and followed to it or beyond, or
    /// entering the interval that begins then.
    #[must_use]
    pub fn n_risk_at(&self, years: f64) -> u64 {
        let passed = self.curve.partition_point(|point| match self.shape {
            CurveShape::Steps => point.years < years,
            CurveShape::Intervals => point.years <= years,
        });
        self.curve.get(passed).map_or(0, |point| point.n_risk)
    }

    /// The estimate at a time in years: that of the last point at or before it; before the first, that of the start.
    #[must_use]
    pub fn estimate_at(&self, years: f64) -> Option<f64> {
        let passed = self.curve.partition_point(|point| point.years <= years);
        let estimate = passed.checked_sub(1).map_or(self.at_start(), |last| self.curve[last].estimate);
        Some(estimate).filter(|estimate| estimate.is_finite())
    }
}
