//! One person's way through the cells of a life table.

use super::LifeTable;

/// Where a person enters a life table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Subject {
    /// The stratum of the table, below [`LifeTable::strata`].
    pub stratum: u32,
    /// Age at the origin, days.
    pub age_days: f64,
    /// The origin's date, days since 1970-01-01.
    pub date: f64,
}

/// A stretch of constant hazard.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Where it ends, days since the origin; infinite for the last one.
    pub until: f64,
    /// Deaths per person-day.
    pub hazard: f64,
}

/// The stretches of one person's life from the origin on, without end: the last one is for ever.
#[derive(Debug, Clone)]
pub struct Walk<'a> {
    table: &'a LifeTable,
    stratum: u32,
    age_days: f64,
    /// The date by the table's clock.
    date: f64,
    age_cell: usize,
    calendar_cell: usize,
    at: f64,
}

impl<'a> Walk<'a> {
    pub(super) fn new(table: &'a LifeTable, subject: Subject) -> Self {
        let Subject { stratum, age_days, date } = subject;
        let date = date - table.calendar.shift(age_days, date);
        let (age_cell, calendar_cell) = (table.ages.cell(age_days), table.calendar.cell(date));
        Self { table, stratum, age_days, date, age_cell, calendar_cell, at: 0.0 }
    }
}

impl Iterator for Walk<'_> {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        if self.at == f64::INFINITY {
            return None;
        }
        let table = self.table;
        let hazard = table.hazard(self.stratum, self.calendar_cell, self.age_cell);
        // From the cells' own numbers, never by adding up stretches, so that no rounding gathers.
        let next_age = if self.age_cell + 1 < table.ages.len() {
            table.ages.cut(self.age_cell + 1) - self.age_days
        } else {
            f64::INFINITY
        };
        let cuts = table.calendar.cuts();
        let next_date = cuts.get(self.calendar_cell + 1).map_or(f64::INFINITY, |&cut| f64::from(cut) - self.date);
        self.at = next_age.min(next_date);
        if next_age <= self.at && self.at.is_finite() {
            self.age_cell += 1;
        }
        if next_date <= self.at && self.at.is_finite() {
            self.calendar_cell += 1;
        }
        Some(Stretch { until: self.at, hazard })
    }
}

/// For whom a life table does not reach, so that its nearest cell was taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Outside {
    /// Younger than its first age at the origin.
    pub too_young: bool,
    /// Older than its last age at the end.
    pub too_old: bool,
    /// Before its first date at the origin.
    pub too_early: bool,
    /// After the year that begins with its last date, at the end.
    pub too_late: bool,
}

impl Outside {
    /// Whether the table reaches all of it.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::default()
    }
}

impl LifeTable {
    /// What of a person's `days` from the origin on lies outside of the table. The last age is taken for one
    /// year, the last calendar cell for one year.
    #[must_use]
    pub fn outside(&self, subject: Subject, days: f64) -> Outside {
        let (ages, cuts) = (&self.ages, self.calendar.cuts());
        let last_cut = cuts.last().map_or(f64::INFINITY, |&cut| f64::from(cut));
        Outside {
            too_young: subject.age_days < ages.cut(0),
            too_old: subject.age_days + days > ages.cut(ages.len()),
            too_early: subject.date < f64::from(cuts[0]),
            too_late: subject.date + days > last_cut + 366.0,
        }
    }
}
