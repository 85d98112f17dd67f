//! A step function of the probability of dying of one cause, with the other causes at work.

use crate::confidence::ConfidenceInterval;

/// One day on which somebody died of any cause or was censored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CauseStep {
    /// Days from the origin; whole, but for conventions that read a curve at fractions of a day.
    pub day: f64,
    /// People at risk on this day, as in [`Step`](crate::Step): event free until then.
    pub n_risk: u64,
    /// Deaths of this cause on this day; of any cause where the causes are not told apart, as for
    /// the crude probabilities of death of relative survival.
    pub n_event: u64,
    /// Censored on this day, after its deaths.
    pub n_censor: u64,
    /// Probability of dying of the cause by the end of this day.
    pub estimate: f64,
    /// Its standard error; NaN where not available.
    pub std_err: f64,
}

impl CauseStep {
    /// Confidence limits of the estimate: the scales of [`ConfidenceInterval`] with the probability
    /// of dying in the place of survival. NaN where not available, as while the estimate is 0.
    #[must_use]
    pub fn limits(&self, interval: &ConfidenceInterval) -> (f64, f64) {
        interval.limits(self.estimate, self.std_err / self.estimate)
    }
}

/// The probability of dying of one cause by each day: right-continuous, constant between its steps.
#[derive(Debug, Clone, PartialEq)]
pub struct CauseCurve {
    /// The day the curve starts from, at probability 0.
    pub start: u32,
    /// People under observation at the start.
    pub n_start: u64,
    /// People left out of the risk set because they were censored on day 0.
    pub left_out: u64,
    /// The steps in order of day.
    pub steps: Vec<CauseStep>,
}

/// The crude probabilities of death of one stratum, each with the other at work.
#[derive(Debug, Clone, PartialEq)]
pub struct CrudeProbabilities {
    /// Because of the disease.
    pub disease: CauseCurve,
    /// Of what the general population dies of.
    pub population: CauseCurve,
}

impl CauseCurve {
    /// The step in force at `day`: the last one at or before it.
    ///
    /// Before the first step the probability is 0 with standard error 0. Beyond the last step
    /// follow-up has ended and there is no estimate, nor is there one before the start.
    #[must_use]
    pub fn at(&self, day: f64) -> Option<CauseStep> {
        let last = self.steps.last()?;
        if !(day >= f64::from(self.start) && day <= last.day) {
            return None;
        }
        let passed = self.steps.partition_point(|step| step.day <= day);
        Some(match passed.checked_sub(1) {
            Some(index) => self.steps[index],
            None => CauseStep {
                day: f64::from(self.start),
                n_risk: self.n_start,
                n_event: 0,
                n_censor: 0,
                estimate: 0.0,
                std_err: 0.0,
            },
        })
    }
}
