//! Cells as plain rows of integers, to be stored and read back.

use crate::error::{Error, Result};
use crate::exact::blocks::BLOCK;
use crate::exact::cells::{Exclusions, NetCells, PolynomialSums, WeightSums};
use crate::exact::cohort::OutsideCounts;
use crate::exact::key::{NetKey, Parts};
use crate::exact::rows::Rows;
use crate::observed::day_cells::{DayCells, DayCount};

/// How many values a [`SumRow`] has room for.
const WIDTH: usize = 8;

/// One row of a cell's sums. A cell is its [`NetKey`] and its rows; equal cells have equal rows. Of [`NetCells`]
/// ([`SeerCells`](crate::SeerCells) have their own sums):
///
/// | `sum` | `index` | values |
/// | --- | --- | --- |
/// | 0 | 0 | left out as too heavy, as entered beyond the horizon |
/// | 1, 2 | 0 | people outside the table in any way, too young, too old, too early, too late: over follow-up; over expected survival |
/// | 3 | day | entered, died, censored |
/// | 4 | day | weights of the dead and their squares, 2^-40 |
/// | 5 | day | change of the sum of hazards after the day, and what of it the next day does not see; 2^-52 a day |
/// | 16 | block | weights of those at risk: coefficients of a block's polynomial, 2^-40 |
/// | 17 | day | coefficients of those who come or leave at the end of the day |
/// | 18 | day | the change of the coefficients by the end of the next day because cells change |
/// | 19, 20, 21 | block, day | the same of the high coefficients |
/// | 22 | day | weights at its start and end of who goes from day to day |
/// | 32 to 38 | | the same of expected survival of those with potential follow-up |
/// | 48 to 54 | | the same of expected survival of everybody else |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SumRow {
    /// Which sum.
    pub sum: u8,
    /// Which day or block.
    pub index: u32,
    /// The values; those beyond the ones in use are 0.
    pub values: [i128; WIDTH],
}

const TOO_HEAVY: u8 = 0;
const OUTSIDE: u8 = 1;
const OUTSIDE_EXPECTED: u8 = 2;
const COUNTS: u8 = 3;
const DEATHS: u8 = 4;
const HAZARDS: u8 = 5;
const WEIGHTS: u8 = 16;
const POTENTIAL: u8 = 32;
const OTHERS: u8 = 48;
/// After blocks, moves and changes, low and high.
const DAILY: u8 = 6;

/// Larger sums are not of people; so the sums of a century fit too.
const LIMIT: u128 = 1 << 100;

impl NetCells {
    /// Everything but the key, in order of sum and index.
    #[must_use]
    pub fn to_rows(&self) -> Vec<SumRow> {
        let mut rows = Vec::new();
        let Exclusions { too_heavy, entered_beyond, outside, outside_expected } = self.exclusions;
        push(&mut rows, TOO_HEAVY, 0, &[too_heavy, entered_beyond].map(i128::from));
        push(&mut rows, OUTSIDE, 0, &outside.to_array().map(i128::from));
        push(&mut rows, OUTSIDE_EXPECTED, 0, &outside_expected.to_array().map(i128::from));
        for day in self.counts.days() {
            push(&mut rows, COUNTS, day.day, &[day.entered, day.deaths, day.censored].map(i128::from));
        }
        push_all(&mut rows, DEATHS, &self.deaths);
        push_all(&mut rows, HAZARDS, &self.hazards);
        for (first, sums) in [(WEIGHTS, &self.weights), (POTENTIAL, &self.potential), (OTHERS, &self.others)] {
            for (sum, of) in (first..).step_by(3).zip([&sums.low, &sums.high]) {
                push_all(&mut rows, sum, &of.blocks);
                push_all(&mut rows, sum + 1, &of.moves);
                push_all(&mut rows, sum + 2, &of.changes);
            }
            push_all(&mut rows, first + DAILY, &sums.daily);
        }
        rows
    }

    /// The cells that have these rows, in order.
    ///
    /// # Errors
    ///
    /// [`Error::HorizonOutOfRange`]; [`Error::SumRow`] for rows that no cells of this key have.
    pub fn from_rows(key: NetKey, rows: &[SumRow]) -> Result<Self> {
        key.check()?;
        let ordered = |pair: &[SumRow]| (pair[0].sum, pair[0].index) < (pair[1].sum, pair[1].index);
        if let Some(at) = rows.windows(2).position(|pair| !ordered(pair)) {
            return Err(Error::SumRow { row: at + 1, problem: "out of order" });
        }
        let stored = Stored { key, rows };
        let days = key.end();
        let [too_heavy, entered_beyond] = stored.totals(TOO_HEAVY)?;
        let cells = Self {
            key,
            exclusions: Exclusions {
                too_heavy,
                entered_beyond,
                outside: OutsideCounts::from_array(stored.totals(OUTSIDE)?),
                outside_expected: OutsideCounts::from_array(stored.totals(OUTSIDE_EXPECTED)?),
            },
            counts: stored.counts()?,
            deaths: stored.sums(DEATHS, days)?,
            hazards: stored.sums(HAZARDS, days)?,
            weights: stored.weights(WEIGHTS)?,
            potential: stored.weights(POTENTIAL)?,
            others: stored.weights(OTHERS)?,
        };
        match rows.iter().position(|row| !stored.is_known(row.sum)) {
            Some(row) => Err(Error::SumRow { row, problem: "of a sum that these cells do not keep" }),
            None => Ok(cells),
        }
    }
}

