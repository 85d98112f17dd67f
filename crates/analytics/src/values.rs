//! Reads a column's values by need: text as written, whole numbers, numbers, dates.
//!
//! Text is trimmed; an empty field is a missing value. A value that its column may not hold is an
//! error that names the row.

use std::borrow::Cow;

use jiff::civil::Date;
use polars::prelude::{Column, DataType, Int64Chunked, TimeUnit};
use rayon::prelude::*;

use crate::categories::Categories;
use crate::error::{Error, Result};

/// A column of a listing, with what errors need to say.
#[derive(Clone, Copy)]
pub(crate) struct Values<'a> {
    pub(crate) place: &'a str,
    pub(crate) name: &'a str,
    pub(crate) column: &'a Column,
    /// The number of each row in the source, from 1.
    pub(crate) rows: &'a [u32],
}

/// The fault of a value, for [`Error::BadValue`].
#[derive(Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) expected: &'static str,
    pub(crate) cure: &'static str,
}

impl<'a> Values<'a> {
    /// Numbers; NaN counts as missing.
    pub(crate) fn numbers(&self) -> Result<Vec<Option<f64>>> {
        self.numbers_as(|number| number)
    }

    /// What `read` makes of each number; NaN counts as missing.
    pub(crate) fn numbers_as<T>(&self, read: impl Fn(f64) -> T) -> Result<Vec<Option<T>>> {
        let fault = Fault { expected: "a number", cure: "correct it, or leave the field empty where it is not known" };
        let finite = |text: &str| text.parse().ok().filter(|number: &f64| number.is_finite());
        match self.column.dtype() {
            DataType::String => self.parse(fault, |text| finite(text).map(&read)),
            dtype if dtype.is_primitive_numeric() || dtype.is_bool() => {
                let cast = self.column.cast(&DataType::Float64).map_err(|_| self.wrong_type("a number"))?;
                let numbers = cast.f64().map_err(|_| self.wrong_type("a number"))?;
                Ok(numbers.iter().map(|number| number.filter(|number| !number.is_nan()).map(&read)).collect())
            }
            DataType::Null => Ok(self.all_missing()),
            _ => Err(self.wrong_type("a number")),
        }
    }

    /// Whole numbers of an integer column.
    pub(crate) fn integers(&self) -> Result<Vec<Option<i64>>> {
        Ok(self.whole()?.iter().collect())
    }

    fn whole(&self) -> Result<Int64Chunked> {
        let whole = self.column.strict_cast(&DataType::Int64).and_then(|whole| whole.i64().cloned());
        whole.map_err(|_| self.wrong_type("whole numbers"))
    }

    /// Dates as days since 1970-01-01, written 2016-01-31 or 20160131.
    pub(crate) fn dates(&self) -> Result<Vec<Option<i32>>> {
        let fault = Fault {
            expected: "a date that exists, written as 2016-01-31",
            cure: "correct it, or leave the field empty where the date is not known",
        };
        match self.column.dtype() {
            DataType::String => self.parse(fault, parse_date),
            DataType::Date => {
                let days = self.column.cast(&DataType::Int32).map_err(|_| self.wrong_type("a date"))?;
                Ok(days.i32().map_err(|_| self.wrong_type("a date"))?.iter().collect())
            }
            DataType::Datetime(unit, _) => {
                let per_day: i64 = match unit {
                    TimeUnit::Nanoseconds => 86_400_000_000_000,
                    TimeUnit::Microseconds => 86_400_000_000,
                    TimeUnit::Milliseconds => 86_400_000,
                };
                let ticks = self.column.cast(&DataType::Int64).map_err(|_| self.wrong_type("a date"))?;
                let ticks = ticks.i64().map_err(|_| self.wrong_type("a date"))?;
                let day = |ticks: i64| i32::try_from(ticks.div_euclid(per_day)).ok();
                Ok(ticks.iter().map(|ticks| ticks.and_then(day)).collect())
            }
            DataType::Null => Ok(self.all_missing()),
            _ => Err(self.wrong_type("a date")),
        }
    }

