//! Which items an element has had, to find one that stands twice.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::fault::Fault;
use super::item_tag::ItemId;
use crate::{Dictionary, Level, Rule, Slot};

/// The items of the element that is open.
#[derive(Debug)]
pub(super) struct SeenItems {
    /// By slot, the element that last had the item.
    last_in: Vec<u32>,
    element: u32,
    unknown: HashSet<Box<str>, RandomState>,
}

impl SeenItems {
    pub(super) fn new(dictionary: &Dictionary) -> Self {
        Self { last_in: vec![0; dictionary.items().len()], element: 1, unknown: HashSet::default() }
    }

    /// Begins an element.
    pub(super) fn start_element(&mut self) {
        if self.element == u32::MAX {
            self.last_in.fill(0);
            self.element = 0;
        }
        self.element += 1;
        if !self.unknown.is_empty() {
            self.unknown.clear();
        }
    }

    pub(super) fn contains(&self, slot: Slot) -> bool {
        self.last_in.get(slot.index()) == Some(&self.element)
    }

    /// Notes an item; `false` if the element has it already. Items without id do not count.
    #[inline]
    pub(super) fn insert(&mut self, id: &ItemId) -> bool {
        match id {
            ItemId::Known { slot, .. } => {
                let Some(last_in) = self.last_in.get_mut(slot.index()) else { return true };
                std::mem::replace(last_in, self.element) != self.element
            }
            ItemId::Unknown(id) => self.unknown.insert(id.clone()),
            ItemId::Missing => true,
        }
    }
}

/// An item twice in one element.
#[cold]
pub(super) fn duplicate(id: &ItemId, dictionary: &Dictionary, level: Level, line: u64) -> Fault {
    let name = match id {
        ItemId::Known { slot, .. } => dictionary.item(*slot).map_or("", |item| &*item.id),
        ItemId::Unknown(id) => id,
        ItemId::Missing => "",
    };
    Fault::new(Rule::DuplicateItem, line, format!("the item {name} stands twice in one {}", level.element()))
}
