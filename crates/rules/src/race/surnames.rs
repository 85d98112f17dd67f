//! Lists of surnames.

use std::collections::HashMap;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use super::race_code;
use crate::Table;

pub(super) static HEAVILY_HISPANIC_TABLE: Table =
    Table::new("nhia_surnames_heavily_hispanic", include_str!("../../data/race/nhia_surnames_heavily_hispanic.csv"));
pub(super) static RARELY_HISPANIC_TABLE: Table =
    Table::new("nhia_surnames_rarely_hispanic", include_str!("../../data/race/nhia_surnames_rarely_hispanic.csv"));
pub(super) static ASIAN_AND_PACIFIC_TABLE: Table =
    Table::new("napiia_surnames", include_str!("../../data/race/napiia_surnames.csv"));

/// How many of those who bear a surname are Hispanic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hispanics {
    Most,
    Few,
}

/// What a list says of a name in upper case. Only ever looked up in, so that its order shows nowhere.
type Names<V> = HashMap<&'static str, V, FixedState>;

static HISPANIC: LazyLock<Names<Hispanics>> = LazyLock::new(|| {
    let few = RARELY_HISPANIC_TABLE.lines().map(|name| (name, Hispanics::Few));
    few.chain(HEAVILY_HISPANIC_TABLE.lines().map(|name| (name, Hispanics::Most))).collect()
});
static ASIAN: LazyLock<Names<u32>> = LazyLock::new(|| races("96,"));
static PACIFIC: LazyLock<Names<u32>> = LazyLock::new(|| races("97,"));

fn races(list: &str) -> Names<u32> {
    let of_list = ASIAN_AND_PACIFIC_TABLE.lines().filter_map(|line| line.strip_prefix(list)?.split_once(','));
    of_list.filter_map(|(name, race)| Some((name, race_code::number(race)?))).collect()
}

/// What the surname says of Hispanic origin.
pub(super) fn hispanics(surname: &str) -> Option<Hispanics> {
    find(&HISPANIC, surname)
}

/// Whether most of those who bear a surname are Hispanic.
pub(crate) fn is_heavily_hispanic_surname(surname: &str) -> bool {
    hispanics(surname) == Some(Hispanics::Most)
}

/// The race that an Asian surname says.
pub(super) fn asian_race(surname: &str) -> Option<u32> {
    find(&ASIAN, surname)
}

/// The race that a Pacific Islander's surname says.
pub(super) fn pacific_race(surname: &str) -> Option<u32> {
    find(&PACIFIC, surname)
}

/// More than any name of the lists has.
const LONGEST: usize = 40;

/// Finds a name, however it is written.
fn find<V: Copy>(names: &Names<V>, name: &str) -> Option<V> {
    if !name.is_ascii() {
        return names.get(name.to_uppercase().as_str()).copied();
    }
    let mut buffer = [0; LONGEST];
    let upper = buffer.get_mut(..name.len())?;
    upper.copy_from_slice(name.as_bytes());
    upper.make_ascii_uppercase();
    names.get(str::from_utf8(upper).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_whole_and_apart() {
        assert_eq!((HEAVILY_HISPANIC_TABLE.lines().count(), RARELY_HISPANIC_TABLE.lines().count()), (8853, 129_120));
        assert_eq!((HISPANIC.len(), ASIAN.len() + PACIFIC.len()), (8853 + 129_120, 9203));
        for name in HISPANIC.keys().chain(ASIAN.keys()).chain(PACIFIC.keys()) {
            assert!(name.len() < LONGEST && name.bytes().all(|byte| byte.is_ascii_uppercase()), "{name}");
        }
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        assert_eq!(hispanics("Garcia"), Some(Hispanics::Most));
        assert_eq!(hispanics("AABERG"), Some(Hispanics::Few));
        assert_eq!((hispanics(""), hispanics("García"), hispanics(&"GARCIA".repeat(20))), (None, None, None));
        assert_eq!((asian_race("ababa"), pacific_race("Acfalle"), asian_race("Acfalle")), (Some(6), Some(22), None));
    }
}
