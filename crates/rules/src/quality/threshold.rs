//! The standards' thresholds, and how a figure is compared with one.

use std::fmt;
use std::sync::LazyLock;

use super::item::ITEMS;
use crate::{Table, TableRow};

static STANDARDS: Table = Table::new("quality_standards", include_str!("../../data/quality_standards.csv"));

/// The tables that quality stands on.
#[must_use]
pub fn tables() -> [&'static Table; 2] {
    [&STANDARDS, &ITEMS]
}

/// What a standard asks of one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// Who sets it: NAACCR, NPCR, USCS or CoC.
    pub standard: String,
    /// The level of that standard: gold, silver, national, advanced, publication or accreditation.
    pub level: String,
    /// The indicator, or `completeness` or `timeliness`, which are not shares of records.
    pub indicator: String,
    /// How the figure is compared.
    pub operator: Operator,
    /// The limit in thousandths of the unit.
    pub limit: u64,
    /// The unit of the limit.
    pub unit: Unit,
    /// The years of diagnosis that it is for, both included.
    pub years: (i32, i32),
    /// Whether the figure was read in its source.
    pub verified: bool,
    /// Where it comes from.
    pub source: String,
}

/// How a figure is compared with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// Less than: "fewer than".
    Less,
    /// At most: "or fewer".
    AtMost,
    /// At least: "or higher".
    AtLeast,
    /// More than.
    More,
}

/// What a limit is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Of a hundred.
    PerCent,
    /// Of a thousand.
    PerThousand,
    /// Months after the close of the year of diagnosis.
    Months,
}

impl Operator {
    fn read(text: &str) -> Option<Self> {
        [Self::Less, Self::AtMost, Self::AtLeast, Self::More].into_iter().find(|operator| operator.sign() == text)
    }

    /// `<`, `<=`, `>=` or `>`.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }
}

impl Unit {
    fn read(text: &str) -> Option<Self> {
        [Self::PerCent, Self::PerThousand, Self::Months].into_iter().find(|unit| unit.name() == text)
    }

    /// `%`, `per 1,000` or `months`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PerCent => "%",
            Self::PerThousand => "per 1,000",
            Self::Months => "months",
        }
    }

    /// What a fraction is multiplied by to be in this unit.
    #[must_use]
    pub const fn scale(self) -> u64 {
        match self {
            Self::PerCent => 100,
            Self::PerThousand => 1000,
            Self::Months => 1,
        }
    }
}

impl Threshold {
    /// Whether a fraction meets it, compared as whole numbers; a fraction of nothing meets none.
    #[must_use]
    pub fn is_met(&self, (numerator, denominator): (u64, u64)) -> bool {
        if denominator == 0 {
            return false;
        }
        // 64 bits by 1,000 by 1,000 fit into 128.
        let figure = u128::from(numerator) * u128::from(self.unit.scale()) * 1000;
        let limit = u128::from(self.limit) * u128::from(denominator);
        match self.operator {
            Operator::Less => figure < limit,
            Operator::AtMost => figure <= limit,
            Operator::AtLeast => figure >= limit,
            Operator::More => figure > limit,
        }
    }

    /// The limit as a number of its unit.
    #[must_use]
    pub fn limit_text(&self) -> String {
        let (whole, thousandths) = (self.limit / 1000, self.limit % 1000);
        let text = format!("{whole}.{thousandths:03}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    fn read(row: &TableRow) -> Option<Self> {
        let year = |column, unbounded| match row.get(column) {
            "" => Some(unbounded),
            text => text.parse().ok(),
        };
        Some(Self {
            standard: row.get("standard").to_owned(),
            level: row.get("level").to_owned(),
            indicator: row.get("indicator").to_owned(),
            operator: Operator::read(row.get("operator"))?,
            limit: thousandths(row.get("threshold"))?,
            unit: Unit::read(row.get("unit"))?,
            years: (year("from_year", i32::MIN)?, year("to_year", i32::MAX)?),
            verified: row.get("verified") == "yes",
            source: row.get("source").to_owned(),
        })
    }
}

impl fmt::Display for Threshold {
    /// Such as `< 0.1 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.operator.sign(), self.limit_text(), self.unit.name())
    }
}

