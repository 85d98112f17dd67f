//! One person's way through the cells of a life table.

use crate::exact::prepared_table::PreparedTable;
use crate::life_table::Subject;

/// Where somebody is in a life table: the way of [`Walk`](crate::Walk), for prepared tables.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor {
    /// The cell in force.
    pub(crate) cell: usize,
    age_cell: u32,
    calendar_cell: u32,
    age_days: f64,
    /// By the table's clock.
    date: f64,
    next_age: f64,
    next_date: f64,
}

impl Cursor {
    /// At the origin.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "axes are short")]
    pub(crate) fn new(table: &PreparedTable, subject: Subject) -> Self {
        let Subject { stratum, age_days, date } = subject;
        let (ages, calendar) = (table.table().ages(), table.table().calendar());
        let date = date - calendar.shift(age_days, date);
        let (age_cell, calendar_cell) = (table.age_cell(age_days), table.calendar_cell(date));
        Self {
            cell: (stratum as usize * calendar.len() + calendar_cell) * ages.len() + age_cell,
            age_cell: age_cell as u32,
            calendar_cell: calendar_cell as u32,
            age_days,
            date,
            next_age: table.age_cuts()[age_cell + 1] - age_days,
            next_date: table.date_cuts()[calendar_cell + 1] - date,
        }
    }

    /// When the cell changes next, days since the origin; infinite when never.
    #[inline(always)]
    pub(crate) fn next_change(&self) -> f64 {
        if self.next_age < self.next_date { self.next_age } else { self.next_date }
    }

    /// Into the next cell; only where there is one. If age and date change at once, this takes two steps.
    #[inline(always)]
    pub(crate) fn cross(&mut self, table: &PreparedTable) {
        // From the cells' own numbers, never by adding up stretches, so that no rounding gathers.
        if self.next_age < self.next_date {
            self.age_cell += 1;
            self.cell += 1;
            self.next_age = table.age_cuts()[self.age_cell as usize + 1] - self.age_days;
        } else {
            self.calendar_cell += 1;
            self.cell += table.n_ages();
            self.next_date = table.date_cuts()[self.calendar_cell as usize + 1] - self.date;
        }
    }

    /// On from the origin to `day`, into the cell in force then; the cumulative hazard on the way.
    pub(crate) fn advance(&mut self, table: &PreparedTable, day: f64) -> f64 {
        let (mut at, mut sum) = (0.0, 0.0);
        while self.next_change() <= day {
            let next = self.next_change();
            sum += table.hazard(self.cell) * (next - at);
            at = next;
            self.cross(table);
        }
        sum + table.hazard(self.cell) * (day - at)
    }
}
