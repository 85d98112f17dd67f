//! From columns to follow-up: how long each case was followed, and how it ended.

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
    end: EndColumn,
    /// Late entry, where the source has it.
    entry: Option<String>,
}

/// The column that says how follow-up ended.
#[derive(Debug, Clone)]
enum EndColumn {
    /// Alive or dead.
    Status(String),
    /// Alive, dead of this cancer, dead of another cause; with the vital status, where there is one, to tell a cause
    /// that is not known from alive.
    Cause { cause: String, status: Option<String> },
}

#[derive(Debug, Clone)]
enum TimeColumns {
    Days(String),
    Dates {
        dx: String,
        exit: String,
    },
    Years(String),
    /// popEpi's calendar years between two dates.
    CalendarYears {
        dx: String,
        exit: String,
    },
    /// The same from whole days and, where there is one, a date; fractional values are years already.
    DaysOrYears {
        time: String,
        dx: Option<String>,
    },
}

/// The columns of a case file that could give the follow-up time.
struct Found {
    days: Option<String>,
    years: Option<String>,
    dx: Option<String>,
    exit: Option<String>,
    dates_first: bool,
    days_first: bool,
}

impl Found {
    /// Follow-up in days, or the column that is missing and the cure.
    fn days(self) -> Result<TimeColumns, (&'static str, &'static str)> {
        match (self.days, self.dx, self.exit) {
            (_, Some(dx), Some(exit)) if self.dates_first => Ok(TimeColumns::Dates { dx, exit }),
            (Some(days), ..) => Ok(TimeColumns::Days(days)),
            (None, Some(dx), Some(exit)) => Ok(TimeColumns::Dates { dx, exit }),
            (None, Some(_), None) => Err((
                "exit_date",
                "name the end of follow-up with --column exit_date=theirs, or the time with --column time_days=theirs",
            )),
            (None, None, _) => Err((
                "time_days",
                "give time_days (whole days), or dx_date and exit_date, each by its name or with --column name=theirs",
            )),
        }
    }

    /// Follow-up in popEpi's years, or the column that is missing and the cure.
    fn years(self) -> Result<TimeColumns, (&'static str, &'static str)> {
        match (self.years, self.days, self.dx, self.exit) {
            (Some(years), ..) => Ok(TimeColumns::Years(years)),
            (None, Some(time), dx, _) if self.days_first => Ok(TimeColumns::DaysOrYears { time, dx }),
            (None, _, Some(dx), Some(exit)) => Ok(TimeColumns::CalendarYears { dx, exit }),
            (None, Some(time), dx, _) => Ok(TimeColumns::DaysOrYears { time, dx }),
            _ => Err(("time_years", POPEPI_TIME)),
        }
    }
}

const POPEPI_TIME: &str = "popepi counts calendar years: give dx_date and exit_date, or fractional years as time_years, \
                           each by its name or with --column name=theirs";

/// How follow-up ended: 0 alive, 1 dead (of this cancer, where causes are asked for), 2 dead of another cause.
pub(crate) type End = u8;

