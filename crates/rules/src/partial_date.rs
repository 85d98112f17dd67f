//! Dates of which a part may be unknown, as the NAACCR standard writes them.

use std::ops::RangeInclusive;

use crate::Day;
use crate::day::days_in_month;

/// Why there is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Absence {
    /// Nothing was written.
    Blank,
    /// Unknown: nines, as versions before 12 wrote it.
    Unknown,
    /// Not applicable, or not yet: zeros or eights, as versions before 12 wrote it.
    NotApplicable,
    /// What was written is no date.
    Unreadable,
}

/// A date as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartialDate {
    /// No part is known.
    Absent(Absence),
    /// The year alone.
    Year(i32),
    /// The year and the month, 1 to 12.
    Month(i32, u32),
    /// The day.
    Day(Day),
}

/// How far a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Not at all.
    None,
    /// To the year.
    Year,
    /// To the month.
    Month,
    /// To the day.
    Day,
}

impl Precision {
    /// `none`, `year`, `month` or `day`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

/// What is wrong with a date as written; the parts that are good are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateFault {
    /// Other than digits in the standard's order, or of another length.
    NotADate,
    /// A year before 1800 or after 2099, which the standard does not have.
    ImpossibleYear,
    /// A month that is none.
    ImpossibleMonth,
    /// A day that its month does not have, such as 30 February.
    ImpossibleDay,
}

impl PartialDate {
    /// Reads a date of the NAACCR standard: `YYYY`, `YYYYMM` or `YYYYMMDD`, or, in items of type `dateTime`, `YYYY-MM`
    /// or `YYYY-MM-DD` with whatever time follows.
    ///
    /// Reads also what versions before 12 wrote for unknown parts: 99 for a month or day and 9999 for a year, 88 and
    /// 00 likewise. A part that is impossible leaves those before it standing, and says what is wrong.
    ///
    /// Source: NAACCR Data Standards and Data Dictionary, chapter on date formats; years as its data type `date` has them.
    #[must_use]
    pub fn parse(text: &str) -> (Self, Option<DateFault>) {
        let text = text.trim();
        if text.is_empty() {
            return (Self::Absent(Absence::Blank), None);
        }
        let Some((year, month, day)) = parts(text) else {
            return (Self::Absent(Absence::Unreadable), Some(DateFault::NotADate));
        };
        Self::from_parts(year, month, day)
    }

    /// The date of a year, month and day as numbers, of which 99, 88 and 0 (9999, 8888 and 0 for the year) mean
    /// unknown.
    #[must_use]
    pub fn from_parts(year: u32, month: Option<u32>, day: Option<u32>) -> (Self, Option<DateFault>) {
        let year = match year {
            9999 => return (Self::Absent(Absence::Unknown), None),
            0 | 8888 => return (Self::Absent(Absence::NotApplicable), None),
            year => match i32::try_from(year) {
                Ok(year @ 1800..=2099) => year,
                _ => return (Self::Absent(Absence::Unreadable), Some(DateFault::ImpossibleYear)),
            },
        };
        let month = match month.filter(|month| !is_unknown(*month)) {
            None => return (Self::Year(year), None),
            Some(month @ 1..=12) => month,
            Some(_) => return (Self::Year(year), Some(DateFault::ImpossibleMonth)),
        };
        match day.filter(|day| !is_unknown(*day)) {
            None => (Self::Month(year, month), None),
            Some(day) => match Day::from_ymd(year, month, day) {
                Some(day) => (Self::Day(day), None),
                None => (Self::Month(year, month), Some(DateFault::ImpossibleDay)),
            },
        }
    }

    /// How far it is known.
    #[must_use]
    pub const fn precision(self) -> Precision {
        match self {
            Self::Absent(_) => Precision::None,
            Self::Year(_) => Precision::Year,
            Self::Month(..) => Precision::Month,
            Self::Day(_) => Precision::Day,
        }
    }

