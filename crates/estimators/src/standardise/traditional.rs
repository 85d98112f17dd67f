//! Traditional standardisation: a weighted mean of the age groups' estimates.
//!
//! **Estimand.** S(t) = sum of w_g S_g(t) over age groups g, the w_g of the standard summing to 1.
//!
//! **Variance.** se(S)^2 = sum of w_g^2 se(S_g)^2: groups are different people. Limits are made from se(S) on the
//! scale asked for, by the delta method.
//!
//! **Assumptions.** Those of the estimator in each group, and people in each as long as the estimate goes.
//!
//! **Agreement.** popEpi 0.4.10, `survtab(... ~ adjust(agegr), weights = )`, to 1e-9.
//!
//! **References.** Corazziari I, Quinn M, Capocaccia R (2004) <https://doi.org/10.1016/j.ejca.2004.07.002>;
//! Brenner H, Hakulinen T (2005) <https://doi.org/10.1038/sj.bjc.6602704>.

use std::fmt;
use std::ops::Range;

use crate::confidence::ConfidenceInterval;
use crate::error::{Error, Result};

/// The estimate of one age group at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupEstimate {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub std_err: f64,
}

/// Why an age group has no estimate at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MissingGroup {
    /// There is nobody in it.
    NoPeople,
    /// Nobody of it was followed that long.
    FollowUpEnded,
    /// The estimator gives none, as where nobody is left at risk.
    NoEstimate,
}

/// A standardised estimate that cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NotEstimable {
    /// The age group that stands in the way, from 0.
    pub group: usize,
    /// What it lacks.
    pub missing: MissingGroup,
}

impl fmt::Display for NotEstimable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.missing {
            MissingGroup::NoPeople => "has no people",
            MissingGroup::FollowUpEnded => "was not followed that long",
            MissingGroup::NoEstimate => "has no estimate",
        };
        write!(f, "not estimable: age group {} {what}", self.group + 1)
    }
}

/// A standardised estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandardEstimate {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub std_err: f64,
}

impl StandardEstimate {
    /// Confidence limits; NaN where not available.
    #[must_use]
    pub fn limits(&self, interval: &ConfidenceInterval) -> (f64, f64) {
        interval.limits(self.estimate, self.std_err / self.estimate)
    }
}

/// Weights of age groups, which sum to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct StandardWeights {
    weights: Vec<f64>,
}

impl StandardWeights {
    /// Weights on any scale, rescaled.
    ///
    /// # Errors
    ///
    /// [`Error::StandardWeight`] for a weight that is negative or not finite, or where all are 0.
    pub fn new(weights: &[f64]) -> Result<Self> {
        let total: f64 = weights.iter().sum();
        match weights.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
            Some(group) => Err(Error::StandardWeight { group }),
            None if total > 0.0 => Ok(Self { weights: weights.iter().map(|weight| weight / total).collect() }),
            None => Err(Error::StandardWeight { group: 0 }),
        }
    }

    /// The weights.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The weights of groups that were [joined](join_age_groups).
    #[must_use]
    pub fn joined(&self, ranges: &[Range<usize>]) -> Self {
        let sum = |range: &Range<usize>| self.weights.get(range.clone()).unwrap_or_default().iter().sum();
        Self { weights: ranges.iter().map(sum).collect() }
    }

    /// The standardised estimate of groups in the weights' order; one that is not given has no people.
    ///
    /// # Errors
    ///
    /// [`NotEstimable`] names the first group with a weight and without an estimate.
    pub fn standardise(
        &self,
        groups: impl IntoIterator<Item = Result<GroupEstimate, MissingGroup>>,
    ) -> Result<StandardEstimate, NotEstimable> {
        let mut groups = groups.into_iter();
        let (mut estimate, mut variance) = (0.0, 0.0);
        for (group, weight) in self.weights.iter().enumerate() {
            let found = groups.next().unwrap_or(Err(MissingGroup::NoPeople));
            if *weight == 0.0 {
                continue;
            }
            let found = found.map_err(|missing| NotEstimable { group, missing })?;
            if found.estimate.is_nan() {
                return Err(NotEstimable { group, missing: MissingGroup::NoEstimate });
            }
            estimate += weight * found.estimate;
            variance += (weight * found.std_err).powi(2);
        }
        Ok(StandardEstimate { estimate, std_err: variance.sqrt() })
    }
}

