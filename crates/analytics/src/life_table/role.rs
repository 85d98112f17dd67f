//! What a dimension of a table in R is, where R does not say: told by its labels.

use crate::life_table::axes::{parse_age, parse_cut};
use crate::life_table::dimension::comparable;

/// What a dimension is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Sex,
    Age,
    Year,
}

impl Role {
    /// The role of a dimension with these labels; any other tells strata apart.
    pub(super) fn of<'a>(labels: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let (mut sex, mut year, mut age, mut from_birth) = (true, true, true, false);
        for label in labels {
            // Words only: 1 and 2 may be the codes of anything.
            let word = Some(label).filter(|label| label.starts_with(char::is_alphabetic));
            let is = word.and_then(|word| comparable("sex", word));
            sex &= is.is_some_and(|sex| ["male", "female"].contains(&sex.as_ref()));
            year &= parse_cut(label).is_some();
            age &= parse_age(label).is_some();
            from_birth |= parse_age(label) == Some(0.0);
        }
        // A year may be read as an age in days, so it comes first.
        match (sex, year, age && from_birth) {
            (true, ..) => Some(Self::Sex),
            (_, true, _) => Some(Self::Year),
            (_, _, true) => Some(Self::Age),
            _ => None,
        }
    }

    /// What a tidy table calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sex => "sex",
            Self::Age => "age",
            Self::Year => "year",
        }
    }
}
