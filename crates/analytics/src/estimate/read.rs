//! Estimates read at the times asked for.

use estimators::{CauseCurve, CauseStep, Curve, IntervalEstimate, Step};

use super::{ByGroup, Estimate, Limits, ReadSeries};
use crate::answer::{Cause, CurvePoint, CurveShape, Row};
use crate::error::{Error, Result};
use crate::grid::{Time, days};
use crate::question::Question;

/// The series of each group, in order: one, or one a cause.
pub(crate) fn read(question: &Question<'_>, of: &ByGroup) -> Result<Vec<Vec<ReadSeries>>> {
    let last_day = of.estimates.iter().filter_map(last_day).fold(0.0, f64::max);
    let times = question.read_times(last_day / question.days_per_year());
    let times = times.as_deref();
    let series = of.estimates.iter().map(|estimate| {
        Ok(match estimate {
            Estimate::Curve(curve, limits) => vec![steps(question, curve, *limits, times)],
            Estimate::Causes(causes, limits) => {
                causes.iter().map(|(cause, curve)| cause_steps(question, *cause, curve, *limits, times)).collect()
            }
            Estimate::Intervals(intervals, limits) => vec![table(question, intervals, *limits, &of.bounds)?],
            Estimate::Figures(rows) => vec![figures(rows)],
        })
    });
    series.collect()
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
    ReadSeries {
        cause: None,
        cases: curve.n_start,
        ..read_at(question, curve.steps.iter().map(own).collect(), times, at)
    }
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
    let read = read_at(question, curve.steps.iter().map(own).collect(), times, at);
    ReadSeries { cause: Some(cause), cases: curve.n_start, ..read }
}

impl Limits {
    /// The limits of an estimate whose logarithm has this standard error.
    fn of(self, question: &Question<'_>, estimate: f64, std_err_log: f64) -> (f64, f64) {
        let interval = &question.request.interval;
        match self {
            Self::Survival => interval.limits(estimate, std_err_log),
            Self::Relative => interval.relative_limits(estimate, std_err_log),
            Self::Symmetric => interval.symmetric_limits(estimate, estimate * std_err_log),
        }
    }
}

/// Figures stand as they are.
fn figures(rows: &[Row]) -> ReadSeries {
    ReadSeries {
        cause: None,
        cases: rows.first().map_or(0, |row| row.n_risk),
        curve: rows.iter().map(point).collect(),
        last_years: rows.last().map_or(0.0, |row| row.time_years),
        rows: rows.to_vec(),
        shape: CurveShape::Intervals,
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

fn own_time(question: &Question<'_>, day: f64) -> Time {
    Time { years: day / question.days_per_year(), days: day }
}

fn read_at(
    question: &Question<'_>,
    steps: Vec<Row>,
    times: Option<&[Time]>,
    at: impl Fn(&Time) -> Option<Row>,
) -> ReadSeries {
    let curve = if question.request.whole_curves { steps.iter().map(point).collect() } else { Vec::new() };
    let last_years = steps.last().map_or(0.0, |row| row.time_years);
    let mut beyond = Vec::new();
    let rows = match times {
        // Curves relative to the population move on every day, but only those days are news.
        None => steps.into_iter().filter(|row| row.n_event + row.n_censor > 0).collect(),
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
    ReadSeries { cause: None, cases: 0, rows, curve, shape: CurveShape::Steps, last_years, beyond }
}

fn point(row: &Row) -> CurvePoint {
    CurvePoint { years: row.time_years, n_risk: row.n_risk, estimate: row.estimate, lower: row.lower, upper: row.upper }
}

/// The rows of a life table: intervals that somebody entered.
fn table(
    question: &Question<'_>,
    estimates: &[IntervalEstimate],
    limits: Limits,
    bounds: &[f64],
) -> Result<ReadSeries> {
    let days_per_year = question.days_per_year();
    let row = |(estimate, &end): (&IntervalEstimate, &f64)| {
        let (lower, upper) = limits.of(question, estimate.estimate, estimate.std_err_log);
        Row {
            n_risk: estimate.counts.entering,
            n_event: estimate.counts.deaths,
            n_censor: estimate.counts.withdrawn,
            estimate: estimate.estimate,
            std_err: estimate.std_err(),
            lower,
            upper,
            ..empty(Time { years: end, days: days(end, days_per_year) })
        }
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
        cause: None,
        cases: all.first().map_or(0, |row| row.n_risk),
        rows,
        curve: all.iter().map(point).collect(),
        shape: CurveShape::Intervals,
        last_years: all.last().map_or(0.0, |row| row.time_years),
        beyond,
    })
}
