//! A step function of survival, the shape every day-based estimator here finishes into.

use crate::confidence::ConfidenceInterval;
use crate::observed::day_cells::DayCells;

/// One day on which somebody died or was censored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Days from the origin; whole, but for conventions that read a curve at fractions of a day.
    pub day: f64,
    /// People at risk on this day: under observation and followed to it or beyond, so those who
    /// die or are censored on the day itself are at risk.
    pub n_risk: u64,
    /// Deaths on this day.
    pub n_event: u64,
    /// Censored on this day, after its deaths.
    pub n_censor: u64,
    /// Probability of surviving beyond this day.
    pub estimate: f64,
    /// Standard error of the logarithm of the estimate; infinite or NaN where the estimate is 0.
    pub std_err_log: f64,
    /// Cumulative hazard (Nelson-Aalen form) to the end of this day.
    pub cum_hazard: f64,
    /// Its standard error.
    pub cum_hazard_std_err: f64,
}

impl Step {
    /// Standard error of the estimate itself, by the delta method; NaN where not available.
    #[must_use]
    pub fn std_err(&self) -> f64 {
        self.estimate * self.std_err_log
    }

    /// Confidence limits of the estimate; NaN where not available.
    #[must_use]
    pub fn limits(&self, interval: &ConfidenceInterval) -> (f64, f64) {
        interval.limits(self.estimate, self.std_err_log)
    }
}

/// A survival curve: right-continuous, constant between its steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The day the curve starts from, at survival 1.
    pub start: u32,
    /// People under observation at the start.
    pub n_start: u64,
    /// People left out of the risk set because they were censored on day 0.
    pub left_out: u64,
    /// The steps in order of day.
    pub steps: Vec<Step>,
}

impl Curve {
    /// The step in force at `day`: the last one at or before it.
    ///
    /// Before the first step survival is 1 with standard error 0. Beyond the last step follow-up
    /// has ended and there is no estimate, nor is there one before the start.
    #[must_use]
    pub fn at(&self, day: f64) -> Option<Step> {
        let last = self.steps.last()?;
        if !(day >= f64::from(self.start) && day <= last.day) {
            return None;
        }
        let passed = self.steps.partition_point(|step| step.day <= day);
        Some(match passed.checked_sub(1) {
            Some(index) => self.steps[index],
            None => Step {
                day: f64::from(self.start),
                n_risk: self.n_start,
                n_event: 0,
                n_censor: 0,
                estimate: 1.0,
                std_err_log: 0.0,
                cum_hazard: 0.0,
                cum_hazard_std_err: 0.0,
            },
        })
    }

    /// How many are at risk at `day`: under observation and followed to it or beyond.
    #[must_use]
    pub fn n_risk_at(&self, day: f64) -> u64 {
        let passed = self.steps.partition_point(|step| step.day < day);
        self.steps.get(passed).map_or(0, |step| step.n_risk)
    }
}

/// A day's counts with the risk set that faces it.
pub(crate) struct RiskDay {
    pub(crate) day: u32,
    /// Its position in [`DayCells::days`].
    pub(crate) index: usize,
    pub(crate) at_risk: u64,
    pub(crate) deaths: u64,
    pub(crate) censored: u64,
}

/// Walks the days from `start` on which somebody died or was censored.
///
/// Whoever left before `start` is not counted. A late entry on day e is at risk from day e + 1 on.
pub(crate) fn risk_days(cells: &DayCells, start: u32) -> (u64, Vec<RiskDay>) {
    let exits = |days: &[crate::DayCount]| days.iter().map(|d| d.deaths + d.censored).sum::<u64>();
    let first = cells.days().partition_point(|day| day.day < start);
    let (before, from) = cells.days().split_at(first);
    let late_before: u64 = before.iter().map(|day| day.entered).sum();
    let observed_from_origin = cells.n() - cells.late_entries();
    let at_start = observed_from_origin + late_before - exits(before);

    let mut at_risk = at_start;
    let mut days = Vec::with_capacity(from.len());
    for (index, day) in (first..).zip(from) {
        if day.deaths + day.censored > 0 {
            days.push(RiskDay { day: day.day, index, at_risk, deaths: day.deaths, censored: day.censored });
        }
        at_risk = at_risk + day.entered - day.deaths - day.censored;
    }
    (at_start, days)
}
