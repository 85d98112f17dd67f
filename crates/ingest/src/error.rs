//! Why a file cannot be read, submitted or written. Never holds a value of a record.

use std::io;

/// The result of reading or writing a file.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be opened or read.
    #[error("{file}: cannot be read: {source}")]
    Open {
        /// The file.
        file: String,
        /// The operating system's or the decompressor's answer.
        source: io::Error,
    },
    /// The file could not be written.
    #[error("{file}: cannot be written: {source}")]
    Write {
        /// The file.
        file: String,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The file holds no byte.
    #[error("{file}: the file is empty; export it again from the abstracting software")]
    Empty {
        /// The file.
        file: String,
    },
    /// The file is something else.
    #[error("{file}: expected NAACCR XML, fixed-width or delimited text, found {found}; send the data file itself")]
    NotNaaccr {
        /// The file.
        file: String,
        /// What it looks like.
        found: &'static str,
    },
    /// The zip archive is damaged.
    #[error("{file}: the zip archive cannot be read: {source}; pack it again")]
    Zip {
        /// The archive.
        file: String,
        /// The library's answer.
        source: zip::result::ZipError,
    },
    /// The zip archive has too many entries.
    #[error("{file}: the zip archive has {found} entries, at most {most} are read; send several archives")]
    ZipEntries {
        /// The archive.
        file: String,
        /// Entries found.
        found: usize,
        /// Entries allowed.
        most: usize,
    },
    /// Entries of the zip archive overlap.
    #[error("{file}: entries of the zip archive overlap, as no program packs them; pack it again")]
    ZipOverlap {
        /// The archive.
        file: String,
    },
    /// The zip archive holds no data file.
    #[error("{file}: the zip archive holds no data file (xml, txt, csv)")]
    ZipWithoutData {
        /// The archive.
        file: String,
    },
    /// The file breaks a rule of its format so that it cannot be read to its end.
    #[error("{file}: {source}")]
    Broken {
        /// The file.
        file: String,
        /// The rule, where, and what to do.
        source: naaccr::Broken,
    },
    /// Not one patient of the file can be read.
    #[error(
        "{file}: line {line}: no patient of this file can be read; the first: {message}; correct it and submit the file again"
    )]
    NothingReadable {
        /// The file.
        file: String,
        /// Line of the first patient that cannot be read.
        line: u64,
        /// Why not.
        message: String,
    },
    /// Delimited text whose columns nobody has explained.
    #[error(
        "{file}: delimited text needs a map of its columns; `caselake map {file}` drafts one, then name it with --map"
    )]
    MapMissing {
        /// The file.
        file: String,
    },
    /// A file to be written whose name says no format.
    #[error(
        "{file}: the name says no format; end it in .xml, .txt, .csv, .tsv or .parquet, with .gz or .zip behind it to pack it"
    )]
    OutputName {
        /// The file.
        file: String,
    },
    /// No such submission.
    #[error("no submission {submission} in this snapshot; `caselake receipts` lists them")]
    UnknownSubmission {
        /// What was asked for.
        submission: String,
    },
    /// A facility that has nothing to export.
    #[error("facility {facility} has no records in this snapshot")]
    NoRecords {
        /// The facility.
        facility: String,
    },
    /// A zip with several data files where one is wanted.
    #[error("{file}: the zip archive holds several data files; unpack it and convert each")]
    SeveralFiles {
        /// The archive.
        file: String,
    },
    /// A map of columns that says something else than a map.
    #[error("{file}: {what}; see `caselake map --help`")]
    Map {
        /// The map file.
        file: String,
        /// What is wrong with it.
        what: String,
    },
    /// The file was not the same from one reading to the next.
    #[error("{file}: the file changed while it was read; submit it again when nobody writes to it")]
    Changed {
        /// The file.
        file: String,
    },
    /// A name that cannot be a facility's.
    #[error("`{facility}` cannot name a facility: expected 1 to 64 visible characters")]
    BadFacility {
        /// The name.
        facility: String,
    },
    /// The counts of a submission do not add up, so nothing was stored.
    #[error("{file}: {received} records received, but {accounted} accounted for; nothing was stored, please report it")]
    Unreconciled {
        /// The file.
        file: String,
        /// Records received.
        received: u64,
        /// Records accepted, rejected or duplicate.
        accounted: u64,
    },
    /// The warehouse refused.
    #[error(transparent)]
    Warehouse(#[from] warehouse::Error),
    /// The audit log refused, so what had to be recorded was not done.
    #[error("the audit log cannot be written, so nothing was done: {0}")]
    Audit(#[from] access::Error),
    /// Columns do not fit together.
    #[error("internal error: {0}; please report it")]
    Columns(#[from] arrow::error::ArrowError),
    /// A receipt in the warehouse cannot be read.
    #[error("a receipt in the warehouse cannot be read: {0}")]
    Receipt(#[from] serde_json::Error),
    /// A thread of the program failed.
    #[error("internal error: {what}; please report it")]
    Internal {
        /// What did not hold.
        what: &'static str,
    },
}

impl Error {
    /// A reader's error about a file.
    pub(crate) fn reading(file: &str, error: naaccr::Error) -> Self {
        match error {
            naaccr::Error::Io(source) => Self::Open { file: file.to_owned(), source },
            naaccr::Error::Broken(broken) => Self::Broken { file: file.to_owned(), source: *broken },
            // The enum may grow; until it is told apart here, what it says is still shown.
            other => Self::Open { file: file.to_owned(), source: io::Error::other(other.to_string()) },
        }
    }

    /// Whether the file itself is at fault, rather than the machine or the warehouse.
    #[must_use]
    pub fn is_file(&self) -> bool {
        match self {
            Self::Open { .. }
            | Self::Empty { .. }
            | Self::NotNaaccr { .. }
            | Self::Zip { .. }
            | Self::ZipEntries { .. }
            | Self::ZipOverlap { .. }
            | Self::ZipWithoutData { .. }
            | Self::Broken { .. }
            | Self::NothingReadable { .. }
            | Self::MapMissing { .. }
            | Self::Map { .. }
            | Self::SeveralFiles { .. }
            | Self::Changed { .. } => true,
            Self::Write { .. }
            | Self::OutputName { .. }
            | Self::UnknownSubmission { .. }
            | Self::NoRecords { .. }
            | Self::BadFacility { .. }
            | Self::Unreconciled { .. }
            | Self::Warehouse(_)
            | Self::Audit(_)
            | Self::Columns(_)
            | Self::Receipt(_)
            | Self::Internal { .. } => false,
        }
    }

    /// The stable name of what is wrong with the file: the broken rule's, e.g. `duplicate-item`, or one of
    /// `unreadable`, `empty-file`, `not-naaccr`, `zip`, `nothing-readable`, `map-missing`, `map`, `output-name`, `unknown-scope`, `file-changed`, `facility`, `warehouse`,
    /// `internal`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Broken { source, .. } => source.rule.name(),
            Self::Open { .. } | Self::Write { .. } => "unreadable",
            Self::Empty { .. } => "empty-file",
            Self::NotNaaccr { .. } => "not-naaccr",
            Self::Zip { .. }
            | Self::ZipEntries { .. }
            | Self::ZipOverlap { .. }
            | Self::ZipWithoutData { .. }
            | Self::SeveralFiles { .. } => "zip",
            Self::NothingReadable { .. } => "nothing-readable",
            Self::MapMissing { .. } => "map-missing",
            Self::Map { .. } => "map",
            Self::OutputName { .. } => "output-name",
            Self::UnknownSubmission { .. } | Self::NoRecords { .. } => "unknown-scope",
            Self::Changed { .. } => "file-changed",
            Self::BadFacility { .. } => "facility",
            Self::Warehouse(_) | Self::Audit(_) => "warehouse",
            Self::Unreconciled { .. } | Self::Columns(_) | Self::Receipt(_) | Self::Internal { .. } => "internal",
        }
    }
}
