//! Graffeo's test: whether groups differ in net survival.
//!
//! **Question.** Whether the excess hazards of several groups are the same at every time.
//!
//! **Formula.** With weights 1 / expected survival as in [`PoharPerme`](crate::PoharPerme), group h has on day t the
//! weighted excess deaths dN_h = D_h - (B_h - A_h), D_h the weights of the dead, A_h and B_h those of the people at risk
//! at the start and the end of the day, and with B = sum of B_h
//!
//! z_h = sum over days of dN_h - (B_h / B) sum over groups of dN.
//!
//! **Variance.** cov(z_h, z_l) = sum over days and groups k of (\[h = k\] - B_h / B) (\[l = k\] - B_l / B) Q_k, Q_k the
//! squared weights of the dead of group k. The statistic: [`TestOfDifference`].
//!
//! **Strata.** Each is compared within itself; the z and the covariances add up.
//!
//! **Ties, day 0, delayed entry, units.** As in [`PoharPerme`](crate::PoharPerme). **Complexity.** Linear in days.
//!
//! **Agreement.** relsurv 2.2.9, `rs.diff`: each z within 2% of its standard error. relsurv takes a day's population
//! deaths as hazard x weight at the day's end, which tells for the very old with their large weights.
//!
//! **References.** Grafféo N, Castell F, Belot A, Giorgi R (2016) <https://doi.org/10.1111/biom.12477>.

use crate::difference::risk_sets::{check_comparable, group_sizes};
use crate::difference::{ComparedGroup, TestOfDifference};
use crate::error::Result;
use crate::exact::{DaySum, NetCells, Parts};
use crate::observed::kaplan_meier::DayZero;

/// Graffeo's test of net survival.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct GraffeoTest;

impl GraffeoTest {
    /// The sums that it needs.
    pub const PARTS: Parts = Parts::WEIGHTS;

    /// Compares the groups of one stratum or of several, each with the same groups in the same order.
    ///
    /// # Errors
    ///
    /// [`Error::GroupsDiffer`](crate::Error::GroupsDiffer) where a stratum lacks a group,
    /// [`Error::KeyMismatch`](crate::Error::KeyMismatch) where groups were counted under different rules,
    /// [`Error::PartNotKept`](crate::Error::PartNotKept) without [`Parts::WEIGHTS`].
    pub fn finish(&self, strata: &[Vec<&NetCells>]) -> Result<TestOfDifference> {
        let counts: Vec<Vec<_>> =
            strata.iter().map(|groups| groups.iter().map(|cells| cells.counts()).collect()).collect();
        check_comparable(&counts)?;
        let everything = || strata.iter().flatten();
        if let Some(first) = everything().next() {
            everything().try_for_each(|cells| first.key().agree(cells.key()))?;
        }
        let sizes = group_sizes(&counts, DayZero::LeaveOut);
        let mut groups: Vec<ComparedGroup> =
            sizes.into_iter().map(|n| ComparedGroup { n, observed: 0.0, expected: 0.0 }).collect();
        let mut covariance = vec![vec![0.0; groups.len()]; groups.len()];
        for stratum in strata {
            add_stratum(stratum, &mut groups, &mut covariance)?;
        }
        Ok(TestOfDifference::new(groups, covariance))
    }
}

fn add_stratum(cells: &[&NetCells], groups: &mut [ComparedGroup], covariance: &mut [Vec<f64>]) -> Result<()> {
    let mut days = cells.iter().map(|cells| cells.daily(GraffeoTest::PARTS)).collect::<Result<Vec<_>>>()?;
    let last = cells.iter().map(|cells| cells.last_day()).max().unwrap_or(0);
    for _ in 0..=last {
        let today: Vec<DaySum> = days.iter_mut().filter_map(Iterator::next).collect();
        let at_risk = |day: &DaySum| if day.n_risk > 0 { day.weight_end } else { 0.0 };
        let everybody: f64 = today.iter().map(at_risk).sum();
        if today.len() < groups.len() || everybody <= 0.0 {
            continue;
        }
        let of_group =
            |day: &DaySum| day.death_weight - if day.n_risk > 0 { day.weight_end - day.weight_start } else { 0.0 };
        let excess: f64 = today.iter().map(of_group).sum();
        let share: Vec<f64> = today.iter().map(|day| at_risk(day) / everybody).collect();
        let variance: f64 = today.iter().map(|day| day.death_weight_squared).sum();
        for (h, group) in groups.iter_mut().enumerate() {
            group.observed += of_group(&today[h]);
            group.expected += share[h] * excess;
            for (l, value) in covariance[h].iter_mut().enumerate() {
                // The sum over k of the product, multiplied out.
                let own = if h == l { today[h].death_weight_squared } else { 0.0 };
                *value += own - share[l] * today[h].death_weight_squared - share[h] * today[l].death_weight_squared
                    + share[h] * share[l] * variance;
            }
        }
    }
    Ok(())
}
