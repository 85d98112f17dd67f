//! The identity vault: what identifies a person, in Parquet files encrypted as a whole.
//!
//! Each file has a data key of its own (Parquet modular encryption, AES-256-GCM, footer and all columns
//! under that key), wrapped by the warehouse's key ring; the wrapped key and the id of the key that wraps
//! it are the file's key metadata. The file's name is part of what is authenticated, so a file cannot
//! take another's place. Statistics are not written, and names say nothing.
//!
//! To open the vault one must say who does so and why, and someone must put it on record first.

use std::error::Error as StdError;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ArrowWriter;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::encryption::decrypt::{FileDecryptionProperties, KeyRetriever};
use parquet::encryption::encrypt::FileEncryptionProperties;
use parquet::errors::ParquetError;
use serde::{Deserialize, Serialize};

use crate::data_file::base_properties;
use crate::error::{Error, Result};
use crate::key::{KeyRing, SealedDataKey};
use crate::raw::{RawFile, RawReader};
use crate::scan::BATCH_ROWS;
use crate::snapshot::{Snapshot, SnapshotNumber};

/// A file in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultFile {
    /// The file's name in the vault.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// Rows.
    pub rows: u64,
    /// The facility that submitted it.
    pub facility_id: String,
    /// The submission that brought it.
    pub submission_id: String,
}

/// Writes one vault file, batch by batch; several may be at work side by side.
#[derive(Debug)]
pub struct VaultWriter {
    name: String,
    path: PathBuf,
    writer: ArrowWriter<File>,
    rows: u64,
}

impl VaultWriter {
    pub(crate) fn create(keys: &KeyRing, schema: SchemaRef, path: PathBuf, name: String) -> Result<Self> {
        let (key, sealed) = keys.new_data_key(&name)?;
        let metadata = serde_json::to_vec(&sealed).map_err(|error| Error::damaged(&path, error.to_string()))?;
        let encryption = FileEncryptionProperties::builder(key.bytes().to_vec())
            .with_footer_key_metadata(metadata)
            .with_aad_prefix(name.clone().into_bytes())
            .with_aad_prefix_storage(false)
            .build()
            .map_err(Error::parquet("encrypt", &path))?;
        let properties = base_properties().with_file_encryption_properties(encryption).build();
        let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let file = File::create_new(&path).map_err(Error::storage("create", &path))?;
        let writer =
            ArrowWriter::try_new_with_options(file, schema, options).map_err(Error::parquet("write", &path))?;
        Ok(Self { name, path, writer, rows: 0 })
    }

    /// Encodes and encrypts a batch; its schema must be the one the writer was opened with.
    ///
    /// # Errors
    ///
    /// The disk is full, or the batch has another schema.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.writer.write(batch).map_err(Error::parquet("write", &self.path))?;
        self.rows += batch.num_rows() as u64;
        Ok(())
    }

    /// Ends the file and makes it last; what is returned is to be named in a commit.
    ///
    /// # Errors
    ///
    /// The disk is full.
    pub fn finish(mut self, facility_id: &str, submission_id: &str) -> Result<VaultFile> {
        self.writer.finish().map_err(Error::parquet("write", &self.path))?;
        let file = self.writer.inner();
        file.sync_all().map_err(Error::storage("sync", &self.path))?;
        let metadata = file.metadata();
        let bytes = metadata.map_err(Error::storage("read size", &self.path))?.len();
        Ok(VaultFile {
            name: self.name,
            bytes,
            rows: self.rows,
            facility_id: facility_id.to_owned(),
            submission_id: submission_id.to_owned(),
        })
    }
}

/// Who opens the vault, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose<'a> {
    /// Who: an account, or the user of the command line.
    pub who: &'a str,
    /// Why: `linkage`, `follow-up`, `export`, or a request's number.
    pub why: &'a str,
    /// Whose records: patients by pseudonym, a submission, a facility.
    pub scope: &'a str,
}

