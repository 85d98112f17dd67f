//! Gray's test: whether groups differ in the cumulative incidence of one cause of death.
//!
//! **Question.** Whether the probability F(t) of dying of the cause by t is the same in every group,
//! with the other causes at work as they are. (The log-rank test of the cause asks for the hazard.)
//!
//! **Formula.** In group g, Y_g are at risk, S_g is the Kaplan-Meier estimate for any cause and F_g the
//! cumulative incidence of this one. Its risk set for F is R_g(t) = Y_g(t) (1 - F_g(t-)) / S_g(t-): those
//! at risk, and of those that died of another cause the share that would still be followed. With
//! d_g deaths of the cause in group g, d in all and R = sum of R_g, z_g = sum of L (d_g - d R_g / R). The
//! weight is L = (1 - F(t-))^rho, F being the pooled incidence: dF = d / h, h = sum of h_g, h_g = Y_g / S_g(t-).
//!
//! **Variance.** With every group's incidence equal to F, z_k moves by a_k(s) for a unit of the cause's
//! hazard in group r on day s, and by -b_k(s) for a unit of the other causes'. With w_k(t) = L
//! ([k = r] h_r - h_k h_r / h) and B_k(s) = sum over t > s of w_k dF / (1 - F(t-)):
//!
//! * a_k = w_k S_r(s-) - (1 - F - S_r) B_k S_r(s-) / S_r(s)
//! * b_k = (1 - F) B_k S_r(s-) / S_r(s)
//!
//! cov(z_k, z_l) = sum over r and s of a_k a_l dF / (h_r S_r(s-)^2) + b_k b_l e_r / Y_r^2, e_r deaths of other
//! causes. Ties are drawn without replacement: the first term is multiplied by 1 - (d - 1) / (h S_r(s-) - 1),
//! the second by 1 - (e_r - 1) / (Y_r - 1).
//!
//! **Strata.** Each is compared within itself; the z and the covariances add up.
//!
//! **Ties, day 0, units, assumptions.** As in [`CumulativeIncidence`](crate::CumulativeIncidence), with the
//! same censoring of all causes within a group. **Complexity.**
//! Linear in the number of distinct days, cubic in the number of groups.
//!
//! **Agreement.** R's cmprsk 2.2.11, `cuminc`, to 1e-12 of the statistic's size.
//!
//! **References.** Gray RJ (1988) <https://doi.org/10.1214/aos/1176350951>.

use crate::causes::cause_cells::CauseCells;
use crate::difference::risk_sets::{check_comparable, group_sizes, walk_together};
use crate::difference::{ComparedGroup, TestOfDifference};
use crate::error::Result;
use crate::observed::day_cells::DayCells;
use crate::observed::kaplan_meier::{DayZero, as_real};

/// Gray's test.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Gray {
    /// The power of 1 - F(t-) that weighs each day.
    pub rho: f64,
    /// What becomes of people censored on day 0.
    pub day_zero: DayZero,
}

impl Gray {
    /// Compares the incidence of `cause` (from 1) between the groups of one stratum or of several, each
    /// with the same groups in the same order.
    ///
    /// # Errors
    ///
    /// As [`LogRank::finish`](crate::LogRank::finish).
    pub fn finish(&self, strata: &[Vec<&CauseCells>], cause: u8) -> Result<TestOfDifference> {
        let all: Vec<Vec<&DayCells>> =
            strata.iter().map(|groups| groups.iter().map(|cells| cells.all_causes()).collect()).collect();
        check_comparable(&all)?;
        let sizes = group_sizes(&all, self.day_zero);
        let mut groups: Vec<ComparedGroup> =
            sizes.into_iter().map(|n| ComparedGroup { n, observed: 0.0, expected: 0.0 }).collect();
        let mut covariance = vec![vec![0.0; groups.len()]; groups.len()];
        for (cells, all) in strata.iter().zip(&all) {
            let deaths: Vec<&[u64]> = cells.iter().map(|cells| cells.deaths_of(cause)).collect();
            let moments = self.forwards(all, &deaths, &mut groups);
            for group in 0..groups.len() {
                backwards(&moments, group, &mut covariance);
            }
        }
        Ok(TestOfDifference::new(groups, covariance))
    }

