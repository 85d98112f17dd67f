//! Remembers how alike two names are: the same few names meet over and over.

use crate::dictionary::{Dictionary, NameId};

const SLOTS: usize = 1 << 14;

/// How alike two names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Likeness(u8);

impl Likeness {
    const CLOSE: u8 = 1;
    const SIMILAR: u8 = 2;
    const NICKNAMES: u8 = 4;
    const DISTANT: u8 = 8;

    fn new(names: &Dictionary, a: NameId, b: NameId) -> Self {
        let similarity = names.similarity(a, b, 0.75);
        let mut bits = if names.are_nicknames(a, b) { Self::NICKNAMES } else { 0 };
        if similarity >= 0.75 {
            bits |= Self::DISTANT;
        }
        if similarity >= 0.85 {
            bits |= Self::CLOSE;
        }
        if similarity >= 0.92 {
            bits |= Self::SIMILAR;
        }
        Self(bits)
    }

    /// Jaro-Winkler of at least 0.85.
    pub(crate) fn is_close(self) -> bool {
        self.0 & Self::CLOSE != 0
    }

    /// Jaro-Winkler of at least 0.92.
    pub(crate) fn is_similar(self) -> bool {
        self.0 & Self::SIMILAR != 0
    }

    /// Jaro-Winkler of at least 0.75.
    pub(crate) fn is_distant(self) -> bool {
        self.0 & Self::DISTANT != 0
    }

    /// Used for one another as first names.
    pub(crate) fn is_nickname(self) -> bool {
        self.0 & Self::NICKNAMES != 0
    }
}

/// A cache of one thread; what it forgets is worked out again, so that it never changes an answer.
#[derive(Debug)]
pub(crate) struct Memo {
    names: Vec<(u64, Likeness)>,
    streets: Vec<(u64, Likeness)>,
    cities: Vec<(u64, Likeness)>,
}

impl Default for Memo {
    fn default() -> Self {
        Self {
            names: vec![(0, Likeness(0)); SLOTS],
            streets: vec![(0, Likeness(0)); SLOTS / 4],
            cities: vec![(0, Likeness(0)); SLOTS / 16],
        }
    }
}

impl Memo {
    /// How alike two names of persons are.
    pub(crate) fn names(&mut self, names: &Dictionary, a: NameId, b: NameId) -> Likeness {
        remember(&mut self.names, names, a, b)
    }

    /// How alike two streets are.
    pub(crate) fn streets(&mut self, streets: &Dictionary, a: NameId, b: NameId) -> Likeness {
        remember(&mut self.streets, streets, a, b)
    }

    /// How alike two cities are.
    pub(crate) fn cities(&mut self, cities: &Dictionary, a: NameId, b: NameId) -> Likeness {
        remember(&mut self.cities, cities, a, b)
    }
}

fn remember(slots: &mut [(u64, Likeness)], names: &Dictionary, a: NameId, b: NameId) -> Likeness {
    let key = u64::from(a.min(b)) << 32 | u64::from(a.max(b));
    let slot = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize % slots.len().max(1);
    match slots.get_mut(slot) {
        Some((known, likeness)) if *known == key => *likeness,
        Some(slot) => {
            let likeness = Likeness::new(names, a, b);
            *slot = (key, likeness);
            likeness
        }
        None => Likeness::new(names, a, b),
    }
}
