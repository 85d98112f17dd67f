//! The NAACCR data standard: item dictionaries of all versions, and streaming readers and writers for its XML,
//! fixed-width and delimited files.
//!
//! The crate knows no threads, opens no files and reads no clock: readers take bytes, writers give bytes. A file is
//! cut into chunks of whole patients by a [`Splitter`] and parsed by the [`Format`] it was opened with, on one thread
//! or many. Values stay as written; what is wrong with them is a [`Finding`], and only a file that cannot be read on
//! is an [`Error`].

pub mod delimited;
mod dictionary;
mod encoding;
mod error;
mod explain;
mod finding;
pub mod flat;
mod header;
mod item;
mod options;
mod patient;
mod records;
mod retarget;
mod source;
mod timestamp;
pub mod value;
mod version;
pub mod xml;

pub use dictionary::{
    BASE_URI_PREFIX, CanonicalItem, Confidentiality, Dictionary, Slot, UserDictionary, base_dictionary_uri, base_items,
    canonical_item, canonical_items, default_user_items, present_id,
};
pub use error::{Broken, Error, Rule};
pub use finding::{Code, Finding, FindingItem, Sensitive, Severity};
pub use header::{Header, RootItem};
pub use item::{DataType, ItemDef, Padding};
pub use options::{Extension, Extensions, FlatLines, Namespaces, OnBrokenPatient, ReadOptions, UnknownItems};
pub use patient::{ItemValue, Patient, Tumor};
pub use retarget::{LostItem, Retarget};
pub use source::{Chunk, Format, Next, Opened, PatientParser, Patients, Source, Splitter};
pub use value::{ValueRule, utf16_len};
pub use version::{Level, RecordType, SpecVersion, Version};
pub use xml::{CarriageReturns, XmlWriter, XmlWriterOptions};
