//! Life-table sums over follow-up in fractional years, popEpi's convention.
//!
//! For comparison with popEpi only: times are floats, so the merge law does not hold here. Whole
//! days and [`IntervalCells`](crate::IntervalCells) are the rule of the house.

use crate::error::{Error, Result};
use crate::observed::interval_cells::IntervalCount;
use crate::observed::kaplan_meier::as_real;

/// popEpi's approximate calendar year of a date: (day of year - 1) / 365.242199 after the year's
/// start, leap year or not. `day_of_year` counts from 1.
///
/// Reference: popEpi 0.4.10, `get.yrs(x, year.length = "approx")`.
#[must_use]
pub fn popepi_calendar_year(year: i16, day_of_year: i16) -> f64 {
    f64::from(year) + (f64::from(day_of_year) - 1.0) / 365.242_199
}

/// Consecutive intervals in years from the origin: `bounds[0]` is the start of the first.
#[derive(Debug, Clone, PartialEq)]
pub struct YearGrid {
    bounds: Vec<f64>,
}

impl YearGrid {
    /// # Errors
    ///
    /// [`Error::GridNotIncreasing`] unless the bounds start at 0, are finite and increase.
    pub fn new(bounds: Vec<f64>) -> Result<Self> {
        if bounds.first().is_none_or(|&first| first != 0.0) {
            return Err(Error::GridNotIncreasing { index: 0 });
        }
        match bounds.windows(2).position(|pair| !(pair[1] > pair[0] && pair[1].is_finite())) {
            Some(index) => Err(Error::GridNotIncreasing { index: index + 1 }),
            None => Ok(Self { bounds }),
        }
    }

    /// The bounds in years: one more than there are intervals.
    #[must_use]
    pub fn bounds(&self) -> &[f64] {
        &self.bounds
    }

    /// The length of each interval in years.
    pub fn widths(&self) -> impl Iterator<Item = f64> {
        self.bounds.windows(2).map(|pair| pair[1] - pair[0])
    }
}

/// Counts and person-years of one stratum by interval.
#[derive(Debug, Clone, PartialEq)]
pub struct YearSums {
    grid: YearGrid,
    intervals: Vec<IntervalCount>,
    person_years: Vec<f64>,
}

impl YearSums {
    /// Sums people followed for `years[i]` years, at the end of which `died[i]` says whether they
    /// died. An exit at a boundary falls in the interval that ends there.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`], or [`Error::TimeOutOfRange`] for a time that is negative or not
    /// finite.
    pub fn tally(grid: YearGrid, years: &[f64], died: &[bool]) -> Result<Self> {
        if died.len() != years.len() {
            return Err(Error::LengthMismatch { field: "died", found: died.len(), expected: years.len() });
        }
        let n = grid.bounds.len() - 1;
        let mut intervals = vec![IntervalCount::default(); n];
        let mut person_years = vec![0.0; n];
        let mut through: u64 = 0;
        for (index, (&time, &died)) in years.iter().zip(died).enumerate() {
            if !(time.is_finite() && time >= 0.0) {
                return Err(Error::TimeOutOfRange { index });
            }
            let passed = grid.bounds.partition_point(|&bound| bound < time);
            let interval = passed.saturating_sub(1);
            match intervals.get_mut(interval) {
                Some(last) => {
                    last.deaths += u64::from(died);
                    last.withdrawn += u64::from(!died);
                    person_years[interval] += time - grid.bounds[interval];
                }
                None => through += 1,
            }
        }
        // Backwards: whoever lives through an interval entered it and gives its whole width.
        let widths: Vec<f64> = grid.widths().collect();
        for ((sum, counts), width) in person_years.iter_mut().zip(&mut intervals).zip(widths).rev() {
            *sum += width * as_real(through);
            through += counts.deaths + counts.withdrawn;
            counts.entering = through;
        }
        Ok(Self { grid, intervals, person_years })
    }

    /// The grid.
    #[must_use]
    pub fn grid(&self) -> &YearGrid {
        &self.grid
    }

    /// The counts, one an interval.
    #[must_use]
    pub fn intervals(&self) -> &[IntervalCount] {
        &self.intervals
    }

    /// The person-years lived in each interval.
    #[must_use]
    pub fn person_years(&self) -> &[f64] {
        &self.person_years
    }
}
