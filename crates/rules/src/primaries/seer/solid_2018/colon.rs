//! Solid Tumor Rules: Colon, Rectosigmoid and Rectum.

use std::sync::LazyLock;

use super::MANUAL;
use crate::Table;
use crate::primaries::seer::{
    CodeList, Finding, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Test, Where, multiple_if, rule,
};

pub(crate) static TABLE: Table =
    Table::new("colon_2018", include_str!("../../../../data/seer_primaries/colon_2018.csv"));

static ROWS: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "rows"));
static SUBTYPES: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "subtypes"));

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "str_2018_and_later_colon",
    name: "Colon, rectosigmoid and rectum",
    manual: MANUAL,
    years: 2018..=9999,
    scope: Scope { sites: &[180..=189, 199..=199, 209..=209], ..SOLID },
    rules: &[
        rule(
            "M3",
            Test::Single(|pair| pair.both(|tumor| tumor.histology == 8220)),
            "adenocarcinoma in familial polyposis is single",
        ),
        rule("M4", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule(
            "M5",
            Test::Multiple(|pair| !pair.same_code() && pair.both(|tumor| SUBTYPES.has(tumor))),
            "different subtypes of table 1 are multiple",
        ),
        rule("M6", Test::OtherRow(row), "tumors of different rows of table 1 are multiple"),
        rule(
            "M9",
            Test::Special(|pair| {
                if pair.either(|tumor| tumor.site == 189) {
                    return Finding::Potential(SeerVerdict::MultiplePrimaries);
                }
                multiple_if(!pair.same_site())
            }),
            "tumors in different segments of the colon are multiple",
        ),
        rule("M10", Test::Years(1), "tumors a year or more apart are multiple"),
        rule("M11", Test::SameRow(row, Some(60)), "tumors of one row of table 1 within 60 days are single"),
        rule("M12", Test::InSituAfterInvasive(Where::Anywhere), "an in situ tumor after an invasive one is single"),
        rule(
            "M13",
            Test::InvasiveSoonAfterInSitu(60, Where::Anywhere),
            "an invasive tumor within 60 days of an in situ one is single",
        ),
        rule(
            "M14",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule("M15", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn row(tumor: &SeerTumor) -> Option<&'static str> {
    ROWS.label(tumor)
}