    /// The year, where known.
    #[must_use]
    pub fn year(self) -> Option<i32> {
        match self {
            Self::Absent(_) => None,
            Self::Year(year) | Self::Month(year, _) => Some(year),
            Self::Day(day) => Some(day.year()),
        }
    }

    /// The month, 1 to 12, where known.
    #[must_use]
    pub fn month(self) -> Option<u32> {
        match self {
            Self::Absent(_) | Self::Year(_) => None,
            Self::Month(_, month) => Some(month),
            Self::Day(day) => Some(day.to_ymd().1),
        }
    }

    /// The day, where known to the day.
    #[must_use]
    pub const fn day(self) -> Option<Day> {
        match self {
            Self::Day(day) => Some(day),
            _ => None,
        }
    }

    /// The days it may be, first to last.
    #[must_use]
    pub fn range(self) -> Option<RangeInclusive<Day>> {
        let (first, last) = match self {
            Self::Absent(_) => return None,
            Self::Year(year) => (Day::from_ymd(year, 1, 1)?, Day::from_ymd(year, 12, 31)?),
            Self::Month(year, month) => {
                (Day::from_ymd(year, month, 1)?, Day::from_ymd(year, month, days_in_month(year, month))?)
            }
            Self::Day(day) => (day, day),
        };
        Some(first..=last)
    }

    /// The day itself, or the middle of the days it may be (the earlier of two): 15 or 16 of a month, 2 July (1 July in
    /// a leap year) of a year.
    #[must_use]
    pub fn midpoint(self) -> Option<Day> {
        let range = self.range()?;
        Some(range.start().plus_days((*range.end() - *range.start()) / 2))
    }
}

fn is_unknown(part: u32) -> bool {
    matches!(part, 0 | 88 | 99)
}

/// Year, month and day as written, without whatever time or zone follows a date with hyphens.
fn parts(text: &str) -> Option<(u32, Option<u32>, Option<u32>)> {
    let (year, rest) = text.split_at_checked(4)?;
    let is_hyphenated = rest.starts_with('-');
    let (month, rest) = if is_hyphenated { hyphenated_part(rest)? } else { compact_part(rest)? };
    let (day, rest) = if is_hyphenated { hyphenated_part(rest)? } else { compact_part(rest)? };
    (is_hyphenated || rest.is_empty()).then_some((digits(year)?, month, day))
}

fn compact_part(text: &str) -> Option<(Option<u32>, &str)> {
    if text.is_empty() {
        return Some((None, text));
    }
    let (part, rest) = text.split_at_checked(2)?;
    Some((Some(digits(part)?), rest))
}

