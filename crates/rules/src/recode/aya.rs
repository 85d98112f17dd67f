//! SEER's site recodes for adolescents and young adults (AYA), by histology first.
//!
//! Codes: `aya_2008` 01 to 56, `aya_2020` 001 to 218 (205 to 218 in situ); 99 and 999 for what no group covers, and for every
//! tumor with an item that is no code. They are defined for every age.
//!
//! Source: National Cancer Institute, SEER Program, AYA site recodes, <https://seer.cancer.gov/ayarecode/>, after Barr,
//! Holowaty and Birch, Cancer 2006;106:1425-30.
//!
//! Agreement: all 11 cases of the reference, and all 15,410 rows for each version.

use super::rule_table::RuleTable;
use super::tumor_codes::{BEHAVIOR, HISTOLOGY, SITE, TumorCodes, recoded};
use crate::{Algorithm, AlgorithmId, Labels, Output, Table};

const SOURCE: &str = "National Cancer Institute, SEER Program, https://seer.cancer.gov/ayarecode/";

static TABLE_2008: Table =
    Table::new("seer_aya_site_recode_2008", include_str!("../../data/recode/seer_aya_site_recode_2008.csv"));
static LABELS_2008: Labels = Labels::of_table(&TABLE_2008, "code");
pub(super) static RULES_2008: RuleTable = RuleTable::new(&TABLE_2008);

/// SEER's AYA site recode with the hematopoietic neoplasms of WHO 2008.
pub(super) static AYA_2008: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-aya-site-recode", version: "2008" },
    title: "SEER AYA site recode/WHO 2008",
    source: SOURCE,
    inputs: &[SITE, HISTOLOGY, BEHAVIOR],
    outputs: &[Output::labeled("aya_2008", "SEER AYA site recode/WHO 2008", &LABELS_2008)],
    tables: &[&TABLE_2008],
    run: |records, _| vec![recoded(records, aya_2008)],
};

/// SEER's AYA site recode/WHO 2008: 99 where unclassified.
#[must_use]
pub fn aya_2008(tumor: &TumorCodes<'_>) -> &'static str {
    RULES_2008.first_match(tumor.codes()).map_or("99", |answer| &answer.code)
}

static TABLE_2020: Table =
    Table::new("seer_aya_site_recode_2020", include_str!("../../data/recode/seer_aya_site_recode_2020.csv"));
static LABELS_2020: Labels = Labels::of_table(&TABLE_2020, "code");
pub(super) static RULES_2020: RuleTable = RuleTable::new(&TABLE_2020);

/// SEER's AYA site recode, 2020 Revision.
pub(super) static AYA_2020: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-aya-site-recode", version: "2020" },
    title: "SEER AYA site recode 2020 Revision",
    source: SOURCE,
    inputs: &[SITE, HISTOLOGY, BEHAVIOR],
    outputs: &[Output::labeled("aya_2020", "SEER AYA site recode 2020 Revision", &LABELS_2020)],
    tables: &[&TABLE_2020],
    run: |records, _| vec![recoded(records, aya_2020)],
};

/// SEER's AYA site recode 2020 Revision: 999 where unclassified.
#[must_use]
pub fn aya_2020(tumor: &TumorCodes<'_>) -> &'static str {
    RULES_2020.first_match(tumor.codes()).map_or("999", |answer| &answer.code)
}
