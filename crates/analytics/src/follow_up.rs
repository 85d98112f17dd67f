//! From columns to follow-up: how long each case was followed, and whether it ended in death.

use estimators::{MAX_DAY, popepi_calendar_year};

use crate::convention::Convention;
use crate::error::{Error, Result};
use crate::selection::Selection;
use crate::source::{Source, Wanted, missing};
use crate::values::{Fault, Values, date_of};

/// Which columns give the follow-up.
#[derive(Debug, Clone)]
pub(crate) struct FollowUpColumns {
    time: TimeColumns,
    status: String,
    /// Late entry, where the source has it.
    entry: Option<String>,
}

#[derive(Debug, Clone)]
enum TimeColumns {
    Days(String),
    Dates { dx: String, exit: String },
    Years(String),
    CalendarYears { dx: String, end: CalendarEnd },
}

#[derive(Debug, Clone)]
enum CalendarEnd {
    Exit(String),
    Days(String),
}

/// Follow-up of every row; `None` where it is not known.
pub(crate) struct FollowUp {
    pub(crate) time: Times,
    pub(crate) died: Vec<Option<bool>>,
    /// Day of late entry; not known counts as from the origin.
    pub(crate) entry: Option<Vec<Option<u32>>>,
}

pub(crate) enum Times {
    /// Whole days from the origin.
    Days(Vec<Option<u32>>),
    /// Fractional years from the origin.
    Years(Vec<Option<f64>>),
}

const NEGATIVE: Fault = Fault {
    expected: "follow-up of 0 days or more, but it ends before it begins",
    cure: "correct the dates or the time, or leave the row out with --where",
};

const STATUS: Fault =
    Fault { expected: "0 (alive) or 1 (dead)", cure: "recode the column, or name another with --column status=theirs" };

impl FollowUpColumns {
    /// Decides by what the source has; `columns` are its columns.
    pub(crate) fn choose(source: &Source, columns: &[String], convention: Convention) -> Result<Self> {
        if matches!(source, Source::Snapshot(_)) {
            if convention == Convention::PopEpi {
                return Err(Error::Unsupported {
                    option: "convention",
                    found: convention.name().to_owned(),
                    problem: "needs the fractional years of a case file; a warehouse keeps whole days".to_owned(),
                });
            }
            let (time, status) = (TimeColumns::Days("survival_days".to_owned()), "vital_status".to_owned());
            return Ok(Self { time, status, entry: None });
        }
        let there = |name: &str| {
            let theirs = source.column(name);
            columns.iter().find(|column| *column == theirs).cloned()
        };
        let absent = |name: &str, purpose: &str, cure: &str| {
            missing(&source.place(), source.column(name), purpose, columns, cure)
        };
        // What was named on purpose goes before what happens to be there.
        let time = match (convention, there("time_days"), there("dx_date"), there("exit_date"), there("time_years")) {
            (Convention::PopEpi, _, _, _, Some(years)) => TimeColumns::Years(years),
            (Convention::PopEpi, _, Some(dx), Some(exit), None) => {
                TimeColumns::CalendarYears { dx, end: CalendarEnd::Exit(exit) }
            }
            (Convention::PopEpi, Some(days), Some(dx), ..) => {
                TimeColumns::CalendarYears { dx, end: CalendarEnd::Days(days) }
            }
            (Convention::PopEpi, ..) => {
                let cure = "popepi counts calendar years: give dx_date and exit_date, or time_years (fractions), \
                            each by its name or with --column name=theirs";
                return Err(absent("time_years", "needed for the follow-up time", cure));
            }
            (_, Some(days), ..) => TimeColumns::Days(days),
            (_, None, Some(dx), Some(exit), _) => TimeColumns::Dates { dx, exit },
            (_, None, Some(_), None, _) => {
                let cure = "name the end of follow-up with --column exit_date=theirs, or the time with --column time_days=theirs";
                return Err(absent("exit_date", "needed for the end of follow-up", cure));
            }
            _ => {
                let cure = "give time_days (whole days), or dx_date and exit_date, each by its name or with --column name=theirs";
                return Err(absent("time_days", "needed for the follow-up time", cure));
            }
        };
        let cure = "name the column that is 0 for alive and 1 for dead with --column status=theirs";
        let status = there("status").ok_or_else(|| absent("status", "needed for the vital status", cure))?;
        let entry = if convention == Convention::PopEpi { None } else { there("entry_days") };
        Ok(Self { time, status, entry })
    }

