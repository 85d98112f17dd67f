//! Multiple Primary and Histology Coding Rules 2007: Colon.

use super::MANUAL;
use crate::primaries::seer::general::{is_adenocarcinoma, is_nos_with_specific, is_polyp};
use crate::primaries::seer::{SOLID, Scope, SeerRuleGroup, SeerTumor, Test, rule};

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "mph_2007_to_2017_colon",
    name: "Colon",
    manual: MANUAL,
    years: 2007..=2017,
    scope: Scope { sites: &[180..=189], ..SOLID },
    rules: &[
        rule(
            "M3",
            Test::Single(|pair| {
                pair.either(SeerTumor::is_malignant)
                    && pair.one_each(|tumor| matches!(tumor.histology, 8220 | 8221), is_polyp)
            }),
            "tumors in familial polyposis are single",
        ),
        rule("M4", Test::Multiple(|pair| !pair.same_site()), "tumors in different segments of the colon are multiple"),
        rule("M5", Test::Years(1), "tumors a year or more apart are multiple"),
        rule(
            "M6",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule(
            "M7",
            Test::Single(|pair| pair.one_each(is_adenocarcinoma, is_polyp)),
            "an adenocarcinoma and a tumor in a polyp are single",
        ),
        rule(
            "M8",
            Test::Single(|pair| is_nos_with_specific(pair, &[8000, 8010, 8140, 8800])),
            "a histology not otherwise specified and a specific one of the same are single",
        ),
        rule("M9", Test::Single(|pair| pair.both(is_polyp)), "tumors in polyps are single"),
        rule("M10", Test::Histology, "histology codes that differ in the first three digits are multiple"),
        rule("M11", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};
