//! Keys: one master key outside the warehouse, and everything it locks.
//!
//! ```text
//! master key (a file or the environment)
//!   └ wraps the wrapping keys and the pseudonym key   keys.json
//!       └ a wrapping key wraps the data key of each encrypted file   in the file itself, with the key's id
//! ```
//!
//! Wrapping twice makes rotation one atomic replacement of `keys.json`: no encrypted file is touched,
//! none is without its key for a moment, and each stays self-contained (its wrapped data key travels in
//! its own metadata). The pseudonym key is a key of its own, so that pseudonyms survive a rotation.

mod cipher;
mod master;
mod pseudonym;
mod ring;

pub(crate) use cipher::{DataKey, NONCE_LEN, TAG_LEN};
pub use master::{KeySource, MasterKey};
pub use pseudonym::{ContentHasher, Pseudonyms};
pub(crate) use ring::{KeyRing, SealedDataKey};
