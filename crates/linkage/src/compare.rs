//! The comparison of two records: a level of agreement for each field.

mod date;
mod household;
mod memo;
mod name;
mod ssn;

pub(crate) use memo::Memo;
pub(crate) use ssn::ssn_contradicts;

use crate::fields::{FIELDS, Field, MISSING, Pattern, follow_up, middle_name, sex, suffix};
use crate::frequencies::Frequencies;
use crate::normalise::digits_differing;
use crate::records::{Dictionaries, Record};

/// What a pair agrees on, and how common that is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compared {
    pub pattern: Pattern,
    pub specificity: Specificity,
}

/// `ln` of the frequency of the value agreed on, over the chance that any two people agree: of first name, surname, middle name or initial, and ZIP.
/// 0 where they do not agree exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Specificity {
    pub first: f32,
    pub last: f32,
    pub middle: f32,
    pub zip: f32,
}

/// Compares records that share dictionaries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Comparator<'a> {
    pub dictionaries: &'a Dictionaries,
    pub frequencies: &'a Frequencies,
}

impl Comparator<'_> {
    pub(crate) fn compare(&self, a: &Record, b: &Record, memo: &mut Memo) -> Compared {
        let mut levels = [MISSING; FIELDS];
        let mut set = |field: Field, level: u8| {
            if let Some(slot) = levels.get_mut(field as usize) {
                *slot = level;
            }
        };
        let mut specificity = Specificity::default();
        set(Field::Dob, date::dob(a.dob, b.dob));
        set(Field::Ssn, ssn::ssn(a, b));
        set(Field::Sex, sex(a.sex, b.sex));
        set(Field::Suffix, suffix(a.suffix, b.suffix));
        set(Field::FollowUp, follow_up(a, b));
        let (household, zip_agrees) = household::household(self.dictionaries, a, b, memo);
        set(Field::Household, household);
        if zip_agrees {
            specificity.zip = self.frequencies.zip(a.zip);
        }
        let (first, last) = name::names(self, a, b, memo);
        set(Field::FirstName, first);
        set(if a.sex == 2 && b.sex == 2 { Field::LastNameOfWomen } else { Field::LastName }, last);
        if first == crate::fields::first_name::EXACT {
            specificity.first = self.frequencies.first_name(a.first);
        }
        if last == crate::fields::last_name::EXACT {
            specificity.last = self.frequencies.last_name(a.last);
        }
        let middle = self.middle(a, b, memo);
        set(Field::MiddleName, middle);
        if middle == middle_name::INITIAL {
            specificity.middle = self.frequencies.initial(self.dictionaries.names.facts(a.middle).initial);
        }
        Compared { pattern: Pattern(levels), specificity }
    }

    fn middle(&self, a: &Record, b: &Record, memo: &mut Memo) -> u8 {
        if a.middle == 0 || b.middle == 0 {
            return MISSING;
        }
        let names = &self.dictionaries.names;
        let (x, y) = (names.facts(a.middle), names.facts(b.middle));
        if x.length == 1 || y.length == 1 {
            return if x.initial == y.initial { middle_name::INITIAL } else { middle_name::DIFFERS };
        }
        match memo.names(names, a.middle, b.middle) {
            _ if a.middle == b.middle => middle_name::EXACT,
            likeness if likeness.is_close() => middle_name::SIMILAR,
            _ => middle_name::DIFFERS,
        }
    }
}

fn sex(a: u8, b: u8) -> u8 {
    match (a, b) {
        (0, _) | (_, 0) => MISSING,
        _ if a == b => sex::EXACT,
        _ => sex::DIFFERS,
    }
}

fn suffix(a: u8, b: u8) -> u8 {
    match (a, b) {
        (0, 0) => MISSING,
        (0, _) | (_, 0) => suffix::ONE_BLANK,
        _ if a == b => suffix::EXACT,
        _ => suffix::DIFFERS,
    }
}

/// Days since some day, near enough to tell whether two dates are within a month.
fn about_days(date: u32) -> i64 {
    let digit = |shift: u32| i64::from(date >> shift & 15);
    let two = |shift: u32| digit(shift + 4) * 10 + digit(shift);
    (two(24) * 100 + two(16)) * 365 + two(8) * 30 + two(0)
}

fn follow_up(a: &Record, b: &Record) -> u8 {
    if a.last_contact == 0 || b.last_contact == 0 {
        return MISSING;
    }
    match (a.is_dead, b.is_dead) {
        (false, false) => MISSING,
        (true, true) if a.last_contact == b.last_contact => follow_up::SAME_DEATH,
        (true, true) if (about_days(a.last_contact) - about_days(b.last_contact)).abs() <= 31 => follow_up::NEAR_DEATH,
        // A month or day that is not known is 00, and a digit may be wrong.
        (true, true) if digits_differing(a.last_contact.into(), b.last_contact.into()) <= 1 => follow_up::NEAR_DEATH,
        (true, true) => follow_up::OTHER_DEATH,
        (true, false) if about_days(b.last_contact) > about_days(a.last_contact) + 31 => follow_up::AFTER_DEATH,
        (false, true) if about_days(a.last_contact) > about_days(b.last_contact) + 31 => follow_up::AFTER_DEATH,
        _ => follow_up::COMPATIBLE,
    }
}
