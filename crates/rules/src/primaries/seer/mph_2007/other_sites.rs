//! Multiple Primary and Histology Coding Rules 2007: Other Sites, to 2022.

use super::MANUAL;
use crate::primaries::seer::general::{
    PAIRED, is_adenocarcinoma, is_in_situ_or_malignant, is_nos_with_specific, is_polyp,
};
use crate::primaries::seer::{HEMATOPOIETIC, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, Test, rule};

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "mph_2007_to_2022_other_sites",
    name: "Other sites",
    manual: MANUAL,
    years: 2007..=2022,
    scope: Scope { not_histologies: &[HEMATOPOIETIC], ..SOLID },
    rules: &[
        rule(
            "M3",
            Test::Single(|pair| pair.both(|tumor| tumor.site == 619 && tumor.histology == 8140)),
            "adenocarcinomas of the prostate are single",
        ),
        rule(
            "M4",
            Test::Single(|pair| pair.both(|tumor| matches!(tumor.histology, 9510..=9513))),
            "retinoblastomas are single",
        ),
        rule(
            "M5",
            Test::Single(|pair| pair.both(|tumor| tumor.histology == 9140)),
            "Kaposi sarcomas of any site are single",
        ),
        rule(
            "M6",
            Test::SingleWithin(60, |pair| {
                pair.both(|tumor| tumor.site == 739 && (tumor.is(8330, 3) || tumor.is(8260, 3)))
            }),
            "follicular and papillary carcinomas of the thyroid within 60 days are single",
        ),
        rule(
            "M7",
            Test::SingleWithin(60, is_one_in_ovaries),
            "epithelial tumors in both ovaries within 60 days are single",
        ),
        rule(
            "M8",
            Test::OppositeSides(|pair| pair.in_one_of(PAIRED) || pair.in_one_of(&[&[413..=413], &[414..=414]])),
            "tumors in the right and the left of a paired site are multiple",
        ),
        rule("M9", Test::Single(is_polyposis), "tumors in familial polyposis of colon and rectum are single"),
        rule("M10", Test::Years(1), "tumors a year or more apart are multiple"),
        rule("M11", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule(
            "M12",
            Test::Multiple(|pair| {
                pair.both(|tumor| matches!(tumor.category(), 21 | 40 | 41 | 44 | 47 | 49)) && !pair.same_site()
            }),
            "tumors in different parts of anus, bone, skin, nerves or soft tissue are multiple",
        ),
        rule(
            "M13",
            Test::Single(|pair| {
                pair.both(is_in_situ_or_malignant) && pair.one_each(is_adenocarcinoma, is_polyp) && !pair.both(is_polyp)
            }),
            "an adenocarcinoma and a tumor in a polyp are single",
        ),
        rule(
            "M14",
            Test::Single(|pair| pair.both(|tumor| is_in_situ_or_malignant(tumor) && is_polyp(tumor))),
            "tumors in polyps are single",
        ),
        rule(
            "M15",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule(
            "M16",
            Test::Single(|pair| is_nos_with_specific(pair, &[8000, 8010, 8070, 8140, 8720, 8800])),
            "a histology not otherwise specified and a specific one of the same are single",
        ),
        rule("M17", Test::Histology, "histology codes that differ in the first three digits are multiple"),
        rule("M18", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn is_one_in_ovaries(pair: &Pair<'_>) -> bool {
    let is_alike = pair.same_morphology()
        || pair.either(|tumor| matches!(tumor.histology, 8000 | 8010))
        || pair.one_each(|tumor| matches!(tumor.histology, 8460 | 8461), |tumor| tumor.histology == 8441);
    pair.both(|tumor| tumor.site == 569 && tumor.histology <= 8799) && is_alike
}

fn is_polyposis(pair: &Pair<'_>) -> bool {
    pair.both(|tumor| matches!(tumor.site, 180..=189 | 199 | 209))
        && pair.either(SeerTumor::is_malignant)
        && pair.one_each(|tumor| tumor.histology == 8220, is_polyp)
}
