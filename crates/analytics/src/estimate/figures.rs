//! Figures that are no survival curve: quantiles of survival time, means up to a horizon, years lost, expected survival.

use estimators::{ConfidenceInterval, Curve, ExpectedCurve, ExpectedStep, LostYears, MeanVariance};

use super::read::{empty, own_time};
use crate::answer::Row;
use crate::grid::Time;
use crate::method::Method;
use crate::question::Question;

/// What is said of one group.
pub(crate) struct Figures {
    pub(super) rows: Vec<Row>,
    /// Every time there is, where whole curves are asked for; empty where the rows are all.
    pub(super) curve: Vec<Row>,
}

impl Figures {
    /// Rows at the times asked for, or every row there is.
    pub(super) fn new(question: &Question<'_>, asked: Option<Vec<Row>>, every: impl Fn() -> Vec<Row>) -> Self {
        match asked {
            Some(rows) => Self { rows, curve: if question.request.whole_curves { every() } else { Vec::new() } },
            None => Self { rows: every(), curve: Vec::new() },
        }
    }
}

/// The figures of one curve.
pub(super) fn of_curve(question: &Question<'_>, method: Method, curve: &Curve) -> Figures {
    let rows = match method {
        Method::Median => question.request.quantiles.iter().map(|&share| quantile(question, share, curve)).collect(),
        _ => vec![mean(question, curve)],
    };
    Figures { rows, curve: Vec::new() }
}

/// The time by which a share has died, and its limits, in years; its time is the estimate itself. Where the share is
/// not reached there is no estimate.
fn quantile(question: &Question<'_>, share: f64, curve: &Curve) -> Row {
    let year = question.days_per_year();
    let found = curve.quantile(share, &question.request.interval);
    Row {
        quantile: Some(share),
        n_risk: curve.n_start,
        n_event: curve.steps.iter().map(|step| step.n_event).sum(),
        n_censor: curve.steps.iter().map(|step| step.n_censor).sum(),
        estimate: found.estimate / year,
        lower: found.lower / year,
        upper: found.upper / year,
        ..empty(Time { years: found.estimate / year, days: found.estimate })
    }
}

/// The mean time lived up to the horizon, in years, at the time of the horizon.
fn mean(question: &Question<'_>, curve: &Curve) -> Row {
    let year = question.days_per_year();
    let last = curve.steps.last().map_or(0.0, |step| step.day);
    let tau = question.request.horizon.map_or(last, |years| years * year);
    let (mean, std_err) = match curve.restricted_mean(tau, MeanVariance::default()) {
        Some(found) => (found.estimate / year, found.std_err / year),
        None => (f64::NAN, f64::NAN),
    };
    let (lower, upper) = ConfidenceInterval::symmetric_limits(&question.request.interval, mean, std_err);
    Row {
        n_risk: curve.n_start,
        n_event: curve.steps.iter().filter(|step| step.day <= tau).map(|step| step.n_event).sum(),
        n_censor: curve.steps.iter().filter(|step| step.day <= tau).map(|step| step.n_censor).sum(),
        estimate: mean,
        std_err,
        lower,
        upper,
        ..empty(Time { years: tau / year, days: tau })
    }
}

/// Years lost by the times asked for, or by every time; `n` people at the start.
pub(super) fn years_lost(question: &Question<'_>, n: u64, found: &LostYears) -> Figures {
    let year = question.days_per_year();
    let row = |time: Time, years: f64, std_err: f64| {
        let (lower, upper) = question.request.interval.symmetric_limits(years, std_err);
        Row { n_risk: n, estimate: years, std_err, lower, upper, ..empty(time) }
    };
    let steps = &found.lost.steps;
    let every = || steps.iter().map(|step| row(own_time(question, step.day), step.years, step.years_std_err)).collect();
    let at = |time: &Time| found.lost.at(time.days).map(|step| row(*time, step.years, step.years_std_err));
    let asked = question.read_times(steps.last().map_or(0.0, |step| step.day / year));
    Figures::new(question, asked.map(|times| times.iter().filter_map(at).collect()), every)
}

/// Expected survival, or the number expected alive, at the times asked for, else yearly.
pub(super) fn expected(question: &Question<'_>, method: Method, found: &ExpectedCurve) -> Figures {
    let last_years = found.steps.last().map_or(0.0, |step| step.day / question.days_per_year());
    let figure = |step: ExpectedStep| if method == Method::Nessie { step.alive } else { step.survival };
    let row = |time: Time, step| Row { n_risk: found.n, estimate: figure(step), ..empty(time) };
    let every = || found.steps.iter().map(|step| row(own_time(question, step.day), *step)).collect();
    let times = question.read_times(last_years).unwrap_or_else(|| question.yearly(last_years));
    let rows = times.iter().filter_map(|time| Some(row(*time, found.at(time.days)?))).collect();
    Figures::new(question, Some(rows), every)
}
