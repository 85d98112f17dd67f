//! Estimates read at the times asked for.

use estimators::{CauseCurve, CauseStep, Curve, Step};

use super::{ByGroup, Estimate, Figures, IntervalRow, Limits, ReadSeries};
use crate::answer::{Cause, CurvePoint, CurveShape, Row};
use crate::convention::Convention;
use crate::error::{Error, Result};
use crate::grid::{Time, days};
use crate::question::Question;

/// The times that curves are to be read at; `None` for every step.
pub(super) fn asked_times(question: &Question<'_>, of: &ByGroup) -> Option<Vec<Time>> {
    let last_day = of.estimates.iter().filter_map(last_day).fold(0.0, f64::max);
    question.read_times(last_day / question.days_per_year())
}

/// The series of each group, in order: one, or one a cause; read at the times asked for, or at every step.
pub(super) fn read(question: &Question<'_>, of: &ByGroup, asked: Option<&[Time]>) -> Result<Vec<Vec<ReadSeries>>> {
    let ages = question.standard.as_ref().filter(|_| !of.standardised).map_or(1, |standard| standard.ages.len());
    let mut own = None;
    let series = of.estimates.iter().enumerate().map(|(group, estimate)| {
        if ages > 1 && asked.is_none() && group % ages == 0 {
            own = Some(days_of_all(question, &of.estimates[group..(group + ages).min(of.estimates.len())]));
        }
        let times = asked.or(own.as_deref());
        Ok(match estimate {
            Estimate::Curve(curve, limits) => vec![steps(question, curve, *limits, times)],
            Estimate::Causes(causes, limits) => {
                causes.iter().map(|(cause, curve)| cause_steps(question, *cause, curve, *limits, times)).collect()
            }
            Estimate::Intervals(causes, limits) => {
                let table = |(cause, intervals): &(_, Vec<_>)| table(question, *cause, intervals, *limits, &of.bounds);
                causes.iter().map(table).collect::<Result<_>>()?
            }
            Estimate::Figures(found) => vec![figures(found)],
        })
    });
    series.collect()
}

/// Every day on which somebody of the groups died or was censored: age groups are weighed at the same times.
fn days_of_all(question: &Question<'_>, groups: &[Estimate]) -> Vec<Time> {
    let mut days: Vec<f64> = Vec::new();
    for group in groups {
        match group {
            Estimate::Curve(curve, _) => {
                let news = curve.steps.iter().filter(|step| step.n_event + step.n_censor > 0);
                days.extend(news.map(|step| step.day));
            }
            Estimate::Causes(causes, _) => {
                days.extend(causes.iter().take(1).flat_map(|(_, curve)| curve.steps.iter().map(|step| step.day)));
            }
            Estimate::Intervals(..) | Estimate::Figures(_) => {}
        }
    }
    days.sort_by(f64::total_cmp);
    days.dedup();
    days.into_iter().map(|day| own_time(question, day)).collect()
}

fn last_day(estimate: &Estimate) -> Option<f64> {
    match estimate {
        Estimate::Curve(curve, _) => curve.steps.last().map(|step| step.day),
        Estimate::Causes(causes, _) => causes.first()?.1.steps.last().map(|step| step.day),
        Estimate::Intervals(..) | Estimate::Figures(_) => None,
    }
}

fn steps(question: &Question<'_>, curve: &Curve, limits: Limits, times: Option<&[Time]>) -> ReadSeries {
    let row = |time: Time, step: &Step| {
        let (lower, upper) = limits.of(question, step.estimate, step.std_err_log);
        let (n_risk, n_event, n_censor) = (step.n_risk, step.n_event, step.n_censor);
        let (estimate, std_err) = (step.estimate, step.std_err());
        Row { n_risk, n_event, n_censor, estimate, std_err, lower, upper, ..empty(time) }
    };
    let at = |time: &Time| curve.at(time.days).map(|step| row(*time, &step));
    let own = |step: &Step| row(own_time(question, step.day), step);
    let last_day = curve.steps.last().map_or(0.0, |step| step.day);
    let read = read_at(question, last_day, || curve.steps.iter().map(own).collect(), times, at);
    ReadSeries { cause: None, cases: curve.n_start, ..read }
}

fn cause_steps(
    question: &Question<'_>,
    cause: Cause,
    curve: &CauseCurve,
    limits: Limits,
    times: Option<&[Time]>,
) -> ReadSeries {
    let row = |time: Time, step: &CauseStep| {
        let (lower, upper) = match limits {
            Limits::Symmetric => question.request.interval.symmetric_limits(step.estimate, step.std_err),
            _ => step.limits(&question.request.interval),
        };
        let (n_risk, n_event, n_censor) = (step.n_risk, step.n_event, step.n_censor);
        let (estimate, std_err) = (step.estimate, step.std_err);
        Row { n_risk, n_event, n_censor, estimate, std_err, lower, upper, ..empty(time) }
    };
    let at = |time: &Time| curve.at(time.days).map(|step| row(*time, &step));
    let own = |step: &CauseStep| row(own_time(question, step.day), step);
    let last_day = curve.steps.last().map_or(0.0, |step| step.day);
    let read = read_at(question, last_day, || curve.steps.iter().map(own).collect(), times, at);
    ReadSeries { cause: Some(cause), cases: curve.n_start, limits, ..read }
}

