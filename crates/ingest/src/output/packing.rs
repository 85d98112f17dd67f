//! A file that is written beside its place, packed as its name says, and moved there when it is whole.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::NamedTempFile;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The packed file.
pub(crate) struct Packed {
    place: PathBuf,
    unfinished: NamedTempFile,
    stream: Stream,
}

enum Stream {
    Plain(BufWriter<File>),
    Gzip(Box<GzEncoder<BufWriter<File>>>),
    Zip(Box<ZipWriter<BufWriter<File>>>),
}

impl Packed {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let unfinished = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        let file = BufWriter::with_capacity(1 << 20, unfinished.reopen()?);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let stream = if name.ends_with(".gz") {
            Stream::Gzip(Box::new(GzEncoder::new(file, Compression::default())))
        } else if let Some(entry) = name.strip_suffix(".zip") {
            let mut archive = ZipWriter::new(file);
            archive.start_file(entry, SimpleFileOptions::default().large_file(true)).map_err(io::Error::other)?;
            Stream::Zip(Box::new(archive))
        } else {
            Stream::Plain(file)
        };
        Ok(Self { place: path.to_owned(), unfinished, stream })
    }

    pub(super) fn finish(self) -> io::Result<()> {
        let mut file = match self.stream {
            Stream::Plain(file) => file,
            Stream::Gzip(stream) => stream.finish()?,
            Stream::Zip(archive) => archive.finish().map_err(io::Error::other)?,
        };
        file.flush()?;
        file.get_ref().sync_all()?;
        // Temporary files are private to their owner; a file that was asked for is not.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(self.unfinished.path(), std::fs::Permissions::from_mode(0o644))?;
        }
        self.unfinished.persist(&self.place).map_err(|error| error.error)?;
        Ok(())
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.write(bytes),
            Stream::Gzip(stream) => stream.write(bytes),
            Stream::Zip(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.stream {
            Stream::Plain(stream) => stream.flush(),
            Stream::Gzip(stream) => stream.flush(),
            Stream::Zip(stream) => stream.flush(),
        }
    }
}
