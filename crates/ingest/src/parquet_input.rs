//! Parquet read as if it were delimited text: a row a record, the columns that hold text or numbers.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::error::{Error, Result};

/// Whether these first bytes are a Parquet file's.
pub(crate) fn is_parquet(head: &[u8]) -> bool {
    head.starts_with(b"PAR1")
}

/// The file as comma-separated text with a header row.
pub(crate) fn as_text(path: &Path) -> Result<impl Read + Send + use<>> {
    let builder = open(path)?;
    let names: Vec<_> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    let batches = builder.build().map_err(|error| refused(path, error))?;
    let mut text = Text { batches, pending: VecDeque::new() };
    text.record(names.iter().map(String::as_str)).map_err(|source| failed(path, source))?;
    Ok(text)
}

struct Text {
    batches: ParquetRecordBatchReader,
    pending: VecDeque<u8>,
}

impl Text {
    fn record<'a>(&mut self, values: impl Iterator<Item = &'a str>) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(&mut self.pending);
        writer.write_record(values).map_err(io::Error::other)?;
        writer.flush()
    }

    fn batch(&mut self, batch: &RecordBatch) -> io::Result<()> {
        let texts = batch.columns().iter().map(|column| cast(column, &DataType::Utf8));
        let texts = texts.collect::<Result<Vec<_>, _>>().map_err(io::Error::other)?;
        let texts: Vec<_> = texts.iter().map(AsArray::as_string::<i32>).collect();
        for row in 0..batch.num_rows() {
            self.record(texts.iter().map(|column| if column.is_null(row) { "" } else { column.value(row) }))?;
        }
        Ok(())
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.pending.is_empty() {
            let Some(batch) = self.batches.next() else { return Ok(0) };
            self.batch(&batch.map_err(io::Error::other)?)?;
        }
        self.pending.read(buffer)
    }
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>> {
    let file = File::open(path).map_err(|source| failed(path, source))?;
    ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| refused(path, error))
}

fn failed(path: &Path, source: io::Error) -> Error {
    Error::Open { file: path.display().to_string(), source }
}

fn refused(path: &Path, error: parquet::errors::ParquetError) -> Error {
    failed(path, io::Error::other(error))
}
