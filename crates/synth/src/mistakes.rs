//! What goes wrong when a report is typed. Rates are those of records of a mean facility; no mistake is left standing that
//! a registry's own checks would have caught.

use std::fmt::Write;

use crate::Day;
use crate::calendar::push_digits;
use crate::chance::{Chance, Draw};
use crate::report::{Report, ReportedBirth};
use crate::typing::{Typist, misread, swapped_digits, typo, wrong_digit};
use crate::world::World;

impl Report<'_> {
    /// Makes the mistakes of a typist.
    pub(crate) fn mistype(&mut self, world: &World, typist: Typist) {
        let (first, middle, last, suffix) = (self.first.clone(), self.middle.clone(), self.last.clone(), self.suffix);
        let sex = self.sex;
        self.mistype_names(world, typist);
        self.mistype_birth(typist);
        self.mistype_numbers(world, typist);
        self.mistype_address(typist);
        // A name of the other sex is looked up.
        let changed = self.first != first || self.sex != sex;
        if changed && self.sex != 9 && world.names.is_of_other_sex(&self.first, self.sex == 2) {
            (self.first, self.middle, self.last, self.suffix, self.sex) = (first, middle, last, suffix, sex);
            self.corrupted.retain(|item| !matches!(*item, "nameFirst" | "nameLast" | "sex"));
        }
    }

    fn mistype_names(&mut self, world: &World, typist: Typist) {
        let before = (self.first.clone(), self.last.clone());
        if let Some(chance) = typist.errs(1, 0.06)
            && let Some(nickname) = chance.one_of(Draw::Value, world.names.nicknames(&self.first))
        {
            self.first = (*nickname).to_owned();
        }
        for (kind, rate, slip) in [(2, 0.014, typo as fn(&mut String, Chance)), (3, 0.008, misread)] {
            if let Some(chance) = typist.errs(kind, rate) {
                slip(&mut self.first, chance);
            }
        }
        for (kind, rate, slip) in [(4, 0.016, typo as fn(&mut String, Chance)), (5, 0.010, misread)] {
            if let Some(chance) = typist.errs(kind, rate) {
                slip(&mut self.last, chance);
            }
        }
        if let Some((one, two)) = self.last.split_once([' ', '-'])
            && let Some(chance) = typist.errs(6, 0.35)
        {
            self.last = match chance.below(Draw::Kind, 20) {
                0..=8 => one.to_owned(),
                9..=17 => two.to_owned(),
                _ => [one, two].concat(),
            };
        }
        if typist.errs(7, 0.5).is_some() {
            self.last.retain(|letter| letter != '\'');
        }
        if !self.suffix.is_empty() && typist.errs(8, 0.15).is_some() {
            self.last.push(' ');
            self.last.push_str(self.suffix);
            self.suffix = "";
        }
        if self.middle.len() > 1 && typist.errs(9, 0.007).is_some() {
            std::mem::swap(&mut self.first, &mut self.middle);
        }
        if typist.errs(10, 0.005).is_some() {
            std::mem::swap(&mut self.first, &mut self.last);
        }
        if typist.errs(11, 0.006).is_some() {
            self.first.truncate(1);
        }
        if typist.errs(12, 0.0015).is_some() {
            "UNKNOWN".clone_into(&mut self.first);
        }
        self.note(before.0 != self.first, "nameFirst");
        self.note(before.1 != self.last, "nameLast");
    }

    fn mistype_birth(&mut self, typist: Typist) {
        let (year, month, day) = self.person.birth.year_month_day();
        let mut typed = (year, month, day);
        if typist.errs(20, 0.006).is_some() && day <= 12 {
            typed = (year, day, month);
        }
        if let Some(chance) = typist.errs(21, 0.012) {
            match chance.below(Draw::Kind, 3) {
                0 => typed.0 += [-10, 10, -1, 1, 3][chance.below(Draw::Value, 5) as usize],
                1 => typed.1 = 1 + i32::try_from(chance.below(Draw::Value, 12)).unwrap_or(0),
                _ => typed.2 = 1 + i32::try_from(chance.below(Draw::Value, 28)).unwrap_or(0),
            }
        }
        if let Some(chance) = typist.errs(22, 0.004) {
            typed.0 += if chance.happens(Draw::Value, 0.5) { 1 } else { -1 };
        }
        if typist.errs(23, 0.003).is_some() {
            (typed.1, typed.2) = (1, 1);
        }
        let candidate = Day::new(typed.0, typed.1, typed.2);
        // What the registry's own checks would have caught is not left standing.
        let exists = candidate.year_month_day() == typed;
        let plausible = self.person.primaries.iter().all(|primary| {
            let age = u32::try_from(candidate.years_to(primary.diagnosed)).ok();
            age.is_some_and(|age| (primary.cancer.ages[0]..=primary.cancer.ages[6]).contains(&age))
        });
        if exists && plausible && candidate != self.person.birth {
            self.birth.day = candidate;
        }
        let partial = |this: &mut Self, kind, rate, digits| {
            if typist.errs(kind, rate).is_some() {
                this.birth.digits = digits;
            }
        };
        partial(self, 24, 0.010, 6);
        partial(self, 25, 0.006, 4);
        // The year of a child, or of the very old, is not left to guesses.
        let guessable = self.person.primaries.iter().all(|primary| (21..=97).contains(&primary.age));
        if !guessable {
            self.birth.digits = 8;
        }
        if guessable {
            partial(self, 26, 0.003, 0);
        }
        let wrong = self.birth != ReportedBirth { day: self.person.birth, digits: 8 };
        self.note(wrong, "dateOfBirth");
    }

    fn mistype_numbers(&mut self, world: &World, typist: Typist) {
        // Never the group (digits four and five), so that no wrong number is anybody's.
        if let Some(ssn) = self.ssn.map(u64::from) {
            let mut typed = ssn;
            if let Some(chance) = typist.errs(30, 0.013) {
                typed = wrong_digit(typed, &[0, 1, 2, 3, 6], chance);
            }
            if let Some(chance) = typist.errs(31, 0.005) {
                typed = swapped_digits(typed, &[1, 2, 3], chance);
            }
            if typist.errs(32, 0.008).is_some() {
                typed = u64::from(self.person.ssn_of_kin(world));
            }
            if let Some(chance) = typist.errs(33, 0.006) {
                typed = [123_456_789, 111_111_111, 888_888_888][chance.below(Draw::Value, 3) as usize];
            }
            // Only the last four digits, which the item cannot hold, is as good as none.
            let typed = if typist.errs(34, 0.03).is_some() { None } else { u32::try_from(typed).ok() };
            self.note(typed != self.ssn, "socialSecurityNumber");
            // What no registry takes: a serial of 0000, an area of 000 or 666.
            let area = |number: u32| number / 1_000_000;
            self.ssn = typed.filter(|&number| number % 10_000 != 0 && !matches!(area(number), 0 | 666 | 900..));
        }
        if let (Some(phone), Some(chance)) = (self.phone, typist.errs(35, 0.012)) {
            self.phone = Some(wrong_digit(phone, &[0, 1, 2, 3, 4, 5], chance));
            self.note(true, "telephone");
        }
        let sexless = self.person.primaries.iter().all(|primary| {
            const OF_ONE_SEX: [&str; 11] = [
                "breast",
                "prostate",
                "testis",
                "penis",
                "cervix",
                "corpus",
                "ovary",
                "vulva",
                "placenta",
                "peritoneum",
                "other",
            ];
            !OF_ONE_SEX.contains(&primary.cancer.name)
        });
        if sexless && typist.errs(36, 0.002).is_some() {
            self.sex = 3 - self.sex;
            self.note(true, "sex");
        } else if sexless && typist.errs(37, 0.004).is_some() {
            self.sex = 9;
            self.note(true, "sex");
        }
    }

    fn mistype_address(&mut self, typist: Typist) {
        const LONG: [(&str, &str); 10] = [
            (" ST", " STREET"),
            (" AVE", " AVENUE"),
            (" DR", " DRIVE"),
            (" RD", " ROAD"),
            (" LN", " LANE"),
            (" CT", " COURT"),
            (" BLVD", " BOULEVARD"),
            (" PL", " PLACE"),
            (" WAY", " WY"),
            (" CIR", " CIRCLE"),
        ];
        if self.chance.happens(Draw::StreetKind, 0.35)
            && let Some((stem, long)) =
                LONG.iter().find_map(|(short, long)| Some((self.street.strip_suffix(short)?, long)))
        {
            self.street = [stem, long].concat();
        }
        let before = (self.street.clone(), self.zip.clone());
        if let Some(chance) = typist.errs(40, 0.02) {
            typo(&mut self.street, chance);
        }
        if let Some(chance) = typist.errs(41, 0.05) {
            self.street.clear();
            let _ = write!(self.street, "PO BOX {}", 1 + chance.below(Draw::Value, 8999));
        }
        if typist.errs(42, 0.02).is_some() {
            self.street.clear();
        }
        if let Some(chance) = typist.errs(43, 0.006) {
            // The prefix stays, for it must belong to the state.
            self.zip.truncate(3);
            push_digits(&mut self.zip, 1 + chance.below(Draw::Value, 98), 2);
        }
        if typist.errs(44, 0.012).is_some() {
            "99999".clone_into(&mut self.zip);
        }
        self.note(before.0 != self.street, "addrAtDxNoStreet");
        self.note(before.1 != self.zip, "addrAtDxPostalCode");
    }

    fn note(&mut self, wrong: bool, item: &'static str) {
        if wrong && !self.corrupted.contains(&item) {
            self.corrupted.push(item);
        }
    }
}