/// A hyphen and two digits; no part where a time, a zone (`Z`, `+05:00`, `-05:00`) or nothing follows.
fn hyphenated_part(text: &str) -> Option<(Option<u32>, &str)> {
    match text.strip_prefix('-') {
        Some(rest) if rest.get(2..3) != Some(":") => {
            let (part, rest) = rest.split_at_checked(2)?;
            Some((Some(digits(part)?), rest))
        }
        Some(_) => Some((None, text)),
        None if text.is_empty() || text.starts_with(['T', 'Z', '+']) => Some((None, text)),
        None => None,
    }
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> PartialDate {
        PartialDate::Day(Day::from_ymd(year, month, day).unwrap())
    }

    #[test]
    fn dates_are_read_as_far_as_they_are_known() {
        use Absence::{Blank, NotApplicable, Unknown, Unreadable};
        use DateFault::{ImpossibleDay, ImpossibleMonth, ImpossibleYear, NotADate};
        use PartialDate::{Absent, Month, Year};
        for (text, date, fault) in [
            ("", Absent(Blank), None),
            ("        ", Absent(Blank), None),
            ("20240131", day(2024, 1, 31), None),
            ("20240229", day(2024, 2, 29), None),
            ("202401", Month(2024, 1), None),
            ("202401  ", Month(2024, 1), None),
            ("2024", Year(2024), None),
            ("2024    ", Year(2024), None),
            // Unknown parts of older versions.
            ("99999999", Absent(Unknown), None),
            ("9999", Absent(Unknown), None),
            ("88888888", Absent(NotApplicable), None),
            ("00000000", Absent(NotApplicable), None),
            ("20249999", Year(2024), None),
            ("20249931", Year(2024), None),
            ("20248888", Year(2024), None),
            ("202499", Year(2024), None),
            ("20240199", Month(2024, 1), None),
            ("20240188", Month(2024, 1), None),
            ("20240100", Month(2024, 1), None),
            ("20240000", Year(2024), None),
            // Impossible parts.
            ("20240230", Month(2024, 2), Some(ImpossibleDay)),
            ("20230229", Month(2023, 2), Some(ImpossibleDay)),
            ("20240132", Month(2024, 1), Some(ImpossibleDay)),
            ("20241301", Year(2024), Some(ImpossibleMonth)),
            ("202413", Year(2024), Some(ImpossibleMonth)),
            ("17991231", Absent(Unreadable), Some(ImpossibleYear)),
            ("21000101", Absent(Unreadable), Some(ImpossibleYear)),
            ("0203", Absent(Unreadable), Some(ImpossibleYear)),
            ("2024013", Absent(Unreadable), Some(NotADate)),
            ("20240", Absent(Unreadable), Some(NotADate)),
            ("202401311", Absent(Unreadable), Some(NotADate)),
            ("01/31/2024", Absent(Unreadable), Some(NotADate)),
            ("٢٠٢٤", Absent(Unreadable), Some(NotADate)),
            ("+202", Absent(Unreadable), Some(NotADate)),
            // Items of type dateTime.
            ("2024-01", Month(2024, 1), None),
            ("2024-01Z", Month(2024, 1), None),
            ("2024-01-31", day(2024, 1, 31), None),
            ("2024-01-31T23:59:59", day(2024, 1, 31), None),
            ("2024-01-31T23:59:59-05:00", day(2024, 1, 31), None),
            ("2024-01-31-05:00", day(2024, 1, 31), None),
            ("2024-01-05:00", Month(2024, 1), None),
            ("20240131T12", Absent(Unreadable), Some(NotADate)),
        ] {
            assert_eq!(PartialDate::parse(text), (date, fault), "{text:?}");
        }
    }

    #[test]
    fn ranges_and_midpoints() {
        for (date, first, last, middle) in [
            (PartialDate::Year(2023), (1, 1), (12, 31), (7, 2)),
            (PartialDate::Year(2024), (1, 1), (12, 31), (7, 1)),
            (PartialDate::Month(2023, 2), (2, 1), (2, 28), (2, 14)),
            (PartialDate::Month(2024, 2), (2, 1), (2, 29), (2, 15)),
            (PartialDate::Month(2024, 1), (1, 1), (1, 31), (1, 16)),
            (PartialDate::Month(2024, 4), (4, 1), (4, 30), (4, 15)),
            (day(2024, 4, 7), (4, 7), (4, 7), (4, 7)),
        ] {
            let year = date.year().unwrap();
            let of = |(month, day)| Day::from_ymd(year, month, day).unwrap();
            assert_eq!(date.range(), Some(of(first)..=of(last)));
            assert_eq!(date.midpoint(), Some(of(middle)));
        }
        assert_eq!(PartialDate::Absent(Absence::Blank).midpoint(), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = PartialDate::parse(&text);
        }

        #[test]
        fn no_digits_panic(text in "[0-9TZ:+-]{0,26}") {
            let (date, fault) = PartialDate::parse(&text);
            let _ = (date.range(), date.midpoint(), date.precision(), fault);
        }

        #[test]
        fn a_day_is_read_back(days in -62_000..47_000i32) {
            let day = Day(days);
            let text = day.to_string();
            proptest::prop_assert_eq!(PartialDate::parse(&text), (PartialDate::Day(day), None));
            proptest::prop_assert_eq!(PartialDate::parse(&text.replace('-', "")), (PartialDate::Day(day), None));
        }
    }
}
