//! How old a person is on a day.

use std::ops::RangeInclusive;

use crate::{Day, PartialDate};

/// Days from birth; negative before it.
#[must_use]
pub fn age_in_days(birth: Day, on: Day) -> i32 {
    on - birth
}

/// Completed years of age, the age as birthdays count it; negative before birth. Who was born on 29 February completes
/// a year on 1 March where there is no 29 February.
#[must_use]
pub fn completed_years(birth: Day, on: Day) -> i32 {
    let (birth_year, birth_month, birth_day) = birth.to_ymd();
    let (year, month, day) = on.to_ymd();
    year - birth_year - i32::from((month, day) < (birth_month, birth_day))
}

/// The completed years that dates known in part allow, least to greatest; `None` where a year is unknown or the last
/// possible day is before the first possible birth. Both ends are the same where the age is certain.
#[must_use]
pub fn age_range(birth: PartialDate, on: PartialDate) -> Option<RangeInclusive<i32>> {
    let (born, on) = (birth.range()?, on.range()?);
    let oldest = completed_years(*born.start(), *on.end());
    let youngest = completed_years(*born.end(), *on.start());
    (oldest >= 0).then(|| youngest.max(0)..=oldest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        PartialDate::parse(text).0.day().unwrap()
    }

    #[test]
    fn birthdays_complete_years() {
        for (birth, on, years, days) in [
            ("19500615", "20100614", 59, 21_914),
            ("19500615", "20100615", 60, 21_915),
            ("19500615", "19500615", 0, 0),
            ("20000229", "20010228", 0, 365),
            ("20000229", "20010301", 1, 366),
            ("20000229", "20040228", 3, 1460),
            ("20000229", "20040229", 4, 1461),
            ("20000102", "20000101", -1, -1),
            ("18991231", "20000101", 100, 36_525),
        ] {
            assert_eq!(completed_years(day(birth), day(on)), years, "{birth} {on}");
            assert_eq!(age_in_days(day(birth), day(on)), days, "{birth} {on}");
        }
    }

    #[test]
    fn partial_dates_leave_a_range() {
        for (birth, on, expected) in [
            ("19500615", "20100615", Some(60..=60)),
            ("1950", "20100615", Some(59..=60)),
            ("1950", "2010", Some(59..=60)),
            ("195006", "201006", Some(59..=60)),
            ("195005", "201006", Some(60..=60)),
            ("19500615", "201007", Some(60..=60)),
            ("2010", "2010", Some(0..=0)),
            ("2011", "2010", None),
            ("", "2010", None),
            ("1950", "99999999", None),
        ] {
            assert_eq!(age_range(PartialDate::parse(birth).0, PartialDate::parse(on).0), expected, "{birth} {on}");
        }
    }
}
