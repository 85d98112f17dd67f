//! Stretches of people's follow-up: all of it, or what falls into a calendar year.

use jiff::civil::Date;

use crate::cohort::{Days, End};
use crate::design::{Design, Observation, Window};
use crate::values::{date_of, days_since_epoch};

/// A stretch of follow-up of each of some people, in parallel vectors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Stretches {
    /// Which person of the cohort.
    pub(super) person: Vec<u32>,
    /// The day of late entry; 0 is from the origin.
    pub(super) entry: Vec<u32>,
    /// The last day.
    pub(super) exit: Vec<u32>,
    /// How it ends.
    pub(super) end: Vec<End>,
}

/// What falls into one calendar year.
pub(super) struct OfYear {
    pub(super) year: i32,
    pub(super) stretches: Stretches,
    /// Of those who are followed on into the next year: from the origin to the end of this one, alive.
    pub(super) carried: Stretches,
}

impl Stretches {
    /// All follow-up.
    pub(super) fn whole(days: Days<'_>, end: &[End]) -> Self {
        let mut all = Self::default();
        for (person, (&exit, &end)) in (0..).zip(days.exit.iter().zip(end)) {
            let entry = days.entry.map_or(0, |entry| entry[person as usize]);
            all.push(person, entry, exit, end);
        }
        all
    }

    fn push(&mut self, person: u32, entry: u32, exit: u32, end: End) {
        self.person.push(person);
        self.entry.push(entry);
        self.exit.push(exit);
        self.end.push(end);
    }

    pub(super) fn len(&self) -> usize {
        self.person.len()
    }

    fn iter(&self) -> impl Iterator<Item = (u32, u32, u32, End)> + '_ {
        (0..self.len()).map(|at| (self.person[at], self.entry[at], self.exit[at], self.end[at]))
    }

    /// Those that `keep` says, of its person and last day.
    pub(super) fn only(&self, keep: impl Fn(u32, u32) -> bool) -> Self {
        let mut kept = Self::default();
        for (person, entry, exit, end) in self.iter().filter(|(person, _, exit, _)| keep(*person, *exit)) {
            kept.push(person, entry, exit, end);
        }
        kept
    }

    /// The calendar years that anybody is followed in, first to last; `dx` is everybody's day of diagnosis.
    pub(super) fn years(&self, dx: &[i32]) -> Option<(i32, i32)> {
        let last = |(person, _, exit, _): (u32, u32, u32, End)| dx[person as usize].saturating_add_unsigned(exit);
        let first = self.person.iter().map(|person| dx[*person as usize]).min()?;
        Some((year_of(first)?, year_of(self.iter().map(last).max()?)?))
    }

    /// The part within a calendar year.
    pub(super) fn of_year(&self, dx: &[i32], year: i32) -> Option<OfYear> {
        let new_year = |year: i32| Some(days_since_epoch(Date::new(i16::try_from(year).ok()?, 1, 1).ok()?));
        let window = Window { from: new_year(year)?, to: new_year(year + 1)? };
        let design = Design::Period(window);
        let mut of = OfYear { year, stretches: Self::default(), carried: Self::default() };
        for (person, entry, exit, end) in self.iter() {
            let case = Observation { entry, exit, event: end > 0 };
            let Some(seen) = design.observe(dx[person as usize], window.from, case) else { continue };
            of.stretches.push(person, seen.entry, seen.exit, if seen.event { end } else { 0 });
            if seen.exit < exit {
                of.carried.push(person, 0, seen.exit, 0);
            }
        }
        Some(of)
    }
}

fn year_of(day: i32) -> Option<i32> {
    date_of(day).map(|date| i32::from(date.year()))
}
