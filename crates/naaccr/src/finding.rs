//! What is wrong with a value or a record, and how to mend it. A finding is data, never an error: reading goes on.

use std::fmt;
use std::sync::Arc;

use crate::ItemDef;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look; the record stands.
    Warning,
    /// The standard is broken.
    Error,
}

impl Severity {
    /// `warning` or `error`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The rule that a value or a record breaks. Names are those the field's reference library reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A fixed-width line of the wrong length.
    InvalidLineLength,
    /// An id that the version, record type and user dictionaries do not have.
    UnknownId,
    /// A `naaccrNum` that is not the id's number.
    WrongNumber,
    /// An item under the wrong element.
    InvalidLevel,
    /// A value longer than its item.
    TooLong,
    /// A value shorter than an item that must be filled.
    TooShort,
    /// A value that its item's type does not allow.
    InvalidType,
    /// A value that starts with a blank.
    LeadingSpace,
    /// A value that ends with a blank.
    TrailingSpace,
    /// Patient items that differ between the fixed-width lines of one patient.
    PatientMismatch,
    /// File items that differ between fixed-width lines.
    RootMismatch,
    /// `timeGenerated` that is no date and time.
    InvalidTimeGenerated,
    /// A patient that cannot be read, set aside so that reading can go on.
    QuarantinedPatient,
}

impl Code {
    /// The stable name, e.g. `Value too long`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvalidLineLength => "Invalid line length",
            Self::UnknownId => "Unknown NAACCR ID",
            Self::WrongNumber => "Wrong NAACCR Number",
            Self::InvalidLevel => "Invalid data level",
            Self::TooLong => "Value too long",
            Self::TooShort => "Value too short",
            Self::InvalidType => "Value invalid for data type",
            Self::LeadingSpace => "Value starts with a space",
            Self::TrailingSpace => "Value ends with a space",
            Self::PatientMismatch => "Patient value not consistent among tumors",
            Self::RootMismatch => "NaaccrData value not consistent among tumors",
            Self::InvalidTimeGenerated => "Invalid Time Generated",
            Self::QuarantinedPatient => "Quarantined patient",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A value of a record. It prints only its length, so that no log, error or metric can carry it by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Sensitive(Box<str>);

impl Sensitive {
    /// Wraps a value.
    #[must_use]
    pub fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// The value itself, for receipts and authorised answers only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} characters]", self.0.chars().count())
    }
}

/// The item that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingItem {
    /// An item of the dictionary.
    Known(Arc<ItemDef>),
    /// An id as written, which the dictionary lacks.
    Unknown(Box<str>),
}

/// One broken rule, with where and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// Line of the file, from 1 (0 unknown).
    pub line: u64,
    /// The patient's place in the file, from 1; 0 for the file itself.
    pub patient: u64,
    /// The tumor's place within the patient, from 1; 0 for the patient or file.
    pub tumor: u32,
    /// The item, where one is concerned.
    pub item: Option<FindingItem>,
    /// The value found.
    pub value: Option<Sensitive>,
    /// What only this occurrence knows and that holds no value of a record: a rule's name, two lengths. May be empty.
    pub detail: Box<str>,
}

impl Finding {
    /// A broken rule at a line; everything closer is still to be told.
    pub(crate) fn new(code: Code, line: u64) -> Self {
        Self { code, line, patient: 0, tumor: 0, item: None, value: None, detail: Box::default() }
    }

    /// A rule broken by a value of an item of the dictionary; whose it is, is still to be told.
    pub(crate) fn of_item(code: Code, item: &Arc<ItemDef>, value: Option<&str>, line: u64) -> Self {
        let item = Some(FindingItem::Known(Arc::clone(item)));
        Self { item, value: value.map(Sensitive::new), ..Self::new(code, line) }
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        Severity::Error
    }

    /// The item's id, as defined or as written.
    #[must_use]
    pub fn item_id(&self) -> Option<&str> {
        match self.item.as_ref()? {
            FindingItem::Known(def) => Some(&def.id),
            FindingItem::Unknown(id) => Some(id),
        }
    }

    /// The item's number, where the dictionary knows the item.
    #[must_use]
    pub fn item_number(&self) -> Option<u32> {
        match self.item.as_ref()? {
            FindingItem::Known(def) => Some(def.number),
            FindingItem::Unknown(_) => None,
        }
    }
}
