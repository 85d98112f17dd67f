//! The product as its users meet it: the built program, real files, real processes.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests fail by panicking and say what they skip"
)]

mod bad_input;
mod conformance;
mod demo;
mod derive;
mod disk_full;
mod folders;
mod killed;
mod memory;
mod open_format;
mod quality;
mod rollup;
mod shared;
mod survival;
mod time_travel;
mod two_at_once;
