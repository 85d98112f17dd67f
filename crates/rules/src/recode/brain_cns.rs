//! SEER's recode of tumors of the brain and the central nervous system.
//!
//! Codes of `brain_cns_2020`: 01 to 15 malignant and 16 to 24 non-malignant tumors of the brain, meninges and other nervous
//! system, 25 and 26 tumors of the pineal region, 27 every other tumor, and 99 where site, histology or behavior is blank.
//! What is there but is no code fits no list, and so counts among the others.
//!
//! Source: National Cancer Institute, SEER Program, brain/CNS recode 2020 Revision,
//! <https://seer.cancer.gov/seerstat/variables/seer/brain_cns-recode/>.
//!
//! Agreement: all 42 cases and all 15,410 rows of the reference.

use super::rule_table::RuleTable;
use super::tumor_codes::{BEHAVIOR, HISTOLOGY, SITE, TumorCodes, recoded};
use crate::{Algorithm, AlgorithmId, Labels, Output, Table};

static TABLE: Table =
    Table::new("seer_brain_cns_recode_2020", include_str!("../../data/recode/seer_brain_cns_recode_2020.csv"));
static LABELS: Labels = Labels::of_table(&TABLE, "code");
pub(super) static RULES_2020: RuleTable = RuleTable::new(&TABLE);

/// SEER's brain/CNS recode, 2020 Revision.
pub(super) static BRAIN_CNS_2020: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-brain-cns-recode", version: "2020" },
    title: "SEER brain/CNS recode 2020 Revision",
    source: "National Cancer Institute, SEER Program, https://seer.cancer.gov/seerstat/variables/seer/brain_cns-recode/",
    inputs: &[SITE, HISTOLOGY, BEHAVIOR],
    outputs: &[Output::labeled("brain_cns_2020", "SEER brain/CNS recode 2020 Revision", &LABELS)],
    tables: &[&TABLE],
    run: |records, _| vec![recoded(records, brain_cns_2020)],
};

/// SEER's brain/CNS recode 2020 Revision: 99 where something is blank.
#[must_use]
pub fn brain_cns_2020(tumor: &TumorCodes<'_>) -> &'static str {
    if [tumor.primary_site, tumor.histology, tumor.behavior].iter().any(|item| item.trim().is_empty()) {
        return "99";
    }
    RULES_2020.first_match(tumor.codes()).map_or("27", |answer| &answer.code)
}
