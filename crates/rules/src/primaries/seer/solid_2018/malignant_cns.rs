//! Solid Tumor Rules: Malignant Central Nervous System and Peripheral Nerves.

use std::sync::LazyLock;

use super::{MANUAL, in_other_part};
use crate::Table;
use crate::primaries::seer::{
    CodeList, Finding, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Test, rule,
};

pub(crate) static TABLE: Table =
    Table::new("malignant_cns_2018", include_str!("../../../../data/seer_primaries/malignant_cns_2018.csv"));

static GLIAL: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "glial"));
static ROWS: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "rows"));
static SUBTYPES: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "subtypes"));

const GLIOBLASTOMA: u16 = 9440;
const GLIOMA_NOS: u16 = 9380;

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "str_2018_and_later_malignant_cns",
    name: "Malignant central nervous system and peripheral nerves",
    manual: MANUAL,
    years: 2018..=9999,
    scope: Scope { sites: &[470..=479, 700..=701, 709..=725, 728..=729, 751..=753], behaviors: &[3], ..SOLID },
    rules: &[
        rule("M6", Test::NotCoded, "a malignant tumor after a benign one is multiple: the groups differ"),
        rule(
            "M7",
            Test::Follows(
                |tumor| GLIAL.has(tumor) && tumor.histology != GLIOBLASTOMA,
                |tumor| tumor.histology == GLIOBLASTOMA,
                SeerVerdict::MultiplePrimaries,
            ),
            "a glioblastoma after another glial tumor is multiple",
        ),
        rule(
            "M8",
            Test::Single(|pair| pair.same_code() && pair.both(|tumor| tumor.category() == 71)),
            "tumors of one histology in several lobes of the brain are single",
        ),
        rule(
            "M9",
            Test::Multiple(in_other_part_or_nerve),
            "tumors in different parts of the central nervous system are multiple",
        ),
        rule("M10", Test::OtherSubtype(|tumor| SUBTYPES.label(tumor)), "different subtypes of table 3 are multiple"),
        rule(
            "M11",
            Test::Single(|pair| pair.one_each(|tumor| tumor.histology == GLIOMA_NOS, is_specific_glioma)),
            "a glioma NOS and a specific glioma are single",
        ),
        rule("M12", Test::SameRow(row, None), "tumors of one row of table 3 are single"),
        rule("M13", Test::Special(other_row), "tumors of different rows of table 3 are multiple"),
        rule("M14", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn row(tumor: &SeerTumor) -> Option<&'static str> {
    ROWS.label(tumor)
}

fn in_other_part_or_nerve(pair: &Pair<'_>) -> bool {
    let is_cranial_nerve = |tumor: &SeerTumor| matches!(tumor.site, 722..=725);
    in_other_part(pair, 709) || pair.both(is_cranial_nerve) && !pair.same_site()
}

fn is_specific_glioma(tumor: &SeerTumor) -> bool {
    matches!(tumor.histology, 9385 | 9391 | 9392 | 9393 | 9396 | 9400 | 9401 | 9411 | 9424 | 9430 | 9450 | 9451)
}

fn other_row(pair: &Pair<'_>) -> Finding {
    super::other_row_but_nos(pair, row(pair.first), row(pair.second))
}
