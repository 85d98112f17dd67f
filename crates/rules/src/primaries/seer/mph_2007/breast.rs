//! Multiple Primary and Histology Coding Rules 2007: Breast.

use super::MANUAL;
use crate::primaries::seer::general::{DUCT, INTRADUCTAL, PAGET};
use crate::primaries::seer::{SOLID, Scope, SeerRuleGroup, SeerTumor, Test, rule};

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "mph_2007_to_2017_breast",
    name: "Breast",
    manual: MANUAL,
    years: 2007..=2017,
    scope: Scope { sites: &[500..=509], ..SOLID },
    rules: &[
        rule("M4", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule("M5", Test::Years(5), "tumors five years or more apart are multiple"),
        rule(
            "M6",
            Test::Single(|pair| pair.both(|tumor| tumor.is(8530, 3))),
            "inflammatory carcinoma in both breasts is single",
        ),
        rule("M7", Test::OppositeSides(|_| true), "tumors in the right and the left breast are multiple"),
        rule(
            "M8",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule(
            "M9",
            Test::Single(|pair| pair.one_each(|tumor| PAGET.has(tumor), is_ductal)),
            "Paget disease and an intraductal or duct carcinoma are single",
        ),
        rule(
            "M10",
            Test::Single(|pair| pair.one_each(|tumor| tumor.histology == 8520, is_ductal)),
            "a lobular and an intraductal or duct carcinoma are single",
        ),
        rule("M11", Test::Single(|pair| pair.both(is_ductal)), "intraductal and duct carcinomas are single"),
        rule("M12", Test::Histology, "histology codes that differ in the first three digits are multiple"),
        rule("M13", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn is_ductal(tumor: &SeerTumor) -> bool {
    INTRADUCTAL.has(tumor) || DUCT.has(tumor)
}
