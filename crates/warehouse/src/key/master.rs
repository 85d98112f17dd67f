//! The master key and where it is found.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ring::hkdf;

use super::cipher::{DataKey, KEY_LEN, random};
use crate::error::{Error, Result};
use crate::hex;

/// The key that opens a warehouse's key ring: 32 random bytes, kept outside the warehouse.
#[derive(Clone)]
pub struct MasterKey {
    bytes: [u8; KEY_LEN],
    origin: String,
}

impl MasterKey {
    /// A new key from the operating system's randomness.
    ///
    /// # Errors
    ///
    /// The operating system gave no random bytes.
    pub fn random() -> Result<Self> {
        Ok(Self { bytes: random()?, origin: "the operating system".to_owned() })
    }

    /// Reads 64 hexadecimal digits or the base64 of 32 bytes; `origin` is for errors only.
    ///
    /// # Errors
    ///
    /// [`Error::KeyMalformed`] for any other text.
    pub fn parse(text: &str, origin: &str) -> Result<Self> {
        let text = text.trim();
        hex::decode(text)
            .or_else(|| decode_base64(text))
            .and_then(|bytes| <[u8; KEY_LEN]>::try_from(bytes).ok())
            .map(|bytes| Self { bytes, origin: origin.to_owned() })
            .ok_or_else(|| Error::KeyMalformed { origin: origin.to_owned() })
    }

    /// Reads a key file.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or does not hold a key.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(Error::storage("read key file", path))?;
        Self::parse(&text, &format!("key file {}", path.display()))
    }

    /// Writes the key to a new file that only its owner may read.
    ///
    /// # Errors
    ///
    /// The file exists already or cannot be written.
    pub fn write_new(&self, path: &Path) -> Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let text = format!("{}\n", hex::encode(&self.bytes));
        options
            .open(path)
            .and_then(|mut file| {
                file.write_all(text.as_bytes())?;
                file.sync_all()
            })
            .map_err(Error::storage("create key file", path))
    }

    /// Where the key came from, for messages.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A short name that tells keys apart and reveals nothing of the key.
    pub fn id(&self) -> Result<String> {
        Ok(hex::encode(&self.derive(b"caselake key id")?[..8]))
    }

    pub(super) fn wrapping(&self) -> Result<DataKey> {
        DataKey::new(self.derive(b"caselake key ring")?)
    }

    fn derive(&self, purpose: &[u8]) -> Result<[u8; KEY_LEN]> {
        let refused = |_| Error::Crypto { operation: "derive a key" };
        let mut derived = [0; KEY_LEN];
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"caselake")
            .extract(&self.bytes)
            .expand(&[purpose], hkdf::HKDF_SHA256)
            .and_then(|key| key.fill(&mut derived))
            .map_err(refused)?;
        Ok(derived)
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MasterKey(from {})", self.origin)
    }
}

/// Where to look for the master key.
#[derive(Clone, Default)]
pub struct KeySource {
    /// The key itself (`CASELAKE_KEY`), as hexadecimal digits or base64.
    pub key: Option<String>,
    /// The file that holds the key (`CASELAKE_KEY_FILE`).
    pub file: Option<PathBuf>,
}

impl std::fmt::Debug for KeySource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeySource").field("key", &self.key.as_ref().map(|_| "…")).field("file", &self.file).finish()
    }
}

impl KeySource {
    /// Looks at `CASELAKE_KEY`, then `CASELAKE_KEY_FILE`, then the warehouse's default key file.
    pub fn from_environment() -> Self {
        Self { key: std::env::var("CASELAKE_KEY").ok(), file: std::env::var_os("CASELAKE_KEY_FILE").map(PathBuf::from) }
    }

    /// Looks at one file only.
    pub fn from_file(path: impl Into<PathBuf>) -> Self {
        Self { key: None, file: Some(path.into()) }
    }

    /// The key, looked for where this source says and then in `default_file`; none if nowhere.
    pub(crate) fn find(&self, default_file: &Path) -> Result<Option<MasterKey>> {
        if let Some(key) = &self.key {
            return MasterKey::parse(key, "the environment variable CASELAKE_KEY").map(Some);
        }
        if let Some(file) = &self.file {
            return MasterKey::read(file).map(Some);
        }
        match MasterKey::read(default_file) {
            Err(Error::Storage { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
            found => found.map(Some),
        }
    }
}

fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut waiting) = (0_u32, 0);
    for symbol in text.trim_end_matches('=').bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        waiting += 6;
        if waiting >= 8 {
            waiting -= 8;
            bytes.push((bits >> waiting).to_le_bytes()[0]);
            bits &= (1 << waiting) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_hexadecimal_and_base64() {
        // RFC 4648 alphabet; the bytes 0 to 31.
        let hexadecimal = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
        let base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        let wanted: [u8; 32] = std::array::from_fn(|i| u8::try_from(i).unwrap());
        for text in [hexadecimal, base64, " AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n"] {
            assert_eq!(MasterKey::parse(text, "test").unwrap().bytes, wanted, "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_keys_and_are_not_repeated() {
        for text in ["", "secret!", "00", &"0".repeat(63), &"A".repeat(44)] {
            let error = MasterKey::parse(text, "the test").unwrap_err();
            assert!(error.is_key());
            assert!(text.is_empty() || !error.to_string().contains(&format!("`{text}`")));
        }
    }
}
