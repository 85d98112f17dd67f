//! Age standardisation: one figure from the estimates of age groups.
//!
//! **Estimand.** S = sum of w_g S_g over age groups g, weights w_g of a standard rescaled to sum to 1.
//!
//! **Variance.** se(S) = sqrt(sum of w_g^2 se(S_g)^2); groups are independent. Limits are made on the scale asked for
//! from se(S) by the delta method.

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
    /// Rescales weights to sum to 1.
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

    /// The standardised estimate of groups in the weights' order.
    #[must_use]
    pub fn combine(&self, groups: impl IntoIterator<Item = GroupEstimate>) -> StandardEstimate {
        let (mut estimate, mut variance) = (0.0, 0.0);
        for (weight, group) in self.weights.iter().zip(groups) {
            estimate += weight * group.estimate;
            variance += (weight * group.std_err).powi(2);
        }
        StandardEstimate { estimate, std_err: variance.sqrt() }
    }
}
