//! The warehouse: the tables, the one commit point, snapshots, the raw store and the identity vault.
//!
//! A warehouse is a folder (its layout is drawn in `layout.rs`). Its tables are Delta Lake tables of
//! Parquet files, which other programs read as they are. Delta commits one table at a time, so the order
//! of the house is kept by a log of its own: all files are written, and then one small file, the next
//! numbered *intent*, is created if it does not exist. That is the commit; it lists every action on every
//! table and makes a [`Snapshot`], a state of all tables, the vault and the raw store together. The Delta
//! tables are then brought up to it; who dies in between is followed by whoever opens the warehouse next.
//!
//! No file that a snapshot names ever changes or goes, so any snapshot answers the same for ever.
//!
//! ```
//! # let folder = tempfile::tempdir()?;
//! # let folder = folder.path().join("registry");
//! # let now = jiff::Timestamp::UNIX_EPOCH;
//! use std::sync::Arc;
//! use warehouse::{AsOf, ChangeKind, Changes, KeySource, Schemas, Table, Warehouse};
//! # use arrow::array::{ArrayRef, RecordBatch, StringArray};
//!
//! let schemas = Schemas::new(&[("primarySite", 400)]);
//! let created = Warehouse::create(&folder, KeySource::default(), &schemas, now)?;
//!
//! // Files first; nobody sees them.
//! let writer = created.warehouse.writer()?;
//! let site: ArrayRef = Arc::new(StringArray::from(vec!["C509", "C619"]));
//! let batch = RecordBatch::try_from_iter([("primarySite", site)])?;
//! let mut file = writer.data_file(Table::Abstracts, batch.schema())?;
//! file.write(&batch)?;
//! let file = file.finish()?;
//!
//! // Then one commit, which may be prepared again if another writer was first.
//! let commit = writer.commit_with(|_number, _base| {
//!     let mut changes = Changes::new(ChangeKind::Submit, now);
//!     changes.add.push(file.clone());
//!     Ok::<_, warehouse::Error>(changes)
//! })?;
//!
//! let snapshot = created.warehouse.snapshot(&AsOf::Number(commit.number()))?;
//! assert_eq!(snapshot.table(Table::Abstracts)?.rows(), 2);
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

mod as_of;
mod compact;
mod data_file;
mod delta;
mod error;
mod hex;
mod history;
mod intent;
mod key;
mod layout;
mod log;
mod raw;
mod scan;
mod schema;
mod snapshot;
mod store;
mod vacuum;
mod vault;
mod warehouse;
mod writer;

pub use as_of::AsOf;
pub use compact::Compaction;
pub use data_file::{ColumnStatistics, DataFile, DataFileWriter, Extreme};
pub use error::{Error, Result};
pub use history::{SnapshotInfo, TableInfo};
pub use intent::{ChangeKind, Changes};
pub use key::{ContentHasher, KeySource, MasterKey, Pseudonyms};
pub use raw::{MAX_CHUNK_BYTES, RawFile, RawReader, RawSealer, RawWriter, SealedChunk};
pub use scan::Scan;
pub use schema::{Column, ColumnType, Schemas, Table};
pub use snapshot::{Snapshot, SnapshotNumber, TableSnapshot};
pub use vacuum::Vacuum;
pub use vault::{OpeningRecorder, Purpose, Vault, VaultFile, VaultReader, VaultWriter};
pub use warehouse::{Created, Warehouse};
pub use writer::{Commit, Writer};
