//! SEER Program Coding and Staging Manual 2004: benign and borderline intracranial and central nervous system tumors.

use super::MANUAL;
use crate::primaries::seer::general::BENIGN_BRAIN_2004;
use crate::primaries::seer::{HEMATOPOIETIC, Pair, SOLID, Scope, SeerRuleGroup, Sides, Test, rule, single_or_multiple};

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "2006_and_earlier_benign_brain",
    name: "Benign and borderline intracranial and central nervous system",
    manual: MANUAL,
    years: 0..=2006,
    scope: Scope {
        sites: &[700..=729, 751..=753],
        not_histologies: &[HEMATOPOIETIC, 9140..=9140],
        behaviors: &[0, 1],
        ..SOLID
    },
    rules: &[
        rule(
            "M1",
            Test::Single(|pair| pair.same_category() && same_histology(pair) && pair.sides() == Sides::Same),
            "tumors of one histology on the same side of one site are single",
        ),
        rule(
            "M2",
            Test::Single(|pair| pair.same_category() && same_histology(pair) && pair.sides() == Sides::Unknown),
            "tumors of one histology in one site of unknown side are single",
        ),
        rule(
            "M3",
            Test::Multiple(|pair| !pair.same_category() && same_histology(pair)),
            "tumors of one histology in different sites are multiple",
        ),
        rule(
            "M4",
            Test::Multiple(|pair| same_histology(pair) && pair.sides() == Sides::Opposite),
            "tumors of one histology in the right and the left are multiple",
        ),
        rule(
            "M5",
            Test::Special(|pair| single_or_multiple(same_histology(pair))),
            "tumors of different histologies are multiple",
        ),
    ],
};

/// One of the manual's groups of histologies, or, where a histology is in none, the same first three digits.
fn same_histology(pair: &Pair<'_>) -> bool {
    match (BENIGN_BRAIN_2004.label(pair.first), BENIGN_BRAIN_2004.label(pair.second)) {
        (Some(first), Some(second)) => first == second,
        (None, None) => pair.same_histology_group(),
        _ => false,
    }
}
