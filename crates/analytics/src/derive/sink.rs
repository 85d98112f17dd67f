//! Where the rows go: CSV or Parquet, the columns as they were, the derived ones behind them.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, KeyValueMetadata, NamedFrom, ParquetCompression, ParquetWriter,
    PolarsError, Series,
};
use rules::Values;

use super::rows::Part;
use crate::error::{Error, Result};
use crate::values::Values as ColumnValues;

/// The form of what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Csv { separator: u8 },
    Parquet,
}

/// The names of what is written.
pub(super) struct Names<'a> {
    /// What errors call the source.
    pub(super) place: &'a str,
    pub(super) kept: &'a [String],
    pub(super) derived: &'a [&'a str],
}

/// Some rows as they are written.
pub(super) enum Encoded {
    Lines(Vec<u8>),
    Frame(DataFrame),
}

impl Form {
    /// The form that a file's ending says.
    pub(super) fn of(path: &Path) -> Result<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "csv" => Ok(Self::Csv { separator: b',' }),
            "tsv" => Ok(Self::Csv { separator: b'\t' }),
            "parquet" => Ok(Self::Parquet),
            _ => {
                let problem = "the ending says the form: .csv, .tsv or .parquet";
                Err(Error::Unwritable { path: path.to_owned(), problem })
            }
        }
    }

    /// Rows with their derived values.
    pub(super) fn encode(self, part: &Part<'_>, values: &[&Values], names: &Names<'_>) -> Result<Encoded> {
        match self {
            Self::Csv { separator } => lines(separator, part, values, names).map(Encoded::Lines),
            Self::Parquet => frame(part, values, names).map(Encoded::Frame),
        }
    }
}

/// The rows as lines of delimited text.
fn lines(separator: u8, part: &Part<'_>, values: &[&Values], names: &Names<'_>) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(part.rows() * 8 * (names.kept.len() + values.len()));
    let kept = match part {
        Part::Lines(..) => Vec::new(),
        Part::Frame(frame) => {
            names.kept.iter().map(|name| written(names.place, name, frame)).collect::<Result<Vec<_>>>()?
        }
    };
    for row in 0..part.rows() {
        match part {
            Part::Lines(lines, rows) => {
                let at = rows.start + row;
                lines.fields(at..at + 1).for_each(|text| field(&mut out, separator, text));
            }
            Part::Frame(_) => kept.iter().for_each(|texts| field(&mut out, separator, &texts[row])),
        }
        for values in values {
            match values {
                Values::Codes(codes) => {
                    field(&mut out, separator, codes.get(row).and_then(Option::as_deref).unwrap_or_default());
                }
                Values::Numbers(numbers) => {
                    if let Some(number) = numbers.get(row).copied().flatten() {
                        write!(out, "{number}").map_err(|error| unwritable("CSV", &error.to_string()))?;
                    }
                    out.push(separator);
                }
            }
        }
        end_line(&mut out);
    }
    Ok(out)
}

/// Writes a field and what separates it from the next.
fn field(out: &mut Vec<u8>, separator: u8, text: &str) {
    if text.bytes().any(|byte| byte == separator || matches!(byte, b'"' | b'\n' | b'\r')) {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
    out.push(separator);
}

/// Ends the line behind its last field.
fn end_line(out: &mut Vec<u8>) {
    out.pop();
    out.push(b'\n');
}

/// A typed column as text: as it is, where it is text.
fn written<'f>(place: &'f str, name: &'f str, frame: &'f DataFrame) -> Result<Vec<Cow<'f, str>>> {
    let column = frame.column(name).map_err(|_| unwritable("CSV", "a column is not in all of the file"))?;
    let values = ColumnValues { place, name, column, rows: &[] };
    if let (DataType::String, Ok(texts)) = (column.dtype(), column.str()) {
        return Ok(texts.iter().map(|text| Cow::Borrowed(text.unwrap_or_default())).collect());
    }
    Ok(values.texts()?.into_iter().map(Option::unwrap_or_default).collect())
}

/// The rows as a frame; an empty field of text is a missing value.
fn frame(part: &Part<'_>, values: &[&Values], names: &Names<'_>) -> Result<DataFrame> {
    let mut columns: Vec<Column> = match part {
        Part::Frame(frame) => {
            let of = |name: &String| frame.column(name).cloned();
            names.kept.iter().map(of).collect::<Result<_, _>>().map_err(|error| failed(&error))?
        }
        Part::Lines(lines, rows) => {
            let filled =
                |at: usize| rows.clone().map(move |row| Some(lines.field(row, at)).filter(|text| !text.is_empty()));
            let text = |(at, name): (usize, &String)| {
                Series::new(name.as_str().into(), filled(at).collect::<Vec<_>>()).into_column()
            };
            names.kept.iter().enumerate().map(text).collect()
        }
    };
    columns.extend(names.derived.iter().zip(values).map(|(name, values)| column(name, values)));
    DataFrame::new_infer_height(columns).map_err(|error| failed(&error))
}