/// Follow-up of every row; `None` where it is not known.
pub(crate) struct FollowUp {
    pub(crate) time: Times,
    pub(crate) end: Vec<Option<End>>,
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

const CAUSE: Fault = Fault {
    expected: "0 (alive), 1 (died of this cancer) or 2 (died of another cause)",
    cure: "recode the column, leave the field empty where the cause is not known, or name another with --column \
           cause=theirs",
};

const STATUS: Fault =
    Fault { expected: "0 (alive) or 1 (dead)", cure: "recode the column, or name another with --column status=theirs" };

impl FollowUpColumns {
    /// Decides by what the source has; `columns` are its columns.
    pub(crate) fn choose(source: &Source, columns: &[String], convention: Convention, causes: bool) -> Result<Self> {
        if matches!(source, Source::Snapshot(_)) {
            if convention == Convention::PopEpi {
                return Err(Error::Unsupported {
                    option: "convention",
                    found: convention.name().to_owned(),
                    problem: "needs the fractional years of a case file; a warehouse keeps whole days".to_owned(),
                });
            }
            if causes {
                return Err(Error::Unsupported {
                    option: "method",
                    found: "by cause of death".to_owned(),
                    problem: "needs the cause column of a case file; a warehouse does not classify causes yet"
                        .to_owned(),
                });
            }
            let (time, status) = (TimeColumns::Days("survival_days".to_owned()), "vital_status".to_owned());
            return Ok(Self { time, end: EndColumn::Status(status), entry: None });
        }
        let there = |name: &str| {
            let theirs = source.column(name);
            columns.iter().find(|column| *column == theirs).cloned()
        };
        let absent = |name: &str, purpose: &str, cure: &str| {
            missing(&source.place(), source.column(name), purpose, columns, cure)
        };
        let found = Found {
            days: there("time_days"),
            years: there("time_years"),
            dx: there("dx_date"),
            exit: there("exit_date"),
            // What was named on purpose goes before what happens to be there.
            dates_first: source.renames("exit_date") && !source.renames("time_days"),
            days_first: source.renames("time_days"),
        };
        let time = if convention == Convention::PopEpi { found.years() } else { found.days() };
        let time = time.map_err(|(column, cure)| absent(column, "needed for the follow-up time", cure))?;
        let end = if causes {
            let cure = "name the column that is 0 for alive, 1 for dead of this cancer and 2 for dead of another cause \
                        with --column cause=theirs";
            let cause = there("cause").ok_or_else(|| absent("cause", "needed for the cause of death", cure))?;
            EndColumn::Cause { status: there("status").filter(|status| *status != cause), cause }
        } else {
            let cure = "name the column that is 0 for alive and 1 for dead with --column status=theirs";
            EndColumn::Status(there("status").ok_or_else(|| absent("status", "needed for the vital status", cure))?)
        };
        let entry = if convention == Convention::PopEpi { None } else { there("entry_days") };
        Ok(Self { time, end, entry })
    }

    /// Whether causes of death are told apart.
    pub(crate) fn has_causes(&self) -> bool {
        matches!(self.end, EndColumn::Cause { .. })
    }

    /// The columns to load.
    pub(crate) fn wanted(&self) -> Vec<Wanted<'_>> {
        let purpose = "needed for the follow-up time";
        let columns = match &self.time {
            TimeColumns::Days(column) | TimeColumns::Years(column) => vec![column],
            TimeColumns::Dates { dx, exit } | TimeColumns::CalendarYears { dx, exit } => vec![dx, exit],
            TimeColumns::DaysOrYears { time, dx } => std::iter::once(time).chain(dx).collect(),
        };
        let mut wanted: Vec<Wanted<'_>> = columns.into_iter().map(|column| Wanted { column, purpose }).collect();
        let status = |column| Wanted { column, purpose: "needed for the vital status" };
        match &self.end {
            EndColumn::Status(column) => wanted.push(status(column)),
            EndColumn::Cause { cause, status: vital } => {
                wanted.push(Wanted { column: cause, purpose: "needed for the cause of death" });
                wanted.extend(vital.as_deref().map(status));
            }
        }
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
                Times::Years(not_before_it_begins(&values, values.numbers()?)?)
            }
            TimeColumns::CalendarYears { dx, exit } => {
                let (start, exit) = (selection.values(dx)?.dates()?, selection.values(exit)?);
                Times::Years(calendar_years(&start, &exit.dates()?, &exit)?)
            }
            TimeColumns::DaysOrYears { time, dx } => {
                let time = selection.values(time)?;
                let dx = dx.as_deref().map(|dx| selection.values(dx)).transpose()?;
                Times::Years(days_or_years(&time, dx.as_ref())?)
            }
        };
        let entry = match &self.entry {
            Some(column) => Some(whole_days(&selection.values(column)?)?),
            None => None,
        };
        let end = match &self.end {
            EndColumn::Status(column) => {
                died(&selection.values(column)?)?.into_iter().map(|died| died.map(End::from)).collect()
            }
            EndColumn::Cause { cause, status } => {
                let status = status.as_deref().map(|status| died(&selection.values(status)?)).transpose()?;
                causes(&selection.values(cause)?, status.as_deref())?
            }
        };
        Ok(FollowUp { time, end, entry })
    }
}

fn not_before_it_begins(values: &Values<'_>, numbers: Vec<Option<f64>>) -> Result<Vec<Option<f64>>> {
    let bad = positions(&numbers, |number| *number < 0.0);
    values.none_bad(&bad, NEGATIVE).map(|()| numbers)
}

