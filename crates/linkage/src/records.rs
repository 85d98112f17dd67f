//! Persons in the compact form that is compared: numbers for names, decimals for dates and numbers.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

use crate::dictionary::{Dictionary, NameId};
use crate::normalise::{self, given_name, surname, surname_parts};
use crate::persons::{Column, Persons};

/// One person. 0 is "missing" everywhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Record {
    pub ssn: u64,
    pub phone: u64,
    pub first: NameId,
    pub middle: NameId,
    pub last: NameId,
    pub last_half: [NameId; 2],
    pub maiden: NameId,
    /// `0xYYYYMMDD`.
    pub dob: u32,
    pub ssn4: u32,
    pub street: NameId,
    pub number: u32,
    pub unit: u32,
    pub zip: u32,
    pub city: NameId,
    /// Date of death, or of last contact, as `is_dead` says.
    pub last_contact: u32,
    pub sex: u8,
    pub suffix: u8,
    pub is_dead: bool,
    pub is_box: bool,
}

impl Record {
    pub(crate) fn birth_year(&self) -> u32 {
        self.dob >> 16
    }

    pub(crate) fn has_full_dob(&self) -> bool {
        self.dob & 0xff != 0
    }
}

/// The dictionaries that give records their numbers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Dictionaries {
    pub names: Dictionary,
    pub streets: Dictionary,
    pub cities: Dictionary,
}

/// A person's name as it was written, with what it was found to be: names repeat, so that the work is done once each.
#[derive(Debug, Clone, Copy, Default)]
struct Surname {
    joined: NameId,
    half: [NameId; 2],
    suffix: u8,
}

/// Text to work in.
#[derive(Debug, Default)]
struct Room {
    folded: String,
    street: String,
}

#[derive(Debug, Default)]
struct Seen {
    given: HashMap<Box<str>, (NameId, NameId), FixedState>,
    surnames: HashMap<Box<str>, Surname, FixedState>,
    cities: HashMap<Box<str>, NameId, FixedState>,
}

impl Dictionaries {
    /// Normalises persons. Names not seen before are taken in.
    pub(crate) fn records(&mut self, persons: &Persons) -> Vec<Record> {
        let mut seen = Seen::default();
        let mut room = Room::default();
        (0..persons.len()).map(|row| self.record(persons, row, &mut seen, &mut room)).collect()
    }

    fn record(&mut self, persons: &Persons, row: usize, seen: &mut Seen, room: &mut Room) -> Record {
        let (first, initial) = self.given(persons.first_name.get(row), seen);
        let (middle, _) = self.given(persons.middle_name.get(row), seen);
        let last = self.surname(persons.last_name.get(row), seen);
        let maiden = self.surname(persons.maiden_name.get(row), seen);
        let ssn = normalise::ssn(persons.ssn.get(row));
        let address = normalise::address(persons.address.get(row), &mut room.folded, &mut room.street);
        let (is_dead, last_contact) = follow_up(persons, row);
        let suffix = match normalise::suffix(persons.name_suffix.get(row)) {
            0 => last.suffix,
            suffix => suffix,
        };
        Record {
            ssn: ssn.full,
            ssn4: ssn.last4,
            phone: normalise::phone(persons.phone.get(row)),
            first,
            middle: if middle == 0 { initial } else { middle },
            last: last.joined,
            last_half: last.half,
            maiden: maiden.joined,
            dob: normalise::date(persons.dob.get(row)),
            street: self.streets.intern(&room.street),
            number: address.number,
            unit: address.unit,
            zip: normalise::zip(persons.zip.get(row)),
            city: self.city(&persons.city, row, seen, &mut room.folded),
            last_contact,
            sex: normalise::sex(persons.sex.get(row)),
            suffix,
            is_dead,
            is_box: address.is_box,
        }
    }

    /// A first or middle name, and the middle initial that is written behind it.
    fn given(&mut self, raw: &str, seen: &mut Seen) -> (NameId, NameId) {
        if raw.is_empty() {
            return (0, 0);
        }
        if let Some(found) = seen.given.get(raw) {
            return *found;
        }
        let name = given_name(raw);
        let found = match name.words.as_slice() {
            [first, initial] if first.chars().count() > 1 && initial.chars().count() == 1 => {
                (self.names.intern(first), self.names.intern(initial))
            }
            _ => (self.names.intern(&name.joined), 0),
        };
        seen.given.insert(raw.into(), found);
        found
    }

    fn surname(&mut self, raw: &str, seen: &mut Seen) -> Surname {
        if raw.is_empty() {
            return Surname::default();
        }
        if let Some(found) = seen.surnames.get(raw) {
            return *found;
        }
        let name = surname(raw);
        let half = surname_parts(&name.words).map_or([0; 2], |(a, b)| [self.names.intern(&a), self.names.intern(&b)]);
        let found = Surname { joined: self.names.intern(&name.joined), half, suffix: name.suffix };
        seen.surnames.insert(raw.into(), found);
        found
    }

    fn city(&mut self, column: &Column, row: usize, seen: &mut Seen, folded: &mut String) -> NameId {
        let raw = column.get(row);
        if raw.is_empty() {
            return 0;
        }
        if let Some(found) = seen.cities.get(raw) {
            return *found;
        }
        normalise::place(raw, folded);
        let found = self.cities.intern(folded);
        seen.cities.insert(raw.into(), found);
        found
    }
}

fn follow_up(persons: &Persons, row: usize) -> (bool, u32) {
    let death = normalise::date(persons.date_of_death.get(row));
    let contact = normalise::date(persons.date_of_last_contact.get(row));
    match persons.vital_status.get(row).trim() {
        _ if death != 0 => (true, death),
        "0" => (true, contact),
        "1" => (false, contact),
        _ => (false, 0),
    }
}
