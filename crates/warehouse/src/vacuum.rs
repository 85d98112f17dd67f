//! Vacuum: removes what writers that died left behind, and nothing else.
//!
//! What can be lost: only a file that no snapshot, however old, names, whose writer is gone, and that is
//! older than the grace period. Files of snapshots are never removed, so time travel does not decay.

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::layout::{Layout, writer_of};
use crate::log;
use crate::schema::Table;
use crate::store;
use crate::warehouse::Warehouse;

/// What a vacuum removed.
#[derive(Debug, Clone, Default)]
pub struct Vacuum {
    /// The files, sorted.
    pub removed: Vec<PathBuf>,
    /// Their bytes.
    pub bytes: u64,
}

impl Warehouse {
    /// Removes files that no snapshot names and whose writers are gone, if they were last changed longer
    /// than `grace` before `now`.
    ///
    /// The grace period, a minute at least, covers writers that have not locked their folder yet; where
    /// machines share the folder and do not see each other's locks, it must exceed the longest submission.
    ///
    /// # Errors
    ///
    /// A file of the log is damaged; the folder cannot be written to.
    pub fn vacuum(&self, now: Timestamp, grace: Duration) -> Result<Vacuum> {
        let layout = self.layout();
        let newest_change = SystemTime::try_from(now).ok().and_then(|now| now.checked_sub(grace.max(MIN_GRACE)));
        // The order matters: a file seen here whose writer is gone by the next step was either named in
        // a commit before the commits are read, or never will be.
        let candidates = candidates(layout)?;
        let living = living_writers(layout)?;
        let named = self.named_files()?;
        let mut vacuum = Vacuum::default();
        for path in candidates {
            let is_alive = writer_of_path(&path).is_some_and(|writer| living.contains(&writer));
            if is_alive || named.contains(&path) {
                continue;
            }
            let Some(metadata) = metadata(&path)? else {
                continue;
            };
            let changed = metadata.modified().map_err(Error::storage("read age", &path))?;
            if newest_change.is_none_or(|newest| changed > newest) {
                continue;
            }
            fs::remove_file(&path).map_err(Error::storage("remove", &path))?;
            vacuum.bytes += metadata.len();
            // The last file of a writer's folder takes the folder along.
            if let Some(folder) = path.parent().filter(|folder| is_writer_folder(layout, folder)) {
                drop(fs::remove_dir(folder));
            }
            vacuum.removed.push(path);
        }
        Ok(vacuum)
    }

    /// Every file that any snapshot names.
    fn named_files(&self) -> Result<HashSet<PathBuf>> {
        let layout = self.layout();
        let newest = self.refresh()?.number();
        let mut named = HashSet::new();
        for intent in log::intents(layout, newest) {
            let intent = intent?;
            for change in &intent.tables {
                let folder = layout.table(change.table);
                named.extend(change.add.iter().map(|file| folder.join(&file.name)));
            }
            named.extend(intent.vault.iter().map(|file| layout.vault().join(&file.name)));
            named.extend(intent.raw.iter().map(|file| layout.raw().join(&file.name)));
        }
        Ok(named)
    }
}

const MIN_GRACE: Duration = Duration::from_secs(60);

/// Files that writers make: those that carry a writer's id, and small files never finished.
fn candidates(layout: &Layout) -> Result<Vec<PathBuf>> {
    let mut folders = vec![layout.vault(), layout.raw()];
    folders.extend(Table::ALL.map(|table| layout.table(table)));
    let mut candidates = Vec::new();
    for folder in folders {
        let names = store::names(&folder)?;
        let made_by_writer = names.iter().filter(|name| writer_of(name).is_some());
        candidates.extend(made_by_writer.map(|name| folder.join(name)));
    }
    let mut folders = vec![layout.root().to_owned(), layout.log(), layout.checkpoints(), layout.pins()];
    folders.extend(Table::ALL.map(|table| layout.delta_log(table)));
    for folder in folders {
        let names = store::names(&folder)?;
        let unfinished = names.iter().filter(|name| store::is_unfinished(name));
        candidates.extend(unfinished.map(|name| folder.join(name)));
    }
    for writer in store::names(&layout.staging())? {
        let folder = layout.staging().join(writer);
        candidates.extend(store::names(&folder)?.iter().map(|name| folder.join(name)));
    }
    candidates.sort_unstable();
    Ok(candidates)
}

/// The writer that made a file: in the file's name, or in its folder's for one in staging.
fn writer_of_path(path: &Path) -> Option<Uuid> {
    let name = |path: &Path| writer_of(path.file_name()?.to_str()?);
    name(path.parent()?).or_else(|| name(path))
}

fn living_writers(layout: &Layout) -> Result<HashSet<Uuid>> {
    let mut living = HashSet::new();
    for name in store::names(&layout.staging())? {
        let Some(writer) = writer_of(&name) else {
            continue;
        };
        let path = layout.writer_lock(writer);
        let lock = match File::open(&path) {
            Ok(lock) => lock,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Error::storage("open", &path)(error)),
        };
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                living.insert(writer);
            }
            Err(TryLockError::Error(error)) => return Err(Error::storage("lock", &path)(error)),
        }
    }
    Ok(living)
}

fn is_writer_folder(layout: &Layout, folder: &Path) -> bool {
    folder.parent() == Some(&layout.staging())
}

fn metadata(path: &Path) -> Result<Option<fs::Metadata>> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::storage("read size", path)(error)),
    }
}
