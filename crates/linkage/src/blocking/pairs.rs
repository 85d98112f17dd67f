//! Blocks and the pairs in them.

use std::ops::Range;

use rayon::prelude::*;

use super::keys::{Keys, NO_KEY, PASSES, is_rare_only, keys};
use crate::dictionary::Dictionary;
use crate::records::Record;

/// Which pairs are wanted: all in one list, or those across two, of which the first has so many records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lists {
    One,
    Two { first: usize },
}

impl Lists {
    pub(crate) fn joins(self, a: u32, b: u32) -> bool {
        match self {
            Self::One => true,
            Self::Two { first } => ((a as usize) < first) != ((b as usize) < first),
        }
    }

    /// The number of pairs among `n` records.
    pub(crate) fn pairs(self, n: usize) -> f64 {
        match self {
            Self::One => n as f64 * (n as f64 - 1.0) / 2.0,
            Self::Two { first } => first as f64 * (n - first.min(n)) as f64,
        }
    }
}

/// Records that share the key of a pass, as a range of the pass's entries.
type Block = Range<u32>;

/// One pass: records sorted by key.
#[derive(Debug, Clone, Default)]
pub(crate) struct PassBlocks {
    /// Key in the upper half, record in the lower.
    entries: Vec<u64>,
    blocks: Vec<Block>,
    /// Blocks that are too large to compare all their pairs.
    pub oversized: Vec<Block>,
    /// Pairs in the blocks, those of other passes among them.
    pub pairs: u64,
}

pub(super) fn record(entry: u64) -> u32 {
    entry as u32
}

/// All passes.
#[derive(Debug, Clone)]
pub(crate) struct Blocks {
    pub lists: Lists,
    pub keys: Vec<Keys>,
    pub passes: Vec<PassBlocks>,
}

impl Blocks {
    /// Blocks of at most `cap` records, a tenth of it in passes for what is rare.
    pub(crate) fn new(names: &Dictionary, records: &[Record], lists: Lists, cap: usize) -> Self {
        let mut keys: Vec<Keys> = records.par_iter().map(|record| keys(names, record)).collect();
        let passes: Vec<PassBlocks> =
            (0..PASSES).into_par_iter().map(|pass| PassBlocks::new(&keys, pass, lists, cap)).collect();
        // Records of a block that is not compared in full are not covered by that pass.
        for (at, pass) in passes.iter().enumerate() {
            for block in &pass.oversized {
                for &entry in pass.entries(block) {
                    if let Some(key) = keys.get_mut(record(entry) as usize).and_then(|keys| keys.get_mut(at)) {
                        *key = 0;
                    }
                }
            }
        }
        Self { lists, keys, passes }
    }

    /// Calls `found` with each pair of some blocks of a pass that no earlier pass of `chosen` has, smaller record first.
    pub(crate) fn pairs(&self, pass: usize, blocks: &[Block], chosen: u32, mut found: impl FnMut(u32, u32)) {
        let Some(of_pass) = self.passes.get(pass) else { return };
        let earlier = chosen & ((1 << pass) - 1);
        for block in blocks {
            let entries = of_pass.entries(block);
            for (at, &a) in entries.iter().enumerate() {
                let a = record(a);
                let Some(keys) = self.keys.get(a as usize).map(|keys| sought(keys, earlier)) else { continue };
                for &b in entries.iter().skip(at + 1) {
                    let b = record(b);
                    if self.lists.joins(a, b) && self.keys.get(b as usize).is_some_and(|other| !meets(&keys, other)) {
                        found(a, b);
                    }
                }
            }
        }
    }

    /// Blocks of a pass in groups of about so many pairs, for threads to share.
    pub(crate) fn batches(&self, pass: usize, pairs: u64) -> Vec<&[Block]> {
        let Some(of_pass) = self.passes.get(pass) else { return Vec::new() };
        let mut batches = Vec::new();
        let (mut start, mut sum) = (0, 0);
        for (at, block) in of_pass.blocks.iter().enumerate() {
            sum += pairs_in(block);
            if sum >= pairs {
                batches.extend(of_pass.blocks.get(start..=at));
                (start, sum) = (at + 1, 0);
            }
        }
        batches.extend(of_pass.blocks.get(start..).filter(|rest| !rest.is_empty()));
        batches
    }

