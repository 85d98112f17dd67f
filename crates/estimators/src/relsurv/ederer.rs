//! Ederer's two estimators of relative survival as relsurv 2.2.9 computes them.
//!
//! **Estimand.** Ederer I: observed survival over the survival expected of the same people had they
//! all been followed for ever. Ederer II: the ratio built up from those still at risk at each time.
//!
//! **Formula.** Ederer I: S(t) = S_O(t) / mean of S_Pi(t) over everybody, S_O the Kaplan-Meier estimate
//! (exp of minus the Nelson-Aalen one in the exponential form), S_Pi split exactly. Ederer II: with n at
//! risk and d deaths at t_j the excess hazard grows by d / n - sum over i at risk of the population
//! hazard over (t_{j-1}, t_j] / n, in steps that read the hazard at their start.
//!
//! **Variance.** Of log S: sum of d / n^2; not Greenwood's.
//!
//! **Ties, units.** As in [`relsurv`](crate::relsurv).
//!
//! **Assumptions.** Ederer I is biased where the old leave early; Ederer II estimates net survival only
//! where excess hazard does not depend on what the life table depends on.
//!
//! **Agreement.** relsurv 2.2.9, `rs.surv(method = "ederer1" | "ederer2")`: 1e-8 and 1e-10.
//!
//! **References.** Ederer F, Axtell LM, Cutler SJ (1961), National Cancer Institute Monograph 6:101-121;
//! Ederer F, Heise H (1959), Instructions to IBM 650 programmers, Methodological note 10, National Cancer
//! Institute.

use super::cohort::{Cohort, Moment};
use super::follow::{Traveller, without_zeros};
use super::{Form, Stepping};
use crate::curve::Curve;
use crate::error::Result;
use crate::observed::kaplan_meier::as_real;

/// Ederer I.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct EdererI {
    /// Product or exponential.
    pub form: Form,
}

impl EdererI {
    /// The curve of one stratum.
    ///
    /// # Errors
    ///
    /// None that [`Cohort::new`] lets through.
    pub fn estimate(&self, cohort: &Cohort<'_>) -> Result<Curve> {
        let table = without_zeros(cohort.table)?;
        let mut travellers = Traveller::all(&table, cohort);
        let mut cumulative = vec![0.0; travellers.len()];
        let mut previous = 0.0;
        Ok(observed_over_expected(self.form, cohort, &cohort.moments(&[]), |moment| {
            let mut alive = 0.0;
            for (traveller, sum) in travellers.iter_mut().zip(&mut cumulative) {
                *sum += traveller.hazard_over(previous, moment.time);
                alive += f64::exp(-*sum);
            }
            previous = moment.time;
            alive / as_real(cohort.n())
        }))
    }
}

/// Observed survival divided by what `expected` says of each time of the grid.
pub(super) fn observed_over_expected(
    form: Form,
    cohort: &Cohort<'_>,
    moments: &[Moment],
    mut expected: impl FnMut(&Moment) -> f64,
) -> Curve {
    let (mut observed, mut cum_hazard, mut variance) = (1.0, 0.0, 0.0);
    let step = |moment: &Moment| {
        let (n, d) = (as_real(moment.n_risk), as_real(moment.n_event));
        observed *= form.factor(d / n);
        cum_hazard += d / n;
        variance += d / (n * n);
        let expected = expected(moment);
        moment.step(observed / expected, cum_hazard + expected.ln(), variance)
    };
    cohort.curve(moments.iter().map(step).collect())
}

/// Ederer II.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct EdererII {
    /// Steps through the life table.
    pub stepping: Stepping,
    /// Product or exponential.
    pub form: Form,
}

impl EdererII {
    /// The curve of one stratum.
    #[must_use]
    pub fn estimate(&self, cohort: &Cohort<'_>) -> Curve {
        let mut travellers = Traveller::all(cohort.table, cohort);
        let (mut survival, mut cum_hazard, mut variance, mut previous) = (1.0, 0.0, 0.0, 0.0);
        let step = |moment: Moment| {
            let (n, d) = (as_real(moment.n_risk), as_real(moment.n_event));
            let mut expected = 0.0;
            for (start, length) in self.stepping.steps(previous, moment.time) {
                let hazards = travellers[moment.first..].iter_mut().map(|traveller| traveller.hazard_at(start));
                expected += length * hazards.sum::<f64>();
            }
            previous = moment.time;
            let increment = d / n - expected / n;
            survival *= self.form.factor(increment);
            cum_hazard += increment;
            variance += d / (n * n);
            moment.step(survival, cum_hazard, variance)
        };
        cohort.curve(cohort.moments(&[]).into_iter().map(step).collect())
    }
}