/// The neighbour that an age group without an estimate is joined with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Neighbour {
    /// The next younger one; for the youngest the next older.
    Younger,
    /// The next older one; for the oldest the next younger.
    Older,
}

/// Joins groups without an estimate with their neighbours: each range of groups is to be counted as one, its cells
/// merged and its weights [added](StandardWeights::joined). `None` where every group lacks one.
#[must_use]
pub fn join_age_groups(missing: &[bool], neighbour: Neighbour) -> Option<Vec<Range<usize>>> {
    let present: Vec<usize> = (0..missing.len()).filter(|&group| !missing[group]).collect();
    // A range begins with its present group and goes on to the next, or ends with it and begins after the last.
    let ends = match neighbour {
        Neighbour::Younger => present.iter().skip(1).copied().collect::<Vec<usize>>(),
        Neighbour::Older => present.iter().rev().skip(1).rev().map(|group| group + 1).collect(),
    };
    if present.is_empty() {
        return None;
    }
    let starts = [0].into_iter().chain(ends.iter().copied());
    Some(starts.zip(ends.iter().copied().chain([missing.len()])).map(|(start, end)| start..end).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(estimate: f64, std_err: f64) -> Result<GroupEstimate, MissingGroup> {
        Ok(GroupEstimate { estimate, std_err })
    }

    /// 1/4 of 0.8 and 3/4 of 0.4; (0.04/4)^2 + (0.08 x 3/4)^2 = 0.0037.
    #[test]
    fn two_groups_by_hand() {
        let weights = StandardWeights::new(&[1.0, 3.0]).unwrap();
        let found = weights.standardise([group(0.8, 0.04), group(0.4, 0.08)]).unwrap();
        assert!((found.estimate - 0.5).abs() < 1e-15);
        assert!((found.std_err - 0.0037_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn a_group_without_an_estimate_is_never_dropped() {
        let weights = StandardWeights::new(&[1.0, 3.0, 0.0]).unwrap();
        let ended = weights.standardise([group(0.8, 0.04), Err(MissingGroup::FollowUpEnded)]).unwrap_err();
        assert_eq!(ended.to_string(), "not estimable: age group 2 was not followed that long");
        let nobody = weights.standardise([group(0.8, 0.04)]).unwrap_err();
        assert_eq!(nobody, NotEstimable { group: 1, missing: MissingGroup::NoPeople });
        let nan = weights.standardise([group(f64::NAN, 0.0), group(0.4, 0.1)]).unwrap_err();
        assert_eq!(nan.missing, MissingGroup::NoEstimate);
        // The third group weighs nothing, so it may lack what it wants.
        assert!(weights.standardise([group(0.8, 0.04), group(0.4, 0.1)]).is_ok());
    }

    #[test]
    fn neighbours() {
        let missing = [true, false, true, true, false, true];
        assert_eq!(join_age_groups(&missing, Neighbour::Younger), Some(vec![0..4, 4..6]));
        assert_eq!(join_age_groups(&missing, Neighbour::Older), Some(vec![0..2, 2..6]));
        assert_eq!(join_age_groups(&[false, false], Neighbour::Younger), Some(vec![0..1, 1..2]));
        assert_eq!(join_age_groups(&[true, true], Neighbour::Older), None);
        let weights = StandardWeights::new(&[1.0, 2.0, 3.0, 4.0, 5.0, 5.0]).unwrap();
        assert_eq!(weights.joined(&[0..4, 4..6]).weights(), [0.5, 0.5]);
    }

    #[test]
    fn weights_that_are_none() {
        for weights in [&[-1.0, 2.0][..], &[f64::NAN], &[0.0, 0.0], &[]] {
            assert!(StandardWeights::new(weights).is_err(), "{weights:?}");
        }
    }
}