/// Puts an opening of the vault on record; the audit log of the crate `access`, usually.
pub trait OpeningRecorder {
    /// Records the opening, for good, before it happens.
    ///
    /// # Errors
    ///
    /// Any error keeps the vault shut.
    fn record(&self, purpose: &Purpose<'_>, snapshot: SnapshotNumber) -> Result<(), Box<dyn StdError + Send + Sync>>;
}

impl<F> OpeningRecorder for F
where
    F: Fn(&Purpose<'_>, SnapshotNumber) -> Result<(), Box<dyn StdError + Send + Sync>>,
{
    fn record(&self, purpose: &Purpose<'_>, snapshot: SnapshotNumber) -> Result<(), Box<dyn StdError + Send + Sync>> {
        self(purpose, snapshot)
    }
}

/// The opened vault of a snapshot, and the raw store, which holds the same in another form.
#[derive(Debug)]
pub struct Vault {
    keys: Arc<KeyRing>,
    snapshot: Arc<Snapshot>,
}

impl Vault {
    pub(crate) fn open(
        keys: Arc<KeyRing>,
        snapshot: Arc<Snapshot>,
        recorder: &dyn OpeningRecorder,
        purpose: &Purpose<'_>,
    ) -> Result<Self> {
        recorder.record(purpose, snapshot.number()).map_err(|source| Error::Unrecorded { source })?;
        Ok(Self { keys, snapshot })
    }

    /// The snapshot whose vault this is.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Reads a vault file: all columns, or of `columns` those that the file has.
    ///
    /// # Errors
    ///
    /// The snapshot does not name the file, or it is not what was written.
    pub fn read(&self, file: &VaultFile, columns: Option<&[&str]>) -> Result<VaultReader> {
        if !self.snapshot.vault_files().any(|named| named == file) {
            return Err(self.no_file("vault file", &file.name));
        }
        let path = self.snapshot.layout.vault().join(&file.name);
        VaultReader::open(Arc::clone(&self.keys), path, &file.name, columns)
    }

    /// Reads the bytes of a file as received, by their SHA-256 (64 hexadecimal digits).
    ///
    /// # Errors
    ///
    /// The snapshot does not name such a file, or it is not what was written.
    pub fn read_raw(&self, sha256: &str) -> Result<RawReader> {
        let file: &RawFile = self.snapshot.raw_file(sha256).ok_or_else(|| self.no_file("raw file", sha256))?;
        let path = self.snapshot.layout.raw().join(&file.name);
        RawReader::open(&self.keys, &path, file)
    }

    fn no_file(&self, what: &'static str, name: &str) -> Error {
        Error::NoFile { what, name: name.to_owned(), number: self.snapshot.number() }
    }
}

/// Reads a vault file, batch by batch.
pub struct VaultReader {
    path: PathBuf,
    schema: SchemaRef,
    batches: ParquetRecordBatchReader,
}

impl VaultReader {
    fn open(keys: Arc<KeyRing>, path: PathBuf, name: &str, columns: Option<&[&str]>) -> Result<Self> {
        let unwrap = Arc::new(Unwrap { keys, name: name.to_owned(), path: path.clone() });
        let failed = Error::parquet("decrypt", &path);
        let decryption = FileDecryptionProperties::with_key_retriever(unwrap)
            .with_aad_prefix(name.as_bytes().to_vec())
            .build()
            .map_err(&failed)?;
        let options = ArrowReaderOptions::new().with_file_decryption_properties(decryption);
        let file = File::open(&path).map_err(Error::storage("open", &path))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).map_err(&failed)?;
        let mask = match columns {
            Some(columns) => ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied()),
            None => ProjectionMask::all(),
        };
        let batches = builder.with_projection(mask).with_batch_size(BATCH_ROWS).build().map_err(&failed)?;
        drop(failed);
        let schema = arrow::array::RecordBatchReader::schema(&batches);
        Ok(Self { path, schema, batches })
    }

    /// The columns read.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }
}

impl Iterator for VaultReader {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.batches.next()?;
        Some(batch.map_err(|error| Error::parquet("decrypt", &self.path)(error.into())))
    }
}

impl std::fmt::Debug for VaultReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VaultReader").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Unwraps the data key found in a file's key metadata.
struct Unwrap {
    keys: Arc<KeyRing>,
    name: String,
    path: PathBuf,
}

impl KeyRetriever for Unwrap {
    fn retrieve_key(&self, metadata: &[u8]) -> Result<Vec<u8>, ParquetError> {
        let external = |error: Error| ParquetError::External(Box::new(error));
        let sealed: SealedDataKey = serde_json::from_slice(metadata).map_err(|_| external(not_ours(&self.path)))?;
        let key = self.keys.data_key(&self.path, &self.name, &sealed).map_err(external)?;
        Ok(key.bytes().to_vec())
    }
}

fn not_ours(path: &Path) -> Error {
    Error::Tampered { path: path.to_owned(), what: "its key metadata is not Caselake's" }
}
