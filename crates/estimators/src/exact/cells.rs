//! The mergeable sums of one stratum.

use crate::error::{Error, Result};
use crate::exact::cohort::OutsideCounts;
use crate::exact::fixed_point::TERMS;
use crate::exact::key::{NetKey, Parts};
use crate::exact::rows::Rows;
use crate::merge::{Merge, add};
use crate::observed::day_cells::DayCells;

/// Sums of weights over time: low and high coefficients of polynomials over blocks, and weights at start and end of
/// days for who goes from day to day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct WeightSums {
    pub(crate) low: PolynomialSums,
    pub(crate) high: PolynomialSums,
    pub(crate) daily: Rows<2>,
}

/// Coefficients at the start of blocks; those of people who come or leave, and what cells that change do to them, by day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct PolynomialSums {
    pub(crate) blocks: Rows<TERMS>,
    pub(crate) moves: Rows<TERMS>,
    pub(crate) changes: Rows<TERMS>,
}

impl WeightSums {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.low.merge(&other.low)?;
        self.high.merge(&other.high)?;
        self.daily.merge(&other.daily)
    }
}

impl PolynomialSums {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.blocks.merge(&other.blocks)?;
        self.moves.merge(&other.moves)?;
        self.changes.merge(&other.changes)
    }
}

/// People who are not in the sums, and people whom the life table does not reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Exclusions {
    /// Left out because their weight, 1 / expected survival at the end of follow-up, exceeds 2^20: a wrong
    /// age or date, nearly always. Nobody is where no weights are kept.
    pub too_heavy: u64,
    /// Left out because they come under observation on or after the horizon.
    pub entered_beyond: u64,
    /// Kept, but the table ends before their own follow-up does.
    pub outside: OutsideCounts,
    /// Kept, but the table ends before their expected survival is needed no longer: the horizon, or the end
    /// of potential follow-up. Counted where expected survival is kept.
    pub outside_expected: OutsideCounts,
}

impl Exclusions {
    fn to_array(self) -> [u64; 12] {
        let [a, b, c, d, e] = self.outside.to_array();
        let [f, g, h, i, j] = self.outside_expected.to_array();
        [self.too_heavy, self.entered_beyond, a, b, c, d, e, f, g, h, i, j]
    }

    fn from_array([too_heavy, entered_beyond, a, b, c, d, e, f, g, h, i, j]: [u64; 12]) -> Self {
        let outside = OutsideCounts::from_array([a, b, c, d, e]);
        let outside_expected = OutsideCounts::from_array([f, g, h, i, j]);
        Self { too_heavy, entered_beyond, outside, outside_expected }
    }
}

/// Everything that survival relative to a life table needs of one stratum, in exact integers.
///
/// See [`tally_net`](crate::tally_net) for how it is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NetCells {
    pub(crate) key: NetKey,
    /// Whoever is followed beyond the horizon is censored on the day after.
    pub(crate) counts: DayCells,
    pub(crate) exclusions: Exclusions,
    /// Of those at risk, growing.
    pub(crate) weights: WeightSums,
    /// By day: weights of the dead, and their squares.
    pub(crate) deaths: Rows<2>,
    /// After a day: by how much the sum of hazards changes from then on, and what of it
    /// falls before the change on the next day.
    pub(crate) hazards: Rows<2>,
    /// Of those with potential follow-up, falling.
    pub(crate) potential: WeightSums,
    /// Of everybody else, falling.
    pub(crate) others: WeightSums,
}

impl NetCells {
    /// No people yet.
    #[must_use]
    pub fn new(key: NetKey) -> Self {
        Self {
            key,
            counts: DayCells::new(key.cells),
            exclusions: Exclusions::default(),
            weights: WeightSums::default(),
            deaths: Rows::default(),
            hazards: Rows::default(),
            potential: WeightSums::default(),
            others: WeightSums::default(),
        }
    }

    /// The rules under which these were counted.
    #[must_use]
    pub fn key(&self) -> &NetKey {
        &self.key
    }

    /// The counts of people by day, as for [`KaplanMeier`](crate::KaplanMeier). Follow-up beyond the horizon
    /// ends on the day after it.
    #[must_use]
    pub fn counts(&self) -> &DayCells {
        &self.counts
    }

    /// Who was left out, and whom the life table does not reach.
    #[must_use]
    pub fn exclusions(&self) -> &Exclusions {
        &self.exclusions
    }

    pub(crate) fn need(&self, parts: Parts) -> Result<()> {
        if self.key.parts.contain(parts) {
            return Ok(());
        }
        Err(Error::PartNotKept { kept: self.key.parts, needed: parts })
    }
}

impl Merge for NetCells {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.key.agree(&other.key)?;
        self.counts.merge(&other.counts)?;
        let mut exclusions = self.exclusions.to_array();
        for (mine, theirs) in exclusions.iter_mut().zip(other.exclusions.to_array()) {
            *mine = add("exclusions", *mine, theirs)?;
        }
        self.exclusions = Exclusions::from_array(exclusions);
        self.weights.merge(&other.weights)?;
        self.deaths.merge(&other.deaths)?;
        self.hazards.merge(&other.hazards)?;
        self.potential.merge(&other.potential)?;
        self.others.merge(&other.others)
    }
}
