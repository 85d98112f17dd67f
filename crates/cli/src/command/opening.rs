//! Arguments that every command has which opens a warehouse.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use warehouse::{AsOf, KeySource, Snapshot, Warehouse};

use crate::failure::Failure;

/// The warehouse, and the key to what identifies people in it.
#[derive(Debug, Clone, Args)]
pub(crate) struct Opening {
    /// The warehouse's folder
    #[arg(long, value_name = "DIR")]
    pub(crate) warehouse: PathBuf,
    #[command(flatten)]
    pub(crate) key: Key,
}

/// Where the master key is.
#[derive(Debug, Clone, Args)]
pub(crate) struct Key {
    /// The file of the master key; else CASELAKE_KEY, CASELAKE_KEY_FILE, or the .key file beside the warehouse
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl Key {
    pub(crate) fn source(&self) -> KeySource {
        self.key_file.as_ref().map_or_else(KeySource::from_environment, KeySource::from_file)
    }
}

/// The state of a warehouse that is asked.
#[derive(Debug, Clone, Args)]
pub(crate) struct Asked {
    /// A snapshot's number or name, or a time: answers as it was then
    #[arg(long, value_name = "NUMBER|NAME|TIME", default_value = "latest")]
    pub(crate) as_of: AsOf,
}

impl Opening {
    /// Opens the warehouse.
    pub(crate) fn open(&self) -> Result<Warehouse, Failure> {
        Ok(Warehouse::open(&self.warehouse, self.key.source())?)
    }

    /// Opens the warehouse at a snapshot.
    pub(crate) fn open_at(&self, asked: &Asked) -> Result<(Warehouse, Arc<Snapshot>), Failure> {
        let warehouse = self.open()?;
        let snapshot = warehouse.snapshot(&asked.as_of)?;
        Ok((warehouse, snapshot))
    }
}

/// Who is at work, for the audit log and receipts: the name the person is signed in under.
pub(crate) fn person() -> String {
    ["CASELAKE_USER", "USER", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|name| !name.is_empty()))
        .unwrap_or_else(|| "unknown".to_owned())
}
