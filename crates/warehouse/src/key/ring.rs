//! The key ring: the warehouse's own keys, wrapped by the master key, in `keys.json`.

use std::path::Path;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cipher::{DataKey, KEY_LEN, random};
use super::{MasterKey, Pseudonyms};
use crate::error::{Error, Result};
use crate::layout::Layout;
use crate::{hex, store};

/// The unlocked keys of a warehouse.
#[derive(Debug, Clone)]
pub(crate) struct KeyRing {
    /// Keys that wrap data keys, newest last; files are encrypted under the newest.
    wrapping: Vec<(String, DataKey)>,
    pseudonyms: Pseudonyms,
}

/// A file's data key as it travels with the file: wrapped, and under which key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SealedDataKey {
    pub(crate) key_id: String,
    pub(crate) wrapped: String,
}

/// `keys.json`.
#[derive(Debug, Serialize, Deserialize)]
struct KeyFile {
    format: u32,
    /// The id of the master key that wraps the rest.
    master_key_id: String,
    wrapping: Vec<SealedDataKey>,
    pseudonym: SealedDataKey,
}

const FORMAT: u32 = 1;
const PSEUDONYM: &str = "pseudonym";

impl KeyRing {
    /// Makes a ring of new keys and writes it, unless the warehouse has one.
    pub(crate) fn create(layout: &Layout, master: &MasterKey) -> Result<()> {
        let wrapping = [(new_key_id(), random()?)];
        let file = lock(master, &wrapping, &random()?)?;
        let path = layout.keys();
        store::put_new(&path, &to_json(&path, &file)?)?;
        Ok(())
    }

    /// Unlocks the ring with the master key.
    pub(crate) fn open(layout: &Layout, master: &MasterKey) -> Result<Self> {
        let (wrapping, pseudonym) = unlock(layout, master)?;
        let wrapping = wrapping.into_iter().map(|(id, bytes)| Ok((id, DataKey::new(bytes)?))).collect::<Result<_>>()?;
        Ok(Self { wrapping, pseudonyms: Pseudonyms::new(&pseudonym) })
    }

    /// Locks the ring with another master key, and puts a new wrapping key on it for files to come.
    pub(crate) fn rotate(layout: &Layout, old: &MasterKey, new: &MasterKey) -> Result<()> {
        let (mut wrapping, pseudonym) = unlock(layout, old)?;
        wrapping.push((new_key_id(), random()?));
        let path = layout.keys();
        let file = lock(new, &wrapping, &pseudonym)?;
        store::replace(&path, &to_json(&path, &file)?)
    }

    pub(crate) fn pseudonyms(&self) -> &Pseudonyms {
        &self.pseudonyms
    }

    /// A new data key for the file so named, and the form in which it travels with the file.
    pub(crate) fn new_data_key(&self, file_name: &str) -> Result<(DataKey, SealedDataKey)> {
        let (key_id, wrapping) = self.wrapping.last().ok_or(Error::Crypto { operation: "find a wrapping key" })?;
        let key = DataKey::random()?;
        let wrapped = wrapping.wrap(key.bytes(), file_name.as_bytes())?;
        let sealed = SealedDataKey { key_id: key_id.clone(), wrapped: hex::encode(&wrapped) };
        Ok((key, sealed))
    }

    /// The data key that travelled with the file so named.
    pub(crate) fn data_key(&self, path: &Path, file_name: &str, sealed: &SealedDataKey) -> Result<DataKey> {
        let refused = |what| Error::Tampered { path: path.to_owned(), what };
        let (_, wrapping) = self
            .wrapping
            .iter()
            .find(|(id, _)| *id == sealed.key_id)
            .ok_or_else(|| refused("its data key is wrapped by a key this warehouse does not have"))?;
        let key = hex::decode(&sealed.wrapped)
            .and_then(|wrapped| wrapping.unwrap(&wrapped, file_name.as_bytes()))
            .ok_or_else(|| refused("its data key does not unwrap"))?;
        DataKey::new(key)
    }
}

type Wrapping = (String, [u8; KEY_LEN]);

fn lock(master: &MasterKey, wrapping: &[Wrapping], pseudonym: &[u8; KEY_LEN]) -> Result<KeyFile> {
    let master_key = master.wrapping()?;
    let seal = |id: &str, key: &[u8; KEY_LEN]| -> Result<SealedDataKey> {
        Ok(SealedDataKey { key_id: id.to_owned(), wrapped: hex::encode(&master_key.wrap(key, id.as_bytes())?) })
    };
    Ok(KeyFile {
        format: FORMAT,
        master_key_id: master.id()?,
        wrapping: wrapping.iter().map(|(id, key)| seal(id, key)).collect::<Result<_>>()?,
        pseudonym: seal(PSEUDONYM, pseudonym)?,
    })
}

fn unlock(layout: &Layout, master: &MasterKey) -> Result<(Vec<Wrapping>, [u8; KEY_LEN])> {
    let path = layout.keys();
    let bytes = store::read(&path)?.ok_or_else(|| Error::damaged(&path, "the file is missing"))?;
    let file: KeyFile = serde_json::from_slice(&bytes).map_err(|error| Error::damaged(&path, error.to_string()))?;
    if file.format > FORMAT {
        return Err(Error::NewerFormat { path, found: file.format, supported: FORMAT });
    }
    let found = master.id()?;
    if found != file.master_key_id {
        return Err(Error::KeyWrong {
            warehouse: layout.root().to_owned(),
            origin: master.origin().to_owned(),
            found,
            wanted: file.master_key_id,
        });
    }
    let master_key = master.wrapping()?;
    let open = |sealed: &SealedDataKey| {
        hex::decode(&sealed.wrapped)
            .and_then(|wrapped| master_key.unwrap(&wrapped, sealed.key_id.as_bytes()))
            .ok_or_else(|| Error::damaged(&path, format!("key {} does not unwrap", sealed.key_id)))
    };
    let wrapping =
        file.wrapping.iter().map(|sealed| Ok((sealed.key_id.clone(), open(sealed)?))).collect::<Result<_>>()?;
    Ok((wrapping, open(&file.pseudonym)?))
}

fn new_key_id() -> String {
    Uuid::new_v4().simple().to_string()
}

fn to_json(path: &Path, file: &KeyFile) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(file).map_err(|error| Error::damaged(path, error.to_string()))
}
