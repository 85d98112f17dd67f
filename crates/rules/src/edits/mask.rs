//! Bits, one a row.

/// A bit for each of so many rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mask {
    words: Vec<u64>,
    rows: usize,
}

impl Mask {
    /// All bits alike.
    pub(crate) fn all(rows: usize, set: bool) -> Self {
        let mut mask = Self { words: vec![if set { u64::MAX } else { 0 }; rows.div_ceil(64)], rows };
        mask.cut();
        mask
    }

    /// A bit for each row.
    #[inline]
    pub(crate) fn by_row(rows: usize, mut is_set: impl FnMut(usize) -> bool) -> Self {
        let words = (0..rows.div_ceil(64)).map(|word| {
            let start = word * 64;
            (start..rows.min(start + 64)).fold(0, |bits, row| bits | u64::from(is_set(row)) << (row - start))
        });
        Self { words: words.collect(), rows }
    }

    /// For each row the bit that its code has.
    pub(crate) fn spread(&self, codes: &[u32]) -> Self {
        // Few codes fit a table that needs no look at its end.
        let mut few = [0_u8; 256];
        let many: Vec<u8> = if self.rows > few.len() {
            (0..self.rows).map(|code| u8::from(self.is_set(code))).collect()
        } else {
            few.iter_mut().enumerate().for_each(|(code, bit)| *bit = u8::from(self.is_set(code)));
            Vec::new()
        };
        let words = codes.chunks(64).map(|codes| {
            let bit = |code: u32| {
                let at = code as usize;
                if many.is_empty() { few.get(at & 255) } else { many.get(at) }.copied().unwrap_or(0)
            };
            (0..).zip(codes).fold(0, |word, (row, code)| word | u64::from(bit(*code)) << row)
        });
        Self { words: words.collect(), rows: codes.len() }
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    #[inline]
    pub(crate) fn is_set(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    pub(crate) fn has_none(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub(crate) fn has_all(&self) -> bool {
        self.words.iter().map(|word| word.count_ones() as usize).sum::<usize>() == self.rows
    }

    /// Keeps the bits that the other has too.
    pub(crate) fn and(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    /// Adds the bits that the other has.
    pub(crate) fn or(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    /// Keeps the bits of the rows that a test holds for, asked of those rows alone.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        for (at, word) in self.words.iter_mut().enumerate() {
            let mut left = *word;
            while left != 0 {
                let bit = left.trailing_zeros() as usize;
                left &= left - 1;
                if !keep(at * 64 + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    /// Whether fewer than one bit in so many is set.
    pub(crate) fn is_sparse(&self, one_in: usize) -> bool {
        self.words.iter().map(|word| word.count_ones() as usize).sum::<usize>() * one_in < self.rows
    }

    /// Turns every bit round.
    pub(crate) fn complement(mut self) -> Self {
        self.words.iter_mut().for_each(|word| *word = !*word);
        self.cut();
        self
    }

    /// The rows whose bit is set, in order.
    pub(crate) fn set_rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut word = *word;
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros() as usize;
                word &= word.wrapping_sub(1);
                (bit < 64).then_some(at * 64 + bit)
            })
        })
    }

    /// Clears what lies behind the last row.
    fn cut(&mut self) {
        if let Some(last) = self.words.last_mut().filter(|_| !self.rows.is_multiple_of(64)) {
            *last &= (1 << (self.rows % 64)) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_beyond_the_rows_stay_clear() {
        for rows in [0, 1, 63, 64, 65, 200] {
            assert!(Mask::all(rows, true).has_all() && Mask::all(rows, false).has_none());
            assert_eq!(Mask::all(rows, false).complement(), Mask::all(rows, true));
            let thirds = Mask::by_row(rows, |row| row % 3 == 0);
            assert_eq!(thirds.set_rows().collect::<Vec<_>>(), (0..rows).step_by(3).collect::<Vec<_>>());
            let mut sixths = thirds.clone();
            sixths.retain(|row| row % 2 == 0);
            assert_eq!(sixths, Mask::by_row(rows, |row| row % 6 == 0));
            assert_eq!(thirds.is_sparse(2), rows > 2);
            let mut both = thirds.clone();
            both.and(&thirds.clone().complement());
            assert!(both.has_none());
            both.or(&thirds);
            assert_eq!(both, thirds);
        }
    }

    #[test]
    fn bits_of_codes_are_spread_over_rows() {
        let of_codes = Mask::by_row(3, |code| code == 1);
        assert_eq!(of_codes.spread(&[0, 1, 2, 1, 2]), Mask::by_row(5, |row| row == 1 || row == 3));
        let codes: Vec<u32> = (0..1000).map(|row| row * 7 % 500).collect();
        let of_many = Mask::by_row(500, |code| code % 3 == 0);
        assert_eq!(of_many.spread(&codes), Mask::by_row(1000, |row| codes[row].is_multiple_of(3)));
    }
}
