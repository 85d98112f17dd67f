//! The warehouse: a folder, opened.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::as_of::{AsOf, check_name};
use crate::error::{Error, Result};
use crate::intent::Intent;
use crate::key::{KeyRing, KeySource, MasterKey, Pseudonyms};
use crate::layout::Layout;
use crate::schema::Schemas;
use crate::snapshot::{Snapshot, SnapshotNumber, State};
use crate::store::{self, Put};
use crate::vault::{OpeningRecorder, Purpose, Vault};
use crate::writer::Writer;
use crate::{delta, log};

/// An open warehouse; cheap to clone and to share between threads.
#[derive(Debug, Clone)]
pub struct Warehouse {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    layout: Layout,
    key_source: KeySource,
    keys: Mutex<Option<Arc<KeyRing>>>,
    known: Mutex<Known>,
}

/// The newest snapshot this process has seen.
#[derive(Debug)]
struct Known {
    snapshot: Arc<Snapshot>,
    /// The newest commit known to have reached the Delta tables.
    applied: SnapshotNumber,
}

/// A warehouse just created.
#[derive(Debug)]
pub struct Created {
    /// The warehouse.
    pub warehouse: Warehouse,
    /// The file that holds its master key; none if the key came from the environment.
    pub key_file: Option<PathBuf>,
}

/// `caselake.json`.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    warehouse_id: Uuid,
}

const FORMAT: u32 = 1;

/// A snapshot's name, in `pins/`.
#[derive(Debug, Serialize, Deserialize)]
struct Pin {
    snapshot: SnapshotNumber,
    pinned_at: Timestamp,
}

impl Warehouse {
    /// Creates an empty warehouse in a folder that does not exist or is empty.
    ///
    /// Its master key is the one that `key_source` finds; a key file that does not exist is created,
    /// beside the folder unless the source names another place. What a killed `create` left behind is
    /// taken up again.
    ///
    /// # Errors
    ///
    /// [`Error::Occupied`] where the folder holds anything; the key is malformed; the disk is full.
    pub fn create(folder: &Path, key_source: KeySource, schemas: &Schemas, now: Timestamp) -> Result<Created> {
        store::create_folder(folder)?;
        let layout = Layout::new(absolute(folder)?);
        check_vacant(&layout)?;
        let (master, key_file) = find_or_make_key(&layout, &key_source)?;
        let folders =
            [layout.checkpoints(), layout.pins(), layout.tables(), layout.vault(), layout.raw(), layout.staging()];
        for folder in &folders {
            store::create_folder(folder)?;
        }
        KeyRing::create(&layout, &master)?;
        if let Some(intent) = Intent::of_schemas(&State::nothing(), schemas, now) {
            log::create(&layout, &intent)?;
        }
        let manifest = Manifest { format: FORMAT, warehouse_id: Uuid::new_v4() };
        store::put_new(&layout.manifest(), &to_json(&layout.manifest(), &manifest)?)?;
        // From here on it is a warehouse; opening it rolls the first commit forward.
        Ok(Created { warehouse: Self::open(folder, key_source)?, key_file })
    }

    /// Opens a warehouse, and finishes the newest commit if whoever made it did not. The master key is
    /// looked for when it is first needed; reading tables does not need it.
    ///
    /// # Errors
    ///
    /// [`Error::NotAWarehouse`]; [`Error::NewerFormat`]; a damaged file.
    pub fn open(folder: &Path, key_source: KeySource) -> Result<Self> {
        let layout = Layout::new(absolute(folder)?);
        let path = layout.manifest();
        let Some(bytes) = store::read(&path)? else {
            return Err(Error::NotAWarehouse { path: folder.to_owned() });
        };
        let manifest: Manifest = from_json(&path, &bytes)?;
        if manifest.format > FORMAT {
            return Err(Error::NewerFormat { path, found: manifest.format, supported: FORMAT });
        }
        let state = log::newest_checkpoint(&layout, SnapshotNumber(u64::MAX))?;
        // Checkpoints are written after their commits reached the tables.
        let applied = state.number;
        let snapshot = Arc::new(Snapshot { layout: layout.clone(), state });
        let warehouse = Self {
            shared: Arc::new(Shared {
                layout,
                key_source,
                keys: Mutex::new(None),
                known: Mutex::new(Known { snapshot, applied }),
            }),
        };
        warehouse.refresh()?;
        Ok(warehouse)
    }

    /// The warehouse's folder, absolute.
    pub fn folder(&self) -> &Path {
        self.layout().root()
    }

