//! AES-256-GCM with keys of 32 bytes, by ring.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};

use crate::error::{Error, Result};

pub(crate) const KEY_LEN: usize = 32;
pub(crate) const NONCE_LEN: usize = 12;
pub(crate) const TAG_LEN: usize = 16;

/// Random bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::Crypto { operation: "make a random key" })?;
    Ok(bytes)
}

/// The key of one encrypted file, or a key that wraps such keys.
#[derive(Clone)]
pub(crate) struct DataKey {
    bytes: [u8; KEY_LEN],
    key: LessSafeKey,
}

impl DataKey {
    pub(crate) fn random() -> Result<Self> {
        Self::new(random()?)
    }

    pub(crate) fn new(bytes: [u8; KEY_LEN]) -> Result<Self> {
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| Error::Crypto { operation: "use a key" })?;
        Ok(Self { bytes, key: LessSafeKey::new(key) })
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_LEN] {
        &self.bytes
    }

    /// Encrypts `text` in place from byte `start` on and appends the tag. `nonce` must be used once.
    pub(crate) fn seal(&self, nonce: [u8; NONCE_LEN], context: &[u8], text: &mut Vec<u8>, start: usize) -> Result<()> {
        let refused = |_| Error::Crypto { operation: "encrypt" };
        let nonce = Nonce::assume_unique_for_key(nonce);
        let body = text.get_mut(start..).unwrap_or_default();
        let tag = self.key.seal_in_place_separate_tag(nonce, Aad::from(context), body).map_err(refused)?;
        text.extend_from_slice(tag.as_ref());
        Ok(())
    }

    /// Decrypts in place; none where the bytes are not what was sealed with this nonce and context.
    pub(crate) fn open<'a>(
        &self,
        nonce: [u8; NONCE_LEN],
        context: &[u8],
        sealed: &'a mut [u8],
    ) -> Option<&'a mut [u8]> {
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.key.open_in_place(nonce, Aad::from(context), sealed).ok()
    }

    /// Wraps a key: a random nonce, the encrypted key, the tag.
    pub(crate) fn wrap(&self, key: &[u8; KEY_LEN], context: &[u8]) -> Result<Vec<u8>> {
        let nonce = random()?;
        let mut wrapped = nonce.to_vec();
        wrapped.extend_from_slice(key);
        self.seal(nonce, context, &mut wrapped, NONCE_LEN)?;
        Ok(wrapped)
    }

    /// Unwraps what [`DataKey::wrap`] made in the same context.
    pub(crate) fn unwrap(&self, wrapped: &[u8], context: &[u8]) -> Option<[u8; KEY_LEN]> {
        let (nonce, sealed) = wrapped.split_first_chunk::<NONCE_LEN>()?;
        let mut sealed = sealed.to_vec();
        let key = self.open(*nonce, context, &mut sealed)?;
        <[u8; KEY_LEN]>::try_from(&*key).ok()
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(…)")
    }
}
