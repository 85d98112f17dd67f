//! Multiple Primary and Histology Coding Rules 2007: Cutaneous Melanoma.

use super::MANUAL;
use crate::primaries::seer::{
    Finding, Interval, Pair, SOLID, Scope, SeerRuleGroup, SeerVerdict, Test, multiple_if, rule,
};

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "mph_2007_to_2017_melanoma",
    name: "Cutaneous melanoma",
    manual: MANUAL,
    years: 2007..=2020,
    scope: Scope { sites: &[440..=449], histologies: &[8720..=8780], not_histologies: &[], ..SOLID },
    rules: &[
        rule("M3", Test::Multiple(|pair| !pair.same_site()), "tumors in different sites of the skin are multiple"),
        rule("M4", Test::Special(other_side), "tumors of different lateralities are multiple"),
        rule("M5", Test::Histology, "histology codes that differ in the first three digits are multiple"),
        rule(
            "M6",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule("M7", Test::Special(long_apart), "tumors more than 60 days apart are multiple"),
        rule("M8", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

/// Midline (5) is a laterality here.
fn other_side(pair: &Pair<'_>) -> Finding {
    if pair.both(|tumor| matches!(tumor.laterality, b'1' | b'2' | b'5')) {
        multiple_if(pair.first.laterality != pair.second.laterality)
    } else {
        Finding::Potential(SeerVerdict::MultiplePrimaries)
    }
}

fn long_apart(pair: &Pair<'_>) -> Finding {
    match pair.days_apart(60) {
        Interval::Apart => Finding::Final(SeerVerdict::MultiplePrimaries),
        Interval::Within => Finding::Nothing,
        Interval::Unknown => Finding::Potential(SeerVerdict::MultiplePrimaries),
    }
}
