//! The merge law: `merge(parts) == whole`, bit for bit, for every partition and every order.

use std::collections::BTreeMap;
use std::fmt;

use crate::error::{Error, Result};

/// What a count counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CountingUnit {
    /// A primary tumor; a person with two primaries counts twice.
    Tumors,
    /// A person.
    Persons,
}

impl fmt::Display for CountingUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tumors => "tumors",
            Self::Persons => "persons",
        })
    }
}

/// The rules under which cells were counted. Cells whose keys differ refuse to merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CellKey {
    /// What is counted.
    pub unit: CountingUnit,
    /// Study cutoff, days since 1970-01-01: follow-up after it was not used. `None` where follow-up
    /// was taken as reported.
    pub cutoff: Option<i32>,
}

impl CellKey {
    /// Tumors, followed up as reported.
    pub const TUMORS: Self = Self { unit: CountingUnit::Tumors, cutoff: None };

    pub(crate) fn agree(&self, other: &Self) -> Result<()> {
        differ("counting unit", &self.unit, &other.unit)?;
        let day = |cutoff: Option<i32>| cutoff.map_or_else(|| String::from("none"), |day| format!("day {day}"));
        differ("study cutoff", &day(self.cutoff), &day(other.cutoff))
    }
}

pub(crate) fn differ<T: PartialEq + fmt::Display>(field: &'static str, left: &T, right: &T) -> Result<()> {
    if left == right {
        return Ok(());
    }
    Err(Error::KeyMismatch { field, left: left.to_string(), right: right.to_string() })
}

/// Summaries of disjoint groups of people that add up exactly.
pub trait Merge {
    /// Adds the people of `other`, who must not be in `self`.
    ///
    /// # Errors
    ///
    /// [`Error::KeyMismatch`] where the two were counted under different rules, [`Error::Overflow`]
    /// where a count leaves 64 bits; `self` is then unchanged or to be thrown away.
    fn merge(&mut self, other: &Self) -> Result<()>;
}

/// Merges strata label by label into `whole`; one that only `part` has is taken over.
///
/// # Errors
///
/// As [`Merge::merge`].
pub fn merge_strata<K: Ord + Clone, C: Merge + Clone>(whole: &mut BTreeMap<K, C>, part: &BTreeMap<K, C>) -> Result<()> {
    for (label, cells) in part {
        match whole.get_mut(label) {
            Some(mine) => mine.merge(cells)?,
            None => {
                whole.insert(label.clone(), cells.clone());
            }
        }
    }
    Ok(())
}

pub(crate) fn add(field: &'static str, left: u64, right: u64) -> Result<u64> {
    left.checked_add(right).ok_or(Error::Overflow { field })
}
