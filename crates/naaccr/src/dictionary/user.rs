//! User dictionaries: items that a registry defined for itself.

use crate::{ItemDef, SpecVersion, Version};

/// A dictionary of items that a registry defined for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserDictionary {
    /// Its name in data files.
    pub uri: String,
    /// The only version it is for; `None`: any.
    pub naaccr_version: Option<Version>,
    /// The specification it follows.
    pub spec_version: SpecVersion,
    /// When it was last changed, as written.
    pub date_last_modified: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Its items, in its order.
    pub items: Vec<ItemDef>,
}
