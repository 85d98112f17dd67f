//! Life-table counts on a declared grid of day intervals.

use std::fmt;

use crate::error::{Error, Result};
use crate::merge::{CellKey, Merge, add, differ};
use crate::observed::day_cells::DayCells;
use crate::observed::kaplan_meier::DayZero;

/// Which end of an interval belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClosedSide {
    /// `(a, b]`: a death on day `b` falls in the interval that ends there, as in the Kaplan-Meier
    /// estimate, so S(b) includes it. The first interval also holds day 0.
    Right,
    /// `[a, b)`: a death on day `b` falls in the next interval, as where survival is counted in
    /// completed months (SEER).
    Left,
}

/// Consecutive intervals from the origin, as the last whole day of each.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DayGrid {
    last_days: Vec<u32>,
}

impl DayGrid {
    /// Intervals that end at `ends` (days from the origin, fractions allowed: five years of 365.25
    /// days end at 1826.25).
    ///
    /// # Errors
    ///
    /// [`Error::GridNotIncreasing`] where an end is not finite, not above the one before, or so
    /// near it that no whole day lies between.
    pub fn new(ends: &[f64], closed: ClosedSide) -> Result<Self> {
        let mut last_days: Vec<u32> = Vec::with_capacity(ends.len());
        for (index, &end) in ends.iter().enumerate() {
            let last = match closed {
                ClosedSide::Right => end.floor(),
                ClosedSide::Left => end.ceil() - 1.0,
            };
            let above = last_days.last().is_none_or(|&before| last > f64::from(before));
            if !(last.is_finite() && last >= 0.0 && last <= f64::from(u32::MAX) && above) {
                return Err(Error::GridNotIncreasing { index });
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a whole number between 0 and u32::MAX, as just checked"
            )]
            last_days.push(last as u32);
        }
        Ok(Self { last_days })
    }

    /// The last whole day of each interval.
    #[must_use]
    pub fn last_days(&self) -> &[u32] {
        &self.last_days
    }
}

impl fmt::Display for DayGrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "intervals ending on days {:?}", self.last_days)
    }
}

/// One interval's counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct IntervalCount {
    /// People under observation when the interval begins.
    pub entering: u64,
    /// Deaths in the interval.
    pub deaths: u64,
    /// People withdrawn alive (censored) in the interval.
    pub withdrawn: u64,
}

/// The mergeable life-table counts of one stratum.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IntervalCells {
    key: CellKey,
    grid: DayGrid,
    intervals: Vec<IntervalCount>,
}

impl IntervalCells {
    /// Gathers day counts into the grid's intervals; follow-up beyond the last counts as entering
    /// all of them. `day_zero` says whether people censored on day 0 enter the first.
    ///
    /// # Errors
    ///
    /// [`Error::LateEntry`] where people came under observation after the origin.
    pub fn gather(cells: &DayCells, grid: DayGrid, day_zero: DayZero) -> Result<Self> {
        let entered = cells.late_entries();
        if entered > 0 {
            return Err(Error::LateEntry { entered });
        }
        let mut left_out = if day_zero == DayZero::LeaveOut { cells.censored_on_day_zero() } else { 0 };
        let mut entering = cells.n() - left_out;
        let mut days = cells.days().iter().peekable();
        let intervals = grid
            .last_days
            .iter()
            .map(|&last| {
                let mut interval = IntervalCount { entering, ..IntervalCount::default() };
                while let Some(day) = days.next_if(|day| day.day <= last) {
                    interval.deaths += day.deaths;
                    interval.withdrawn += day.censored - std::mem::take(&mut left_out);
                }
                entering -= interval.deaths + interval.withdrawn;
                interval
            })
            .collect();
        Ok(Self { key: *cells.key(), grid, intervals })
    }

    /// The grid they were counted on.
    #[must_use]
    pub fn grid(&self) -> &DayGrid {
        &self.grid
    }

    /// The counts, one an interval of the grid.
    #[must_use]
    pub fn intervals(&self) -> &[IntervalCount] {
        &self.intervals
    }
}

impl Merge for IntervalCells {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.key.agree(&other.key)?;
        differ("grid", &self.grid, &other.grid)?;
        for (mine, theirs) in self.intervals.iter_mut().zip(&other.intervals) {
            *mine = IntervalCount {
                entering: add("people entering", mine.entering, theirs.entering)?,
                deaths: add("deaths", mine.deaths, theirs.deaths)?,
                withdrawn: add("withdrawn", mine.withdrawn, theirs.withdrawn)?,
            };
        }
        Ok(())
    }
}
