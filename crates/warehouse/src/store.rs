//! Small files that must be whole, lasting, and made by one process only.
//!
//! A local file system gives put-if-absent by linking a finished file to its name, which fails where
//! the name is taken. Everything is synced before it is linked: a name that can be seen has its bytes
//! on the disk. (An object store has put-if-absent built in, and this is the module that would ask it.)

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::error::{Error, Result};

/// What became of a put-if-absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    Created,
    /// Somebody else made it; their bytes stand.
    Exists,
}

/// Creates `path` with `bytes`, unless it exists.
pub(crate) fn put_new(path: &Path, bytes: &[u8]) -> Result<Put> {
    let unfinished = write_beside(path, bytes)?;
    let linked = fs::hard_link(&unfinished, path);
    remove_quietly(&unfinished);
    match linked {
        Ok(()) => {
            sync_parent(path)?;
            Ok(Put::Created)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Put::Exists),
        Err(error) => Err(Error::storage("create", path)(error)),
    }
}

/// Replaces the content of `path` in one step.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let unfinished = write_beside(path, bytes)?;
    fs::rename(&unfinished, path).map_err(|error| {
        remove_quietly(&unfinished);
        Error::storage("replace", path)(error)
    })?;
    sync_parent(path)
}

/// The content of `path`, or none where there is no such file.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::storage("read", path)(error)),
    }
}

pub(crate) fn create_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(Error::storage("create folder", path))
}

/// The names in a folder, sorted; none where the folder does not exist.
pub(crate) fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::storage("list", folder)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::storage("list", folder))?;
        names.extend(entry.file_name().into_string());
    }
    names.sort_unstable();
    Ok(names)
}

/// Makes the names in a folder last through a power cut.
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::storage("sync", folder))
}

/// Removes what is only in the way; where that fails, vacuum tries again some day.
pub(crate) fn remove_quietly(path: &Path) {
    drop(fs::remove_file(path));
}

/// Whether a name is that of a small file whose writer died before finishing it.
pub(crate) fn is_unfinished(file_name: &str) -> bool {
    file_name.starts_with(UNFINISHED)
}

const UNFINISHED: &str = ".unfinished-";

fn write_beside(path: &Path, bytes: &[u8]) -> Result<PathBuf> {
    let unfinished = path.with_file_name(format!("{UNFINISHED}{}", Uuid::new_v4().simple()));
    let written = File::create_new(&unfinished).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| {
        remove_quietly(&unfinished);
        Error::storage("write", path)(error)
    })?;
    Ok(unfinished)
}

fn sync_parent(path: &Path) -> Result<()> {
    path.parent().map_or(Ok(()), sync_folder)
}
