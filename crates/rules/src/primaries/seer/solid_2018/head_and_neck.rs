//! Solid Tumor Rules: Head and Neck.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::MANUAL;
use crate::Table;
use crate::primaries::seer::rule::{overlap, single_if};
use crate::primaries::seer::{
    CodeList, Finding, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Test, Where, multiple_if, rule,
};

pub(crate) static TABLE: Table =
    Table::new("head_and_neck_2018", include_str!("../../../../data/seer_primaries/head_and_neck_2018.csv"));

static ROWS: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "rows"));
static SUBTYPES: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "subtypes"));

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "str_2018_and_later_head_and_neck",
    name: "Head and neck",
    manual: MANUAL,
    years: 2018..=9999,
    scope: Scope {
        sites: &[0..=148, 300..=339, 410..=411, 479..=479],
        also: |tumor, later_year| {
            let is_paraganglioma = matches!(tumor.histology, 8680 | 8690..=8693) && tumor.is_malignant();
            later_year >= 2019 && matches!(tumor.site, 754 | 755) && is_paraganglioma
        },
        ..SOLID
    },
    rules: &[
        rule(
            "M3",
            Test::Multiple(in_distinct_parts),
            "tumors in distinct parts of one organ that the manual names are multiple",
        ),
        rule("M4", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule(
            "M5",
            Test::OppositeSides(|pair| pair.in_one_of(PAIRED)),
            "tumors in the right and the left of a paired site are multiple",
        ),
        rule("M6", Test::Years(5), "tumors five years or more apart are multiple"),
        rule("M7", Test::Special(other_subtype), "different subtypes of the site's table are multiple"),
        rule("M8", Test::Special(other_row), "tumors of different rows of the site's table are multiple"),
        rule("M9", Test::InSituAfterInvasive(Where::Anywhere), "an in situ tumor after an invasive one is single"),
        rule(
            "M10",
            Test::InvasiveSoonAfterInSitu(60, Where::Anywhere),
            "an invasive tumor within 60 days of an in situ one is single",
        ),
        rule(
            "M11",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule("M12", Test::Special(same_row), "tumors of one row of the site's table are single"),
        rule("M13", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

/// Parotid gland, other major salivary glands, tonsil, middle ear, maxillary and frontal sinus, carotid body.
const PAIRED: &[&[RangeInclusive<u16>]] =
    &[&[79..=79], &[80..=81], &[98..=99], &[301..=301], &[310..=310, 312..=312], &[754..=754]];

/// Parts of which tumors in two are multiple, by organ.
const PARTS: &[&[&[u16]]] = &[
    &[&[754], &[755]],
    &[&[320], &[321], &[322], &[323]],
    &[&[50], &[51], &[52]],
    &[&[410], &[411]],
    &[&[310], &[311], &[312], &[313]],
    &[&[300], &[301]],
    &[&[130], &[131], &[132]],
    &[&[80], &[81]],
    &[&[30], &[31]],
    &[&[0, 3], &[1, 4]],
];

fn in_distinct_parts(pair: &Pair<'_>) -> bool {
    let part = |organ: &[&[u16]], tumor: &SeerTumor| organ.iter().position(|part| part.contains(&tumor.site));
    PARTS.iter().any(|organ| match (part(organ, pair.first), part(organ, pair.second)) {
        (Some(first), Some(second)) => first != second,
        _ => false,
    })
}

/// What the tables say of two tumors.
enum Rows {
    /// A site has no table.
    NoTable,
    /// The sites have different tables.
    OtherTable,
    /// A histology is in no row.
    Missing,
    /// The labels of their rows.
    Labels(&'static str, &'static str),
}

fn rows(pair: &Pair<'_>) -> Rows {
    match (ROWS.table_of(pair.first.site), ROWS.table_of(pair.second.site)) {
        (None, _) | (_, None) => Rows::NoTable,
        (Some(first), Some(second)) if first != second => Rows::OtherTable,
        _ => match (ROWS.label(pair.first), ROWS.label(pair.second)) {
            (Some(first), Some(second)) => Rows::Labels(first, second),
            _ => Rows::Missing,
        },
    }
}

fn other_subtype(pair: &Pair<'_>) -> Finding {
    match (rows(pair), SUBTYPES.label(pair.first), SUBTYPES.label(pair.second)) {
        (Rows::NoTable, ..) => Finding::Final(SeerVerdict::Questionable),
        (Rows::Missing, ..) if !pair.same_code() => Finding::Final(SeerVerdict::Questionable),
        (Rows::Labels(..), Some(first), Some(second)) => multiple_if(!overlap(first, second)),
        _ => Finding::Nothing,
    }
}

/// Paragangliomas: of 8690 the code does not tell whether it is another than 8693.
fn other_row(pair: &Pair<'_>) -> Finding {
    let is_table_9 = |tumor: &SeerTumor| matches!(tumor.site, 479 | 754 | 755);
    let is_8690 = |tumor: &SeerTumor| tumor.histology == 8690;
    let is_unclear = pair.both(is_table_9) && pair.one_each(is_8690, |tumor| matches!(tumor.histology, 8690 | 8693));
    match rows(pair) {
        Rows::OtherTable => Finding::Final(SeerVerdict::MultiplePrimaries),
        _ if is_unclear => Finding::Final(SeerVerdict::Questionable),
        Rows::Labels(first, second) => multiple_if(!overlap(first, second)),
        _ => Finding::Nothing,
    }
}

fn same_row(pair: &Pair<'_>) -> Finding {
    match rows(pair) {
        Rows::NoTable => Finding::Final(SeerVerdict::Questionable),
        Rows::OtherTable => Finding::Nothing,
        Rows::Missing if !pair.same_histology() => Finding::Final(SeerVerdict::Questionable),
        Rows::Missing => Finding::Final(SeerVerdict::SinglePrimary),
        Rows::Labels(first, second) => single_if(overlap(first, second)),
    }
}
