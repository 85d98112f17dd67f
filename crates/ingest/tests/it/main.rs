//! Files into a warehouse and out again, through the crate's public doors.
#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "helpers fail and skip as tests do")]

mod all_items;
mod bad_input;
mod bulk;
mod conservation;
mod convert;
mod corpus;
mod edits;
mod identity;
mod round_trip;
mod samples;
mod submissions;
mod support;
