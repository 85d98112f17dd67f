//! Calendar dates and intervals in fractional years.

use crate::error::{Error, Result};

/// popEpi's approximate calendar year of a date: (day of year - 1) / 365.242199 after the year's
/// start, leap year or not. `day_of_year` counts from 1.
///
/// Reference: popEpi 0.4.10, `get.yrs(x, year.length = "approx")`.
#[must_use]
pub fn popepi_calendar_year(year: impl Into<f64>, day_of_year: impl Into<f64>) -> f64 {
    year.into() + (day_of_year.into() - 1.0) / 365.242_199
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
