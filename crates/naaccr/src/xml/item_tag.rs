//! The start tag of an item: what it says, before its value is seen.

use super::attributes::{attributes, find};
use super::fault::Fault;
use super::scanner::Tag;
use crate::{Dictionary, Level, Slot, ValueRule, present_id};

/// The item that a start tag names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ItemId {
    /// The attribute is missing or blank.
    Missing,
    /// An item of the dictionary.
    Known { slot: Slot, level: Level, rule: ValueRule },
    /// An item that the dictionary lacks.
    Unknown(Box<str>),
}

/// What the tag says of the item's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberClaim {
    /// Nothing, or the truth.
    Agrees,
    /// Another item's number.
    Wrong(i32),
    /// No number at all.
    NotANumber,
}

/// The start tag of an item.
#[derive(Debug, Clone)]
pub(super) struct ItemTag {
    pub(super) id: ItemId,
    pub(super) number: NumberClaim,
    /// `<Item …/>`.
    pub(super) empty: bool,
}

impl ItemTag {
    pub(super) fn parse(tag: &Tag<'_>, dictionary: &Dictionary, translate_renamed_ids: bool) -> Result<Self, Fault> {
        let attributes = attributes(tag)?;
        let id = match find(&attributes, "naaccrId").map(str::trim).filter(|id| !id.is_empty()) {
            None => ItemId::Missing,
            Some(id) => match slot(id, dictionary, translate_renamed_ids) {
                Some((slot, level, rule)) => ItemId::Known { slot, level, rule },
                None => ItemId::Unknown(id.into()),
            },
        };
        let number = match find(&attributes, "naaccrNum").map(|number| number.trim().parse::<i32>()) {
            None => NumberClaim::Agrees,
            Some(Err(_)) => NumberClaim::NotANumber,
            Some(Ok(number)) => match &id {
                ItemId::Known { slot, .. } if dictionary.slot_of_number(number.unsigned_abs()) != Some(*slot) => {
                    NumberClaim::Wrong(number)
                }
                ItemId::Known { .. } if number < 0 => NumberClaim::Wrong(number),
                _ => NumberClaim::Agrees,
            },
        };
        Ok(Self { id, number, empty: tag.empty })
    }
}

fn slot(id: &str, dictionary: &Dictionary, translate_renamed_ids: bool) -> Option<(Slot, Level, ValueRule)> {
    let renamed = || present_id(id).filter(|_| translate_renamed_ids).and_then(|id| dictionary.slot(id));
    let slot = dictionary.slot(id).or_else(renamed)?;
    let item = dictionary.item(slot)?;
    Some((slot, item.level, ValueRule::of(item)))
}