    /// Text as written, trimmed; other types as they are usually written.
    pub(crate) fn texts(&self) -> Result<Vec<Option<Cow<'a, str>>>> {
        match self.column.dtype() {
            DataType::String => {
                let texts = self.column.str().map_err(|_| self.wrong_type("text"))?;
                Ok(texts.iter().map(|text| text.and_then(filled).map(Cow::Borrowed)).collect())
            }
            DataType::Boolean => {
                let truths = self.column.bool().map_err(|_| self.wrong_type("text"))?;
                Ok(truths.iter().map(|truth| truth.map(|truth| truth.to_string().into())).collect())
            }
            DataType::Date | DataType::Datetime(..) => {
                Ok(self.dates()?.into_iter().map(|day| day.and_then(iso).map(Cow::Owned)).collect())
            }
            DataType::Null => Ok(self.all_missing()),
            dtype if dtype.is_categorical() => {
                let texts = self.column.cast(&DataType::String).map_err(|_| self.wrong_type("text"))?;
                let texts = texts.str().map_err(|_| self.wrong_type("text"))?;
                let owned = |text: &str| filled(text).map(|text| Cow::Owned(text.to_owned()));
                Ok(texts.iter().map(|text| text.and_then(owned)).collect())
            }
            // Shortest form that reads back the same; a whole number has no point.
            dtype if dtype.is_float() => {
                Ok(self.numbers()?.into_iter().map(|number| number.map(|number| number.to_string().into())).collect())
            }
            dtype if dtype.is_primitive_numeric() => {
                Ok(self.integers()?.into_iter().map(|number| number.map(|number| number.to_string().into())).collect())
            }
            _ => Err(self.wrong_type("text, a number, a date or a truth value")),
        }
    }

    /// The distinct texts of the column, and which one each row has.
    pub(crate) fn categories(&self) -> Result<Categories> {
        const PIECE: usize = 1 << 20;
        if self.column.len() <= PIECE {
            return self.categories_of_piece();
        }
        let starts: Vec<usize> = (0..self.column.len()).step_by(PIECE).collect();
        let piece = |start: usize| {
            let column = &self.column.slice(i64::try_from(start).unwrap_or(i64::MAX), PIECE);
            Values { column, ..*self }.categories_of_piece()
        };
        let pieces: Vec<Result<Categories>> = starts.into_par_iter().map(piece).collect();
        Ok(Categories::concat(pieces.into_iter().collect::<Result<_>>()?))
    }

    fn categories_of_piece(&self) -> Result<Categories> {
        match self.column.dtype() {
            DataType::String => {
                let texts = self.column.str().map_err(|_| self.wrong_type("text"))?;
                Ok(Categories::number(texts.iter().map(|text| text.and_then(filled)), str::to_owned))
            }
            dtype if dtype.is_integer() => Ok(Categories::number(self.whole()?.iter(), |number| number.to_string())),
            _ => {
                let texts = self.texts()?;
                Ok(Categories::number(texts.iter().map(Option::as_deref), str::to_owned))
            }
        }
    }

    fn all_missing<T>(&self) -> Vec<Option<T>> {
        std::iter::repeat_with(|| None).take(self.column.len()).collect()
    }

    fn parse<T>(&self, fault: Fault, read: impl Fn(&str) -> Option<T>) -> Result<Vec<Option<T>>> {
        let texts = self.column.str().map_err(|_| self.wrong_type("text"))?;
        let mut bad = Vec::new();
        let values = texts
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let value = read(text.and_then(filled)?);
                if value.is_none() {
                    bad.push(index);
                }
                value
            })
            .collect();
        self.none_bad(&bad, fault).map(|()| values)
    }

    /// An error that names the first of the bad positions.
    pub(crate) fn none_bad(&self, bad: &[usize], fault: Fault) -> Result<()> {
        let Some(first) = bad.first() else { return Ok(()) };
        Err(Error::BadValue {
            place: self.place.to_owned(),
            column: self.name.to_owned(),
            row: self.rows.get(*first).map_or(0, |row| *row as usize),
            more: bad.len() - 1,
            expected: fault.expected,
            cure: fault.cure,
        })
    }

    pub(crate) fn wrong_type(&self, expected: &'static str) -> Error {
        Error::ColumnType {
            place: self.place.to_owned(),
            column: self.name.to_owned(),
            found: self.column.dtype().to_string(),
            expected,
        }
    }
}

/// The field without its surrounding blanks, or nothing where nothing is left.
pub(crate) fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// A number as a number is written: no leading zero that a code might have, no more digits than
/// a number keeps.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    let code = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let long = digits.len() > 15 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let plain = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    plain && !code && !long && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Days since 1970-01-01 of a date written 2016-01-31 or 20160131.
#[must_use]
pub fn parse_date(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    let (year, month, day) = match bytes.len() {
        10 if bytes[4] == b'-' && bytes[7] == b'-' => (text.get(..4)?, text.get(5..7)?, text.get(8..)?),
        8 => (text.get(..4)?, text.get(4..6)?, text.get(6..)?),
        _ => return None,
    };
    if ![year, month, day].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(days_since_epoch(date))
}

/// Days since 1970-01-01.
pub(crate) fn days_since_epoch(date: Date) -> i32 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours().div_euclid(24).try_into().unwrap_or(i32::MAX)
}

/// The date of a number of days since 1970-01-01.
pub(crate) fn date_of(day: i32) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(day).ok()?).ok()
}

fn iso(day: i32) -> Option<String> {
    date_of(day).map(|date| date.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (text, day) in [
            ("1970-01-01", Some(0)),
            ("1969-12-31", Some(-1)),
            ("2016-02-29", Some(16_860)),
            ("20160229", Some(16_860)),
            ("2015-02-29", None),
            ("2016-13-01", None),
            ("2016-1-31", None),
            ("31/01/2016", None),
            ("+016-01-31", None),
            ("2016-01-3\u{e9}", None),
            ("\u{e9}\u{e9}\u{e9}\u{e9}", None),
            ("", None),
        ] {
            assert_eq!(parse_date(text), day, "{text}");
        }
        for day in [-719_000, -1, 0, 16_860, 2_000_000] {
            assert_eq!(date_of(day).map(days_since_epoch), Some(day));
        }
    }
}
