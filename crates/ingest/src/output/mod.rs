//! NAACCR data written to a file, in the format and packing that its name says.

mod packing;
mod table;

use std::io;
use std::path::Path;

use naaccr::delimited::DelimitedWriter;
use naaccr::flat::{FlatWriter, ZeroPadding};
use naaccr::{Dictionary, Header, Patient, Slot, XmlWriter, XmlWriterOptions};

use crate::error::{Error, Result};
use packing::Packed;
use table::TableWriter;

/// A format that data is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    /// NAACCR XML: `.xml`.
    Xml,
    /// Fixed columns: `.txt`, `.dat`, `.naaccr`.
    FixedWidth,
    /// Delimited text: `.csv`, or `.tsv` with tabs.
    Delimited(u8),
    /// Parquet, a row a tumor, a column an item: `.parquet`.
    Parquet,
}

impl OutputFormat {
    /// The format that a file's name asks for, `.gz` and `.zip` aside.
    ///
    /// # Errors
    /// Another name.
    pub fn of(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let stem = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zip")).unwrap_or(&name);
        let extension = stem.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
        match extension.as_str() {
            "xml" => Ok(Self::Xml),
            "txt" | "dat" | "naaccr" => Ok(Self::FixedWidth),
            "csv" => Ok(Self::Delimited(b',')),
            "tsv" => Ok(Self::Delimited(b'\t')),
            "parquet" if stem.len() == name.len() => Ok(Self::Parquet),
            _ => Err(Error::OutputName { file: name }),
        }
    }

    /// Whether the columns must be known before the first record.
    pub(crate) fn needs_columns(self) -> bool {
        matches!(self, Self::Delimited(_) | Self::Parquet)
    }
}

/// Values that the format could not hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Losses {
    /// Values cut to their columns (fixed-width).
    pub cut_values: u64,
    /// Values that have no place in the format.
    pub left_out: u64,
    /// Characters that the format has no way to write.
    pub removed_characters: u64,
}

/// A file being written. Nothing stands under its name before [`Output::finish`].
pub(crate) struct Output {
    file: String,
    writer: Writer,
}

enum Writer {
    Xml(XmlWriter<Packed>),
    FixedWidth(FlatWriter<Packed>),
    Delimited(DelimitedWriter<Packed>),
    Parquet(Box<TableWriter>),
}

impl Output {
    /// Begins a file. Slots are those of `dictionary`; `columns` names those that a table has.
    ///
    /// # Errors
    /// A folder that cannot be written to, and a version without fixed columns.
    pub(crate) fn create(
        path: &Path,
        format: OutputFormat,
        header: &Header,
        dictionary: &Dictionary,
        columns: &[Slot],
    ) -> Result<Self> {
        let file = path.display().to_string();
        let failed = |source| Error::Write { file: file.clone(), source };
        let out = Packed::create(path).map_err(failed)?;
        let writer = match format {
            OutputFormat::Xml => {
                Writer::Xml(XmlWriter::new(out, header, dictionary, XmlWriterOptions::default()).map_err(failed)?)
            }
            OutputFormat::FixedWidth => Writer::FixedWidth(
                FlatWriter::new(out, header, dictionary, ZeroPadding::default())
                    .map_err(|error| Error::reading(&file, error))?,
            ),
            OutputFormat::Delimited(delimiter) => {
                Writer::Delimited(DelimitedWriter::new(out, delimiter, columns, header, dictionary).map_err(failed)?)
            }
            OutputFormat::Parquet => {
                Writer::Parquet(Box::new(TableWriter::new(out, header, dictionary, columns).map_err(failed)?))
            }
        };
        Ok(Self { file, writer })
    }

    /// Writes a patient.
    ///
    /// # Errors
    /// The disk is full.
    pub(crate) fn patient(&mut self, patient: &Patient) -> Result<()> {
        match &mut self.writer {
            Writer::Xml(writer) => writer.write_patient(patient),
            Writer::FixedWidth(writer) => writer.write_patient(patient),
            Writer::Delimited(writer) => writer.write_patient(patient),
            Writer::Parquet(writer) => writer.write_patient(patient),
        }
        .map_err(|source| Error::Write { file: self.file.clone(), source })
    }

    /// Ends the file and gives it its name.
    ///
    /// # Errors
    /// The disk is full.
    pub(crate) fn finish(self) -> Result<Losses> {
        let file = self.file;
        finish(self.writer).map_err(|source| Error::Write { file, source })
    }
}

fn finish(writer: Writer) -> io::Result<Losses> {
    let mut losses = Losses::default();
    let out = match writer {
        Writer::Xml(writer) => {
            losses.removed_characters = writer.removed_characters();
            writer.finish()?
        }
        Writer::FixedWidth(writer) => {
            let flat = writer.losses();
            (losses.cut_values, losses.left_out) = (flat.cut_values, flat.left_out);
            writer.finish()?
        }
        Writer::Delimited(writer) => {
            losses.left_out = writer.left_out();
            writer.finish()?
        }
        Writer::Parquet(writer) => {
            losses.left_out = writer.left_out();
            writer.finish()?
        }
    };
    out.finish()?;
    Ok(losses)
}
