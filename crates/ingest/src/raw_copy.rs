//! The bytes as received, on their way into the raw store: hashed as they come, sealed by whoever has time, and
//! appended in order.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, bounded};
use ring::digest;
use warehouse::{RawFile, RawSealer, RawWriter, SealedChunk};

use crate::container::{Progress, Tap};
use crate::crew::Crew;
use crate::error::{Error, Result};

/// Bytes sealed together.
const PIECE_BYTES: usize = 4 << 20;

/// The sealed end of a raw copy, shared by the threads.
pub(crate) struct RawStore {
    sealer: RawSealer,
    appended: Mutex<Appended>,
    failed: AtomicBool,
    buffers: (Sender<Vec<u8>>, Receiver<Vec<u8>>),
}

struct Appended {
    writer: RawWriter,
    next: u64,
    /// Sealed before their turn.
    waiting: BTreeMap<u64, SealedChunk>,
    failure: Option<warehouse::Error>,
}

impl RawStore {
    /// A store with buffers enough to keep `threads` threads busy.
    pub(crate) fn new(writer: RawWriter, threads: usize) -> Self {
        let count = threads + 2;
        let buffers = bounded(count);
        for _ in 0..count {
            drop(buffers.0.try_send(Vec::new()));
        }
        let appended = Appended { next: 0, waiting: BTreeMap::new(), failure: None, writer };
        Self {
            sealer: appended.writer.sealer(),
            appended: Mutex::new(appended),
            failed: AtomicBool::new(false),
            buffers,
        }
    }

    /// Why pieces could not be kept, told once.
    pub(crate) fn failure(&self) -> Option<Error> {
        let mut appended = self.appended.lock().unwrap_or_else(PoisonError::into_inner);
        appended.failure.take().map(Error::from)
    }

    /// Closes the raw file once all pieces are sealed.
    pub(crate) fn finish(self, sha256: &str, submission_id: &str) -> Result<RawFile> {
        let appended = self.appended.into_inner().unwrap_or_else(PoisonError::into_inner);
        if appended.waiting.is_empty() {
            Ok(appended.writer.finish(sha256, submission_id)?)
        } else {
            Err(Error::Internal { what: "a piece of the raw copy is missing" })
        }
    }

    fn seal(&self, index: u64, mut piece: Vec<u8>) {
        let sealed = self.sealer.seal(index, &piece);
        piece.clear();
        drop(self.buffers.0.try_send(piece));
        let mut appended = self.appended.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = sealed.and_then(|sealed| appended.append(index, sealed)) {
            appended.failure.get_or_insert(error);
            self.failed.store(true, Ordering::Relaxed);
        }
    }
}

impl Appended {
    fn append(&mut self, index: u64, sealed: SealedChunk) -> Result<(), warehouse::Error> {
        self.waiting.insert(index, sealed);
        while let Some(sealed) = self.waiting.remove(&self.next) {
            self.writer.append(sealed)?;
            self.next += 1;
        }
        Ok(())
    }
}

/// The reading end: hashes all bytes, and hands full pieces to the crew unless the raw copy is not wanted.
pub(crate) struct RawTap<'c, 'e> {
    hash: digest::Context,
    bytes: u64,
    progress: Option<Progress<'c>>,
    copy: Option<Copy<'c, 'e>>,
}

struct Copy<'c, 'e> {
    crew: &'c Crew<'e>,
    store: &'e RawStore,
    piece: Vec<u8>,
    next: u64,
}

impl<'c, 'e> RawTap<'c, 'e> {
    pub(crate) fn new(crew: &'c Crew<'e>, store: Option<&'e RawStore>, progress: Option<Progress<'c>>) -> Self {
        let copy = store.map(|store| Copy { crew, store, piece: Vec::new(), next: 0 });
        Self { hash: digest::Context::new(&digest::SHA256), bytes: 0, progress, copy }
    }

    /// Hands over the last piece; the SHA-256 (64 hexadecimal digits) and number of all bytes.
    pub(crate) fn finish(mut self) -> (String, u64) {
        if let Some(copy) = &mut self.copy {
            copy.hand_over();
        }
        (hexadecimal(self.hash.finish().as_ref()), self.bytes)
    }
}

impl Tap for RawTap<'_, '_> {
    fn see(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.progress.see(bytes)?;
        self.copy.as_mut().map_or(Ok(()), |copy| copy.add(bytes))
    }
}

impl Copy<'_, '_> {
    fn add(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        if self.store.failed.load(Ordering::Relaxed) {
            return Err(io::Error::other("the raw copy cannot be kept"));
        }
        while !bytes.is_empty() {
            if self.piece.capacity() == 0 {
                let gone = |_| io::Error::other("the threads that keep the raw copy are gone");
                self.piece = self.store.buffers.1.recv().map_err(gone)?;
                self.piece.reserve_exact(PIECE_BYTES);
            }
            let (now, later) = bytes.split_at(bytes.len().min(PIECE_BYTES - self.piece.len()));
            self.piece.extend_from_slice(now);
            if self.piece.len() == PIECE_BYTES {
                self.hand_over();
            }
            bytes = later;
        }
        Ok(())
    }

    fn hand_over(&mut self) {
        let piece = std::mem::take(&mut self.piece);
        if piece.is_empty() {
            return;
        }
        let (store, index) = (self.store, self.next);
        self.next += 1;
        self.crew.run(move || store.seal(index, piece));
    }
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
