//! Sparse sums of integers in canonical form: rows in order, none of them all zero, 64 bits wide
//! unless a value needs 128. So equal sums have equal bytes, however they came about.

use crate::error::{Error, Result};

/// Rows of `N` sums, by an index (a day or a block).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Rows<const N: usize> {
    index: Vec<u32>,
    values: Values<N>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Values<const N: usize> {
    Narrow(Vec<[i64; N]>),
    /// Where some value does not fit into 64 bits.
    Wide(Vec<[i128; N]>),
}

impl<const N: usize> Default for Rows<N> {
    fn default() -> Self {
        Self { index: Vec::new(), values: Values::Narrow(Vec::new()) }
    }
}

impl<const N: usize> Rows<N> {
    /// The rows that `take` finds in `dense`, which it may clear.
    pub(crate) fn gather<T>(dense: &mut [T], mut take: impl FnMut(&mut T) -> [i64; N]) -> Self {
        let mut index = Vec::with_capacity(dense.len());
        let mut values = Vec::with_capacity(dense.len());
        for (at, row) in (0..).zip(dense) {
            let row = take(row);
            if row.iter().fold(0, |all, value| all | value) != 0 {
                index.push(at);
                values.push(row);
            }
        }
        Self { index, values: Values::Narrow(values) }
    }

    /// Sums in 128 bits, by increasing index.
    pub(crate) fn of_wide(rows: impl IntoIterator<Item = (u32, [i128; N])>) -> Self {
        let (index, values) = rows.into_iter().filter(|(_, row)| row.iter().any(|&value| value != 0)).unzip();
        Self { index, values: Values::Wide(values) }.narrowed()
    }

    /// Every row.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, [i128; N])> + '_ {
        (0..self.index.len()).map(|at| (self.index[at], self.wide(at)))
    }

    fn wide(&self, at: usize) -> [i128; N] {
        match &self.values {
            Values::Narrow(values) => values[at].map(i128::from),
            Values::Wide(values) => values[at],
        }
    }

    /// In the narrow form if everything fits.
    fn narrowed(self) -> Self {
        let Values::Wide(values) = &self.values else { return self };
        let mut narrow = Vec::with_capacity(values.len());
        for row in values {
            let mut low = [0; N];
            for (low, &value) in low.iter_mut().zip(row) {
                let Ok(value) = i64::try_from(value) else { return self };
                *low = value;
            }
            narrow.push(low);
        }
        Self { index: self.index, values: Values::Narrow(narrow) }
    }

    /// Adds the sums of others.
    pub(crate) fn merge(&mut self, other: &Self) -> Result<()> {
        *self = match (&self.values, &other.values) {
            (Values::Narrow(left), Values::Narrow(right)) => {
                match merged((&self.index, left), (&other.index, right), i64::checked_add) {
                    Some((index, values)) => Self { index, values: Values::Narrow(values) },
                    None => self.merged_wide(other)?,
                }
            }
            _ => self.merged_wide(other)?,
        };
        Ok(())
    }

    fn merged_wide(&self, other: &Self) -> Result<Self> {
        let widened = |rows: &Self| (0..rows.index.len()).map(|at| rows.wide(at)).collect::<Vec<_>>();
        let (left, right) = (widened(self), widened(other));
        let (index, values) = merged((&self.index, &left), (&other.index, &right), i128::checked_add)
            .ok_or(Error::Overflow { field: "weights" })?;
        Ok(Self { index, values: Values::Wide(values) }.narrowed())
    }

    /// A reader that goes through the rows by increasing index.
    pub(crate) fn reader(&self) -> Reader<'_, N> {
        Reader { rows: self, at: 0 }
    }
}

type Merged<T, const N: usize> = (Vec<u32>, Vec<[T; N]>);

