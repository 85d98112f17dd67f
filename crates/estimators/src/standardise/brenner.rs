//! Brenner's standardisation: each person counts by a weight, so that the ages at the start are those of the standard.
//!
//! **Estimand.** Survival of a cohort whose ages at the start are distributed as the standard's, followed like the one
//! observed.
//!
//! **Formula.** A person of age group g counts k_g = w_g / (n_g / n): the group's weight over its share of the
//! people. Every sum over people of an estimator becomes a sum over groups of k_g times the group's sum, so it is done
//! at the finish, from cells by age group. With k_g = 1 in all of them the estimate is that of everybody, in bits
//! nearly.
//!
//! **Variance.** Terms are sums over deaths, so a death of group g adds its term k_g^2 times: of Kaplan-Meier
//! (k_g^2 d_g) / (Y (Y - D)) with Y = sum of k_g n_g at risk and D = sum of k_g d_g, of Ederer II (k_g^2 d_g) / Y^2,
//! of Ederer I
//! and Hakulinen the same, of Pohar Perme k_g^2 (sum of w^2 of the dead) / B^2. The weights are taken as known.
//!
//! **Assumptions.** Those of the estimator for the whole cohort, not in each group: it goes on where a group's
//! follow-up has ended, which the traditional way cannot; it needs people in every group only at the start.
//! Observed and net survival of the two ways agree where all groups are followed alike; relative survival (Ederer
//! II) differs from a mean of relative survivals by definition.
//!
//! **References.** Brenner H, Arndt V, Gefeller O, Hakulinen T (2004) <https://doi.org/10.1016/j.ejca.2004.07.007>;
//! Brenner H, Hakulinen T (2005) <https://doi.org/10.1038/sj.bjc.6602704>;
//! Rutherford MJ, Dickman PW, Coviello E, Lambert PC (2020) <https://doi.org/10.1016/j.canep.2020.101745>.

use std::collections::BTreeSet;

use crate::curve::{Curve, Step};
use crate::error::{Error, Result};
use crate::exact::NetCells;
use crate::observed::day_cells::{DayCells, DayCount};
use crate::observed::kaplan_meier::{DayZero, KaplanMeier, as_real};
use crate::standardise::traditional::StandardWeights;

/// Cells by age group, each with the weight of a person of the group.
#[derive(Debug, Clone)]
pub struct IndividualWeights<'a, C> {
    groups: Vec<(f64, &'a C)>,
}

/// Cells of people.
pub trait Counted {
    /// The counts by day that they hold.
    fn day_counts(&self) -> &DayCells;

    /// # Errors
    ///
    /// [`Error::KeyMismatch`] where the other cells were counted under other rules.
    fn agree(&self, other: &Self) -> Result<()>;
}

impl Counted for DayCells {
    fn day_counts(&self) -> &DayCells {
        self
    }

    fn agree(&self, other: &Self) -> Result<()> {
        self.key().agree(other.key())
    }
}

impl Counted for NetCells {
    fn day_counts(&self) -> &DayCells {
        self.counts()
    }

    fn agree(&self, other: &Self) -> Result<()> {
        self.key().agree(other.key())
    }
}

impl<'a, C: Counted> IndividualWeights<'a, C> {
    /// The weights of people in `groups`, cells in the order of the standard's weights. Whoever was censored on day 0
    /// does not count for a group's share.
    ///
    /// # Errors
    ///
    /// [`Error::AgeGroupWithoutPeople`] where a group that the standard gives weight has nobody ([`join_age_groups`](super::join_age_groups) it
    /// with another one), [`Error::StandardWeight`] unless there is a weight for each group, [`Error::KeyMismatch`] for
    /// cells counted under different rules.
    pub fn new(weights: &StandardWeights, groups: &'a [C]) -> Result<Self> {
        let weights = weights.weights();
        if weights.len() != groups.len() {
            return Err(Error::StandardWeight { group: weights.len().min(groups.len()) });
        }
        let people = |cells: &C| {
            let counts = cells.day_counts();
            as_real(counts.n() - counts.censored_on_day_zero())
        };
        let weighty = || weights.iter().zip(groups).enumerate().filter(|(_, (weight, _))| **weight > 0.0);
        let all: f64 = weighty().map(|(_, (_, cells))| people(cells)).sum();
        let mut found: Vec<(f64, &C)> = Vec::with_capacity(groups.len());
        for (group, (weight, cells)) in weighty() {
            if let Some((_, first)) = found.first() {
                first.agree(cells)?;
            }
            match people(cells) {
                0.0 => return Err(Error::AgeGroupWithoutPeople { group }),
                people => found.push((weight * all / people, cells)),
            }
        }
        Ok(Self { groups: found })
    }

