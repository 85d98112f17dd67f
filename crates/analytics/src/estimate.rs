//! From people in strata to estimates: which kernel answers which method, by whose rules.

mod brenner;
mod causes;
mod exact;
mod figures;
mod observed;
mod popepi;
mod read;
mod relsurv;
mod seer;
mod standardised;

use estimators::{CauseCells, CauseCurve, Curve, DayCells, IntervalCount, IntervalEstimate, NetCells, SeerCells};
use rayon::prelude::*;

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

impl Groups {
    /// The strata of a cohort, which gives away its own numbers.
    pub(crate) fn of(question: &Question<'_>, cohort: &mut Cohort) -> Self {
        let mut of_row = std::mem::take(&mut cohort.strata.of_row);
        let strata = cohort.strata.labels.len();
        let Some((standard, ages)) = question.standard.as_ref().zip(cohort.age_group.take()) else {
            return Self { of_row, len: strata };
        };
        let n_ages = u32::try_from(standard.ages.len()).unwrap_or(1);
        for (group, age) in of_row.iter_mut().zip(ages) {
            *group = *group * n_ages + age;
        }
        Self { of_row, len: strata * standard.ages.len() }
    }
}

/// What a kernel says of one group.
pub(crate) enum Estimate {
    /// A step function of days.
    Curve(Curve, Limits),
    /// The same for each cause of death.
    Causes(Vec<(Cause, CauseCurve)>, Limits),
    /// Estimates at the ends of intervals; of each cause of death where causes are told apart.
    Intervals(Vec<(Option<Cause>, Vec<IntervalRow>)>, Limits),
    /// Figures that are not read from a curve.
    Figures(Figures),
}

/// An estimate at the end of an interval.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IntervalRow {
    pub(crate) counts: IntervalCount,
    pub(crate) estimate: f64,
    pub(crate) std_err: f64,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
}

impl IntervalRow {
    fn of(question: &Question<'_>, limits: Limits, found: &IntervalEstimate) -> Self {
        let (lower, upper) = limits.of(question, found.estimate, found.std_err_log);
        Self { counts: found.counts, estimate: found.estimate, std_err: found.std_err(), lower, upper }
    }
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
    /// As popEpi makes them.
    PopEpi,
}

/// What one method says of every group.
pub(crate) struct ByGroup {
    pub(crate) method: Method,
    pub(crate) estimates: Vec<Estimate>,
    /// The bounds of the intervals in years, where there are intervals.
    pub(crate) bounds: Vec<f64>,
    /// What the rows or intervals are.
    pub(crate) grid: String,
    /// Whether there is one estimate a stratum, its ages weighted already.
    pub(crate) standardised: bool,
}

impl ByGroup {
    /// Estimates by days.
    fn of_days(question: &Question<'_>, method: Method, estimates: Vec<Estimate>) -> Self {
        Self { method, estimates, bounds: Vec::new(), grid: question.grid_name(), standardised: false }
    }
}

/// What `finish` says of each group, by its cells. Groups are finished side by side.
fn of_each<C: Sync>(cells: &[C], finish: impl Fn(&C) -> Result<Estimate> + Send + Sync) -> Result<Vec<Estimate>> {
    let estimates: Vec<Result<Estimate>> = cells.par_iter().map(finish).collect();
    estimates.into_iter().collect()
}

/// What one method says of every group, read at the times asked for.
pub(crate) struct ReadMethod {
    pub(crate) method: Method,
    /// Of each group: one series, or one a cause.
    pub(crate) groups: Vec<Vec<ReadSeries>>,
    pub(crate) by_intervals: bool,
    pub(crate) grid: String,
}

/// What all methods say, and what came to light meanwhile.
#[derive(Default)]
pub(crate) struct Estimates {
    pub(crate) methods: Vec<ReadMethod>,
    pub(crate) exclusions: Vec<Exclusion>,
    pub(crate) notes: Vec<String>,
    /// Why a standardised estimate cannot be given, by the number of the stratum.
    pub(crate) standard_notes: Vec<(usize, String)>,
    pub(crate) clamped: Option<Clamped>,
    /// Cases in the estimates, where fewer than the cohort has.
    pub(crate) left_out: u64,
}

impl Estimates {
    /// Methods in the order they were asked for.
    fn in_order(&mut self, question: &Question<'_>) {
        self.methods.sort_by_key(|of| question.request.methods.iter().position(|method| *method == of.method));
    }

    /// Reads what a method says and keeps that; whole curves of every day are not kept for all methods at once.
    fn add(&mut self, question: &Question<'_>, mut of: ByGroup) -> Result<()> {
        condition(question, &mut of)?;
        let asked = asked_times(question, &of);
        let mut groups = read(question, &of, asked.as_deref())?;
        if let Some(standard) = question.standard.as_ref().filter(|_| !of.standardised) {
            let ages = standard.ages.len();
            let of_age: Vec<u64> = (0..ages).map(|age| people_of(&groups, age, ages)).collect();
            let weights = standard.weights(&of_age)?;
            let combine = |groups: &[Vec<ReadSeries>]| -> (Vec<_>, Vec<_>) {
                groups.chunks(ages).map(|groups| standardised::combine(question, &weights, groups)).unzip()
            };
            let (mut series, notes) = combine(&groups);
            for (stratum, reasons) in notes.into_iter().enumerate() {
                let of_method = reasons.into_iter().map(|reason| format!("{} {reason}", of.method.name()));
                self.standard_notes.extend(of_method.map(|reason| (stratum, reason)));
            }
            if asked.is_some() && question.request.whole_curves {
                let (whole, _) = combine(&read(question, &of, None)?);
                for (series, whole) in series.iter_mut().flatten().zip(whole.into_iter().flatten()) {
                    (series.curve, series.last_years) = (whole.curve, whole.last_years);
                }
            }
            groups = series;
        }
        let by_intervals = !of.bounds.is_empty();
        self.methods.push(ReadMethod { method: of.method, groups, by_intervals, grid: of.grid });
        Ok(())
    }
}

