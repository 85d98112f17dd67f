//! Single values, known, unknown or known in part, and how they compare.

use std::sync::LazyLock;

use super::node::Relation;
use super::syntax::Unit;
use crate::{Day, PartialDate, completed_years};

/// A value of one record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scalar<'r> {
    /// A text; empty where blank.
    Text(&'r str),
    /// A number.
    Number(Span<f64>),
    /// A date, as the days it may be.
    Date(Span<i32>),
    /// Whether a mask is set.
    Truth(bool),
}

impl<'r> Scalar<'r> {
    pub(crate) fn text(self) -> &'r str {
        if let Self::Text(text) = self { text } else { "" }
    }

    pub(crate) fn number(self) -> Span<f64> {
        if let Self::Number(number) = self { number } else { Span::UNKNOWN_NUMBER }
    }

    pub(crate) fn date(self) -> Span<i32> {
        if let Self::Date(date) = self { date } else { Span::UNKNOWN_DATE }
    }

    pub(crate) fn is_true(self) -> bool {
        matches!(self, Self::Truth(true))
    }
}

/// All that a value may be: from the least to the greatest. Unknown where the least is greater than the greatest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Span<T> {
    pub(crate) least: T,
    pub(crate) greatest: T,
}

impl<T: Copy + PartialOrd> Span<T> {
    /// A value that is known.
    pub(crate) const fn exactly(value: T) -> Self {
        Self { least: value, greatest: value }
    }

    pub(crate) fn is_known(self) -> bool {
        self.least <= self.greatest
    }

    /// Whether two values certainly stand in a relation (`Some(true)`), certainly do not (`Some(false)`), or may or may not.
    #[inline]
    pub(crate) fn compare(self, relation: Relation, other: Self) -> Option<bool> {
        if !self.is_known() || !other.is_known() {
            return None;
        }
        let (always, never) = match relation {
            Relation::Less => (self.greatest < other.least, self.least >= other.greatest),
            Relation::LessOrEqual => (self.greatest <= other.least, self.least > other.greatest),
            Relation::Equal => (
                self.least == other.greatest && self.greatest == other.least,
                self.greatest < other.least || other.greatest < self.least,
            ),
        };
        if always {
            Some(true)
        } else if never {
            Some(false)
        } else {
            None
        }
    }

    /// Whether a comparison certainly has the wanted outcome, or, asked for `possibly`, may be true.
    #[inline]
    pub(crate) fn test(self, relation: Relation, possibly: bool, wanted: bool, other: Self) -> bool {
        match self.compare(relation, other) {
            Some(outcome) => outcome == wanted,
            None => possibly && wanted && self.is_known() && other.is_known(),
        }
    }
}

impl Span<f64> {
    pub(crate) const UNKNOWN_NUMBER: Self = Self { least: 1.0, greatest: 0.0 };

    /// The number that a text is: digits, with or without a decimal point.
    pub(crate) fn of_text(text: &str) -> Self {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        text.parse().ok().filter(|_| is_number).map_or(Self::UNKNOWN_NUMBER, Self::exactly)
    }

    /// Both added up.
    pub(crate) fn plus(self, other: Self) -> Self {
        if !self.is_known() || !other.is_known() {
            return Self::UNKNOWN_NUMBER;
        }
        Self { least: self.least + other.least, greatest: self.greatest + other.greatest }
    }

    /// The other taken away.
    pub(crate) fn minus(self, other: Self) -> Self {
        if !self.is_known() || !other.is_known() {
            return Self::UNKNOWN_NUMBER;
        }
        Self { least: self.least - other.greatest, greatest: self.greatest - other.least }
    }

    /// The completed days, months or years from one date to another; negative where the other is earlier.
    pub(crate) fn elapsed(unit: Unit, from: Span<i32>, to: Span<i32>) -> Self {
        if !from.is_known() || !to.is_known() {
            return Self::UNKNOWN_NUMBER;
        }
        let count = |from: i32, to: i32| {
            let (from, to) = (Day(from), Day(to));
            f64::from(match unit {
                Unit::Days => to - from,
                Unit::Months => completed_months(from, to),
                Unit::Years => completed_years(from, to),
            })
        };
        if from.least == from.greatest && to.least == to.greatest {
            return Self::exactly(count(from.least, to.least));
        }
        Self { least: count(from.greatest, to.least), greatest: count(from.least, to.greatest) }
    }
}

