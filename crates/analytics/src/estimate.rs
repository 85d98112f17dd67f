//! From people in strata to estimates: which kernel answers which method, by whose rules.

mod causes;
mod observed;
mod read;
mod relsurv;
mod summaries;

use estimators::{CauseCurve, Curve, IntervalEstimate};

use crate::answer::{Cause, Clamped, CurvePoint, CurveShape, Exclusion, Row};
use crate::cohort::{Cohort, Days, Observed};
use crate::convention::Convention;
use crate::error::Result;
use crate::method::Method;
use crate::question::{Question, unsupported};

/// The groups that people are counted in: the strata, each cut by age where ages are standardised.
pub(crate) struct Groups {
    /// The group of each person.
    pub(crate) of_row: Vec<u32>,
    /// How many groups there are: every age group of the first stratum, then of the next.
    pub(crate) len: usize,
}

/// What a kernel says of one group.
pub(crate) enum Estimate {
    /// A step function of days.
    Curve(Curve, Limits),
    /// The same for each cause of death.
    Causes(Vec<(Cause, CauseCurve)>, Limits),
    /// Estimates at the ends of intervals.
    Intervals(Vec<IntervalEstimate>, Limits),
    /// Figures that are not read from a curve.
    Figures(Vec<Row>),
}

/// How confidence limits are made of an estimate and its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limits {
    /// On the scale asked for, within 0 and 1.
    Survival,
    /// On the scale asked for, not cut at 1: relative survival may exceed it.
    Relative,
    /// On the plain scale, not cut.
    Symmetric,
}

/// What one method says of every group.
pub(crate) struct ByGroup {
    pub(crate) method: Method,
    pub(crate) estimates: Vec<Estimate>,
    /// The bounds of the intervals in years, where there are intervals.
    pub(crate) bounds: Vec<f64>,
    /// What the rows or intervals are.
    pub(crate) grid: String,
}

impl ByGroup {
    /// Estimates by days.
    fn of_days(question: &Question<'_>, method: Method, estimates: Vec<Estimate>) -> Self {
        Self { method, estimates, bounds: Vec::new(), grid: question.grid_name() }
    }
}

/// What all methods say, and what came to light meanwhile.
#[derive(Default)]
pub(crate) struct Estimates {
    pub(crate) methods: Vec<ByGroup>,
    pub(crate) exclusions: Vec<Exclusion>,
    pub(crate) notes: Vec<String>,
    pub(crate) clamped: Option<Clamped>,
    /// Cases in the estimates, where fewer than the cohort has.
    pub(crate) left_out: u64,
}

/// A series before its place in the answer is known.
pub(crate) struct ReadSeries {
    pub(crate) cause: Option<Cause>,
    pub(crate) cases: u64,
    pub(crate) rows: Vec<Row>,
    pub(crate) curve: Vec<CurvePoint>,
    pub(crate) shape: CurveShape,
    pub(crate) last_years: f64,
    /// Times asked for that follow-up does not reach, in years.
    pub(crate) beyond: Vec<f64>,
}

pub(crate) use read::read;

/// Estimates every group by every method of the question.
pub(crate) fn estimate(question: &Question<'_>, cohort: &Cohort, groups: &Groups) -> Result<Estimates> {
    let mut all = Estimates::default();
    match &cohort.observed {
        Observed::Years(years) => observed::year_tables(question, cohort, groups, years, &mut all)?,
        Observed::Days { exit, entry } => {
            let days = Days { exit, entry: entry.as_deref() };
            observed::days(question, cohort, groups, days, &mut all)?;
            causes::days(question, cohort, groups, days, &mut all)?;
            if question.request.convention == Convention::Relsurv {
                relsurv::days(question, cohort, groups, days, &mut all)?;
            }
        }
    }
    condition(question, &mut all)?;
    // In the order they were asked for.
    all.methods.sort_by_key(|of| question.request.methods.iter().position(|method| *method == of.method));
    Ok(all)
}

/// Survival of those who have survived a while.
fn condition(question: &Question<'_>, all: &mut Estimates) -> Result<()> {
    let Some(years) = question.request.conditional_on else { return Ok(()) };
    let day = years * question.days_per_year();
    for of in &mut all.methods {
        for estimate in &mut of.estimates {
            match estimate {
                Estimate::Curve(curve, _) => {
                    // Where follow-up ends before, nothing can be said.
                    *curve = curve.given(day).unwrap_or_else(|| Curve { steps: Vec::new(), ..curve.clone() });
                }
                _ => {
                    return unsupported(
                        "conditional-on",
                        &years.to_string(),
                        &format!("{} has no conditional form; estimate by days", of.method.name()),
                    );
                }
            }
        }
    }
    Ok(())
}
