//! Hematopoietic and lymphoid neoplasms of 2010 and later: rules M1 to M15 of the manual.

use std::sync::LazyLock;

use super::SCOPE;
use super::transformation::{chronic_to_acute, same_primary, transform};
use crate::Table;
use crate::primaries::seer::{
    CodeList, Finding, Interval, Pair, SeerRuleGroup, SeerTumor, SeerVerdict, Test, rule, single_or_multiple,
};

pub(crate) static TABLE: Table =
    Table::new("hematopoietic_2010", include_str!("../../../../data/seer_primaries/hematopoietic_2010.csv"));

static LYMPHOMA_NOS: LazyLock<CodeList> =
    LazyLock::new(|| CodeList::of(&TABLE, "lymphoma nos and non hodgkin lymphoma"));
static NON_HODGKIN: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "non hodgkin lymphoma"));
static HODGKIN: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "hodgkin lymphoma"));
static MYELOID_LEUKEMIA: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "myeloid leukemia"));
static OF_PTLD: LazyLock<[CodeList; 4]> =
    LazyLock::new(|| ["bcell", "tcell", "hodgkin lymphoma", "plasmacytoma"].map(|name| CodeList::of(&TABLE, name)));

/// Posttransplant lymphoproliferative disorder.
const PTLD: u16 = 9971;

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "hemato_2010_and_later",
    name: "Hematopoietic and lymphoid, 2010 and later",
    manual: "Hematopoietic and Lymphoid Neoplasm Coding Manual (2010 and later)",
    years: 2010..=9999,
    scope: SCOPE,
    rules: &[
        rule("M1", Test::NotCoded, "what cannot be told to be one or several is single"),
        rule("M2", Test::Special(one_histology), "a single histology is single"),
        rule(
            "M3",
            Test::Special(sarcoma_with_leukemia),
            "a mast cell or myeloid sarcoma with or after the leukemia is single",
        ),
        rule(
            "M4",
            Test::SingleWithin(21, |pair| {
                !pair.same_code() && pair.both(|tumor| LYMPHOMA_NOS.has(tumor)) && one_place(pair)
            }),
            "two non-Hodgkin lymphomas in one place within 21 days are single",
        ),
        rule(
            "M5",
            Test::SingleWithin(21, |pair| {
                pair.one_each(|tumor| HODGKIN.has(tumor), |tumor| LYMPHOMA_NOS.has(tumor)) && one_place(pair)
            }),
            "a Hodgkin and a non-Hodgkin lymphoma in one place within 21 days are single",
        ),
        rule(
            "M6",
            Test::Multiple(|pair| {
                pair.one_each(|tumor| HODGKIN.has(tumor), |tumor| NON_HODGKIN.has(tumor)) && !one_place(pair)
            }),
            "a Hodgkin and a non-Hodgkin lymphoma in different places are multiple",
        ),
        rule("M7", Test::NotCoded, "a more specific diagnosis within 21 days is single"),
        rule(
            "M8",
            Test::Special(transform_at_once),
            "a chronic disease and the acute one it transforms to within 21 days, by one biopsy, are a question",
        ),
        rule(
            "M9",
            Test::Special(transform_at_once),
            "a chronic and an acute disease within 21 days without a biopsy are a question",
        ),
        rule(
            "M10",
            Test::Special(chronic_then_acute),
            "an acute disease more than 21 days after the chronic one it transforms from is multiple",
        ),
        rule(
            "M11",
            Test::Special(transform_at_once),
            "a chronic and an acute disease within 21 days, by two biopsies, are a question",
        ),
        rule(
            "M12",
            Test::Special(acute_then_chronic),
            "a chronic disease after the acute one, untreated, is a question",
        ),
        rule("M13", Test::Special(acute_then_chronic), "a chronic disease after the acute one, treated, is a question"),
        rule(
            "M14",
            Test::Special(with_transplant),
            "a posttransplant lymphoproliferative disorder and a lymphoma or plasmacytoma at once are single",
        ),
        rule(
            "M15",
            Test::Special(|pair| single_or_multiple(same_primary(pair))),
            "the database says which are the same primary",
        ),
    ],
};

