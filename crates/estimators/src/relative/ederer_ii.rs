//! Ederer II: observed survival over the expected survival of those still at risk.
//!
//! **Estimand.** exp(-integral of the mean excess hazard of those at risk). It is net survival only where the excess
//! hazard does not depend on what the population hazard depends on (age, above all).
//!
//! **Formula.** S(t) = product over days s <= t of (1 - d_s / n_s) exp(G_s): d_s of n_s at risk die at the end of
//! day s, and G_s is their mean population hazard integrated over the day.
//!
//! **Variance.** var log S(t) = sum over s <= t of d_s / n_s^2, the population hazard taken as known.
//!
//! **Ties, day 0, units, complexity.** As in [`PoharPerme`](crate::PoharPerme).
//!
//! **Agreement.** relsurv 2.2.9, `rs.surv(method = "ederer2")`: within 1e-4 by 10 years. relsurv puts deaths and
//! population of a day into one factor and reads hazards at its start.
//!
//! **References.** Ederer F, Heise H (1959), Methodological note 10, End Results Evaluation Section, National Cancer
//! Institute; Cronin KA, Feuer EJ (2000) <https://doi.org/10.1002/1097-0258(20000715)19:13%3C1729::AID-SIM484%3E3.0.CO;2-9>.

use crate::curve::Curve;
use crate::error::Result;
use crate::exact::{NetCells, Parts};
use crate::relative::{Increment, excess_curve};
use crate::standardise::IndividualWeights;

/// The Ederer II estimator of relative survival.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct EdererII;

impl EdererII {
    /// The sums that it needs.
    pub const PARTS: Parts = Parts::HAZARDS;

    /// The curve of one stratum; `cum_hazard` is the cumulative excess hazard.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`](crate::Error::PartNotKept) without [`Parts::HAZARDS`].
    pub fn finish(&self, cells: &NetCells) -> Result<Curve> {
        self.curve(&[(1.0, cells)])
    }

    /// The curve [standardised by individual weights](IndividualWeights); its counts are people.
    ///
    /// # Errors
    ///
    /// As [`EdererII::finish`].
    pub fn standardised(&self, groups: &IndividualWeights<'_, NetCells>) -> Result<Curve> {
        self.curve(groups.groups())
    }

    fn curve(&self, groups: &[(f64, &NetCells)]) -> Result<Curve> {
        excess_curve(groups, Self::PARTS, |day| {
            (day.sums.n_risk > 0).then(|| Increment::of_people(day, day.sums.hazard / day.n_risk))
        })
    }
}
