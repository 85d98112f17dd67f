//! The log-rank test and the rho family of Fleming and Harrington.
//!
//! **Question.** Whether the hazards of death of several groups are the same at every time.
//!
//! **Formula.** On each day with d deaths among n at risk, n_g and d_g of group g, a group's deaths
//! are expected to be d n_g / n. z_g = sum of w (d_g - d n_g / n), w = S(t-)^rho with S the
//! Kaplan-Meier estimate of all groups together, left-continuous. rho = 0 is the log-rank test; rho
//! = 1, the Peto-Peto form of the Gehan-Wilcoxon test, looks at early differences.
//!
//! **Variance.** Hypergeometric: cov(z_g, z_h) = sum of w^2 d (n - d) / (n - 1) (n_g / n) (\[g = h\] -
//! n_h / n). The statistic: [`TestOfDifference`].
//!
//! **Strata.** Each is compared within itself, with its own S; the z and the covariances add up.
//!
//! **Ties, day 0, delayed entry, units.** As in [`KaplanMeier`](crate::KaplanMeier).
//!
//! **Assumptions.** Censoring tells nothing of death, in each group. **Complexity.** Linear in the
//! number of distinct days.
//!
//! **Agreement.** R's survival 3.5-3, `survdiff`, to 1e-12 of the size of each figure.
//!
//! **References.** Mantel N (1966), Cancer Chemotherapy Reports 50:163-170; Harrington DP, Fleming
//! TR (1982) <https://doi.org/10.1093/biomet/69.3.553>.

use crate::difference::risk_sets::{check_comparable, group_sizes, walk_together};
use crate::difference::{ComparedGroup, TestOfDifference};
use crate::error::Result;
use crate::observed::day_cells::DayCells;
use crate::observed::kaplan_meier::{DayZero, as_real};

/// The log-rank test.
///
/// ```
/// use estimators::{CellKey, DayCells, FollowUp, LogRank};
///
/// let group = |exit: &[u32], died: &[bool]| {
///     DayCells::tally(CellKey::TUMORS, FollowUp { entry: None, exit, died })
/// };
/// let (left, right) = (group(&[1, 3], &[true, true])?, group(&[2, 4], &[true, false])?);
/// let test = LogRank::default().finish(&[vec![&left, &right]])?;
/// // Of the deaths on days 1, 2 and 3 the left group is expected to have 2/4, 1/3 and 1/2.
/// assert!((test.groups[0].expected - 4.0 / 3.0).abs() < 1e-15);
/// # Ok::<(), estimators::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LogRank {
    /// The power of S(t-) that weighs each day.
    pub rho: f64,
    /// What becomes of people censored on day 0.
    pub day_zero: DayZero,
}

impl LogRank {
    /// Compares the groups of one stratum or of several, each with the same groups in the same order.
    ///
    /// # Errors
    ///
    /// [`Error::GroupsDiffer`](crate::Error::GroupsDiffer) where a stratum lacks a group,
    /// [`Error::KeyMismatch`](crate::Error::KeyMismatch) where groups were counted under different rules.
    pub fn finish(&self, strata: &[Vec<&DayCells>]) -> Result<TestOfDifference> {
        check_comparable(strata)?;
        let sizes = group_sizes(strata, self.day_zero);
        let mut groups: Vec<ComparedGroup> =
            sizes.into_iter().map(|n| ComparedGroup { n, observed: 0.0, expected: 0.0 }).collect();
        let mut covariance = vec![vec![0.0; groups.len()]; groups.len()];
        for stratum in strata {
            self.add_stratum(stratum, &mut groups, &mut covariance);
        }
        Ok(TestOfDifference::new(groups, covariance))
    }

    fn add_stratum(&self, cells: &[&DayCells], groups: &mut [ComparedGroup], covariance: &mut [Vec<f64>]) {
        let mut survival = 1.0_f64;
        walk_together(cells, self.day_zero, |today| {
            let deaths: Vec<u64> = (cells.iter().zip(today.positions))
                .map(|(cells, position)| position.map_or(0, |position| cells.days()[position].deaths))
                .collect();
            let (d, n) = (as_real(deaths.iter().sum()), as_real(today.at_risk.iter().sum()));
            if d == 0.0 {
                return;
            }
            let weight = if self.rho == 0.0 { 1.0 } else { survival.powf(self.rho) };
            survival *= (n - d) / n;
            let spread = if n > 1.0 { weight * weight * d * (n - d) / (n - 1.0) } else { 0.0 };
            let share: Vec<f64> = today.at_risk.iter().map(|&at_risk| as_real(at_risk) / n).collect();
            for (g, group) in groups.iter_mut().enumerate() {
                group.observed += weight * as_real(deaths[g]);
                group.expected += weight * d * share[g];
                for (h, value) in covariance[g].iter_mut().enumerate() {
                    let same = if g == h { 1.0 } else { 0.0 };
                    *value += spread * share[g] * (same - share[h]);
                }
            }
        });
    }
}
