//! The baseline hazard: that of somebody whose terms are all 0.
//!
//! **Formula.** At each event time the hazard jumps by the sum over its events of 1 / s, s being the sum of
//! exp(z' beta) over the risk set that each faces under the rule for ties (Breslow's for the exact likelihood, which
//! has none of its own).
//!
//! **Agreement.** R's `basehaz(fit, centered = FALSE)`.

use crate::regression::cox::partial_likelihood::TieSums;
use crate::regression::cox::{CoxFit, Ties};
use crate::regression::symmetric::dot;

/// The baseline hazard of one stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineHazard {
    /// The stratum.
    pub stratum: u32,
    /// Every distinct time of an event or censoring, in order.
    pub steps: Vec<BaselineStep>,
}

/// The baseline hazard at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BaselineStep {
    /// The time.
    pub time: f64,
    /// How many are at risk.
    pub n_risk: usize,
    /// How many have the event.
    pub n_event: usize,
    /// By how much the cumulative hazard jumps.
    pub hazard: f64,
    /// The cumulative hazard to the end of this time.
    pub cum_hazard: f64,
}

impl BaselineStep {
    /// Steps, the latest first, in order and with their cumulative hazards.
    pub(crate) fn accumulate(mut steps: Vec<Self>) -> Vec<Self> {
        steps.reverse();
        let mut cum_hazard = 0.0;
        for step in &mut steps {
            cum_hazard += step.hazard;
            step.cum_hazard = cum_hazard;
        }
        steps
    }
}

impl CoxFit {
    /// The baseline hazard of each stratum, in order of its number.
    #[must_use]
    pub fn baseline(&self) -> Vec<BaselineHazard> {
        let sets = &self.sets;
        let ties = if self.ties == Ties::Exact { Ties::Breslow } else { self.ties };
        let predicted = sets.predict(&self.beta);
        // The sums are over people about the means of the terms.
        let center: Vec<f64> = sets.design.center.iter().zip(&sets.design.scale).map(|(c, s)| c / s).collect();
        let to_zero = (-dot(&center, &self.beta)).exp();
        let strata = sets.strata.iter().map(|stratum| {
            let mut steps = Vec::new();
            sets.sweep(stratum, &predicted, |at| {
                let hazard = if at.n_event == 0 { 0.0 } else { to_zero * TieSums::new(ties, at).hazard };
                let (n_risk, n_event) = (at.n_risk, at.n_event);
                steps.push(BaselineStep { time: at.time, n_risk, n_event, hazard, cum_hazard: 0.0 });
            });
            BaselineHazard { stratum: stratum.stratum, steps: BaselineStep::accumulate(steps) }
        });
        strata.collect()
    }
}
