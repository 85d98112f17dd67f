//! Kaplan-Meier: the product-limit estimate of survival.
//!
//! **Estimand.** S(t) = P(T > t), the probability of being free of the event beyond day t, where
//! censoring tells nothing of the time of the event.
//!
//! **Formula.** With n at risk and d deaths on each distinct day t_j: S(t) = prod over t_j <= t of
//! (1 - d_j / n_j).
//!
//! **Variance.** Greenwood's, on the log scale: var log S(t) = sum over t_j <= t of
//! d_j / (n_j (n_j - d_j)); infinite once S is 0. Intervals: [`ConfidenceInterval`].
//!
//! **Ties.** Deaths come before censorings on the same day, and whoever dies or is censored on a
//! day is at risk on it. Late entries are at risk from the day after their entry.
//!
//! **Day 0.** A death on day 0 is an event at 0. Somebody censored on day 0 has no follow-up; see
//! [`DayZero`].
//!
//! **Units.** Whole days from the origin. **Complexity.** Linear in the number of distinct days.
//!
//! **Agreement.** R's survival 3.5-3, `survfit(Surv(time, status) ~ ...)`, to 1e-12.
//!
//! **References.** Kaplan EL, Meier P (1958) <https://doi.org/10.1080/01621459.1958.10501452>;
//! Greenwood M (1926), Reports on Public Health and Medical Subjects 33:1-26.
//!
//! [`ConfidenceInterval`]: crate::ConfidenceInterval

use crate::curve::{Curve, RiskDay, Step, risk_days};
use crate::observed::day_cells::DayCells;

/// What becomes of people censored on day 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum DayZero {
    /// They are left out of the risk set of day 0, and counted in [`Curve::left_out`].
    #[default]
    LeaveOut,
    /// They are at risk on day 0, as in R's survival package.
    Keep,
}

/// The Kaplan-Meier estimator.
///
/// ```
/// use estimators::{CellKey, DayCells, FollowUp, KaplanMeier};
///
/// let people = FollowUp { entry: None, exit: &[2, 3, 3, 5], died: &[true, true, false, false] };
/// let curve = KaplanMeier::default().finish(&DayCells::tally(CellKey::TUMORS, people)?);
/// // A quarter died on day 2, a third of the remaining three on day 3.
/// assert!((curve.steps[1].estimate - 0.75 * 2.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), estimators::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct KaplanMeier {
    /// The rule for day 0.
    pub day_zero: DayZero,
    /// The day to start from, at survival 1, with those followed to it or beyond; 0 is the origin.
    pub start: u32,
}

impl KaplanMeier {
    /// The curve of one stratum.
    #[must_use]
    pub fn finish(&self, cells: &DayCells) -> Curve {
        let mut survival = 1.0;
        let mut greenwood = 0.0;
        self.walk(cells, |n, d| {
            survival *= (n - d) / n;
            greenwood += d / (n * (n - d));
            (survival, greenwood)
        })
    }

    /// The days of one stratum with their risk sets, and who is under observation at the start.
    pub(crate) fn risk_set(&self, cells: &DayCells) -> RiskSet {
        let (mut n_start, mut days) = risk_days(cells, self.start);
        let mut left_out = 0;
        if self.day_zero == DayZero::LeaveOut
            && let Some(zero) = days.first_mut()
            && zero.day == 0
        {
            left_out = zero.censored;
            n_start -= left_out;
            zero.at_risk -= left_out;
            zero.censored = 0;
            if zero.deaths == 0 {
                days.remove(0);
            }
        }
        RiskSet { n_start, left_out, days }
    }

    /// The steps of a curve whose estimate and variance of log S `update` keeps, day after day.
    pub(crate) fn walk(&self, cells: &DayCells, mut update: impl FnMut(f64, f64) -> (f64, f64)) -> Curve {
        let RiskSet { n_start, left_out, days } = self.risk_set(cells);
        let mut cum_hazard = 0.0;
        let mut cum_hazard_variance = 0.0;
        let steps = days
            .into_iter()
            .map(|day| {
                let (n, d) = (as_real(day.at_risk), as_real(day.deaths));
                cum_hazard += d / n;
                cum_hazard_variance += d / (n * n);
                let (estimate, variance_log) = update(n, d);
                Step {
                    day: f64::from(day.day),
                    n_risk: day.at_risk,
                    n_event: day.deaths,
                    n_censor: day.censored,
                    estimate,
                    std_err_log: variance_log.sqrt(),
                    cum_hazard,
                    cum_hazard_std_err: f64::sqrt(cum_hazard_variance),
                }
            })
            .collect();
        Curve { start: self.start, n_start, left_out, steps }
    }
}

/// The days on which a risk set loses people.
pub(crate) struct RiskSet {
    pub(crate) n_start: u64,
    /// Censored on day 0 and left out.
    pub(crate) left_out: u64,
    pub(crate) days: Vec<RiskDay>,
}

/// A count of people as a real number; exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^53")]
pub(crate) fn as_real(count: u64) -> f64 {
    count as f64
}
