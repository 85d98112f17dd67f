//! Single figures of a survival curve: quantiles of survival time, the mean up to a horizon.

use estimators::{ConfidenceInterval, Curve, MeanVariance};

use super::read::empty;
use crate::answer::Row;
use crate::grid::Time;
use crate::method::Method;
use crate::question::Question;

/// The figures of one curve.
pub(super) fn of_curve(question: &Question<'_>, method: Method, curve: &Curve) -> Vec<Row> {
    match method {
        Method::Median => question.request.quantiles.iter().map(|&share| quantile(question, share, curve)).collect(),
        _ => vec![mean(question, curve)],
    }
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
