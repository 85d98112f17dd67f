//! The files of edits that Caselake ships.

/// Names and texts, in the order in which edits are listed.
pub(crate) static SHIPPED: &[(&str, &str)] = &[("dates.toml", include_str!("../../data/edits/dates.toml"))];