fn whole_days(values: &Values<'_>) -> Result<Vec<Option<u32>>> {
    enum Day {
        Whole(u32),
        Negative,
        Broken,
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range, as just checked")]
    let days = values.numbers_as(|number| match number {
        ..0.0 => Day::Negative,
        _ if number.fract() == 0.0 && number <= f64::from(MAX_DAY) => Day::Whole(number as u32),
        _ => Day::Broken,
    })?;
    values.none_bad(&positions(&days, |day| matches!(day, Day::Negative)), NEGATIVE)?;
    let bad = positions(&days, |day| matches!(day, Day::Broken));
    let fault = Fault {
        expected: "whole days",
        cure: "round the column, give dates, or use time_years with --convention popepi for fractional years",
    };
    values.none_bad(&bad, fault)?;
    let whole = |day: Day| if let Day::Whole(day) = day { Some(day) } else { None };
    Ok(days.into_iter().map(|day| day.and_then(whole)).collect())
}

fn days_between(dx: &Values<'_>, exit: &Values<'_>) -> Result<Vec<Option<u32>>> {
    let days: Vec<Option<i64>> =
        dx.dates()?.into_iter().zip(exit.dates()?).map(|(dx, exit)| Some(i64::from(exit?) - i64::from(dx?))).collect();
    exit.none_bad(&positions(&days, |days| *days < 0), NEGATIVE)?;
    let day = |days: i64| u32::try_from(days).ok().filter(|days| *days <= MAX_DAY);
    Ok(days.into_iter().map(|days| days.and_then(day)).collect())
}

/// Differences of popEpi's approximate calendar years.
fn calendar_years(start: &[Option<i32>], end: &[Option<i32>], values: &Values<'_>) -> Result<Vec<Option<f64>>> {
    let year_of = |day: Option<i32>| {
        let date = date_of(day?)?;
        Some(popepi_calendar_year(date.year(), date.day_of_year()))
    };
    let years = start.iter().zip(end).map(|(&start, &end)| Some(year_of(end)? - year_of(start)?));
    not_before_it_begins(values, years.collect())
}

/// Whole days need a date to become calendar years; fractions cannot be days and are years.
fn days_or_years(time: &Values<'_>, dx: Option<&Values<'_>>) -> Result<Vec<Option<f64>>> {
    let numbers = not_before_it_begins(time, time.numbers()?)?;
    if numbers.iter().flatten().any(|number| number.fract() != 0.0) {
        return Ok(numbers);
    }
    let Some(dx) = dx else {
        return Err(missing(time.place, "dx_date", "needed beside whole days", &[time.name.to_owned()], POPEPI_TIME));
    };
    let start = dx.dates()?;
    let days = whole_days(time)?.into_iter().zip(&start);
    let end: Vec<Option<i32>> = days.map(|(days, start)| start.as_ref()?.checked_add_unsigned(days?)).collect();
    calendar_years(&start, &end, time)
}

/// 0, 1 or 2. Whoever is dead by the status but alive by the cause died of a cause that is not known.
fn causes(values: &Values<'_>, died: Option<&[Option<bool>]>) -> Result<Vec<Option<End>>> {
    let causes = values.numbers_as(|number| match number {
        0.0 => Some(0),
        1.0 => Some(1),
        2.0 => Some(2),
        _ => None,
    })?;
    values.none_bad(&positions(&causes, Option::is_none), CAUSE)?;
    let cause = |row: usize| causes[row].flatten();
    let alive_by_status = |row: usize| died.and_then(|died| died[row]).map(|died| !died);
    Ok((0..causes.len())
        .map(|row| match (alive_by_status(row), cause(row)) {
            (Some(true), None | Some(0)) => Some(0),
            (Some(false), Some(0)) | (Some(true), Some(_)) => None,
            (_, cause) => cause,
        })
        .collect())
}

/// 0 or 1 in a case file, `alive` or `dead` in a snapshot.
fn died(values: &Values<'_>) -> Result<Vec<Option<bool>>> {
    if !(values.column.dtype().is_string() || values.column.dtype().is_categorical()) {
        let died = values.numbers_as(|number| match number {
            0.0 => Some(false),
            1.0 => Some(true),
            _ => None,
        })?;
        values.none_bad(&positions(&died, Option::is_none), STATUS)?;
        return Ok(died.into_iter().map(Option::flatten).collect());
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

pub(super) fn positions<T>(values: &[Option<T>], bad: impl Fn(&T) -> bool) -> Vec<usize> {
    let found = values.iter().enumerate().filter(|(_, value)| value.as_ref().is_some_and(&bad));
    found.map(|(position, _)| position).collect()
}
