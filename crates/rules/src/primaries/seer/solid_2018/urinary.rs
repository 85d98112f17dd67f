//! Solid Tumor Rules: Urinary Sites (renal pelvis, ureter, bladder, urethra and other).

use std::sync::LazyLock;

use super::MANUAL;
use crate::Table;
use crate::primaries::seer::{
    CodeList, Finding, Interval, Pair, SOLID, Scope, SeerRuleGroup, SeerTumor, SeerVerdict, Test, Where, rule,
};

pub(crate) static TABLE: Table =
    Table::new("urinary_2018", include_str!("../../../../data/seer_primaries/urinary_2018.csv"));

static UROTHELIAL: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "urothelial"));
static ROWS: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "rows"));
static SUBTYPES: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, "subtypes"));

const MICROPAPILLARY: u16 = 8131;

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "str_2018_and_later_urinary",
    name: "Urinary sites",
    manual: MANUAL,
    years: 2018..=9999,
    scope: Scope { sites: &[659..=659, 669..=669, 670..=689], ..SOLID },
    rules: &[
        rule(
            "M3",
            Test::OppositeSides(|pair| pair.both(|tumor| tumor.site == 659)),
            "tumors in the right and the left renal pelvis are multiple",
        ),
        rule(
            "M4",
            Test::OppositeSides(|pair| pair.both(is_ureter)),
            "tumors in the right and the left ureter are multiple",
        ),
        rule(
            "M5",
            Test::SingleWithin(60, |pair| pair.both(|tumor| tumor.is(8120, 2)) && pair.one_each(is_bladder, is_ureter)),
            "urothelial carcinomas in situ of bladder and ureter within 60 days are single",
        ),
        rule(
            "M6",
            Test::InvasiveLongAfterInSitu(60),
            "an invasive tumor more than 60 days after an in situ one is multiple",
        ),
        rule(
            "M7",
            Test::Single(|pair| {
                pair.both(|tumor| tumor.is_in_situ() && is_bladder(tumor) && is_plain_urothelial(tumor))
            }),
            "urothelial carcinomas in situ of the bladder are single",
        ),
        rule(
            "M8",
            Test::Multiple(|pair| pair.one_each(|tumor| tumor.histology == MICROPAPILLARY, is_plain_urothelial)),
            "a micropapillary and another urothelial carcinoma are multiple",
        ),
        rule(
            "M9",
            Test::Single(|pair| pair.both(|tumor| tumor.is_malignant() && is_bladder(tumor) && UROTHELIAL.has(tumor))),
            "urothelial carcinomas of the bladder are single",
        ),
        rule(
            "M10",
            Test::Special(years_but_for_bladder),
            "tumors three years or more apart are multiple, but for urothelial carcinomas of the bladder",
        ),
        rule(
            "M11",
            Test::Single(|pair| !pair.same_category() && pair.both(|tumor| is_urinary(tumor) && UROTHELIAL.has(tumor))),
            "urothelial carcinomas of several urinary organs are single",
        ),
        rule("M12", Test::OtherSubtype(|tumor| SUBTYPES.label(tumor)), "different subtypes of table 2 are multiple"),
        rule("M13", Test::OtherRow(row), "tumors of different rows of table 2 are multiple"),
        rule("M14", Test::Category, "topography codes that differ in the second or third character are multiple"),
        rule("M15", Test::SameRow(row, Some(60)), "tumors of one row of table 2 within 60 days are single"),
        rule("M16", Test::InSituAfterInvasive(Where::Anywhere), "an in situ tumor after an invasive one is single"),
        rule(
            "M17",
            Test::InvasiveSoonAfterInSitu(60, Where::Anywhere),
            "an invasive tumor within 60 days of an in situ one is single",
        ),
        rule("M18", Test::Otherwise, "tumors that no rule above makes multiple are single"),
    ],
};

fn row(tumor: &SeerTumor) -> Option<&'static str> {
    ROWS.label(tumor)
}

fn is_bladder(tumor: &SeerTumor) -> bool {
    tumor.category() == 67
}

fn is_ureter(tumor: &SeerTumor) -> bool {
    tumor.site == 669
}

fn is_urinary(tumor: &SeerTumor) -> bool {
    matches!(tumor.site, 659 | 669..=680)
}

fn is_plain_urothelial(tumor: &SeerTumor) -> bool {
    tumor.histology != MICROPAPILLARY && UROTHELIAL.has(tumor)
}

fn years_but_for_bladder(pair: &Pair<'_>) -> Finding {
    match pair.years_apart(3) {
        _ if pair.both(|tumor| is_bladder(tumor) && is_plain_urothelial(tumor)) => Finding::Nothing,
        Interval::Apart => Finding::Final(SeerVerdict::MultiplePrimaries),
        Interval::Within => Finding::Nothing,
        Interval::Unknown => Finding::Potential(SeerVerdict::MultiplePrimaries),
    }
}
