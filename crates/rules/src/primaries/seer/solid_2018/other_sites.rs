//! Solid Tumor Rules: Other Sites, for diagnoses of 2023 and later.

use std::sync::LazyLock;

use super::MANUAL;
use crate::Table;
use crate::primaries::seer::general::{PAIRED, is_adenocarcinoma, is_in_situ_or_malignant, is_polyp};
use crate::primaries::seer::rule::overlap;
use crate::primaries::seer::{
    CodeList, HEMATOPOIETIC, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Test, rule,
};

pub(crate) static TABLE: Table =
    Table::new("other_sites_2023", include_str!("../../../../data/seer_primaries/other_sites_2023.csv"));

static PROSTATE_ADENOCARCINOMA: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "prostate adenocarcinoma"));
static FOLLICULAR: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "follicular"));
static PAPILLARY: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "papillary"));
static NOT_ANAPLASTIC: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "thyroid not anaplastic"));
static TABLE_2: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "table 2"));
static ROWS: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "rows"));
static SUBTYPES: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "subtypes"));

const OVARY: u16 = 569;
const PROSTATE: u16 = 619;
const THYROID: u16 = 739;

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "str_2023_and_later_other_sites",
    name: "Other sites",
    manual: MANUAL,
    years: 2023..=9999,
    scope: Scope { not_histologies: &[HEMATOPOIETIC], ..SOLID },
    rules: &[
        rule(
            "M3",
            Test::Single(|pair| pair.both(|tumor| tumor.site == PROSTATE && PROSTATE_ADENOCARCINOMA.has(tumor))),
            "adenocarcinomas of the prostate are single",
        ),
        rule(
            "M4",
            Test::Follows(
                is_acinar_or_ductal,
                |tumor| tumor.site == PROSTATE && tumor.is(8041, 3),
                SeerVerdict::MultiplePrimaries,
            ),
            "a small cell carcinoma of the prostate after an adenocarcinoma is multiple",
        ),
        rule(
            "M5",
            Test::Single(|pair| pair.both(|tumor| matches!(tumor.histology, 9510..=9513))),
            "retinoblastomas are single",
        ),
        rule(
            "M6",
            Test::Single(|pair| pair.both(|tumor| tumor.histology == 9140)),
            "Kaposi sarcomas of any site are single",
        ),
        rule(
            "M7",
            Test::SingleWithin(60, |pair| {
                pair.both(|tumor| tumor.site == THYROID && (FOLLICULAR.has(tumor) || PAPILLARY.has(tumor)))
            }),
            "follicular and papillary carcinomas of the thyroid within 60 days are single",
        ),
        rule(
            "M8",
            Test::Multiple(|pair| {
                pair.both(|tumor| tumor.site == THYROID)
                    && pair.one_each(|tumor| tumor.is(8021, 3), |tumor| NOT_ANAPLASTIC.has(tumor))
            }),
            "an anaplastic and another carcinoma of the thyroid are multiple",
        ),
        rule(
            "M9",
            Test::SingleWithin(60, is_one_in_ovaries),
            "epithelial tumors of one row in both ovaries within 60 days are single",
        ),
        rule(
            "M10",
            Test::OppositeSides(|pair| pair.in_one_of(PAIRED) || pair.both(|tumor| tumor.site == 444)),
            "tumors in the right and the left of a paired site are multiple",
        ),
        rule("M11", Test::Single(is_polyposis), "tumors in familial polyposis of the small intestine are single"),
        rule("M12", Test::Years(1), "tumors a year or more apart are multiple"),
        rule("M13", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule(
            "M14",
            Test::Multiple(|pair| {
                pair.both(|tumor| matches!(tumor.category(), 21 | 40 | 41 | 44 | 49)) && !pair.same_site()
            }),
            "tumors in different parts of anus, bone, skin or soft tissue are multiple",
        ),
        rule(
            "M15",
            Test::Single(|pair| {
                pair.both(is_in_situ_or_malignant) && pair.one_each(is_adenocarcinoma, is_polyp) && !pair.both(is_polyp)
            }),
            "an adenocarcinoma and a tumor in a polyp are single",
        ),
        rule(
            "M16",
            Test::Single(|pair| pair.both(|tumor| is_in_situ_or_malignant(tumor) && is_polyp(tumor))),
            "tumors in polyps are single",
        ),
        rule(
            "M17",
            Test::OtherSubtype(|tumor| SUBTYPES.label(tumor)),
            "different subtypes of the site's table are multiple",
        ),
        rule(
            "M18",
            Test::SingleWithin(60, is_one_row),
            "tumors of one row of the site's table within 60 days are single",
        ),
        rule(
            "M19",
            Test::OtherRow(|tumor| ROWS.label(tumor).or_else(|| TABLE_2.label(tumor))),
            "tumors of different rows of the site's table are multiple",
        ),
        rule(
            "M20",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule("M21", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn is_acinar_or_ductal(tumor: &SeerTumor) -> bool {
    let is_listed = matches!(tumor.histology, 8140 | 8201 | 8230 | 8260 | 8480 | 8490 | 8500 | 8572 | 8574);
    tumor.site == PROSTATE && (is_listed && tumor.is_malignant() || tumor.is(8140, 2))
}

fn is_one_in_ovaries(pair: &Pair<'_>) -> bool {
    let is_other_subtype = match (SUBTYPES.label(pair.first), SUBTYPES.label(pair.second)) {
        (Some(first), Some(second)) => !overlap(first, second),
        _ => false,
    };
    let row = ROWS.label(pair.first);
    let is_one_row = row.is_some() && row == ROWS.label(pair.second);
    pair.both(|tumor| tumor.site == OVARY && tumor.histology <= 8799)
        && (pair.same_histology() || !is_other_subtype && is_one_row)
}

fn is_polyposis(pair: &Pair<'_>) -> bool {
    pair.both(|tumor| tumor.category() == 17)
        && pair.either(SeerTumor::is_malignant)
        && pair.one_each(|tumor| tumor.histology == 8220, is_polyp)
}

fn is_one_row(pair: &Pair<'_>) -> bool {
    let row = ROWS.label(pair.first);
    let is_one_row = row.is_some() && row == ROWS.label(pair.second);
    let table = ROWS.table_of(pair.first.site);
    table.is_some() && table == ROWS.table_of(pair.second.site) && (pair.same_histology() || is_one_row)
}
