//! Patients to lines, byte for byte as the field's reference library writes them.

use std::borrow::Cow;
use std::io::{self, Write};

use super::layout::{Column, columns_in_order, line_length};
use crate::value::utf16_len;
use crate::{Dictionary, Error, Header, ItemValue, Level, Padding, Patient, Rule, Slot};

/// Item numbers of what a line says of its format.
const RECORD_TYPE: u32 = 10;
const RECORD_VERSION: u32 = 50;

/// Whether short values of items that the dictionary pads with zeros are filled up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ZeroPadding {
    /// Values stay as they are: blanks follow.
    #[default]
    Kept,
    /// Values of digits are filled with zeros, on the side that the dictionary says.
    Filled,
}

/// What fixed columns could not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Losses {
    /// Values that were cut to their columns.
    pub cut_values: u64,
    /// Values of items that have no columns, or stand at another level than their item's. They were left out. A value of
    /// the file itself counts once.
    pub left_out: u64,
}

/// Writes patients as fixed-width lines that end with LF.
#[derive(Debug)]
pub struct FlatWriter<W> {
    out: W,
    layout: LineLayout,
    /// Values of the file itself, which every line repeats, at the place of their column.
    root: Vec<(usize, String)>,
    line: Vec<u8>,
    losses: Losses,
}

#[derive(Debug)]
struct LineLayout {
    length: usize,
    columns: Vec<Column>,
    /// Place in `columns` of each slot of the dictionary.
    column_of_slot: Vec<Option<usize>>,
    zero_padding: ZeroPadding,
}

impl<W: Write> FlatWriter<W> {
    /// Writes to `out`, best buffered. The slots of `header` and of all patients are those of `dictionary`; its version
    /// and record type are the lines', whatever the items `naaccrRecordVersion` and `recordType` say.
    ///
    /// # Errors
    /// A version without fixed columns: [`Rule::FlatFormat`].
    pub fn new(out: W, header: &Header, dictionary: &Dictionary, zero_padding: ZeroPadding) -> Result<Self, Error> {
        let (version, record_type) = (dictionary.version(), dictionary.record_type());
        let length = line_length(version, record_type).ok_or_else(|| {
            Error::broken(
                Rule::FlatFormat,
                0,
                0,
                format!("version {version} has no fixed columns, wanted 140, 150, 160 or 180"),
                "write NAACCR XML, or choose a version up to 180",
            )
        })?;
        let columns = columns_in_order(dictionary);
        let mut column_of_slot = vec![None; dictionary.items().len()];
        for (place, column) in columns.iter().enumerate() {
            if let Some(known) = column_of_slot.get_mut(column.slot.index()) {
                *known = Some(place);
            }
        }
        let layout = LineLayout { length: length as usize, columns, column_of_slot, zero_padding };
        let mut losses = Losses::default();
        let mut root = Vec::new();
        for item in &header.items {
            match layout.place(item.slot, Level::NaaccrData) {
                Some(place) => root.push((place, item.value.clone())),
                None => losses.left_out += 1,
            }
        }
        for (place, column) in layout.columns.iter().enumerate() {
            let always = match column.item.number {
                RECORD_TYPE => record_type.to_string(),
                RECORD_VERSION => version.to_string(),
                _ => continue,
            };
            root.retain(|(known, _)| *known != place);
            root.push((place, always));
        }
        Ok(Self { out, layout, root, line: Vec::new(), losses })
    }

    /// Writes a patient: a line a tumor, or a single one where there is none.
    ///
    /// # Errors
    /// Bytes that cannot be written.
    pub fn write_patient(&mut self, patient: &Patient) -> io::Result<()> {
        let Self { out, layout, root, line, losses } = self;
        let mut of_patient = vec![""; layout.columns.len()];
        for (place, value) in root {
            set(&mut of_patient, *place, value);
        }
        losses.left_out += layout.fill(&mut of_patient, patient.items(), Level::Patient);
        if patient.tumor_count() == 0 {
            losses.cut_values += layout.line(&of_patient, line);
            out.write_all(line)?;
        }
        for tumor in patient.tumors() {
            let mut cells = of_patient.clone();
            losses.left_out += layout.fill(&mut cells, tumor.items(), Level::Tumor);
            losses.cut_values += layout.line(&cells, line);
            out.write_all(line)?;
        }
        Ok(())
    }

