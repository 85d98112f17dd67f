//! Numbers the strata of a cohort, in an order that does not depend on the order of rows.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::num::NonZeroU32;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use crate::categories::Categories;
use crate::error::Result;
use crate::values::Values;

/// The strata of a cohort.
#[derive(Debug)]
pub(crate) struct Strata {
    /// The values of the `by` columns of each stratum; `None` is a missing value, which is a stratum
    /// of its own.
    pub(crate) labels: Vec<Vec<Option<String>>>,
    /// The stratum of each row.
    pub(crate) of_row: Vec<u32>,
}

impl Strata {
    /// Everybody in one stratum without labels.
    pub(crate) fn one(rows: usize) -> Self {
        Self { labels: vec![Vec::new()], of_row: vec![0; rows] }
    }

    /// One stratum for each combination of values that occurs.
    pub(crate) fn of(columns: &[Values<'_>], rows: usize) -> Result<Self> {
        let mut strata = Self::one(rows);
        let columns: Vec<Result<Categories>> = columns.par_iter().map(Values::categories).collect();
        for categories in columns {
            let categories = categories?;
            let mut numbers = Numbers::new(strata.labels.len(), categories.values.len());
            let mut labels: Vec<Vec<Option<String>>> = Vec::new();
            for (stratum, &value) in strata.of_row.iter_mut().zip(&categories.of_row) {
                let outer = *stratum;
                *stratum = numbers.of(outer, value, || {
                    let mut label = strata.labels[outer as usize].clone();
                    label.push(categories.values[value as usize].clone());
                    labels.push(label);
                    u32::try_from(labels.len() - 1).unwrap_or(u32::MAX)
                });
            }
            strata.labels = labels;
        }
        Ok(strata.sorted())
    }

    fn sorted(self) -> Self {
        let mut order: Vec<usize> = (0..self.labels.len()).collect();
        order.sort_by(|&a, &b| by_label(&self.labels[a], &self.labels[b]));
        let mut rank = vec![0; order.len()];
        for (new, &old) in (0..).zip(&order) {
            rank[old] = new;
        }
        Self {
            labels: order.iter().map(|&old| self.labels[old].clone()).collect(),
            of_row: self.of_row.iter().map(|&old| rank[old as usize]).collect(),
        }
    }
}

/// The number of each combination of a stratum and a value that has come.
enum Numbers {
    /// By stratum, `values` each.
    Table { values: usize, numbers: Vec<Option<NonZeroU32>> },
    /// Where a table would be large.
    Map(HashMap<(u32, u32), u32, RandomState>),
}

impl Numbers {
    /// A table of up to four megabytes.
    const LARGEST_TABLE: usize = 1 << 20;

    fn new(strata: usize, values: usize) -> Self {
        let size = strata.saturating_mul(values);
        if size > Self::LARGEST_TABLE {
            return Self::Map(HashMap::default());
        }
        Self::Table { values, numbers: vec![None; size] }
    }

    /// The number of a combination; `next` where it is new.
    #[inline]
    fn of(&mut self, stratum: u32, value: u32, next: impl FnOnce() -> u32) -> u32 {
        match self {
            Self::Table { values, numbers } => {
                // One more than the number, as that is never 0.
                let number = &mut numbers[stratum as usize * *values + value as usize];
                number.get_or_insert_with(|| NonZeroU32::MIN.saturating_add(next())).get() - 1
            }
            Self::Map(numbers) => *numbers.entry((stratum, value)).or_insert_with(next),
        }
    }
}

/// Value by value: numbers by size, then texts, then the missing.
pub(crate) fn by_label(a: &[Option<String>], b: &[Option<String>]) -> Ordering {
    let pairs = a.iter().zip(b).map(|pair| match pair {
        (Some(a), Some(b)) => by_value(a, b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    pairs.fold(Ordering::Equal, Ordering::then)
}

fn by_value(a: &str, b: &str) -> Ordering {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let by_kind = match (number(a), number(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    };
    by_kind.then_with(|| natural(a, b)).then_with(|| a.cmp(b))
}

/// Runs of digits compare as numbers: `T2` before `T10`, `5-9` before `10-14`.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        match (a.chars().next(), b.chars().next()) {
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (x, y) = (split_digits(&mut a), split_digits(&mut b));
                let (x, y) = (x.trim_start_matches('0'), y.trim_start_matches('0'));
                let order = x.len().cmp(&y.len()).then_with(|| x.cmp(y));
                if order.is_ne() {
                    return order;
                }
            }
            (Some(x), Some(y)) => {
                if x != y {
                    return x.cmp(&y);
                }
                (a, b) = (&a[x.len_utf8()..], &b[y.len_utf8()..]);
            }
            (x, y) => return x.is_some().cmp(&y.is_some()),
        }
    }
}

fn split_digits<'a>(text: &mut &'a str) -> &'a str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    *text = rest;
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn combinations_are_numbered_as_they_come() {
        for (strata, values) in [(2, 3), (2, Numbers::LARGEST_TABLE)] {
            let mut numbers = Numbers::new(strata, values);
            let mut next = 0;
            let mut of = |stratum, value| {
                numbers.of(stratum, value, || {
                    next += 1;
                    next - 1
                })
            };
            let pairs = [(0, 2), (1, 0), (0, 2), (1, 2), (0, 0), (1, 0)];
            assert_eq!(pairs.map(|(stratum, value)| of(stratum, value)), [0, 1, 0, 2, 3, 1]);
        }
    }

    #[test]
    fn labels_sort_as_people_expect() {
        let mut labels = ["75+", "10", "T10", "9", "5-9", "15-44", "T2", "-1", "a", "", "1.5", "T02"];
        labels.sort_by(|a, b| by_value(a, b));
        assert_eq!(labels, ["-1", "1.5", "9", "10", "", "5-9", "15-44", "75+", "T02", "T2", "T10", "a"]);
        let some = |text: &str| vec![Some(text.to_owned())];
        assert_eq!(by_label(&some("z"), &[None]), Ordering::Less);
    }
}
