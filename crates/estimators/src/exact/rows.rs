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
            if row != [0; N] {
                index.push(at);
                values.push(row);
            }
        }
        Self { index, values: Values::Narrow(values) }
    }

    /// The same of sums in 128 bits; clears them.
    pub(crate) fn gather_wide(dense: &mut [[i128; N]]) -> Self {
        let mut index = Vec::new();
        let mut values = Vec::new();
        for (at, row) in (0..).zip(dense) {
            let row = std::mem::replace(row, [0; N]);
            if row != [0; N] {
                index.push(at);
                values.push(row);
            }
        }
        Self { index, values: Values::Wide(values) }.narrowed()
    }

    /// Rows given wide; `None` unless their indices increase.
    pub(crate) fn from_wide(rows: Vec<(u32, [i128; N])>) -> Option<Self> {
        let increasing = rows.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let (index, values) = rows.into_iter().filter(|(_, row)| *row != [0; N]).unzip();
        increasing.then(|| Self { index, values: Values::Wide(values) }.narrowed())
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
        if row != [T::default(); N] {
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

impl<const N: usize> Reader<'_, N> {
    /// The row at `index`, which must not be below that of the call before.
    pub(crate) fn read(&mut self, index: u32) -> Option<[i128; N]> {
        while self.rows.index.get(self.at).is_some_and(|&at| at < index) {
            self.at += 1;
        }
        let found = self.rows.index.get(self.at).is_some_and(|&at| at == index);
        found.then(|| self.rows.wide(self.at))
    }
}
