//! Multiple Primary and Histology Coding Rules 2007: Malignant Meninges, Brain, Spinal Cord and Other Central Nervous
//! System.

use std::sync::LazyLock;

use super::{BRAIN_TABLE, MANUAL};
use crate::primaries::seer::{CodeList, Pair, SOLID, Scope, SeerRuleGroup, SeerVerdict, Test, rule};

static GLIAL: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&BRAIN_TABLE, "glial"));
static CHARTS: LazyLock<[CodeList; 2]> =
    LazyLock::new(|| ["malignant chart 1", "malignant chart 2"].map(|name| CodeList::of(&BRAIN_TABLE, name)));

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "mph_2007_to_2017_malignant_brain",
    name: "Malignant meninges, brain, spinal cord and other central nervous system",
    manual: MANUAL,
    years: 2007..=2017,
    scope: Scope { sites: &[700..=701, 709..=725, 728..=729, 751..=753], behaviors: &[3], ..SOLID },
    rules: &[
        rule("M4", Test::NotCoded, "an invasive and a benign or borderline tumor are multiple: the groups differ"),
        rule("M5", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule(
            "M6",
            Test::Follows(|tumor| GLIAL.has(tumor), |tumor| tumor.histology == 9440, SeerVerdict::SinglePrimary),
            "a glioblastoma after a glial tumor is single",
        ),
        rule(
            "M7",
            Test::Single(|pair| CHARTS.iter().any(|chart| on_one_branch(chart, pair))),
            "tumors on one branch of chart 1 or 2 are single",
        ),
        rule(
            "M8",
            Test::Multiple(|pair| {
                CHARTS.iter().any(|chart| pair.both(|tumor| chart.has(tumor)) && !on_one_branch(chart, pair))
            }),
            "tumors on different branches of chart 1 or 2 are multiple",
        ),
        rule("M9", Test::Histology, "histology codes that differ in the first three digits are multiple"),
        rule("M10", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

/// A histology at the root of several branches is on each of them.
fn on_one_branch(chart: &CodeList, pair: &Pair<'_>) -> bool {
    chart.labels(pair.first).any(|branch| chart.labels(pair.second).any(|other| other == branch))
}