    /// The weight of a person and the cells, group by group; without groups that weigh nothing.
    #[must_use]
    pub fn groups(&self) -> &[(f64, &'a C)] {
        &self.groups
    }
}

/// How many of one group are at risk as the walk goes on.
struct Group<'a> {
    weight: f64,
    at_risk: u64,
    days: std::iter::Peekable<std::slice::Iter<'a, DayCount>>,
}

impl KaplanMeier {
    /// The curve standardised by individual weights. Its counts are people, its estimates weighted.
    #[must_use]
    pub fn standardised<C: Counted>(&self, weights: &IndividualWeights<'_, C>) -> Curve {
        let mut left_out = 0;
        let mut groups: Vec<Group<'_>> = Vec::new();
        for &(weight, cells) in weights.groups() {
            let counts = cells.day_counts();
            let without = if self.day_zero == DayZero::LeaveOut { counts.censored_on_day_zero() } else { 0 };
            left_out += without;
            let at_risk = counts.n() - counts.late_entries() - without;
            groups.push(Group { weight, at_risk, days: counts.days().iter().peekable() });
        }
        let days: BTreeSet<u32> = (weights.groups().iter())
            .flat_map(|(_, cells)| cells.day_counts().days().iter().map(|count| count.day))
            .collect();
        let (before, from) = (days.range(..self.start), days.range(self.start..));
        for &day in before {
            self.pass(&mut groups, day);
        }
        let n_start = groups.iter().map(|group| group.at_risk).sum();
        let mut walk = Walk { survival: 1.0, ..Walk::default() };
        let mut steps = Vec::new();
        for &day in from {
            let counted = self.pass(&mut groups, day);
            if counted.n_event + counted.n_censor > 0 {
                steps.push(walk.step(day, &counted));
            }
        }
        Curve { start: self.start, n_start, left_out: if self.start == 0 { left_out } else { 0 }, steps }
    }

    /// Lets a day pass in every group.
    fn pass(&self, groups: &mut [Group<'_>], day: u32) -> Counts {
        let mut all = Counts::default();
        for group in groups {
            all.n_risk += group.at_risk;
            all.at_risk += group.weight * as_real(group.at_risk);
            let Some(count) = group.days.next_if(|count| count.day == day) else { continue };
            let leave_out = day == 0 && self.day_zero == DayZero::LeaveOut;
            let censored = if leave_out { 0 } else { count.censored };
            all.n_event += count.deaths;
            all.n_censor += censored;
            all.deaths += group.weight * as_real(count.deaths);
            all.deaths_squared += group.weight * group.weight * as_real(count.deaths);
            group.at_risk = group.at_risk + count.entered - count.deaths - censored;
        }
        all
    }
}

/// One day in all groups: people, and sums of their weights.
#[derive(Default)]
struct Counts {
    n_risk: u64,
    n_event: u64,
    n_censor: u64,
    at_risk: f64,
    deaths: f64,
    deaths_squared: f64,
}

#[derive(Default)]
struct Walk {
    survival: f64,
    greenwood: f64,
    cum_hazard: f64,
    cum_hazard_variance: f64,
}

impl Walk {
    fn step(&mut self, day: u32, counted: &Counts) -> Step {
        let Counts { at_risk, deaths, deaths_squared, .. } = *counted;
        // Without rounding where nobody is left.
        let left = if counted.n_event == counted.n_risk { 0.0 } else { at_risk - deaths };
        if counted.n_event > 0 {
            self.survival *= left / at_risk;
            self.greenwood += deaths_squared / (at_risk * left);
            self.cum_hazard += deaths / at_risk;
            self.cum_hazard_variance += deaths_squared / (at_risk * at_risk);
        }
        Step {
            day: f64::from(day),
            n_risk: counted.n_risk,
            n_event: counted.n_event,
            n_censor: counted.n_censor,
            estimate: self.survival,
            std_err_log: self.greenwood.sqrt(),
            cum_hazard: self.cum_hazard,
            cum_hazard_std_err: self.cum_hazard_variance.sqrt(),
        }
    }
}