    /// What the columns could not hold so far.
    #[must_use]
    pub fn losses(&self) -> Losses {
        self.losses
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

impl LineLayout {
    /// Place of the column of an item at this level.
    fn place(&self, slot: Option<Slot>, level: Level) -> Option<usize> {
        let place = self.column_of_slot.get(slot?.index()).copied().flatten()?;
        (self.columns.get(place)?.item.level == level).then_some(place)
    }

    /// Puts the values of items in their columns; returns how many have none.
    fn fill<'v>(&self, cells: &mut [&'v str], items: impl Iterator<Item = ItemValue<'v>>, level: Level) -> u64 {
        let mut left_out = 0;
        for item in items {
            match self.place(item.slot, level) {
                Some(place) => set(cells, place, item.value),
                None => left_out += 1,
            }
        }
        left_out
    }

    /// Writes the line of one value a column to `line`; returns how many were cut.
    fn line(&self, cells: &[&str], line: &mut Vec<u8>) -> u64 {
        line.clear();
        let (mut at, mut cut_values) = (0, 0);
        for (column, value) in self.columns.iter().zip(cells).filter(|(_, value)| !value.is_empty()) {
            push(line, b' ', column.range.start.saturating_sub(at));
            let (used, is_cut) = self.push_value(line, value, column);
            cut_values += u64::from(is_cut);
            at = column.range.start + used;
        }
        push(line, b' ', self.length.saturating_sub(at));
        line.push(b'\n');
        cut_values
    }

    /// Returns the columns used, and whether the value had to be cut.
    fn push_value(&self, line: &mut Vec<u8>, value: &str, column: &Column) -> (usize, bool) {
        let length = column.range.len();
        let short = length.saturating_sub(utf16_len(value));
        let is_filled = self.zero_padding == ZeroPadding::Filled && value.bytes().all(|byte| byte.is_ascii_digit());
        let (fill, before, after) = match column.item.padding {
            Padding::LeftBlank => (b' ', short, 0),
            Padding::LeftZero if is_filled => (b'0', short, 0),
            Padding::RightZero if is_filled => (b'0', 0, short),
            _ => (b' ', 0, 0),
        };
        push(line, fill, before);
        let (used, is_cut) = push_cut(line, &on_one_line(value), length - before);
        push(line, fill, after);
        (before + used + after, is_cut)
    }
}

/// Writes at most `room` columns of a value.
fn push_cut(line: &mut Vec<u8>, value: &str, room: usize) -> (usize, bool) {
    if value.is_ascii() {
        let used = value.len().min(room);
        line.extend_from_slice(value.as_bytes().get(..used).unwrap_or_default());
        return (used, used < value.len());
    }
    let mut used = 0;
    for character in value.chars() {
        if used == room {
            return (used, true);
        }
        if used + character.len_utf16() > room {
            // Half of a character of two columns: what the reference library leaves of it.
            line.push(b'?');
            return (room, true);
        }
        line.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        used += character.len_utf16();
    }
    (used, false)
}

/// The value with a blank for each line end.
fn on_one_line(value: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'\r', b'\n', value.as_bytes()).is_none() {
        return Cow::Borrowed(value);
    }
    Cow::Owned(value.replace("\r\n", " ").replace(['\r', '\n'], " "))
}

fn set<'v>(cells: &mut [&'v str], place: usize, value: &'v str) {
    if let Some(cell) = cells.get_mut(place) {
        *cell = value;
    }
}

fn push(line: &mut Vec<u8>, fill: u8, count: usize) {
    line.resize(line.len() + count, fill);
}
