//! An entry of the audit log and its place in the chain.

use jiff::Timestamp;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

/// SHA-256.
pub(crate) type Hash = [u8; 32];

/// What the first entry has in place of a hash before it.
pub(crate) const NO_HASH: Hash = [0; 32];

/// Something that someone did, or was kept from doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub time: Timestamp,
    /// Who: an account, or the user of the command line.
    pub actor: String,
    /// What: `open the vault for linkage`, `release`.
    pub action: String,
    /// Which patients, by pseudonym, or which submission, facility or statistic. Never an identity item.
    pub subject: String,
    /// From where: an address, or `command line`.
    pub origin: String,
    /// Whether it was allowed.
    pub allowed: bool,
}

/// An event on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1 without gaps.
    pub sequence: u64,
    /// What happened.
    pub event: Event,
    /// The entry's SHA-256, 64 hexadecimal digits; it covers the hash of the entry before.
    pub hash: String,
}

/// The end of the chain. Kept elsewhere (printed, mailed to an auditor), it later shows that no entry up
/// to it was cut off or rewritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of the last entry; 0 for an empty log.
    pub sequence: u64,
    /// Its SHA-256, 64 hexadecimal digits.
    pub hash: String,
}

/// The hash of an entry: over the format's name, the hash before, the number, and each field led by its
/// length in bytes (64 bits, little-endian), so that no two entries read alike.
pub(crate) fn hash(previous: &Hash, sequence: u64, event: &Event) -> Hash {
    let mut digest = Context::new(&SHA256);
    digest.update(b"caselake audit 1\n");
    digest.update(previous);
    digest.update(&sequence.to_le_bytes());
    let time = event.time.to_string();
    let allowed = if event.allowed { "allowed" } else { "refused" };
    let fields = [&time, &event.actor, &event.action, &event.subject, &event.origin, allowed];
    for field in fields {
        digest.update(&(field.len() as u64).to_le_bytes());
        digest.update(field.as_bytes());
    }
    let mut hash = NO_HASH;
    hash.copy_from_slice(digest.finish().as_ref());
    hash
}

pub(crate) fn hexadecimal(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