/// A series before its place in the answer is known.
pub(crate) struct ReadSeries {
    pub(crate) cause: Option<Cause>,
    pub(crate) cases: u64,
    pub(crate) rows: Vec<Row>,
    pub(crate) curve: Vec<CurvePoint>,
    pub(crate) shape: CurveShape,
    pub(crate) last_years: f64,
    /// How its limits were made.
    pub(crate) limits: Limits,
    /// Times asked for that follow-up does not reach, in years.
    pub(crate) beyond: Vec<f64>,
}

use figures::Figures;
use read::{asked_times, read};

pub(crate) use causes::CAUSES;
pub(crate) use exact::{TOO_HEAVY, account, needed, outside as outside_of_cells, potential_follow_up, tally};
pub(crate) use relsurv::cohorts as relsurv_cohorts;
pub(crate) use seer::whole_months;

/// Mergeable cells of each group, whatever they were counted from.
pub(crate) struct GroupCells {
    pub(crate) all: Vec<DayCells>,
    /// Of those whose cause of death is known, where causes are told apart.
    pub(crate) by_cause: Vec<CauseCells>,
    /// Relative to the life table, where there is one.
    pub(crate) net: Vec<NetCells>,
    /// The same by completed months, where they are kept.
    pub(crate) months: Option<MonthCells>,
}

/// Cells of each group by intervals of completed months.
pub(crate) struct MonthCells {
    pub(crate) cells: Vec<SeerCells>,
    /// Where intervals begin and end, years from 0; the cells may have more of them.
    pub(crate) bounds: Vec<f64>,
    pub(crate) grid: String,
}

/// Estimates every group by every method of the question, from cells.
pub(crate) fn finish(question: &Question<'_>, cells: &GroupCells) -> Result<Estimates> {
    let mut all = Estimates::default();
    observed::finish(question, &cells.all, &mut all)?;
    causes::finish(question, &cells.by_cause, &mut all)?;
    match &cells.months {
        Some(months) if question.request.convention == Convention::Seer => {
            let clamped = exact::outside(&cells.net);
            all.clamped = Some(clamped);
            question.clamp(clamped)?;
            seer::finish(question, months, &mut all)?;
        }
        _ if cells.net.is_empty() => {}
        _ => exact::finish(question, &cells.net, &mut all)?,
    }
    all.in_order(question);
    Ok(all)
}

/// Estimates every group by every method of the question.
pub(crate) fn estimate(question: &Question<'_>, cohort: &Cohort, groups: &Groups) -> Result<Estimates> {
    let mut all = Estimates::default();
    if question.request.convention != Convention::Exact {
        // The exact kernel counts as it goes.
        all.clamped = outside(question, cohort);
        question.clamp(all.clamped.unwrap_or_default())?;
    }
    match &cohort.observed {
        Observed::Years(years) => popepi::years(question, cohort, groups, years, &mut all)?,
        Observed::Days { exit, entry } => {
            let days = Days { exit, entry: entry.as_deref() };
            observed::days(question, cohort, groups, days, &mut all)?;
            causes::days(question, cohort, groups, days, &mut all)?;
            match question.request.convention {
                Convention::Relsurv => relsurv::days(question, cohort, groups, days, &mut all)?,
                Convention::Seer => seer::days(question, cohort, groups, days, &mut all)?,
                _ => exact::days(question, cohort, groups, days, &mut all)?,
            }
        }
    }
    all.in_order(question);
    Ok(all)
}

/// Those whose own follow-up goes beyond the life table.
fn outside(question: &Question<'_>, cohort: &Cohort) -> Option<Clamped> {
    let population = cohort.population(question)?;
    let mut clamped = Clamped::default();
    for row in 0..cohort.len() {
        let days = match &cohort.observed {
            Observed::Days { exit, .. } => f64::from(exit[row]),
            Observed::Years(years) => years[row] * question.days_per_year(),
        };
        let of = population.table.outside(population.subject(row), days);
        clamped.cases += u64::from(!of.is_none());
        clamped.too_young += u64::from(of.too_young);
        clamped.too_old += u64::from(of.too_old);
        clamped.too_early += u64::from(of.too_early);
        clamped.too_late += u64::from(of.too_late);
    }
    Some(clamped)
}

/// Survival of those who have survived a while.
fn condition(question: &Question<'_>, of: &mut ByGroup) -> Result<()> {
    let Some(years) = question.request.conditional_on else { return Ok(()) };
    let day = years * question.days_per_year();
    for estimate in &mut of.estimates {
        let Estimate::Curve(curve, _) = estimate else {
            let problem = format!("{} has no conditional form; estimate survival by days", of.method.name());
            return unsupported("conditional-on", &years.to_string(), &problem);
        };
        // Where follow-up ends before, nothing can be said.
        *curve = curve.given(day).unwrap_or_else(|| Curve { steps: Vec::new(), ..curve.clone() });
    }
    Ok(())
}

/// How many people of an age group there are in all strata.
fn people_of(groups: &[Vec<ReadSeries>], age: usize, ages: usize) -> u64 {
    groups.iter().skip(age).step_by(ages).filter_map(|series| series.first()).map(|series| series.cases).sum()
}
