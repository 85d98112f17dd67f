//! Reads one file on all cores: one thread cuts it into chunks of whole patients, the others parse them.
//!
//! Chunk `i` goes to lane `i mod L`, and `L` depends on the file alone: whatever a lane builds from its chunks is the
//! same on any machine. A bounded number of chunk buffers is in flight, so memory does not grow with the file.

use std::sync::Arc;
use std::sync::{Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, bounded};
use naaccr::{Chunk, Format, Opened};

use crate::crew::Crew;
use crate::error::{Error, Result};

/// Content bytes that a lane should have before there is another one.
const BYTES_PER_LANE: u64 = 32 << 20;
/// As many as the one thread that reads, hashes and cuts can keep busy; each holds rows in memory.
const MAX_LANES: u64 = 4;

/// How many lanes a file of about so many bytes has.
pub(crate) fn lane_count(content_bytes: u64) -> usize {
    usize::try_from((content_bytes / BYTES_PER_LANE).clamp(1, MAX_LANES)).unwrap_or(1)
}

/// What is done with the chunks of a file.
pub(crate) trait Lane: Send {
    /// Takes chunk `number` (from 0) of `file`, one of every `L`.
    ///
    /// # Errors
    /// What must stop the reading. Chunks before this one are still taken, by their own lanes.
    fn take(&mut self, file: &str, format: &dyn Format, chunk: &Chunk, number: u64) -> Result<()>;

    /// Told once, after the last chunk, if nothing failed.
    ///
    /// # Errors
    /// What must fail the reading.
    fn finish(&mut self) -> Result<()>;
}

/// The lanes of one file, and what went wrong first.
pub(crate) struct Lanes<L> {
    file: String,
    lanes: Vec<Mutex<L>>,
    buffers: (Sender<Chunk>, Receiver<Chunk>),
    failure: Mutex<Option<(u64, Error)>>,
}

/// How the reading ended.
pub(crate) struct ReadEnd {
    /// Bytes that were not legal in the file's encoding and were replaced.
    pub(crate) replaced_bytes: u64,
}

impl<L: Lane> Lanes<L> {
    /// Lanes of `file`, with chunk buffers enough to keep `threads` threads busy.
    pub(crate) fn new(file: &str, lanes: Vec<L>, threads: usize) -> Self {
        let count = 2 * threads + 2;
        let buffers = bounded(count);
        for _ in 0..count {
            // The channel holds exactly as many.
            drop(buffers.0.try_send(Chunk::default()));
        }
        let lanes = lanes.into_iter().map(Mutex::new).collect();
        Self { file: file.to_owned(), lanes, buffers, failure: Mutex::new(None) }
    }

    /// Reads the whole file on this thread and the crew's.
    ///
    /// When this returns, tasks may still be running; call [`Lanes::into_result`] once the crew is done.
    pub(crate) fn read<'e>(&'e self, crew: &Crew<'e>, opened: &mut Opened<'_>) -> ReadEnd {
        let mut number = 0;
        while let Ok(mut chunk) = self.buffers.1.recv() {
            if self.failed_before(number) {
                break;
            }
            match opened.splitter.next_chunk(&mut chunk) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    self.fail(number, Error::reading(&self.file, error));
                    break;
                }
            }
            self.give(crew, Arc::clone(&opened.format), chunk, number);
            number += 1;
        }
        for lane in 0..self.lanes.len() {
            crew.run_in_lane(lane, move || self.finish_lane(lane, number));
        }
        ReadEnd { replaced_bytes: opened.splitter.replaced_bytes() }
    }

    /// The lanes and the failure of the earliest chunk, if any.
    pub(crate) fn into_result(self) -> (Vec<L>, Option<Error>) {
        let lanes = self.lanes.into_iter().map(|lane| lane.into_inner().unwrap_or_else(PoisonError::into_inner));
        let failure = self.failure.into_inner().unwrap_or_else(PoisonError::into_inner);
        (lanes.collect(), failure.map(|(_, error)| error))
    }

    fn give<'e>(&'e self, crew: &Crew<'e>, format: Arc<dyn Format>, chunk: Chunk, number: u64) {
        let at = usize::try_from(number % self.lanes.len().max(1) as u64).unwrap_or(0);
        crew.run_in_lane(at, move || {
            let chunk = Returned { chunk, to: &self.buffers.0 };
            let Some(lane) = self.lanes.get(at) else { return };
            if self.failed_before(number) {
                return;
            }
            let mut lane = lane.lock().unwrap_or_else(PoisonError::into_inner);
            if let Err(error) = lane.take(&self.file, &*format, &chunk.chunk, number) {
                self.fail(number, error);
            }
        });
    }

    fn finish_lane(&self, at: usize, number: u64) {
        let Some(lane) = self.lanes.get(at) else { return };
        if self.failed_before(u64::MAX) {
            return;
        }
        if let Err(error) = lane.lock().unwrap_or_else(PoisonError::into_inner).finish() {
            self.fail(number, error);
        }
    }

    /// Keeps the failure of the earliest chunk.
    fn fail(&self, number: u64, error: Error) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if failure.as_ref().is_none_or(|(earliest, _)| number < *earliest) {
            *failure = Some((number, error));
        }
    }

    fn failed_before(&self, number: u64) -> bool {
        let failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.as_ref().is_some_and(|(earliest, _)| *earliest < number)
    }
}

/// A chunk whose buffer goes back to the reader, even from a thread that fails.
struct Returned<'p> {
    chunk: Chunk,
    to: &'p Sender<Chunk>,
}

impl Drop for Returned<'_> {
    fn drop(&mut self) {
        drop(self.to.try_send(std::mem::take(&mut self.chunk)));
    }
}
