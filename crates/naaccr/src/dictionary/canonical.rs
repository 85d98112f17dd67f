//! Items across versions: one entry per item number, under the id of the newest version that has it.

use std::sync::LazyLock;

use super::base::base_rows;
use crate::Level;

const CONFIDENTIAL: &str = include_str!("../../data/confidential.tsv");
const RENAMED: &str = include_str!("../../data/renamed_ids.tsv");

/// Why an item is kept apart from analysis tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Confidentiality {
    /// It tells or helps to tell who the person is.
    Identity,
    /// Free text, which may hold anything.
    FreeText,
}

/// An item of the standard across versions: one entry per item number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CanonicalItem {
    /// The item's number.
    pub number: u32,
    /// Its id in the newest version that has it: the name of its column.
    pub id: &'static str,
    /// Its level there.
    pub level: Level,
    /// Why it is kept apart; `None` for an item that analysis tables may hold.
    pub confidentiality: Option<Confidentiality>,
}

/// Every item of every version, by number. Ids are unique too: no version ever gave a number to two items, nor an id
/// to two numbers.
#[must_use]
pub fn canonical_items() -> &'static [CanonicalItem] {
    static ITEMS: LazyLock<Vec<CanonicalItem>> = LazyLock::new(canonicals);
    &ITEMS
}

/// The item of a number.
#[must_use]
pub fn canonical_item(number: u32) -> Option<&'static CanonicalItem> {
    let items = canonical_items();
    items.binary_search_by_key(&number, |item| item.number).ok().and_then(|index| items.get(index))
}

/// The present spelling of an id that version 180 first had under another.
#[must_use]
pub fn present_id(old_id: &str) -> Option<&'static str> {
    // Forty lines, asked only for ids that no dictionary knows.
    pairs(RENAMED).find(|&(old, _)| old == old_id).map(|(_, present)| present)
}

fn canonicals() -> Vec<CanonicalItem> {
    let confidential: Vec<(u32, Confidentiality)> = pairs(CONFIDENTIAL)
        .filter_map(|(number, class)| {
            let class = if class == "text" { Confidentiality::FreeText } else { Confidentiality::Identity };
            Some((number.parse().ok()?, class))
        })
        .collect();
    let mut items: Vec<CanonicalItem> = Vec::new();
    for row in base_rows() {
        let confidentiality = confidential
            .binary_search_by_key(&row.number, |&(number, _)| number)
            .ok()
            .map(|index| confidential[index].1);
        let item = CanonicalItem { number: row.number, id: row.id, level: row.level, confidentiality };
        // Runs of a number stand in the order of versions, so the last one wins.
        match items.last_mut() {
            Some(last) if last.number == row.number => *last = item,
            _ => items.push(item),
        }
    }
    items
}

fn pairs(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().skip(1).filter_map(|line| line.split_once('\t'))
}
