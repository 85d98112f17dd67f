//! A person as one facility reports them: what was typed, which tumors it saw, what it knows of the outcome.

use std::fmt::Write;

use crate::Day;
use crate::calendar::push_digits;
use crate::chance::{Chance, Draw};
use crate::facility::Facility;
use crate::follow_up::LastContact;
use crate::person::{Address, Person};
use crate::primary::{Primary, Source};
use crate::typing::Typist;
use crate::world::World;

/// A date of birth as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReportedBirth {
    pub(crate) day: Day,
    /// Digits known: 8, 6, 4 or 0.
    pub(crate) digits: usize,
}

/// One facility's report of a person.
#[derive(Debug)]
pub(crate) struct Report<'a> {
    pub(crate) person: Person<'a>,
    pub(crate) facility: &'a Facility,
    pub(crate) chance: Chance,
    /// First reported elsewhere.
    pub(crate) visitor: bool,
    /// Item 20, eight digits, unique within the facility.
    pub(crate) patient_id: u32,
    /// Which of the person's primaries it reports, by date.
    pub(crate) tumors: Vec<usize>,
    pub(crate) first: String,
    pub(crate) middle: String,
    pub(crate) last: String,
    pub(crate) maiden: String,
    pub(crate) suffix: &'static str,
    pub(crate) birth: ReportedBirth,
    /// 1 male, 2 female, 9 not stated.
    pub(crate) sex: u8,
    pub(crate) ssn: Option<u32>,
    pub(crate) phone: Option<u64>,
    pub(crate) street: String,
    pub(crate) address: Address<'a>,
    /// Five digits, or 99999.
    pub(crate) zip: String,
    pub(crate) last_contact: LastContact,
    /// Ids of items that are not what they should be.
    pub(crate) corrupted: Vec<&'static str>,
}

impl<'a> Report<'a> {
    pub(crate) fn new(world: &'a World, person: Person<'a>, facility: &'a Facility, patient_id: u32) -> Self {
        let chance = chance_of_report(&person, facility.index);
        Self::typed(world, person, facility, patient_id, chance)
    }

    /// What the office of vital statistics writes of somebody who has died.
    pub(crate) fn of_death(world: &'a World, person: Person<'a>, facility: &'a Facility) -> Self {
        let chance = person.chance.child(501);
        Self::typed(world, person, facility, 0, chance)
    }

    fn typed(world: &'a World, person: Person<'a>, facility: &'a Facility, patient_id: u32, chance: Chance) -> Self {
        let visitor = person.key.facility != facility.index;
        let last_contact = LastContact::new(&person, chance, world.spec.study_end, visitor);
        let moved = chance.happens(Draw::Moved, 0.22);
        let address = if moved { person.second_home } else { person.home };
        let mut report = Self {
            tumors: tumors_seen(&person, chance, visitor),
            first: person.first.to_owned(),
            middle: String::new(),
            last: person.last.clone(),
            maiden: String::new(),
            suffix: if chance.happens(Draw::Suffix, 0.62) { person.suffix } else { "" },
            birth: ReportedBirth { day: person.birth, digits: 8 },
            sex: 1 + u8::from(person.female),
            ssn: Some(person.ssn),
            phone: chance.happens(Draw::Phone, 0.67).then_some(person.phone),
            street: String::new(),
            address,
            zip: String::new(),
            last_contact,
            corrupted: Vec::new(),
            person,
            facility,
            chance,
            visitor,
            patient_id,
        };
        report.write_names(world);
        report.write_address();
        let severity = [0.5, 1.0, 3.0, 8.0][chance.weighted(Draw::Severity, &[62, 27, 9, 2])];
        let factor = world.spec.typing_errors * facility.error_rate * severity;
        let typist = Typist { chance: chance.child(7), factor };
        if factor > 0.0 && report.person.primaries.iter().all(|primary| primary.source == Source::Patient) {
            report.mistype(world, typist);
        }
        if world.spec.typing_errors > 0.0 && chance.happens(Draw::Missing, facility.ssn_missing) {
            report.ssn = None;
            report.corrupted.push("socialSecurityNumber");
        }
        report
    }

    /// The primaries it reports.
    pub(crate) fn primaries(&self) -> impl Iterator<Item = &Primary<'a>> {
        self.tumors.iter().filter_map(|&index| self.person.primaries.get(index))
    }

    /// Completed years at a primary's diagnosis by the date of birth as typed; `None` where no year is known.
    pub(crate) fn age_at(&self, diagnosed: Day) -> Option<i32> {
        let (birth, at) = (self.birth.day.year_month_day(), diagnosed.year_month_day());
        match self.birth.digits {
            8 => Some(self.birth.day.years_to(diagnosed)),
            6 => Some(at.0 - birth.0 - i32::from(at.1 < birth.1)),
            4 => Some(at.0 - birth.0),
            _ => None,
        }
    }

    fn write_names(&mut self, world: &World) {
        let chance = self.chance;
        match chance.weighted(Draw::Middle, &[35, 37, 28]) {
            0 => {}
            1 => self.middle.extend(self.person.middle.chars().take(1)),
            _ => self.middle.push_str(self.person.middle),
        }
        let Some(maiden) = self.person.maiden else { return };
        match chance.weighted(Draw::Maiden, &[90, 270, 640]) {
            // Reported under the name at birth.
            0 if world.spec.typing_errors > 0.0 => {
                self.last.clear();
                self.last.push_str(maiden);
                self.corrupted.push("nameLast");
            }
            1 => self.maiden.push_str(maiden),
            _ => {}
        }
    }

    fn write_address(&mut self) {
        let address = self.address;
        // Writing to a string cannot fail.
        let _ = write!(self.street, "{} {}{} {}", address.number, address.direction, address.street, address.kind);
        if let Some(apartment) = address.apartment {
            let _ = write!(self.street, " APT {apartment}");
        }
        self.zip.push_str(address.city.zip3);
        push_digits(&mut self.zip, address.zip, 2);
    }
}

/// All chance of a facility's report of a person.
pub(crate) fn chance_of_report(person: &Person<'_>, facility: usize) -> Chance {
    person.chance.child(500).child(facility as u64)
}

/// The first facility reports every primary, another mostly the one it saw.
fn tumors_seen(person: &Person<'_>, chance: Chance, visitor: bool) -> Vec<usize> {
    let count = person.primaries.len();
    if !visitor || count < 2 || chance.happens(Draw::Tumors, 0.2) {
        return (0..count).collect();
    }
    vec![chance.below(Draw::Index, u32::try_from(count).unwrap_or(1)) as usize]
}
