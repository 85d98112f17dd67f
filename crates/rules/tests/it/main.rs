//! The rules against reference implementations, and the tables they stand on.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests fail and skip aloud")]

mod catalogue;
mod conformance_page;
mod death;
mod derived;
mod iarc;
mod place;
mod quality;
mod race;
mod recodes;
mod reference;
mod seer_primaries;
mod seer_survival;
