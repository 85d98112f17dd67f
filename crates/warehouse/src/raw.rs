//! The raw store: the bytes received, compressed, then encrypted, named by their hash.
//!
//! ```text
//! "CASELAKE-RAW-1\n"  length of the header (u32)  header: the sealed data key, JSON
//! length (u32)  chunk 0, sealed
//! length (u32)  chunk 1, sealed
//! ...
//! length (u32)  closing chunk, sealed: how many chunks, how many bytes, their SHA-256
//! ```
//!
//! A chunk is sealed with AES-256-GCM under the file's own random key; its number and whether it closes
//! the file are the nonce, so chunks cannot be swapped, dropped or repeated, and a file without its
//! closing chunk is known to be cut short (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
//! Vizár, 2015). Sealing is a pure function of chunk and number: several threads may seal while one
//! appends. Lengths are little-endian.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::key::{DataKey, KeyRing, NONCE_LEN, SealedDataKey, TAG_LEN};
use crate::layout::raw_file_name;

const MAGIC: &[u8] = b"CASELAKE-RAW-1\n";

/// The context of every raw file's data key; the file has no name yet when it is begun.
const KEY_CONTEXT: &str = "raw file";

/// The largest chunk, in bytes as received.
pub const MAX_CHUNK_BYTES: usize = 64 << 20;

/// A file in the raw store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawFile {
    /// SHA-256 of the received bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// The file's name in the raw store.
    pub name: String,
    /// Bytes received.
    pub bytes: u64,
    /// Bytes in the raw store.
    pub stored_bytes: u64,
    /// The submission that brought it.
    pub submission_id: String,
}

/// Seals chunks of one raw file, on any thread.
#[derive(Debug, Clone)]
pub struct RawSealer {
    key: DataKey,
    level: i32,
}

/// A chunk ready to be appended.
#[derive(Debug)]
pub struct SealedChunk {
    index: u64,
    bytes_received: u64,
    sealed: Vec<u8>,
}

/// Writes one raw file, chunk after chunk.
#[derive(Debug)]
pub struct RawWriter {
    sealer: RawSealer,
    writer_id: Uuid,
    path: PathBuf,
    file: BufWriter<File>,
    chunks: u64,
    bytes: u64,
    stored_bytes: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Closing {
    chunks: u64,
    bytes: u64,
    sha256: String,
}

impl RawSealer {
    /// Compresses and encrypts the chunk numbered `index` from 0; at most [`MAX_CHUNK_BYTES`] long, a few
    /// megabytes are best. Each number must be sealed once.
    ///
    /// # Errors
    ///
    /// [`Error::ChunkSize`]; compression or encryption failed.
    pub fn seal(&self, index: u64, chunk: &[u8]) -> Result<SealedChunk> {
        if chunk.len() > MAX_CHUNK_BYTES {
            return Err(Error::ChunkSize { found: chunk.len(), limit: MAX_CHUNK_BYTES });
        }
        let mut compressed = zstd::bulk::compress(chunk, self.level).map_err(|source| Error::Compression { source })?;
        self.key.seal(nonce(index, false), b"", &mut compressed, 0)?;
        Ok(SealedChunk { index, bytes_received: chunk.len() as u64, sealed: compressed })
    }
}

impl RawWriter {
    pub(crate) fn create(keys: &KeyRing, writer_id: Uuid, path: PathBuf) -> Result<Self> {
        let (key, sealed_key) = keys.new_data_key(KEY_CONTEXT)?;
        let header = serde_json::to_vec(&sealed_key).map_err(|error| Error::damaged(&path, error.to_string()))?;
        let file = File::create_new(&path).map_err(Error::storage("create", &path))?;
        let mut writer = Self {
            sealer: RawSealer { key, level: COMPRESSION_LEVEL },
            writer_id,
            path,
            file: BufWriter::new(file),
            chunks: 0,
            bytes: 0,
            stored_bytes: 0,
        };
        writer.put(MAGIC)?;
        writer.put_framed(&header)?;
        Ok(writer)
    }

    /// What seals this file's chunks; clone it for each thread.
    pub fn sealer(&self) -> RawSealer {
        self.sealer.clone()
    }

    /// Appends the next chunk.
    ///
    /// # Errors
    ///
    /// [`Error::ChunkOrder`] if it is not the next one; the disk is full.
    #[expect(clippy::needless_pass_by_value, reason = "a chunk is appended once")]
    pub fn append(&mut self, chunk: SealedChunk) -> Result<()> {
        if chunk.index != self.chunks {
            return Err(Error::ChunkOrder { path: self.path.clone(), found: chunk.index, wanted: self.chunks });
        }
        self.put_framed(&chunk.sealed)?;
        self.chunks += 1;
        self.bytes += chunk.bytes_received;
        Ok(())
    }

    /// Closes the file, makes it last and gives it its name: `sha256` is the SHA-256 of the received
    /// bytes, 64 hexadecimal digits. What is returned is to be named in a commit.
    ///
    /// # Errors
    ///
    /// The disk is full.
    pub fn finish(mut self, sha256: &str, submission_id: &str) -> Result<RawFile> {
        let closing = Closing { chunks: self.chunks, bytes: self.bytes, sha256: sha256.to_owned() };
        let mut sealed = serde_json::to_vec(&closing).map_err(|error| Error::damaged(&self.path, error.to_string()))?;
        let nonce = nonce(self.chunks, true);
        self.sealer.key.seal(nonce, b"", &mut sealed, 0)?;
        self.put_framed(&sealed)?;
        let name = raw_file_name(self.writer_id, sha256);
        let named = self.path.with_file_name(&name);
        self.file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all())
            .and_then(|()| std::fs::rename(&self.path, &named))
            .map_err(Error::storage("finish", &self.path))?;
        Ok(RawFile {
            sha256: sha256.to_owned(),
            name,
            bytes: self.bytes,
            stored_bytes: self.stored_bytes,
            submission_id: submission_id.to_owned(),
        })
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.stored_bytes += bytes.len() as u64;
        self.file.write_all(bytes).map_err(Error::storage("write", &self.path))
    }

