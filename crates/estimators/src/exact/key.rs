//! The rules under which cells were counted.

use std::fmt;
use std::ops::BitOr;

use crate::error::{Error, Result};
use crate::exact::prepared_table::PreparedTable;
use crate::merge::{CellKey, differ};

/// The last day that a horizon may be: three and a half centuries.
const MAX_HORIZON: u32 = (1 << 17) - 1;

/// Which sums are kept; each costs time of its own.
///
/// ```
/// use estimators::Parts;
///
/// let parts = Parts::WEIGHTS | Parts::HAZARDS;
/// assert!(parts.contain(Parts::HAZARDS) && !parts.contain(Parts::EXPECTED));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Parts(u8);

impl Parts {
    /// Only counts of people.
    pub const COUNTS: Self = Self(0);
    /// Of those at risk, weights 1 / expected survival: Pohar Perme, Graffeo's test.
    pub const WEIGHTS: Self = Self(1);
    /// Of those at risk, population hazards: Ederer II, crude probabilities.
    pub const HAZARDS: Self = Self(2);
    /// Of everybody, expected survival to the horizon: Ederer I, expected numbers.
    pub const EXPECTED: Self = Self(4);
    /// Of those with potential follow-up, expected survival: Hakulinen.
    pub const POTENTIAL: Self = Self(8);
    /// All of them.
    pub const ALL: Self = Self(15);

    /// As bits, for storing.
    #[must_use]
    pub fn bits(self) -> u8 {
        self.0
    }

    /// From stored bits; `None` where a bit has no meaning.
    #[must_use]
    pub fn from_bits(bits: u8) -> Option<Self> {
        (bits <= Self::ALL.0).then_some(Self(bits))
    }

    /// Both; the same as `|`.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether all of `others` are among these.
    #[must_use]
    pub fn contain(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether any of `others` is among these.
    #[must_use]
    pub fn meet(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

impl BitOr for Parts {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.and(other)
    }
}

impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("counts")?;
        for (part, name) in [
            (Self::WEIGHTS, "weights"),
            (Self::HAZARDS, "hazards"),
            (Self::EXPECTED, "expected survival"),
            (Self::POTENTIAL, "potential follow-up"),
        ] {
            if self.contain(part) {
                write!(f, ", {name}")?;
            }
        }
        Ok(())
    }
}

/// What [`NetCells`](crate::NetCells) must have in common to merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NetKey {
    /// Unit and study cutoff.
    pub cells: CellKey,
    /// The last day that is kept, days from the origin; follow-up beyond it is cut.
    pub horizon: u32,
    /// The closing date that potential follow-up was counted to, days since 1970-01-01.
    pub closing_date: Option<i32>,
    /// Which sums are kept.
    pub parts: Parts,
    /// The life table: its [`PreparedTable::fingerprint`].
    pub table: u64,
}

impl NetKey {
    /// Of cells relative to `table`, without a closing date.
    ///
    /// # Errors
    ///
    /// [`Error::HorizonOutOfRange`] unless `horizon` is between a day and 131,071 days.
    pub fn new(cells: CellKey, horizon: u32, parts: Parts, table: &PreparedTable) -> Result<Self> {
        let key = Self { cells, horizon, closing_date: None, parts, table: table.fingerprint() };
        key.check().map(|()| key)
    }

    pub(crate) fn check(&self) -> Result<()> {
        if (1..=MAX_HORIZON).contains(&self.horizon) {
            return Ok(());
        }
        Err(Error::HorizonOutOfRange { found: self.horizon, max: MAX_HORIZON })
    }

    /// The day on which those followed beyond the horizon count as censored.
    pub(crate) fn end(&self) -> u32 {
        self.horizon + 1
    }

    pub(crate) fn agree(&self, other: &Self) -> Result<()> {
        self.cells.agree(&other.cells)?;
        differ("horizon (days)", &self.horizon, &other.horizon)?;
        let day = |date: Option<i32>| date.map_or_else(|| String::from("none"), |day| format!("day {day}"));
        differ("closing date", &day(self.closing_date), &day(other.closing_date))?;
        differ("sums kept", &self.parts, &other.parts)?;
        differ("life table", &format!("{:016x}", self.table), &format!("{:016x}", other.table))
    }
}
