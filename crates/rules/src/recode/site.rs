//! SEER's site recodes: the cancer sites of incidence and survival tables, by topography and histology.
//!
//! | variable | definition | unknown |
//! | --- | --- | --- |
//! | `site_recode_2003` | ICD-O-3 (1/27/2003): 20010 to 37000 | 99999 |
//! | `site_recode_2003_no_ks_meso` | the same, with Kaposi sarcoma and mesothelioma at the sites where they arise | 99999 |
//! | `site_recode_2008` | ICD-O-3/WHO 2008: the same codes, hematopoietic histologies of 2008 and later | 99999 |
//! | `site_recode_2023` | 2023 Revision: 01 to 79, and 81 for benign and borderline tumors of brain and glands within the skull | 99 |
//! | `site_recode_2023_expanded` | 2023 Revision Expanded: 01 to 82, and 84 for those | 99 |
//!
//! The first three read topography and histology alone, whatever the behavior. Those of 2023 also read behavior (most groups
//! are of in situ and malignant tumors) and the year of diagnosis (9727 counts among other neoplasms since 2010, an unknown
//! year of 9999 among the later ones). Unknown is what no group covers, and every tumor with an item that is no code.
//!
//! Source: National Cancer Institute, SEER Program, site recodes, <https://seer.cancer.gov/siterecode/>. Breast, eye and
//! orbit, and the groups behind the hematopoietic neoplasms are groups of their own in the display of 2023, and the
//! hematopoietic ones roll up.
//!
//! Agreement: all 45 cases of the reference, and all 15,410 rows for each definition. The reference also takes what has other
//! than three digits behind the `C` for a topography and reads it as a number, so that C50 is C05.0 there. Here it is unknown.

use super::rule_table::RuleTable;
use super::tumor_codes::{BEHAVIOR, DATE_OF_DIAGNOSIS, HISTOLOGY, SITE, TumorCodes, recoded};
use crate::{Algorithm, AlgorithmId, Labels, Output, Table};

const SOURCE: &str = "National Cancer Institute, SEER Program, https://seer.cancer.gov/siterecode/";

static TABLE_2003: Table =
    Table::new("seer_site_recode_2003", include_str!("../../data/recode/seer_site_recode_2003.csv"));
static LABELS_2003: Labels = Labels::of_table(&TABLE_2003, "code");
pub(super) static RULES_2003: RuleTable = RuleTable::new(&TABLE_2003);

/// SEER's site recode of 27 January 2003.
pub(super) static SITE_RECODE_2003: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-site-recode", version: "2003" },
    title: "SEER site recode ICD-O-3 (1/27/2003)",
    source: SOURCE,
    inputs: &[SITE, HISTOLOGY],
    outputs: &[Output::labeled("site_recode_2003", "SEER site recode ICD-O-3 (1/27/2003)", &LABELS_2003)],
    tables: &[&TABLE_2003],
    run: |records, _| vec![recoded(records, site_recode_2003)],
};

/// SEER's site recode ICD-O-3 (1/27/2003): 99999 where unknown.
#[must_use]
pub fn site_recode_2003(tumor: &TumorCodes<'_>) -> &'static str {
    by_site_and_histology(&RULES_2003, tumor)
}

static TABLE_2003_NO_KS_MESO: Table = Table::new(
    "seer_site_recode_2003_no_ks_meso",
    include_str!("../../data/recode/seer_site_recode_2003_no_ks_meso.csv"),
);
static LABELS_2003_NO_KS_MESO: Labels = Labels::of_table(&TABLE_2003_NO_KS_MESO, "code");
pub(super) static RULES_2003_NO_KS_MESO: RuleTable = RuleTable::new(&TABLE_2003_NO_KS_MESO);

/// SEER's site recode of 27 January 2003 without groups for Kaposi sarcoma and mesothelioma.
pub(super) static SITE_RECODE_2003_NO_KS_MESO: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-site-recode", version: "2003-no-ks-meso" },
    title: "SEER site recode ICD-O-3 (1/27/2003) without Kaposi sarcoma and mesothelioma",
    source: SOURCE,
    inputs: &[SITE, HISTOLOGY],
    outputs: &[Output::labeled(
        "site_recode_2003_no_ks_meso",
        "SEER site recode ICD-O-3 (1/27/2003), Kaposi sarcoma and mesothelioma by their sites",
        &LABELS_2003_NO_KS_MESO,
    )],
    tables: &[&TABLE_2003_NO_KS_MESO],
    run: |records, _| vec![recoded(records, site_recode_2003_no_ks_meso)],
};

