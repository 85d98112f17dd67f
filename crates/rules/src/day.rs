//! Calendar days of the proleptic Gregorian calendar.

use std::fmt;
use std::ops::Sub;

/// A calendar day, counted from 1970-01-01, as Arrow's and Parquet's dates are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;
/// Days of 400 years, after which the calendar repeats.
const ERA: i64 = 146_097;

impl Day {
    /// The day of a date; `None` for one that the calendar does not have, or outside of the years 0 to 9999.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day)
        {
            return None;
        }
        // Years begin in March, so that the leap day is the last of a year.
        let (year, month) = (i64::from(year), i64::from(month));
        let (shifted_year, shifted_month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let (era, year_of_era) = (shifted_year.div_euclid(400), shifted_year.rem_euclid(400));
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        i32::try_from(era * ERA + day_of_era - EPOCH).ok().map(Self)
    }

    /// Year, month (1 to 12) and day (1 to 31).
    #[must_use]
    pub fn to_ymd(self) -> (i32, u32, u32) {
        let days = i64::from(self.0) + EPOCH;
        let (era, day_of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / (ERA - 1)) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        // A day that fits 32 bits is of a year that does.
        (i32::try_from(year).unwrap_or(i32::MAX), month as u32, day as u32)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.to_ymd().0
    }

    /// The day this many days later, or earlier where negative; the farthest there is where that is too far.
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

impl Sub for Day {
    type Output = i32;

    /// Days from `other` to this day.
    fn sub(self, other: Self) -> i32 {
        self.0.saturating_sub(other.0)
    }
}

impl fmt::Display for Day {
    /// `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.to_ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Whether a year has 366 days.
#[must_use]
pub const fn is_leap_year(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Days of a month; 0 for a month outside of 1 to 12.
#[must_use]
pub const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        // Day numbers as published for the Unix epoch, the Modified Julian Day (40587 = 1970-01-01) and Lotus dates.
        for (year, month, day, number) in [
            (1970, 1, 1, 0),
            (1970, 1, 2, 1),
            (1969, 12, 31, -1),
            (2000, 1, 1, 10_957),
            (2000, 2, 29, 11_016),
            (2000, 3, 1, 11_017),
            (1858, 11, 17, -40_587),
            (1900, 1, 1, -25_567),
            (1900, 3, 1, -25_508),
            (2038, 1, 19, 24_855),
            (1582, 10, 15, -141_427),
            (0, 3, 1, -719_468),
        ] {
            let expected = Day(number);
            assert_eq!(Day::from_ymd(year, month, day), Some(expected), "{year}-{month}-{day}");
            assert_eq!(expected.to_ymd(), (year, month, day));
        }
    }

    #[test]
    fn days_that_the_calendar_lacks() {
        for (year, month, day) in [
            (2023, 2, 29),
            (1900, 2, 29),
            (2024, 2, 30),
            (2024, 0, 1),
            (2024, 13, 1),
            (2024, 1, 0),
            (2024, 4, 31),
            (-1, 1, 1),
        ] {
            assert_eq!(Day::from_ymd(year, month, day), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut expected = Day::from_ymd(1799, 12, 31).unwrap();
        for year in 1800..2110 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    expected = expected.plus_days(1);
                    assert_eq!(Day::from_ymd(year, month, day), Some(expected));
                    assert_eq!(expected.to_ymd(), (year, month, day));
                }
            }
        }
        assert_eq!(expected.to_string(), "2109-12-31");
    }

    proptest::proptest! {
        #[test]
        fn no_day_panics(days: i32, more: i32) {
            let day = Day(days).plus_days(more);
            let _ = (day.to_ymd(), day.to_string(), day - Day(days));
        }
    }
}
