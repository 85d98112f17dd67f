//! Following people through the life table, by either engine.

use super::cohort::Cohort;
use crate::error::Result;
use crate::life_table::{LifeTable, Subject, Walk};

/// What the exact engine takes for a hazard of 0, deaths per person-day.
pub const LEAST_HAZARD: f64 = 1e-9;

/// The life table of the exact engine.
pub(super) fn without_zeros(table: &LifeTable) -> Result<LifeTable> {
    table.map(|hazard| if hazard == 0.0 { LEAST_HAZARD } else { hazard })
}

/// A person on the way through a life table; time may only go forward.
#[derive(Debug, Clone)]
pub(super) struct Traveller<'a> {
    walk: Walk<'a>,
    until: f64,
    hazard: f64,
}

impl<'a> Traveller<'a> {
    pub(super) fn new(table: &'a LifeTable, subject: Subject) -> Self {
        let mut traveller = Self { walk: table.walk(subject), until: 0.0, hazard: 0.0 };
        traveller.turn();
        traveller
    }

    /// Everybody of a cohort, in its order.
    pub(super) fn all(table: &'a LifeTable, cohort: &Cohort<'_>) -> Vec<Self> {
        cohort.people.iter().map(|person| Self::new(table, person.subject)).collect()
    }

    /// On to the next stretch.
    fn turn(&mut self) {
        if let Some(stretch) = self.walk.next() {
            (self.until, self.hazard) = (stretch.until, stretch.hazard);
        }
    }

    /// The hazard at `time`; a change at that very time has happened.
    pub(super) fn hazard_at(&mut self, time: f64) -> f64 {
        while self.until <= time {
            self.turn();
        }
        self.hazard
    }

    /// The cumulative hazard over `from..to`.
    pub(super) fn hazard_over(&mut self, from: f64, to: f64) -> f64 {
        let (mut at, mut sum) = (from, 0.0);
        while at < to {
            let hazard = self.hazard_at(at);
            let end = self.until.min(to);
            sum += hazard * (end - at);
            at = end;
        }
        sum
    }
}
