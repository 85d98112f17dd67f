//! Requests from files to answers: reference results, hand-worked listings, life tables, cautions, bad input, pictures.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "helpers of tests")]

mod answers;
mod bad_input;
mod cautions;
mod conventions;
mod derive;
mod derived_columns;
mod differences;
mod golden;
mod life_tables;
mod listing;
mod picture;
mod quality;
mod regressions;
mod relative;
mod rollup;
mod snapshots;
