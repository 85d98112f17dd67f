//! One patient of a file, with the tumors reported for them: what every reader yields and every writer takes.
//!
//! A [`Patient`] owns all its values in one buffer and is meant to be reused, so that reading a file of any
//! size allocates only a few times.

use crate::Slot;

/// One item of a patient or a tumor, as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemValue<'a> {
    /// The item's place in the [`crate::Dictionary`] it was read with; `None` for one the dictionary lacks.
    pub slot: Option<Slot>,
    /// The id as written; empty when `slot` is known.
    pub unknown_id: &'a str,
    /// The value, exactly as submitted, never empty.
    pub value: &'a str,
    /// Line of the file, from 1; 0 where there is none.
    pub line: u64,
}

#[derive(Debug, Clone, Copy)]
struct Stored {
    /// `u16::MAX` for an unknown item.
    slot: u16,
    /// Bytes of the id that stand before the value; only for an unknown item.
    id_len: u16,
    start: u32,
    end: u32,
    /// Lines below the patient's own.
    line: u32,
}

const UNKNOWN: u16 = u16::MAX;

#[derive(Debug, Clone, Copy)]
struct Entity {
    line: u64,
    first_item: usize,
}

/// A patient and the tumors reported for them.
#[derive(Debug, Clone, Default)]
pub struct Patient {
    line: u64,
    text: String,
    items: Vec<Stored>,
    tumors: Vec<Entity>,
}

impl Patient {
    /// An empty patient.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets all, keeps the memory, and starts a patient at `line` (0: none).
    pub fn start(&mut self, line: u64) {
        self.line = line;
        self.text.clear();
        self.items.clear();
        self.tumors.clear();
    }

    /// Becomes the same as `other`, keeping its own memory.
    pub fn copy_from(&mut self, other: &Self) {
        self.line = other.line;
        self.text.clone_from(&other.text);
        self.items.clone_from(&other.items);
        self.tumors.clone_from(&other.tumors);
    }

    /// Line of the patient, from 1; 0 where there is none.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Starts the next tumor: items pushed from here on are its own.
    pub fn start_tumor(&mut self, line: u64) {
        self.tumors.push(Entity { line, first_item: self.items.len() });
    }

    /// Adds an item of the dictionary to the patient or, once one was started, the last tumor. An empty value is no item.
    pub fn push(&mut self, slot: Slot, value: &str, line: u64) {
        if value.is_empty() {
            return;
        }
        let start = self.offset();
        self.text.push_str(value);
        self.store(slot.0, 0, start, line);
    }

    /// Adds an item that the dictionary lacks, under the id as written.
    pub fn push_unknown(&mut self, id: &str, value: &str, line: u64) {
        let Ok(id_len) = u16::try_from(id.len()) else { return };
        if value.is_empty() {
            return;
        }
        self.text.push_str(id);
        let start = self.offset();
        self.text.push_str(value);
        self.store(UNKNOWN, id_len, start, line);
    }

    /// Number of tumors.
    #[must_use]
    pub fn tumor_count(&self) -> usize {
        self.tumors.len()
    }

    /// Number of items of the patient and all tumors.
    #[must_use]
    pub fn item_count(&self) -> usize {
        self.items.len()
    }

    /// Items of the patient itself, in file order.
    pub fn items(&self) -> impl ExactSizeIterator<Item = ItemValue<'_>> + Clone {
        let end = self.tumors.first().map_or(self.items.len(), |tumor| tumor.first_item);
        self.views(0, end)
    }

    /// Line and items of each tumor, in file order.
    pub fn tumors(&self) -> impl ExactSizeIterator<Item = Tumor<'_>> {
        (0..self.tumors.len()).map(|index| Tumor { patient: self, index })
    }

    /// The patient's own value of an item.
    #[must_use]
    pub fn value(&self, slot: Slot) -> Option<&str> {
        self.items().find(|item| item.slot == Some(slot)).map(|item| item.value)
    }

    fn offset(&self) -> u32 {
        // A single patient of more than 4 GB is refused by the readers long before.
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }

    fn store(&mut self, slot: u16, id_len: u16, start: u32, line: u64) {
        let line = u32::try_from(line.saturating_sub(self.line)).unwrap_or(u32::MAX);
        self.items.push(Stored { slot, id_len, start, end: self.offset(), line });
    }

    fn views(&self, from: usize, to: usize) -> impl ExactSizeIterator<Item = ItemValue<'_>> + Clone {
        self.items.get(from..to).unwrap_or_default().iter().map(|stored| self.view(stored))
    }

    fn view(&self, stored: &Stored) -> ItemValue<'_> {
        let (start, end) = (stored.start as usize, stored.end as usize);
        ItemValue {
            slot: (stored.slot != UNKNOWN).then_some(Slot(stored.slot)),
            unknown_id: self.text.get(start - stored.id_len as usize..start).unwrap_or_default(),
            value: self.text.get(start..end).unwrap_or_default(),
            line: if self.line == 0 { 0 } else { self.line + u64::from(stored.line) },
        }
    }
}

/// One tumor of a [`Patient`].
#[derive(Debug, Clone, Copy)]
pub struct Tumor<'a> {
    patient: &'a Patient,
    index: usize,
}

impl<'a> Tumor<'a> {
    /// Line of the tumor, from 1; 0 where there is none.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.patient.tumors.get(self.index).map_or(0, |tumor| tumor.line)
    }

    /// Items of the tumor, in file order.
    pub fn items(&self) -> impl ExactSizeIterator<Item = ItemValue<'a>> + Clone + use<'a> {
        let first = self.patient.tumors.get(self.index).map_or(0, |tumor| tumor.first_item);
        let end = self.patient.tumors.get(self.index + 1).map_or(self.patient.items.len(), |next| next.first_item);
        self.patient.views(first, end)
    }

    /// The tumor's value of an item.
    #[must_use]
    pub fn value(&self, slot: Slot) -> Option<&'a str> {
        self.items().find(|item| item.slot == Some(slot)).map(|item| item.value)
    }
}
