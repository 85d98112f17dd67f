//! A Parquet file of records: a row a tumor (or a patient without tumors), a text column an item, with the items of
//! the patient and the file repeated.

use std::io;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};
use naaccr::{Dictionary, Header, ItemValue, Patient, Slot};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use super::packing::Packed;
use crate::records::TextColumn;

/// Rows written together.
const BATCH_ROWS: usize = 16_384;

pub(super) struct TableWriter {
    writer: ArrowWriter<Packed>,
    schema: SchemaRef,
    /// Place of each slot of the dictionary among the columns.
    column_of_slot: Vec<Option<usize>>,
    columns: Vec<TextColumn>,
    /// Values of the file itself.
    root: Vec<(usize, String)>,
    rows: usize,
    left_out: u64,
}

impl TableWriter {
    pub(super) fn new(out: Packed, header: &Header, dictionary: &Dictionary, columns: &[Slot]) -> io::Result<Self> {
        let mut column_of_slot = vec![None; dictionary.items().len()];
        let mut fields = Vec::new();
        for (place, slot) in columns.iter().enumerate() {
            if let Some(known) = column_of_slot.get_mut(slot.index()) {
                *known = Some(place);
            }
            let id = dictionary.item(*slot).map_or("", |item| &item.id);
            fields.push(Field::new(id, DataType::Utf8, true));
        }
        let schema = Arc::new(Schema::new(Fields::from(fields)));
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(io::Error::other)?;
        let mut table =
            Self { writer, schema, column_of_slot, columns: Vec::new(), root: Vec::new(), rows: 0, left_out: 0 };
        table.columns = table.empty();
        for item in &header.items {
            match item.slot.and_then(|slot| table.place(slot)) {
                Some(place) => table.root.push((place, item.value.clone())),
                None => table.left_out += 1,
            }
        }
        Ok(table)
    }

    pub(super) fn write_patient(&mut self, patient: &Patient) -> io::Result<()> {
        if patient.tumor_count() == 0 {
            self.row(patient, std::iter::empty())?;
        }
        patient.tumors().try_for_each(|tumor| self.row(patient, tumor.items()))
    }

    pub(super) fn left_out(&self) -> u64 {
        self.left_out
    }

    pub(super) fn finish(mut self) -> io::Result<Packed> {
        self.write_rows()?;
        self.writer.into_inner().map_err(io::Error::other)
    }

    fn row<'a>(&mut self, patient: &'a Patient, tumor: impl Iterator<Item = ItemValue<'a>>) -> io::Result<()> {
        for item in tumor.chain(patient.items()) {
            let column = item.slot.and_then(|slot| self.place(slot)).and_then(|place| self.columns.get_mut(place));
            if !column.is_some_and(|column| column.set(self.rows, item.value)) {
                self.left_out += 1;
            }
        }
        for (place, value) in &self.root {
            if let Some(column) = self.columns.get_mut(*place) {
                column.set(self.rows, value);
            }
        }
        self.rows += 1;
        if self.rows == BATCH_ROWS { self.write_rows() } else { Ok(()) }
    }

    fn write_rows(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if rows == 0 {
            return Ok(());
        }
        let empty = self.empty();
        let columns = std::mem::replace(&mut self.columns, empty);
        let arrays = columns.into_iter().map(|column| Ok(Arc::new(column.finish(rows)?) as ArrayRef));
        let arrays = arrays.collect::<Result<_, arrow::error::ArrowError>>().map_err(io::Error::other)?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), arrays, &options);
        self.writer.write(&batch.map_err(io::Error::other)?).map_err(io::Error::other)
    }

    fn place(&self, slot: Slot) -> Option<usize> {
        self.column_of_slot.get(slot.index()).copied().flatten()
    }

    fn empty(&self) -> Vec<TextColumn> {
        self.schema.fields().iter().map(|_| TextColumn::new()).collect()
    }
}
