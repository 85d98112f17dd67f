//! Finds an item's slot by its id or its number.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::Slot;
use crate::ItemDef;

#[derive(Debug)]
pub(super) struct Index {
    by_id: HashMap<Box<[u8]>, Slot, FixedState>,
    by_number: HashMap<u32, Slot, FixedState>,
}

impl Index {
    /// Of items with distinct ids and numbers.
    pub(super) fn new(items: &[Arc<ItemDef>]) -> Self {
        let slots = || items.iter().zip(0..u16::MAX).map(|(item, index)| (item, Slot(index)));
        Self {
            by_id: slots().map(|(item, slot)| (item.id.as_bytes().into(), slot)).collect(),
            by_number: slots().map(|(item, slot)| (item.number, slot)).collect(),
        }
    }

    pub(super) fn by_id(&self, id: &[u8]) -> Option<Slot> {
        self.by_id.get(id).copied()
    }

    pub(super) fn by_number(&self, number: u32) -> Option<Slot> {
        self.by_number.get(&number).copied()
    }
}
