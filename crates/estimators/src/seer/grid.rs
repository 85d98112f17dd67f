//! Intervals of completed months.

use std::fmt;

use crate::error::{Error, Result};
use crate::observed::interval_cells::{ClosedSide, DayGrid};

/// Days in a month: 365.24 / 12.
const DAYS_PER_MONTH: f64 = 365.24 / 12.0;

/// The last month that an interval may end with: two centuries.
const MAX_MONTHS: u32 = 2_400;

/// Consecutive intervals from diagnosis, by the completed months at which they end.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MonthGrid {
    ends: Vec<u32>,
    days: DayGrid,
}

impl MonthGrid {
    /// Intervals that end at `ends` completed months.
    ///
    /// # Errors
    ///
    /// [`Error::GridNotIncreasing`] unless they are positive, increase and end within 200 years.
    pub fn new(ends: Vec<u32>) -> Result<Self> {
        let bad = |(index, &end): (usize, &u32)| end > MAX_MONTHS || end <= index.checked_sub(1).map_or(0, |i| ends[i]);
        if let Some(index) = ends.iter().enumerate().position(bad) {
            return Err(Error::GridNotIncreasing { index });
        }
        let day_ends: Vec<f64> = ends.iter().map(|&month| days(month)).collect();
        Ok(Self { days: DayGrid::new(&day_ends, ClosedSide::Left)?, ends })
    }

    /// `n` intervals of `months` each; 1 is SEER*Stat's own choice.
    ///
    /// # Errors
    ///
    /// As [`MonthGrid::new`].
    pub fn every(months: u32, n: u32) -> Result<Self> {
        Self::new((1..=n).map(|interval| interval.saturating_mul(months)).collect())
    }

    /// The completed months at which intervals end.
    #[must_use]
    pub fn ends(&self) -> &[u32] {
        &self.ends
    }

    /// The same as whole days.
    #[must_use]
    pub fn days(&self) -> &DayGrid {
        &self.days
    }

    /// The month each interval begins with, and how many months it has.
    pub(super) fn intervals(&self) -> impl Iterator<Item = (u32, u32)> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| (start, end - start))
    }

    /// The interval in which a day falls; the number of intervals for one beyond all of them.
    pub(super) fn interval(&self, day: u32) -> usize {
        self.days.last_days().partition_point(|&last| last < day)
    }
}

impl fmt::Display for MonthGrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "intervals ending at months {:?}", self.ends)
    }
}

/// When a month begins, days from diagnosis.
pub(super) fn days(month: u32) -> f64 {
    f64::from(month) * DAYS_PER_MONTH
}
