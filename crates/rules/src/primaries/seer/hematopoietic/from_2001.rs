//! Hematopoietic neoplasms of 2001 to 2009: groups of diseases, and which later group is the same primary as an
//! earlier.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::{SCOPE, by_order};
use crate::Table;
use crate::primaries::seer::list::ranges;
use crate::primaries::seer::{Finding, Pair, SeerRuleGroup, SeerVerdict, Test, rule};

pub(crate) static TABLE: Table =
    Table::new("hematopoietic_2001", include_str!("../../../../data/seer_primaries/hematopoietic_2001.csv"));

struct Disease {
    codes: Vec<RangeInclusive<u16>>,
    number: u8,
    /// Numbers of those that are the same primary, if they come later.
    same_if_later: Vec<u8>,
}

static DISEASES: LazyLock<Vec<Disease>> = LazyLock::new(|| {
    let numbers = |text: &str| text.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let disease = |row: crate::TableRow| {
        Some(Disease {
            codes: ranges(row.get("codes")),
            number: row.get("group").parse().ok()?,
            same_if_later: numbers(row.get("same_primary_if_later")),
        })
    };
    TABLE.rows().filter_map(disease).collect()
});

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "hemato_2001_to_2009",
    name: "Hematopoietic and lymphoid, 2001 to 2009",
    manual: "Definitive Single and Subsequent Hematologic Malignancies, SEER Program, 2001",
    years: 2001..=2009,
    scope: SCOPE,
    rules: &[rule("", Test::Special(find), "the table of single and subsequent hematologic malignancies")],
};

fn disease(histology: u16) -> Option<&'static Disease> {
    DISEASES.iter().find(|disease| disease.codes.iter().any(|range| range.contains(&histology)))
}

fn find(pair: &Pair<'_>) -> Finding {
    if pair.same_code() {
        return Finding::Final(SeerVerdict::SinglePrimary);
    }
    if !pair.both(|tumor| disease(tumor.histology).is_some()) {
        return Finding::Final(SeerVerdict::MultiplePrimaries);
    }
    by_order(pair, |earlier, later| match (disease(earlier.histology), disease(later.histology)) {
        (Some(earlier), Some(later)) => earlier.same_if_later.contains(&later.number),
        _ => false,
    })
}
