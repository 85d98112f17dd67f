//! SEER's behavior recode for analysis: malignant or not in the same sense in all years.
//!
//! What counts as malignant, and what is reportable, changed with ICD-O-3 (2001), with the collection of benign brain tumors
//! (2004) and with the hematopoietic codes of 2010. Codes of `behavior_recode`: 0 benign and 1 borderline (brain, other
//! nervous system and the glands within the skull, since 2004), 2 in situ, 3 malignant, 4 only malignant in ICD-O-3, 5 no
//! longer reportable in ICD-O-3, 6 only malignant since 2010, and 9 for all else: benign tumors elsewhere or before 2004, an
//! item that is no code, an unknown year.
//!
//! Tumors of the urinary bladder count as malignant whatever their behavior, since in situ and invasive ones were not told
//! apart alike in all years.
//!
//! Source: National Cancer Institute, SEER Program, behavior recode for analysis, <https://seer.cancer.gov/behavrecode/>,
//! for submissions since 2006. The groups that took the code 6 in 2010 are asked for before those that they would fall into.
//!
//! Agreement: all 13 cases and all 15,410 rows of the reference. The reference takes a small `c` for a topography's; here
//! such a code is unknown.

use super::rule_table::RuleTable;
use super::tumor_codes::{BEHAVIOR, DATE_OF_DIAGNOSIS, HISTOLOGY, SITE, TumorCodes, recoded};
use crate::icd_o_3::{Behavior, Topography};
use crate::{Algorithm, AlgorithmId, Labels, Output, Table};

static TABLE: Table = Table::new("seer_behavior_recode", include_str!("../../data/recode/seer_behavior_recode.csv"));
static LABELS: Labels = Labels::of_table(&TABLE, "code");
pub(super) static RULES: RuleTable = RuleTable::new(&TABLE);

/// SEER's behavior recode for analysis.
pub(super) static BEHAVIOR_RECODE: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-behavior-recode", version: "2006+" },
    title: "SEER behavior recode for analysis",
    source: "National Cancer Institute, SEER Program, https://seer.cancer.gov/behavrecode/",
    inputs: &[SITE, HISTOLOGY, BEHAVIOR, DATE_OF_DIAGNOSIS],
    outputs: &[Output::labeled("behavior_recode", "SEER behavior recode for analysis", &LABELS)],
    tables: &[&TABLE],
    run: |records, _| vec![recoded(records, behavior_recode)],
};

const UNKNOWN: &str = "9";
const UNKNOWN_YEAR: u16 = 9999;

/// SEER's behavior recode for analysis: 9 where unknown.
#[must_use]
pub fn behavior_recode(tumor: &TumorCodes<'_>) -> &'static str {
    let mut codes = tumor.codes();
    if !codes.are_complete() || codes.year == Some(UNKNOWN_YEAR) {
        return UNKNOWN;
    }
    if codes.site.map(Topography::number).is_some_and(|site| (670..=679).contains(&site)) {
        codes.behavior = Some(Behavior::MALIGNANT);
    }
    RULES.first_match(codes).map_or(UNKNOWN, |answer| &answer.code)
}