/// The same site, or, lymph nodes aside, the same category.
fn one_place(pair: &Pair<'_>) -> bool {
    pair.same_site() || pair.same_category() && pair.first.category() != 77
}

/// Marginal zone lymphoma (9699) in and outside of lymph nodes is two diseases of one code.
fn one_histology(pair: &Pair<'_>) -> Finding {
    let in_node = |tumor: &SeerTumor| tumor.category() == 77;
    let is_unclear = pair.both(|tumor| tumor.is(9699, 3)) && pair.one_each(in_node, |tumor| !in_node(tumor));
    match () {
        () if !pair.same_code() => Finding::Nothing,
        () if is_unclear => Finding::Final(SeerVerdict::Questionable),
        () => Finding::Final(SeerVerdict::SinglePrimary),
    }
}

fn sarcoma_with_leukemia(pair: &Pair<'_>) -> Finding {
    let is_sarcoma = |tumor: &SeerTumor| matches!(tumor.histology, 9740 | 9930);
    let is_one = pair.both(SeerTumor::is_malignant)
        && (pair.one_each(|tumor| tumor.histology == 9740, |tumor| tumor.histology == 9742)
            || pair.one_each(|tumor| tumor.histology == 9930, |tumor| MYELOID_LEUKEMIA.has(tumor)));
    match (pair.days_apart(21), pair.order()) {
        _ if !is_one => Finding::Nothing,
        (Interval::Within, _) => Finding::Final(SeerVerdict::SinglePrimary),
        (_, Some(_)) if is_sarcoma(pair.in_order().1) => Finding::Final(SeerVerdict::SinglePrimary),
        (Interval::Unknown, None) => Finding::Potential(SeerVerdict::SinglePrimary),
        _ => Finding::Nothing,
    }
}

/// What decides is how the diagnoses were made, and no code says that.
fn transform_at_once(pair: &Pair<'_>) -> Finding {
    if pair.days_apart(21) != Interval::Apart && transform(pair) {
        Finding::Final(SeerVerdict::Questionable)
    } else {
        Finding::Nothing
    }
}

fn chronic_then_acute(pair: &Pair<'_>) -> Finding {
    let is_myeloma = |tumor: &SeerTumor| tumor.is(9732, 3);
    let is_plasmacytoma = |tumor: &SeerTumor| tumor.is(9731, 3) || tumor.is(9734, 3);
    let (earlier, later) = pair.in_order();
    match (pair.days_apart(21), pair.order()) {
        _ if !transform(pair) => Finding::Nothing,
        _ if pair.one_each(is_myeloma, is_plasmacytoma) => Finding::Final(SeerVerdict::Questionable),
        (Interval::Unknown, _) | (_, None) => Finding::Potential(SeerVerdict::MultiplePrimaries),
        (Interval::Apart, _) if chronic_to_acute(earlier, later) => Finding::Final(SeerVerdict::MultiplePrimaries),
        _ => Finding::Nothing,
    }
}

/// What decides is whether the acute disease was treated.
fn acute_then_chronic(pair: &Pair<'_>) -> Finding {
    if transform(pair) { Finding::Final(SeerVerdict::Questionable) } else { Finding::Nothing }
}

fn with_transplant(pair: &Pair<'_>) -> Finding {
    let (first, second) = (pair.first.diagnosis, pair.second.diagnosis);
    let agree = |one: Option<i64>, other: Option<i64>| one.is_none() || other.is_none() || one == other;
    let at_once = first.year() == second.year()
        && agree(first.month().map(i64::from), second.month().map(i64::from))
        && agree(first.day().map(|day| i64::from(day.0)), second.day().map(|day| i64::from(day.0)));
    let is_one = pair.one_each(|tumor| tumor.histology == PTLD, |tumor| OF_PTLD.iter().any(|list| list.has(tumor)));
    if is_one && at_once { Finding::Potential(SeerVerdict::SinglePrimary) } else { Finding::Nothing }
}
