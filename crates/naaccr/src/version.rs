//! Versions, record types and levels of the standard.

use std::fmt;

/// A version of the NAACCR data standard, named by the number in its base dictionary's URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Version {
    /// 2014.
    V140,
    /// 2015.
    V150,
    /// 2016.
    V160,
    /// 2018.
    V180,
    /// 2021; the first without fixed columns.
    V210,
    /// 2022.
    V220,
    /// 2023.
    V230,
    /// 2024.
    V240,
    /// 2025.
    V250,
    /// 2026.
    V260,
}

impl Version {
    /// Every version, oldest first.
    pub const ALL: [Self; 10] = [
        Self::V140,
        Self::V150,
        Self::V160,
        Self::V180,
        Self::V210,
        Self::V220,
        Self::V230,
        Self::V240,
        Self::V250,
        Self::V260,
    ];

    /// The newest version this crate knows.
    pub const NEWEST: Self = Self::V260;

    /// The three-digit number, e.g. 250.
    #[must_use]
    pub const fn number(self) -> u16 {
        match self {
            Self::V140 => 140,
            Self::V150 => 150,
            Self::V160 => 160,
            Self::V180 => 180,
            Self::V210 => 210,
            Self::V220 => 220,
            Self::V230 => 230,
            Self::V240 => 240,
            Self::V250 => 250,
            Self::V260 => 260,
        }
    }

    /// The version with this three-digit number; `None` for one the standard never had or has dropped.
    #[must_use]
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.number() == number)
    }

    /// Position in [`Version::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Whether the version has a fixed-width layout (140 to 180).
    #[must_use]
    pub fn has_fixed_columns(self) -> bool {
        self <= Self::V180
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

/// What a file's records carry: item 10, `recordType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordType {
    /// `A`, full case abstract: every item.
    Abstract,
    /// `M`, record modified since the last submission: the items of an abstract.
    Modified,
    /// `C`, confidential: identifiers, but no case-report text.
    Confidential,
    /// `I`, incidence only: neither.
    Incidence,
}

impl RecordType {
    /// Every record type, in the order the standard lists them.
    pub const ALL: [Self; 4] = [Self::Abstract, Self::Modified, Self::Confidential, Self::Incidence];

    /// The letter that stands in a file.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Abstract => 'A',
            Self::Modified => 'M',
            Self::Confidential => 'C',
            Self::Incidence => 'I',
        }
    }

    /// The record type of a letter; only the four capital letters count.
    #[must_use]
    pub fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| letter.len() == 1 && letter.starts_with(kind.letter()))
    }

    /// One bit per record type, for sets.
    #[must_use]
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.letter())
    }
}

/// The element of a NAACCR document that an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The document itself: one value for the whole file.
    NaaccrData,
    /// A person.
    Patient,
    /// A primary as one facility reported it.
    Tumor,
}

impl Level {
    /// The element's name.
    #[must_use]
    pub const fn element(self) -> &'static str {
        match self {
            Self::NaaccrData => "NaaccrData",
            Self::Patient => "Patient",
            Self::Tumor => "Tumor",
        }
    }

    /// The level of an element's name.
    #[must_use]
    pub fn from_element(name: &str) -> Option<Self> {
        [Self::NaaccrData, Self::Patient, Self::Tumor].into_iter().find(|level| level.element() == name)
    }
}

/// A version of the NAACCR XML specification, `1.0` to `1.8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpecVersion(u8);

impl SpecVersion {
    /// 1.0, which a file without the attribute has.
    pub const V1_0: Self = Self(0);
    /// The newest specification, 1.8.
    pub const NEWEST: Self = Self(8);

    /// Specification `1.minor`, for a minor number of 0 to 8.
    #[must_use]
    pub fn minor(minor: u8) -> Option<Self> {
        (minor <= Self::NEWEST.0).then_some(Self(minor))
    }

    /// Reads `1.0` to `1.8`, exactly so written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let minor = text.strip_prefix("1.")?;
        let &[digit @ b'0'..=b'9'] = minor.as_bytes() else { return None };
        Self::minor(digit - b'0')
    }
}

impl fmt::Display for SpecVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}
