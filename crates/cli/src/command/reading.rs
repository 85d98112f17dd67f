//! Arguments that every command has which reads facility files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use naaccr::UserDictionary;
use naaccr::delimited::Mapping;

use crate::failure::Failure;

/// User dictionaries at hand.
#[derive(Debug, Clone, Args)]
pub(crate) struct Dictionaries {
    /// A user dictionary that files may name by its URI
    #[arg(long = "dictionary", value_name = "USER.xml")]
    dictionaries: Vec<PathBuf>,
}

/// What is needed to understand a file beside the file itself.
#[derive(Debug, Clone, Args)]
pub(crate) struct Reading {
    #[command(flatten)]
    dictionaries: Dictionaries,
    /// What the columns of delimited text mean; `caselake map FILE` drafts one
    #[arg(long, value_name = "MAP.toml")]
    map: Option<PathBuf>,
}

impl Dictionaries {
    /// The user dictionaries, read.
    pub(crate) fn read(&self) -> Result<Vec<Arc<UserDictionary>>, Failure> {
        self.dictionaries
            .iter()
            .map(|path| {
                let named = |error: &dyn std::fmt::Display| Failure::new(format_args!("{}: {error}", path.display()));
                let text = std::fs::read(path).map_err(|error| named(&error))?;
                UserDictionary::parse(&text).map(Arc::new).map_err(|error| named(&error))
            })
            .collect()
    }
}

impl Reading {
    /// The user dictionaries, read.
    pub(crate) fn dictionaries(&self) -> Result<Vec<Arc<UserDictionary>>, Failure> {
        self.dictionaries.read()
    }

    /// The map, read.
    pub(crate) fn map(&self) -> Result<Option<Arc<Mapping>>, Failure> {
        let Some(path) = &self.map else { return Ok(None) };
        Ok(Some(Arc::new(ingest::read_map(path)?)))
    }
}

/// Endings of data files, by which a folder's are told from what else it holds.
const DATA_ENDINGS: [&str; 8] = ["xml", "txt", "dat", "naaccr", "csv", "tsv", "gz", "zip"];

/// The files meant: those named, and of a folder all data files in it, by name.
pub(crate) fn expanded(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(data_files(path)?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn data_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error| Failure::new(format_args!("{}: cannot be read: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        if path.is_file() && ending.is_some_and(|ending| DATA_ENDINGS.contains(&ending.as_str())) {
            files.push(path);
        }
    }
    if files.is_empty() {
        let problem = format_args!("{}: no data file in this folder ({})", folder.display(), DATA_ENDINGS.join(", "));
        return Err(Failure::new(problem));
    }
    files.sort();
    Ok(files)
}
