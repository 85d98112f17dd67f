//! Why a file cannot be read, or not to its end. Bad values are [`crate::Finding`]s, not errors.

use std::fmt;

/// A rule of the standard or of XML whose breaking stops the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The text is not well-formed XML.
    XmlSyntax,
    /// No `NaaccrData` element, or not as the first one.
    Root,
    /// A root attribute is missing or has an impossible value.
    RootAttribute,
    /// A namespace or prefix that the mode does not allow.
    Namespace,
    /// An element or text where the standard does not allow it.
    UnexpectedElement,
    /// An attribute on `Patient` or `Tumor`.
    UnexpectedAttribute,
    /// An item without `naaccrId`.
    MissingItemId,
    /// A `naaccrNum` that is no number.
    ItemNumber,
    /// An item id twice in one element.
    DuplicateItem,
    /// A user dictionary that breaks the standard, or clashes with another.
    UserDictionary,
    /// The first fixed-width record names no known format.
    FlatFormat,
    /// A delimited file without the columns it must have.
    DelimitedHeader,
    /// A delimited record that is not well formed.
    DelimitedRecord,
    /// A patient larger than the limit.
    PatientTooLarge,
    /// The text cannot be decoded.
    Encoding,
}

impl Rule {
    /// The stable name, e.g. `duplicate-item`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::XmlSyntax => "xml-syntax",
            Self::Root => "root",
            Self::RootAttribute => "root-attribute",
            Self::Namespace => "namespace",
            Self::UnexpectedElement => "unexpected-element",
            Self::UnexpectedAttribute => "unexpected-attribute",
            Self::MissingItemId => "missing-item-id",
            Self::ItemNumber => "item-number",
            Self::DuplicateItem => "duplicate-item",
            Self::UserDictionary => "user-dictionary",
            Self::FlatFormat => "flat-format",
            Self::DelimitedHeader => "delimited-header",
            Self::DelimitedRecord => "delimited-record",
            Self::PatientTooLarge => "patient-too-large",
            Self::Encoding => "encoding",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why reading stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes could not be read.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// The file breaks a rule beyond repair.
    #[error(transparent)]
    Broken(Box<Broken>),
}

/// Where and how a file breaks a rule. Holds no value of a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}{message} ({rule}); {cure}", place = place(*line))]
pub struct Broken {
    /// The rule.
    pub rule: Rule,
    /// Line of the file, from 1 (0 unknown).
    pub line: u64,
    /// The patient's place in the file, from 1; 0 before the first or where unknown.
    pub patient: u64,
    /// What was found and what was wanted.
    pub message: String,
    /// What to do.
    pub cure: &'static str,
}

fn place(line: u64) -> String {
    if line == 0 { String::new() } else { format!("line {line}: ") }
}

impl Error {
    /// A broken rule at a line.
    pub(crate) fn broken(rule: Rule, line: u64, patient: u64, message: impl Into<String>, cure: &'static str) -> Self {
        Self::Broken(Box::new(Broken { rule, line, patient, message: message.into(), cure }))
    }

    /// The broken rule, unless the bytes themselves could not be read.
    #[must_use]
    pub fn as_broken(&self) -> Option<&Broken> {
        match self {
            Self::Broken(broken) => Some(broken),
            Self::Io(_) => None,
        }
    }
}
