//! What is answered: tidy rows, whole curves, and how to ask again.

use serde::Serialize;

/// An answer to a survival question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The `by` columns, as the request names them.
    pub by: Vec<String>,
    /// The strata in order.
    pub strata: Vec<Stratum>,
    /// A row a stratum and time, in order.
    pub rows: Vec<Row>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// One group of cases.
#[derive(Debug, Clone, PartialEq)]
pub struct Stratum {
    /// The value of each `by` column; `None` where it is missing.
    pub values: Vec<Option<String>>,
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

/// A point of a survival curve. NaN where something is not available.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// Years from the origin.
    pub years: f64,
    /// At risk on this day, or entering the interval that ends here.
    pub n_risk: u64,
    /// Survival beyond this time.
    pub estimate: f64,
    /// Lower confidence limit.
    pub lower: f64,
    /// Upper confidence limit.
    pub upper: f64,
}

/// An estimate for one stratum and time. NaN where something is not available.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// Index into [`Answer::strata`].
    pub stratum: usize,
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
    /// Probability of surviving beyond this time.
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
    /// The estimator and its version.
    pub algorithm: Algorithm,
    /// Whose rules were followed.
    pub convention: String,
    /// How interval estimates were made; `None` where there are none.
    pub form: Option<String>,
    /// The year length in days.
    pub days_per_year: f64,
    /// Times of the rows or intervals of the table.
    pub grid: String,
    /// The confidence interval.
    pub interval: Interval,
    /// What a count counts.
    pub counting_unit: String,
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
    /// The command that asked.
    pub command: String,
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

impl Exclusion {
    pub(crate) fn new(reason: &str, count: usize) -> Self {
        Self { reason: reason.to_owned(), count: count as u64 }
    }
}

impl Stratum {
    /// Its name in a legend or a note: the values joined; `(missing)` for a missing one.
    #[must_use]
    pub fn label(&self) -> String {
        if self.values.is_empty() {
            return String::from("All cases");
        }
        let values = self.values.iter().map(|value| value.as_deref().unwrap_or("(missing)"));
        values.collect::<Vec<_>>().join(", ")
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

    /// Survival at a time in years: that of the last point at or before it, 1 before the first.
    #[must_use]
    pub fn estimate_at(&self, years: f64) -> Option<f64> {
        let passed = self.curve.partition_point(|point| point.years <= years);
        let estimate = passed.checked_sub(1).map_or(1.0, |last| self.curve[last].estimate);
        Some(estimate).filter(|estimate| estimate.is_finite())
    }
}
