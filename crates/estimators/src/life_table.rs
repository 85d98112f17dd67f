//! A life table of the general population: the hazard of death by age, calendar date and stratum
//! (sex, and whatever else the table distinguishes).
//!
//! Ages and dates are cut into cells, closed at the left, with a constant hazard in each. Ages are
//! cut at whole years of the table's own length; dates where the table says. What lies outside is
//! taken from the nearest cell, for ever: [`Outside`] says for whom that was done.
//!
//! A [`Walk`] follows one person through the cells. It splits time exactly where the hazard may
//! change; every estimate relative to the population is made of such stretches.

mod axes;
mod walk;

pub(crate) use axes::year_and_day;
pub use axes::{AgeAxis, CalendarAxis, CalendarRule};
pub use walk::{Outside, Stretch, Subject, Walk};

use crate::error::{Error, Result};

/// Daily hazards of a general population.
#[derive(Debug, Clone, PartialEq)]
pub struct LifeTable {
    ages: AgeAxis,
    calendar: CalendarAxis,
    strata: usize,
    /// `[stratum][calendar cell][age cell]`, deaths per person-day.
    hazards: Vec<f64>,
}

impl LifeTable {
    /// A table of `hazards[stratum][calendar cell][age cell]`, deaths per person-day, laid end to end.
    ///
    /// # Errors
    ///
    /// [`Error::LifeTableShape`] where the number of hazards is not strata x calendar cells x age cells
    /// with at least one stratum, [`Error::LifeTableHazard`] for one that is negative or not finite.
    pub fn new(ages: AgeAxis, calendar: CalendarAxis, hazards: Vec<f64>) -> Result<Self> {
        let cells = ages.len() * calendar.len();
        if hazards.is_empty() || !hazards.len().is_multiple_of(cells) {
            return Err(Error::LifeTableShape { found: hazards.len(), ages: ages.len(), dates: calendar.len() });
        }
        match hazards.iter().position(|hazard| !(hazard.is_finite() && *hazard >= 0.0)) {
            Some(index) => Err(Error::LifeTableHazard { index }),
            None => Ok(Self { strata: hazards.len() / cells, ages, calendar, hazards }),
        }
    }

    /// The ages.
    #[must_use]
    pub fn ages(&self) -> &AgeAxis {
        &self.ages
    }

    /// The dates.
    #[must_use]
    pub fn calendar(&self) -> &CalendarAxis {
        &self.calendar
    }

    /// How many strata it distinguishes; a [`Subject::stratum`] is below.
    #[must_use]
    pub fn strata(&self) -> usize {
        self.strata
    }

    /// All hazards, `[stratum][calendar cell][age cell]`, deaths per person-day.
    #[must_use]
    pub fn hazards(&self) -> &[f64] {
        &self.hazards
    }

    /// The hazard of one cell, deaths per person-day.
    #[must_use]
    pub fn hazard(&self, stratum: u32, calendar_cell: usize, age_cell: usize) -> f64 {
        let (dates, ages) = (self.calendar.len(), self.ages.len());
        self.hazards[(stratum as usize * dates + calendar_cell) * ages + age_cell]
    }

    /// The same table with other hazards; each is handed to `change`.
    ///
    /// # Errors
    ///
    /// As [`LifeTable::new`].
    pub fn map(&self, change: impl FnMut(f64) -> f64) -> Result<Self> {
        let hazards = self.hazards.iter().copied().map(change).collect();
        Self::new(self.ages.clone(), self.calendar.clone(), hazards)
    }

    /// Follows a person from the origin on, stretch by stretch of constant hazard.
    #[must_use]
    pub fn walk(&self, subject: Subject) -> Walk<'_> {
        Walk::new(self, subject)
    }

    /// The cumulative hazard of a person over days `from..to` since the origin.
    #[must_use]
    pub fn cumulative_hazard(&self, subject: Subject, from: f64, to: f64) -> f64 {
        let mut start = 0.0;
        let mut sum = 0.0;
        for stretch in self.walk(subject) {
            let days = stretch.until.min(to) - f64::max(start, from);
            if days > 0.0 {
                sum += stretch.hazard * days;
            }
            start = stretch.until;
            if start >= to {
                break;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests;
