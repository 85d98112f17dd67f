//! The distinct values of a column, numbered, so that a row's value is a small number.

use std::collections::HashMap;
use std::hash::Hash;

use foldhash::fast::RandomState;

/// A column as the numbers of its distinct texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Categories {
    /// In the order in which they first come; `None` where a value is missing.
    pub(crate) values: Vec<Option<String>>,
    /// Each row's position in `values`.
    pub(crate) of_row: Vec<u32>,
}

impl Categories {
    /// Numbers values; `write` gives the text of a distinct one.
    pub(crate) fn number<K: Hash + Eq + Copy>(
        rows: impl Iterator<Item = Option<K>>,
        write: impl Fn(K) -> String,
    ) -> Self {
        let mut numbers: HashMap<Option<K>, u32, RandomState> = HashMap::default();
        let mut values = Vec::new();
        let number = |row: Option<K>| {
            *numbers.entry(row).or_insert_with(|| {
                values.push(row.map(&write));
                u32::try_from(values.len() - 1).unwrap_or(u32::MAX)
            })
        };
        let of_row = rows.map(number).collect();
        Self { values, of_row }
    }

    /// A column whose pieces were numbered each for itself.
    pub(crate) fn concat(pieces: Vec<Self>) -> Self {
        let mut numbers: HashMap<Option<String>, u32, RandomState> = HashMap::default();
        let mut whole = Self {
            values: Vec::new(),
            of_row: Vec::with_capacity(pieces.iter().map(|piece| piece.of_row.len()).sum()),
        };
        for piece in pieces {
            let number = |value: Option<String>| {
                *numbers.entry(value).or_insert_with_key(|value| {
                    whole.values.push(value.clone());
                    u32::try_from(whole.values.len() - 1).unwrap_or(u32::MAX)
                })
            };
            let renumbered: Vec<u32> = piece.values.into_iter().map(number).collect();
            whole.of_row.extend(piece.of_row.iter().map(|&value| renumbered[value as usize]));
        }
        whole
    }
}
