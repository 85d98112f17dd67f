//! What is compared, and the levels of agreement of each comparison, best first.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The number of comparisons.
pub const FIELDS: usize = 10;

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// First names.
    FirstName,
    /// Surnames where not both are women.
    LastName,
    /// Surnames of two women, who change them more often.
    LastNameOfWomen,
    /// Middle names or initials.
    MiddleName,
    /// Generations: Sr, Jr, III.
    Suffix,
    /// Dates of birth.
    Dob,
    /// Social Security numbers.
    Ssn,
    /// Sexes.
    Sex,
    /// Address, ZIP, city and phone as one, because they agree and differ together.
    Household,
    /// Vital status with the date of death or of last contact.
    FollowUp,
}

impl Field {
    /// Every comparison, in the order of a pattern of agreement.
    pub const ALL: [Self; FIELDS] = [
        Self::FirstName,
        Self::LastName,
        Self::LastNameOfWomen,
        Self::MiddleName,
        Self::Suffix,
        Self::Dob,
        Self::Ssn,
        Self::Sex,
        Self::Household,
        Self::FollowUp,
    ];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::LastNameOfWomen => "last_name_of_women",
            Self::MiddleName => "middle_name",
            Self::Suffix => "suffix",
            Self::Dob => "dob",
            Self::Ssn => "ssn",
            Self::Sex => "sex",
            Self::Household => "household",
            Self::FollowUp => "follow_up",
        }
    }

    /// The names of its levels, best first.
    pub fn levels(self) -> &'static [&'static str] {
        match self {
            Self::FirstName => first_name::NAMES,
            Self::LastName | Self::LastNameOfWomen => last_name::NAMES,
            Self::MiddleName => middle_name::NAMES,
            Self::Suffix => suffix::NAMES,
            Self::Dob => dob::NAMES,
            Self::Ssn => ssn::NAMES,
            Self::Sex => sex::NAMES,
            Self::Household => household::NAMES,
            Self::FollowUp => follow_up::NAMES,
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The level of a comparison in which one side is missing.
pub(crate) const MISSING: u8 = u8::MAX;

/// The levels of a pair, by [`Field::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Pattern(pub [u8; FIELDS]);

impl Pattern {
    pub(crate) fn level(&self, field: Field) -> u8 {
        self.0.get(field as usize).copied().unwrap_or(MISSING)
    }
}

/// Numbers the levels of a comparison and names them, in one place.
macro_rules! levels {
    ($module:ident: $($level:ident $name:literal),+ $(,)?) => {
        pub(crate) mod $module {
            levels!(@number 0u8; $($level)+);
            pub(crate) const NAMES: &[&str] = &[$($name),+];
        }
    };
    (@number $n:expr; $level:ident $($rest:ident)*) => {
        pub(crate) const $level: u8 = $n;
        levels!(@number $n + 1; $($rest)*);
    };
    (@number $n:expr;) => {};
}

levels!(first_name:
    EXACT "exact",
    NICKNAME "nickname",
    SIMILAR_RARE "jaro-winkler >= 0.92, one spelling rare",
    SIMILAR "jaro-winkler >= 0.92",
    CLOSE_RARE "jaro-winkler >= 0.85, one spelling rare",
    CLOSE "jaro-winkler >= 0.85",
    DISTANT "jaro-winkler >= 0.75",
    INITIAL "initial only",
    SWAPPED_MIDDLE "first and middle swapped",
    SWAPPED_LAST "first and last swapped",
    SAME_INITIAL "differs, same initial",
    DIFFERS "differs",
);
levels!(last_name:
    EXACT "exact",
    SIMILAR_RARE "jaro-winkler >= 0.92, one spelling rare",
    SIMILAR "jaro-winkler >= 0.92",
    CLOSE_RARE "jaro-winkler >= 0.85, one spelling rare",
    CLOSE "jaro-winkler >= 0.85",
    DISTANT "jaro-winkler >= 0.75",
    HALF "half of a compound name",
    MAIDEN "maiden name",
    DIFFERS "differs",
);
levels!(middle_name:
    EXACT "exact",
    SIMILAR "jaro-winkler >= 0.88",
    INITIAL "initial",
    DIFFERS "differs",
);
levels!(suffix:
    EXACT "exact",
    ONE_BLANK "one blank",
    DIFFERS "differs",
);
levels!(dob:
    EXACT "exact",
    DAY_MONTH_SWAPPED "day and month swapped",
    YEAR_OFF_BY_ONE "year off by one",
    ONE_DIGIT "one digit or two adjacent digits swapped",
    MONTH_AGREES "to the month, day unknown",
    YEAR_AGREES "to the year, month unknown",
    DEFAULT_DAY "same year, one is 1 January",
    SAME_YEAR "same year",
    SAME_DAY "same month and day",
    TWO_DIGITS "two digits",
    WITHIN_EIGHT_YEARS "differs by up to 8 years",
    DIFFERS "differs by 9 to 16 years",
    GENERATION "differs by 17 to 45 years",
    LIFETIME "differs by more",
);
levels!(ssn:
    EXACT "exact",
    CONSECUTIVE "numbers issued together",
    ONE_EDIT "one digit or two adjacent digits swapped",
    LAST_FOUR "last four, the rest unknown",
    TWO_DIGITS "two digits",
    LAST_FOUR_DIFFER "last four differ, the rest unknown",
    DIFFERS "differs",
);
levels!(sex:
    EXACT "exact",
    DIFFERS "differs",
);
levels!(household:
    ADDRESS_AND_PHONE "address and phone",
    ADDRESS "address, phone unknown",
    ADDRESS_OTHER_PHONE "address, phone differs",
    NEAR_ADDRESS "address but for the unit or a misspelling",
    PHONE "phone, address unknown or a box",
    PHONE_OTHER_ADDRESS "phone, address differs",
    ZIP "zip, address unknown or a box",
    ZIP_OTHER_ADDRESS "zip, address differs",
    CITY "city",
    DIFFERS "differs, phone unknown",
    ALL_DIFFERS "address and phone differ",
);
levels!(follow_up:
    SAME_DEATH "same date of death",
    NEAR_DEATH "dates of death within a month",
    COMPATIBLE "compatible",
    OTHER_DEATH "dates of death differ",
    AFTER_DEATH "alive after the other's death",
);