    /// Where the audit log is kept.
    pub fn audit_path(&self) -> PathBuf {
        self.layout().audit()
    }

    /// The snapshot that is meant.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownSnapshot`] if there is none such.
    pub fn snapshot(&self, as_of: &AsOf) -> Result<Arc<Snapshot>> {
        let newest = self.refresh()?;
        let unknown = |found| Error::UnknownSnapshot { asked: as_of.to_string(), found };
        let number = match as_of {
            AsOf::Latest => return Ok(newest),
            AsOf::Number(number) => *number,
            AsOf::Name(name) => {
                self.pinned(name)?.ok_or_else(|| unknown("no snapshot was pinned under that name".to_owned()))?
            }
            AsOf::Time(time) => log::number_at(self.layout(), newest.number(), *time)?
                .ok_or_else(|| unknown("the warehouse is younger".to_owned()))?,
        };
        if number == newest.number() {
            return Ok(newest);
        }
        let state = (number >= SnapshotNumber::FIRST && number < newest.number())
            .then(|| log::state_at(self.layout(), number))
            .transpose()?
            .flatten()
            .ok_or_else(|| unknown(format!("the newest is {}", newest.number())))?;
        Ok(Arc::new(Snapshot { layout: self.layout().clone(), state }))
    }

    /// Gives a snapshot a name, for good.
    ///
    /// # Errors
    ///
    /// [`Error::BadName`] for a name that cannot be used or names another snapshot.
    pub fn pin(&self, name: &str, as_of: &AsOf, now: Timestamp) -> Result<SnapshotNumber> {
        check_name(name)?;
        let number = self.snapshot(as_of)?.number();
        let path = self.layout().pin(name);
        let pin = Pin { snapshot: number, pinned_at: now };
        let put = store::put_new(&path, &to_json(&path, &pin)?)?;
        if put == Put::Exists && self.pinned(name)? != Some(number) {
            return Err(Error::BadName { name: name.to_owned(), reason: "it names another snapshot already" });
        }
        Ok(number)
    }

    /// The names of snapshots, sorted, each with its snapshot's number.
    ///
    /// # Errors
    ///
    /// A name's file is damaged.
    pub fn pins(&self) -> Result<Vec<(String, SnapshotNumber)>> {
        let mut pins = Vec::new();
        for file in store::names(&self.layout().pins())? {
            let Some(name) = file.strip_suffix(".json") else {
                continue;
            };
            pins.extend(self.pinned(name)?.map(|number| (name.to_owned(), number)));
        }
        Ok(pins)
    }

    fn pinned(&self, name: &str) -> Result<Option<SnapshotNumber>> {
        check_name(name)?;
        let path = self.layout().pin(name);
        let pin = store::read(&path)?.map(|bytes| from_json::<Pin>(&path, &bytes));
        Ok(pin.transpose()?.map(|pin| pin.snapshot))
    }

    /// Begins to write.
    ///
    /// # Errors
    ///
    /// The disk is full, or the folder cannot be written to.
    pub fn writer(&self) -> Result<Writer> {
        Writer::begin(self)
    }

    /// Gives the tables the columns of a newer item dictionary, in a commit of its own; nothing is
    /// committed where they have them all.
    ///
    /// # Errors
    ///
    /// The disk is full.
    pub fn extend_tables(&self, schemas: &Schemas, now: Timestamp) -> Result<Arc<Snapshot>> {
        loop {
            let base = self.refresh()?;
            let Some(intent) = Intent::of_schemas(&base.state, schemas, now) else {
                return Ok(base);
            };
            // Applied by the next round's refresh, whoever created it.
            log::create(self.layout(), &intent)?;
        }
    }

    /// What makes the warehouse's pseudonyms.
    ///
    /// # Errors
    ///
    /// The master key is missing or wrong.
    pub fn pseudonyms(&self) -> Result<Pseudonyms> {
        Ok(self.keys()?.pseudonyms().clone())
    }

    /// Opens the vault of a snapshot, once `recorder` has put on record who does so and why.
    ///
    /// # Errors
    ///
    /// The master key is missing or wrong; [`Error::Unrecorded`].
    pub fn vault(
        &self,
        snapshot: &Arc<Snapshot>,
        recorder: &dyn OpeningRecorder,
        purpose: &Purpose<'_>,
    ) -> Result<Vault> {
        Vault::open(self.keys()?, Arc::clone(snapshot), recorder, purpose)
    }

