//! From cells to SEER*Stat's life page.

use crate::error::{Error, Result};
use crate::observed::actuarial::IntervalEstimate;
use crate::observed::interval_cells::IntervalCount;
use crate::observed::kaplan_meier::as_real;
use crate::seer::cells::{IntervalSums, SeerCells, real};

/// How many of those alive at the start of an interval run its risk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ObservedMethod {
    /// The withdrawn for half the interval.
    #[default]
    Actuarial,
    /// All of them.
    KaplanMeier,
}

/// Whose expected survival is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ExpectedMethod {
    /// Everybody's, as if nobody left.
    EdererI,
    /// Of those alive at the start of each interval.
    #[default]
    EdererII,
    /// Of those whose potential follow-up reaches the interval; needs a closing date.
    Hakulinen,
}

/// One interval of a life page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LifePageRow {
    /// Completed months at its end.
    pub months: u32,
    /// People alive at its start, dying and withdrawn in it.
    pub counts: IntervalCount,
    /// Observed survival of the interval; of net survival, weighted.
    pub observed: f64,
    /// Expected survival of the interval.
    pub expected: f64,
    /// Observed survival to its end.
    pub cumulative_observed: f64,
    /// Expected survival to its end.
    pub cumulative_expected: f64,
    /// Standard error of the logarithm of cumulative observed, and of cumulative relative, survival.
    pub std_err_log: f64,
}

impl LifePageRow {
    /// Relative survival of the interval; may exceed 1.
    #[must_use]
    pub fn relative(&self) -> f64 {
        self.observed / self.expected
    }

    /// Observed survival to the end of the interval.
    #[must_use]
    pub fn cumulative_observed(&self) -> IntervalEstimate {
        IntervalEstimate { counts: self.counts, estimate: self.cumulative_observed, std_err_log: self.std_err_log }
    }

    /// Relative (or net) survival to the end of the interval; may exceed 1 and increase, see [`adjust_relative`].
    #[must_use]
    pub fn cumulative_relative(&self) -> IntervalEstimate {
        let estimate = self.cumulative_observed / self.cumulative_expected;
        IntervalEstimate { counts: self.counts, estimate, std_err_log: self.std_err_log }
    }
}

/// The finish of SEER*Stat's convention.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct LifePage {
    /// How observed survival is made.
    pub observed: ObservedMethod,
}

impl LifePage {
    /// Observed, expected and relative survival, one row an interval. An interval that nobody entered has no estimate.
    ///
    /// # Errors
    ///
    /// [`Error::PotentialWithoutClosingDate`] for Hakulinen's method without a closing date.
    pub fn relative(&self, cells: &SeerCells, method: ExpectedMethod) -> Result<Vec<LifePageRow>> {
        if method == ExpectedMethod::Hakulinen && cells.key().closing_date.is_none() {
            return Err(Error::PotentialWithoutClosingDate);
        }
        let everybody = as_real(cells.people());
        let mut before = 1.0;
        Ok(self.rows(cells, |counts, sums| {
            let expected = match method {
                ExpectedMethod::EdererI => {
                    let to_end = real(sums.everybody) / everybody;
                    to_end / std::mem::replace(&mut before, to_end)
                }
                ExpectedMethod::EdererII => real(sums.expected) / as_real(counts.entering),
                ExpectedMethod::Hakulinen => {
                    let [entering, withdrawn, deaths] = sums.potential.map(real);
                    1.0 - deaths / (entering - withdrawn / 2.0)
                }
            };
            let deaths = as_real(counts.deaths);
            self.interval(as_real(counts.entering), as_real(counts.withdrawn), deaths, deaths, expected)
        }))
    }

    /// Net survival by Pohar Perme's weights, one row an interval; [`LifePageRow::cumulative_relative`] is the estimate.
    #[must_use]
    pub fn net(&self, cells: &SeerCells) -> Vec<LifePageRow> {
        self.rows(cells, |_, sums| {
            let [entering, withdrawn, deaths, squares] = sums.weights.map(real);
            self.interval(entering, withdrawn, deaths, squares, real(sums.weighted_expected) / entering)
        })
    }

    fn interval(&self, entering: f64, withdrawn: f64, deaths: f64, squares: f64, expected: f64) -> Interval {
        let at_risk = match self.observed {
            ObservedMethod::Actuarial => entering - withdrawn / 2.0,
            ObservedMethod::KaplanMeier => entering,
        };
        Interval { observed: 1.0 - deaths / at_risk, expected, variance: squares / (at_risk * (at_risk - deaths)) }
    }

    fn rows(
        &self,
        cells: &SeerCells,
        mut interval: impl FnMut(&IntervalCount, &IntervalSums) -> Interval,
    ) -> Vec<LifePageRow> {
        let (mut cumulative_observed, mut cumulative_expected, mut variance) = (1.0, 1.0, 0.0);
        let row = |((&months, counts), sums): ((&u32, &IntervalCount), &IntervalSums)| {
            let Interval { observed, expected, variance: of_interval } = interval(counts, sums);
            cumulative_observed *= observed;
            cumulative_expected *= expected;
            variance += of_interval;
            LifePageRow {
                months,
                counts: *counts,
                observed,
                expected,
                cumulative_observed,
                cumulative_expected,
                std_err_log: f64::sqrt(variance),
            }
        };
        cells.key().grid.ends().iter().zip(&cells.counts).zip(&cells.sums).map(row).collect()
    }
}

struct Interval {
    observed: f64,
    expected: f64,
    /// Of the logarithm of observed survival.
    variance: f64,
}

/// SEER*Stat's display option "adjust relative survival that is increasing or greater than 1.0": an estimate above 1 is
/// shown as 1, one above that of an earlier interval as that one, with its standard error.
#[must_use]
pub fn adjust_relative(estimates: &[IntervalEstimate]) -> Vec<IntervalEstimate> {
    let mut shown: Option<IntervalEstimate> = None;
    estimates
        .iter()
        .map(|found| {
            let adjusted = match shown {
                Some(before) if found.estimate > before.estimate => IntervalEstimate { counts: found.counts, ..before },
                _ if found.estimate > 1.0 => IntervalEstimate { estimate: 1.0, ..*found },
                _ => *found,
            };
            if !adjusted.estimate.is_nan() {
                shown = Some(adjusted);
            }
            adjusted
        })
        .collect()
}
