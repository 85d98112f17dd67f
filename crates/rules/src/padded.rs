//! Numbers with leading zeros, as codes have them.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::Day;

/// All numbers of so many digits as texts, so that writing one costs no allocation.
#[derive(Debug)]
pub(crate) struct Padded<const WIDTH: usize> {
    texts: OnceLock<String>,
}

impl<const WIDTH: usize> Padded<WIDTH> {
    pub(crate) const fn new() -> Self {
        Self { texts: OnceLock::new() }
    }

    /// The number with zeros before it; `None` where it has more digits.
    pub(crate) fn get(&'static self, number: u32) -> Option<&'static str> {
        let at = number as usize * WIDTH;
        self.texts.get_or_init(Self::all).get(at..at + WIDTH)
    }

    /// The number with zeros before it; as it is where it has more digits.
    pub(crate) fn text(&'static self, number: u32) -> Cow<'static, str> {
        self.get(number).map_or_else(|| Cow::Owned(number.to_string()), Cow::Borrowed)
    }

    /// A code as it is, which costs no allocation where it has so many digits.
    pub(crate) fn copy(&'static self, code: &str) -> Cow<'static, str> {
        let is_number = code.len() == WIDTH && code.bytes().all(|byte| byte.is_ascii_digit());
        match code.parse() {
            Ok(number) if is_number => self.text(number),
            _ => Cow::Owned(code.to_owned()),
        }
    }

    fn all() -> String {
        let count = 10usize.pow(WIDTH as u32);
        (0..count).map(|number| format!("{number:0WIDTH$}")).collect()
    }
}

/// A day as `YYYYMMDD`, which costs no allocation for days of the 20th and 21st century.
pub(crate) fn day_text(day: Day) -> Cow<'static, str> {
    static TEXTS: OnceLock<String> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| (FIRST_DAY..LAST_DAY).map(|day| written(Day(day))).collect());
    let at = day.0.checked_sub(FIRST_DAY).and_then(|days| usize::try_from(days).ok()?.checked_mul(8));
    let text = at.and_then(|at| texts.get(at..at.checked_add(8)?));
    text.map_or_else(|| Cow::Owned(written(day)), Cow::Borrowed)
}

/// 1900-01-01.
const FIRST_DAY: i32 = -25_567;
/// 2100-01-01.
const LAST_DAY: i32 = 47_482;

fn written(day: Day) -> String {
    let (year, month, day) = day.to_ymd();
    format!("{year:04}{month:02}{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_leading_zeros() {
        static PADDED: Padded<3> = Padded::new();
        for (number, text) in [(0, "000"), (7, "007"), (123, "123"), (999, "999"), (1000, "1000")] {
            assert_eq!(PADDED.text(number), text);
        }
        assert!(matches!(PADDED.text(u32::MAX), Cow::Owned(_)));
        for code in ["", "007", "7", "+07", "1000", "ab", "٧"] {
            assert_eq!(PADDED.copy(code), code);
        }
    }

    #[test]
    fn days_are_eight_digits() {
        for (year, month, day, text) in [
            (1899, 12, 31, "18991231"),
            (1900, 1, 1, "19000101"),
            (2024, 2, 29, "20240229"),
            (2099, 12, 31, "20991231"),
            (2100, 1, 1, "21000101"),
        ] {
            assert_eq!(day_text(Day::from_ymd(year, month, day).unwrap()), text);
        }
        assert!(matches!(day_text(Day::from_ymd(2099, 12, 31).unwrap()), Cow::Borrowed(_)));
        let _ = (day_text(Day(i32::MIN)), day_text(Day(i32::MAX)));
    }
}