/// Completed months from a day to another, as days of the month count them.
fn completed_months(from: Day, to: Day) -> i32 {
    let ((from_year, from_month, from_day), (year, month, day)) = (from.to_ymd(), to.to_ymd());
    (year - from_year) * 12 + month as i32 - from_month as i32 - i32::from(day < from_day)
}

impl Span<i32> {
    pub(crate) const UNKNOWN_DATE: Self = Self { least: 1, greatest: 0 };

    /// The days that a text may be as a date.
    pub(crate) fn of_date_text(text: &str) -> Self {
        // Nearly all dates are whole, and there are as many of them as rows.
        whole_day(text).map_or_else(|| Self::of_date(PartialDate::parse(text).0), Self::exactly)
    }

    /// The days that a date may be.
    pub(crate) fn of_date(date: PartialDate) -> Self {
        date.range().map_or(Self::UNKNOWN_DATE, |days| Self { least: days.start().0, greatest: days.end().0 })
    }

    /// The year, where all days are of the same.
    pub(crate) fn year(self) -> Span<f64> {
        self.part(Day::year)
    }

    /// The month, where all days are of the same.
    pub(crate) fn month(self) -> Span<f64> {
        let months = self.part(|day| day.year() * 12 + day.to_ymd().1 as i32);
        if months.is_known() { self.part(|day| day.to_ymd().1 as i32) } else { months }
    }

    fn part(self, of: impl Fn(Day) -> i32) -> Span<f64> {
        let (least, greatest) = (of(Day(self.least)), of(Day(self.greatest)));
        if self.is_known() && least == greatest { Span::exactly(f64::from(least)) } else { Span::UNKNOWN_NUMBER }
    }
}

/// The day of a text of eight digits, if it is one of the years 1900 to 2099.
fn whole_day(text: &str) -> Option<i32> {
    let digits: &[u8; 8] = text.as_bytes().try_into().ok()?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let [a, b, c, d, e, f, g, h] = digits.map(|digit| u32::from(digit - b'0'));
    let (year, month, day) = (a * 1000 + b * 100 + c * 10 + d, e * 10 + f, g * 10 + h);
    let at = (year.checked_sub(FIRST_YEAR)? * 12 + month.checked_sub(1)?) as usize;
    let (first, next) = (FIRST_DAYS.get(at)?, FIRST_DAYS.get(at + 1)?);
    let number = first + day as i32 - 1;
    (month <= 12 && day > 0 && number < *next).then_some(number)
}

const FIRST_YEAR: u32 = 1900;

/// The first day of each month from 1900 to the one after the last of 2099.
static FIRST_DAYS: LazyLock<Vec<i32>> = LazyLock::new(|| {
    let months = (0..200 * 12 + 1).map(|at| (1900 + at / 12, at as u32 % 12 + 1));
    months.filter_map(|(year, month)| Day::from_ymd(year, month, 1)).map(|day| day.0).collect()
});

