//! What a facility knows of how its patients fare.

use crate::Day;
use crate::chance::{Chance, Draw};
use crate::person::Person;

/// The last that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LastContact {
    pub(crate) day: Day,
    pub(crate) dead: bool,
    /// Of the dead: whether the cause is known.
    pub(crate) cause_known: bool,
    /// `followUpSource`.
    pub(crate) source: u8,
}

impl LastContact {
    /// What a facility knows, by the end of the study, of a person. Some six percent are lost on the way; of deaths
    /// nearly all are heard of, but only most of the last year's. A facility that saw the patient but once may never
    /// have asked again.
    pub(crate) fn new(person: &Person<'_>, chance: Chance, study_end: Day, visitor: bool) -> Self {
        let earliest = person.earliest_last_contact();
        let death = Some(person.death.day).filter(|&day| day <= study_end);
        let alive = |chance: Chance, day: Day| Self {
            day: day.max(earliest),
            dead: false,
            cause_known: false,
            source: [0, 1, 2, 3, 5, 8][chance.weighted(Draw::ContactSource, &[14, 26, 40, 10, 6, 4])],
        };
        let found_dead = person.primaries.iter().any(|primary| primary.source != crate::primary::Source::Patient);
        if let (Some(day), true) = (death, found_dead) {
            return Self { day, dead: true, cause_known: true, source: 7 };
        }
        // Whoever is lost is lost to every facility that follows; the one that does not follow stops at the visit.
        let lost = person.chance.happens(Draw::Lost, 0.06);
        if lost || (visitor && chance.happens(Draw::Visit, 0.35)) {
            let until = if lost { study_end } else { earliest.plus(240).min(study_end) };
            let until = death.map_or(until, |death| until.min(death.plus(-1))).max(earliest);
            let place = if lost { person.chance } else { chance };
            return alive(chance, Day(place.between(Draw::LostDay, earliest.0, until.0)));
        }
        if let Some(day) = death {
            let recent = study_end.0 - day.0 < 300;
            if chance.happens(Draw::DeathKnown, if recent { 0.84 } else { 0.985 }) {
                let cause_known = person.chance.happens(Draw::CauseKnown, 0.97);
                return Self { day, dead: true, cause_known, source: 7 };
            }
            return alive(chance, Day(chance.between(Draw::Contact, day.0 - 380, day.0 - 5)));
        }
        alive(chance, study_end.plus(-chance.between(Draw::Contact, 1, 400)))
    }
}
