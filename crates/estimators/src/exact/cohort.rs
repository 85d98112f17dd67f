//! People with their follow-up and their places in a life table.

use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::exact::prepared_table::PreparedTable;
use crate::life_table::{Outside, Subject};
use crate::observed::day_cells::{FollowUp, check};
use crate::observed::first::{first, first_pair};

/// A cohort whose expected mortality a life table gives: `n` people in parallel slices.
#[derive(Debug, Clone, Copy)]
pub struct TableCohort<'a> {
    /// What happened to them. With late entry, a person is at risk from the day after it, but their
    /// expected survival counts from the origin.
    pub follow_up: FollowUp<'a>,
    /// Age at the origin, days; fractions allowed.
    pub age_days: &'a [f64],
    /// Date of the origin, days since 1970-01-01.
    pub date: &'a [i32],
    /// Stratum of the life table, below [`LifeTable::strata`](crate::LifeTable::strata).
    pub table_stratum: &'a [u32],
    /// For [`Hakulinen`](crate::Hakulinen): how long each would be followed if they lived, days from the origin. The
    /// dead to the closing date, the censored as long as they were. `None` where it is not asked for.
    pub potential: Option<&'a [u32]>,
}

/// One person, packed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person {
    pub(crate) age_days: f64,
    pub(crate) date: i32,
    pub(crate) table_stratum: u32,
    pub(crate) entry: u32,
    pub(crate) exit: u32,
    pub(crate) potential: u32,
    pub(crate) died: bool,
}

impl Person {
    pub(crate) fn subject(&self) -> Subject {
        Subject { stratum: self.table_stratum, age_days: self.age_days, date: f64::from(self.date) }
    }

    /// The date within its year of 365.25 days, in quarters of a day.
    pub(crate) fn time_of_year(&self) -> i64 {
        (4 * i64::from(self.date)).rem_euclid(1_461)
    }
}

impl TableCohort<'_> {
    /// How many people there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.follow_up.exit.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn person(&self, index: usize) -> Person {
        let exit = self.follow_up.exit[index];
        Person {
            age_days: self.age_days[index],
            date: self.date[index],
            table_stratum: self.table_stratum[index],
            entry: self.follow_up.entry.map_or(0, |entry| entry[index]),
            exit,
            potential: self.potential.map_or(exit, |potential| potential[index]),
            died: self.follow_up.died[index],
        }
    }

    /// Everything that `person` and the tally rely on.
    pub(crate) fn check(&self, table: &PreparedTable, stratum: &[u32], n_strata: usize) -> Result<()> {
        check(self.follow_up, stratum, n_strata)?;
        let expected = self.len();
        for (field, found) in [
            ("age", self.age_days.len()),
            ("date", self.date.len()),
            ("life table stratum", self.table_stratum.len()),
            ("potential follow-up", self.potential.map_or(expected, <[u32]>::len)),
        ] {
            if found != expected {
                return Err(Error::LengthMismatch { field, found, expected });
            }
        }
        if let Some(index) = first(self.age_days, |age: f64| !age.is_finite()) {
            return Err(Error::PlaceOutOfRange { index });
        }
        let n_strata = table.table().strata();
        if let Some(index) = first(self.table_stratum, |stratum| stratum as usize >= n_strata) {
            return Err(Error::StratumOutOfRange { index, stratum: self.table_stratum[index], n_strata });
        }
        let short = |potential| first_pair(potential, self.follow_up.exit, |potential, exit| potential < exit);
        match self.potential.and_then(short) {
            Some(index) => Err(Error::PotentialBeforeExit { index }),
            None => Ok(()),
        }
    }

    /// People by stratum, in pieces: `[piece][stratum]`.
    pub(crate) fn by_stratum(&self, stratum: &[u32], n_strata: usize) -> Vec<Vec<Vec<Person>>> {
        let piece = (self.len() / (4 * rayon::current_num_threads())).max(1 << 16);
        (stratum.par_chunks(piece).enumerate())
            .map(|(number, strata)| {
                let mut sizes = vec![0; n_strata];
                for &s in strata {
                    sizes[s as usize] += 1;
                }
                let mut people: Vec<Vec<Person>> = sizes.into_iter().map(Vec::with_capacity).collect();
                for (index, &s) in (number * piece..).zip(strata) {
                    people[s as usize].push(self.person(index));
                }
                people
            })
            .collect()
    }
}

/// How many people a life table does not reach, so that its nearest cell was taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct OutsideCounts {
    /// People outside in any way.
    pub people: u64,
    /// Younger than its first age at the origin.
    pub too_young: u64,
    /// Older than its last age, which is taken to last a year, at the end.
    pub too_old: u64,
    /// Before its first date at the origin.
    pub too_early: u64,
    /// After the year that begins with its last date, at the end.
    pub too_late: u64,
}

impl OutsideCounts {
    #[inline]
    pub(crate) fn count(&mut self, outside: Option<Outside>) {
        let Some(outside) = outside else { return };
        self.people += 1;
        self.too_young += u64::from(outside.too_young);
        self.too_old += u64::from(outside.too_old);
        self.too_early += u64::from(outside.too_early);
        self.too_late += u64::from(outside.too_late);
    }

    pub(crate) fn to_array(self) -> [u64; 5] {
        [self.people, self.too_young, self.too_old, self.too_early, self.too_late]
    }

    pub(crate) fn from_array([people, too_young, too_old, too_early, too_late]: [u64; 5]) -> Self {
        Self { people, too_young, too_old, too_early, too_late }
    }
}
