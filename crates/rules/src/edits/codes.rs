//! Sets of codes: single ones and ranges of codes of equal length.

use std::fmt;

/// A set of codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct CodeSet {
    /// Single codes, sorted.
    codes: Vec<Code>,
    /// First and last code of each.
    ranges: Vec<(Code, Code)>,
}

/// Codes of so many bytes are told apart by [`Code::start`] and their length.
const SHORT: usize = 8;

/// A code, with its first bytes as a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Code {
    start: u64,
    text: Box<str>,
}

impl Code {
    fn new(text: &str) -> Self {
        Self { start: start(text), text: text.into() }
    }
}

/// The first eight bytes, in an order that is that of the texts.
fn start(text: &str) -> u64 {
    let mut start = [0; SHORT];
    start.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(start)
}

/// Why two codes are not the ends of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RangeError {
    /// One is longer than the other.
    Lengths,
    /// A digit stands in one where a letter stands in the other.
    Shapes,
    /// The first comes after the last.
    Order,
}

impl fmt::Display for RangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lengths => "the codes of a range are of equal length",
            Self::Shapes => "the codes of a range have digits and letters in the same places",
            Self::Order => "the range ends before it begins",
        })
    }
}

impl CodeSet {
    /// Adds the codes from `first` to `last`.
    pub(crate) fn add(&mut self, first: &str, last: &str) -> Result<(), RangeError> {
        if first == last {
            self.insert(first);
            return Ok(());
        }
        if first.len() != last.len() {
            return Err(RangeError::Lengths);
        }
        if !first.bytes().zip(last.bytes()).all(|(one, other)| kind(one) == kind(other)) {
            return Err(RangeError::Shapes);
        }
        if first > last {
            return Err(RangeError::Order);
        }
        self.ranges.push((Code::new(first), Code::new(last)));
        Ok(())
    }

    /// Reads codes and ranges with `;` or blanks between: `C500-C509;C619`.
    pub(crate) fn parse(text: &str) -> Result<Self, RangeError> {
        let mut set = Self::default();
        for part in text.split([';', ' ']).filter(|part| !part.is_empty()) {
            match part.split_once('-') {
                Some((first, last)) => set.add(first, last)?,
                None => set.insert(part),
            }
        }
        Ok(set)
    }

    /// Adds all codes of another set.
    pub(crate) fn extend(&mut self, other: &Self) {
        other.codes.iter().for_each(|code| self.insert(&code.text));
        for range in &other.ranges {
            if !self.ranges.contains(range) {
                self.ranges.push(range.clone());
            }
        }
    }

    fn insert(&mut self, code: &str) {
        if let Err(at) = self.find(start(code), code) {
            self.codes.insert(at, Code::new(code));
        }
    }

    fn find(&self, start: u64, code: &str) -> Result<usize, usize> {
        let is_whole = code.len() <= SHORT;
        self.codes.binary_search_by(|one| {
            let order = one.start.cmp(&start).then(one.text.len().cmp(&code.len()));
            if is_whole { order } else { order.then_with(|| (*one.text).cmp(code)) }
        })
    }

    /// Whether a code is one of them.
    pub(crate) fn contains(&self, code: &str) -> bool {
        let start = start(code);
        let is_between = |(first, last): &&(Code, Code)| (first.start..=last.start).contains(&start);
        self.ranges.iter().filter(is_between).any(|(first, last)| is_within(code, &first.text, &last.text))
            || !self.codes.is_empty() && self.find(start, code).is_ok()
    }

    /// The single codes, where there are no ranges.
    pub(crate) fn singles(&self) -> Option<impl Iterator<Item = &str>> {
        self.ranges.is_empty().then(|| self.codes.iter().map(|code| &*code.text))
    }
}

fn is_within(code: &str, first: &str, last: &str) -> bool {
    code.len() == first.len()
        && (code.len() <= SHORT || (first..=last).contains(&code))
        && code.bytes().zip(first.bytes()).all(|(one, other)| kind(one) == kind(other))
}

/// Digits, capitals, small letters, and each other byte for itself.
fn kind(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => b'0',
        b'A'..=b'Z' => b'A',
        b'a'..=b'z' => b'a',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_codes_of_their_length_and_shape() {
        let set = CodeSet::parse("00; 10-80;90;C440-C449;A").unwrap();
        for code in ["00", "10", "45", "80", "90", "C440", "C445", "A"] {
            assert!(set.contains(code), "{code}");
        }
        for code in ["", "0", "01", "81", "4:", "450", "4A", "C44", "C450", "C44:", "a", "AA"] {
            assert!(!set.contains(code), "{code}");
        }
        let long = CodeSet::parse("123456789;1234567890-1234567899").unwrap();
        for (code, expected) in [("123456789", true), ("123456788", false), ("1234567895", true), ("1234567805", false)]
        {
            assert_eq!(long.contains(code), expected, "{code}");
        }
        assert_eq!(CodeSet::parse("8-10"), Err(RangeError::Lengths));
        assert_eq!(CodeSet::parse("0A-10"), Err(RangeError::Shapes));
        assert_eq!(CodeSet::parse("20-10"), Err(RangeError::Order));
        assert!(!CodeSet::parse("").unwrap().contains(""));
    }
}
