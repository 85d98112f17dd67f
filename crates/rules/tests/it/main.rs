//! The rules against reference implementations, and the tables they stand on.
#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests fail and skip aloud")]

mod breast_subtype;
mod catalogue;
mod conformance_page;
mod death;
mod derived;
mod edits;
mod iarc;
mod icd;
mod place;
mod planted;
mod quality;
mod quality_page;
mod race;
mod recodes;
mod reference;
mod seer_primaries;
mod seer_survival;
mod summary_grade;
mod treatment;
mod tumor_size;
