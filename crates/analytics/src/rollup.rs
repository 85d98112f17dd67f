//! Cells in files: what a registry can hand on instead of its cases, and what others finish, merge and check.
//!
//! [`tally`] counts the cases of a file into a [`Rollup`]: for each stratum (the values of the `by` columns, the
//! five-year age group and the calendar year of follow-up, where they are kept) the day counts of
//! [`DayCells`](estimators::DayCells), by cause of death where the cases tell it, and the sums of
//! [`NetCells`](estimators::NetCells) relative to a life table where one is named. All of them are integers, so
//! [`Rollup::merge`] of any parts of a cohort, in any order, is the whole: the same bytes.
//!
//! | file | what is in it |
//! | --- | --- |
//! | a row | a sum of one stratum at one day (or block of days): the stratum's values, `sum`, `at`, `scale`, `value_0` to `value_7` |
//! | `sum` below 64 | relative to the life table, as [`SumRow`](estimators::SumRow) numbers them |
//! | `sum` 64 | at a day: entered late, died, censored |
//! | `sum` 65 | at a day: entered late, died of this cancer, died of another cause, censored |
//! | `sum` 80 to 83 | by completed months, as [`SeerCells`](estimators::SeerCells) numbers them, 80 more |
//! | `sum` 128 more | the same of those still followed when the calendar year ends |
//! | `scale` 1 | what goes beyond 64 bits, in units of 2^62; else 0 |
//! | metadata `caselake.cells` | the [`RollupKey`] and [`RollupContents`], JSON |
//! | metadata `caselake.cells.sha256` | of the above and every row: what is damaged is not read |
//!
//! Rows are in order of stratum, sum and day. Nothing in the file depends on where the cases came from, how their rows
//! were ordered, or who wrote it when.
//!
//! **Calendar years.** With them each person's follow-up is cut where years begin, weights still running from the
//! diagnosis; so a period is the years of its window, joined. Who is followed on into the next year would be a
//! censoring in the one and a late entry in the other: they are counted apart, and taken off where both are joined.
//!
//! **Confidentiality.** A stratum of one person tells when that person died. [`Rollup::protect`] leaves out strata of
//! few people and counts them; what is left out of a part is missing from the merged whole.

mod compare;
mod contents;
mod count;
mod file;
mod finish;
mod groups;
mod key;
mod merge;
mod places;
mod request;
mod stratum;
mod stretches;
mod tally;
mod wide;
mod years;

use std::collections::BTreeMap;

pub use contents::{CaseCount, Holdings, RollupContents, StratumCounts, TableName, Withheld};
pub use key::{PopulationKey, RollupKey};
pub use request::RollupRequest;
pub use tally::tally;

pub(crate) use compare::difference;
pub(crate) use finish::survival;
use stratum::{Label, Stratum};

use crate::answer::{CellsUsed, Clamped, LifeTableUsed};

/// Mergeable cells by stratum, with the rules under which they were counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollup {
    key: RollupKey,
    contents: RollupContents,
    strata: BTreeMap<Label, Stratum>,
}

impl Rollup {
    /// The rules under which these cells were counted.
    #[must_use]
    pub fn key(&self) -> &RollupKey {
        &self.key
    }

    /// Who is in them and who is not.
    #[must_use]
    pub fn contents(&self) -> &RollupContents {
        &self.contents
    }

    /// What an answer says of the cells that it was finished from.
    pub(crate) fn used(&self) -> CellsUsed {
        CellsUsed {
            sha256: self.digest(),
            key: self.key.clone(),
            selected: self.contents.selected.clone(),
            minimum: self.contents.minimum,
            withheld: self.contents.withheld,
        }
    }

    /// The life table that sums are relative to.
    pub(crate) fn life_table(&self, clamped: Clamped) -> Option<LifeTableUsed> {
        let (population, TableName { name, source }) =
            (self.key.population.as_ref()?, self.contents.life_table.clone()?);
        let (sha256, days_per_year) = (population.life_table_sha256.clone(), population.days_per_year.parse().ok()?);
        Some(LifeTableUsed { name, source, sha256, days_per_year, clamped })
    }
}
