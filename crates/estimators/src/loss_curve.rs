//! A step function of the years of life lost.

/// A time of a [`LossCurve`]; NaN where a measure does not have a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LossStep {
    /// Days from the origin.
    pub day: f64,
    /// Probability of having died.
    pub probability: f64,
    /// Its standard error.
    pub probability_std_err: f64,
    /// Years lost by this day.
    pub years: f64,
    /// Their standard error.
    pub years_std_err: f64,
}

/// Years lost by each day: constant between its steps, from day 0 on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LossCurve {
    /// The steps in order of day.
    pub steps: Vec<LossStep>,
}

impl LossCurve {
    /// The step in force at `day`; none beyond the last.
    #[must_use]
    pub fn at(&self, day: f64) -> Option<LossStep> {
        let last = self.steps.last()?;
        let passed = self.steps.partition_point(|step| step.day <= day);
        (day <= last.day).then(|| passed.checked_sub(1).map(|index| self.steps[index])).flatten()
    }
}

/// Years lost by one stratum, and what they are made of. A part that a measure does not need is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LostYears {
    /// The years lost, by the measure asked for.
    pub lost: LossCurve,
    /// Observed deaths.
    pub observed: LossCurve,
    /// The population's deaths.
    pub population: LossCurve,
    /// Deaths because of the disease, with the population's at work.
    pub excess: LossCurve,
}
