//! Multiple Primary and Histology Coding Rules 2007: Renal Pelvis, Ureter, Bladder and Other Urinary.

use super::MANUAL;
use crate::primaries::seer::general::UROTHELIAL;
use crate::primaries::seer::{SOLID, Scope, SeerRuleGroup, SeerTumor, Test, rule};

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "mph_2007_to_2017_urinary",
    name: "Renal pelvis, ureter, bladder and other urinary",
    manual: MANUAL,
    years: 2007..=2017,
    scope: Scope { sites: &[659..=659, 669..=669, 670..=689], ..SOLID },
    rules: &[
        rule(
            "M3",
            Test::OppositeSides(|pair| pair.both(|tumor| tumor.site == 659)),
            "tumors in the right and the left renal pelvis are multiple",
        ),
        rule(
            "M4",
            Test::OppositeSides(|pair| pair.both(|tumor| tumor.site == 669)),
            "tumors in the right and the left ureter are multiple",
        ),
        rule(
            "M5",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule(
            "M6",
            Test::Single(|pair| pair.both(is_transitional_of_bladder)),
            "transitional cell and papillary carcinomas of the bladder are single",
        ),
        rule("M7", Test::Years(3), "tumors three years or more apart are multiple"),
        rule(
            "M8",
            Test::Single(|pair| pair.both(|tumor| matches!(tumor.site, 659 | 669..=680) && UROTHELIAL.has(tumor))),
            "urothelial carcinomas of several urinary organs are single",
        ),
        rule("M9", Test::Histology, "histology codes that differ in the first three digits are multiple"),
        rule("M10", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule("M11", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn is_transitional_of_bladder(tumor: &SeerTumor) -> bool {
    tumor.category() == 67 && matches!(tumor.histology, 8050 | 8120..=8124 | 8130 | 8131)
}
