//! Pohar Perme: net survival.
//!
//! **Estimand.** S(t) = exp(-excess cumulative hazard), the survival of people who could die of nothing but the
//! disease, marginal over the cohort.
//!
//! **Formula.** Person i at risk weighs w_i(t) = 1 / S_Pi(t), S_Pi the expected survival from the origin to t. Between
//! deaths the weighted mean population hazard lifts the estimate; at a death the weighted share that dies lowers it:
//!
//! S(t) = product over days s <= t of (1 - D_s / B_s) exp(G_s), D_s the sum of the weights of the dead, B_s that of those
//! at risk at the end of day s.
//!
//! Over a day the risk set is fixed, so G_s, the integral of sum(hazard x weight) / sum(weight), is ln(B_s / A_s)
//! without approximation, A_s the same people's weights at the start of the day.
//!
//! **Variance.** var log S(t) = sum over s <= t of sum(w^2 of the dead) / B_s^2.
//!
//! **Ties.** Deaths come before censorings on the same day, weights are those at its end. Late entries are at risk
//! from the day after their entry; their weight counts from the origin, so period analysis is right.
//!
//! **Day 0.** A death on day 0 is an event at 0, with weight 1. Whoever is censored on day 0 is left out and counted.
//!
//! **Units.** Whole days; a step on every day, as the estimate moves between deaths. **Complexity.** Linear in days.
//!
//! **Assumptions.** The table gives each person's hazard from other causes; censoring tells nothing of the time of
//! death, given what the table distinguishes.
//!
//! **Agreement.** relsurv 2.2.9, `rs.surv(method = "pohar-perme", add.times = 1:...)`: within 6e-5 by 10 years.
//! relsurv puts deaths and population of a day into one factor and reads hazards at its start.
//!
//! **References.** Pohar Perme M, Stare J, Estève J (2012) <https://doi.org/10.1111/j.1541-0420.2011.01640.x>;
//! Pohar Perme M, Pavlič K (2018) <https://doi.org/10.18637/jss.v087.i08>.

use crate::curve::Curve;
use crate::error::Result;
use crate::exact::{NetCells, Parts};
use crate::relative::{Day, Increment, excess_curve};
use crate::standardise::IndividualWeights;

/// Pohar Perme's estimator of net survival.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PoharPerme;

impl PoharPerme {
    /// The sums that it needs.
    pub const PARTS: Parts = Parts::WEIGHTS;

    /// The curve of one stratum; `cum_hazard` is the cumulative excess hazard.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`](crate::Error::PartNotKept) without [`Parts::WEIGHTS`].
    pub fn finish(&self, cells: &NetCells) -> Result<Curve> {
        self.curve(&[(1.0, cells)])
    }

    /// The curve [standardised by individual weights](IndividualWeights); its counts are people.
    ///
    /// # Errors
    ///
    /// As [`PoharPerme::finish`].
    pub fn standardised(&self, groups: &IndividualWeights<'_, NetCells>) -> Result<Curve> {
        self.curve(groups.groups())
    }

    fn curve(&self, groups: &[(f64, &NetCells)]) -> Result<Curve> {
        excess_curve(groups, Self::PARTS, |Day { sums, .. }| {
            let at_risk = sums.weight_end;
            let lift = at_risk / sums.weight_start;
            (sums.n_risk > 0).then(|| Increment {
                population: lift.ln(),
                lift,
                died: sums.death_weight / at_risk,
                variance: sums.death_weight_squared / (at_risk * at_risk),
            })
        })
    }
}
