//! Solid Tumor Rules: Non-Malignant Central Nervous System Tumors.

use std::sync::LazyLock;

use super::{MANUAL, in_other_part};
use crate::Table;
use crate::primaries::seer::{
    CodeList, Finding, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Sides, Test, rule,
};

pub(crate) static TABLE: Table =
    Table::new("non_malignant_cns_2018", include_str!("../../../../data/seer_primaries/non_malignant_cns_2018.csv"));

static MENINGIOMAS: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "meningiomas"));
/// Table 6 of 2018, which the one for diagnoses of 2023 and later repeats.
static ROWS: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "rows"));
static SUBTYPES: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "subtypes"));

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "str_2018_and_later_non_malignant_cns",
    name: "Non-malignant central nervous system",
    manual: MANUAL,
    years: 2018..=9999,
    scope: Scope { sites: &[700..=701, 709..=725, 728..=729, 751..=753], behaviors: &[0, 1], ..SOLID },
    rules: &[
        rule("M6", Test::NotCoded, "a malignant and a benign tumor are multiple: the groups differ"),
        rule("M7", Test::Single(is_bilateral), "vestibular schwannomas or optic gliomas of both sides are single"),
        rule(
            "M8",
            Test::Multiple(|pair| in_other_part(pair, 700)),
            "tumors in different parts of the central nervous system are multiple",
        ),
        rule(
            "M9",
            Test::Multiple(|pair| !pair.same_code() && pair.both(|tumor| SUBTYPES.has(tumor))),
            "different subtypes of table 6 are multiple",
        ),
        rule(
            "M10",
            Test::Single(|pair| pair.both(|tumor| tumor.site == 700 && MENINGIOMAS.has(tumor))),
            "meningiomas of the cerebral meninges are single",
        ),
        rule("M11", Test::Special(same_in_brain), "tumors of one histology in several lobes of the brain are single"),
        rule("M12", Test::Special(same_row), "tumors of one row of table 6 are single"),
        rule(
            "M13",
            Test::Single(|pair| pair.one_each(|tumor| tumor.is(9380, 1), is_specific_glioma)),
            "a glioma NOS and a specific glial tumor are single",
        ),
        rule("M14", Test::Special(other_row), "tumors of different rows of table 6 are multiple"),
        rule("M15", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn row(tumor: &SeerTumor) -> Option<&'static str> {
    ROWS.label(tumor)
}

fn is_bilateral(pair: &Pair<'_>) -> bool {
    let is_paired = matches!(pair.first.site, 700 | 710..=714 | 722..=725);
    let is_named = pair.first.is(9560, 0) || pair.first.is(9421, 1);
    is_paired && is_named && pair.same_site() && pair.same_morphology() && pair.sides() == Sides::Opposite
}

fn is_specific_glioma(tumor: &SeerTumor) -> bool {
    matches!(
        (tumor.histology, tumor.behavior),
        (9383 | 9384 | 9394 | 9412 | 9444 | 9505 | 9506 | 9509 | 8693, 1) | (9413 | 9492 | 9493, 0)
    )
}

/// Of some tumors the code does not tell enough: 9413 stands for several entities, as does 9509 with its behaviors.
fn single_unless_unclear(pair: &Pair<'_>) -> Finding {
    let of = |code| pair.both(|tumor: &SeerTumor| tumor.histology == code);
    let is_unclear = of(9413) || of(9509) && pair.first.behavior != pair.second.behavior;
    Finding::Final(if is_unclear { SeerVerdict::Questionable } else { SeerVerdict::SinglePrimary })
}

fn same_in_brain(pair: &Pair<'_>) -> Finding {
    if pair.same_code() && pair.both(|tumor| tumor.category() == 71) {
        single_unless_unclear(pair)
    } else {
        Finding::Nothing
    }
}

fn same_row(pair: &Pair<'_>) -> Finding {
    match (row(pair.first), row(pair.second)) {
        _ if pair.same_histology() => single_unless_unclear(pair),
        (Some(first), Some(second)) if first == second => single_unless_unclear(pair),
        (Some(_), Some(_)) => Finding::Nothing,
        _ => Finding::Final(SeerVerdict::Questionable),
    }
}

fn other_row(pair: &Pair<'_>) -> Finding {
    super::other_row_but_nos(pair, row(pair.first), row(pair.second))
}
