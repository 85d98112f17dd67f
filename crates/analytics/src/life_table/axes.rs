//! Ages and calendar cells as files write them.

use estimators::LifeTable;
use jiff::civil::Date;

use crate::values::{date_of, days_since_epoch, parse_date};

/// Ages beyond are days.
const OLDEST: f64 = 200.0;

/// An age as written: `57`, `57.0`, `110+`.
pub(super) fn parse_age(text: &str) -> Option<f64> {
    text.strip_suffix('+').unwrap_or(text).trim_end().parse().ok().filter(|age: &f64| *age >= 0.0 && age.is_finite())
}

/// A calendar cell as written, as its first day since 1970-01-01: `1995`, `1995-1999`, `1995-01-01`.
pub(super) fn parse_cut(text: &str) -> Option<i32> {
    let year = match text.len() {
        4 => text,
        9 if text.as_bytes()[4] == b'-' => {
            new_year(text.get(5..)?)?;
            text.get(..4)?
        }
        _ => return parse_date(text),
    };
    new_year(year)
}

fn new_year(year: &str) -> Option<i32> {
    let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    Date::new(year.parse().ok().filter(|_| digits)?, 1, 1).ok().map(days_since_epoch)
}

/// A calendar cell's first day in words: its year, where it begins with one.
pub(super) fn name_cut(cut: i32) -> String {
    match date_of(cut) {
        Some(date) if date.day_of_year() == 1 => date.year().to_string(),
        Some(date) => date.to_string(),
        None => format!("day {cut} since 1970"),
    }
}

/// Whether ages are years rather than days.
pub(super) fn are_years(ages: &[f64]) -> bool {
    ages.iter().all(|age| *age <= OLDEST && age.fract() == 0.0)
}

/// Whole years as they are.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and at most 200")]
pub(super) fn whole_years(ages: &[f64]) -> Vec<u32> {
    ages.iter().map(|&age| age as u32).collect()
}

/// Ages in years of beginnings of age cells in days, and the length of the year, which is known where there is
/// an age beyond 0. `Err` has the position of a beginning that is no whole number of such years.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative; checked to be near")]
pub(super) fn years_of(cuts: &[f64]) -> Result<(Vec<u32>, Option<f64>), usize> {
    const NEAR: f64 = 1e-6;
    let last = cuts.iter().copied().fold(0.0, f64::max);
    let years = (last / 365.25).round();
    // To six decimals, so that the year is the decimal number that the table's author wrote.
    let length = (last / years * 1e6).round() / 1e6;
    if years == 0.0 {
        return cuts.iter().position(|cut| *cut != 0.0).map_or_else(|| Ok((vec![0; cuts.len()], None)), Err);
    }
    let year = |(position, &cut): (usize, &f64)| {
        let year = (cut / length).round();
        if (cut - year * length).abs() <= NEAR && year <= OLDEST { Ok(year as u32) } else { Err(position) }
    };
    Ok((cuts.iter().enumerate().map(year).collect::<Result<_, _>>()?, Some(length)))
}

/// From when to when a table goes, in words.
pub(super) fn span(table: &LifeTable) -> String {
    let (cuts, ages) = (table.calendar().cuts(), table.ages());
    let (first, last) = (cuts.first().copied().unwrap_or(0), cuts.last().copied().unwrap_or(0));
    let oldest = ages.first() as usize + ages.len() - 1;
    format!("{} to {}, ages {} to {oldest}", name_cut(first), name_cut(last), ages.first())
}
