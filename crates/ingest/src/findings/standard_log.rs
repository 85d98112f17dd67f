//! Findings of the readers by the million, in little memory: one table of fixed-size entries and one text.

use std::sync::Arc;

use foldhash::HashMap;
use naaccr::{Code, Finding, FindingItem, ItemDef, Sensitive};

/// Findings in the order in which they were met.
#[derive(Debug, Default)]
pub(crate) struct FindingLog {
    entries: Vec<Entry>,
    /// Ids of unknown items, values and details, one behind the other.
    text: String,
    items: Vec<Arc<ItemDef>>,
    item_places: HashMap<u32, u16>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    line: u64,
    patient: u64,
    text: usize,
    tumor: u32,
    value: u32,
    id: u16,
    detail: u16,
    item: u16,
    code: Code,
    has_value: bool,
}

const NO_ITEM: u16 = u16::MAX;
const UNKNOWN_ITEM: u16 = u16::MAX - 1;

impl FindingLog {
    pub(crate) fn push(&mut self, finding: &Finding) {
        let text = self.text.len();
        let (item, id) = match &finding.item {
            None => (NO_ITEM, 0),
            Some(FindingItem::Known(definition)) => (self.place(definition), 0),
            Some(FindingItem::Unknown(id)) => (UNKNOWN_ITEM, self.append(id, u16::MAX.into())),
        };
        let value = finding.value.as_ref().map(|value| self.append(value.reveal(), u32::MAX as usize));
        let detail = self.append(&finding.detail, u16::MAX.into());
        self.entries.push(Entry {
            line: finding.line,
            patient: finding.patient,
            text,
            tumor: finding.tumor,
            value: u32::try_from(value.unwrap_or(0)).unwrap_or(u32::MAX),
            id: u16::try_from(id).unwrap_or(u16::MAX),
            detail: u16::try_from(detail).unwrap_or(u16::MAX),
            item,
            code: finding.code,
            has_value: value.is_some(),
        });
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Finding> {
        self.entries.iter().map(|entry| self.finding(entry))
    }

    fn finding(&self, entry: &Entry) -> Finding {
        let id_end = entry.text + usize::from(entry.id);
        let value_end = id_end + entry.value as usize;
        let part = |from: usize, to: usize| self.text.get(from..to).unwrap_or_default();
        let item = match entry.item {
            UNKNOWN_ITEM => Some(FindingItem::Unknown(part(entry.text, id_end).into())),
            place => self.items.get(usize::from(place)).cloned().map(FindingItem::Known),
        };
        Finding {
            code: entry.code,
            line: entry.line,
            patient: entry.patient,
            tumor: entry.tumor,
            item,
            value: entry.has_value.then(|| Sensitive::new(part(id_end, value_end))),
            detail: part(value_end, value_end + usize::from(entry.detail)).into(),
        }
    }

    /// Appends a text of at most `most` bytes and says how long it came out.
    fn append(&mut self, text: &str, most: usize) -> usize {
        let text = text.get(..text.floor_char_boundary(most)).unwrap_or_default();
        self.text.push_str(text);
        text.len()
    }

    fn place(&mut self, definition: &Arc<ItemDef>) -> u16 {
        // A dictionary has each number once, and far fewer than 65,534 items.
        *self.item_places.entry(definition.number).or_insert_with(|| {
            self.items.push(Arc::clone(definition));
            u16::try_from(self.items.len() - 1).unwrap_or(NO_ITEM)
        })
    }
}