fn merged<T: Copy + Default + PartialEq, const N: usize>(
    left: (&[u32], &[[T; N]]),
    right: (&[u32], &[[T; N]]),
    add: impl Fn(T, T) -> Option<T>,
) -> Option<Merged<T, N>> {
    let size = left.0.len().max(right.0.len());
    let (mut index, mut values) = (Vec::with_capacity(size), Vec::with_capacity(size));
    let (mut l, mut r) = (0, 0);
    loop {
        let (at, row) = match (left.0.get(l), right.0.get(r)) {
            (Some(&a), Some(&b)) if a == b => {
                let mut row = left.1[l];
                for (sum, &value) in row.iter_mut().zip(&right.1[r]) {
                    *sum = add(*sum, value)?;
                }
                (l, r) = (l + 1, r + 1);
                (a, row)
            }
            (Some(&a), b) if b.is_none_or(|&b| a < b) => {
                l += 1;
                (a, left.1[l - 1])
            }
            (_, Some(&b)) => {
                r += 1;
                (b, right.1[r - 1])
            }
            (_, None) => return Some((index, values)),
        };
        // Value by value, as the first one tells nearly always.
        if row.iter().any(|value| *value != T::default()) {
            index.push(at);
            values.push(row);
        }
    }
}

/// Reads rows by increasing index.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a, const N: usize> {
    rows: &'a Rows<N>,
    at: usize,
}

/// A row as it is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Row<'a, const N: usize> {
    Narrow(&'a [i64; N]),
    Wide(&'a [i128; N]),
}

impl<'a, const N: usize> Reader<'a, N> {
    /// The row at `index`, which must not be below that of the call before.
    #[inline]
    pub(crate) fn read(&mut self, index: u32) -> Option<Row<'a, N>> {
        let indices = &self.rows.index;
        while indices.get(self.at).is_some_and(|&at| at < index) {
            self.at += 1;
        }
        if indices.get(self.at) != Some(&index) {
            return None;
        }
        Some(match &self.rows.values {
            Values::Narrow(values) => Row::Narrow(&values[self.at]),
            Values::Wide(values) => Row::Wide(&values[self.at]),
        })
    }
}

impl<const N: usize> Row<'_, N> {
    /// As numbers, rounded to the nearest as every finish does.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "rounded")]
    pub(crate) fn real(self) -> [f64; N] {
        match self {
            Self::Narrow(row) => row.map(|value| value as f64),
            Self::Wide(row) => row.map(|value| value as f64),
        }
    }
}

/// Sums over rows, in 64 bits as long as they do.
#[derive(Debug, Clone)]
pub(crate) struct Running<const N: usize> {
    narrow: [i64; N],
    /// In place of `narrow` once a sum has left 64 bits.
    wide: Option<[i128; N]>,
}

impl<const N: usize> Running<N> {
    pub(crate) const ZERO: Self = Self { narrow: [0; N], wide: None };

    /// Adds the first `N` values of a row.
    #[inline]
    pub(crate) fn add<const M: usize>(&mut self, row: Row<'_, M>) {
        if let (Row::Narrow(row), None) = (row, self.wide) {
            let mut sums = self.narrow;
            let mut overflow = 0;
            for (sum, &value) in sums.iter_mut().zip(row) {
                let before = *sum;
                *sum = before.wrapping_add(value);
                // The sign bit of this says so, by vector instructions.
                overflow |= (before ^ *sum) & (value ^ *sum);
            }
            if overflow >= 0 {
                self.narrow = sums;
                return;
            }
        }
        self.add_wide(row);
    }

    #[cold]
    fn add_wide<const M: usize>(&mut self, row: Row<'_, M>) {
        let mut sums = self.wide.unwrap_or(self.narrow.map(i128::from));
        for (at, sum) in sums.iter_mut().enumerate().take(M) {
            *sum += match row {
                Row::Narrow(row) => i128::from(row[at]),
                Row::Wide(row) => row[at],
            };
        }
        self.wide = Some(sums);
    }

    /// As numbers.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "rounded to the nearest, as every finish does")]
    pub(crate) fn real(&self) -> [f64; N] {
        match self.wide {
            None => self.narrow.map(|sum| sum as f64),
            Some(sums) => sums.map(|sum| sum as f64),
        }
    }
}
