//! The estimators by name, and what each needs and gives.

use std::fmt;

use crate::convention::spelled;

/// An estimator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// The product-limit estimate of observed survival.
    #[default]
    KaplanMeier,
    /// exp(-H), H the Nelson-Aalen cumulative hazard.
    NelsonAalen,
    /// exp(-H), tied deaths one after another.
    FlemingHarrington,
    /// The life table of intervals.
    Actuarial,
    /// Survival where only deaths of this cancer count; others are censored.
    CauseSpecific,
    /// Observed over expected survival, the expected of everybody at the start.
    EdererI,
    /// Relative survival, expected deaths of those still at risk.
    EdererII,
    /// Relative survival, expected deaths of those potentially followed.
    Hakulinen,
    /// Net survival.
    PoharPerme,
    /// Probability of death from cancer and from other causes, by way of relative survival.
    CrudeProbability,
    /// Probability of death by cause, by way of causes of death (Aalen-Johansen).
    CumulativeIncidence,
    /// Expected survival of the general population alike in age, sex and calendar time.
    Expected,
    /// The number of the general population alike expected to be alive.
    Nessie,
    /// Years of life lost.
    YearsLost,
    /// Median survival time and other quantiles.
    Median,
    /// Mean survival time up to a horizon.
    RestrictedMean,
    /// Proportional hazards.
    Cox,
    /// Proportional subdistribution hazards.
    FineGray,
    /// Excess hazards as grouped Poisson.
    ExcessHazard,
}

/// What an estimate is a figure of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// A probability of being alive.
    Survival,
    /// A probability of having died.
    Death,
    /// Years.
    Years,
    /// People.
    Persons,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 19] = [
        Self::KaplanMeier,
        Self::NelsonAalen,
        Self::FlemingHarrington,
        Self::Actuarial,
        Self::CauseSpecific,
        Self::EdererI,
        Self::EdererII,
        Self::Hakulinen,
        Self::PoharPerme,
        Self::CrudeProbability,
        Self::CumulativeIncidence,
        Self::Expected,
        Self::Nessie,
        Self::YearsLost,
        Self::Median,
        Self::RestrictedMean,
        Self::Cox,
        Self::FineGray,
        Self::ExcessHazard,
    ];

    /// Its name on the command line and in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::KaplanMeier => "kaplan-meier",
            Self::NelsonAalen => "nelson-aalen",
            Self::FlemingHarrington => "fleming-harrington",
            Self::Actuarial => "actuarial",
            Self::CauseSpecific => "cause-specific",
            Self::EdererI => "ederer-i",
            Self::EdererII => "ederer-ii",
            Self::Hakulinen => "hakulinen",
            Self::PoharPerme => "pohar-perme",
            Self::CrudeProbability => "crude-probability",
            Self::CumulativeIncidence => "cumulative-incidence",
            Self::Expected => "expected",
            Self::Nessie => "nessie",
            Self::YearsLost => "years-lost",
            Self::Median => "median",
            Self::RestrictedMean => "restricted-mean",
            Self::Cox => "cox",
            Self::FineGray => "fine-gray",
            Self::ExcessHazard => "excess-hazard",
        }
    }

    /// Its name in a sentence.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::KaplanMeier => "Kaplan-Meier survival",
            Self::NelsonAalen => "Nelson-Aalen survival",
            Self::FlemingHarrington => "Fleming-Harrington survival",
            Self::Actuarial => "Actuarial survival",
            Self::CauseSpecific => "Cause-specific survival",
            Self::EdererI => "Relative survival (Ederer I)",
            Self::EdererII => "Relative survival (Ederer II)",
            Self::Hakulinen => "Relative survival (Hakulinen)",
            Self::PoharPerme => "Net survival (Pohar Perme)",
            Self::CrudeProbability => "Crude probability of death",
            Self::CumulativeIncidence => "Cumulative incidence of death",
            Self::Expected => "Expected survival",
            Self::Nessie => "Expected number alive",
            Self::YearsLost => "Years of life lost",
            Self::Median => "Survival time",
            Self::RestrictedMean => "Restricted mean survival time",
            Self::Cox => "Cox regression",
            Self::FineGray => "Fine-Gray regression",
            Self::ExcessHazard => "Excess hazard regression",
        }
    }

    /// What its estimates are figures of.
    #[must_use]
    pub fn measure(self) -> Measure {
        match self {
            Self::CrudeProbability | Self::CumulativeIncidence => Measure::Death,
            Self::YearsLost | Self::Median | Self::RestrictedMean => Measure::Years,
            Self::Nessie => Measure::Persons,
            _ => Measure::Survival,
        }
    }

    /// Whether it answers with coefficients rather than curves.
    #[must_use]
    pub fn is_regression(self) -> bool {
        matches!(self, Self::Cox | Self::FineGray | Self::ExcessHazard)
    }

    /// Whether it compares with the general population, so that it needs a life table.
    #[must_use]
    pub fn needs_life_table(self) -> bool {
        matches!(
            self,
            Self::EdererI
                | Self::EdererII
                | Self::Hakulinen
                | Self::PoharPerme
                | Self::CrudeProbability
                | Self::Expected
                | Self::Nessie
                | Self::YearsLost
                | Self::ExcessHazard
        )
    }

    /// Whether its figures are of everybody at the start, rather than of those at risk at a time.
    #[must_use]
    pub fn is_of_everybody(self) -> bool {
        matches!(self, Self::Expected | Self::Nessie | Self::YearsLost | Self::Median | Self::RestrictedMean)
    }

    /// Whether it needs causes of death.
    #[must_use]
    pub fn needs_causes(self) -> bool {
        matches!(self, Self::CauseSpecific | Self::CumulativeIncidence | Self::FineGray)
    }
}

spelled!(Method: "method");
