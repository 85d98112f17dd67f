//! Graffeo's log-rank-type test of net survival as relsurv 2.2.9 computes it.
//!
//! **Hypothesis.** The excess hazards of the groups are the same at all times.
//!
//! **Formula.** Weights w_i = 1 / S_Pi as for [Pohar Perme's estimator](super::PoharPerme). In group h, over an interval of
//! the grid, dE_h = sum dN_i w_i - sum Y_i w_i dH_i is the weighted excess, Y_h = sum Y_i w_i, all weights at
//! the end of the interval and dH_i the hazard over it, split exactly. With Y. and dE. the sums over
//! groups, z_h = sum over times of dE_h - (Y_h / Y.) dE., and chi-square = z' V^-1 z without one of the groups.
//!
//! **Variance.** V_hl = sum over times and groups k of (1[h=k] - Y_h/Y.) (1[l=k] - Y_l/Y.) sum dN_i w_i^2 in k.
//!
//! **Grid.** Every distinct time of all groups and strata together, and 1, 1 + step, 1 + 2 steps, ... days.
//!
//! **Strata.** z and V are summed over strata.
//!
//! **Ties, units.** As in [`relsurv`](crate::relsurv).
//!
//! **Agreement.** relsurv 2.2.9, `rs.diff`, to 1e-10; z and V, which are large, relative to their size.
//!
//! **References.** Graffeo N, Castell F, Belot A, Giorgi R (2016) <https://doi.org/10.1111/biom.12477>.

use super::Stepping;
use super::cohort::{Cohort, Moment};
use super::follow::Traveller;
use crate::difference::{ComparedGroup, TestOfDifference};

/// Graffeo's test.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Graffeo {
    /// The distance of the times added to the people's own.
    pub stepping: Stepping,
}

impl Graffeo {
    /// Tests whether groups differ: `strata[s][g]` is group g in stratum s, every stratum with the same
    /// groups in the same order; a group without people there is an empty cohort, or missing at the end.
    #[must_use]
    pub fn test(&self, strata: &[Vec<Cohort<'_>>]) -> TestOfDifference {
        let n_groups = strata.iter().map(Vec::len).max().unwrap_or(0);
        let mut groups = vec![ComparedGroup { n: 0, observed: 0.0, expected: 0.0 }; n_groups];
        let mut covariance = vec![vec![0.0; n_groups]; n_groups];
        let everybody = || strata.iter().flatten();
        let longest = everybody().map(Cohort::longest).fold(0.0, f64::max);
        let mut times: Vec<f64> =
            everybody().flat_map(Cohort::times).chain(self.stepping.times(1.0, longest)).collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        for stratum in strata {
            for (group, cohort) in groups.iter_mut().zip(stratum) {
                group.n += cohort.n();
            }
            add(stratum, &times, &mut groups, &mut covariance);
        }
        TestOfDifference::new(groups, covariance)
    }
}

/// Adds a stratum's part of every group's sums and of their covariance.
fn add(stratum: &[Cohort<'_>], times: &[f64], groups: &mut [ComparedGroup], covariance: &mut [Vec<f64>]) {
    let mut followed: Vec<Group<'_>> = stratum.iter().map(|cohort| Group::new(cohort, times)).collect();
    let mut previous = 0.0;
    for &time in times {
        let sums: Vec<Sums> = followed.iter_mut().map(|group| group.advance(previous, time)).collect();
        previous = time;
        let at_risk: f64 = sums.iter().map(|sums| sums.at_risk).sum();
        if at_risk <= 0.0 {
            break;
        }
        let excess: f64 = sums.iter().map(|sums| sums.excess).sum();
        let share = |h: usize| sums.get(h).map_or(0.0, |sums| sums.at_risk / at_risk);
        for (h, (group, row)) in groups.iter_mut().zip(covariance.iter_mut()).enumerate() {
            group.observed += sums.get(h).map_or(0.0, |sums| sums.excess);
            group.expected += share(h) * excess;
            for (l, entry) in row.iter_mut().enumerate() {
                for (k, sums) in sums.iter().enumerate().filter(|(_, sums)| sums.squares > 0.0) {
                    let own = |group: usize| if group == k { 1.0 } else { 0.0 };
                    *entry += (own(h) - share(h)) * (own(l) - share(l)) * sums.squares;
                }
            }
        }
    }
}

/// A group on its way.
struct Group<'a> {
    cohort: &'a Cohort<'a>,
    travellers: Vec<Traveller<'a>>,
    weights: Vec<f64>,
    moments: std::iter::Peekable<std::vec::IntoIter<Moment>>,
}

/// Weighted sums over a group at a time.
struct Sums {
    excess: f64,
    at_risk: f64,
    squares: f64,
}

impl<'a> Group<'a> {
    fn new(cohort: &'a Cohort<'a>, times: &[f64]) -> Self {
        let travellers = Traveller::all(cohort.table, cohort);
        let weights = vec![1.0; travellers.len()];
        Self { cohort, travellers, weights, moments: cohort.moments(times).into_iter().peekable() }
    }

    fn advance(&mut self, from: f64, to: f64) -> Sums {
        let mut sums = Sums { excess: 0.0, at_risk: 0.0, squares: 0.0 };
        // None once nobody is left.
        let Some(moment) = self.moments.next_if(|moment| moment.time <= to) else { return sums };
        let people = self.cohort.people[moment.first..].iter();
        for ((person, traveller), weight) in
            people.zip(&mut self.travellers[moment.first..]).zip(&mut self.weights[moment.first..])
        {
            let increment = traveller.hazard_over(from, to);
            *weight *= increment.exp();
            sums.at_risk += *weight;
            sums.excess -= *weight * increment;
            if person.died && person.time <= to {
                sums.excess += *weight;
                sums.squares += *weight * *weight;
            }
        }
        sums
    }
}
