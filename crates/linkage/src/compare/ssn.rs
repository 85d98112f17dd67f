//! Social Security numbers.

use super::date::adjacent_swap;
use crate::fields::{MISSING, ssn};
use crate::normalise::digits_differing;
use crate::records::Record;

fn decimal(code: u64) -> u64 {
    (0..16).rev().fold(0, |n, digit| n * 10 + (code >> (4 * digit) & 15))
}

/// Whether two full numbers differ by more than a typing error.
pub(crate) fn ssn_contradicts(a: u64, b: u64) -> bool {
    let differing = digits_differing(a, b);
    differing > 2 || (differing == 2 && !adjacent_swap(a, b))
}

pub(super) fn ssn(a: &Record, b: &Record) -> u8 {
    if a.ssn4 == 0 || b.ssn4 == 0 {
        return MISSING;
    }
    if a.ssn == 0 || b.ssn == 0 {
        return if a.ssn4 == b.ssn4 { ssn::LAST_FOUR } else { ssn::LAST_FOUR_DIFFER };
    }
    if a.ssn == b.ssn {
        return ssn::EXACT;
    }
    let differing = digits_differing(a.ssn, b.ssn);
    // Brothers and sisters, twins most of all, are often registered on one day and get neighbouring numbers.
    if differing <= 3 && (a.ssn ^ b.ssn) < 0x1000 && decimal(a.ssn).abs_diff(decimal(b.ssn)) <= 3 {
        return ssn::CONSECUTIVE;
    }
    match differing {
        1 => ssn::ONE_EDIT,
        2 if adjacent_swap(a.ssn, b.ssn) => ssn::ONE_EDIT,
        2 => ssn::TWO_DIGITS,
        _ => ssn::DIFFERS,
    }
}