/// SEER's site recode ICD-O-3 (1/27/2003), with Kaposi sarcoma and mesothelioma at their sites: 99999 where unknown.
#[must_use]
pub fn site_recode_2003_no_ks_meso(tumor: &TumorCodes<'_>) -> &'static str {
    by_site_and_histology(&RULES_2003_NO_KS_MESO, tumor)
}

pub(crate) static TABLE_2008: Table =
    Table::new("seer_site_recode_2008", include_str!("../../data/recode/seer_site_recode_2008.csv"));
static LABELS_2008: Labels = Labels::of_table(&TABLE_2008, "code");
pub(super) static RULES_2008: RuleTable = RuleTable::new(&TABLE_2008);

/// SEER's site recode with the hematopoietic neoplasms of WHO 2008.
pub(super) static SITE_RECODE_2008: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-site-recode", version: "2008" },
    title: "SEER site recode ICD-O-3/WHO 2008",
    source: SOURCE,
    inputs: &[SITE, HISTOLOGY],
    outputs: &[Output::labeled("site_recode_2008", "SEER site recode ICD-O-3/WHO 2008", &LABELS_2008)],
    tables: &[&TABLE_2008],
    run: |records, _| vec![recoded(records, site_recode_2008)],
};

/// SEER's site recode ICD-O-3/WHO 2008: 99999 where unknown.
#[must_use]
pub fn site_recode_2008(tumor: &TumorCodes<'_>) -> &'static str {
    by_site_and_histology(&RULES_2008, tumor)
}

pub(crate) static TABLE_2023: Table =
    Table::new("seer_site_recode_2023", include_str!("../../data/recode/seer_site_recode_2023.csv"));
static LABELS_2023: Labels = Labels::of_table(&TABLE_2023, "code");
pub(super) static RULES_2023: RuleTable = RuleTable::new(&TABLE_2023);

/// SEER's site recode, 2023 Revision.
pub(super) static SITE_RECODE_2023: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-site-recode", version: "2023" },
    title: "SEER site recode ICD-O-3 2023 Revision",
    source: SOURCE,
    inputs: &[SITE, HISTOLOGY, BEHAVIOR, DATE_OF_DIAGNOSIS],
    outputs: &[Output::labeled("site_recode_2023", "SEER site recode ICD-O-3 2023 Revision", &LABELS_2023)],
    tables: &[&TABLE_2023],
    run: |records, _| vec![recoded(records, site_recode_2023)],
};

/// SEER's site recode ICD-O-3 2023 Revision: 99 where unknown.
#[must_use]
pub fn site_recode_2023(tumor: &TumorCodes<'_>) -> &'static str {
    by_all_items(&RULES_2023, tumor)
}

static TABLE_2023_EXPANDED: Table =
    Table::new("seer_site_recode_2023_expanded", include_str!("../../data/recode/seer_site_recode_2023_expanded.csv"));
static LABELS_2023_EXPANDED: Labels = Labels::of_table(&TABLE_2023_EXPANDED, "code");
pub(super) static RULES_2023_EXPANDED: RuleTable = RuleTable::new(&TABLE_2023_EXPANDED);

/// SEER's site recode, 2023 Revision Expanded.
pub(super) static SITE_RECODE_2023_EXPANDED: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-site-recode", version: "2023-expanded" },
    title: "SEER site recode ICD-O-3 2023 Revision Expanded",
    source: SOURCE,
    inputs: &[SITE, HISTOLOGY, BEHAVIOR, DATE_OF_DIAGNOSIS],
    outputs: &[Output::labeled(
        "site_recode_2023_expanded",
        "SEER site recode ICD-O-3 2023 Revision Expanded",
        &LABELS_2023_EXPANDED,
    )],
    tables: &[&TABLE_2023_EXPANDED],
    run: |records, _| vec![recoded(records, site_recode_2023_expanded)],
};

/// SEER's site recode ICD-O-3 2023 Revision Expanded: 99 where unknown.
#[must_use]
pub fn site_recode_2023_expanded(tumor: &TumorCodes<'_>) -> &'static str {
    by_all_items(&RULES_2023_EXPANDED, tumor)
}

fn by_site_and_histology(rules: &'static RuleTable, tumor: &TumorCodes<'_>) -> &'static str {
    let codes = tumor.codes();
    let answer = if codes.site.is_some() && codes.histology.is_some() { rules.first_match(codes) } else { None };
    answer.map_or("99999", |answer| &answer.code)
}

fn by_all_items(rules: &'static RuleTable, tumor: &TumorCodes<'_>) -> &'static str {
    let codes = tumor.codes();
    let answer = if codes.are_complete() { rules.first_match(codes) } else { None };
    answer.map_or("99", |answer| &answer.code)
}
