//! Ederer I: observed survival over the expected survival of everybody, as if nobody were ever lost.
//!
//! **Estimand.** S_O(t) / S_E(t), S_O the survival of the people, S_E the expected survival of a population
//! like them at the origin. It is not net survival, and drifts from it with long follow-up.
//!
//! **Formula.** S_O is Kaplan-Meier's, S_E(t) the mean over everybody of S_Pi(t), followed to t whatever became of
//! them. With late entry, everybody still counts from the origin.
//!
//! **Variance.** var log S(t) = sum over days s <= t of d_s / n_s^2, the population hazard taken as known.
//!
//! **Ties, day 0, units, complexity.** As in [`PoharPerme`](crate::PoharPerme); whoever is censored on day 0 is left out
//! of S_E too.
//!
//! **Agreement.** relsurv 2.2.9, `rs.surv(method = "ederer1")`, to 1e-8 on its distinct times: both split exactly.
//!
//! **References.** Ederer F, Axtell LM, Cutler SJ (1961), National Cancer Institute Monograph 6:101-121.

use crate::curve::Curve;
use crate::error::Result;
use crate::exact::{NetCells, Parts};
use crate::relative::{FallOfExpected, Increment, excess_curve};
use crate::standardise::IndividualWeights;

/// The Ederer I estimator of relative survival.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct EdererI;

impl EdererI {
    /// The sums that it needs.
    pub const PARTS: Parts = Parts::EXPECTED;

    /// The curve of one stratum; `cum_hazard` is the cumulative hazard observed less that of S_E.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`](crate::Error::PartNotKept) without [`Parts::EXPECTED`].
    pub fn finish(&self, cells: &NetCells) -> Result<Curve> {
        self.curve(&[(1.0, cells)])
    }

    /// The curve [standardised by individual weights](IndividualWeights); its counts are people.
    ///
    /// # Errors
    ///
    /// As [`EdererI::finish`].
    pub fn standardised(&self, groups: &IndividualWeights<'_, NetCells>) -> Result<Curve> {
        self.curve(groups.groups())
    }

    fn curve(&self, groups: &[(f64, &NetCells)]) -> Result<Curve> {
        let mut expected = FallOfExpected::default();
        excess_curve(groups, Self::PARTS, |day| Some(Increment::of_people(day, expected.to(&day.sums))))
    }
}
