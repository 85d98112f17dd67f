//! Standards of age: weights that make groups of different ages comparable.

use std::convert::Infallible;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use estimators::{AgeGroups, AgeStandard, Icss, StandardWeights};

use crate::error::Result;
use crate::weights::AgeWeights;

/// Where the weights of a standard come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StandardSource {
    /// An International Cancer Survival Standard.
    Icss(Icss),
    /// The ages of all the cases selected.
    Internal,
    /// A file of age groups and weights.
    File(PathBuf),
}

/// How the weights of a standard are applied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Weighting {
    /// Each age group is estimated, then the estimates are averaged.
    #[default]
    Traditional,
    /// Each person is weighted, then all ages are estimated together (Brenner et al. 2004).
    Brenner,
}

/// A standard and how it is applied.
#[derive(Debug, Clone, PartialEq)]
pub struct Standardisation {
    /// The weights.
    pub standard: StandardSource,
    /// How they are applied.
    pub weighting: Weighting,
    /// Where the age groups begin, completed years; `None` for 15-44, 45-54, 55-64, 65-74 and 75 and older, or a
    /// file's own.
    pub age_groups: Option<Vec<u32>>,
}

/// A standard that has been read.
#[derive(Debug)]
pub(crate) struct Standard {
    pub(crate) ages: AgeGroups,
    /// The first age beyond the oldest group, where it is not open.
    pub(crate) end: Option<u32>,
    /// `None` for the ages of the cases themselves.
    weights: Option<StandardWeights>,
    pub(crate) weighting: Weighting,
    /// In words, for the answer.
    pub(crate) name: String,
}

impl Standardisation {
    pub(crate) fn read(&self) -> Result<Standard> {
        let asked = self.age_groups.clone().map(AgeGroups::new).transpose()?;
        let (ages, end, weights) = match &self.standard {
            StandardSource::Icss(icss) => {
                let ages = asked.unwrap_or_else(AgeGroups::adults);
                let weights = icss.standard().weights(&ages)?;
                (ages, None, Some(weights))
            }
            StandardSource::Internal => (asked.unwrap_or_else(AgeGroups::adults), None, None),
            StandardSource::File(path) => {
                let AgeWeights { youngest, end, weights } = AgeWeights::read(path, None)?;
                let standard = AgeStandard::new(AgeGroups::new(youngest)?, weights)?;
                let ages = asked.unwrap_or_else(|| standard.ages().clone());
                let weights = standard.weights(&ages)?;
                (ages, end, Some(weights))
            }
        };
        let labels: Vec<String> = (0..ages.len()).map(|group| ages.label(group)).collect();
        let name = format!("{} ({}), {}", self.standard, labels.join(", "), self.weighting);
        Ok(Standard { ages, end, weights, weighting: self.weighting, name })
    }
}

impl Standard {
    /// The group of an age in completed years; `None` for ages that the standard leaves out.
    pub(crate) fn group_of(&self, completed_years: u32) -> Option<u32> {
        let within = self.end.is_none_or(|end| completed_years < end);
        self.ages.of(completed_years).filter(|_| within).and_then(|group| u32::try_from(group).ok())
    }

    /// The weights, for cases of which `of_age` has the number in each age group.
    pub(crate) fn weights(&self, of_age: &[u64]) -> Result<StandardWeights> {
        #[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^53")]
        let own = || of_age.iter().map(|count| *count as f64).collect::<Vec<f64>>();
        self.weights.clone().map_or_else(|| Ok(StandardWeights::new(&own())?), Ok)
    }
}

impl FromStr for StandardSource {
    type Err = Infallible;

    /// `icss1`, `icss2`, `icss3`, `internal`, or a file.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "internal" => Self::Internal,
            _ => text.parse().map_or_else(|_| Self::File(text.into()), Self::Icss),
        })
    }
}

impl fmt::Display for StandardSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Icss(icss) => icss.fmt(f),
            Self::Internal => f.write_str("the ages of the cases themselves"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl Weighting {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Traditional, Self::Brenner];

    /// Its name on the command line and in answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Traditional => "traditional",
            Self::Brenner => "brenner",
        }
    }
}

crate::convention::spelled!(Weighting: "standardise");
