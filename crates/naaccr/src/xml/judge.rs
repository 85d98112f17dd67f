//! An item against the rules: what becomes of its value, and what is wrong with it.

use super::fault::Fault;
use super::item_tag::{ItemId, ItemTag, NumberClaim};
use crate::value::utf16_len;
use crate::{Code, Dictionary, Finding, FindingItem, Level, Rule, Sensitive, Slot, UnknownItems};

/// What a [`crate::Patient`] can hold of an unknown id, in bytes; the standard's ids have at most 32 characters.
const LONGEST_ID: usize = u16::MAX as usize;

/// Where an item stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) level: Level,
    /// Line of the start tag's end.
    pub(super) line: u64,
    /// Line of the end tag: the reference library reports there an item that no dictionary has.
    pub(super) end_line: u64,
    pub(super) patient: u64,
    pub(super) tumor: u32,
}

/// What becomes of an item with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate<'i> {
    Kept(Slot),
    KeptUnknown(&'i str),
    Dropped,
}

/// The rules that all items of a file are held to.
#[derive(Debug)]
pub(super) struct Judge<'f> {
    pub(super) dictionary: &'f Dictionary,
    pub(super) unknown_items: UnknownItems,
    /// Tumor items that may stand under the patient, as they once did.
    pub(super) moved: &'f [Slot],
}

impl Judge<'_> {
    /// Judges an item by its first broken rule. `value` is not empty.
    #[inline]
    pub(super) fn judge<'i>(
        &self,
        tag: &'i ItemTag,
        value: &str,
        place: Place,
        findings: &mut Vec<Finding>,
    ) -> Result<Fate<'i>, Fault> {
        if let ItemId::Known { slot, level, rule } = tag.id
            && tag.number == NumberClaim::Agrees
            && level == place.level
            && rule.check(value).is_none()
        {
            return Ok(Fate::Kept(slot));
        }
        self.judge_closely(tag, value, place, findings)
    }

    #[cold]
    fn judge_closely<'i>(
        &self,
        tag: &'i ItemTag,
        value: &str,
        place: Place,
        findings: &mut Vec<Finding>,
    ) -> Result<Fate<'i>, Fault> {
        let not_a_number = || Fault::new(Rule::ItemNumber, place.line, "a naaccrNum that is no number");
        match &tag.id {
            ItemId::Missing => {
                Err(Fault::new(Rule::MissingItemId, place.line, "an item with a value but without naaccrId"))
            }
            ItemId::Unknown(id) => match self.unknown_items {
                UnknownItems::Keep if tag.number == NumberClaim::NotANumber => Err(not_a_number()),
                UnknownItems::Keep if id.len() > LONGEST_ID => {
                    Err(Fault::new(Rule::MissingItemId, place.line, format!("an id of {} bytes", id.len())))
                }
                UnknownItems::Keep => Ok(Fate::KeptUnknown(id)),
                UnknownItems::Report => {
                    let item = FindingItem::Unknown(id.clone());
                    let place = Place { line: place.end_line, ..place };
                    findings.push(finding(Code::UnknownId, place, item, value, String::new()));
                    Ok(Fate::Dropped)
                }
            },
            ItemId::Known { slot, level, rule } => {
                let Some(def) = self.dictionary.item(*slot) else { return Ok(Fate::Dropped) };
                let code = match tag.number {
                    NumberClaim::NotANumber => return Err(not_a_number()),
                    NumberClaim::Wrong(_) => Some(Code::WrongNumber),
                    NumberClaim::Agrees => rule.check(value),
                };
                let is_misplaced =
                    *level != place.level && !(place.level == Level::Patient && self.moved.contains(slot));
                if let Some(code) = code.or(is_misplaced.then_some(Code::InvalidLevel)) {
                    let detail = detail(code, value, tag.number, place.level);
                    findings.push(finding(code, place, FindingItem::Known(def.clone()), value, detail));
                }
                Ok(Fate::Kept(*slot))
            }
        }
    }
}

fn finding(code: Code, place: Place, item: FindingItem, value: &str, detail: String) -> Finding {
    Finding {
        code,
        line: place.line,
        patient: place.patient,
        tumor: place.tumor,
        item: Some(item),
        value: Some(Sensitive::new(value)),
        detail: detail.into(),
    }
}

fn detail(code: Code, value: &str, number: NumberClaim, level: Level) -> String {
    match (code, number) {
        (Code::WrongNumber, NumberClaim::Wrong(claimed)) => {
            format!("found naaccrNum {claimed}")
        }
        (Code::TooLong | Code::TooShort, _) => format!("found {} characters", utf16_len(value)),
        (Code::InvalidLevel, _) => format!("found under {}", level.element()),
        _ => String::new(),
    }
}
