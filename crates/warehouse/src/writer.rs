//! A writer: files under way, until one commit names them all.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow::datatypes::SchemaRef;
use uuid::Uuid;

use crate::data_file::DataFileWriter;
use crate::error::{Error, Result};
use crate::intent::{Changes, Intent};
use crate::layout::{data_file_name, vault_file_name};
use crate::raw::RawWriter;
use crate::schema::Table;
use crate::snapshot::{Snapshot, SnapshotNumber};
use crate::vault::VaultWriter;
use crate::warehouse::Warehouse;
use crate::{delta, log, store};

/// Writes files that become part of the warehouse together, in one commit.
///
/// Threads may share a writer and each write files of their own. Dropped without a commit, it takes its
/// files with it; if the process dies instead, [`Warehouse::vacuum`] does.
#[derive(Debug)]
pub struct Writer {
    warehouse: Warehouse,
    id: Uuid,
    /// Held while the writer lives: how others tell that it does.
    _lock: File,
    files: AtomicU64,
    /// What is on the disk and no commit names.
    unnamed: Mutex<BTreeSet<PathBuf>>,
}

/// A commit that stands.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The snapshot that it made.
    pub snapshot: Arc<Snapshot>,
}

impl Commit {
    /// The number of the snapshot.
    pub fn number(&self) -> SnapshotNumber {
        self.snapshot.number()
    }
}

impl Writer {
    pub(crate) fn begin(warehouse: &Warehouse) -> Result<Self> {
        let id = Uuid::new_v4();
        let layout = warehouse.layout();
        store::create_folder(&layout.writer(id))?;
        let path = layout.writer_lock(id);
        let lock = File::create_new(&path).map_err(Error::storage("create", &path))?;
        lock.lock().map_err(Error::storage("lock", &path))?;
        Ok(Self {
            warehouse: warehouse.clone(),
            id,
            _lock: lock,
            files: AtomicU64::new(0),
            unnamed: Mutex::new(BTreeSet::new()),
        })
    }

    /// The warehouse written to.
    pub fn warehouse(&self) -> &Warehouse {
        &self.warehouse
    }

    /// Begins a data file of a table for batches of this schema, which holds only columns that the file
    /// fills. Text may come plain, with long offsets, as a view or as a dictionary.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a column that the table does not have; the disk is full.
    pub fn data_file(&self, table: Table, schema: SchemaRef) -> Result<DataFileWriter> {
        let snapshot = self.warehouse.known();
        let name = data_file_name(self.id, self.next_file());
        let path = self.warehouse.layout().table(table).join(&name);
        self.expect(path.clone());
        DataFileWriter::create(table, snapshot.table(table)?.columns(), schema, path, name)
    }

    /// Begins a vault file for batches of this schema.
    ///
    /// # Errors
    ///
    /// The master key is missing or wrong; the disk is full.
    pub fn vault_file(&self, schema: SchemaRef) -> Result<VaultWriter> {
        let keys = self.warehouse.keys()?;
        let name = vault_file_name(self.id, self.next_file());
        let path = self.warehouse.layout().vault().join(&name);
        self.expect(path.clone());
        VaultWriter::create(&keys, schema, path, name)
    }

    /// Begins a raw file.
    ///
    /// # Errors
    ///
    /// The master key is missing or wrong; the disk is full.
    pub fn raw_file(&self) -> Result<RawWriter> {
        let keys = self.warehouse.keys()?;
        let folder = self.warehouse.layout().writer(self.id);
        let path = folder.join(self.next_file().to_string());
        RawWriter::create(&keys, self.id, path)
    }

    /// Commits changes that were prepared on snapshot `base`.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] if there is a newer snapshot; prepare again on that, or use
    /// [`Writer::commit_with`]. [`Error::Unapplied`] if the commit stands, but did not reach all tables.
    /// After any other error nothing was committed.
    pub fn commit(&self, base: SnapshotNumber, changes: Changes) -> Result<Commit> {
        let newest = self.warehouse.refresh()?;
        if newest.number() != base {
            return Err(Error::Conflict { base, newest: newest.number() });
        }
        match self.try_commit(&newest, changes)? {
            Some(commit) => Ok(commit),
            None => Err(Error::Conflict { base, newest: self.warehouse.refresh()?.number() }),
        }
    }

