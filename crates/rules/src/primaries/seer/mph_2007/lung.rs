//! Multiple Primary and Histology Coding Rules 2007: Lung.

use super::MANUAL;
use crate::primaries::seer::general::SPECIFIC_NON_SMALL_CELL;
use crate::primaries::seer::{
    Finding, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Sides, Test, multiple_if, rule,
};

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "mph_2007_to_2017_lung",
    name: "Lung",
    manual: MANUAL,
    years: 2007..=2017,
    scope: Scope { sites: &[340..=349], ..SOLID },
    rules: &[
        rule("M3", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule(
            "M4",
            Test::Multiple(|pair| pair.one_each(is_non_small_cell, |tumor| matches!(tumor.histology, 8041..=8045))),
            "a non-small cell and a small cell carcinoma are multiple",
        ),
        rule(
            "M5",
            Test::Multiple(|pair| {
                pair.one_each(|tumor| tumor.histology == 8255, |tumor| matches!(tumor.histology, 8250..=8254))
            }),
            "an adenocarcinoma with mixed subtypes and a bronchioloalveolar carcinoma are multiple",
        ),
        rule("M6", Test::Special(other_lung), "a tumor in each lung is multiple"),
        rule(
            "M7",
            Test::Multiple(|pair| pair.either(|tumor| tumor.laterality == b'4') && !pair.same_histology_group()),
            "tumors in both lungs with histology codes that differ in the first three digits are multiple",
        ),
        rule("M8", Test::Years(3), "tumors three years or more apart are multiple"),
        rule(
            "M9",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule(
            "M10",
            Test::Single(|pair| pair.one_each(is_non_small_cell, |tumor| SPECIFIC_NON_SMALL_CELL.has(tumor))),
            "a non-small cell carcinoma and a specific one are single",
        ),
        rule("M11", Test::Histology, "histology codes that differ in the first three digits are multiple"),
        rule("M12", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn is_non_small_cell(tumor: &SeerTumor) -> bool {
    tumor.histology == 8046
}

/// A laterality of 4 says that both lungs are involved.
fn other_lung(pair: &Pair<'_>) -> Finding {
    let is_sided = |tumor: &SeerTumor| matches!(tumor.laterality, b'1' | b'2' | b'4');
    if pair.both(is_sided) {
        multiple_if(pair.sides() == Sides::Opposite)
    } else {
        Finding::Potential(SeerVerdict::MultiplePrimaries)
    }
}
