//! Edits: checks that a registrar's record can fail, written in a small language and run over columns.
//!
//! `docs/edits.md` is the language as its users see it. A file goes through [`file`] (TOML), [`lexer`] and [`parser`] (conditions), and
//! [`compile`] (names and types), and becomes a graph of [`node`]s in which equal parts of all edits are one. [`evaluate`] runs the
//! graph over a block of records; nothing is interpreted record by record. Conditions have three values: what is not known, be it
//! blank or a date known in part, is neither true nor false, and fails nobody.

mod codes;
mod column;
mod compile;
mod derived;
mod diff;
mod edit;
mod error;
mod evaluate;
mod examples;
mod file;
mod functions;
mod lexer;
mod literal;
mod mask;
mod names;
mod node;
mod parser;
mod pattern;
mod person_names;
mod predicates;
mod scalar;
mod set;
mod shipped;
mod syntax;
mod tables;
mod vocabulary;

pub use diff::{EditChange, EditChangeKind, FieldChange, edit_changes};
pub use edit::{Edit, EditSeverity, Example, Override, Period, SetInfo, Setter};
pub use error::{EditFault, EditFileError};
pub use examples::WrongExample;
pub use set::{EditSelection, EditSet, Failure};
pub use vocabulary::{Word, WordKind, vocabulary};
