//! The files of edits that Caselake ships.

/// Names and texts, in the order in which edits are listed.
pub(crate) static SHIPPED: &[(&str, &str)] = &[
    ("codes.toml", include_str!("../../data/edits/codes.toml")),
    ("person.toml", include_str!("../../data/edits/person.toml")),
    ("place.toml", include_str!("../../data/edits/place.toml")),
    ("dates.toml", include_str!("../../data/edits/dates.toml")),
    ("sex_site.toml", include_str!("../../data/edits/sex_site.toml")),
    ("treatment.toml", include_str!("../../data/edits/treatment.toml")),
];
