//! Finds an item's slot by its id or its number.
//!
//! An id is looked up for every value of a file, so ids have a hash table of their own: open addressing over the
//! first, middle and last eight bytes, which tell all but a few ids apart, with a tag beside each slot so that a byte
//! comparison happens about once a look-up.

use std::sync::Arc;

use super::Slot;
use crate::ItemDef;

#[derive(Debug)]
pub(super) struct Index {
    /// A power of two long, at most a quarter full; an entry is `tag << 16 | slot`, [`EMPTY`] where there is none.
    table: Vec<u32>,
    shift: u32,
    by_number: Vec<(u32, Slot)>,
}

const EMPTY: u32 = u32::MAX;

impl Index {
    /// Of items with distinct ids and numbers, fewer than [`u16::MAX`].
    pub(super) fn new(items: &[Arc<ItemDef>]) -> Self {
        let size = (items.len() * 4).next_power_of_two().max(64);
        let mut index = Self {
            table: vec![EMPTY; size],
            shift: 64 - size.trailing_zeros(),
            by_number: Vec::with_capacity(items.len()),
        };
        for (item, slot) in items.iter().zip(0..u16::MAX) {
            let hash = hash(item.id.as_bytes());
            let mut place = index.home(hash);
            while index.table[place] != EMPTY {
                place = index.next(place);
            }
            index.table[place] = tag(hash) | u32::from(slot);
            index.by_number.push((item.number, Slot(slot)));
        }
        index.by_number.sort_unstable_by_key(|&(number, _)| number);
        index
    }

    /// The slot of an id among `items`, with which the index was made.
    #[inline]
    pub(super) fn by_id(&self, id: &[u8], items: &[Arc<ItemDef>]) -> Option<Slot> {
        let hash = hash(id);
        let mut place = self.home(hash);
        loop {
            let entry = *self.table.get(place)?;
            if entry == EMPTY {
                return None;
            }
            let slot = Slot((entry & 0xFFFF) as u16);
            if entry & TAG == tag(hash) && items.get(slot.index()).is_some_and(|item| item.id.as_bytes() == id) {
                return Some(slot);
            }
            place = self.next(place);
        }
    }

    pub(super) fn by_number(&self, number: u32) -> Option<Slot> {
        let index = self.by_number.binary_search_by_key(&number, |&(number, _)| number).ok()?;
        self.by_number.get(index).map(|&(_, slot)| slot)
    }

    fn home(&self, hash: u64) -> usize {
        (hash >> self.shift) as usize
    }

    fn next(&self, place: usize) -> usize {
        (place + 1) & (self.table.len() - 1)
    }
}

const TAG: u32 = 0xFFFF_0000;

fn tag(hash: u64) -> u32 {
    (hash as u32) & TAG
}

fn hash(id: &[u8]) -> u64 {
    let (first, last) = match (id.first_chunk(), id.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (id.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)), 0),
    };
    let middle = id.get(id.len() / 2..).and_then(<[u8]>::first_chunk).map_or(0, |middle| u64::from_le_bytes(*middle));
    let mixed = first ^ last.rotate_left(23) ^ middle.rotate_left(41) ^ id.len() as u64;
    let product = u128::from(mixed ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
    (product >> 64) as u64 ^ product as u64
}
