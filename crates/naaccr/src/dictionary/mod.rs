//! Dictionaries: which items a file may hold, and what the standard says of each.

mod base;
mod canonical;
mod index;
mod user;
mod user_rules;

use std::sync::Arc;

pub use base::{base_items, default_user_items};
pub use canonical::{CanonicalItem, Confidentiality, canonical_item, canonical_items, present_id};
pub use user::UserDictionary;

use crate::{Error, ItemDef, RecordType, Version};
use index::Index;

/// What base dictionary URIs start with; the version and `.xml` follow.
pub const BASE_URI_PREFIX: &str = "http://naaccr.org/naaccrxml/naaccr-dictionary-";

/// The URI of a version's base dictionary.
#[must_use]
pub fn base_dictionary_uri(version: Version) -> String {
    format!("{BASE_URI_PREFIX}{version}.xml")
}

/// An item's place in a [`Dictionary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub(crate) u16);

impl Slot {
    /// Its index in [`Dictionary::items`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The items that a file of one version, record type and set of user dictionaries may hold.
#[derive(Debug)]
pub struct Dictionary {
    version: Version,
    record_type: RecordType,
    items: Vec<Arc<ItemDef>>,
    canonical: Vec<Option<&'static CanonicalItem>>,
    index: Index,
}

impl Dictionary {
    /// The items that files of `version` and `record_type` which name the dictionaries in `user` may hold: those of
    /// the standard by number, then the users' own in their order. Where `user` is empty, versions up to 210 have
    /// their [`default_user_items`] instead.
    ///
    /// # Errors
    /// User dictionaries that clash with the standard, the version or each other: [`crate::Rule::UserDictionary`].
    pub fn new(version: Version, record_type: RecordType, user: &[Arc<UserDictionary>]) -> Result<Self, Error> {
        let own =
            if user.is_empty() { default_user_items(version).to_vec() } else { user_rules::merge(version, user)? };
        let all = base_items(version).iter().chain(&own);
        let items: Vec<_> = all.filter(|item| item.is_in(record_type)).cloned().collect();
        // A slot is sixteen bits, of which the last value means "none".
        if items.len() >= usize::from(u16::MAX) {
            return Err(user::broken(0, format!("user dictionaries make {} items, more than 65,534", items.len())));
        }
        let canonical = items
            .iter()
            .map(|item| if item.user_dictionary.is_none() { canonical_item(item.number) } else { None })
            .collect();
        let index = Index::new(&items);
        Ok(Self { version, record_type, items, canonical, index })
    }

    /// The version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The record type.
    #[must_use]
    pub fn record_type(&self) -> RecordType {
        self.record_type
    }

    /// All items; a [`Slot`] is an index into them.
    #[must_use]
    pub fn items(&self) -> &[Arc<ItemDef>] {
        &self.items
    }

    /// The item in a slot of this dictionary.
    #[must_use]
    pub fn item(&self, slot: Slot) -> Option<&Arc<ItemDef>> {
        self.items.get(slot.index())
    }

    /// All slots with their items, in order.
    pub fn slots(&self) -> impl ExactSizeIterator<Item = (Slot, &Arc<ItemDef>)> {
        self.items.iter().enumerate().map(|(index, item)| (Slot(u16::try_from(index).unwrap_or(u16::MAX)), item))
    }

    /// The slot of an id, exactly as written.
    #[must_use]
    pub fn slot(&self, id: &str) -> Option<Slot> {
        self.index.by_id(id.as_bytes(), &self.items)
    }

    /// The slot of an id, exactly as written.
    #[must_use]
    #[inline]
    pub fn slot_of_bytes(&self, id: &[u8]) -> Option<Slot> {
        self.index.by_id(id, &self.items)
    }

    /// The slot of an item number.
    #[must_use]
    pub fn slot_of_number(&self, number: u32) -> Option<Slot> {
        self.index.by_number(number)
    }

    /// What the item in a slot is across versions; `None` for an item that is not the standard's.
    #[must_use]
    pub fn canonical(&self, slot: Slot) -> Option<&'static CanonicalItem> {
        self.canonical.get(slot.index()).copied().flatten()
    }
}
