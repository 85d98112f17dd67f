//! The times an answer has rows for, and the intervals of a life table.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// Where an estimate is read, or the intervals it is built on.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Grid {
    /// Every day on which somebody died or was censored; for life tables, yearly.
    #[default]
    Exact,
    /// Every day.
    Daily,
    /// Every twelfth of a year.
    Monthly,
    /// Every year.
    Yearly,
    /// These years from the origin.
    Years {
        /// Increasing, from 0 on.
        times: Vec<f64>,
        /// As it was written.
        text: String,
    },
}

impl Grid {
    /// Times in years from 0 to where `last` (years) is covered; `None` for [`Grid::Exact`].
    pub(crate) fn years(&self, last: f64, days_per_year: f64) -> Option<Vec<f64>> {
        let per_year = match self {
            Self::Exact => return None,
            Self::Daily => days_per_year,
            Self::Monthly => 12.0,
            Self::Yearly => 1.0,
            Self::Years { times, .. } => return Some(times.clone()),
        };
        // A rounding error must not add an interval that nobody reaches.
        let steps = steps_to((last * per_year - 1e-9).ceil().max(1.0));
        Some((0..=steps).map(|step| f64::from(step) / per_year).collect())
    }
}

/// A moment of follow-up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Time {
    pub(crate) years: f64,
    pub(crate) days: f64,
}

/// Years in days. What rounding alone keeps from a whole day is that day: four years written as 48
/// twelfths end on day 1461.
pub(crate) fn days(years: f64, days_per_year: f64) -> f64 {
    let days = years * days_per_year;
    if (days - days.round()).abs() < 1e-6 { days.round() } else { days }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cut to the range of u32, which no follow-up reaches"
)]
fn steps_to(last: f64) -> u32 {
    last.clamp(0.0, f64::from(u32::MAX)) as u32
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Exact => "exact",
            Self::Daily => "daily",
            Self::Monthly => "monthly",
            Self::Yearly => "yearly",
            Self::Years { text, .. } => text,
        })
    }
}

impl FromStr for Grid {
    type Err = Error;

    /// A name, or pieces joined by commas, each a number of years or `start:end:step`; numbers may
    /// be fractions, such as `0:10:1/12`.
    fn from_str(text: &str) -> Result<Self> {
        match text.trim() {
            "exact" => return Ok(Self::Exact),
            "daily" => return Ok(Self::Daily),
            "monthly" => return Ok(Self::Monthly),
            "yearly" => return Ok(Self::Yearly),
            _ => {}
        }
        let times = text.split(',').map(piece).collect::<Option<Vec<_>>>();
        let times = times
            .map(|pieces| pieces.concat())
            .filter(|times| !times.is_empty() && times[0] >= 0.0 && times.windows(2).all(|pair| pair[0] < pair[1]));
        match times {
            Some(times) => Ok(Self::Years { times, text: text.trim().to_owned() }),
            None => Err(Error::Unsupported {
                option: "grid",
                found: text.to_owned(),
                problem: "expected exact, daily, monthly, yearly, or increasing years such as 0,0.5,1,2,5 or \
                          0:10:1/12 (start:end:step)"
                    .to_owned(),
            }),
        }
    }
}

/// The largest number of times a grid may have; a century of days.
const MAX_TIMES: f64 = 40_000.0;

fn piece(text: &str) -> Option<Vec<f64>> {
    let numbers = text.split(':').map(number).collect::<Option<Vec<f64>>>()?;
    match numbers.as_slice() {
        [time] => Some(vec![*time]),
        [start, end, step] if *step > 0.0 => {
            // Steps are counted, not added up, and an end that rounding misses is still the end.
            let n = ((end - start) / step + 1e-9).floor();
            (0.0..=MAX_TIMES).contains(&n).then(|| (0..=steps_to(n)).map(|i| start + f64::from(i) * step).collect())
        }
        _ => None,
    }
}

fn number(text: &str) -> Option<f64> {
    let parse = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    match text.split_once('/') {
        Some((over, under)) => Some(parse(over)? / parse(under)?).filter(|number| number.is_finite()),
        None => parse(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(text: &str) -> Vec<f64> {
        match text.parse() {
            Ok(Grid::Years { times, .. }) => times,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn lists_ranges_and_fractions() {
        assert_eq!(times("0,0.5,1,2,5"), [0.0, 0.5, 1.0, 2.0, 5.0]);
        assert_eq!(times("0:1:0.25"), [0.0, 0.25, 0.5, 0.75, 1.0]);
        let pieces = times("0:1:1/12,1.25:5:1/4,6:10:1");
        assert_eq!(pieces.len(), 13 + 16 + 5);
        assert_eq!(pieces[3], 3.0 * (1.0 / 12.0));
        assert_eq!(pieces[33], 10.0);
    }

    #[test]
    fn what_is_not_a_grid_is_said() {
        for text in
            ["", "weekly", "5,1", "1,1", "-1,2", "0:10", "0:10:0", "0:10:-1", "0:1:1/0", "nan", "0:1e9:1", "inf"]
        {
            let error = text.parse::<Grid>().unwrap_err().to_string();
            assert!(error.contains("expected exact, daily"), "{text}: {error}");
        }
    }

    #[test]
    fn whole_days_stay_whole() {
        for day in 0..10_000 {
            let day = f64::from(day);
            assert_eq!(days(day / 365.25, 365.25), day);
        }
        for years in [4.0, 8.0, 12.0] {
            assert_eq!(days(years * 12.0 * (1.0 / 12.0), 365.25), years * 365.25);
        }
        assert_eq!(days(5.0, 365.241), 1826.205);
    }

    #[test]
    fn years_cover_the_last_day() {
        assert_eq!(Grid::Yearly.years(2.5, 365.25), Some(vec![0.0, 1.0, 2.0, 3.0]));
        assert_eq!(Grid::Yearly.years(2.0, 365.25), Some(vec![0.0, 1.0, 2.0]));
        assert_eq!(Grid::Monthly.years(0.0, 365.25).map(|times| times.len()), Some(2));
        assert_eq!(Grid::Exact.years(2.0, 365.25), None);
    }
}