    /// Adds a stratum's observed and expected deaths, and keeps what its variance needs of each day.
    fn forwards(&self, cells: &[&DayCells], deaths: &[&[u64]], groups: &mut [ComparedGroup]) -> Vec<Moment> {
        let mut event_free = vec![1.0; cells.len()];
        let mut incidence = vec![0.0; cells.len()];
        let mut pooled = 0.0_f64;
        let mut moments = Vec::new();
        walk_together(cells, self.day_zero, |today| {
            let sides: Vec<Side> = (0..cells.len())
                .map(|g| {
                    let count = |position: usize| (cells[g].days()[position].deaths, deaths[g].get(position).copied());
                    let (any, own) = today.positions[g].map_or((0, None), count);
                    let own = own.unwrap_or(0);
                    let (n, before) = (as_real(today.at_risk[g]), event_free[g]);
                    let after = if any > 0 { before * (n - as_real(any)) / n } else { before };
                    let potential = if before > 0.0 { n / before } else { 0.0 };
                    Side { n, own: as_real(own), other: as_real(any - own), before, after, potential }
                })
                .collect();
            let own: f64 = sides.iter().map(|side| side.own).sum();
            let other: f64 = sides.iter().map(|side| side.other).sum();
            if own + other == 0.0 {
                return;
            }
            let weight = if self.rho == 0.0 { 1.0 } else { (1.0 - pooled).max(0.0).powf(self.rho) };
            let risk: Vec<f64> = sides.iter().zip(&incidence).map(|(side, f)| side.potential * (1.0 - f)).collect();
            let (potential, whole): (f64, f64) = (sides.iter().map(|side| side.potential).sum(), risk.iter().sum());
            for (g, (group, side)) in groups.iter_mut().zip(&sides).enumerate() {
                group.observed += weight * side.own;
                if own > 0.0 && whole > 0.0 {
                    group.expected += weight * own * risk[g] / whole;
                }
                if side.own > 0.0 {
                    incidence[g] += side.before * side.own / side.n;
                }
                event_free[g] = side.after;
            }
            let rise = if potential > 0.0 { own / potential } else { 0.0 };
            moments.push(Moment { weight, before: pooled, rise, own, potential, sides });
            pooled += rise;
        });
        moments
    }
}

/// A day on which somebody died, for all groups together.
struct Moment {
    /// L.
    weight: f64,
    /// F(t-).
    before: f64,
    /// dF.
    rise: f64,
    /// d.
    own: f64,
    /// h.
    potential: f64,
    sides: Vec<Side>,
}

/// A day in one group.
struct Side {
    /// Y.
    n: f64,
    /// Deaths of the cause in question.
    own: f64,
    /// Deaths of other causes.
    other: f64,
    /// S(t-).
    before: f64,
    /// S(t).
    after: f64,
    /// h = Y / S(t-).
    potential: f64,
}

/// Adds what the hazards of group `r` contribute to the covariance, from the last day to the first.
fn backwards(moments: &[Moment], r: usize, covariance: &mut [Vec<f64>]) {
    // B: what is still to come.
    let mut to_come = vec![0.0; covariance.len()];
    for today in moments.iter().rev() {
        let side = &today.sides[r];
        if side.potential <= 0.0 {
            continue;
        }
        let weights: Vec<f64> = (0..covariance.len())
            .map(|k| {
                let same = if k == r { 1.0 } else { 0.0 };
                today.weight * side.potential * (same - today.sides[k].potential / today.potential)
            })
            .collect();
        // Where nobody is left in the group nothing is to come.
        let ratio = if side.after > 0.0 { side.before / side.after } else { 0.0 };
        let free = 1.0 - today.before - today.rise;
        if today.rise > 0.0 {
            let moved = |k: usize| weights[k] * side.before - (free - side.after) * to_come[k] * ratio;
            let variance = today.rise / (side.potential * side.before * side.before)
                * without_replacement(today.own, today.potential * side.before);
            add_outer_product(covariance, moved, variance);
        }
        if side.other > 0.0 {
            let moved = |k: usize| free * to_come[k] * ratio;
            let variance = side.other / (side.n * side.n) * without_replacement(side.other, side.n);
            add_outer_product(covariance, moved, variance);
        }
        if today.before < 1.0 {
            for (to_come, weight) in to_come.iter_mut().zip(weights) {
                *to_come += weight * today.rise / (1.0 - today.before);
            }
        }
    }
}

/// By how much drawing `drawn` of `n` without replacement varies less than with.
fn without_replacement(drawn: f64, n: f64) -> f64 {
    if drawn > 1.0 && n > 1.0 { 1.0 - (drawn - 1.0) / (n - 1.0) } else { 1.0 }
}

fn add_outer_product(covariance: &mut [Vec<f64>], moved: impl Fn(usize) -> f64, variance: f64) {
    for (k, row) in covariance.iter_mut().enumerate() {
        for (l, value) in row.iter_mut().enumerate() {
            *value += moved(k) * moved(l) * variance;
        }
    }
}
