//! The warehouse's laws, from outside.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod commits;
mod disk_full;
mod keys;
mod processes;
mod raw;
mod support;
mod time_travel;
mod vault;
