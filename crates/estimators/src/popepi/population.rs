//! The population's hazard per year, looked up as popEpi does.

use crate::life_table::{LifeTable, year_and_day};
use crate::popepi::fractional_years::popepi_calendar_year;

/// popEpi takes every break for this much less (years; the square root of a double's machine epsilon) where it
/// looks for a row's place between breaks.
pub(super) const BREAK_SHIFT: f64 = 1.490_116_119_384_765_6e-8;

/// A life table by age in years and fractional calendar year.
///
/// Ages change at whole years, dates where the table's cells begin. What lies outside is taken from the
/// nearest cell. A table's rule of birthdays is not followed: popEpi has none.
#[derive(Debug, Clone)]
pub struct Population<'a> {
    table: &'a LifeTable,
    cuts: Vec<f64>,
}

impl<'a> Population<'a> {
    /// Reads a life table in fractional years.
    #[must_use]
    pub fn new(table: &'a LifeTable) -> Self {
        let in_years = |&cut: &i32| {
            let (year, day_of_year) = year_and_day(cut);
            popepi_calendar_year(year, day_of_year)
        };
        Self { table, cuts: table.calendar().cuts().iter().map(in_years).collect() }
    }

    pub(super) fn strata(&self) -> usize {
        self.table.strata()
    }

    /// Deaths per person-year at an age (years) and a calendar year.
    pub(super) fn hazard(&self, stratum: u32, age: f64, calendar: f64) -> f64 {
        let (age, calendar) = (age + BREAK_SHIFT, calendar + BREAK_SHIFT);
        let ages = self.table.ages();
        let above_first = (age - f64::from(ages.first())).max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut to the axis")]
        let age_cell = (above_first as usize).min(ages.len() - 1);
        let calendar_cell = self.cuts.partition_point(|&cut| cut <= calendar).saturating_sub(1);
        self.table.hazard(stratum, calendar_cell, age_cell) * ages.days_per_year()
    }
}