/// Derived values as a column.
pub(super) fn column(name: &str, values: &Values) -> Column {
    match values {
        Values::Codes(codes) => {
            let codes: Vec<Option<&str>> = codes.iter().map(Option::as_deref).collect();
            Series::new(name.into(), codes).into_column()
        }
        Values::Numbers(numbers) => Series::new(name.into(), numbers.as_slice()).into_column(),
    }
}

/// What takes the encoded rows in their order.
pub(super) enum Sink<'w> {
    Lines(&'w mut dyn Write),
    /// Begun by the first rows, whose columns' types are the file's.
    Parquet {
        begin: Option<ParquetWriter<&'w mut dyn Write>>,
        writer: Option<Box<BatchedWriter<&'w mut dyn Write>>>,
    },
}

impl<'w> Sink<'w> {
    /// Begins; the metadata is for Parquet.
    pub(super) fn new(
        form: Form,
        out: &'w mut dyn Write,
        names: &Names<'_>,
        metadata: Vec<(String, String)>,
    ) -> io::Result<Self> {
        match form {
            Form::Csv { separator } => {
                let mut header = Vec::new();
                names.kept.iter().for_each(|name| field(&mut header, separator, name));
                names.derived.iter().for_each(|name| field(&mut header, separator, name));
                end_line(&mut header);
                out.write_all(&header)?;
                Ok(Self::Lines(out))
            }
            Form::Parquet => {
                let begin = ParquetWriter::new(out)
                    .with_compression(ParquetCompression::Zstd(None))
                    .with_key_value_metadata(Some(KeyValueMetadata::from_static(metadata)));
                Ok(Self::Parquet { begin: Some(begin), writer: None })
            }
        }
    }

    /// Writes consecutive rows, a group of a Parquet file.
    pub(super) fn write(&mut self, encoded: Vec<Encoded>) -> io::Result<()> {
        let mut whole: Option<DataFrame> = None;
        for encoded in encoded {
            match (encoded, &mut *self) {
                (Encoded::Lines(lines), Self::Lines(out)) => out.write_all(&lines)?,
                (Encoded::Frame(frame), _) => match &mut whole {
                    Some(whole) => drop(whole.vstack_mut(&frame).map_err(io::Error::other)?),
                    None => whole = Some(frame),
                },
                (Encoded::Lines(_), _) => {}
            }
        }
        match whole {
            Some(mut frame) => {
                frame.rechunk_mut_par();
                self.write_group(&frame).map_err(io::Error::other)
            }
            None => Ok(()),
        }
    }

    fn write_group(&mut self, frame: &DataFrame) -> Result<(), PolarsError> {
        let Self::Parquet { begin, writer } = self else { return Ok(()) };
        if let Some(begin) = begin.take() {
            *writer = Some(Box::new(begin.batched(frame.schema())?));
        }
        writer.as_mut().map_or(Ok(()), |writer| writer.write_batch(frame))
    }

    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Lines(out) => out.flush(),
            Self::Parquet { writer: Some(writer), .. } => writer.finish().map(drop).map_err(io::Error::other),
            Self::Parquet { writer: None, .. } => Ok(()),
        }
    }
}

/// Lets `write` fill a file that appears whole or not at all.
pub(super) fn written_whole<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<T>) -> Result<T> {
    let io = |source| Error::Io { path: path.to_owned(), source };
    let unfinished = path.with_added_extension("unfinished");
    let filled = File::create(&unfinished).map_err(io).and_then(|file| {
        let mut file = BufWriter::with_capacity(1 << 20, file);
        let written = write(&mut file)?;
        file.flush().map_err(io)?;
        Ok(written)
    });
    let done = filled.and_then(|written| std::fs::rename(&unfinished, path).map_err(io).map(|()| written));
    if done.is_err() {
        drop(std::fs::remove_file(&unfinished));
    }
    done
}

fn failed(error: &PolarsError) -> Error {
    unwritable("Parquet", &error.to_string())
}

fn unwritable(format: &'static str, problem: &str) -> Error {
    Error::Render { format, problem: problem.to_owned() }
}
