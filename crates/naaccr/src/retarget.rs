//! Carries patients from one dictionary to another, item by item: between versions, record types, and sets of user
//! dictionaries.

use std::sync::Arc;

use crate::{Dictionary, Header, ItemDef, ItemValue, Level, Patient, RootItem, Slot};

/// Where items of one dictionary go in another.
///
/// Items of the standard are the same where their number is, whatever their ids; items of users where their id is.
/// An item that the standard moved to another level moves too. Values stay as they are: a value that the other
/// version would write otherwise is for checks to find.
#[derive(Debug)]
pub struct Retarget {
    version: String,
    record_type: String,
    targets: Vec<Target>,
    /// Tumor items that the other dictionary has at the patient.
    lifts: bool,
}

#[derive(Debug)]
struct Target {
    def: Arc<ItemDef>,
    to: Option<(Slot, Box<str>)>,
    moves: Move,
    lost: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Stay,
    ToPatient,
    ToTumors,
}

/// An item whose values found no place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostItem {
    /// The item, as the dictionary it came from defines it.
    pub def: Arc<ItemDef>,
    /// How many of its values were left out.
    pub values: u64,
}

impl Retarget {
    /// From what a file was read with to what it is written with.
    #[must_use]
    pub fn new(from: &Dictionary, to: &Dictionary) -> Self {
        let target = |def: &Arc<ItemDef>| {
            let found = counterpart(def, to).and_then(|slot| Some((slot, to.item(slot)?)));
            let moves = match found.map(|(_, other)| (def.level, other.level)) {
                Some((Level::Tumor, Level::Patient)) => Move::ToPatient,
                Some((Level::Patient, Level::Tumor)) => Move::ToTumors,
                _ => Move::Stay,
            };
            Target { def: def.clone(), to: found.map(|(slot, other)| (slot, other.id.clone())), moves, lost: 0 }
        };
        let targets: Vec<_> = from.items().iter().map(target).collect();
        let lifts = targets.iter().any(|target| target.moves == Move::ToPatient);
        Self { version: to.version().to_string(), record_type: to.record_type().to_string(), targets, lifts }
    }

    /// The slot that an item goes to; `None` where the other dictionary lacks it.
    #[must_use]
    pub fn slot(&self, slot: Slot) -> Option<Slot> {
        self.targets.get(slot.index())?.to.as_ref().map(|(to, _)| *to)
    }

    /// The root items of the other file: `naaccrRecordVersion` and `recordType` say what the other file is.
    #[must_use]
    pub fn root_items(&mut self, header: &Header) -> Vec<RootItem> {
        let mut items = Vec::new();
        for item in &header.items {
            let Some(target) = item.slot.and_then(|slot| self.targets.get_mut(slot.index())) else {
                items.push(item.clone());
                continue;
            };
            let Some((slot, id)) = &target.to else {
                target.lost += 1;
                continue;
            };
            let value = match target.def.number {
                RECORD_TYPE => &self.record_type,
                NAACCR_RECORD_VERSION => &self.version,
                _ => &item.value,
            };
            items.push(RootItem { slot: Some(*slot), id: id.to_string(), value: value.clone(), line: item.line });
        }
        items
    }

    /// Writes `patient` to `out` in the terms of the other dictionary.
    pub fn patient(&mut self, patient: &Patient, out: &mut Patient) {
        out.start(patient.line());
        for item in patient.items() {
            if self.moves(item) != Move::ToTumors {
                self.push(item, out);
            }
        }
        if self.lifts {
            self.lift(patient, out);
        }
        for tumor in patient.tumors() {
            out.start_tumor(tumor.line());
            for item in tumor.items() {
                if self.moves(item) != Move::ToPatient {
                    self.push(item, out);
                }
            }
            for item in patient.items() {
                if self.moves(item) == Move::ToTumors {
                    self.push(item, out);
                }
            }
        }
        if patient.tumor_count() == 0 {
            let homeless: Vec<_> = patient.items().filter(|item| self.moves(*item) == Move::ToTumors).collect();
            homeless.into_iter().for_each(|item| self.lose(item));
        }
    }

    /// What was left out so far, in the order of the dictionary it came from.
    #[must_use]
    pub fn lost(&self) -> Vec<LostItem> {
        let lost = self.targets.iter().filter(|target| target.lost > 0);
        lost.map(|target| LostItem { def: target.def.clone(), values: target.lost }).collect()
    }

    /// The first tumor's value goes to the patient; another that differs is lost.
    fn lift(&mut self, patient: &Patient, out: &mut Patient) {
        let lifted =
            patient.tumors().flat_map(|tumor| tumor.items()).filter(|item| self.moves(*item) == Move::ToPatient);
        for item in lifted.collect::<Vec<_>>() {
            let Some(slot) = item.slot.and_then(|slot| self.slot(slot)) else { continue };
            match out.value(slot) {
                None => out.push(slot, item.value, item.line),
                Some(value) if value == item.value => {}
                Some(_) => self.lose(item),
            }
        }
    }

    fn push(&mut self, item: ItemValue<'_>, out: &mut Patient) {
        match item.slot {
            None => out.push_unknown(item.unknown_id, item.value, item.line),
            Some(slot) => match self.slot(slot) {
                Some(slot) => out.push(slot, item.value, item.line),
                None => self.lose(item),
            },
        }
    }

    fn moves(&self, item: ItemValue<'_>) -> Move {
        item.slot.and_then(|slot| self.targets.get(slot.index())).map_or(Move::Stay, |target| target.moves)
    }

    fn lose(&mut self, item: ItemValue<'_>) {
        if let Some(target) = item.slot.and_then(|slot| self.targets.get_mut(slot.index())) {
            target.lost += 1;
        }
    }
}

const RECORD_TYPE: u32 = 10;
const NAACCR_RECORD_VERSION: u32 = 50;

fn counterpart(def: &ItemDef, to: &Dictionary) -> Option<Slot> {
    let slot = if def.user_dictionary.is_none() { to.slot_of_number(def.number) } else { to.slot(&def.id) }?;
    let is_same_kind = to.item(slot)?.user_dictionary.is_some() == def.user_dictionary.is_some();
    is_same_kind.then_some(slot)
}
