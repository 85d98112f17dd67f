//! Solid Tumor Rules: Kidney.

use std::sync::LazyLock;

use super::{ANYWHERE, MANUAL};
use crate::Table;
use crate::primaries::seer::{
    CodeList, Finding, Interval, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Sides, Test, Where, rule,
};

pub(crate) static TABLE: Table =
    Table::new("kidney_2018", include_str!("../../../../data/seer_primaries/kidney_2018.csv"));

static ROWS: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "rows"));
static SUBTYPES: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "subtypes"));

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "str_2018_and_later_kidney",
    name: "Kidney",
    manual: MANUAL,
    years: 2018..=9999,
    scope: Scope { sites: &[649..=649], ..SOLID },
    rules: &[
        rule("M3", Test::Multiple(|pair| !pair.same_site()), "tumors in different sites are multiple"),
        rule(
            "M4",
            Test::Single(|pair| pair.both(|tumor| tumor.is(8960, 3))),
            "nephroblastoma in both kidneys is single",
        ),
        rule("M5", Test::OppositeSides(ANYWHERE), "tumors in the right and the left kidney are multiple"),
        rule("M6", Test::Years(3), "tumors three years or more apart are multiple"),
        rule("M7", Test::OtherSubtype(|tumor| SUBTYPES.label(tumor)), "different subtypes of table 1 are multiple"),
        rule(
            "M8",
            Test::Special(same_row_and_side),
            "tumors of one row of table 1 in the same kidney within 60 days are single",
        ),
        rule("M9", Test::OtherRow(row), "tumors of different rows of table 1 are multiple"),
        rule(
            "M10",
            Test::InSituAfterInvasive(Where::SameSide),
            "an in situ tumor after an invasive one in the same kidney is single",
        ),
        rule(
            "M11",
            Test::InvasiveSoonAfterInSitu(60, Where::SameSide),
            "an invasive tumor within 60 days of an in situ one in the same kidney is single",
        ),
        rule(
            "M12",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule("M13", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn row(tumor: &SeerTumor) -> Option<&'static str> {
    ROWS.label(tumor)
}

/// A renal cell carcinoma, unclassified or hereditary (8311) stands for several entities, which the code does not tell.
fn same_row_and_side(pair: &Pair<'_>) -> Finding {
    let (first, second) = (row(pair.first), row(pair.second));
    if !pair.same_histology() {
        if first.is_none() || second.is_none() {
            return Finding::Final(SeerVerdict::Questionable);
        }
        if first != second {
            return Finding::Nothing;
        }
    }
    match (pair.days_apart(60), pair.sides()) {
        (Interval::Apart, _) | (_, Sides::Opposite) => Finding::Nothing,
        (Interval::Unknown, _) | (_, Sides::Unknown) => Finding::Potential(SeerVerdict::SinglePrimary),
        _ if pair.both(|tumor| tumor.histology == 8311) => Finding::Final(SeerVerdict::Questionable),
        _ => Finding::Final(SeerVerdict::SinglePrimary),
    }
}
