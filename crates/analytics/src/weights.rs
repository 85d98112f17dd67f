//! Standard populations: the weights of age groups, from a file.
//!
//! A CSV file with a row an age group: a column `age_group` (`15-44`, `75+`) or `age` (the youngest age of the
//! group), and the weights in a column `weight`, or in the only other column. Groups follow one another without
//! a gap; a last group that is closed (`85-99`) ends there, any other is open. The weights need not add up to
//! anything, since they are rescaled.

use std::path::Path;

use crate::error::{Error, Result};

/// Weights of age groups.
#[derive(Debug, Clone, PartialEq)]
pub struct AgeWeights {
    /// The youngest age of each group in whole years, increasing. Younger people are in no group.
    pub youngest: Vec<u32>,
    /// The age at which the last group ends; `None` where it is open.
    pub end: Option<u32>,
    /// The weight of each group, as written.
    pub weights: Vec<f64>,
}

const AGES: [&str; 5] = ["age_group", "agegroup", "age_gr", "age", "youngest"];

/// An age group as written: its youngest age, and where it ends, if it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Group {
    youngest: u32,
    written: End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// A group of which only the youngest age is given.
    Unsaid,
    /// The first age beyond it.
    Before(u32),
    Open,
}

impl AgeWeights {
    /// Reads weights; `column` chooses among several columns of them.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, without columns of ages and weights, or with groups that overlap or leave
    /// gaps; see [`Error`].
    pub fn read(path: &Path, column: Option<&str>) -> Result<Self> {
        let unreadable =
            |problem| Error::Unreadable { path: path.to_owned(), format: "weights of age groups", problem };
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(|error| broken(path, error))?;
        let header = reader.headers().map_err(|error| broken(path, error))?.clone();
        let names: Vec<String> = header.iter().map(str::to_owned).collect();
        let missing = |wanted: &str, purpose: &str, cure: &str| {
            crate::source::missing(&path.display().to_string(), wanted, purpose, &names, cure)
        };
        let ages = AGES.iter().find_map(|age| names.iter().position(|name| name.eq_ignore_ascii_case(age)));
        let ages = ages.ok_or_else(|| {
            missing(
                "age_group",
                "the age group of each row's weight",
                "name it age_group (15-44, 75+) or age (15, 45, 75)",
            )
        })?;
        let others: Vec<usize> = (0..names.len()).filter(|at| *at != ages).collect();
        let named = |wanted: &str| others.iter().copied().find(|at| names[*at].eq_ignore_ascii_case(wanted));
        let weights = match (column, others.as_slice()) {
            (Some(column), _) => named(column),
            (None, [only]) => Some(*only),
            (None, _) => named("weight").or_else(|| named("weights")),
        };
        let weights = weights.ok_or_else(|| {
            missing(
                column.unwrap_or("weight"),
                "the weights",
                "call one of the columns weight, or leave one beside the ages",
            )
        })?;
        let bad = |row: usize, column: usize, expected| Error::BadValue {
            place: path.display().to_string(),
            column: names[column].clone(),
            row,
            more: 0,
            expected,
            cure: "correct it",
        };
        let mut groups = Vec::new();
        for (row, record) in (1..).zip(reader.records()) {
            let record = record.map_err(|error| broken(path, error))?;
            let group = record.get(ages).and_then(Group::parse);
            let group = group.ok_or_else(|| bad(row, ages, "an age group such as 15-44, 75+ or 15"))?;
            let weight = record.get(weights).and_then(|text| text.parse().ok());
            let weight = weight.filter(|weight: &f64| weight.is_finite() && *weight >= 0.0);
            groups.push((group, weight.ok_or_else(|| bad(row, weights, "a weight, a number of 0 or more"))?));
        }
        Self::of(groups).map_err(unreadable)
    }

    /// Groups in any order, which must follow one another.
    fn of(mut groups: Vec<(Group, f64)>) -> Result<Self, String> {
        groups.sort_by_key(|(group, _)| group.youngest);
        for pair in groups.windows(2) {
            let ((group, _), (next, _)) = (pair[0], pair[1]);
            let follows = match group.written {
                End::Unsaid => group.youngest < next.youngest,
                End::Before(end) => end == next.youngest,
                End::Open => false,
            };
            if !follows {
                return Err(format!(
                    "the group from age {} on is not followed by the one from {} on; expected groups without gap or overlap",
                    group.youngest, next.youngest
                ));
            }
        }
        let Some((last, _)) = groups.last() else { return Err("it has no age group".to_owned()) };
        let end = match last.written {
            End::Before(end) => Some(end),
            End::Unsaid | End::Open => None,
        };
        if groups.iter().all(|(_, weight)| *weight == 0.0) {
            return Err("all its weights are 0".to_owned());
        }
        let (youngest, weights) = groups.into_iter().map(|(group, weight)| (group.youngest, weight)).unzip();
        Ok(Self { youngest, end, weights })
    }
}

impl Group {
    /// The group of `15-44`, `75+` or `15`.
    fn parse(text: &str) -> Option<Self> {
        const OLDEST: u32 = 150;
        let age = |text: &str| text.trim().parse::<u32>().ok().filter(|age| *age <= OLDEST);
        if let Some(youngest) = text.strip_suffix('+') {
            return Some(Self { youngest: age(youngest)?, written: End::Open });
        }
        match text.split_once(['-', '\u{2013}']) {
            Some((youngest, oldest)) => {
                let (youngest, oldest) = (age(youngest)?, age(oldest)?);
                (youngest <= oldest).then_some(Self { youngest, written: End::Before(oldest + 1) })
            }
            None => Some(Self { youngest: age(text)?, written: End::Unsaid }),
        }
    }
}

fn broken(path: &Path, error: csv::Error) -> Error {
    let path = path.to_owned();
    let line = error.position().map_or(0, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::Io { path, source },
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let problem = format!("line {line} has {len} fields, expected the header's {expected_len}");
            Error::Unreadable { path, format: "CSV", problem }
        }
        _ => Error::Unreadable { path, format: "CSV", problem: format!("line {line} is not UTF-8 text") },
    }
}
