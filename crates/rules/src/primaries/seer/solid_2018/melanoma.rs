//! Solid Tumor Rules: Cutaneous Melanoma, for diagnoses of 2021 and later.

use std::sync::LazyLock;

use super::MANUAL;
use crate::Table;
use crate::primaries::seer::{
    CodeList, Finding, Interval, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Test, multiple_if, rule,
};

pub(crate) static TABLE: Table =
    Table::new("melanoma_2021", include_str!("../../../../data/seer_primaries/melanoma_2021.csv"));

static TABLE_2: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "table 2"));
static SUBTYPES: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "subtypes"));

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "str_2021_and_later_cutaneous_melanoma",
    name: "Cutaneous melanoma",
    manual: MANUAL,
    years: 2021..=9999,
    scope: Scope { sites: &[440..=449], histologies: &[8720..=8780], not_histologies: &[], ..SOLID },
    rules: &[
        rule(
            "M3",
            Test::Special(|pair| {
                if pair.either(|tumor| tumor.site == 449) {
                    return Finding::Potential(SeerVerdict::MultiplePrimaries);
                }
                multiple_if(!pair.same_site())
            }),
            "tumors in different sites of the skin are multiple",
        ),
        rule("M4", Test::Special(other_side), "tumors of different lateralities are multiple"),
        rule("M5", Test::OtherSubtype(|tumor| SUBTYPES.label(tumor)), "different subtypes of table 2 are multiple"),
        rule(
            "M6",
            Test::Special(same_row),
            "melanomas of table 2 of one site and laterality within 60 days are single",
        ),
        rule(
            "M7",
            Test::Special(|pair| match pair.days_apart(60) {
                Interval::Apart => Finding::Final(SeerVerdict::MultiplePrimaries),
                Interval::Within => Finding::Nothing,
                Interval::Unknown => Finding::Final(SeerVerdict::Questionable),
            }),
            "tumors more than 60 days apart are multiple",
        ),
        rule("M8", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

/// Lip, overlapping and unspecified skin have no laterality.
fn has_side(tumor: &SeerTumor) -> bool {
    !matches!(tumor.site, 440 | 448 | 449)
}

/// Right, left or midline.
fn is_sided(tumor: &SeerTumor) -> bool {
    matches!(tumor.laterality, b'1' | b'2' | b'5')
}

fn other_side(pair: &Pair<'_>) -> Finding {
    if !has_side(pair.first) || pair.either(|tumor| matches!(tumor.laterality, b'9' | b' ')) {
        return Finding::Nothing;
    }
    if !pair.both(is_sided) {
        return Finding::Potential(SeerVerdict::MultiplePrimaries);
    }
    multiple_if(pair.first.laterality != pair.second.laterality)
}

fn same_row(pair: &Pair<'_>) -> Finding {
    let needs_side = has_side(pair.first);
    if !pair.both(|tumor| TABLE_2.has(tumor)) || needs_side && !pair.both(is_sided) {
        return Finding::Final(SeerVerdict::Questionable);
    }
    match pair.days_apart(60) {
        _ if needs_side && pair.first.laterality != pair.second.laterality => Finding::Nothing,
        Interval::Within => Finding::Final(SeerVerdict::SinglePrimary),
        Interval::Apart => Finding::Nothing,
        Interval::Unknown => Finding::Final(SeerVerdict::Questionable),
    }
}
