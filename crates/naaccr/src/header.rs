//! What a file says of itself before its first patient.

use crate::{RecordType, Slot, SpecVersion, Version};

/// A file's version, type, dictionaries and root items.
#[derive(Debug, Clone)]
pub struct Header {
    /// The version of its base dictionary.
    pub version: Version,
    /// What its records carry.
    pub record_type: RecordType,
    /// The specification it was written to; [`SpecVersion::V1_0`] where it says nothing or is not XML.
    pub spec_version: SpecVersion,
    /// URIs of the user dictionaries it names, in order.
    pub user_dictionary_uris: Vec<String>,
    /// Those of them that were not given.
    pub missing_dictionary_uris: Vec<String>,
    /// `timeGenerated` as written.
    pub time_generated: Option<String>,
    /// Root items, in file order.
    pub items: Vec<RootItem>,
}

/// An item of the file itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootItem {
    /// Its place in the dictionary; `None` for one the dictionary lacks.
    pub slot: Option<Slot>,
    /// Its id as written.
    pub id: String,
    /// The value, never empty.
    pub value: String,
    /// Line of the file, from 1.
    pub line: u64,
}

impl Header {
    /// The header of a file to be written.
    #[must_use]
    pub fn new(version: Version, record_type: RecordType) -> Self {
        Self {
            version,
            record_type,
            spec_version: SpecVersion::NEWEST,
            user_dictionary_uris: Vec::new(),
            missing_dictionary_uris: Vec::new(),
            time_generated: None,
            items: Vec::new(),
        }
    }
}
