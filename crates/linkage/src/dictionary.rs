//! Distinct names, each with a number and with what comparing needs ready at hand.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};

use crate::jaro;
use crate::nicknames::families;
use crate::phonetic::sound;

/// The number of a name in a [`Dictionary`]; 0 is the missing name.
pub(crate) type NameId = u32;

/// What is known of a name before any comparison.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NameFacts {
    pub signature: u64,
    /// The first four bytes, the first in the lowest.
    pub prefix: u32,
    /// The sound by which it is found.
    pub sound: u32,
    /// The sound of the formal name, for first names.
    pub formal_sound: u32,
    /// The first letter, 0 for none.
    pub initial: u32,
    pub surplus: u8,
    pub length: u8,
    pub is_ascii: bool,
    /// The families of nicknames that it belongs to as a first name.
    pub families: &'static [u16],
}

impl NameFacts {
    fn new(name: &str) -> Self {
        let bytes = name.as_bytes();
        let (signature, surplus) = jaro::signature(bytes);
        let families = families(name);
        let formal = families.first().map(|family| 0x0100_0000 | u32::from(*family));
        Self {
            signature,
            prefix: bytes.iter().take(4).rev().fold(0, |prefix, &byte| prefix << 8 | u32::from(byte)),
            sound: sound(name, 4),
            formal_sound: formal.unwrap_or_else(|| sound(name, 3)),
            initial: name.chars().next().map_or(0, u32::from),
            surplus,
            length: bytes.len().min(255) as u8,
            is_ascii: name.is_ascii(),
            families,
        }
    }

    fn for_bound(self) -> (u64, u8, u8, u32) {
        (self.signature, self.surplus, self.length, self.prefix)
    }
}

/// Distinct names in the order in which they came.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Vec<Box<str>>", into = "Vec<Box<str>>")]
pub(crate) struct Dictionary {
    names: Vec<Box<str>>,
    facts: Vec<NameFacts>,
    numbers: HashMap<Box<str>, NameId, FixedState>,
}

impl From<Vec<Box<str>>> for Dictionary {
    fn from(names: Vec<Box<str>>) -> Self {
        let mut dictionary = Self::default();
        for name in &names {
            dictionary.intern(name);
        }
        dictionary
    }
}

impl From<Dictionary> for Vec<Box<str>> {
    fn from(dictionary: Dictionary) -> Self {
        dictionary.names
    }
}

impl Default for Dictionary {
    fn default() -> Self {
        Self { names: vec!["".into()], facts: vec![NameFacts::default()], numbers: HashMap::default() }
    }
}

impl Dictionary {
    /// The number of a name, which is taken in when it is new. A blank name is missing.
    pub(crate) fn intern(&mut self, name: &str) -> NameId {
        if name.is_empty() {
            return 0;
        }
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as NameId;
        self.facts.push(NameFacts::new(name));
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    pub(crate) fn get(&self, number: NameId) -> &str {
        self.names.get(number as usize).map_or("", AsRef::as_ref)
    }

    pub(crate) fn facts(&self, number: NameId) -> NameFacts {
        self.facts.get(number as usize).copied().unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Jaro-Winkler similarity, or 0 when it is certainly below `least`.
    pub(crate) fn similarity(&self, a: NameId, b: NameId, least: f32) -> f32 {
        let (x, y) = (self.facts(a), self.facts(b));
        if !x.is_ascii || !y.is_ascii {
            let letters = |number| self.get(number).chars().collect::<Vec<_>>();
            return jaro::jaro_winkler(&letters(a), &letters(b));
        }
        if jaro::bound(x.for_bound(), y.for_bound()) < least {
            return 0.0;
        }
        jaro::jaro_winkler(self.get(a).as_bytes(), self.get(b).as_bytes())
    }

    /// Whether two first names are used for one another.
    pub(crate) fn are_nicknames(&self, a: NameId, b: NameId) -> bool {
        let (x, y) = (self.facts(a).families, self.facts(b).families);
        x.iter().any(|family| y.contains(family))
    }
}
