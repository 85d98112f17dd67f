//! Shows received bytes to somebody else on their way to the reader.

use std::io::{self, Read};

/// Sees every received byte once, in order.
pub(crate) trait Tap: Send {
    /// The next bytes.
    ///
    /// # Errors
    /// Whatever must stop the reading.
    fn see(&mut self, bytes: &[u8]) -> io::Result<()>;
}

impl<T: Tap + ?Sized> Tap for &mut T {
    fn see(&mut self, bytes: &[u8]) -> io::Result<()> {
        (**self).see(bytes)
    }
}

/// Nobody looks.
impl Tap for () {
    fn see(&mut self, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

/// Told how many bytes were received since it was last told.
pub(crate) type Progress<'a> = &'a (dyn Fn(u64) + Sync);

/// Only the progress is of interest.
impl Tap for Option<Progress<'_>> {
    fn see(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(progress) = self {
            progress(bytes.len() as u64);
        }
        Ok(())
    }
}

/// A reader whose bytes are shown to a [`Tap`].
pub(crate) struct Tee<R, T> {
    inner: R,
    tap: T,
}

impl<R, T> Tee<R, T> {
    pub(crate) fn new(inner: R, tap: T) -> Self {
        Self { inner, tap }
    }
}

impl<R: Read, T: Tap> Read for Tee<R, T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.tap.see(buffer.get(..read).unwrap_or_default())?;
        Ok(read)
    }
}
