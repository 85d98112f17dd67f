//! Cells as plain rows of integers, to be stored and read back.

use crate::error::{Error, Result};
use crate::exact::SumRow;
use crate::observed::interval_cells::IntervalCount;
use crate::seer::cells::{IntervalSums, SeerCells, SeerKey};

const PEOPLE: u8 = 0;
const COUNTS: u8 = 1;
const EXPECTED: u8 = 2;
const WEIGHTS: u8 = 3;

/// Larger sums are not of people.
const LIMIT: u128 = 1 << 100;

impl SeerCells {
    /// Everything but the key, in order of sum and interval; equal cells have equal rows.
    ///
    /// | `sum` | `index` | values |
    /// | --- | --- | --- |
    /// | 0 | 0 | people, and those left out |
    /// | 1 | interval | entering, dead, withdrawn |
    /// | 2 | interval | expected survival of the interval of those entering; to its end of everybody; Hakulinen's l*, w*, d*; 2^-40 |
    /// | 3 | interval | weights of those entering, withdrawn, dead, the dead's squared; of those entering times expected survival; 2^-40 |
    #[must_use]
    pub fn to_rows(&self) -> Vec<SumRow> {
        let mut rows = Vec::new();
        push(&mut rows, PEOPLE, 0, [self.people(), self.left_out()]);
        for (index, IntervalCount { entering, deaths, withdrawn }) in (0..).zip(&self.counts) {
            push(&mut rows, COUNTS, index, [*entering, *deaths, *withdrawn]);
        }
        for (index, sums) in (0..).zip(&self.sums) {
            let [l, w, d] = sums.potential;
            push(&mut rows, EXPECTED, index, [sums.expected, sums.everybody, l, w, d]);
        }
        for (index, sums) in (0..).zip(&self.sums) {
            let [entering, withdrawn, deaths, squares] = sums.weights;
            push(&mut rows, WEIGHTS, index, [entering, withdrawn, deaths, squares, sums.weighted_expected]);
        }
        rows
    }

    /// The cells that have these rows, in order.
    ///
    /// # Errors
    ///
    /// [`Error::SumRow`] for rows that no cells of this key have.
    pub fn from_rows(key: SeerKey, rows: &[SumRow]) -> Result<Self> {
        let ordered = |pair: &[SumRow]| (pair[0].sum, pair[0].index) < (pair[1].sum, pair[1].index);
        if let Some(at) = rows.windows(2).position(|pair| !ordered(pair)) {
            return Err(Error::SumRow { row: at + 1, problem: "out of order" });
        }
        let mut cells = Self::new(key);
        for (at, row) in rows.iter().enumerate() {
            cells.read(row).map_err(|problem| Error::SumRow { row: at, problem })?;
        }
        let mut alive = cells.people();
        for IntervalCount { entering, deaths, withdrawn } in &cells.counts {
            let left = deaths.checked_add(*withdrawn).and_then(|left| entering.checked_sub(left));
            match left.filter(|_| *entering == alive) {
                Some(left) => alive = left,
                None => return Err(Error::SumRow { row: 0, problem: "of counts that do not add up" }),
            }
        }
        Ok(cells)
    }

    fn read(&mut self, row: &SumRow) -> Result<(), &'static str> {
        let count = |value: i128| u64::try_from(value).map_err(|_| "with a count that is none");
        let sum = |value: i128| match u128::try_from(value) {
            Ok(value) if value <= LIMIT => Ok(value),
            _ => Err("with a value beyond any sum"),
        };
        let used = [2, 3, 5, 5].get(usize::from(row.sum)).ok_or("of a sum that these cells do not keep")?;
        if row.values[*used..].iter().any(|&value| value != 0) {
            return Err("with values that its sum does not have");
        }
        let [a, b, c, d, e, ..] = row.values;
        let index = row.index as usize;
        let last = if row.sum == PEOPLE { 1 } else { self.counts.len() };
        if index >= last {
            return Err("beyond the last interval");
        }
        match row.sum {
            PEOPLE => self.set_people(count(a)?, count(b)?),
            COUNTS => {
                self.counts[index] = IntervalCount { entering: count(a)?, deaths: count(b)?, withdrawn: count(c)? };
            }
            EXPECTED => {
                let potential = [sum(c)?, sum(d)?, sum(e)?];
                self.sums[index] =
                    IntervalSums { expected: sum(a)?, everybody: sum(b)?, potential, ..self.sums[index] };
            }
            _ => {
                let weights = [sum(a)?, sum(b)?, sum(c)?, sum(d)?];
                self.sums[index] = IntervalSums { weights, weighted_expected: sum(e)?, ..self.sums[index] };
            }
        }
        Ok(())
    }
}

fn push<const N: usize, T: Copy>(rows: &mut Vec<SumRow>, sum: u8, index: u32, values: [T; N])
where
    i128: TryFrom<T>,
{
    let mut row = SumRow { sum, index, values: [0; 8] };
    for (stored, value) in row.values.iter_mut().zip(values) {
        *stored = i128::try_from(value).unwrap_or(i128::MAX);
    }
    if row.values.iter().any(|&value| value != 0) {
        rows.push(row);
    }
}
