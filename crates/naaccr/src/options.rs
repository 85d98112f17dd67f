//! How strictly a file is read.

use std::sync::Arc;

use crate::{UserDictionary, Version};

/// How namespaces other than NAACCR's own are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Namespaces {
    /// Only NAACCR's and those named in [`ReadOptions::extensions`] may be declared; root attributes need a prefix.
    #[default]
    Strict,
    /// Any may be declared, and NAACCR's own may be missing.
    Relaxed,
}

/// Elements of another namespace that a file may hold after the items of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// The prefix it was registered with; files may use another for the same URI.
    pub prefix: String,
    /// The namespace.
    pub uri: String,
    /// Local names of the elements allowed.
    pub tags: Vec<String>,
}

/// Which extensions are let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extensions {
    /// Only these.
    Registered(Vec<Extension>),
    /// Any; they are skipped.
    Ignored,
}

/// What happens to an item that the dictionary lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnknownItems {
    /// A finding, and the item is dropped.
    #[default]
    Report,
    /// Kept as text under its id, without a finding.
    Keep,
}

/// What happens to a patient that breaks the standard beyond a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnBrokenPatient {
    /// Reading stops with an error.
    #[default]
    Stop,
    /// The patient is set aside with a finding, and reading goes on behind it where the file allows it.
    Quarantine,
}

/// How fixed-width lines that miss their length are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FlatLines {
    /// Items that are not wholly on a short line are lost, and a byte order mark is an error: what the field's
    /// reference library does.
    #[default]
    Exact,
    /// A short line is read as if blanks followed, and a byte order mark is skipped.
    Mended,
}

/// How a file is read. The default is the standard to the letter.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Judgement of namespaces (XML).
    pub namespaces: Namespaces,
    /// Extensions let through (XML).
    pub extensions: Extensions,
    /// Items that the dictionary lacks.
    pub unknown_items: UnknownItems,
    /// Reads ids that were renamed within a version's life under their present id, and moves
    /// `dateOfLastCancerStatus` from the patient to each tumor (180 and 210).
    pub translate_renamed_ids: bool,
    /// What to do with a broken patient.
    pub on_broken_patient: OnBrokenPatient,
    /// Reports fixed-width patient and file items that differ between lines.
    pub report_level_mismatch: bool,
    /// Judgement of short lines (fixed-width).
    pub flat_lines: FlatLines,
    /// User dictionaries at hand; a file uses those it names.
    pub user_dictionaries: Vec<Arc<UserDictionary>>,
    /// Bytes a chunk aims for.
    pub chunk_bytes: usize,
    /// The longest patient that is read, in bytes; a longer one is an error, so that memory stays bounded.
    pub max_patient_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            namespaces: Namespaces::Strict,
            extensions: Extensions::Registered(Vec::new()),
            unknown_items: UnknownItems::Report,
            translate_renamed_ids: false,
            on_broken_patient: OnBrokenPatient::Stop,
            report_level_mismatch: false,
            flat_lines: FlatLines::Exact,
            user_dictionaries: Vec::new(),
            chunk_bytes: 4 << 20,
            max_patient_bytes: 64 << 20,
        }
    }
}

impl ReadOptions {
    /// How submissions are read: everything that can be understood is kept, and bad patients are set aside.
    #[must_use]
    pub fn lenient() -> Self {
        Self {
            namespaces: Namespaces::Relaxed,
            extensions: Extensions::Ignored,
            unknown_items: UnknownItems::Keep,
            translate_renamed_ids: true,
            on_broken_patient: OnBrokenPatient::Quarantine,
            flat_lines: FlatLines::Mended,
            ..Self::default()
        }
    }

    /// The user dictionaries of a file that cannot name any: those for its version, or for any.
    pub(crate) fn user_dictionaries_for(&self, version: Version) -> Vec<Arc<UserDictionary>> {
        let fits = |dictionary: &&Arc<UserDictionary>| dictionary.naaccr_version.is_none_or(|only| only == version);
        self.user_dictionaries.iter().filter(fits).cloned().collect()
    }
}
