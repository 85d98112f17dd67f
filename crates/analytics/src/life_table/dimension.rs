//! The columns that tell the strata of a life table apart, and how people are found in them.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::categories::Categories;
use crate::life_table::ReferenceTable;

/// Places from here on are nowhere in the table: the number of the reason is added.
const OUT: u32 = u32::MAX - 255;

fn out(reason: usize) -> u32 {
    OUT.saturating_add(u32::try_from(reason).unwrap_or(255))
}

/// A column that tells strata of a life table apart: `sex`, `race`, or any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dimension {
    /// Its name, which is that of the cases' column too.
    pub name: String,
    /// Its values, in order.
    pub values: Vec<String>,
}

/// The form in which a value of a column is compared; `None` where it says that it is not known.
///
/// Sexes and the races of the built-in tables may be written as words, letters or codes; of race, NAACCR's 01
/// and 02. Otherwise upper and lower case are the same, and so are numbers with and without zeros before.
pub(super) fn comparable<'a>(column: &str, value: &'a str) -> Option<Cow<'a, str>> {
    let lower = || {
        if value.bytes().any(|byte| byte.is_ascii_uppercase()) || !value.is_ascii() {
            Cow::Owned(value.to_lowercase())
        } else {
            Cow::Borrowed(value)
        }
    };
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let plain = if digits {
        Cow::Borrowed(Some(value.trim_start_matches('0')).filter(|rest| !rest.is_empty()).unwrap_or("0"))
    } else {
        lower()
    };
    let known = match (column, plain.as_ref()) {
        (_, "") | ("sex", "9" | "u" | "unknown") | ("race", "9" | "99" | "unknown") => return None,
        ("sex", "1" | "m" | "male" | "males" | "man" | "men") => Cow::Borrowed("male"),
        ("sex", "2" | "f" | "female" | "females" | "woman" | "women") => Cow::Borrowed("female"),
        ("race", "1" | "w" | "white") => Cow::Borrowed("white"),
        ("race", "2" | "b" | "black") => Cow::Borrowed("black"),
        _ => plain,
    };
    Some(known)
}

/// Where people are in a life table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The stratum of each person, or the number of the reason why the table has none.
    pub strata: Vec<Result<u32, u8>>,
    /// The reasons there may be.
    pub reasons: Vec<String>,
}

impl Located {
    /// How many people are in none, by reason.
    #[must_use]
    pub fn left_out(&self) -> Vec<(&str, usize)> {
        let count = |reason| self.strata.iter().filter(|stratum| **stratum == Err(reason)).count();
        (0..).zip(&self.reasons).map(|(reason, text)| (text.as_str(), count(reason))).collect()
    }
}

/// Finds people in a life table, a column at a time.
#[derive(Debug)]
pub struct Locator<'a> {
    table: &'a ReferenceTable,
    /// The place of each person's values so far among all combinations, or [`OUT`] and a reason.
    places: Vec<u32>,
    reasons: Vec<String>,
}

impl<'a> Locator<'a> {
    pub(super) fn new(table: &'a ReferenceTable, people: usize) -> Self {
        Self { table, places: vec![0; people], reasons: Vec::new() }
    }

    /// Takes everybody's value of one dimension; the dimensions in their order.
    #[must_use]
    pub fn narrow<'v>(self, dimension: &Dimension, values: impl IntoIterator<Item = Option<&'v str>>) -> Self {
        self.narrow_to(dimension, &Categories::number(values.into_iter(), str::to_owned))
    }

    /// The same of values that are numbered.
    pub(crate) fn narrow_to(mut self, dimension: &Dimension, values: &Categories) -> Self {
        let name = dimension.name.as_str();
        let size = u32::try_from(dimension.values.len()).unwrap_or(OUT);
        let known = (0..size).zip(&dimension.values);
        let codes: HashMap<Cow<'_, str>, u32> =
            known.filter_map(|(code, value)| Some((comparable(name, value)?, code))).collect();
        let (unknown, absent) = (out(self.reasons.len()), out(self.reasons.len() + 1));
        let code =
            |value: &Option<String>| match value.as_deref().map(str::trim).and_then(|value| comparable(name, value)) {
                Some(value) => codes.get(&value).copied().unwrap_or(absent),
                None => unknown,
            };
        let found: Vec<u32> = values.values.iter().map(code).collect();
        for (place, &value) in self.places.iter_mut().zip(&values.of_row) {
            if *place < OUT {
                let code = found[value as usize];
                *place = if code < OUT { *place * size + code } else { code };
            }
        }
        self.reasons.push(format!("{name} not known"));
        self.reasons.push(format!("{name} not in the life table"));
        self
    }

    /// The strata found.
    #[must_use]
    pub fn finish(mut self) -> Located {
        let together = u8::try_from(self.reasons.len()).unwrap_or(u8::MAX);
        let stratum = |place: &u32| match *place {
            place if place >= OUT => Err(u8::try_from(place - OUT).unwrap_or(u8::MAX)),
            place => self.table.strata.get(place as usize).copied().flatten().ok_or(together),
        };
        let strata = self.places.iter().map(stratum).collect();
        if self.table.strata.iter().any(Option::is_none) {
            let names: Vec<&str> = self.table.dimensions.iter().map(|dimension| dimension.name.as_str()).collect();
            self.reasons.push(format!("{} together not in the life table", names.join(" and ")));
        }
        Located { strata, reasons: self.reasons }
    }
}
