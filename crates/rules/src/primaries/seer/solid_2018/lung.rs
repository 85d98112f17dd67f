//! Solid Tumor Rules: Lung.

use std::sync::LazyLock;

use super::{ANYWHERE, MANUAL};
use crate::Table;
use crate::primaries::seer::{
    CodeList, Finding, Interval, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Sides, Test, Where, rule,
};

pub(crate) static TABLE: Table = Table::new("lung_2018", include_str!("../../../../data/seer_primaries/lung_2018.csv"));

static TABLE_2: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "table 2"));
static ROWS: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "rows"));
static SUBTYPES: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "subtypes"));

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "str_2018_and_later_lung",
    name: "Lung",
    manual: MANUAL,
    years: 2018..=9999,
    scope: Scope { sites: &[340..=343, 348..=349], ..SOLID },
    rules: &[
        rule("M3", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule("M4", Test::Years(3), "tumors three years or more apart are multiple"),
        rule(
            "M5",
            Test::Multiple(|pair| pair.one_each(is_small_cell, is_non_small_cell)),
            "a small cell and a non-small cell carcinoma are multiple",
        ),
        rule("M6", Test::OtherSubtype(|tumor| SUBTYPES.label(tumor)), "different subtypes of table 3 are multiple"),
        rule(
            "M7",
            Test::Special(same_row_and_side),
            "tumors of one row of table 3 in the same lung within 60 days are single",
        ),
        rule("M8", Test::OtherRow(row), "tumors of different rows of table 3 are multiple"),
        rule("M9", Test::Special(both_lungs_at_once), "tumors in both lungs within 60 days are single"),
        rule(
            "M10",
            Test::InSituAfterInvasive(Where::SameSide),
            "an in situ tumor after an invasive one in the same lung is single",
        ),
        rule("M11", Test::OppositeSides(ANYWHERE), "tumors in the right and the left lung are multiple"),
        rule(
            "M12",
            Test::InvasiveSoonAfterInSitu(60, Where::Anywhere),
            "an invasive tumor within 60 days of an in situ one is single",
        ),
        rule(
            "M13",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule("M14", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

/// A row of table 3, or table 2, where a code stands for several combinations.
fn row(tumor: &SeerTumor) -> Option<&'static str> {
    ROWS.label(tumor).or_else(|| TABLE_2.has(tumor).then_some("table 2"))
}

fn is_small_cell(tumor: &SeerTumor) -> bool {
    matches!(tumor.histology, 8041 | 8045 | 8240 | 8246 | 8249)
}

/// Any other carcinoma of the tables, whatever its behavior; their sarcomas are none.
fn is_non_small_cell(tumor: &SeerTumor) -> bool {
    static CARCINOMAS: LazyLock<Vec<u16>> = LazyLock::new(|| {
        let of_tables = TABLE_2.histologies().chain(ROWS.histologies());
        let mut carcinomas: Vec<_> = of_tables
            .chain([8046])
            .filter(|code| !matches!(code, 8800 | 8842 | 9040..=9043 | 9137 | 8041 | 8045 | 8240 | 8246 | 8249))
            .collect();
        carcinomas.sort_unstable();
        carcinomas
    });
    CARCINOMAS.binary_search(&tumor.histology).is_ok()
}

fn same_row_and_side(pair: &Pair<'_>) -> Finding {
    let (first, second) = (row(pair.first), row(pair.second));
    if !pair.same_histology() {
        if first.is_none() || second.is_none() {
            return Finding::Final(SeerVerdict::Questionable);
        }
        if first != second || first == Some("table 2") {
            return Finding::Nothing;
        }
    }
    match (pair.days_apart(60), pair.sides()) {
        (Interval::Apart, _) | (_, Sides::Opposite) => Finding::Nothing,
        (Interval::Unknown, _) | (_, Sides::Unknown) => Finding::Potential(SeerVerdict::SinglePrimary),
        _ => Finding::Final(SeerVerdict::SinglePrimary),
    }
}

/// A laterality of 4 says that both lungs are involved; of a tumor in each the codes do not tell how many there are.
fn both_lungs_at_once(pair: &Pair<'_>) -> Finding {
    let is_bilateral = pair.either(|tumor| tumor.laterality == b'4');
    match (pair.days_apart(60), pair.sides()) {
        (Interval::Apart, _) => Finding::Nothing,
        (_, Sides::Unknown) if !is_bilateral => Finding::Potential(SeerVerdict::SinglePrimary),
        (Interval::Unknown, _) => Finding::Potential(SeerVerdict::SinglePrimary),
        (_, Sides::Opposite) => Finding::Final(SeerVerdict::Questionable),
        _ => Finding::Final(SeerVerdict::SinglePrimary),
    }
}
