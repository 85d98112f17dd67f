//! Standards by age, and groups of ages.
//!
//! The International Cancer Survival Standards are three age distributions of cancer patients: 1 for cancers whose
//! incidence rises with age (most), 2 for those that hardly depend on it, 3 for cancers of young adults. They
//! are published by five-year ages from 15, so that groups may be cut as a site needs: usually 15-44, 45-54, 55-64,
//! 65-74 and 75 or older, for the prostate 15-54, 55-64, 65-74, 75-84 and 85 or older.
//!
//! Source: Corazziari I, Quinn M, Capocaccia R (2004), European Journal of Cancer 40:2307-2316,
//! <https://doi.org/10.1016/j.ejca.2004.07.002>.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::standardise::traditional::StandardWeights;

/// Groups of ages, each from its lower bound (completed years) to below the next one's; the last is open.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AgeGroups {
    lower: Vec<u32>,
}

impl AgeGroups {
    /// Groups that begin at `lower` completed years.
    ///
    /// # Errors
    ///
    /// [`Error::AgeGroups`] unless there is a bound and they increase.
    pub fn new(lower: Vec<u32>) -> Result<Self> {
        if lower.is_empty() || lower.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(Error::AgeGroups);
        }
        Ok(Self { lower })
    }

    /// 15-44, 45-54, 55-64, 65-74, 75 and older.
    #[must_use]
    pub fn adults() -> Self {
        Self { lower: vec![15, 45, 55, 65, 75] }
    }

    /// 15-54, 55-64, 65-74, 75-84, 85 and older, for cancer of the prostate.
    #[must_use]
    pub fn prostate() -> Self {
        Self { lower: vec![15, 55, 65, 75, 85] }
    }

    /// 15-19, 20-24 and so on to 85 and older.
    #[must_use]
    pub fn five_years() -> Self {
        Self { lower: (15..=85).step_by(5).collect() }
    }

    /// Where they begin, completed years.
    #[must_use]
    pub fn lower(&self) -> &[u32] {
        &self.lower
    }

    /// How many there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "there always is a group")]
    pub fn len(&self) -> usize {
        self.lower.len()
    }

    /// The group of an age in completed years; `None` for somebody younger than all of them.
    #[must_use]
    pub fn of(&self, completed_years: u32) -> Option<usize> {
        self.lower.partition_point(|&lower| lower <= completed_years).checked_sub(1)
    }

    /// A group's ages, such as 15-44 or 75+.
    #[must_use]
    pub fn label(&self, group: usize) -> String {
        match (self.lower.get(group), self.lower.get(group + 1)) {
            (Some(from), Some(next)) => format!("{from}-{}", next - 1),
            (Some(from), None) => format!("{from}+"),
            (None, _) => String::new(),
        }
    }
}

/// A standard's weights by age.
#[derive(Debug, Clone, PartialEq)]
pub struct AgeStandard {
    ages: AgeGroups,
    weights: Vec<f64>,
}

impl AgeStandard {
    /// A standard that gives `weights[i]` (on any scale) to the ages from `ages.lower()[i]`.
    ///
    /// # Errors
    ///
    /// [`Error::StandardWeight`] for a weight that is negative or not finite, or unless there is one for each group.
    pub fn new(ages: AgeGroups, weights: Vec<f64>) -> Result<Self> {
        StandardWeights::new(&weights)?;
        if weights.len() != ages.len() {
            return Err(Error::StandardWeight { group: weights.len().min(ages.len()) });
        }
        Ok(Self { ages, weights })
    }

    /// The ages that it tells apart.
    #[must_use]
    pub fn ages(&self) -> &AgeGroups {
        &self.ages
    }

    /// The weights of age groups. People younger than the first group are left out, and with them their weight.
    ///
    /// # Errors
    ///
    /// [`Error::GroupWithinStandard`] where a group begins within an age group of the standard, [`Error::StandardWeight`]
    /// where no group has a weight.
    pub fn weights(&self, groups: &AgeGroups) -> Result<StandardWeights> {
        // A group may begin before the standard does.
        let first = self.ages.lower[0];
        let within = |&&bound: &&u32| bound > first && !self.ages.lower.contains(&bound);
        if let Some(&lower) = groups.lower.iter().find(within) {
            return Err(Error::GroupWithinStandard { lower });
        }
        let mut sums = vec![0.0; groups.len()];
        for (&lower, weight) in self.ages.lower.iter().zip(&self.weights) {
            if let Some(group) = groups.of(lower) {
                sums[group] += weight;
            }
        }
        StandardWeights::new(&sums)
    }
}

