//! SEER's lymphoid neoplasm recode: the subtypes of lymphoma and lymphoid leukemia, nested as InterLymph proposes.
//!
//! Codes of `lymphoid_2021`: 01 to 44, and 99 for what is no lymphoid neoplasm, and for every tumor with a topography or
//! histology that is no code. Behavior plays no part.
//!
//! Source: National Cancer Institute, SEER Program, lymphoid neoplasm recode 2021 Revision,
//! <https://seer.cancer.gov/lymphomarecode/>, after Morton et al., Blood 2007;110:695-708.
//!
//! Agreement: all 26 cases and all 15,410 rows of the reference.

use super::rule_table::RuleTable;
use super::tumor_codes::{HISTOLOGY, SITE, TumorCodes, recoded};
use crate::{Algorithm, AlgorithmId, Labels, Output, Table};

static TABLE: Table = Table::new(
    "seer_lymphoid_neoplasm_recode_2021",
    include_str!("../../data/recode/seer_lymphoid_neoplasm_recode_2021.csv"),
);
static LABELS: Labels = Labels::of_table(&TABLE, "code");
pub(super) static RULES_2021: RuleTable = RuleTable::new(&TABLE);

/// SEER's lymphoid neoplasm recode, 2021 Revision.
pub(super) static LYMPHOID_2021: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-lymphoid-neoplasm-recode", version: "2021" },
    title: "SEER lymphoid neoplasm recode 2021 Revision",
    source: "National Cancer Institute, SEER Program, https://seer.cancer.gov/lymphomarecode/",
    inputs: &[SITE, HISTOLOGY],
    outputs: &[Output::labeled("lymphoid_2021", "SEER lymphoid neoplasm recode 2021 Revision", &LABELS)],
    tables: &[&TABLE],
    run: |records, _| vec![recoded(records, lymphoid_2021)],
};

/// SEER's lymphoid neoplasm recode 2021 Revision: 99 where unclassified.
#[must_use]
pub fn lymphoid_2021(tumor: &TumorCodes<'_>) -> &'static str {
    RULES_2021.first_match(tumor.codes()).map_or("99", |answer| &answer.code)
}
