//! Who cannot be counted, and why: one reason a row, the first that holds.

use rayon::prelude::*;

use crate::answer::Exclusion;

/// Rows for which another thread is worth it.
const PIECE: usize = 1 << 16;

/// The rows of a selection that are put out, each for one reason.
pub(crate) struct Exclusions {
    /// 0 is in; else the number of the reason, from 1.
    of_row: Vec<u8>,
    reasons: Vec<String>,
}

impl Exclusions {
    pub(crate) fn none(rows: usize) -> Self {
        Self { of_row: vec![0; rows], reasons: Vec::new() }
    }

    /// Puts out the rows still in for which `holds`.
    pub(crate) fn because(&mut self, reason: impl Into<String>, holds: impl Fn(usize) -> bool + Sync) {
        self.reasons.push(reason.into());
        let number = u8::try_from(self.reasons.len()).unwrap_or(u8::MAX);
        self.of_row.par_iter_mut().enumerate().with_min_len(PIECE).for_each(|(row, of)| {
            if *of == 0 && holds(row) {
                *of = number;
            }
        });
    }

    /// Which rows are in.
    pub(crate) fn kept(&self) -> Vec<bool> {
        self.of_row.iter().map(|of| *of == 0).collect()
    }

    /// The numbers of the rows that are in.
    pub(crate) fn rows(&self) -> impl Iterator<Item = usize> {
        self.of_row.iter().enumerate().filter(|(_, of)| **of == 0).map(|(row, _)| row)
    }

    /// A value of each row that is in.
    pub(crate) fn each<T: Send>(&self, value: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        if self.of_row.par_iter().with_min_len(PIECE).all(|of| *of == 0) {
            return (0..self.of_row.len()).into_par_iter().with_min_len(PIECE).map(value).collect();
        }
        let mut values = Vec::with_capacity(self.of_row.iter().filter(|of| **of == 0).count());
        values.extend(self.rows().map(value));
        values
    }

    /// Each reason with its count.
    pub(crate) fn counted(&self) -> Vec<Exclusion> {
        let mut counts = vec![0_usize; self.reasons.len() + 1];
        for of in &self.of_row {
            counts[usize::from(*of)] += 1;
        }
        self.reasons.iter().zip(&counts[1..]).map(|(reason, count)| Exclusion::new(reason, *count)).collect()
    }
}