/// An International Cancer Survival Standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icss {
    /// For most cancers: incidence rises with age.
    One,
    /// For cancers whose incidence hardly depends on age: nasopharynx, soft tissue, melanoma, cervix, brain, thyroid, bone.
    Two,
    /// For cancers of young adults: testis, Hodgkin lymphoma, acute lymphatic leukaemia.
    Three,
}

impl Icss {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Three];

    /// Its name: icss1, icss2 or icss3.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "icss1",
            Self::Two => "icss2",
            Self::Three => "icss3",
        }
    }

    /// Its weights by five-year ages from 15 to 85 and older, which sum to 100,000.
    #[must_use]
    pub fn five_year_weights(self) -> [u32; 15] {
        match self {
            Self::One => [164, 215, 416, 842, 1874, 3489, 4906, 7094, 9641, 13359, 14234, 14766, 14131, 9347, 5522],
            Self::Two => [1128, 2011, 3745, 5755, 7538, 7823, 8283, 8717, 9894, 11106, 10992, 9008, 7254, 4116, 2630],
            Self::Three => {
                [6938, 11183, 12964, 11630, 9635, 7650, 5324, 4676, 5224, 4776, 5067, 4933, 5179, 3247, 1574]
            }
        }
    }

    /// The standard, by five-year ages.
    #[must_use]
    pub fn standard(self) -> AgeStandard {
        AgeStandard { ages: AgeGroups::five_years(), weights: self.five_year_weights().map(f64::from).to_vec() }
    }
}

impl fmt::Display for Icss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Icss {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|standard| standard.name() == text);
        found.ok_or_else(|| Error::UnknownStandard { found: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_the_published_table() {
        for (standard, expected) in [
            (Icss::One, [0.07, 0.12, 0.23, 0.29, 0.29]),
            (Icss::Two, [0.28, 0.17, 0.21, 0.20, 0.14]),
            (Icss::Three, [0.60, 0.10, 0.10, 0.10, 0.10]),
        ] {
            assert_eq!(standard.five_year_weights().iter().sum::<u32>(), 100_000);
            assert_eq!(standard.standard().weights(&AgeGroups::adults()).unwrap().weights(), expected, "{standard}");
        }
        let prostate = Icss::One.standard().weights(&AgeGroups::prostate()).unwrap();
        assert_eq!(prostate.weights(), [0.19, 0.23, 0.29, 0.234_78, 0.055_22]);
    }

    #[test]
    fn groups_are_cut_where_the_standard_is() {
        let standard = Icss::One.standard();
        let weights = |lower: &[u32]| standard.weights(&AgeGroups::new(lower.to_vec()).unwrap());
        assert!(weights(&[15, 42]).unwrap_err().to_string().contains("42"));
        // Younger people than the standard's weigh nothing by themselves, and nothing to a group with older ones.
        assert_eq!(weights(&[0, 75]).unwrap().weights(), [0.71, 0.29]);
        assert_eq!(weights(&[0, 15]).unwrap().weights(), [0.0, 1.0]);
        // Without the young, the old ones' weights are rescaled.
        assert_eq!(weights(&[65, 75]).unwrap().weights(), [0.5, 0.5]);
        assert!(weights(&[90]).is_err());
    }

    #[test]
    fn ages_and_labels() {
        let groups = AgeGroups::adults();
        let of: Vec<Option<usize>> = [14, 15, 44, 45, 74, 75, 104].map(|age| groups.of(age)).to_vec();
        assert_eq!(of, [None, Some(0), Some(0), Some(1), Some(3), Some(4), Some(4)]);
        assert_eq!((groups.label(0), groups.label(4)), ("15-44".to_owned(), "75+".to_owned()));
        assert!(AgeGroups::new(vec![]).is_err() && AgeGroups::new(vec![5, 5]).is_err());
    }
}
