//! Days, and how a registry writes them.

use std::fmt::Write;

/// A day of the proleptic Gregorian calendar, counted from 1 January 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// Mean length of a year, days; only to draw from, never to measure.
pub(crate) const DAYS_PER_YEAR: f64 = 365.25;

impl Day {
    /// The day of a year, month (1 to 12) and day of the month; those out of range carry over.
    #[must_use]
    pub const fn new(year: i32, month: i32, day: i32) -> Self {
        // Days from civil, H. Hinnant (2013): years begin in March, eras have 400 years.
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Self(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
    }

    /// Year, month and day of the month.
    #[must_use]
    pub const fn year_month_day(self) -> (i32, i32, i32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let year_of_era = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let day_of_year = doe - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + (month <= 2) as i32;
        (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.year_month_day().0
    }

    /// The day `days` later.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Completed years from `self` to `later`.
    #[must_use]
    pub const fn years_to(self, later: Self) -> i32 {
        let (from, to) = (self.year_month_day(), later.year_month_day());
        to.0 - from.0 - (to.1 < from.1 || (to.1 == from.1 && to.2 < from.2)) as i32
    }

    /// Appends `YYYYMMDD`.
    pub fn write_compact(self, out: &mut String) {
        let (year, month, day) = self.year_month_day();
        push_digits(out, year.unsigned_abs(), 4);
        push_digits(out, month.unsigned_abs(), 2);
        push_digits(out, day.unsigned_abs(), 2);
    }

    /// Appends `YYYY-MM-DD`.
    pub fn write_iso(self, out: &mut String) {
        let (year, month, day) = self.year_month_day();
        // Writing to a string cannot fail.
        let _ = write!(out, "{year:04}-{month:02}-{day:02}");
    }
}

/// Appends a number with leading zeros to `width` digits, up to 10; higher digits are dropped.
pub(crate) fn push_digits(out: &mut String, number: u32, width: usize) {
    let mut digits = [b'0'; 10];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    out.extend(digits.iter().skip(10 - width.min(10)).map(|&digit| char::from(digit)));
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn known_days() {
        for (day, date) in [(0, (1970, 1, 1)), (-1, (1969, 12, 31)), (11_016, (2000, 2, 29)), (20_088, (2024, 12, 31))]
        {
            assert_eq!(Day(day).year_month_day(), date);
            assert_eq!(Day::new(date.0, date.1, date.2), Day(day));
        }
        assert_eq!(Day::new(2000, 2, 29).years_to(Day::new(2001, 2, 28)), 0);
        assert_eq!(Day::new(2000, 2, 29).years_to(Day::new(2001, 3, 1)), 1);
        let mut text = String::new();
        Day::new(1987, 3, 9).write_compact(&mut text);
        assert_eq!(text, "19870309");
    }
}
