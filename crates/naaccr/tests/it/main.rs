//! Tests of the public interface against facts and files from outside.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers fail and skip as tests do"
)]

mod delimited;
mod dictionary;
mod flat_corpus;
mod flat_laws;
mod generated;
mod reading;
mod retarget;
mod shared;
mod translate;
mod user_dictionary;
mod xml_conformance;
mod xml_content;
mod xml_encodings;
mod xml_laws;
mod xml_reading;
mod xml_round_trip;
mod xml_splitting;
