//! Formats of values: `C###`, `#####|#########`, `@[@ '-]*`.

use std::fmt;

/// A format: one or more alternatives, each of which describes a whole value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Pattern {
    alternatives: Box<[Box<[Part]>]>,
}

/// Characters of a class, one or any number of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Part {
    class: Class,
    /// Whether there may be none, and whether there may be more than one.
    least: bool,
    many: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Class {
    Digit,
    Letter,
    Any,
    Only(char),
    Range(char, char),
    Set { negated: bool, of: Box<[Class]> },
}

/// Characters that one alternative may describe, at most.
const LONGEST: usize = 100;

/// What is wrong with a pattern, and at which of its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PatternError {
    pub(crate) at: usize,
    pub(crate) message: &'static str,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl Pattern {
    /// Reads a pattern.
    pub(crate) fn parse(text: &str) -> Result<Self, PatternError> {
        let mut alternatives = Vec::new();
        let mut parts: Vec<Part> = Vec::new();
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let class = match c {
                '|' => {
                    alternatives.push(std::mem::take(&mut parts).into_boxed_slice());
                    continue;
                }
                '*' | '+' => {
                    let message = "`*` and `+` stand after what may be repeated";
                    let Some(last) = parts.last_mut().filter(|last| !last.many) else {
                        return Err(PatternError { at, message });
                    };
                    (last.many, last.least) = (true, c == '+');
                    continue;
                }
                '[' => set(&mut chars, at)?,
                _ => class(c, &mut chars, at)?,
            };
            if parts.len() == LONGEST {
                return Err(PatternError { at, message: "the format is too long" });
            }
            parts.push(Part { class, least: true, many: false });
        }
        alternatives.push(parts.into_boxed_slice());
        Ok(Self { alternatives: alternatives.into_boxed_slice() })
    }

    /// Whether a value has this format.
    pub(crate) fn matches(&self, value: &str) -> bool {
        self.alternatives.iter().any(|parts| matches(parts, value))
    }
}

type Chars<'t> = std::iter::Peekable<std::str::CharIndices<'t>>;

fn class(c: char, chars: &mut Chars<'_>, at: usize) -> Result<Class, PatternError> {
    Ok(match c {
        '#' => Class::Digit,
        '@' => Class::Letter,
        '?' => Class::Any,
        '\\' => match chars.next() {
            Some((_, c)) => Class::Only(c),
            None => return Err(PatternError { at, message: "nothing follows the backslash" }),
        },
        c => Class::Only(c),
    })
}

/// What stands in `[ ]`, of which the first bracket has been read.
fn set(chars: &mut Chars<'_>, start: usize) -> Result<Class, PatternError> {
    let negated = chars.next_if(|(_, c)| *c == '^').is_some();
    let mut of = Vec::new();
    while let Some((at, c)) = chars.next() {
        if c == ']' {
            let of = of.into_boxed_slice();
            return Ok(Class::Set { negated, of });
        }
        // A question mark is itself in a set, where any character would make no sense.
        let one = if c == '?' { Class::Only(c) } else { class(c, chars, at)? };
        let mut ahead = chars.clone();
        let last = ahead.next().filter(|(_, c)| *c == '-').and_then(|_| ahead.next()).filter(|(_, c)| *c != ']');
        match (&one, last) {
            (Class::Only(first), Some((_, last))) => {
                if *first > last {
                    return Err(PatternError { at, message: "the range ends before it begins" });
                }
                of.push(Class::Range(*first, last));
                *chars = ahead;
            }
            _ => of.push(one),
        }
    }
    Err(PatternError { at: start, message: "the bracket that opens here is not closed" })
}

impl Class {
    fn has(&self, c: char) -> bool {
        match self {
            Self::Digit => c.is_ascii_digit(),
            Self::Letter => c.is_alphabetic(),
            Self::Any => true,
            Self::Only(only) => c == *only,
            Self::Range(first, last) => (*first..=*last).contains(&c),
            Self::Set { negated, of } => of.iter().any(|class| class.has(c)) != *negated,
        }
    }
}

/// Follows all ways through the pattern at once, a bit for each place that may have been reached, so that no pattern takes long.
fn matches(parts: &[Part], value: &str) -> bool {
    let mut reached = skipped(parts, 0);
    for c in value.chars() {
        let (mut left, mut next) = (reached, 0);
        while left != 0 {
            let at = left.trailing_zeros() as usize;
            left &= left - 1;
            if let Some(part) = parts.get(at).filter(|part| part.class.has(c)) {
                next |= skipped(parts, at + 1) | u128::from(part.many) << at;
            }
        }
        if next == 0 {
            return false;
        }
        reached = next;
    }
    reached >> parts.len() & 1 == 1
}

/// A place, and those behind it that are reached without a character.
fn skipped(parts: &[Part], from: usize) -> u128 {
    let behind = parts.iter().skip(from).take_while(|part| !part.least).count();
    (from..=from + behind).fold(0, |places, at| places | 1 << at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_describe_whole_values() {
        for (pattern, good, bad) in [
            ("C###", &["C509", "C000"][..], &["C50", "C5099", "D509", "c509", ""][..]),
            ("#####|#########", &["12345", "123456789"], &["1234", "123456", "12345-6789"]),
            ("#####|@#@#@#", &["K1A0B1"], &["K1A 0B1"]),
            ("[@ '.-]+", &["O'Brien-Smith", "Müller", "St. John"], &["Smith3", ""]),
            ("a*b", &["b", "ab", "aaab"], &["", "a", "abb"]),
            ("a*a", &["a", "aa"], &["", "b"]),
            ("#+.##", &["1.50", "123.45"], &[".50", "1.5"]),
            ("[^0-9]?", &["ab", "a1"], &["1a"]),
            ("[A-C#]x", &["Ax", "7x"], &["Dx"]),
            ("\\#\\\\", &["#\\"], &["1\\"]),
            ("x|", &["x", ""], &["y"]),
            ("(#*)*", &["()", "(12)", "(1))", "(1"], &["1)"]),
        ] {
            let pattern = Pattern::parse(pattern).unwrap();
            good.iter().for_each(|value| assert!(pattern.matches(value), "{pattern:?} {value}"));
            bad.iter().for_each(|value| assert!(!pattern.matches(value), "{pattern:?} {value}"));
        }
    }

    #[test]
    fn what_is_no_format_is_told() {
        assert_eq!(Pattern::parse(&"#".repeat(101)).unwrap_err().at, 100);
        for (pattern, at) in [("*#", 0), ("#|+", 2), ("a[bc", 1), ("[z-a]", 1), ("a\\", 1), ("a**", 2)] {
            assert_eq!(Pattern::parse(pattern).unwrap_err().at, at, "{pattern}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_pattern_panics(pattern in "[#@?*+|^\\\\\\[\\]a-c-]{0,12}", value in "[a-c0-3]{0,8}") {
            if let Ok(pattern) = Pattern::parse(&pattern) {
                let _ = pattern.matches(&value);
            }
        }
    }
}
