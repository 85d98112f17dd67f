//! What names of persons say: first names of one sex, and surnames on the list of Hispanic ones.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::Table;
use crate::race::is_heavily_hispanic_surname;

static FIRST_NAMES: Table = Table::new("first_names", include_str!("../../data/edits/tables/first_names.csv"));

/// Names that hardly anyone of the other sex has.
struct NamesOfOneSex {
    men: BTreeSet<&'static str>,
    women: BTreeSet<&'static str>,
}

static NAMES: LazyLock<NamesOfOneSex> = LazyLock::new(|| {
    let of = |sex| FIRST_NAMES.lines().filter_map(|line| line.strip_prefix(sex)).collect();
    NamesOfOneSex { men: of("male,"), women: of("female,") }
});

/// Whether hardly any woman has this first name, of several the first; `None` of a blank.
pub(super) fn is_mans_name(name: &str) -> Option<bool> {
    first_of(name).map(|name| NAMES.men.contains(&*name))
}

/// Whether hardly any man has this first name, of several the first; `None` of a blank.
pub(super) fn is_womans_name(name: &str) -> Option<bool> {
    first_of(name).map(|name| NAMES.women.contains(&*name))
}

/// Whether a surname, or a part of a double one, is on the list of heavily Hispanic ones; `None` of a blank.
pub(super) fn is_hispanic_surname(name: &str) -> Option<bool> {
    let mut parts = name.split([' ', '-']).filter(|part| !part.is_empty()).peekable();
    parts.peek()?;
    let joined: String = name.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    Some(is_heavily_hispanic_surname(&joined) || parts.any(is_heavily_hispanic_surname))
}

fn first_of(name: &str) -> Option<String> {
    name.split([' ', '-']).find(|part| !part.is_empty()).map(str::to_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_names_are_of_one_sex() {
        assert!(NAMES.men.len() > 100 && NAMES.women.len() > 100);
        assert!(NAMES.men.is_disjoint(&NAMES.women));
        for (name, man, woman) in [
            ("JAMES", Some(true), Some(false)),
            ("Mary Ann", Some(false), Some(true)),
            ("MARY-JOHN", Some(false), Some(true)),
            ("LESLIE", Some(false), Some(false)),
            (" ", None, None),
        ] {
            assert_eq!((is_mans_name(name), is_womans_name(name)), (man, woman), "{name}");
        }
    }

    #[test]
    fn surnames_are_hispanic_in_part() {
        for (name, expected) in [
            ("GARCIA", Some(true)),
            ("Garcia-Smith", Some(true)),
            ("DE LEON", Some(true)),
            ("SMITH", Some(false)),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(is_hispanic_surname(name), expected, "{name}");
        }
    }
}
