//! How a life table cuts ages and dates.

use crate::error::{Error, Result};

/// Ages: whole years of a given length, from the first on.
#[derive(Debug, Clone, PartialEq)]
pub struct AgeAxis {
    first: u32,
    len: usize,
    days_per_year: f64,
}

impl AgeAxis {
    /// `len` ages from `first` (years) on; age k begins `k * days_per_year` days after birth.
    ///
    /// Year lengths in use: 365.24, 365.241 (relsurv), 365.2422, 365.2425 and 365.25 (R's US tables).
    ///
    /// # Errors
    ///
    /// [`Error::LifeTableAxis`] without ages, or for a year outside 360 to 370 days.
    pub fn new(first: u32, len: usize, days_per_year: f64) -> Result<Self> {
        if len == 0 || first > 150 || len > 200 {
            return Err(Error::LifeTableAxis {
                axis: "age",
                problem: "expected between 1 and 200 ages, from 0 to 150 on",
            });
        }
        if !(360.0..=370.0).contains(&days_per_year) {
            return Err(Error::LifeTableAxis { axis: "age", problem: "expected a year of 360 to 370 days" });
        }
        Ok(Self { first, len, days_per_year })
    }

    /// The first age in years.
    #[must_use]
    pub fn first(&self) -> u32 {
        self.first
    }

    /// How many ages there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "an axis is never empty")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// The length of a year of age, days.
    #[must_use]
    pub fn days_per_year(&self) -> f64 {
        self.days_per_year
    }

    /// Where an age cell begins, days after birth.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "ages are small")]
    pub fn cut(&self, cell: usize) -> f64 {
        (f64::from(self.first) + cell as f64) * self.days_per_year
    }

    /// The cell of an age in days: the last that begins at or before it, the first for younger ages.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut to the axis")]
    pub fn cell(&self, age_days: f64) -> usize {
        let years = age_days / self.days_per_year - f64::from(self.first);
        let mut cell = (years.max(0.0) as usize).min(self.len - 1);
        // Division may round across a cut.
        while cell + 1 < self.len && self.cut(cell + 1) <= age_days {
            cell += 1;
        }
        while cell > 0 && self.cut(cell) > age_days {
            cell -= 1;
        }
        cell
    }
}

/// By which clock calendar cells change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CalendarRule {
    /// On the cut itself.
    Date,
    /// On the birthday in the year that begins with the cut, as in a cohort's life table: the date is moved
    /// back by the days from 1 January of the birth year to birth. R's US tables are read so (ratetable
    /// type 4).
    Birthday,
    /// As [`Birthday`](Self::Birthday), the birth date taken 3,653 days too early: relsurv 2.2.9 counts it from
    /// 1960 instead of 1970. As leap years then fall elsewhere, some cells change a day off.
    BirthdayFrom1960,
}

/// Dates: cells that begin on given days.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarAxis {
    cuts: Vec<i32>,
    rule: CalendarRule,
}

impl CalendarAxis {
    /// Cells that begin on `cuts`, days since 1970-01-01; the last goes on for ever.
    ///
    /// # Errors
    ///
    /// [`Error::LifeTableAxis`] unless there is a cut and they increase.
    pub fn new(cuts: Vec<i32>, rule: CalendarRule) -> Result<Self> {
        if cuts.is_empty() || cuts.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(Error::LifeTableAxis { axis: "calendar", problem: "expected cuts in increasing order" });
        }
        Ok(Self { cuts, rule })
    }

    /// Where the cells begin, days since 1970-01-01.
    #[must_use]
    pub fn cuts(&self) -> &[i32] {
        &self.cuts
    }

    /// By which clock they change.
    #[must_use]
    pub fn rule(&self) -> CalendarRule {
        self.rule
    }

    /// How many cells there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "an axis is never empty")]
    pub fn len(&self) -> usize {
        self.cuts.len()
    }

    /// The cell of a day: the last that begins at or before it, the first for earlier days.
    #[must_use]
    pub fn cell(&self, day: f64) -> usize {
        self.cuts.partition_point(|&cut| f64::from(cut) <= day).saturating_sub(1)
    }

    /// What to take off a date before it is looked up, days.
    pub(crate) fn shift(&self, age_days: f64, date: f64) -> f64 {
        match self.rule {
            CalendarRule::Date => 0.0,
            CalendarRule::Birthday => since_new_year(date - age_days),
            CalendarRule::BirthdayFrom1960 => since_new_year(date - age_days - 3653.0),
        }
    }
}

/// Days since the 1 January at or before a day.
fn since_new_year(day: f64) -> f64 {
    day - new_year_before(day)
}

/// The 1 January at or before a day, both in days since 1970-01-01 (proleptic Gregorian).
fn new_year_before(day: f64) -> f64 {
    let new_year = |year: f64| {
        let past = year - 1.0;
        365.0 * (year - 1970.0) + (past / 4.0).floor() - (past / 100.0).floor() + (past / 400.0).floor() - 477.0
    };
    let mut year = 1970.0 + (day / 365.2425).floor();
    while new_year(year) > day {
        year -= 1.0;
    }
    while new_year(year + 1.0) <= day {
        year += 1.0;
    }
    new_year(year)
}

/// The calendar year of a day since 1970-01-01, and which day of it, from 1.
#[expect(clippy::cast_possible_truncation, reason = "32-bit days span fewer than 2^24 years, whole numbers")]
pub(crate) fn year_and_day(day: i32) -> (i32, i32) {
    let day = f64::from(day);
    let new_year = new_year_before(day);
    (1970 + (new_year / 365.2425).round() as i32, (day - new_year) as i32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_years() {
        // date -d YYYY-01-01 +%s / 86400
        for (year, day) in [
            (1900, -25567),
            (1904, -24107),
            (1969, -365),
            (1970, 0),
            (1972, 730),
            (1973, 1096),
            (2000, 10957),
            (2001, 11323),
            (2101, 47847),
        ] {
            assert_eq!(new_year_before(f64::from(day)), f64::from(day), "{year}");
            assert_eq!(new_year_before(f64::from(day) + 364.75), f64::from(day), "{year}");
            assert!(new_year_before(f64::from(day) - 0.25) < f64::from(day), "{year}");
            assert_eq!(year_and_day(day), (year, 1));
            assert_eq!(year_and_day(day + 364), (year, 365));
        }
    }
}
