//! Reads some columns of a table in a snapshot, file by file.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::SchemaRef;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::data_file::project;
use crate::error::{Error, Result};
use crate::schema::arrow_schema;
use crate::snapshot::TableSnapshot;

/// Rows of a batch, at most.
pub(crate) const BATCH_ROWS: usize = 8192;

/// Reads some columns of a table: every batch has all of them, null where a file does not have one.
#[derive(Debug)]
pub struct Scan {
    schema: SchemaRef,
    paths: std::vec::IntoIter<PathBuf>,
    current: Option<(PathBuf, ParquetRecordBatchReader)>,
}

impl TableSnapshot<'_> {
    /// Reads these columns, in the table's order, from all files.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a column that the table does not have.
    pub fn scan(&self, columns: &[&str]) -> Result<Scan> {
        self.scan_files(columns, |_| true)
    }

    /// Reads these columns from the files that may hold rows whose `column` is `text`. Other rows come
    /// along where they share a file.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a column that the table does not have.
    pub fn scan_where(&self, columns: &[&str], column: &str, text: &str) -> Result<Scan> {
        self.scan_files(columns, |file| file.may_hold(column, text))
    }

    fn scan_files(&self, columns: &[&str], chosen: impl Fn(&crate::data_file::DataFile) -> bool) -> Result<Scan> {
        let schema = arrow_schema(self.columns());
        let absent = columns.iter().find(|name| schema.column_with_name(name).is_none());
        if let Some(column) = absent {
            return Err(Error::Column {
                table: self.table(),
                column: (*column).to_owned(),
                found: "not a column".to_owned(),
                wanted: "a column of the table".to_owned(),
            });
        }
        let files = self.files().filter(|file| chosen(file));
        let paths: Vec<_> = files.map(|file| self.path(file)).collect();
        Ok(Scan::new(project(&schema, columns), paths))
    }
}

impl Scan {
    pub(crate) fn new(schema: SchemaRef, paths: Vec<PathBuf>) -> Self {
        Self { schema, paths: paths.into_iter(), current: None }
    }

    /// The columns read.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn open(&self, path: &Path) -> Result<ParquetRecordBatchReader> {
        let file = File::open(path).map_err(Error::storage("open", path))?;
        let failed = Error::parquet("read", path);
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(&failed)?;
        let names = self.schema.fields().iter().map(|field| field.name().as_str());
        let mask = ProjectionMask::columns(builder.parquet_schema(), names);
        builder.with_projection(mask).with_batch_size(BATCH_ROWS).build().map_err(&failed)
    }
}

impl Iterator for Scan {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((path, batches)) = &mut self.current
                && let Some(batch) = batches.next()
            {
                let complete = batch.and_then(|batch| complete(&self.schema, &batch));
                let failed = Error::parquet("read", path);
                return Some(complete.map_err(|error| failed(error.into())));
            }
            let path = self.paths.next()?;
            match self.open(&path) {
                Ok(batches) => self.current = Some((path, batches)),
                Err(error) => {
                    self.current = None;
                    return Some(Err(error));
                }
            }
        }
    }
}

/// The batch with all columns of the schema, in its order and types.
fn complete(schema: &SchemaRef, batch: &RecordBatch) -> Result<RecordBatch, arrow::error::ArrowError> {
    let column = |field: &Arc<arrow::datatypes::Field>| -> Result<ArrayRef, _> {
        match batch.column_by_name(field.name()) {
            Some(column) if column.data_type() == field.data_type() => Ok(Arc::clone(column)),
            Some(column) => cast(column, field.data_type()),
            None => Ok(new_null_array(field.data_type(), batch.num_rows())),
        }
    };
    let columns = schema.fields().iter().map(column).collect::<Result<_, _>>()?;
    let options = arrow::array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)
}
