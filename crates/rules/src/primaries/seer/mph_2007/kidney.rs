//! Multiple Primary and Histology Coding Rules 2007: Kidney.

use super::MANUAL;
use crate::primaries::seer::general::{SPECIFIC_RENAL_CELL, is_nos_with_specific};
use crate::primaries::seer::{SOLID, Scope, SeerRuleGroup, Test, rule};

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "mph_2007_to_2017_kidney",
    name: "Kidney",
    manual: MANUAL,
    years: 2007..=2017,
    scope: Scope { sites: &[649..=649], ..SOLID },
    rules: &[
        rule("M3", Test::Single(|pair| pair.both(|tumor| tumor.histology == 8960)), "Wilms tumors are single"),
        rule("M4", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule("M5", Test::OppositeSides(|_| true), "tumors in the right and the left kidney are multiple"),
        rule("M6", Test::Years(3), "tumors three years or more apart are multiple"),
        rule(
            "M7",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule(
            "M8",
            Test::Multiple(|pair| !pair.same_code() && pair.both(|tumor| SPECIFIC_RENAL_CELL.has(tumor))),
            "different specific renal cell carcinomas are multiple",
        ),
        rule(
            "M9",
            Test::Single(|pair| is_nos_with_specific(pair, &[8000, 8010, 8140, 8312])),
            "a histology not otherwise specified and a specific one of the same are single",
        ),
        rule("M10", Test::Histology, "histology codes that differ in the first three digits are multiple"),
        rule("M11", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};
