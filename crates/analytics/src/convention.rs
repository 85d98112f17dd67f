//! Whose rules an estimate follows, and how intervals are estimated.

use std::fmt;

use estimators::DayZero;

use crate::error::Error;

/// Whose rules an estimate follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Convention {
    /// Follow-up in whole days; deaths before censorings; a death on day 0 is an event at 0, a
    /// censoring on day 0 is left out and counted.
    #[default]
    Exact,
    /// R's survival package: as `exact`, but a censoring on day 0 is at risk on day 0.
    Survival,
    /// relsurv: as `survival`, cases without follow-up left out, its own steps relative to the population.
    Relsurv,
    /// popEpi: follow-up in fractional years, cases without follow-up left out.
    PopEpi,
    /// SEER*Stat: completed months of 365.24 / 12 days, intervals closed at the left; cases
    /// censored without follow-up left out.
    Seer,
}

/// How an interval estimate is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// Withdrawals count for half an interval.
    #[default]
    LifeTable,
    /// The hazard is constant within an interval.
    Hazard,
}

impl Convention {
    /// Every convention.
    pub const ALL: [Self; 5] = [Self::Exact, Self::Survival, Self::Relsurv, Self::PopEpi, Self::Seer];

    /// Its name on the command line and in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Survival => "survival",
            Self::Relsurv => "relsurv",
            Self::PopEpi => "popepi",
            Self::Seer => "seer",
        }
    }

    /// The length of a year in days where neither the request nor a life table names one.
    #[must_use]
    pub fn days_per_year(self) -> f64 {
        match self {
            Self::Exact | Self::Survival => 365.25,
            Self::Relsurv => 365.241,
            Self::PopEpi => 365.242_199,
            Self::Seer => 365.24,
        }
    }

    pub(crate) fn day_zero(self) -> DayZero {
        match self {
            Self::Survival => DayZero::Keep,
            _ => DayZero::LeaveOut,
        }
    }
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 2] = [Self::LifeTable, Self::Hazard];

    /// Its name on the command line and in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::LifeTable => "lifetable",
            Self::Hazard => "hazard",
        }
    }
}

pub(crate) fn named<T: Copy>(
    option: &'static str,
    text: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<T, Error> {
    let found = all.iter().copied().find(|&item| name(item) == text);
    found.ok_or_else(|| Error::Unsupported {
        option,
        found: text.to_owned(),
        problem: format!("there are {}", all.iter().map(|&item| name(item)).collect::<Vec<_>>().join(", ")),
    })
}

/// Reads and writes a name, for an enum with `ALL` and `name`.
macro_rules! spelled {
    ($($type:ty: $option:literal),*) => {$(
        impl std::str::FromStr for $type {
            type Err = crate::error::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::convention::named($option, text, &Self::ALL, Self::name)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    )*};
}

pub(crate) use spelled;

spelled!(Convention: "convention", Form: "form");
