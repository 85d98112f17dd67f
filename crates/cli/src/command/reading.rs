//! Arguments that every command has which reads facility files.

use std::path::PathBuf;
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