    /// The columns to load.
    pub(crate) fn wanted(&self) -> Vec<Wanted<'_>> {
        let purpose = "needed for the follow-up time";
        let mut wanted = match &self.time {
            TimeColumns::Days(column) | TimeColumns::Years(column) => vec![Wanted { column, purpose }],
            TimeColumns::Dates { dx, exit: end }
            | TimeColumns::CalendarYears { dx, end: CalendarEnd::Exit(end) | CalendarEnd::Days(end) } => {
                vec![Wanted { column: dx, purpose }, Wanted { column: end, purpose }]
            }
        };
        wanted.push(Wanted { column: &self.status, purpose: "needed for the vital status" });
        wanted.extend(self.entry.as_deref().map(|column| Wanted { column, purpose: "needed for the day of entry" }));
        wanted
    }

    /// Reads the follow-up of the selected rows.
    pub(crate) fn read(&self, selection: &Selection) -> Result<FollowUp> {
        let time = match &self.time {
            TimeColumns::Days(column) => Times::Days(whole_days(&selection.values(column)?)?),
            TimeColumns::Dates { dx, exit } => {
                Times::Days(days_between(&selection.values(dx)?, &selection.values(exit)?)?)
            }
            TimeColumns::Years(column) => {
                let values = selection.values(column)?;
                Times::Years(not_negative(&values, values.numbers()?)?)
            }
            TimeColumns::CalendarYears { dx, end } => Times::Years(calendar_years(selection, dx, end)?),
        };
        let entry = match &self.entry {
            Some(column) => Some(whole_days(&selection.values(column)?)?),
            None => None,
        };
        let died = died(&selection.values(&self.status)?)?;
        Ok(FollowUp { time, died, entry })
    }
}

fn not_negative(values: &Values<'_>, numbers: Vec<Option<f64>>) -> Result<Vec<Option<f64>>> {
    let bad = positions(&numbers, |number| *number < 0.0);
    values.none_bad(&bad, NEGATIVE).map(|()| numbers)
}

fn whole_days(values: &Values<'_>) -> Result<Vec<Option<u32>>> {
    let numbers = not_negative(values, values.numbers()?)?;
    let whole = |number: &f64| number.fract() == 0.0 && *number <= f64::from(MAX_DAY);
    let bad = positions(&numbers, |number| !whole(number));
    let fault = Fault {
        expected: "whole days",
        cure: "round the column, give dates, or use time_years with --convention popepi for fractional years",
    };
    values.none_bad(&bad, fault)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range, as just checked")]
    Ok(numbers.into_iter().map(|number| number.map(|number| number as u32)).collect())
}

fn days_between(dx: &Values<'_>, exit: &Values<'_>) -> Result<Vec<Option<u32>>> {
    let days: Vec<Option<i64>> =
        dx.dates()?.into_iter().zip(exit.dates()?).map(|(dx, exit)| Some(i64::from(exit?) - i64::from(dx?))).collect();
    exit.none_bad(&positions(&days, |days| *days < 0), NEGATIVE)?;
    let day = |days: i64| u32::try_from(days).ok().filter(|days| *days <= MAX_DAY);
    Ok(days.into_iter().map(|days| days.and_then(day)).collect())
}

/// Differences of popEpi's approximate calendar years.
fn calendar_years(selection: &Selection, dx: &str, end: &CalendarEnd) -> Result<Vec<Option<f64>>> {
    let year_of = |day: i32| {
        let date = date_of(day)?;
        Some(popepi_calendar_year(date.year(), date.day_of_year()))
    };
    let start = selection.values(dx)?.dates()?;
    let (values, end): (_, Vec<Option<i32>>) = match end {
        CalendarEnd::Exit(column) => {
            let values = selection.values(column)?;
            (values, values.dates()?)
        }
        CalendarEnd::Days(column) => {
            let values = selection.values(column)?;
            let days = whole_days(&values)?.into_iter().zip(&start);
            (values, days.map(|(days, start)| start.as_ref()?.checked_add_unsigned(days?)).collect())
        }
    };
    let years = start.into_iter().zip(end).map(|(start, end)| Some(year_of(end?)? - year_of(start?)?)).collect();
    not_negative(&values, years)
}

/// 0 or 1 in a case file, `alive` or `dead` in a snapshot.
fn died(values: &Values<'_>) -> Result<Vec<Option<bool>>> {
    if !values.column.dtype().is_string() {
        let numbers = values.numbers()?;
        let bad = positions(&numbers, |number| *number != 0.0 && *number != 1.0);
        values.none_bad(&bad, STATUS)?;
        return Ok(numbers.into_iter().map(|number| number.map(|number| number == 1.0)).collect());
    }
    let texts = values.texts()?;
    let read = |text: &str| match text {
        "0" | "alive" => Some(false),
        "1" | "dead" => Some(true),
        _ => None,
    };
    let bad = positions(&texts, |text| read(text).is_none());
    values.none_bad(&bad, STATUS)?;
    Ok(texts.into_iter().map(|text| text.as_deref().and_then(read)).collect())
}

fn positions<T>(values: &[Option<T>], bad: impl Fn(&T) -> bool) -> Vec<usize> {
    let found = values.iter().enumerate().filter(|(_, value)| value.as_ref().is_some_and(&bad));
    found.map(|(position, _)| position).collect()
}