    /// Commits what `prepare` says, and lets it prepare again for as long as other writers are first.
    /// It is given the number of the commit to be and the snapshot before it, and may refuse.
    ///
    /// # Errors
    ///
    /// The error of `prepare`; [`Error::Unapplied`] if the commit stands, but did not reach all tables.
    /// After any other error nothing was committed.
    pub fn commit_with<E: From<Error>>(
        &self,
        mut prepare: impl FnMut(SnapshotNumber, &Arc<Snapshot>) -> Result<Changes, E>,
    ) -> Result<Commit, E> {
        loop {
            let base = self.warehouse.refresh()?;
            let changes = prepare(base.number().next(), &base)?;
            if let Some(commit) = self.try_commit(&base, changes)? {
                return Ok(commit);
            }
        }
    }

    /// Creates the next intent; none if another writer was first.
    fn try_commit(&self, base: &Arc<Snapshot>, changes: Changes) -> Result<Option<Commit>> {
        let layout = self.warehouse.layout();
        let intent = Intent::new(&base.state, changes)?;
        self.place_raw_files(&intent)?;
        self.sync_folders(&intent)?;
        if log::create(layout, &intent)? == store::Put::Exists {
            return Ok(None);
        }
        self.keep(&intent);
        let number = intent.number;
        let state = base.state.clone().after(&intent);
        // The commit stands from here on, whatever happens.
        let snapshot = self.warehouse.know(state);
        delta::apply(layout, &intent).map_err(|source| Error::Unapplied { number, source: Box::new(source) })?;
        self.warehouse.mark_applied(number);
        // It can be made again from the intents at any time.
        drop(log::checkpoint_if_due(layout, &snapshot.state));
        Ok(Some(Commit { snapshot }))
    }

    /// Raw files are known by their hash only when they are finished, so they wait in the writer's own
    /// folder.
    fn place_raw_files(&self, intent: &Intent) -> Result<()> {
        let layout = self.warehouse.layout();
        for file in &intent.raw {
            let from = layout.writer(self.id).join(&file.name);
            let to = layout.raw().join(&file.name);
            if self.expect(to.clone()) {
                fs::rename(&from, &to).map_err(Error::storage("place", &to))?;
            }
        }
        Ok(())
    }

    /// Makes the names of the intent's files last; their bytes do since they were finished.
    fn sync_folders(&self, intent: &Intent) -> Result<()> {
        let layout = self.warehouse.layout();
        for change in intent.tables.iter().filter(|change| !change.add.is_empty()) {
            store::sync_folder(&layout.table(change.table))?;
        }
        if !intent.vault.is_empty() {
            store::sync_folder(&layout.vault())?;
        }
        if !intent.raw.is_empty() {
            store::sync_folder(&layout.raw())?;
        }
        Ok(())
    }

    fn next_file(&self) -> u64 {
        self.files.fetch_add(1, Ordering::Relaxed)
    }

    /// Notes a file that is to go with the writer unless a commit names it; whether it is a new one.
    fn expect(&self, path: PathBuf) -> bool {
        self.unnamed().insert(path)
    }

    /// Files that the commit names stay.
    fn keep(&self, intent: &Intent) {
        let layout = self.warehouse.layout();
        let mut unnamed = self.unnamed();
        for change in &intent.tables {
            for file in &change.add {
                unnamed.remove(&layout.table(change.table).join(&file.name));
            }
        }
        for file in &intent.vault {
            unnamed.remove(&layout.vault().join(&file.name));
        }
        for file in &intent.raw {
            unnamed.remove(&layout.raw().join(&file.name));
        }
    }

    fn unnamed(&self) -> MutexGuard<'_, BTreeSet<PathBuf>> {
        self.unnamed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        for path in self.unnamed().iter() {
            store::remove_quietly(path);
        }
        let folder = self.warehouse.layout().writer(self.id);
        // Where it fails, vacuum finds a folder whose lock is free.
        drop(fs::remove_dir_all(folder));
    }
}
