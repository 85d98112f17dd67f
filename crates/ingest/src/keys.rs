//! The keys of a record, and the hash of what it says.
//!
//! The key is facility, patientIdNumber (20) and tumorRecordNumber (60), as a pseudonym. A tumor without a tumor
//! record number takes its place within the patient for one, so the key holds as long as the facility sends the
//! patient's tumors in the same order. A record without patientIdNumber has no usable key.

use naaccr::{ItemValue, Level};
use warehouse::Pseudonyms;

use crate::error::Result;
use crate::records::{Plan, Role, Roles};

/// Makes the keys and hashes of one facility's records.
pub(crate) struct KeyMaker {
    pseudonyms: Pseudonyms,
    facility_id: String,
    content: Vec<u8>,
}

/// A record's key and content hash, 128 bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecordHash {
    pub(crate) key: u128,
    pub(crate) content: u128,
}

impl KeyMaker {
    pub(crate) fn new(pseudonyms: Pseudonyms, facility_id: &str) -> Self {
        Self { pseudonyms, facility_id: facility_id.to_owned(), content: Vec::new() }
    }

    /// The patient's pseudonym; `None` without a usable patientIdNumber.
    pub(crate) fn patient_key(&self, roles: &Roles<'_>) -> Option<String> {
        let id = patient_id(roles)?;
        Some(self.pseudonyms.patient_key(&self.facility_id, id))
    }

    /// The record's pseudonym; `tumor` is its place within the patient, from 1, or 0 for a patient without tumors.
    pub(crate) fn abstract_key(&self, roles: &Roles<'_>, tumor: u32) -> Option<String> {
        let id = patient_id(roles)?;
        let number = roles.get(Role::TumorRecordNumber as usize).copied().unwrap_or_default().trim();
        Some(match (tumor, number) {
            (0, _) => self.pseudonyms.abstract_key(&self.facility_id, id, ""),
            // No tumor record number starts with `#`.
            (_, "") => self.pseudonyms.abstract_key(&self.facility_id, id, &format!("#{tumor}")),
            (_, number) => self.pseudonyms.abstract_key(&self.facility_id, id, number),
        })
    }

    /// A keyed hash of all items of a record, whatever their order: equal for equal numbers (ids, for items that no
    /// dictionary knows), levels and values.
    pub(crate) fn content_hash<'a>(
        &mut self,
        plan: &Plan,
        patient: &(impl Iterator<Item = ItemValue<'a>> + Clone),
        tumor: &(impl Iterator<Item = ItemValue<'a>> + Clone),
    ) -> String {
        self.content.clear();
        let levels = || {
            let patient = patient.clone().map(|item| (Level::Patient, item));
            patient.chain(tumor.clone().map(|item| (Level::Tumor, item)))
        };
        let mut last = (Level::Patient, 0);
        let in_order = levels().all(|(level, item)| {
            let number = number_of(plan, level, &item);
            let rises = number > 0 && (level, number) > last;
            last = (level, number);
            if rises {
                part(&mut self.content, level, number, "", item.value);
            }
            rises
        });
        if !in_order {
            self.content.clear();
            let mut items: Vec<_> =
                levels().map(|(level, item)| (level, number_of(plan, level, &item), item)).collect();
            items.sort_by(|(a_level, a_number, a), (b_level, b_number, b)| {
                (a_level, a_number, id_of(plan, a), a.value).cmp(&(b_level, b_number, id_of(plan, b), b.value))
            });
            for (level, number, item) in items {
                let id = if number == 0 { id_of(plan, &item) } else { "" };
                part(&mut self.content, level, number, id, item.value);
            }
        }
        let mut hasher = self.pseudonyms.content_hasher();
        hasher.raw(&self.content);
        hasher.finish()
    }
}

/// Reads a hash of 32 hexadecimal digits.
///
/// # Errors
/// Any other text, which the warehouse does not write.
pub(crate) fn hash_bits(hexadecimal: &str) -> Result<u128> {
    u128::from_str_radix(hexadecimal, 16)
        .map_err(|_| crate::error::Error::Internal { what: "a key in the warehouse is not 32 hexadecimal digits" })
}

fn patient_id<'a>(roles: &Roles<'a>) -> Option<&'a str> {
    let id = roles.get(Role::PatientIdNumber as usize)?.trim();
    (!id.is_empty()).then_some(id)
}

/// The item's number, 0 where the standard does not know the item.
fn number_of(plan: &Plan, level: Level, item: &ItemValue<'_>) -> u32 {
    item.slot.map_or(0, |slot| plan.destination(slot, level).number)
}

fn id_of<'a>(plan: &'a Plan, item: &ItemValue<'a>) -> &'a str {
    item.slot.map_or(item.unknown_id, |slot| plan.id(slot))
}

fn part(content: &mut Vec<u8>, level: Level, number: u32, id: &str, value: &str) {
    content.push(level as u8);
    content.extend_from_slice(&number.to_le_bytes());
    for text in [id, value] {
        // A value is shorter than its patient, and a patient than 4 GB.
        content.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
        content.extend_from_slice(text.as_bytes());
    }
}
