//! Dates of birth.

use crate::fields::{MISSING, dob};
use crate::normalise::digits_differing;

fn decimal(code: u32) -> u32 {
    (0..8).rev().fold(0, |n, digit| n * 10 + (code >> (4 * digit) & 15))
}

/// The level of two dates as `0xYYYYMMDD`.
pub(super) fn dob(a: u32, b: u32) -> u8 {
    if a == 0 || b == 0 {
        return MISSING;
    }
    let (year_a, year_b) = (a >> 16, b >> 16);
    let partial = a & 0xff == 0 || b & 0xff == 0;
    if partial {
        return partial_dob(a, b);
    }
    if a == b {
        return dob::EXACT;
    }
    let swapped = |date: u32| (date & 0xffff_0000) | (date & 0xff) << 8 | (date >> 8 & 0xff);
    if a == swapped(b) {
        return dob::DAY_MONTH_SWAPPED;
    }
    let same_day = a & 0xffff == b & 0xffff;
    if same_day && decimal(year_a).abs_diff(decimal(year_b)) == 1 {
        return dob::YEAR_OFF_BY_ONE;
    }
    let differing = digits_differing(a.into(), b.into());
    if differing == 1 || (differing == 2 && adjacent_swap(a.into(), b.into())) {
        return dob::ONE_DIGIT;
    }
    if year_a == year_b {
        return if a & 0xffff == 0x0101 || b & 0xffff == 0x0101 { dob::DEFAULT_DAY } else { dob::SAME_YEAR };
    }
    if same_day {
        return dob::SAME_DAY;
    }
    if differing == 2 {
        return dob::TWO_DIGITS;
    }
    years_apart(year_a, year_b)
}

fn partial_dob(a: u32, b: u32) -> u8 {
    let months_known = a & 0xff00 != 0 && b & 0xff00 != 0;
    if a >> 8 == b >> 8 && months_known {
        dob::MONTH_AGREES
    } else if a >> 16 == b >> 16 {
        if months_known { dob::SAME_YEAR } else { dob::YEAR_AGREES }
    } else {
        years_apart(a >> 16, b >> 16)
    }
}

fn years_apart(a: u32, b: u32) -> u8 {
    match decimal(a).abs_diff(decimal(b)) {
        0..=8 => dob::WITHIN_EIGHT_YEARS,
        9..=16 => dob::DIFFERS,
        17..=45 => dob::GENERATION,
        _ => dob::LIFETIME,
    }
}

/// Whether two codes that differ in two digits differ by swapping two neighbours.
pub(super) fn adjacent_swap(a: u64, b: u64) -> bool {
    let difference = a ^ b;
    let low = difference.trailing_zeros() / 4 * 4;
    if low > 56 || difference >> low > 0xff {
        return false;
    }
    let digits = |code: u64| (code >> low & 15, code >> (low + 4) & 15);
    let ((a0, a1), (b0, b1)) = (digits(a), digits(b));
    a0 == b1 && a1 == b0
}
