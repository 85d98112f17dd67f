//! Tests of the crate as its callers see it.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test says what it skips")]

mod incremental;
mod linking;
mod reference;
mod tokens;
