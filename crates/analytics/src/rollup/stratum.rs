//! The cells of one stratum, and the rows of integers that they are stored as.

use estimators::{CauseCells, CellKey, DayCells, DayCount, Error, Merge, NetCells, NetKey, SeerCells, SeerKey, SumRow};

use super::key::RollupKey;
use crate::estimate::CAUSES;

/// A stratum's place: in this order they stand in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Label {
    /// The values of the `by` columns; `None` is a missing one.
    pub(crate) values: Vec<Option<String>>,
    /// The youngest age of the five-year group, where ages are kept apart.
    pub(crate) age: Option<i32>,
    /// The calendar year of follow-up, where years are kept apart.
    pub(crate) year: Option<i32>,
}

impl Label {
    /// Bytes that tell it from any other.
    pub(super) fn bytes(&self, mut write: impl FnMut(&[u8])) {
        for value in &self.values {
            let text = value.as_deref().unwrap_or_default();
            write(&[u8::from(value.is_some())]);
            write(&(text.len() as u64).to_le_bytes());
            write(text.as_bytes());
        }
        for number in [self.age, self.year] {
            write(&number.map_or(i64::MIN, i64::from).to_le_bytes());
        }
    }
}

/// What is known of a stratum.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stratum {
    pub(crate) cells: Cells,
    /// Those who are followed on into the next calendar year, as if censored when this one ends: their counts, and how
    /// many of them are outside of the life table.
    pub(crate) carried: Cells,
}

/// Mergeable cells of the same people.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cells {
    /// Of all who are followed.
    pub(crate) all: DayCells,
    /// Of those whose cause of death is known, where causes are told apart.
    pub(crate) by_cause: Option<CauseCells>,
    /// Relative to the life table, where there is one.
    pub(crate) net: Option<NetCells>,
    /// The same by completed months, where they are kept.
    pub(crate) months: Option<SeerCells>,
}

/// The keys of cells, and which there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keys {
    pub(crate) counts: CellKey,
    pub(crate) net: Option<NetKey>,
    pub(crate) months: Option<SeerKey>,
    pub(crate) causes: bool,
}

/// The sums of [`NetCells`] are below.
pub(super) const ALL: u8 = 64;
pub(super) const BY_CAUSE: u8 = 65;
/// Added to the sums of [`SeerCells`].
const MONTHS: u8 = 80;
/// Added to the sums of those who are followed on.
const CARRIED: u8 = 128;
/// Of the sums of [`NetCells`]: people outside of the table, over follow-up and over expected survival, and counts.
pub(super) const OUTSIDE: [u8; 2] = [1, 2];
pub(super) const NET_COUNTS: u8 = 3;

impl Keys {
    /// `None` where the key is damaged.
    pub(super) fn of(key: &RollupKey) -> Option<Self> {
        Some(Self { counts: key.of_counts()?, net: key.of_sums()?, months: key.of_months()?, causes: key.causes })
    }

    /// Cells without people.
    pub(super) fn nobody(&self) -> Cells {
        Cells {
            all: DayCells::new(self.counts),
            by_cause: self.causes.then(|| CauseCells::new(self.counts, CAUSES)),
            net: self.net.map(NetCells::new),
            months: self.months.clone().map(SeerCells::new),
        }
    }
}

impl Cells {
    /// Of all who are followed, or of those whose cause of death is known.
    pub(super) fn counts(&self, by_cause: bool) -> &DayCells {
        match &self.by_cause {
            Some(cells) if by_cause => cells.all_causes(),
            _ => &self.all,
        }
    }

    pub(super) fn merge(&mut self, other: &Self) -> Result<(), Error> {
        self.all.merge(&other.all)?;
        if let (Some(mine), Some(theirs)) = (&mut self.by_cause, &other.by_cause) {
            mine.merge(theirs)?;
        }
        if let (Some(mine), Some(theirs)) = (&mut self.net, &other.net) {
            mine.merge(theirs)?;
        }
        if let (Some(mine), Some(theirs)) = (&mut self.months, &other.months) {
            mine.merge(theirs)?;
        }
        Ok(())
    }

    /// Every sum, in order.
    pub(super) fn to_rows(&self) -> Vec<SumRow> {
        let mut rows = self.net.as_ref().map(NetCells::to_rows).unwrap_or_default();
        let row = |sum, index, counts: [u64; 4]| {
            let [a, b, c, d] = counts.map(i128::from);
            SumRow { sum, index, values: [a, b, c, d, 0, 0, 0, 0] }
        };
        rows.extend(self.all.days().iter().map(|day| row(ALL, day.day, [day.entered, day.deaths, day.censored, 0])));
        if let Some(cells) = &self.by_cause {
            let deaths = cells.deaths_of(1).iter().zip(cells.deaths_of(2));
            let days = cells.all_causes().days().iter().zip(deaths);
            rows.extend(
                days.map(|(day, (&cancer, &other))| row(BY_CAUSE, day.day, [day.entered, cancer, other, day.censored])),
            );
        }
        let months = self.months.iter().flat_map(SeerCells::to_rows);
        rows.extend(months.map(|row| SumRow { sum: row.sum + MONTHS, ..row }));
        rows
    }

