//! Completes dates that are known in part: the middle of the days that the dates around them leave.

use super::parts::Parts;
use crate::{Day, days_in_month};

/// Dates of a patient in the order they came, completed.
pub(super) struct Timeline {
    /// Dates of diagnosis, in order.
    pub(super) diagnoses: Vec<Parts>,
    /// The last contact; as it was where its year is unknown.
    pub(super) last_contact: Parts,
}

impl Timeline {
    /// Completes dates of diagnosis, in order and of known year, and the last contact behind them.
    pub(super) fn complete(diagnoses: impl Iterator<Item = Parts>, last_contact: Parts, birth: Parts) -> Self {
        let mut dates: Vec<_> = diagnoses.chain([last_contact]).collect();
        for index in 0..dates.len() {
            if let Parts { year: Some(year), month: Some(month), day: None } = dates[index] {
                dates[index].day = Some(day_between(&dates, index, year, month, birth));
            }
        }
        for index in 0..dates.len() {
            if let Parts { year: Some(year), month: None, .. } = dates[index]
                && let Some(date) = date_between(&dates, index, year, birth)
            {
                dates[index] = date;
            }
        }
        let last_contact = dates.pop().filter(|date| date.year.is_some()).unwrap_or(Parts::UNKNOWN);
        Self { diagnoses: dates, last_contact }
    }
}

/// The middle of the days of a month that the nearest dates with a day leave; the first date follows the birth.
fn day_between(dates: &[Parts], index: usize, year: i32, month: u32, birth: Parts) -> u32 {
    let within = |date: &Parts| if date.year == Some(year) && date.month == Some(month) { date.day } else { None };
    let before = dates[..index].iter().rev().find(|date| date.day.is_some()).and_then(within);
    let born = if index == 0 { within(&birth) } else { None };
    let after = dates[index + 1..].iter().find(|date| date.day.is_some()).and_then(within);
    (before.or(born).unwrap_or(1) + after.unwrap_or_else(|| days_in_month(year, month))) / 2
}

/// The same for a year.
fn date_between(dates: &[Parts], index: usize, year: i32, birth: Parts) -> Option<Parts> {
    let within = |date: &Parts| {
        let month = date.month.filter(|_| date.year == Some(year))?;
        Day::from_ymd(year, month, date.day.unwrap_or(1))
    };
    let before = dates[..index].iter().rev().find(|date| date.month.is_some()).and_then(within);
    let born = if index == 0 { within(&birth) } else { None };
    let after = dates[index + 1..].iter().find(|date| date.month.is_some()).and_then(within);
    let earliest = before.or(born).or_else(|| Day::from_ymd(year, 1, 1))?;
    let latest = after.or_else(|| Day::from_ymd(year, 12, 31))?;
    Some(Parts::from_day(earliest.plus_days((latest - earliest).div_euclid(2))))
}
