//! Multiple Primary and Histology Coding Rules 2007: Benign and Borderline Intracranial and Central Nervous System
//! Tumors.
//!
//! Rule M10 speaks of histologies of which at least one is not on the chart. Taken by the letter it would leave nothing
//! to M11; it is read as one on the chart and the other not, as the SEER program's own library reads it.

use std::sync::LazyLock;

use super::{BRAIN_TABLE, MANUAL};
use crate::primaries::seer::{CodeList, Pair, SOLID, Scope, SeerRuleGroup, SeerVerdict, Test, rule};

static CHART_1: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&BRAIN_TABLE, "benign chart 1"));

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "mph_2007_to_2017_benign_brain",
    name: "Benign and borderline intracranial and central nervous system",
    manual: MANUAL,
    years: 2007..=2017,
    scope: Scope { sites: &[700..=701, 709..=725, 728..=729, 751..=753], behaviors: &[0, 1], ..SOLID },
    rules: &[
        rule("M3", Test::NotCoded, "an invasive and a benign or borderline tumor are multiple: the groups differ"),
        rule("M4", Test::Multiple(|pair| !pair.same_site()), "topography codes that differ are multiple"),
        rule(
            "M5",
            Test::OppositeSides(|pair| matches!(pair.first.site, 700 | 710..=714 | 722..=725)),
            "tumors in the right and the left of a paired site are multiple",
        ),
        rule(
            "M6",
            Test::Follows(|tumor| tumor.is(9390, 0), |tumor| tumor.is(9390, 1), SeerVerdict::SinglePrimary),
            "an atypical choroid plexus papilloma after a choroid plexus papilloma is single",
        ),
        rule(
            "M7",
            Test::Follows(|tumor| tumor.is(9540, 0), |tumor| tumor.is(9540, 1), SeerVerdict::SinglePrimary),
            "neurofibromatosis after a neurofibroma is single",
        ),
        rule(
            "M8",
            Test::Single(|pair| branches(pair).is_some_and(|(first, second)| first == second)),
            "tumors on one branch of chart 1 are single",
        ),
        rule(
            "M9",
            Test::Multiple(|pair| branches(pair).is_some_and(|(first, second)| first != second)),
            "tumors on different branches of chart 1 are multiple",
        ),
        rule(
            "M10",
            Test::Multiple(|pair| pair.one_each(|tumor| CHART_1.has(tumor), |tumor| !CHART_1.has(tumor))),
            "tumors of which one is on chart 1 and the other not are multiple",
        ),
        rule("M11", Test::Histology, "histology codes that differ in the first three digits are multiple"),
        rule("M12", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn branches(pair: &Pair<'_>) -> Option<(&'static str, &'static str)> {
    CHART_1.label(pair.first).zip(CHART_1.label(pair.second))
}