    /// Locks the warehouse with another master key: the old one opens it no more. No encrypted file is
    /// touched; files to come are encrypted under a new wrapping key.
    ///
    /// # Errors
    ///
    /// The old master key is missing or wrong; the disk is full, and the old key stays.
    pub fn rotate_key(&self, new: &MasterKey) -> Result<()> {
        let old = self.master_key()?;
        KeyRing::rotate(self.layout(), &old, new)?;
        *locked(&self.shared.keys) = Some(Arc::new(KeyRing::open(self.layout(), new)?));
        Ok(())
    }

    /// Looks for newer commits, and makes sure the newest reached the Delta tables.
    pub(crate) fn refresh(&self) -> Result<Arc<Snapshot>> {
        let layout = self.layout();
        let mut known = locked(&self.shared.known);
        let mut newest = log::intent(layout, known.snapshot.number().next())?;
        if let Some(next) = &newest {
            let state = known.snapshot.state.clone().after(next);
            let (state, newer) = log::catch_up(layout, state)?;
            newest = newer.or(newest);
            known.snapshot = Arc::new(Snapshot { layout: layout.clone(), state });
        }
        let number = known.snapshot.number();
        if known.applied < number {
            let intent = newest.map_or_else(|| log::required(layout, number), Ok)?;
            delta::apply(layout, &intent).map_err(|source| Error::Unapplied { number, source: Box::new(source) })?;
            known.applied = number;
        }
        Ok(Arc::clone(&known.snapshot))
    }

    /// The newest snapshot seen so far, without looking for newer ones.
    pub(crate) fn known(&self) -> Arc<Snapshot> {
        Arc::clone(&locked(&self.shared.known).snapshot)
    }

    /// Takes note of a commit.
    pub(crate) fn know(&self, state: State) -> Arc<Snapshot> {
        let snapshot = Arc::new(Snapshot { layout: self.layout().clone(), state });
        let mut known = locked(&self.shared.known);
        if known.snapshot.number() < snapshot.number() {
            known.snapshot = Arc::clone(&snapshot);
        }
        snapshot
    }

    /// Takes note that a commit reached the tables, and with it all before it.
    pub(crate) fn mark_applied(&self, number: SnapshotNumber) {
        let mut known = locked(&self.shared.known);
        known.applied = known.applied.max(number);
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.shared.layout
    }

    pub(crate) fn keys(&self) -> Result<Arc<KeyRing>> {
        let mut keys = locked(&self.shared.keys);
        if let Some(keys) = &*keys {
            return Ok(Arc::clone(keys));
        }
        let ring = Arc::new(KeyRing::open(self.layout(), &self.master_key()?)?);
        *keys = Some(Arc::clone(&ring));
        Ok(ring)
    }

    fn master_key(&self) -> Result<MasterKey> {
        let default_file = self.layout().default_key_file();
        self.shared
            .key_source
            .find(&default_file)?
            .ok_or_else(|| Error::KeyMissing { warehouse: self.folder().to_owned(), default_file })
    }
}

/// A panic elsewhere cannot leave what these hold half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn absolute(folder: &Path) -> Result<PathBuf> {
    match folder.canonicalize() {
        Ok(folder) => Ok(folder),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Error::NotAWarehouse { path: folder.to_owned() })
        }
        Err(error) => Err(Error::storage("open", folder)(error)),
    }
}

fn check_vacant(layout: &Layout) -> Result<()> {
    let path = layout.root();
    let names = store::names(path)?;
    let of_killed_create = |name: &String| {
        ["keys.json", "log", "pins", "tables", "vault", "raw", "staging"].contains(&name.as_str())
            || store::is_unfinished(name)
    };
    let found = if names.iter().any(|name| name == "caselake.json") {
        "holds a warehouse already"
    } else if !names.iter().all(of_killed_create) {
        "holds other files"
    } else {
        return Ok(());
    };
    Err(Error::Occupied { path: path.to_owned(), found })
}

fn find_or_make_key(layout: &Layout, source: &KeySource) -> Result<(MasterKey, Option<PathBuf>)> {
    let file = source.file.clone().unwrap_or_else(|| layout.default_key_file());
    if source.key.is_none() && !file.exists() {
        MasterKey::random()?.write_new(&file)?;
    }
    let master = source
        .find(&file)?
        .ok_or_else(|| Error::KeyMissing { warehouse: layout.root().to_owned(), default_file: file.clone() })?;
    Ok((master, source.key.is_none().then_some(file)))
}

fn to_json<T: Serialize>(path: &Path, value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(value).map_err(|error| Error::damaged(path, error.to_string()))
}

fn from_json<T: serde::de::DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| Error::damaged(path, error.to_string()))
}
