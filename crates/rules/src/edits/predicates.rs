//! What neither a condition nor a table can say of values: predicates of the standard, by name.

use super::person_names::{is_hispanic_surname, is_mans_name, is_womans_name};
use super::scalar::Scalar;
use crate::{SurgeryCode, TumorCodes, surgery_code};

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
pub(crate) static PREDICATES: &[Predicate] = &[
    Predicate {
        name: "is_hispanic_surname",
        arguments: &[("surname", ArgumentKind::Text)],
        title: "whether a surname, or a part of a double one, is on NHIA's list of heavily Hispanic surnames",
        holds: |arguments| is_hispanic_surname(arguments.first()?.text()),
    },
    Predicate {
        name: "is_mans_name",
        arguments: &[("first name", ArgumentKind::Text)],
        title: "whether a first name is frequent, and one that hardly any woman has",
        holds: |arguments| is_mans_name(arguments.first()?.text()),
    },
    Predicate {
        name: "is_womans_name",
        arguments: &[("first name", ArgumentKind::Text)],
        title: "whether a first name is frequent, and one that hardly any man has",
        holds: |arguments| is_womans_name(arguments.first()?.text()),
    },
    Predicate {
        name: "is_npi",
        arguments: &[("identifier", ArgumentKind::Text)],
        title: "whether a National Provider Identifier has ten digits and the right check digit (45 CFR 162.406)",
        holds: |arguments| is_npi(arguments.first()?.text()),
    },
    Predicate {
        name: "is_surgery_code",
        arguments: &[
            ("site", ArgumentKind::Text),
            ("histology", ArgumentKind::Text),
            ("year", ArgumentKind::Text),
            ("code", ArgumentKind::Text),
        ],
        title: "whether a code of surgery is in the table of the site in that year's manual (SEER, Appendix C)",
        holds: |arguments| match arguments {
            [site, histology, year, code] => {
                let [primary_site, histology, diagnosis_year] = [site, histology, year].map(|argument| argument.text());
                let tumor = TumorCodes { primary_site, histology, behavior: "", diagnosis_year };
                is_surgery_code(&tumor, code.text())
            }
            _ => None,
        },
    },
];

fn is_surgery_code(tumor: &TumorCodes<'_>, code: &str) -> Option<bool> {
    match surgery_code(tumor, code) {
        _ if code.is_empty() => None,
        SurgeryCode::Valid(_) => Some(true),
        SurgeryCode::Invalid => Some(false),
        SurgeryCode::NoTable => None,
    }
}

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

    /// Appendix C: a mastectomy is 41 in 2022, A410 in 2023, B410 in 2024; the thyroid has no 60.
    #[test]
    fn codes_of_surgery_are_those_of_site_and_year() {
        for (primary_site, diagnosis_year, code, expected) in [
            ("C509", "2022", "41", Some(true)),
            ("C509", "2023", "A410", Some(true)),
            ("C509", "2024", "B410", Some(true)),
            ("C509", "2024", "A410", Some(false)),
            ("C739", "2010", "60", Some(false)),
            ("C739", "2010", "", None),
            ("C739", "", "50", None),
            ("", "2010", "50", None),
        ] {
            let tumor = TumorCodes { primary_site, histology: "8140", behavior: "3", diagnosis_year };
            assert_eq!(is_surgery_code(&tumor, code), expected, "{primary_site} {diagnosis_year} {code}");
        }
    }
}
