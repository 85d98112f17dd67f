//! Numbers with leading zeros, as codes have them.

use std::borrow::Cow;
use std::sync::OnceLock;

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
}
