//! Blocks that stay: a new record finds its candidates by its keys, and is entered among them.

use super::keys::{PASSES, is_rare_only, keys};
use super::pairs::{Blocks, meets, record, sought};
use crate::dictionary::Dictionary;
use crate::records::Record;

/// Records of a block too large to compare in full that a new record is compared with.
const WINDOW: usize = 10;

impl Blocks {
    /// Calls `found` with each record entered before `row` that is in one of its blocks of the chosen passes.
    pub(crate) fn candidates(&self, row: u32, chosen: u32, cap: usize, mut found: impl FnMut(u32)) {
        let Some(keys) = self.keys.get(row as usize) else { return };
        for (pass, (blocks, &key)) in self.passes.iter().zip(keys).enumerate() {
            if key == 0 || chosen >> pass & 1 == 0 {
                continue;
            }
            let block = blocks.before(key, row);
            let cap = if is_rare_only(pass) { cap / 10 } else { cap };
            // Too large a block covers nobody: its records may be met again in another pass, and then twice.
            let (taken, earlier) =
                if block.len() >= cap { (WINDOW, 0) } else { (block.len(), chosen & ((1 << pass) - 1)) };
            let sought = sought(keys, earlier);
            for other in block.iter().rev().take(taken).map(|entry| record(*entry)) {
                if self.keys.get(other as usize).is_some_and(|others| !meets(&sought, others)) {
                    found(other);
                }
            }
        }
    }

    /// Enters records behind those that are there.
    pub(crate) fn enter(&mut self, names: &Dictionary, records: &[Record]) {
        let first = self.keys.len() as u32;
        self.keys.extend(records.iter().map(|record| keys(names, record)));
        for pass in 0..PASSES {
            let new: Vec<u64> = (first..)
                .zip(self.keys.iter().skip(first as usize))
                .filter_map(|(row, keys)| {
                    keys.get(pass).filter(|key| **key != 0).map(|key| u64::from(*key) << 32 | u64::from(row))
                })
                .collect();
            if let Some(blocks) = self.passes.get_mut(pass) {
                blocks.enter(new);
            }
        }
    }
}
