//! Months, as the standards count them.

use crate::Day;
use crate::day::days_in_month;

/// Months begun since the close of a year: 1 in the January after it, 23 in the second November, 0 or less within the
/// year. A day is within 23 months of the close of the year where this is at most 23.
pub(super) fn months_after_year(year: i32, day: Day) -> i32 {
    let (of, month, _) = day.to_ymd();
    (of - year - 1) * 12 + i32::try_from(month).unwrap_or(12)
}

/// Whole months from one day to a later one; `None` for an earlier one.
pub(super) fn completed_months(from: Day, to: Day) -> Option<u32> {
    let ((from_year, from_month, from_day), (to_year, to_month, to_day)) = (from.to_ymd(), to.to_ymd());
    let between = (to_year - from_year) * 12 + i32::try_from(to_month).ok()? - i32::try_from(from_month).ok()?;
    u32::try_from(between - i32::from(to_day < from_day)).ok()
}

/// Whether a day is within so many months of an earlier one, the last of them included: from 31 August, six months are
/// over on the last of February. `None` where the later day comes first.
pub(super) fn is_within(from: Day, months: u32, to: Day) -> Option<bool> {
    if to < from {
        return None;
    }
    Some(after_months(from, months).is_none_or(|last| to <= last))
}

/// The same day so many months later; the last of the month where it has no such day.
pub(super) fn after_months(from: Day, months: u32) -> Option<Day> {
    let (year, month, day) = from.to_ymd();
    let months = month.checked_sub(1)?.checked_add(months)?;
    let year = year.checked_add(i32::try_from(months / 12).ok()?)?;
    let month = months % 12 + 1;
    Day::from_ymd(year, month, day.min(days_in_month(year, month)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::from_ymd(year, month, day).unwrap()
    }

    #[test]
    fn months_are_counted_from_the_close_of_a_year() {
        for (on, months) in [
            (day(2022, 12, 31), 0),
            (day(2023, 1, 1), 1),
            (day(2023, 12, 31), 12),
            (day(2024, 1, 1), 13),
            (day(2024, 11, 30), 23),
            (day(2024, 12, 1), 24),
            (day(2024, 12, 31), 24),
        ] {
            assert_eq!(months_after_year(2022, on), months, "{on}");
        }
    }

    #[test]
    fn months_between_days() {
        let august = day(2022, 8, 31);
        for (to, completed, in_six) in [
            (day(2022, 8, 30), None, None),
            (august, Some(0), Some(true)),
            (day(2022, 9, 30), Some(0), Some(true)),
            (day(2022, 10, 1), Some(1), Some(true)),
            (day(2023, 2, 28), Some(5), Some(true)),
            (day(2023, 3, 1), Some(6), Some(false)),
            (day(2023, 8, 31), Some(12), Some(false)),
        ] {
            assert_eq!((completed_months(august, to), is_within(august, 6, to)), (completed, in_six), "{to}");
        }
        assert_eq!(after_months(day(2023, 12, 15), 1), Some(day(2024, 1, 15)));
        assert_eq!(after_months(day(2023, 11, 30), 3), Some(day(2024, 2, 29)));
        assert_eq!(after_months(day(9999, 12, 1), 1), None);
    }
}
