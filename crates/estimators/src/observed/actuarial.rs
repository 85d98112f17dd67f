//! The actuarial life table.
//!
//! **Estimand.** S(b) = P(T > b) at the end b of each interval of a declared grid.
//!
//! **Formula.** Of n entering an interval, d die and c are withdrawn alive; the
//! withdrawn count for half the interval: n' = n - c/2, p = 1 - d/n', S = prod p. (SEER*Stat writes
//! L* = L - W/2.)
//!
//! **Variance.** Greenwood's with n' for n: var log S = sum of d / (n' (n' - d)).
//!
//! **Ties.** By the grid's [`ClosedSide`](crate::ClosedSide).
//!
//! **Assumptions.** Withdrawals spread evenly over each interval; with long intervals and
//! unequal follow-up the estimate is biased, so use short ones.
//!
//! **Units.** Counts; interval ends as the grid has them. An interval that nobody entered has no
//! estimate, nor has any after it.
//!
//! **Agreement.** popEpi 0.4.10, `survtab(surv.type = "surv.obs", surv.method = "lifetable")`, which has
//! the same formula over its own counts, to 1e-12 ([`popepi`](crate::popepi)).
//!
//! **References.** Cutler SJ, Ederer F (1958) <https://doi.org/10.1016/0021-9681(58)90126-7>;
//! Berkson J, Gage RP (1950), Proceedings of the Staff Meetings of the Mayo Clinic 25:270-286.

use crate::confidence::ConfidenceInterval;
use crate::observed::interval_cells::IntervalCount;
use crate::observed::kaplan_meier::as_real;

/// The estimate at the end of one interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntervalEstimate {
    /// The interval's counts.
    pub counts: IntervalCount,
    /// Probability of surviving to the end of the interval; NaN where nobody was at risk.
    pub estimate: f64,
    /// Standard error of its logarithm; infinite or NaN where the estimate is 0.
    pub std_err_log: f64,
}

impl IntervalEstimate {
    /// Standard error of the estimate itself; NaN where not available.
    #[must_use]
    pub fn std_err(&self) -> f64 {
        self.estimate * self.std_err_log
    }

    /// Confidence limits of the estimate; NaN where not available.
    #[must_use]
    pub fn limits(&self, interval: &ConfidenceInterval) -> (f64, f64) {
        interval.limits(self.estimate, self.std_err_log)
    }
}

/// The actuarial estimator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Actuarial;

impl Actuarial {
    /// One estimate an interval, from the counts of consecutive intervals.
    #[must_use]
    pub fn finish(&self, intervals: &[IntervalCount]) -> Vec<IntervalEstimate> {
        let mut survival = 1.0;
        let mut greenwood = 0.0;
        intervals
            .iter()
            .map(|counts| {
                let d = as_real(counts.deaths);
                let effective = as_real(counts.entering) - as_real(counts.withdrawn) / 2.0;
                survival *= 1.0 - d / effective;
                greenwood += d / (effective * (effective - d));
                IntervalEstimate { counts: *counts, estimate: survival, std_err_log: f64::sqrt(greenwood) }
            })
            .collect()
    }
}