fn push(rows: &mut Vec<SumRow>, sum: u8, index: u32, values: &[i128]) {
    if values.iter().any(|&value| value != 0) {
        let mut row = SumRow { sum, index, values: [0; WIDTH] };
        row.values[..values.len()].copy_from_slice(values);
        rows.push(row);
    }
}

fn push_all<const N: usize>(rows: &mut Vec<SumRow>, sum: u8, sums: &Rows<N>) {
    for (index, values) in sums.iter() {
        push(rows, sum, index, &values);
    }
}

type IndexedValues<const N: usize> = Vec<(u32, [i128; N])>;

struct Stored<'a> {
    key: NetKey,
    rows: &'a [SumRow],
}

impl Stored<'_> {
    fn is_known(&self, sum: u8) -> bool {
        let keeps = |part| self.key.parts.contain(part);
        match sum {
            ..=COUNTS => true,
            DEATHS => keeps(Parts::WEIGHTS),
            HAZARDS => keeps(Parts::HAZARDS),
            WEIGHTS..POTENTIAL => sum <= WEIGHTS + DAILY && keeps(Parts::WEIGHTS),
            POTENTIAL..OTHERS => sum <= POTENTIAL + DAILY && keeps(Parts::POTENTIAL),
            OTHERS.. => sum <= OTHERS + DAILY && keeps(Parts::EXPECTED),
            _ => false,
        }
    }

    /// The rows of one sum, `N` values wide, with the position of the first.
    fn of<const N: usize>(&self, sum: u8, last: u32) -> Result<(usize, IndexedValues<N>)> {
        let from = self.rows.partition_point(|row| row.sum < sum);
        let to = self.rows.partition_point(|row| row.sum <= sum);
        let mut found = Vec::with_capacity(to - from);
        for (row, stored) in (from..).zip(&self.rows[from..to]) {
            let (used, unused) = stored.values.split_at(N);
            let problem = if stored.index > last {
                "beyond the horizon"
            } else if unused.iter().any(|&value| value != 0) {
                "with values that its sum does not have"
            } else if used.iter().any(|value| value.unsigned_abs() > LIMIT) {
                "with a value beyond any sum"
            } else {
                let mut values = [0; N];
                values.copy_from_slice(used);
                found.push((stored.index, values));
                continue;
            };
            return Err(Error::SumRow { row, problem });
        }
        Ok((from, found))
    }

    fn sums<const N: usize>(&self, sum: u8, last: u32) -> Result<Rows<N>> {
        let (_, rows) = self.of(sum, last)?;
        Ok(Rows::of_wide(rows))
    }

    fn counted<const N: usize>(row: usize, values: [i128; N]) -> Result<[u64; N]> {
        let mut counts = [0; N];
        for (count, value) in counts.iter_mut().zip(values) {
            *count = u64::try_from(value).map_err(|_| Error::SumRow { row, problem: "with a count that is none" })?;
        }
        Ok(counts)
    }

    fn totals<const N: usize>(&self, sum: u8) -> Result<[u64; N]> {
        let (row, rows) = self.of(sum, 0)?;
        rows.first().map_or(Ok([0; N]), |(_, values)| Self::counted(row, *values))
    }

    /// Counts in which nobody leaves who has not come.
    fn counts(&self) -> Result<DayCells> {
        let (from, rows) = self.of(COUNTS, self.key.end())?;
        let mut days = Vec::with_capacity(rows.len());
        for (row, (day, values)) in (from..).zip(rows) {
            let [entered, deaths, censored] = Self::counted(row, values)?;
            days.push(DayCount { day, entered, deaths, censored });
        }
        let counts = DayCells::from_days(self.key.cells, days);
        let problem = "of counts where more people leave than have come";
        if counts.add_up() { Ok(counts) } else { Err(Error::SumRow { row: from, problem }) }
    }

    fn weights(&self, first: u8) -> Result<WeightSums> {
        let daily = self.sums(first + DAILY, self.key.end())?;
        Ok(WeightSums { low: self.polynomials(first)?, high: self.polynomials(first + 3)?, daily })
    }

    fn polynomials(&self, first: u8) -> Result<PolynomialSums> {
        let end = self.key.end();
        Ok(PolynomialSums {
            blocks: self.sums(first, end / BLOCK)?,
            moves: self.sums(first + 1, end)?,
            changes: self.sums(first + 2, end)?,
        })
    }
}
