//! Hakulinen's relative survival as relsurv 2.2.9 means to compute it.
//!
//! **Estimand.** Observed survival over the survival expected of the same people, each followed as long
//! as they could have been had they not died.
//!
//! **Formula.** S(t) = S_O(t) / exp(-L_P(t)), where L_P grows over each interval of the grid by
//! sum Y*_i S_Pi dH_i / sum Y*_i S_Pi: S_Pi expected survival at the END of the interval, dH_i the
//! population hazard over it, split exactly, and Y*_i potential follow-up: to the closing date for those
//! who died, to their own time for those who were censored.
//!
//! **Grid.** Every distinct time, and every potential time up to the longest follow-up.
//!
//! **Variance.** Of log S: sum of d / n^2. **Ties, units.** As in [`relsurv`](crate::relsurv).
//!
//! **Assumptions.** Censoring tells nothing of survival given what the life table depends on; the
//! closing date is the same for everybody.
//!
//! **Agreement.** relsurv 2.2.9, `rs.surv(method = "hakulinen")`, to 1e-8, with a life table whose dates
//! count from 1970; given relsurv's own tables the package looks ten years too early.
//!
//! **References.** Hakulinen T (1982) <https://doi.org/10.2307/2529873>.

use super::Form;
use super::cohort::Cohort;
use super::ederer::observed_over_expected;
use super::follow::{Traveller, without_zeros};
use crate::curve::Curve;
use crate::error::Result;

/// Hakulinen's estimator.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Hakulinen {
    /// Until when those who died could have been followed, days since 1970-01-01; the stratum's
    /// [`Cohort::last_date`] where there is none. Strata of one analysis should share it.
    pub closing_date: Option<f64>,
    /// Product or exponential.
    pub form: Form,
}

impl Hakulinen {
    /// The curve of one stratum.
    ///
    /// # Errors
    ///
    /// None that [`Cohort::new`] lets through.
    pub fn estimate(&self, cohort: &Cohort<'_>) -> Result<Curve> {
        let table = without_zeros(cohort.table)?;
        let closing = self.closing_date.or_else(|| cohort.last_date()).unwrap_or(f64::INFINITY);
        let mut potential = Vec::with_capacity(cohort.people.len());
        for person in &cohort.people {
            let until = if person.died { closing - person.subject.date } else { person.time };
            potential.push((until, Traveller::new(&table, person.subject), 1.0));
        }
        let times: Vec<f64> = potential.iter().map(|(until, ..)| *until).collect();
        let (mut hazard, mut previous) = (0.0, 0.0);
        Ok(observed_over_expected(self.form, cohort, &cohort.moments(&times), |moment| {
            let (mut deaths, mut alive) = (0.0, 0.0);
            for (until, traveller, survival) in &mut potential {
                if *until >= moment.time {
                    let increment = traveller.hazard_over(previous, moment.time);
                    *survival *= (-increment).exp();
                    deaths += *survival * increment;
                    alive += *survival;
                }
            }
            previous = moment.time;
            hazard += if alive > 0.0 { deaths / alive } else { 0.0 };
            f64::exp(-hazard)
        }))
    }
}
