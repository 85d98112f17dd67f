//! What a dictionary says of one item.

use crate::{Level, RecordType};

/// The kind of value an item holds; see [`crate::value`] for the rule of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataType {
    /// Capital ASCII letters, full length.
    Alpha,
    /// ASCII digits, full length.
    Digits,
    /// Capital ASCII letters and digits, full length.
    Mixed,
    /// A number without sign, a digit on both sides of the point.
    Numeric,
    /// `YYYY`, `YYYYMM` or `YYYYMMDD`.
    Date,
    /// ISO 8601 date and time, possibly partial (specification 1.8).
    DateTime,
    /// Anything.
    Text,
}

impl DataType {
    /// The name a dictionary uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alpha => "alpha",
            Self::Digits => "digits",
            Self::Mixed => "mixed",
            Self::Numeric => "numeric",
            Self::Date => "date",
            Self::DateTime => "dateTime",
            Self::Text => "text",
        }
    }

    /// The type of a dictionary's name for it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Alpha, Self::Digits, Self::Mixed, Self::Numeric, Self::Date, Self::DateTime, Self::Text]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    /// Whether a value must fill the item's whole length.
    #[must_use]
    pub const fn needs_full_length(self) -> bool {
        matches!(self, Self::Alpha | Self::Digits | Self::Mixed)
    }
}

/// How a value that is shorter than its fixed-width columns is placed in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Padding {
    /// Left-justified, filled with blanks: the default.
    None,
    /// Right-justified, filled with zeros where the caller asks for it.
    LeftZero,
    /// Left-justified, filled with zeros where the caller asks for it.
    RightZero,
    /// Right-justified, filled with blanks.
    LeftBlank,
    /// Left-justified, filled with blanks.
    RightBlank,
}

impl Padding {
    /// The padding of a dictionary's name for it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "none" => Self::None,
            "leftZero" => Self::LeftZero,
            "rightZero" => Self::RightZero,
            "leftBlank" => Self::LeftBlank,
            "rightBlank" => Self::RightBlank,
            _ => return None,
        })
    }
}

/// An item as one dictionary defines it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDef {
    /// The item's number: its identity across versions.
    pub number: u32,
    /// Its NAACCR XML id in this version.
    pub id: Box<str>,
    /// Its display name.
    pub name: Box<str>,
    /// Where it belongs.
    pub level: Level,
    /// The record types that carry it: the sum of [`RecordType::bit`].
    pub record_types: u8,
    /// The kind of value.
    pub data_type: DataType,
    /// The greatest length, in characters as the standard counts them.
    pub length: u32,
    /// First fixed-width column, from 1; versions 140 to 180 only.
    pub start_column: Option<u32>,
    /// How a short value is placed in fixed-width columns.
    pub padding: Padding,
    /// Whether blanks around a fixed-width value are not part of it.
    pub trim: bool,
    /// Whether a value may be longer than `length` (dictionaries up to specification 1.5).
    pub unlimited_text: bool,
    /// The user dictionary that defines it; `None` for an item of the standard.
    pub user_dictionary: Option<Box<str>>,
}

impl ItemDef {
    /// Whether files of this record type carry the item.
    #[must_use]
    pub fn is_in(&self, record_type: RecordType) -> bool {
        self.record_types & record_type.bit() != 0
    }
}
