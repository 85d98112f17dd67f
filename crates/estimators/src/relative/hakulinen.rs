//! Hakulinen: observed survival over the expected survival of people with the same potential follow-up.
//!
//! **Estimand.** As [`EdererI`](crate::EdererI), with an expected survival that loses people as the study does:
//! each is followed to where follow-up would have ended, had they lived.
//!
//! **Formula.** S(t) = S_O(t) / S_E(t), S_O Kaplan-Meier's, and S_E(t) = exp(-sum over days s <= t of ln(A_s / B_s)):
//! A_s and B_s are the sums of S_Pi at the start and the end of day s over those whose potential follow-up reaches
//! the end of s. Potential follow-up is data, [`TableCohort::potential`](crate::TableCohort::potential): to the closing
//! date for those who died, as long as observed for those censored.
//!
//! **Variance.** var log S(t) = sum over s <= t of d_s / n_s^2.
//!
//! **Ties, day 0, units, complexity.** As in [`PoharPerme`](crate::PoharPerme). Late entries count from the day after.
//!
//! **Agreement.** relsurv 2.2.9, `rs.surv(method = "hakulinen")` with the dates of its table put right: within 1e-4
//! by 10 years. relsurv takes S_Pi at the ends of intervals between distinct times.
//!
//! **References.** Hakulinen T (1982) <https://doi.org/10.2307/2529873>.

use crate::curve::Curve;
use crate::error::Result;
use crate::exact::{NetCells, Parts};
use crate::relative::{Increment, excess_curve, fall_of_potential};
use crate::standardise::IndividualWeights;

/// Hakulinen's estimator of relative survival.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Hakulinen;

impl Hakulinen {
    /// The sums that it needs.
    pub const PARTS: Parts = Parts::POTENTIAL;

    /// The curve of one stratum; `cum_hazard` is the cumulative hazard observed less that of S_E.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`](crate::Error::PartNotKept) without [`Parts::POTENTIAL`].
    pub fn finish(&self, cells: &NetCells) -> Result<Curve> {
        self.curve(&[(1.0, cells)])
    }

    /// The curve [standardised by individual weights](IndividualWeights); its counts are people.
    ///
    /// # Errors
    ///
    /// As [`Hakulinen::finish`].
    pub fn standardised(&self, groups: &IndividualWeights<'_, NetCells>) -> Result<Curve> {
        self.curve(groups.groups())
    }

    fn curve(&self, groups: &[(f64, &NetCells)]) -> Result<Curve> {
        excess_curve(groups, Self::PARTS, |day| Some(Increment::of_people(day, fall_of_potential(&day.sums))))
    }
}
