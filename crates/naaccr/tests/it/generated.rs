//! Generated files with every item filled.

use naaccr::{DataType, Dictionary, Header, Level, Patient, RootItem};

/// Numbers that depend on nothing but the seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    /// A value that the item may have, and that fixed columns keep.
    fn value(&mut self, item: &naaccr::ItemDef) -> String {
        let length = item.length as usize;
        let full = item.data_type.needs_full_length() || !item.trim;
        let length = if full { length } else { 1 + self.below(length) };
        let alphabet: Vec<char> = match item.data_type {
            DataType::Digits | DataType::Numeric => "0123456789".chars().collect(),
            DataType::Date => return "20160229"[..[4, 6, 8][self.below(3)]].to_owned(),
            DataType::Alpha => "ABCXYZ".chars().collect(),
            DataType::Mixed => "AZ09".chars().collect(),
            DataType::DateTime => return "2025-01-31T23:59:60Z"[..[4, 10, 20][self.below(3)]].to_owned(),
            DataType::Text => "Aa0.,&<>\"'|é€ \u{a0}".chars().collect(),
        };
        let mut value: Vec<_> = (0..length).map(|_| alphabet[self.below(alphabet.len())]).collect();
        for end in [0, length - 1] {
            if value[end] == ' ' {
                value[end] = 'X';
            }
        }
        value.into_iter().collect()
    }
}

/// A file with every item of its dictionary filled, in the order of columns where it has columns, and its patients.
pub(crate) fn filled(dictionary: &Dictionary, seed: u64) -> (Header, Vec<Patient>) {
    let mut draw = Draw(seed);
    let mut header = Header::new(dictionary.version(), dictionary.record_type());
    let mut patients = vec![Patient::new(); 3];
    let mut by_column: Vec<_> = dictionary.slots().collect();
    by_column.sort_by_key(|(_, item)| item.start_column);
    let of_level = |level| by_column.iter().filter(move |(_, item)| item.level == level);
    for (slot, item) in of_level(Level::NaaccrData) {
        let value = match item.number {
            10 => dictionary.record_type().to_string(),
            50 => dictionary.version().to_string(),
            _ => draw.value(item),
        };
        header.items.push(RootItem { slot: Some(*slot), id: item.id.to_string(), value, line: 1 });
    }
    for (number, patient) in patients.iter_mut().enumerate() {
        for (slot, item) in of_level(Level::Patient) {
            let value = if item.number == 20 { format!("{number:08}") } else { draw.value(item) };
            patient.push(*slot, &value, 0);
        }
        for _ in 0..1 + draw.below(3) {
            patient.start_tumor(0);
            for (slot, item) in of_level(Level::Tumor) {
                patient.push(*slot, &draw.value(item), 0);
            }
        }
    }
    (header, patients)
}

/// Patient, tumor, item number and value of every item, in order.
pub(crate) fn items_of(header: &Header, dictionary: &Dictionary, patients: &[Patient]) -> Vec<(u64, u64, u32, String)> {
    let number = |slot| dictionary.item(slot).expect("an item").number;
    let mut items = Vec::new();
    items.extend(header.items.iter().map(|item| (0, 0, number(item.slot.expect("known")), item.value.clone())));
    for (patient, place) in patients.iter().zip(1..) {
        items.extend(patient.items().map(|item| (place, 0, number(item.slot.expect("known")), item.value.to_owned())));
        for (tumor, of_tumor) in patient.tumors().zip(1..) {
            let values = tumor.items();
            items
                .extend(values.map(|item| (place, of_tumor, number(item.slot.expect("known")), item.value.to_owned())));
        }
    }
    items
}