    fn put_framed(&mut self, bytes: &[u8]) -> Result<()> {
        let length =
            u32::try_from(bytes.len()).map_err(|_| Error::ChunkSize { found: bytes.len(), limit: MAX_CHUNK_BYTES })?;
        self.put(&length.to_le_bytes())?;
        self.put(bytes)
    }
}

/// Reads the received bytes back. An altered, shortened or reordered file is an error of kind
/// [`ErrorKind::InvalidData`] before any byte that was not received comes out.
#[derive(Debug)]
pub struct RawReader {
    path: PathBuf,
    sha256: String,
    key: DataKey,
    file: BufReader<File>,
    chunks: u64,
    bytes: u64,
    chunk: Vec<u8>,
    read: usize,
    closed: bool,
}

impl RawReader {
    pub(crate) fn open(keys: &KeyRing, path: &Path, raw: &RawFile) -> Result<Self> {
        let file = File::open(path).map_err(Error::storage("open", path))?;
        let mut file = BufReader::with_capacity(1 << 20, file);
        let not_raw = || Error::Tampered { path: path.to_owned(), what: "not a raw file" };
        let mut magic = [0; MAGIC.len()];
        file.read_exact(&mut magic).map_err(|_| not_raw())?;
        if magic != MAGIC {
            return Err(not_raw());
        }
        let header = read_framed(&mut file).map_err(|_| not_raw())?;
        let sealed: SealedDataKey = serde_json::from_slice(&header).map_err(|_| not_raw())?;
        Ok(Self {
            path: path.to_owned(),
            sha256: raw.sha256.clone(),
            key: keys.data_key(path, KEY_CONTEXT, &sealed)?,
            file,
            chunks: 0,
            bytes: 0,
            chunk: Vec::new(),
            read: 0,
            closed: false,
        })
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        let mut sealed = read_framed(&mut self.file).map_err(|error| match error.kind() {
            ErrorKind::UnexpectedEof => self.refuse("the file ends before its closing chunk"),
            _ => error,
        })?;
        // A chunk that does not open as a chunk may be the closing one; a failed opening spoils its
        // input, so each gets its own copy.
        let mut closing = (sealed.len() < MAX_CLOSING_BYTES).then(|| sealed.clone());
        if let Some(compressed) = self.key.open(nonce(self.chunks, false), b"", &mut sealed) {
            self.chunk = decompress(compressed).ok_or_else(|| self.refuse("a chunk does not decompress"))?;
            self.read = 0;
            self.chunks += 1;
            self.bytes += self.chunk.len() as u64;
            return Ok(());
        }
        let closing: Option<Closing> = closing
            .as_mut()
            .and_then(|sealed| self.key.open(nonce(self.chunks, true), b"", sealed))
            .and_then(|closing| serde_json::from_slice(closing).ok());
        let closing = closing.ok_or_else(|| self.refuse("a chunk is not what was written"))?;
        let as_received = closing.chunks == self.chunks && closing.bytes == self.bytes && closing.sha256 == self.sha256;
        if !as_received {
            return Err(self.refuse("the closing chunk belongs to another file"));
        }
        if !self.file.fill_buf()?.is_empty() {
            return Err(self.refuse("bytes follow the closing chunk"));
        }
        self.closed = true;
        Ok(())
    }

    fn refuse(&self, what: &'static str) -> io::Error {
        let error = Error::Tampered { path: self.path.clone(), what };
        io::Error::new(ErrorKind::InvalidData, error)
    }
}

impl Read for RawReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read == self.chunk.len() && !self.closed {
            self.next_chunk()?;
            if self.closed {
                self.chunk.clear();
                self.read = 0;
            }
        }
        let waiting = self.chunk.get(self.read..).unwrap_or_default();
        let count = waiting.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), waiting.get(..count)) {
            to.copy_from_slice(from);
        }
        self.read += count;
        Ok(count)
    }
}

/// Fast, and XML shrinks to a few percent all the same.
const COMPRESSION_LEVEL: i32 = 1;

/// A closing chunk is a few numbers and a hash.
const MAX_CLOSING_BYTES: usize = 1024;

fn decompress(compressed: &[u8]) -> Option<Vec<u8>> {
    let length = zstd::zstd_safe::get_frame_content_size(compressed).ok()??;
    let length = usize::try_from(length).ok().filter(|&length| length <= MAX_CHUNK_BYTES)?;
    zstd::bulk::decompress(compressed, length).ok()
}

fn nonce(index: u64, closing: bool) -> [u8; NONCE_LEN] {
    let mut nonce = [0; NONCE_LEN];
    nonce[..8].copy_from_slice(&index.to_be_bytes());
    nonce[NONCE_LEN - 1] = u8::from(closing);
    nonce
}

fn read_framed(file: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    file.read_exact(&mut length)?;
    let length = u64::from(u32::from_le_bytes(length));
    let mut framed = Vec::new();
    // Reading up to the length, not reserving it: an altered length must not claim the memory.
    let read = file.take(length).read_to_end(&mut framed)?;
    if read as u64 == length && read >= TAG_LEN { Ok(framed) } else { Err(ErrorKind::UnexpectedEof.into()) }
}
