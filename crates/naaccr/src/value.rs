//! The rule that an item's dictionary entry sets for its values.
//!
//! Runs once for every value of a file, so it looks at each byte at most once and at most values' lengths only once.

use crate::{Code, DataType, ItemDef};

/// What a value must be like: the part of an [`ItemDef`] that judges it, small enough to keep at hand for every item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueRule {
    length: u32,
    data_type: DataType,
    unlimited_text: bool,
}

impl ValueRule {
    /// The rule of an item.
    #[must_use]
    pub fn of(def: &ItemDef) -> Self {
        Self { length: def.length, data_type: def.data_type, unlimited_text: def.unlimited_text }
    }

    /// The first rule that a value of an XML file breaks: too long, too short or else of the wrong type, blanks
    /// around it. An empty value is none and breaks none.
    #[must_use]
    #[inline]
    pub fn check(self, value: &str) -> Option<Code> {
        let broken = self.check_flat(value);
        // No other type lets a blank through.
        if broken.is_none() && self.data_type == DataType::Text { check_blanks(value.as_bytes()) } else { broken }
    }

    /// The first rule that a value of fixed columns, trimmed as its item demands, breaks: blanks are no fault there.
    #[must_use]
    #[inline]
    pub fn check_flat(self, value: &str) -> Option<Code> {
        let bytes = value.as_bytes();
        let length = self.length as usize;
        // A text has at most as many UTF-16 units as bytes.
        if bytes.len() > length && !self.unlimited_text && utf16_len(value) > length {
            return Some(Code::TooLong);
        }
        let has_type = match self.data_type {
            DataType::Text => return None,
            DataType::Digits => has_only(bytes, DIGIT),
            DataType::Alpha => has_only(bytes, CAPITAL),
            DataType::Mixed => has_only(bytes, DIGIT | CAPITAL),
            DataType::Numeric => is_numeric(bytes),
            DataType::Date => is_date(bytes),
            DataType::DateTime => is_date_time(bytes),
        };
        if has_type && (bytes.len() >= length || !self.data_type.needs_full_length()) || bytes.is_empty() {
            None
        } else if self.data_type.needs_full_length() && utf16_len(value) < length {
            Some(Code::TooShort)
        } else {
            Some(Code::InvalidType)
        }
    }
}

/// [`ValueRule::check`] for an item at hand.
#[must_use]
pub fn check(def: &ItemDef, value: &str) -> Option<Code> {
    ValueRule::of(def).check(value)
}

/// [`ValueRule::check_flat`] for an item at hand.
#[must_use]
pub fn check_flat(def: &ItemDef, value: &str) -> Option<Code> {
    ValueRule::of(def).check_flat(value)
}

/// The length of a value as the standard's tools count it.
#[must_use]
pub fn utf16_len(value: &str) -> usize {
    // A unit for each character, and one more for those of four bytes.
    value.bytes().map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0)).sum()
}

fn check_blanks(value: &[u8]) -> Option<Code> {
    if value.first() == Some(&b' ') {
        Some(Code::LeadingSpace)
    } else if value.last() == Some(&b' ') {
        Some(Code::TrailingSpace)
    } else {
        None
    }
}

const DIGIT: u8 = 1;
const CAPITAL: u8 = 2;

/// The class of each byte.
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'A'..=b'Z' => CAPITAL,
            _ => 0,
        };
        byte += 1;
    }
    class
};

/// Whether every byte is of one of the classes. Goes to the end even of a bad value, since nearly all are good.
#[inline]
fn has_only(bytes: &[u8], classes: u8) -> bool {
    bytes.iter().fold(true, |good, byte| good & (CLASS[usize::from(*byte)] & classes != 0))
}

fn is_number(digits: &[u8]) -> bool {
    !digits.is_empty() && has_only(digits, DIGIT)
}

/// Digits, or digits, a point and digits.
fn is_numeric(value: &[u8]) -> bool {
    match value.iter().position(|byte| *byte == b'.') {
        None => is_number(value),
        Some(point) => is_number(&value[..point]) && is_number(&value[point + 1..]),
    }
}

/// `YYYY`, `YYYYMM` or `YYYYMMDD` of 1800 to 2099, with days up to 31 in every month.
fn is_date(value: &[u8]) -> bool {
    let is_year = |year: &[u8; 4]| matches!(year, [b'1', b'8' | b'9', ..] | [b'2', b'0', ..]) && is_number(year);
    match *value {
        [y0, y1, y2, y3] => is_year(&[y0, y1, y2, y3]),
        [y0, y1, y2, y3, m0, m1] => is_year(&[y0, y1, y2, y3]) && is_within(m0, m1, 1, 12),
        [y0, y1, y2, y3, m0, m1, d0, d1] => {
            is_year(&[y0, y1, y2, y3]) && is_within(m0, m1, 1, 12) && is_within(d0, d1, 1, 31)
        }
        _ => false,
    }
}

/// `YYYY`, or `YYYY-MM`, `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss` with or without a zone. The reference library's pattern
/// takes a bare sign for a zone, which no text of the standard does.
fn is_date_time(value: &[u8]) -> bool {
    let Some((year, rest)) = value.split_first_chunk::<4>() else { return false };
    if !is_number(year) || year == b"0000" {
        return false;
    }
    match *rest {
        [] => true,
        [b'-', m0, m1, ref rest @ ..] if is_within(m0, m1, 1, 12) => match *rest {
            [b'-', d0, d1, ref rest @ ..] if is_within(d0, d1, 1, 31) => match *rest {
                [b'T', h0, h1, b':', n0, n1, b':', s0, s1, ref zone @ ..] => {
                    is_within(h0, h1, 0, 23) && is_within(n0, n1, 0, 59) && is_within(s0, s1, 0, 60) && is_zone(zone)
                }
                ref zone => is_zone(zone),
            },
            ref zone => is_zone(zone),
        },
        _ => false,
    }
}

/// Nothing, `Z`, or hours and minutes from UTC, up to 14 hours.
fn is_zone(zone: &[u8]) -> bool {
    match *zone {
        [] | [b'Z'] | [b'+' | b'-', b'1', b'4', b':', b'0', b'0'] => true,
        [b'+' | b'-', h0, h1, b':', m0, m1] => is_within(h0, h1, 0, 13) && is_within(m0, m1, 0, 59),
        _ => false,
    }
}

fn is_within(tens: u8, ones: u8, low: u8, high: u8) -> bool {
    tens.is_ascii_digit() && ones.is_ascii_digit() && (low..=high).contains(&((tens - b'0') * 10 + (ones - b'0')))
}

#[cfg(test)]
mod tests;