/// Whether a text is a date of the calendar as the standard writes it; `None` for a blank.
pub(crate) fn is_valid_date(text: &str) -> Option<bool> {
    if text.is_empty() {
        return None;
    }
    if whole_day(text).is_some() {
        return Some(true);
    }
    let (date, fault) = PartialDate::parse(text);
    let digits = match date {
        PartialDate::Absent(_) => return Some(false),
        PartialDate::Year(_) => 4,
        PartialDate::Month(..) => 6,
        PartialDate::Day(_) => 8,
    };
    // Older versions wrote nines for what is unknown; items of type dateTime have hyphens.
    Some(fault.is_none() && (text.len() == digits || text.contains('-')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Relation::{Equal, Less, LessOrEqual};

    fn date(text: &str) -> Span<i32> {
        Span::of_date(PartialDate::parse(text).0)
    }

    /// The table of `docs/edits.md`, and its mirror.
    #[test]
    fn dates_known_in_part_compare_where_it_is_certain() {
        let (yes, no) = (Some(true), Some(false));
        for (one, other, less, less_or_equal, equal) in [
            ("2019", "20200115", yes, yes, no),
            ("20200115", "2019", no, no, no),
            ("2020", "20200115", None, None, None),
            ("20200115", "202001", None, None, None),
            ("20200101", "2020", None, yes, None),
            ("20201231", "2020", no, None, None),
            ("2020", "20201231", None, yes, None),
            ("20200115", "20200115", no, yes, yes),
            ("20200115", "20200116", yes, yes, no),
            ("202001", "202001", None, None, None),
            ("202001", "202002", yes, yes, no),
            ("20200115", "", None, None, None),
            ("", "", None, None, None),
            ("99999999", "20200115", None, None, None),
        ] {
            let (one, other) = (date(one), date(other));
            let found = [Less, LessOrEqual, Equal].map(|relation| one.compare(relation, other));
            assert_eq!(found, [less, less_or_equal, equal], "{one:?} {other:?}");
        }
    }

    #[test]
    fn whole_days_are_read_as_other_dates_are() {
        for text in [
            "19000101", "20991231", "20000229", "19000229", "20230431", "20231301", "20230001", "20230100", "18991231",
            "2023010a",
        ] {
            assert_eq!(Span::of_date_text(text), date(text), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_eight_digits_differ(number in 0..=99_999_999_u32) {
            let text = format!("{number:08}");
            proptest::prop_assert_eq!(Span::of_date_text(&text), date(&text));
        }

        #[test]
        fn no_day_differs(number in -25_567..47_482_i32) {
            let text = Day(number).to_string().replace('-', "");
            proptest::prop_assert_eq!(whole_day(&text), Some(number));
        }
    }

    #[test]
    fn possibly_asks_whether_it_may_be() {
        let (year, day, blank) = (date("2020"), date("20200115"), date(""));
        assert!(year.test(Less, true, true, day) && !year.test(Less, true, false, day));
        assert!(!year.test(Less, false, true, day) && !year.test(Less, false, false, day));
        assert!(!day.test(Less, true, true, day) && day.test(Less, true, false, day));
        assert!(!blank.test(Less, true, true, day) && !blank.test(Less, true, false, day));
    }

    #[test]
    fn time_between_dates_is_a_span() {
        use Unit::{Days, Months, Years};
        for (unit, from, to, least, greatest) in [
            (Years, "19500615", "20100614", 59.0, 59.0),
            (Years, "1950", "2010", 59.0, 60.0),
            (Years, "20100615", "20100614", -1.0, -1.0),
            (Months, "20200131", "20200229", 0.0, 0.0),
            (Months, "20200131", "20200331", 2.0, 2.0),
            (Months, "202001", "202003", 1.0, 2.0),
            (Days, "20200101", "20200301", 60.0, 60.0),
            (Days, "20200301", "20200101", -60.0, -60.0),
            (Days, "202001", "202001", -30.0, 30.0),
        ] {
            assert_eq!(Span::elapsed(unit, date(from), date(to)), Span { least, greatest }, "{from} {to}");
        }
        assert!(!Span::elapsed(Days, date(""), date("2020")).is_known());
    }

    #[test]
    fn numbers_dates_and_parts_are_read() {
        assert_eq!(Span::of_text("007"), Span::exactly(7.0));
        assert_eq!(Span::of_text("12.5"), Span::exactly(12.5));
        for text in ["", "-1", "1e3", "XX1", "inf", ".", " 1"] {
            assert!(!Span::of_text(text).is_known(), "{text}");
        }
        assert_eq!((date("2020").year(), date("202005").month()), (Span::exactly(2020.0), Span::exactly(5.0)));
        assert!(!date("2020").month().is_known() && !date("").year().is_known());
        for (text, valid) in [
            ("", None),
            ("2020", Some(true)),
            ("202002", Some(true)),
            ("20200229", Some(true)),
            ("2020-02-29", Some(true)),
            ("20210229", Some(false)),
            ("20200299", Some(false)),
            ("99999999", Some(false)),
            ("20209999", Some(false)),
            ("x", Some(false)),
        ] {
            assert_eq!(is_valid_date(text), valid, "{text}");
        }
    }

    #[test]
    fn sums_keep_what_is_uncertain() {
        let (one, span) = (Span::exactly(1.0), Span { least: 3.0, greatest: 4.0 });
        assert_eq!(
            (one.plus(span), one.minus(span)),
            (Span { least: 4.0, greatest: 5.0 }, Span { least: -3.0, greatest: -2.0 })
        );
        assert!(!one.plus(Span::UNKNOWN_NUMBER).is_known());
    }
}
