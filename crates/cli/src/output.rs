//! What every command answers with: a table, JSON, CSV or Parquet, on standard output or in a file.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::{Serialize, Serializer};

use crate::failure::Failure;
use crate::sheet::Sheet;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs; with everything that is known.
    Json,
    /// For spreadsheets and R.
    Csv,
    /// For data frames.
    Parquet,
}

/// How and where to answer.
#[derive(Debug, Clone, Args)]
pub(crate) struct Output {
    /// Form of the answer; the default is a table, or what the ending of --out says
    #[arg(long, value_enum, help_heading = "Answer")]
    pub(crate) format: Option<Format>,
    /// Write the answer to a file instead of standard output
    #[arg(long, value_name = "FILE", help_heading = "Answer")]
    pub(crate) out: Option<PathBuf>,
    /// Show no progress, and no answer that is not asked for with --format or --out
    #[arg(long, short, help_heading = "Answer")]
    pub(crate) quiet: bool,
}

impl Output {
    /// The form asked for, or the one that the file's ending names.
    pub(crate) fn format(&self) -> Format {
        self.format.unwrap_or_else(|| {
            match self.out.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str()) {
                Some("json") => Format::Json,
                Some("csv") => Format::Csv,
                Some("parquet") => Format::Parquet,
                _ => Format::Table,
            }
        })
    }

    /// Whether nobody wants to see an answer.
    pub(crate) fn is_silent(&self) -> bool {
        self.quiet && self.format.is_none() && self.out.is_none()
    }

    /// Writes an answer's bytes to where they belong. A file appears whole or not at all.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.write_with(|out| out.write_all(bytes))
    }

    fn write_with(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        match &self.out {
            Some(path) => write_file_with(path, write),
            None => print_with(write),
        }
    }

    /// Answers with a table of `rows`, and with `json` where JSON is asked for.
    pub(crate) fn answer<J: Serialize>(&self, table: &Sheet, json: impl FnOnce() -> J) -> Result<(), Failure> {
        if self.is_silent() {
            return Ok(());
        }
        match self.format() {
            Format::Table => self.write(table.draw().as_bytes()),
            Format::Json => self.write_with(|out| {
                serde_json::to_writer_pretty(&mut *out, &json())?;
                out.write_all(b"\n")
            }),
            Format::Csv => self.write(&table.to_csv()?),
            Format::Parquet => self.write(&table.to_parquet()?),
        }
    }
}

/// In JSON, one thing is an object and several are a list.
#[derive(Debug)]
pub(crate) struct OneOrMany<'a, T>(pub(crate) &'a [T]);

impl<T: Serialize> Serialize for OneOrMany<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

/// Writes a file that appears whole or not at all.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write_file_with(path, |out| out.write_all(bytes))
}

/// Writes pages to this file; where there are several, to files numbered from the second on.
pub(crate) fn write_pages(path: &Path, pages: impl Iterator<Item = String>) -> Result<(), Failure> {
    for (page, number) in pages.zip(1..) {
        let numbered = |number: u32| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let ending = path.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
            path.with_file_name(format!("{stem}-{number}{ending}"))
        };
        let path = if number == 1 { path.to_owned() } else { numbered(number) };
        write_file(&path, page.as_bytes())?;
    }
    Ok(())
}

fn write_file_with(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let unfinished = path.with_added_extension("unfinished");
    let written = File::create(&unfinished).and_then(|file| {
        let mut file = BufWriter::new(file);
        write(&mut file)?;
        file.flush()
    });
    written.and_then(|()| std::fs::rename(&unfinished, path)).map_err(|error| {
        drop(std::fs::remove_file(&unfinished));
        Failure::new(format_args!("{}: cannot be written: {error}", path.display()))
    })
}

/// Writes to standard output; a reader that left is no error.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Failure> {
    print_with(|out| out.write_all(bytes))
}

fn print_with(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::ClosedPipe),
        Err(error) => Err(Failure::new(format_args!("standard output: {error}"))),
    }
}
