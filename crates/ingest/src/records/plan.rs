//! Where each item of a file goes: its own column, the vault, or among the other items.

use std::collections::BTreeSet;

use foldhash::HashMap;
use naaccr::{CanonicalItem, Dictionary, Level, Slot, canonical_items};

/// Where an item's value is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The item's own column in `abstracts`: a place in [`canonical_items`].
    Column(u16),
    /// The item's own column in the vault: a place in [`canonical_items`].
    VaultColumn(u16),
    /// `other_items` in `abstracts`, for an item of a user dictionary that was declared safe.
    Other,
    /// `other_items` in the vault, for all the rest: unknown, user-defined or under the wrong element.
    VaultOther,
}

/// What a row needs to know of an item.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Destination {
    pub(crate) place: Place,
    /// Whether the item's place is the vault's other items because it is under the wrong element.
    pub(crate) misplaced: bool,
    /// The part the item plays in keys and derived columns.
    pub(crate) role: Option<Role>,
    pub(crate) number: u32,
}

/// The items from which a record's keys and derived columns are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    PatientIdNumber,
    TumorRecordNumber,
    DateOfBirth,
    DateOfDiagnosis,
    DateOfLastContact,
    VitalStatus,
    AgeAtDiagnosis,
}

impl Role {
    pub(crate) const COUNT: usize = 7;

    fn of(number: u32) -> Option<Self> {
        Some(match number {
            20 => Self::PatientIdNumber,
            60 => Self::TumorRecordNumber,
            230 => Self::AgeAtDiagnosis,
            240 => Self::DateOfBirth,
            390 => Self::DateOfDiagnosis,
            1750 => Self::DateOfLastContact,
            1760 => Self::VitalStatus,
            _ => return None,
        })
    }
}

/// The destinations of every item of a file's dictionary, under a patient and under a tumor.
#[derive(Debug)]
pub(crate) struct Plan {
    patient: Vec<Destination>,
    tumor: Vec<Destination>,
    ids: Vec<Box<str>>,
}

impl Plan {
    /// The plan of a file with this dictionary. `safe` names items of user dictionaries that analysis may see.
    pub(crate) fn new(dictionary: &Dictionary, safe: &BTreeSet<String>) -> Self {
        let places: HashMap<u32, u16> = canonical_items()
            .iter()
            .enumerate()
            .filter_map(|(at, item)| Some((item.number, u16::try_from(at).ok()?)))
            .collect();
        let destination = |slot: Slot, found: Level| {
            let item = dictionary.item(slot)?;
            let misplaced = item.level != found;
            let place = match dictionary.canonical(slot) {
                _ if misplaced => Place::VaultOther,
                Some(canonical) => own_column(canonical, places.get(&canonical.number).copied()),
                None if safe.contains(&*item.id) => Place::Other,
                None => Place::VaultOther,
            };
            let standard = !misplaced && item.user_dictionary.is_none();
            let role = if standard { Role::of(item.number) } else { None };
            Some(Destination { place, misplaced, role, number: item.number })
        };
        let under = |level| dictionary.slots().filter_map(|(slot, _)| destination(slot, level)).collect();
        Self {
            patient: under(Level::Patient),
            tumor: under(Level::Tumor),
            ids: dictionary.items().iter().map(|item| item.id.clone()).collect(),
        }
    }

    /// Where an item found under `level` goes.
    pub(crate) fn destination(&self, slot: Slot, level: Level) -> Destination {
        let under = if level == Level::Patient { &self.patient } else { &self.tumor };
        let unknown = Destination { place: Place::VaultOther, misplaced: false, role: None, number: 0 };
        under.get(slot.index()).copied().unwrap_or(unknown)
    }

    /// The id of an item in the file's dictionary.
    pub(crate) fn id(&self, slot: Slot) -> &str {
        self.ids.get(slot.index()).map_or("", |id| id)
    }
}

fn own_column(item: &CanonicalItem, at: Option<u16>) -> Place {
    match (at, item.confidentiality) {
        (Some(at), None) => Place::Column(at),
        (Some(at), Some(_)) => Place::VaultColumn(at),
        (None, _) => Place::VaultOther,
    }
}
