//! The files of edits that Caselake ships.

/// Names and texts, in the order in which edits are listed.
pub(crate) static SHIPPED: &[(&str, &str)] = &[
    ("codes.toml", include_str!("../../data/edits/codes.toml")),
    ("person.toml", include_str!("../../data/edits/person.toml")),
    ("place.toml", include_str!("../../data/edits/place.toml")),
    ("dates.toml", include_str!("../../data/edits/dates.toml")),
    ("sex_site.toml", include_str!("../../data/edits/sex_site.toml")),
    ("treatment.toml", include_str!("../../data/edits/treatment.toml")),
    ("sex_histology.toml", include_str!("../../data/edits/sex_histology.toml")),
    ("age_histology.toml", include_str!("../../data/edits/age_histology.toml")),
    ("site_histology.toml", include_str!("../../data/edits/site_histology.toml")),
    ("behavior.toml", include_str!("../../data/edits/behavior.toml")),
    ("stage.toml", include_str!("../../data/edits/stage.toml")),
    ("laterality.toml", include_str!("../../data/edits/laterality.toml")),
    ("grade.toml", include_str!("../../data/edits/grade.toml")),
    ("confirmation.toml", include_str!("../../data/edits/confirmation.toml")),
    ("reporting_source.toml", include_str!("../../data/edits/reporting_source.toml")),
    ("vital_status.toml", include_str!("../../data/edits/vital_status.toml")),
    ("several_tumors.toml", include_str!("../../data/edits/several_tumors.toml")),
    ("race.toml", include_str!("../../data/edits/race.toml")),
    ("case_and_file.toml", include_str!("../../data/edits/case_and_file.toml")),
    ("site_specific.toml", include_str!("../../data/edits/site_specific.toml")),
];
