//! Dictionaries: which items a file may hold, and what the standard says of each.

use std::sync::Arc;

use crate::{ItemDef, Level, RecordType, Version};

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
}

/// A dictionary of items that a registry defined for itself.
#[derive(Debug)]
pub struct UserDictionary {
    /// Its name in data files.
    pub uri: String,
}

/// Why an item is kept apart from analysis tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Confidentiality {
    /// It tells or helps to tell who the person is.
    Identity,
    /// Free text, which may hold anything.
    FreeText,
}

/// An item of the standard across versions: one entry per item number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CanonicalItem {
    /// The item's number.
    pub number: u32,
    /// Its id in the newest version that has it: the name of its column.
    pub id: &'static str,
    /// Its level there.
    pub level: Level,
    /// Why it is kept apart; `None` for an item that analysis tables may hold.
    pub confidentiality: Option<Confidentiality>,
}

/// Every item of every version, by number.
#[must_use]
pub fn canonical_items() -> &'static [CanonicalItem] {
    &[]
}

/// The item of a number.
#[must_use]
pub fn canonical_item(number: u32) -> Option<&'static CanonicalItem> {
    let items = canonical_items();
    items.binary_search_by_key(&number, |item| item.number).ok().and_then(|index| items.get(index))
}

/// The present spelling of an id that version 180 first had under another.
#[must_use]
pub fn present_id(_old_id: &str) -> Option<&'static str> {
    None
}

impl Dictionary {
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

    /// The slot of an id, exactly as written.
    #[must_use]
    pub fn slot(&self, _id: &str) -> Option<Slot> {
        None
    }

    /// The slot of an item number.
    #[must_use]
    pub fn slot_of_number(&self, _number: u32) -> Option<Slot> {
        None
    }
}
