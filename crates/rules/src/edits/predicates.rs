//! What neither a condition nor a table can say of values: predicates of the standard, by name.

use super::scalar::Scalar;

/// A predicate that conditions may call like a function.
#[derive(Debug)]
pub(crate) struct Predicate {
    /// Its name, with an underscore.
    pub(crate) name: &'static str,
    /// Its arguments, with their names.
    pub(crate) arguments: &'static [(&'static str, ArgumentKind)],
    /// What it says, in a few words.
    pub(crate) title: &'static str,
    /// Whether it is so; `None` where that is not known, as of a blank.
    pub(crate) holds: fn(&[Scalar<'_>]) -> Option<bool>,
}

/// What a predicate asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(dead_code, reason = "no predicate asks for a number or a date yet")]
pub(crate) enum ArgumentKind {
    Text,
    Number,
    Date,
}

/// The predicate of this name.
pub(crate) fn predicate(name: &str) -> Option<&'static Predicate> {
    PREDICATES.iter().find(|predicate| predicate.name == name)
}

/// All predicates.
pub(crate) static PREDICATES: &[Predicate] = &[Predicate {
    name: "is_npi",
    arguments: &[("identifier", ArgumentKind::Text)],
    title: "whether a National Provider Identifier has ten digits and the right check digit (45 CFR 162.406)",
    holds: |arguments| is_npi(arguments.first()?.text()),
}];

/// The check digit is that of ISO/IEC 7812-1 with 80840 before the identifier, which adds 24.
fn is_npi(text: &str) -> Option<bool> {
    if text.is_empty() {
        return None;
    }
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    let sum = |digits: Vec<u32>| -> u32 {
        let doubled = |(at, digit): (usize, u32)| if at % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit };
        digits.into_iter().enumerate().map(doubled).sum()
    };
    Some(digits.is_some_and(|digits| digits.len() == 10 && (24 + sum(digits)) % 10 == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1234567893 is the example of the standard's own documentation.
    #[test]
    fn check_digits_of_provider_identifiers() {
        for (text, expected) in [
            ("1234567893", Some(true)),
            ("1234567890", Some(false)),
            ("1243567893", Some(false)),
            ("123456789", Some(false)),
            ("123456789X", Some(false)),
            ("", None),
        ] {
            assert_eq!(is_npi(text), expected, "{text}");
        }
    }
}
