//! Hematopoietic neoplasms to 2000: which later disease is the same as an earlier one.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::{SCOPE, by_order};
use crate::Table;
use crate::primaries::seer::list::ranges;
use crate::primaries::seer::{Finding, Pair, SeerRuleGroup, SeerVerdict, Test, rule};

pub(crate) static TABLE: Table =
    Table::new("hematopoietic_1998", include_str!("../../../../data/seer_primaries/hematopoietic_1998.csv"));

type Codes = Vec<RangeInclusive<u16>>;

/// Earlier diseases and what is the same as they, if it comes later.
static DISEASES: LazyLock<Vec<(Codes, Codes)>> =
    LazyLock::new(|| TABLE.rows().map(|row| (ranges(row.get("earlier")), ranges(row.get("later")))).collect());

pub(crate) static GROUP: SeerRuleGroup = SeerRuleGroup {
    id: "hemato_2000_and_earlier",
    name: "Hematopoietic and lymphoid, to 2000",
    manual: "SEER Program Code Manual, third edition, 1998",
    years: 0..=2000,
    scope: SCOPE,
    rules: &[rule("", Test::Special(find), "the table of single versus subsequent primaries")],
};

fn find(pair: &Pair<'_>) -> Finding {
    if pair.same_code() {
        return Finding::Final(SeerVerdict::SinglePrimary);
    }
    let lists = |codes: &Codes, code| codes.iter().any(|range| range.contains(&code));
    by_order(pair, |earlier, later| {
        DISEASES.iter().any(|(first, same)| lists(first, earlier.histology) && lists(same, later.histology))
    })
}
