//! Dates as the algorithm handles them: each part known or not.

use super::DateTexts;
use crate::{Absence, Day, PartialDate};

/// Year, month and day, each with `None` for unknown. Parts may be impossible until they were checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) year: Option<i32>,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
}

impl Parts {
    pub(super) const UNKNOWN: Self = Self { year: None, month: None, day: None };

    /// As written; 9999 and 99 are unknown, and so is what is no number.
    pub(crate) fn of(texts: DateTexts<'_>) -> Self {
        let year = Self::number(texts.year).filter(|year| *year != 9999);
        let part = |text| Self::number(text).filter(|part| *part != 99);
        Self { year: year.and_then(|year| i32::try_from(year).ok()), month: part(texts.month), day: part(texts.day) }
    }

    /// A date of diagnosis has no day without a month.
    pub(crate) fn of_diagnosis(texts: DateTexts<'_>) -> Self {
        let date = Self::of(texts);
        Self { day: date.month.and(date.day), ..date }
    }

    /// A last contact before 1900 or after `today` is unknown.
    pub(super) fn of_last_contact(texts: DateTexts<'_>, today: Day) -> Self {
        let date = Self::of(texts);
        match date.year {
            Some(year) if year >= 1900 && !date.is_after(year, today) => date,
            _ => Self::UNKNOWN,
        }
    }

    /// A text of digits alone.
    pub(crate) fn number(text: &str) -> Option<u32> {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
    }

    fn is_after(self, year: i32, today: Day) -> bool {
        let (this_year, this_month, _) = today.to_ymd();
        if year != this_year {
            return year > this_year;
        }
        match self.month {
            Some(month @ 1..=12) if month != this_month => month > this_month,
            Some(month) => self.day.and_then(|day| Day::from_ymd(year, month, day)).is_some_and(|day| day > today),
            None => false,
        }
    }

    /// A day that the month lacks is unknown, and a month that is none too.
    pub(super) fn without_impossible_parts(self) -> Self {
        let month = self.month.filter(|month| (1..=12).contains(month));
        let exists = |day: &u32| match (self.year, month) {
            (Some(year), Some(month)) => Day::from_ymd(year, month, *day).is_some(),
            _ => false,
        };
        Self { month, day: self.day.filter(exists), ..self }
    }

    pub(super) fn to_day(self) -> Option<Day> {
        Day::from_ymd(self.year?, self.month?, self.day?)
    }

    pub(super) fn from_day(day: Day) -> Self {
        let (year, month, day) = day.to_ymd();
        Self { year: Some(year), month: Some(month), day: Some(day) }
    }

    pub(super) fn of_date(date: PartialDate) -> Self {
        match date {
            PartialDate::Absent(_) => Self::UNKNOWN,
            PartialDate::Year(year) => Self { year: Some(year), ..Self::UNKNOWN },
            PartialDate::Month(year, month) => Self { year: Some(year), month: Some(month), day: None },
            PartialDate::Day(day) => Self::from_day(day),
        }
    }

    pub(super) fn to_date(self) -> PartialDate {
        match (self.year, self.month, self.to_day()) {
            (_, _, Some(day)) => PartialDate::Day(day),
            (Some(year), Some(month), None) => PartialDate::Month(year, month),
            (Some(year), None, None) => PartialDate::Year(year),
            (None, _, None) => PartialDate::Absent(Absence::Blank),
        }
    }
}
