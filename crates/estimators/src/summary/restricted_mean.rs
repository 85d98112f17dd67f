//! Restricted mean survival time: the days lived, on average, up to a horizon tau.
//!
//! **Estimand.** E min(T, tau), counted from the start of the curve. **Formula.** The area under S up to tau.
//!
//! **Variance.** Each day t_j moves the whole area A_j that is still to come, from t_j to tau: the sum of
//! A_j^2 times the growth of var log S on day t_j. [`MeanVariance`] says whose growth.
//!
//! **Units.** Days. **Agreement.** R's survival 3.5-3, `print(survfit, rmean = tau)` (which adds the day
//! a curve starts from, and takes Greenwood's terms for any curve), to 1e-12 of the size.
//!
//! **References.** Klein JP, Moeschberger ML (2003), section 4.5 <https://doi.org/10.1007/b97377>; Royston P,
//! Parmar MKB (2013) <https://doi.org/10.1186/1471-2288-13-152>.

use crate::curve::{Curve, Step};
use crate::observed::kaplan_meier::as_real;

/// Where the variance of a restricted mean comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum MeanVariance {
    /// The curve's own standard errors.
    #[default]
    Curve,
    /// Greenwood's terms d / (n (n - d)), whatever estimated the curve.
    Greenwood,
}

/// Days lived up to a horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RestrictedMean {
    /// The horizon, in days from the origin.
    pub tau: f64,
    /// Days lived between the start of the curve and the horizon.
    pub estimate: f64,
    /// Its standard error.
    pub std_err: f64,
}

impl Curve {
    /// The mean survival time up to day `tau`. `None` where the curve ends before, with people alive, or
    /// begins after.
    #[must_use]
    pub fn restricted_mean(&self, tau: f64, variance: MeanVariance) -> Option<RestrictedMean> {
        let start = f64::from(self.start);
        let last = self.steps.last()?;
        let followed = tau <= last.day || last.estimate == 0.0;
        if !(tau >= start && tau.is_finite() && followed) {
            return None;
        }
        // From tau back to the start, so that the area still to come is at hand.
        let steps = &self.steps[..self.steps.partition_point(|step| step.day <= tau)];
        let (mut area, mut squares, mut until) = (0.0, 0.0, tau);
        for (index, step) in steps.iter().enumerate().rev() {
            area += step.estimate * (until - step.day);
            until = step.day;
            if area != 0.0 {
                let before = index.checked_sub(1).map(|index| &steps[index]);
                squares += area * area * growth(step, before, variance);
            }
        }
        Some(RestrictedMean { tau, estimate: area + (until - start), std_err: squares.sqrt() })
    }
}

/// By how much var log S grew on the day of a step.
fn growth(step: &Step, before: Option<&Step>, variance: MeanVariance) -> f64 {
    match variance {
        MeanVariance::Curve => {
            let before = before.map_or(0.0, |before| before.std_err_log);
            step.std_err_log * step.std_err_log - before * before
        }
        MeanVariance::Greenwood => {
            let (n, d) = (as_real(step.n_risk), as_real(step.n_event));
            if d < n { d / (n * (n - d)) } else { 0.0 }
        }
    }
}
