//! A data file of a table: its entry in the log, and the writer that makes it.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::ColumnPath;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::schema::{Column, STATISTICS, Table, check_fields};

/// A Parquet file that is, or is to become, part of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFile {
    /// The file's name in the table's folder.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// Rows.
    pub rows: u64,
    /// Statistics of the few columns that files are chosen by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statistics: BTreeMap<String, ColumnStatistics>,
}

impl DataFile {
    /// Whether the file may hold rows whose `column` is this text; `true` unless statistics rule it out.
    pub fn may_hold(&self, column: &str, text: &str) -> bool {
        let Some(statistics) = self.statistics.get(column) else {
            return true;
        };
        match (&statistics.min, &statistics.max) {
            (Some(Extreme::Text(min)), Some(Extreme::Text(max))) => min.as_str() <= text && text <= max.as_str(),
            _ => statistics.nulls < self.rows,
        }
    }
}

/// Smallest and largest value of a column in a file (none where all are null), and how many are null.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnStatistics {
    /// The smallest value.
    pub min: Option<Extreme>,
    /// The largest value.
    pub max: Option<Extreme>,
    /// Rows without a value.
    pub nulls: u64,
}

/// A smallest or largest value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Extreme {
    /// Of a column of whole numbers.
    Number(i64),
    /// Of a column of text, by its bytes.
    Text(String),
}

/// Writes one data file of a table, batch by batch; several may be at work side by side.
///
/// The file is invisible until a commit names it.
#[derive(Debug)]
pub struct DataFileWriter {
    table: Table,
    name: String,
    path: PathBuf,
    writer: ArrowWriter<File>,
    rows: u64,
    statistics: BTreeMap<String, ColumnStatistics>,
}

impl DataFileWriter {
    /// Opens the file for batches of the given schema, whose columns must be columns of the table.
    pub(crate) fn create(
        table: Table,
        columns: &[Column],
        schema: SchemaRef,
        path: PathBuf,
        name: String,
    ) -> Result<Self> {
        check_fields(table, columns, &schema)?;
        let file = File::create_new(&path).map_err(Error::storage("create", &path))?;
        let options = ArrowWriterOptions::new().with_properties(properties()).with_skip_arrow_metadata(true);
        let statistics = STATISTICS
            .iter()
            .filter(|name| schema.column_with_name(name).is_some())
            .map(|name| ((*name).to_owned(), ColumnStatistics::default()))
            .collect();
        let writer =
            ArrowWriter::try_new_with_options(file, schema, options).map_err(Error::parquet("write", &path))?;
        Ok(Self { table, name, path, writer, rows: 0, statistics })
    }

    /// Encodes a batch; its schema must be the one the writer was opened with.
    ///
    /// # Errors
    ///
    /// The disk is full, or the batch has another schema.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.writer.write(batch).map_err(Error::parquet("write", &self.path))?;
        self.rows += batch.num_rows() as u64;
        for (name, statistics) in &mut self.statistics {
            if let Some(column) = batch.column_by_name(name) {
                statistics.add(column, &self.path)?;
            }
        }
        Ok(())
    }

    /// Ends the file and makes it last; what is returned is to be named in a commit.
    ///
    /// # Errors
    ///
    /// The disk is full.
    pub fn finish(mut self) -> Result<(Table, DataFile)> {
        self.writer.finish().map_err(Error::parquet("write", &self.path))?;
        let file = self.writer.inner();
        file.sync_all().map_err(Error::storage("sync", &self.path))?;
        let metadata = file.metadata();
        let bytes = metadata.map_err(Error::storage("read size", &self.path))?.len();
        let data_file = DataFile { name: self.name, bytes, rows: self.rows, statistics: self.statistics };
        Ok((self.table, data_file))
    }
}

/// Settings that public tables and the vault share.
pub(crate) fn base_properties() -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_created_by(concat!("caselake ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_dictionary_enabled(true)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
}

/// Large enough to compress well, small enough that a writer of hundreds of columns stays within some
/// tens of megabytes.
const ROW_GROUP_ROWS: usize = 65_536;

fn properties() -> WriterProperties {
    let of_column = |properties: WriterPropertiesBuilder, name: &&str| {
        let path = ColumnPath::from(*name);
        properties.set_column_statistics_enabled(path, EnabledStatistics::Chunk)
    };
    STATISTICS.iter().fold(base_properties(), of_column).build()
}

impl ColumnStatistics {
    fn add(&mut self, column: &ArrayRef, path: &std::path::Path) -> Result<()> {
        self.nulls += column.logical_null_count() as u64;
        match column.data_type() {
            DataType::Int32 => {
                let values = column.as_primitive::<Int32Type>().iter().flatten();
                self.extend(values.map(|value| Extreme::Number(value.into())));
            }
            _ => {
                let text =
                    cast(column, &DataType::Utf8).map_err(|error| Error::parquet("write", path)(error.into()))?;
                let mut last = None;
                for value in text.as_string::<i32>().iter().flatten() {
                    // Whole files often hold one value only.
                    if last != Some(value) {
                        self.extend([Extreme::Text(value.to_owned())]);
                        last = Some(value);
                    }
                }
            }
        }
        Ok(())
    }

    fn extend(&mut self, values: impl IntoIterator<Item = Extreme>) {
        for value in values {
            if self.min.as_ref().is_none_or(|min| value < *min) {
                self.min = Some(value.clone());
            }
            if self.max.as_ref().is_none_or(|max| value > *max) {
                self.max = Some(value);
            }
        }
    }
}

/// A schema of some columns of a table, in the table's order.
pub(crate) fn project(schema: &SchemaRef, names: &[&str]) -> SchemaRef {
    let fields = schema.fields().iter().filter(|field| names.contains(&field.name().as_str())).cloned();
    Arc::new(arrow::datatypes::Schema::new(fields.collect::<Vec<_>>()))
}
