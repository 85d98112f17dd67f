//! The names of methods and conventions, as the command line and the answers spell them.

use std::fmt;
use std::str::FromStr;

use estimators::DayZero;

use crate::error::Error;

/// An estimator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Method {
    /// The product-limit estimate of survival.
    #[default]
    KaplanMeier,
    /// exp(-H), H the Nelson-Aalen cumulative hazard.
    NelsonAalen,
    /// exp(-H), tied deaths one after another.
    FlemingHarrington,
    /// The life table of intervals.
    Actuarial,
}

/// Whose rules an estimate follows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Convention {
    /// Follow-up in whole days; deaths before censorings; a death on day 0 is an event at 0, a
    /// censoring on day 0 is left out and counted.
    #[default]
    Exact,
    /// R's survival package: as `exact`, but a censoring on day 0 is at risk on day 0.
    Survival,
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

impl Method {
    /// Every method that can be asked for today.
    pub const ALL: [Self; 4] = [Self::KaplanMeier, Self::NelsonAalen, Self::FlemingHarrington, Self::Actuarial];

    /// Its name on the command line and in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::KaplanMeier => "kaplan-meier",
            Self::NelsonAalen => "nelson-aalen",
            Self::FlemingHarrington => "fleming-harrington",
            Self::Actuarial => "actuarial",
        }
    }

    /// Its name in a sentence.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::KaplanMeier => "Kaplan-Meier",
            Self::NelsonAalen => "Nelson-Aalen",
            Self::FlemingHarrington => "Fleming-Harrington",
            Self::Actuarial => "Actuarial",
        }
    }
}

impl Convention {
    /// Every convention that can be asked for today.
    pub const ALL: [Self; 4] = [Self::Exact, Self::Survival, Self::PopEpi, Self::Seer];

    /// Its name on the command line and in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Survival => "survival",
            Self::PopEpi => "popepi",
            Self::Seer => "seer",
        }
    }

    /// The length of a year in days where the request names none.
    #[must_use]
    pub fn days_per_year(self) -> f64 {
        match self {
            Self::Exact | Self::Survival => 365.25,
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

fn named<T: Copy>(option: &'static str, text: &str, all: &[T], name: fn(T) -> &'static str) -> Result<T, Error> {
    let found = all.iter().copied().find(|&item| name(item) == text);
    found.ok_or_else(|| Error::Unsupported {
        option,
        found: text.to_owned(),
        problem: format!(
            "not available; today there are {}",
            all.iter().map(|&item| name(item)).collect::<Vec<_>>().join(", ")
        ),
    })
}

macro_rules! spelled {
    ($($type:ty: $option:literal),*) => {$(
        impl FromStr for $type {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                named($option, text, &Self::ALL, Self::name)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    )*};
}

spelled!(Method: "method", Convention: "convention", Form: "form");
