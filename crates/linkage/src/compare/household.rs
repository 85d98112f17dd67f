//! Where someone lives and is called: one comparison, for these agree and differ together.

use super::Memo;
use crate::dictionary::Dictionary;
use crate::fields::{MISSING, household};
use crate::normalise::digits_differing;
use crate::records::Record;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Same,
    Near,
    Differs,
    Unknown,
}

/// The level, and whether a ZIP code is what agrees.
pub(super) fn household(streets: &Dictionary, a: &Record, b: &Record, memo: &mut Memo) -> (u8, bool) {
    let phone = phone(a.phone, b.phone);
    let address = address(streets, a, b, memo);
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

fn address(streets: &Dictionary, a: &Record, b: &Record, memo: &mut Memo) -> Part {
    if a.is_box || b.is_box {
        let same_box = a.is_box && b.is_box && a.number == b.number && a.number != 0 && (a.zip == b.zip || a.zip == 0 || b.zip == 0);
        return if same_box { Part::Same } else { Part::Unknown };
    }
    if a.street == 0 || b.street == 0 {
        return Part::Unknown;
    }
    let other_unit = a.unit != b.unit && a.unit != 0 && b.unit != 0;
    let no_number = a.number == 0 || b.number == 0;
    if a.number == b.number && a.street == b.street {
        // A street without a number is long; a unit that differs is next door.
        return if other_unit || no_number { Part::Near } else { Part::Same };
    }
    if a.number == b.number && !no_number {
        return if memo.streets(streets, a.street, b.street).is_similar() { Part::Near } else { Part::Differs };
    }
    let near_number = no_number || near_numbers(a.number, b.number);
    if near_number && (a.zip == b.zip || a.zip == 0 || b.zip == 0) && (a.street == b.street || (no_number && memo.streets(streets, a.street, b.street).is_similar())) {
        Part::Near
    } else {
        Part::Differs
    }
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