    /// Oversized blocks of a pass as lists of records.
    pub(crate) fn oversized(&self, pass: usize) -> impl Iterator<Item = Vec<u32>> + '_ {
        self.passes.get(pass).into_iter().flat_map(|pass| {
            pass.oversized.iter().map(|block| pass.entries(block).iter().copied().map(record).collect())
        })
    }

    /// The passes in whose blocks both records are, as bits.
    pub(crate) fn shared_passes(&self, a: u32, b: u32) -> u32 {
        match (self.keys.get(a as usize), self.keys.get(b as usize)) {
            (Some(a), Some(b)) => shared(a, b),
            _ => 0,
        }
    }
}

/// The keys of some passes; the others become a key that no record has.
pub(super) fn sought(keys: &Keys, passes: u32) -> Keys {
    let mut sought = *keys;
    for (pass, key) in sought.iter_mut().enumerate() {
        if passes >> pass & 1 == 0 || *key == 0 {
            *key = NO_KEY;
        }
    }
    sought
}

/// Whether a record has one of the keys that are sought. No branches, so that all keys are compared at once.
pub(super) fn meets(sought: &Keys, keys: &Keys) -> bool {
    sought.iter().zip(keys).fold(false, |met, (x, y)| met | (x == y))
}

fn shared(a: &Keys, b: &Keys) -> u32 {
    a.iter().zip(b).enumerate().fold(0, |bits, (pass, (x, y))| bits | u32::from(x == y && *x != 0) << pass)
}

fn pairs_in(block: &Block) -> u64 {
    let n = u64::from(block.end - block.start);
    n * (n - 1) / 2
}

impl PassBlocks {
    fn new(keys: &[Keys], pass: usize, lists: Lists, cap: usize) -> Self {
        let mut entries: Vec<u64> = Iterator::zip(0u64.., keys)
            .filter_map(|(record, keys)| {
                keys.get(pass).filter(|key| **key != 0).map(|key| u64::from(*key) << 32 | record)
            })
            .collect();
        entries.sort_unstable();
        let rare_only = is_rare_only(pass);
        let cap = if rare_only { cap / 10 } else { cap }.max(2);
        let mut found = Self::default();
        let mut start = 0u32;
        for run in entries.chunk_by(|a, b| a >> 32 == b >> 32) {
            let block = start..start + run.len() as u32;
            start = block.end;
            let apart = run.first().zip(run.last()).is_some_and(|(a, b)| lists.joins(record(*a), record(*b)));
            if run.len() < 2 || !apart {
                continue;
            }
            if run.len() <= cap {
                found.pairs += match lists {
                    Lists::One => pairs_in(&block),
                    Lists::Two { first } => {
                        let in_first = run.iter().filter(|entry| (record(**entry) as usize) < first).count() as u64;
                        in_first * (run.len() as u64 - in_first)
                    }
                };
                found.blocks.push(block);
            } else {
                found.oversized.push(block);
            }
        }
        found.entries = entries;
        found
    }

    /// The entries with a key of records before `row`.
    pub(super) fn before(&self, key: u32, row: u32) -> &[u64] {
        let first = u64::from(key) << 32;
        let start = self.entries.partition_point(|entry| *entry < first);
        let rest = self.entries.get(start..).unwrap_or(&[]);
        let length = rest.partition_point(|entry| *entry < first | u64::from(row));
        rest.get(..length).unwrap_or(&[])
    }

    /// Merges entries into those that are there; lists of blocks are no longer kept.
    pub(super) fn enter(&mut self, mut new: Vec<u64>) {
        new.sort_unstable();
        self.blocks.clear();
        self.oversized.clear();
        self.entries.extend(new);
        // Two sorted runs: a merge, not a sort.
        self.entries.sort();
    }

    fn entries(&self, block: &Block) -> &[u64] {
        self.entries.get(block.start as usize..block.end as usize).unwrap_or(&[])
    }

    /// About one block in `one_in`, the same ones every time.
    pub(crate) fn sample(&self, one_in: u64) -> Vec<Block> {
        let chosen = |block: &&Block| {
            let key = self.entries.get(block.start as usize).map_or(0, |entry| entry >> 32);
            (key.wrapping_mul(0xd1b5_4a32_d192_ed03) >> 32).is_multiple_of(one_in.max(1))
        };
        self.blocks.iter().filter(chosen).cloned().collect()
    }
}
