//! An item of many records as its distinct values and, for each row, which of them it has: most items have few values, and
//! what an edit asks of them is then asked once a value.

use foldhash::fast::FixedState;
use std::hash::BuildHasher;

/// A column in codes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Coded<'r> {
    /// The values, without blanks around them, in the order in which they first come.
    pub(crate) values: Vec<&'r str>,
    /// For each row the place of its value.
    pub(crate) codes: Vec<u32>,
    /// For each value how many rows have it.
    pub(crate) counts: Vec<u32>,
}

const EMPTY: u32 = u32::MAX;
/// 2^64 divided by the golden ratio, whose products are spread well.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

impl<'r> Coded<'r> {
    /// Finds the distinct values.
    pub(crate) fn new(texts: impl ExactSizeIterator<Item = &'r str>) -> Self {
        let mut coder = Coder { slots: vec![EMPTY; 64], values: Vec::new(), hasher: FixedState::default() };
        let mut codes = Vec::with_capacity(texts.len());
        let (mut last, mut last_code) = (Key { word: 0, length: usize::MAX }, EMPTY);
        for text in texts {
            let key = coder.key(text);
            if key != last || key.length > SHORT {
                (last, last_code) = (key, coder.code(key, text));
            }
            codes.push(last_code);
        }
        let mut counts = vec![0; coder.values.len()];
        for code in &codes {
            if let Some(count) = counts.get_mut(*code as usize) {
                *count += 1;
            }
        }
        let values = coder.values.into_iter().map(|(_, text)| text.trim()).collect();
        Self { values, codes, counts }
    }
}

/// Texts of so many bytes are their own key.
const SHORT: usize = 8;

/// What tells texts apart: a short one's bytes, which nearly all codes are, or a long one's hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Key {
    word: u64,
    length: usize,
}

/// Values met so far, in a table of slots with open addresses.
struct Coder<'r> {
    /// A power of two, at most half full.
    slots: Vec<u32>,
    values: Vec<(Key, &'r str)>,
    hasher: FixedState,
}

impl<'r> Coder<'r> {
    fn code(&mut self, key: Key, text: &'r str) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = place(key, mask);
        loop {
            let code = self.slots.get(slot).copied().unwrap_or(EMPTY);
            match self.values.get(code as usize) {
                None => break,
                Some((found, value)) if *found == key && (key.length <= SHORT || *value == text) => return code,
                Some(_) => slot = (slot + 1) & mask,
            }
        }
        let code = u32::try_from(self.values.len()).unwrap_or(EMPTY);
        self.values.push((key, text));
        if let Some(place) = self.slots.get_mut(slot) {
            *place = code;
        }
        if self.values.len() * 2 > self.slots.len() {
            self.grow();
        }
        code
    }

    #[inline]
    fn key(&self, text: &str) -> Key {
        let bytes = text.as_bytes();
        let word = match bytes {
            [] => 0,
            [one] => u64::from(*one),
            [one, two] => u64::from(*one) | u64::from(*two) << 8,
            [one, two, three] => u64::from(*one) | u64::from(*two) << 8 | u64::from(*three) << 16,
            _ if bytes.len() > SHORT => self.hasher.hash_one(text),
            // First and last four bytes, which overlap unless there are eight.
            _ => match (bytes.first_chunk(), bytes.last_chunk()) {
                (Some(first), Some(last)) => {
                    u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
                }
                _ => 0,
            },
        };
        Key { word, length: bytes.len() }
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 4;
        let mut slots = vec![EMPTY; size];
        for (code, (key, _)) in (0..).zip(&self.values) {
            let mut slot = place(*key, size - 1);
            while slots.get(slot).is_some_and(|taken| *taken != EMPTY) {
                slot = (slot + 1) & (size - 1);
            }
            if let Some(place) = slots.get_mut(slot) {
                *place = code;
            }
        }
        self.slots = slots;
    }
}

/// Where a key is looked for first.
#[inline]
fn place(key: Key, mask: usize) -> usize {
    let product = u128::from(key.word) * u128::from(GOLDEN);
    ((product >> 64) as u64 ^ product as u64) as usize & mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_get_the_code_of_their_value() {
        let coded = Coded::new(["C50", "", "C61", "C50", " C50", "a longer value", "", "a longer value"].into_iter());
        assert_eq!(coded.values, ["C50", "", "C61", "C50", "a longer value"]);
        assert_eq!(coded.codes, [0, 1, 2, 0, 3, 4, 1, 4]);
        assert_eq!(coded.counts, [2, 2, 1, 1, 2]);
    }

    #[test]
    fn many_values_are_kept_apart() {
        let texts: Vec<String> = (0..5000).map(|number| (number * 7 % 3001).to_string()).collect();
        let coded = Coded::new(texts.iter().map(String::as_str));
        assert_eq!(coded.values.len(), 3001);
        for (text, code) in texts.iter().zip(&coded.codes) {
            assert_eq!(coded.values[*code as usize], text);
        }
    }
}