/// All thresholds, standard by standard and level by level.
#[must_use]
pub fn thresholds() -> &'static [Threshold] {
    &PARSED
}

static PARSED: LazyLock<Vec<Threshold>> =
    LazyLock::new(|| STANDARDS.rows().filter_map(|row| Threshold::read(&row)).collect());

/// Reads a number of at most three decimals, in thousandths.
pub(super) fn thousandths(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 3 {
        return None;
    }
    let decimals: u64 = format!("{decimals:0<3}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threshold(standard: &str, level: &str, indicator: &str) -> &'static Threshold {
        let is_it = |found: &&Threshold| {
            (found.standard.as_str(), found.level.as_str(), found.indicator.as_str()) == (standard, level, indicator)
        };
        thresholds().iter().find(is_it).unwrap()
    }

    #[test]
    fn each_operator_on_both_sides_of_its_limit() {
        let completeness = threshold("NAACCR", "gold", "completeness");
        for (found, is_met) in
            [((950, 1000), true), ((949, 1000), false), ((94_999, 100_000), false), ((96, 100), true)]
        {
            assert_eq!(completeness.is_met(found), is_met, "{found:?} {completeness}");
        }
        // Fewer than 3%, and 3% or fewer.
        let (gold, national) = (
            threshold("NAACCR", "gold", "death_certificate_only"),
            threshold("NPCR", "national", "death_certificate_only"),
        );
        for (found, less, at_most) in [
            ((3, 100), false, true),
            ((30_001, 1_000_000), false, false),
            ((29_999, 1_000_000), true, true),
            ((0, 7), true, true),
        ] {
            assert_eq!((gold.is_met(found), national.is_met(found)), (less, at_most), "{found:?}");
        }
        // Fewer than 0.1%, and 1 per 1,000 or fewer.
        let (gold, national) = (threshold("NAACCR", "gold", "duplicates"), threshold("NPCR", "national", "duplicates"));
        for (found, less, at_most) in [((1, 1000), false, true), ((1, 1001), true, true), ((2, 1999), false, false)] {
            assert_eq!((gold.is_met(found), national.is_met(found)), (less, at_most), "{found:?}");
        }
        let all = threshold("NAACCR", "gold", "error_free_core");
        assert!(all.is_met((12, 12)) && !all.is_met((999_999, 1_000_000)));
        let months = threshold("NAACCR", "gold", "timeliness");
        assert!(months.is_met((23, 1)) && !months.is_met((24, 1)));
        assert!(!completeness.is_met((0, 0)));
        assert!(completeness.is_met((u64::MAX, u64::MAX)));
    }

    #[test]
    fn thresholds_print_as_the_standards_say_them() {
        let texts = [
            (threshold("NAACCR", "gold", "duplicates"), "< 0.1 %"),
            (threshold("NPCR", "advanced", "duplicates"), "<= 2 per 1,000"),
            (threshold("NAACCR", "gold", "error_free_core"), ">= 100 %"),
            (threshold("NAACCR", "silver", "timeliness"), "<= 23 months"),
        ];
        for (threshold, text) in texts {
            assert_eq!(threshold.to_string(), text);
        }
    }

    #[test]
    fn every_row_of_the_table_is_read() {
        assert_eq!(thresholds().len(), STANDARDS.rows().count());
        for threshold in thresholds() {
            let is_figure = matches!(threshold.indicator.as_str(), "completeness" | "timeliness");
            assert!(is_figure || super::super::indicator(&threshold.indicator).is_some(), "{threshold:?}");
        }
    }

    #[test]
    fn numbers_of_three_decimals() {
        for (text, expected) in [
            ("95", Some(95_000)),
            ("0.1", Some(100)),
            ("1234.567", Some(1_234_567)),
            ("1.", None),
            (".5", None),
            ("-1", None),
            ("1.2345", None),
            ("1e3", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(thousandths(text), expected, "{text}");
        }
    }
}
