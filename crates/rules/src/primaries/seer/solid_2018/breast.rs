//! Solid Tumor Rules: Breast.

use std::cmp::Ordering;
use std::sync::LazyLock;

use super::{ANYWHERE, MANUAL};
use crate::Table;
use crate::primaries::seer::{
    CodeList, Finding, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Test, Where, rule,
};

pub(crate) static TABLE: Table =
    Table::new("breast_2018", include_str!("../../../../data/seer_primaries/breast_2018.csv"));

static TABLE_2: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "table 2"));
static ROWS: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "rows"));
static SUBTYPES: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "subtypes"));

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "str_2018_and_later_breast",
    name: "Breast",
    manual: MANUAL,
    years: 2018..=9999,
    scope: Scope { sites: &[500..=506, 508..=509], ..SOLID },
    rules: &[
        rule("M4", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule("M5", Test::Years(5), "tumors five years or more apart are multiple"),
        rule(
            "M6",
            Test::Single(|pair| pair.both(|tumor| tumor.is(8530, 3))),
            "inflammatory carcinoma in both breasts is single",
        ),
        rule("M7", Test::OppositeSides(ANYWHERE), "tumors in the right and the left breast are multiple"),
        rule(
            "M10",
            Test::Special(duct_with_lobular),
            "duct carcinoma with or after a mixed duct and lobular carcinoma or Paget disease is single",
        ),
        rule("M11", Test::OtherSubtype(|tumor| SUBTYPES.label(tumor)), "different subtypes of table 3 are multiple"),
        rule("M12", Test::SingleWithin(60, same_row), "tumors of one row of table 3 within 60 days are single"),
        rule("M13", Test::OtherRow(row), "tumors of different rows of table 3 are multiple"),
        rule(
            "M14",
            Test::InSituAfterInvasive(Where::SameSide),
            "an in situ tumor after an invasive one in the same breast is single",
        ),
        rule(
            "M15",
            Test::InvasiveSoonAfterInSitu(60, Where::SameSide),
            "an invasive tumor within 60 days of an in situ one in the same breast is single",
        ),
        rule(
            "M16",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule("M17", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn row(tumor: &SeerTumor) -> Option<&'static str> {
    ROWS.label(tumor).or_else(|| TABLE_2.has(tumor).then_some("table 2"))
}

fn same_row(pair: &Pair<'_>) -> bool {
    let (first, second) = (ROWS.label(pair.first), ROWS.label(pair.second));
    pair.same_histology() || first.is_some() && first == second
}

fn duct_with_lobular(pair: &Pair<'_>) -> Finding {
    let mixed = |duct: &SeerTumor, other: &SeerTumor| match (duct.histology, duct.behavior) {
        (8500, 2) => matches!((other.histology, other.behavior), (8522 | 8543 | 8523, 2) | (8543, 3)),
        (8500, 3) => matches!((other.histology, other.behavior), (8522 | 8541 | 8523, 3)),
        _ => false,
    };
    let is_first = mixed(pair.first, pair.second);
    if !is_first && !mixed(pair.second, pair.first) {
        return Finding::Nothing;
    }
    match pair.order() {
        None => Finding::Potential(SeerVerdict::SinglePrimary),
        Some(Ordering::Equal) => Finding::Final(SeerVerdict::SinglePrimary),
        Some(order) if is_first == order.is_gt() => Finding::Final(SeerVerdict::SinglePrimary),
        Some(_) => Finding::Nothing,
    }
}
