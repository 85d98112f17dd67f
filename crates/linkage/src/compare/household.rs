//! Where someone lives and is called: one comparison, for these agree and differ together.

use super::Memo;
use super::date::adjacent_swap;
use crate::fields::{MISSING, household};
use crate::normalise::digits_differing;
use crate::records::{Dictionaries, Record};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Same,
    Near,
    Differs,
    Unknown,
}

/// The level, and whether a ZIP code is what agrees.
pub(super) fn household(on: &Dictionaries, a: &Record, b: &Record, memo: &mut Memo) -> (u8, bool) {
    let phone = phone(a.phone, b.phone);
    let address = address(on, a, b, memo);
    let same_zip = a.zip != 0 && a.zip == b.zip;
    let phone_agrees = matches!(phone, Part::Same | Part::Near);
    let level = match address {
        Part::Same | Part::Near if phone_agrees => household::ADDRESS_AND_PHONE,
        Part::Same if phone == Part::Differs => household::ADDRESS_OTHER_PHONE,
        Part::Same => household::ADDRESS,
        Part::Near => household::NEAR_ADDRESS,
        Part::Unknown if phone_agrees => household::PHONE,
        Part::Differs if phone_agrees => household::PHONE_OTHER_ADDRESS,
        Part::Unknown if same_zip => return (household::ZIP, true),
        Part::Differs if same_zip => return (household::ZIP_OTHER_ADDRESS, true),
        _ if a.city != 0 && a.city == b.city => household::CITY,
        Part::Unknown if phone == Part::Unknown && (a.zip == 0 || b.zip == 0) => MISSING,
        _ if phone == Part::Differs => household::ALL_DIFFERS,
        _ => household::DIFFERS,
    };
    (level, false)
}

fn phone(a: u64, b: u64) -> Part {
    match digits_differing(a, b) {
        _ if a == 0 || b == 0 => Part::Unknown,
        0 => Part::Same,
        1 => Part::Near,
        _ => Part::Differs,
    }
}

fn address(on: &Dictionaries, a: &Record, b: &Record, memo: &mut Memo) -> Part {
    if a.is_box || b.is_box {
        let same_box = a.is_box
            && b.is_box
            && a.number == b.number
            && a.number != 0
            && (a.zip == b.zip || a.zip == 0 || b.zip == 0);
        return if same_box { Part::Same } else { Part::Unknown };
    }
    if a.street == 0 || b.street == 0 {
        return Part::Unknown;
    }
    let other_unit = a.unit != b.unit && a.unit != 0 && b.unit != 0;
    let no_number = a.number == 0 || b.number == 0;
    if a.number == b.number && !no_number {
        let same_street = a.street == b.street;
        // A unit that differs is next door.
        return match same_street || memo.streets(&on.streets, a.street, b.street).is_close() {
            true if same_street && !other_unit => Part::Same,
            true => Part::Near,
            false => Part::Differs,
        };
    }
    let near_number = no_number || near_numbers(a.number, b.number);
    if near_number && near_place(on, a, b, memo) && alike_streets(on, a, b, memo) { Part::Near } else { Part::Differs }
}

/// Whether ZIP or city agree but for an error, or neither is known.
fn near_place(on: &Dictionaries, a: &Record, b: &Record, memo: &mut Memo) -> bool {
    let unknown = (a.zip == 0 || b.zip == 0) && (a.city == 0 || b.city == 0);
    let same_zip = a.zip != 0
        && b.zip != 0
        && (digits_differing(a.zip.into(), b.zip.into()) <= 1 || adjacent_swap(a.zip.into(), b.zip.into()));
    unknown
        || same_zip
        || (a.city != 0 && b.city != 0 && (a.city == b.city || memo.cities(&on.cities, a.city, b.city).is_similar()))
}

fn alike_streets(on: &Dictionaries, a: &Record, b: &Record, memo: &mut Memo) -> bool {
    a.street == b.street || memo.streets(&on.streets, a.street, b.street).is_close()
}

/// Whether two house numbers differ by one digit of at least three.
fn near_numbers(a: u32, b: u32) -> bool {
    let (mut a, mut b, mut differing, mut length) = (a, b, 0, 0);
    while a > 0 && b > 0 {
        differing += u32::from(a % 10 != b % 10);
        length += 1;
        a /= 10;
        b /= 10;
    }
    a == 0 && b == 0 && length >= 3 && differing == 1
}
