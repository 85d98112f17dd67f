//! Blocks with too many records to compare all their pairs.

use super::keys::ALL;
use super::pairs::{Blocks, Lists};
use super::plan::BlockingPlan;
use crate::records::Record;

/// Neighbours that each record is compared with in a block that is too large.
const WINDOW: usize = 10;

impl Blocks {
    /// Some pairs of an oversized block: every record with one that is equal to it in everything, and the different ones with
    /// those that follow when all are put in order (a sorted neighbourhood; Hernández and Stolfo 1995). Passes for what is rare
    /// look for equal records only.
    pub(crate) fn part_of_pairs(
        &self,
        records: &[Record],
        pass: usize,
        mut rows: Vec<u32>,
        mut found: impl FnMut(u32, u32),
    ) {
        let record = |row: &u32| records.get(*row as usize).copied().unwrap_or_default();
        rows.sort_by_cached_key(|row| (record(row), *row));
        let mut different = Vec::new();
        for equal in rows.chunk_by(|a, b| record(a) == record(b)) {
            for one in self.representatives(equal) {
                different.push(one);
                for &other in equal.iter().filter(|other| **other != one && self.lists.joins(one, **other)) {
                    found(one, other);
                }
            }
        }
        if super::keys::is_rare_only(pass) {
            return;
        }
        for (at, &a) in different.iter().enumerate() {
            for &b in different.iter().skip(at + 1).take(WINDOW).filter(|b| self.lists.joins(a, **b)) {
                found(a, b);
            }
        }
    }

    /// One of equal records, or one of each list.
    fn representatives(&self, equal: &[u32]) -> Vec<u32> {
        let first = equal.first().copied();
        let of_second = match self.lists {
            Lists::One => None,
            Lists::Two { first: n } => {
                equal.iter().copied().find(|row| *row as usize >= n).filter(|row| Some(*row) != first)
            }
        };
        first.into_iter().chain(of_second).collect()
    }

    /// What was not compared in full, for the reader.
    pub(crate) fn warnings(&self, plan: &BlockingPlan) -> Vec<String> {
        let passes = self.passes.iter().zip(ALL).zip(&plan.passes);
        passes
            .filter(|(_, plan)| plan.chosen)
            .filter_map(|((blocks, pass), _)| {
                let sizes = || blocks.oversized.iter().map(|block| block.end - block.start);
                let largest = sizes().max()?;
                // That most blocks of a pass for what is rare are too large is what it is for, unless it leaves out nearly everybody.
                let is_expected = pass.rare_only && sizes().map(u64::from).sum::<u64>() < self.keys.len() as u64 / 2;
                (!is_expected).then_some((blocks, pass, largest))
            })
            .map(|(blocks, pass, largest)| {
                format!(
                    "blocking pass \"{}\": {} blocks are too large (the largest has {largest} records) and were compared in part: \
                     equal records, and neighbours in order",
                    pass.name,
                    blocks.oversized.len()
                )
            })
            .collect()
    }
}
