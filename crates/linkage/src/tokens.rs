//! Keyed Bloom filters: registries that may not share names can share these, and compare them.
//!
//! Schnell, Bachteler and Reiher (2009), BMC Med Inform Decis Mak 9:41. A value is cut into bigrams with a blank at both ends (a date or
//! number into its digits with their places); each sets [`HASHES`] of the [`BITS`] bits of the field's filter, at places that
//! HMAC-SHA256 gives under a key that only the registries know. Each field has a filter and a key of its own, so that equal words
//! in two fields do not look alike. Two filters are compared by Dice's coefficient, which is near that of the bigrams.
//!
//! Filters hide values from whoever lacks the key; they do not hide which records are alike, and frequent names can be guessed from
//! how often a filter occurs (Christen et al. 2018). They are for exchange under an agreement, not for publication.

use ring::hmac;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::persons::Persons;
use crate::records::{Dictionaries, Record};

/// Bits of a filter.
pub const BITS: usize = 512;
/// Bits that a bigram sets, some of which may be the same.
pub const HASHES: usize = 15;
/// The fewest bytes of a key.
pub const KEY_BYTES: usize = 16;

/// A field that has a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the columns")]
pub enum TokenField {
    FirstName,
    MiddleName,
    LastName,
    MaidenName,
    Dob,
    Sex,
    Ssn,
    Address,
    Zip,
    Phone,
}

impl TokenField {
    /// Every field, in the order of [`Tokens`].
    pub const ALL: [Self; 10] = [
        Self::FirstName,
        Self::MiddleName,
        Self::LastName,
        Self::MaidenName,
        Self::Dob,
        Self::Sex,
        Self::Ssn,
        Self::Address,
        Self::Zip,
        Self::Phone,
    ];

    fn label(self) -> &'static [u8] {
        match self {
            Self::FirstName => b"first_name",
            Self::MiddleName => b"middle_name",
            Self::LastName => b"last_name",
            Self::MaidenName => b"maiden_name",
            Self::Dob => b"dob",
            Self::Sex => b"sex",
            Self::Ssn => b"ssn",
            Self::Address => b"address",
            Self::Zip => b"zip",
            Self::Phone => b"phone",
        }
    }
}

/// The filter of one value; without a bit when the value is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter([u64; BITS / 64]);

impl Filter {
    /// Whether the value was missing.
    pub fn is_missing(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Dice's coefficient, twice the shared bits over all bits; none when a value is missing.
    pub fn dice(&self, other: &Self) -> Option<f64> {
        let count = |words: &[u64]| words.iter().map(|word| f64::from(word.count_ones())).sum::<f64>();
        let shared: f64 = self.0.iter().zip(other.0).map(|(a, b)| f64::from((a & b).count_ones())).sum();
        (!self.is_missing() && !other.is_missing()).then(|| 2.0 * shared / (count(&self.0) + count(&other.0)))
    }

    fn set(&mut self, bit: usize) {
        if let Some(word) = self.0.get_mut(bit / 64) {
            *word |= 1 << (bit % 64);
        }
    }
}

/// The filters of a record, by [`TokenField::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens(pub [Filter; 10]);

impl Tokens {
    /// Dice's coefficient of a field; none when a value is missing.
    pub fn dice(&self, other: &Self, field: TokenField) -> Option<f64> {
        self.0.get(field as usize)?.dice(other.0.get(field as usize)?)
    }
}

/// Makes filters under a key.
#[derive(Debug)]
pub struct Tokenizer {
    keys: Vec<hmac::Key>,
}

impl Tokenizer {
    /// From the key that the registries share.
    ///
    /// # Errors
    /// When the key is shorter than [`KEY_BYTES`].
    pub fn new(key: &[u8]) -> Result<Self> {
        if key.len() < KEY_BYTES {
            return Err(Error::ShortKey { found: key.len(), wanted: KEY_BYTES });
        }
        let master = hmac::Key::new(hmac::HMAC_SHA256, key);
        let of_field =
            |field: TokenField| hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&master, field.label()).as_ref());
        Ok(Self { keys: TokenField::ALL.map(of_field).into() })
    }

    /// The filters of every person, of values normalised as for linking.
    pub fn tokens(&self, persons: &Persons) -> Vec<Tokens> {
        let mut dictionaries = Dictionaries::default();
        let records = dictionaries.records(persons);
        records.iter().map(|record| self.of_record(&dictionaries, record)).collect()
    }

    fn of_record(&self, dictionaries: &Dictionaries, record: &Record) -> Tokens {
        let name = |id| bigrams(dictionaries.names.get(id));
        let address = match dictionaries.streets.get(record.street) {
            "" => Vec::new(),
            street => bigrams(&format!("{}{street}", record.number)),
        };
        let sex = if record.sex == 0 { Vec::new() } else { vec![record.sex.to_string()] };
        let grams = [
            name(record.first),
            name(record.middle),
            name(record.last),
            name(record.maiden),
            digits(record.dob.into(), 8),
            sex,
            digits(record.ssn, 9),
            address,
            digits(u64::from(record.zip & 0xf_ffff), 5),
            digits(record.phone, 10),
        ];
        let mut tokens = Tokens::default();
        for ((filter, key), grams) in tokens.0.iter_mut().zip(&self.keys).zip(grams) {
            for gram in grams {
                for bit in places(key, &gram) {
                    filter.set(bit);
                }
            }
        }
        tokens
    }
}

/// Where a gram sets bits: two bytes of the MAC a place, so that no place follows from another.
fn places(key: &hmac::Key, gram: &str) -> Vec<usize> {
    let mac = hmac::sign(key, gram.as_bytes());
    let place = |bytes: &[u8]| bytes.iter().fold(0, |n, byte| n << 8 | usize::from(*byte)) % BITS;
    mac.as_ref().chunks_exact(2).take(HASHES).map(place).collect()
}

fn bigrams(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let padded: Vec<char> = [' '].into_iter().chain(text.chars()).chain([' ']).collect();
    padded.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// The digits of a binary-coded decimal with their places, none when it is missing.
fn digits(code: u64, places: u32) -> Vec<String> {
    if code == 0 {
        return Vec::new();
    }
    (0..places).map(|place| format!("{place}:{}", code >> (4 * place) & 15)).collect()
}