impl Limits {
    /// The limits of an estimate whose logarithm has this standard error.
    pub(super) fn of(self, question: &Question<'_>, estimate: f64, std_err_log: f64) -> (f64, f64) {
        let interval = &question.request.interval;
        match self {
            Self::Survival | Self::PopEpi => interval.limits(estimate, std_err_log),
            Self::Relative => interval.relative_limits(estimate, std_err_log),
            Self::Symmetric => interval.symmetric_limits(estimate, estimate * std_err_log),
        }
    }
}

/// Figures stand as they are.
fn figures(found: &Figures) -> ReadSeries {
    let curve = if found.curve.is_empty() { &found.rows } else { &found.curve };
    ReadSeries {
        cause: None,
        cases: found.rows.first().map_or(0, |row| row.n_risk),
        curve: curve.iter().map(point).collect(),
        last_years: curve.last().map_or(0.0, |row| row.time_years),
        rows: found.rows.clone(),
        shape: CurveShape::Intervals,
        limits: Limits::Symmetric,
        beyond: Vec::new(),
    }
}

/// A row without figures.
pub(super) fn empty(time: Time) -> Row {
    Row {
        series: 0,
        quantile: None,
        time_years: time.years,
        time_days: time.days,
        n_risk: 0,
        n_event: 0,
        n_censor: 0,
        estimate: f64::NAN,
        std_err: f64::NAN,
        lower: f64::NAN,
        upper: f64::NAN,
    }
}

pub(super) fn own_time(question: &Question<'_>, day: f64) -> Time {
    Time { years: day / question.days_per_year(), days: day }
}

/// Rows at the times asked for, `at` them, or at every step; steps are made only where they are needed.
fn read_at(
    question: &Question<'_>,
    last_day: f64,
    steps: impl Fn() -> Vec<Row>,
    times: Option<&[Time]>,
    at: impl Fn(&Time) -> Option<Row>,
) -> ReadSeries {
    let whole = question.request.whole_curves;
    let steps = if whole || times.is_none() { steps() } else { Vec::new() };
    let curve = if whole { steps.iter().map(point).collect() } else { Vec::new() };
    let mut beyond = Vec::new();
    let rows = match times {
        // Exact curves relative to the population move on every day, but only these days are news.
        None if question.request.convention == Convention::Exact => {
            steps.into_iter().filter(|row| row.n_event + row.n_censor > 0).collect()
        }
        None => steps,
        Some(times) => {
            let read = |time: &Time| {
                let row = at(time);
                if row.is_none() {
                    beyond.push(time.years);
                }
                row
            };
            times.iter().filter_map(read).collect()
        }
    };
    ReadSeries {
        cause: None,
        cases: 0,
        rows,
        curve,
        shape: CurveShape::Steps,
        last_years: own_time(question, last_day).years,
        limits: Limits::Survival,
        beyond,
    }
}

fn point(row: &Row) -> CurvePoint {
    CurvePoint { years: row.time_years, n_risk: row.n_risk, estimate: row.estimate, lower: row.lower, upper: row.upper }
}

/// The rows of a life table: intervals that somebody entered.
fn table(
    question: &Question<'_>,
    cause: Option<Cause>,
    estimates: &[IntervalRow],
    limits: Limits,
    bounds: &[f64],
) -> Result<ReadSeries> {
    let days_per_year = question.days_per_year();
    let row = |(found, &end): (&IntervalRow, &f64)| {
        let IntervalRow { counts, estimate, std_err, lower, upper } = *found;
        let (n_risk, n_event, n_censor) = (counts.entering, counts.deaths, counts.withdrawn);
        let time = Time { years: end, days: days(end, days_per_year) };
        Row { n_risk, n_event, n_censor, estimate, std_err, lower, upper, ..empty(time) }
    };
    let entered = estimates.iter().take_while(|estimate| estimate.counts.entering > 0);
    let all: Vec<Row> = entered.zip(&bounds[1..]).map(row).collect();
    let mut beyond = Vec::new();
    let rows = match question.times_asked() {
        None => all.clone(),
        Some(times) => {
            let mut rows = Vec::new();
            for time in times {
                let near = |end: f64| (end - time.years).abs() < 1e-9;
                let beyond_all = bounds.last().is_none_or(|&end| time.years > end);
                if !beyond_all && !bounds[1..].iter().any(|&end| near(end)) {
                    return Err(Error::Unsupported {
                        option: "at",
                        found: time.years.to_string(),
                        problem: "no interval of the life table ends there; add it to --grid".to_owned(),
                    });
                }
                match all.iter().find(|row| near(row.time_years)) {
                    Some(row) => rows.push(*row),
                    None => beyond.push(time.years),
                }
            }
            rows
        }
    };
    Ok(ReadSeries {
        cause,
        cases: all.first().map_or(0, |row| row.n_risk),
        rows,
        curve: all.iter().map(point).collect(),
        shape: CurveShape::Intervals,
        last_years: all.last().map_or(0.0, |row| row.time_years),
        limits,
        beyond,
    })
}
