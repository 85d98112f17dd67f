//! Who is followed, and the times at which curves are built.

use crate::curve::{Curve, Step};
use crate::error::{Error, Result};
use crate::life_table::{LifeTable, Subject};

/// People as parallel slices, one value a person.
#[derive(Debug, Clone, Copy)]
pub struct People<'a> {
    /// Follow-up from the origin, days.
    pub time: &'a [f64],
    /// Whether it ended in death, of any cause.
    pub died: &'a [bool],
    /// Where each enters the life table. (Late entry has no place in this convention.)
    pub subjects: &'a [Subject],
}

/// The longest follow-up taken, days: longer than any life.
const LONGEST: f64 = 60_000.0;

#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub(super) time: f64,
    pub(super) died: bool,
    pub(super) subject: Subject,
}

/// One stratum of people with their life table, in order of follow-up.
#[derive(Debug, Clone)]
pub struct Cohort<'a> {
    pub(super) table: &'a LifeTable,
    pub(super) people: Vec<Person>,
    left_out: u64,
}

impl<'a> Cohort<'a> {
    /// People whose expected mortality is that of `table`.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`]; [`Error::TimeOutOfRange`] for a time that is negative or not finite,
    /// [`Error::FollowUpTooLong`] for one of more than 60,000 days, [`Error::PlaceOutOfRange`] for an age or a date that is not finite, [`Error::StratumOutOfRange`]
    /// for a stratum that the table does not have.
    pub fn new(table: &'a LifeTable, people: People<'_>) -> Result<Self> {
        let expected = people.time.len();
        for (field, found) in [("died", people.died.len()), ("subjects", people.subjects.len())] {
            if found != expected {
                return Err(Error::LengthMismatch { field, found, expected });
            }
        }
        let mut kept = Vec::with_capacity(expected);
        for (index, ((&time, &died), &subject)) in people.time.iter().zip(people.died).zip(people.subjects).enumerate()
        {
            if !(time.is_finite() && time >= 0.0) {
                return Err(Error::TimeOutOfRange { index });
            }
            if time > LONGEST {
                return Err(Error::FollowUpTooLong { index, max: LONGEST });
            }
            if !(subject.age_days.is_finite() && subject.date.is_finite()) {
                return Err(Error::PlaceOutOfRange { index });
            }
            if subject.stratum as usize >= table.strata() {
                let (stratum, n_strata) = (subject.stratum, table.strata());
                return Err(Error::StratumOutOfRange { index, stratum, n_strata });
            }
            if time > 0.0 {
                kept.push(Person { time, died, subject });
            }
        }
        let left_out = (expected - kept.len()) as u64;
        kept.sort_by(|a, b| a.time.total_cmp(&b.time));
        Ok(Self { table, people: kept, left_out })
    }

    /// How many people there are, those without follow-up not counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.people.len() as u64
    }

    /// How many were left out because they have no follow-up.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The longest follow-up, days; 0 without people.
    #[must_use]
    pub fn longest(&self) -> f64 {
        self.people.last().map_or(0.0, |person| person.time)
    }

    /// The last day of anybody's follow-up, days since 1970-01-01: relsurv's default closing date.
    #[must_use]
    pub fn last_date(&self) -> Option<f64> {
        self.people.iter().map(|person| person.subject.date + person.time).max_by(f64::total_cmp)
    }

    /// Everybody's time, in order.
    pub(super) fn times(&self) -> impl Iterator<Item = f64> {
        self.people.iter().map(|person| person.time)
    }

    /// Every distinct time and the `added` ones up to the longest, in order.
    pub(super) fn moments(&self, added: &[f64]) -> Vec<Moment> {
        let longest = self.longest();
        let mut times: Vec<f64> = self.times().collect();
        times.extend(added.iter().filter(|&&time| time > 0.0 && time <= longest));
        times.sort_by(f64::total_cmp);
        times.dedup();
        let mut first = 0;
        times
            .into_iter()
            .map(|time| {
                let mut next = first;
                let mut n_event = 0;
                while let Some(person) = self.people.get(next)
                    && person.time <= time
                {
                    n_event += u64::from(person.died);
                    next += 1;
                }
                let moment = Moment { time, first, next, n_risk: (self.people.len() - first) as u64, n_event };
                first = next;
                moment
            })
            .collect()
    }

    pub(super) fn curve(&self, steps: Vec<Step>) -> Curve {
        Curve { start: 0, n_start: self.n(), left_out: self.left_out, steps }
    }
}

/// A time of the grid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub(super) time: f64,
    /// The people from here on are at risk.
    pub(super) first: usize,
    /// Those before this one leave now.
    pub(super) next: usize,
    pub(super) n_risk: u64,
    pub(super) n_event: u64,
}

impl Moment {
    pub(super) fn n_censor(&self) -> u64 {
        (self.next - self.first) as u64 - self.n_event
    }

    /// The step of a curve whose log has this variance.
    pub(super) fn step(&self, estimate: f64, cum_hazard: f64, variance: f64) -> Step {
        Step {
            day: self.time,
            n_risk: self.n_risk,
            n_event: self.n_event,
            n_censor: self.n_censor(),
            estimate,
            std_err_log: variance.sqrt(),
            cum_hazard,
            cum_hazard_std_err: variance.sqrt(),
        }
    }
}