    /// The cells that have these rows.
    pub(super) fn from_rows(keys: &Keys, rows: &[SumRow]) -> Result<Self, Error> {
        let net_end = rows.partition_point(|row| row.sum < ALL);
        let all_end = rows.partition_point(|row| row.sum <= ALL);
        let causes_end = rows.partition_point(|row| row.sum <= BY_CAUSE);
        let months_start = rows.partition_point(|row| row.sum < MONTHS);
        let unknown = |row| Error::SumRow { row, problem: "of a sum that these cells do not keep" };
        if causes_end < months_start {
            return Err(unknown(causes_end));
        }
        let of_months: Vec<SumRow> =
            rows[months_start..].iter().map(|row| SumRow { sum: row.sum - MONTHS, ..*row }).collect();
        let months = match &keys.months {
            Some(key) => Some(SeerCells::from_rows(key.clone(), &of_months)?),
            None if !of_months.is_empty() => return Err(unknown(months_start)),
            None => None,
        };
        let net = match keys.net {
            Some(key) => Some(NetCells::from_rows(key, &rows[..net_end])?),
            None if net_end > 0 => return Err(unknown(0)),
            None => None,
        };
        let count = |day: u32, [entered, deaths, censored]: [u64; 3]| DayCount { day, entered, deaths, censored };
        let days = rows[net_end..all_end].iter().map(|row| counts(row).map(|of| count(row.index, of)));
        let all = DayCells::from_counts(keys.counts, days.collect::<Result<_, _>>()?)?;
        let by_cause = if keys.causes {
            let (mut days, mut cancer, mut other) = (Vec::new(), Vec::new(), Vec::new());
            for row in &rows[all_end..causes_end] {
                let [entered, of_cancer, of_other, censored] = counts(row)?;
                days.push(count(row.index, [entered, of_cancer.saturating_add(of_other), censored]));
                cancer.push(of_cancer);
                other.push(of_other);
            }
            Some(CauseCells::from_counts(DayCells::from_counts(keys.counts, days)?, vec![cancer, other])?)
        } else if all_end < causes_end {
            return Err(unknown(all_end));
        } else {
            None
        };
        Ok(Self { all, by_cause, net, months })
    }
}

/// The counts of a row; what is beyond them must be 0.
fn counts<const N: usize>(row: &SumRow) -> Result<[u64; N], Error> {
    let problem = "with a count that is none";
    let wrong = || Error::SumRow { row: row.index as usize, problem };
    let (used, unused) = row.values.split_at(N);
    if unused.iter().any(|value| *value != 0) {
        return Err(wrong());
    }
    let mut counts = [0; N];
    for (count, value) in counts.iter_mut().zip(used) {
        *count = u64::try_from(*value).map_err(|_| wrong())?;
    }
    Ok(counts)
}

impl Stratum {
    pub(super) fn nobody(keys: &Keys) -> Self {
        Self { cells: keys.nobody(), carried: keys.nobody() }
    }

    /// How many people there are.
    pub(super) fn people(&self) -> u64 {
        let by_cause = self.cells.by_cause.as_ref().map_or(0, |cells| cells.all_causes().n());
        self.cells.all.n().max(by_cause)
    }

    pub(super) fn merge(&mut self, other: &Self) -> Result<(), Error> {
        self.cells.merge(&other.cells)?;
        self.carried.merge(&other.carried)
    }

    /// Every sum, in order.
    pub(super) fn to_rows(&self) -> Vec<SumRow> {
        let mut rows = self.cells.to_rows();
        let carried = self.carried.to_rows().into_iter();
        rows.extend(carried.map(|row| SumRow { sum: row.sum + CARRIED, ..row }));
        rows
    }

    /// The stratum that has these rows.
    pub(super) fn from_rows(keys: &Keys, rows: &[SumRow]) -> Result<Self, Error> {
        let ordered = |pair: &[SumRow]| (pair[0].sum, pair[0].index) < (pair[1].sum, pair[1].index);
        if let Some(at) = rows.windows(2).position(|pair| !ordered(pair)) {
            return Err(Error::SumRow { row: at + 1, problem: "out of order" });
        }
        let (own, carried) = rows.split_at(rows.partition_point(|row| row.sum < CARRIED));
        let carried: Vec<SumRow> = carried.iter().map(|row| SumRow { sum: row.sum - CARRIED, ..*row }).collect();
        Ok(Self { cells: Cells::from_rows(keys, own)?, carried: Cells::from_rows(keys, &carried)? })
    }
}
