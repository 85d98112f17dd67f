//! The caselake program.
fn main() {}
