//! Patients to delimited text.

use std::io::{self, Write};

use crate::{Dictionary, Header, ItemValue, Patient, Slot};

/// Writes a record a tumor, with the items of its patient and the file repeated, under a header row of item ids. A
/// patient without tumors has a record all the same. Lines end with LF.
#[derive(Debug)]
pub struct DelimitedWriter<W> {
    out: W,
    delimiter: u8,
    columns: usize,
    /// Place of each slot of the dictionary among the columns.
    column_of_slot: Vec<Option<usize>>,
    /// Values of the file itself, with their column.
    root: Vec<(usize, String)>,
    record: Vec<u8>,
    left_out: u64,
}

impl<W: Write> DelimitedWriter<W> {
    /// Writes the header row to `out`, best buffered. The slots of `header`, `columns` and all patients are those of
    /// `dictionary`; `delimiter` is an ASCII character.
    ///
    /// # Errors
    /// Bytes that cannot be written.
    pub fn new(out: W, delimiter: u8, columns: &[Slot], header: &Header, dictionary: &Dictionary) -> io::Result<Self> {
        let mut column_of_slot = vec![None; dictionary.items().len()];
        for (place, slot) in columns.iter().enumerate() {
            if let Some(known) = column_of_slot.get_mut(slot.index()) {
                *known = Some(place);
            }
        }
        let mut writer = Self {
            out,
            delimiter,
            columns: columns.len(),
            column_of_slot,
            root: Vec::new(),
            record: Vec::new(),
            left_out: 0,
        };
        for item in &header.items {
            match place(&writer.column_of_slot, item.slot) {
                Some(place) => writer.root.push((place, item.value.clone())),
                None => writer.left_out += 1,
            }
        }
        let names: Vec<_> =
            columns.iter().map(|slot| dictionary.item(*slot).map_or("", |item| item.id.as_ref())).collect();
        write_record(&mut writer.out, &mut writer.record, delimiter, &names)?;
        Ok(writer)
    }

    /// Writes a patient.
    ///
    /// # Errors
    /// Bytes that cannot be written.
    pub fn write_patient(&mut self, patient: &Patient) -> io::Result<()> {
        let Self { out, delimiter, columns, column_of_slot, root, record, left_out } = self;
        let mut of_patient = vec![""; *columns];
        for (place, value) in root {
            set(&mut of_patient, *place, value);
        }
        *left_out += fill(&mut of_patient, column_of_slot, patient.items());
        if patient.tumor_count() == 0 {
            write_record(out, record, *delimiter, &of_patient)?;
        }
        for tumor in patient.tumors() {
            let mut values = of_patient.clone();
            *left_out += fill(&mut values, column_of_slot, tumor.items());
            write_record(out, record, *delimiter, &values)?;
        }
        Ok(())
    }

    /// How many values had no column so far. A value of the file itself counts once.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Flushes, and gives the output back.
    ///
    /// # Errors
    /// Bytes that cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

fn place(column_of_slot: &[Option<usize>], slot: Option<Slot>) -> Option<usize> {
    column_of_slot.get(slot?.index()).copied().flatten()
}

/// Puts the values of items in their columns; returns how many have none.
fn fill<'v>(
    values: &mut [&'v str],
    column_of_slot: &[Option<usize>],
    items: impl Iterator<Item = ItemValue<'v>>,
) -> u64 {
    let mut left_out = 0;
    for item in items {
        match place(column_of_slot, item.slot) {
            Some(place) => set(values, place, item.value),
            None => left_out += 1,
        }
    }
    left_out
}

fn set<'v>(values: &mut [&'v str], place: usize, value: &'v str) {
    if let Some(known) = values.get_mut(place) {
        *known = value;
    }
}

fn write_record(out: &mut impl Write, record: &mut Vec<u8>, delimiter: u8, values: &[&str]) -> io::Result<()> {
    record.clear();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            record.push(delimiter);
        }
        if !value.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r')) {
            record.extend_from_slice(value.as_bytes());
            continue;
        }
        record.push(b'"');
        record.extend_from_slice(value.replace('"', "\"\"").as_bytes());
        record.push(b'"');
    }
    // An empty line would be no record.
    if record.is_empty() {
        record.extend_from_slice(b"\"\"");
    }
    record.push(b'\n');
    out.write_all(record)
}
