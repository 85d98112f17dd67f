//! What the standard demands of user dictionaries: alone, beside the standard's items, and beside each other.
//!
//! Checks answer with what is wrong, as text; who calls them knows the line.

use std::sync::Arc;

use super::base::{base_items, default_user_items};
use super::user::{UserDictionary, broken};
use crate::{DataType, Error, ItemDef, Padding, RecordType, SpecVersion, Version};

type Checked = Result<(), String>;

const V1_1: u8 = 1;
const V1_2: u8 = 2;
const V1_3: u8 = 3;
const V1_6: u8 = 6;
const V1_7: u8 = 7;
const V1_8: u8 = 8;

fn is_before(spec: SpecVersion, minor: u8) -> bool {
    SpecVersion::minor(minor).is_some_and(|limit| spec < limit)
}

pub(super) fn may_omit_version(spec: SpecVersion) -> bool {
    !is_before(spec, V1_1)
}

pub(super) fn is_item_attribute(name: &str, spec: SpecVersion) -> bool {
    match name {
        "naaccrId" | "naaccrNum" | "naaccrName" | "startColumn" | "length" | "recordTypes" | "sourceOfStandard"
        | "parentXmlElement" | "dataType" | "padding" => true,
        "regexValidation" => is_before(spec, V1_2),
        "allowUnlimitedText" => is_before(spec, V1_6),
        "trim" => is_before(spec, V1_7),
        _ => false,
    }
}

pub(super) fn data_type(name: &str, spec: SpecVersion) -> Option<DataType> {
    DataType::from_name(name).filter(|kind| *kind != DataType::DateTime || !is_before(spec, V1_8))
}

pub(super) fn padding(name: &str, spec: SpecVersion) -> Option<Padding> {
    Padding::from_name(name)
        .filter(|padding| is_before(spec, V1_7) || matches!(padding, Padding::None | Padding::LeftZero))
}

pub(super) fn record_types(list: &str) -> Option<u8> {
    list.split(',').try_fold(0, |bits, letter| Some(bits | RecordType::from_letter(letter)?.bit()))
}

/// An item that is about to join `dictionary`.
pub(super) fn check_item(item: &ItemDef, dictionary: &UserDictionary, version: Option<Version>) -> Checked {
    let ItemDef { id, number, .. } = item;
    let mut letters = id.bytes();
    let starts_small = letters.next().is_some_and(|byte| byte.is_ascii_lowercase());
    if !starts_small || id.len() < 2 || !letters.all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(format!("item id {id} is not a small letter followed by letters and digits"));
    }
    if id.len() > 32 {
        return Err(format!("item id {id} has {} characters, more than 32", id.len()));
    }
    if item.name.encode_utf16().count() > 50 {
        return Err(format!("the name of item {id} has more than 50 characters"));
    }
    if dictionary.items.iter().any(|other| other.id == *id) {
        return Err(format!("item id {id} is defined twice"));
    }
    if dictionary.items.iter().any(|other| other.number == *number) {
        return Err(format!("item number {number} is defined twice, the second time for {id}"));
    }
    if item.start_column.is_none() && is_before(dictionary.spec_version, V1_1) {
        return Err(format!("item {id} has no startColumn, which specification 1.0 demands"));
    }
    if item.unlimited_text && item.data_type != DataType::Text {
        return Err(format!("item {id} allows unlimited text, but is not of type text"));
    }
    version.map_or(Ok(()), |version| check_against_standard(item, dictionary.spec_version, version))
}

fn check_against_standard(item: &ItemDef, spec: SpecVersion, version: Version) -> Checked {
    let ItemDef { id, number, .. } = item;
    let base = base_items(version);
    if base.iter().any(|other| other.id == *id) {
        return Err(format!("item id {id} belongs to the standard's version {version}"));
    }
    if item.start_column.is_some() && !version.has_fixed_columns() {
        return Err(format!("item {id} has a startColumn, but version {version} has no fixed columns"));
    }
    if let Some(default) = default_user_items(version).iter().find(|other| other.id == *id) {
        let is_same = default.number == *number
            && default.name == item.name
            && default.length == item.length
            && default.record_types == item.record_types
            && default.level == item.level
            && default.data_type == item.data_type
            && (item.start_column.is_none() || item.start_column == default.start_column);
        return if is_same { Ok(()) } else { Err(format!("item {id} is not as version {version} defines it")) };
    }
    if base.binary_search_by_key(number, |other| other.number).is_ok() {
        return Err(format!("item number {number} of {id} belongs to the standard's version {version}"));
    }
    if is_before(spec, V1_3) && !(9500..=99999).contains(number) {
        return Err(format!("item number {number} of {id} is outside of 9500 to 99999"));
    }
    if let Some(columns) = columns(item) {
        let is_inside = default_user_items(version)
            .iter()
            .filter_map(|gap| self::columns(gap))
            .any(|gap| gap.start <= columns.start && columns.end <= gap.end);
        if !is_inside {
            return Err(format!(
                "item {id} is not within the columns that version {version} leaves to users: state requestor items, \
                 the NPCR field and reserved gaps"
            ));
        }
    }
    Ok(())
}

/// A whole dictionary, its items checked already.
pub(super) fn check_dictionary(dictionary: &UserDictionary, version: Option<Version>) -> Checked {
    if version.is_some_and(Version::has_fixed_columns) { check_columns(dictionary.items.iter()) } else { Ok(()) }
}

fn check_columns<'i>(items: impl Iterator<Item = &'i ItemDef>) -> Checked {
    let mut placed: Vec<_> = items.filter_map(|item| Some((columns(item)?, item))).collect();
    placed.sort_by_key(|(columns, _)| (columns.start, columns.end));
    for pair in placed.windows(2) {
        let [(before, one), (after, other)] = pair else { continue };
        if after.start < before.end {
            return Err(format!("items {} and {} share fixed columns", one.id, other.id));
        }
    }
    Ok(())
}

fn columns(item: &ItemDef) -> Option<std::ops::Range<u64>> {
    let start = u64::from(item.start_column?);
    Some(start..start + u64::from(item.length))
}

/// The items of all dictionaries that a file of `version` names, each id once.
pub(super) fn merge(version: Version, dictionaries: &[Arc<UserDictionary>]) -> Result<Vec<Arc<ItemDef>>, Error> {
    let mut merged: Vec<Arc<ItemDef>> = Vec::new();
    for (index, dictionary) in dictionaries.iter().enumerate() {
        let uri = &dictionary.uri;
        if dictionaries.iter().take(index).any(|other| other.uri == *uri && other != dictionary) {
            return Err(broken(0, format!("two different user dictionaries have the URI {uri}")));
        }
        check_version(dictionary, version).map_err(|message| broken(0, format!("user dictionary {uri}: {message}")))?;
        for item in &dictionary.items {
            match merged.iter().find(|other| other.id == item.id || other.number == item.number) {
                None => merged.push(Arc::new(item.clone())),
                Some(other) if is_same_item(other, item) => {}
                Some(other) => {
                    let from = other.user_dictionary.as_deref().unwrap_or_default();
                    let message = format!(
                        "user dictionaries {from} and {uri} define items {} ({}) and {} ({}), which differ",
                        other.id, other.number, item.id, item.number
                    );
                    return Err(broken(0, message));
                }
            }
        }
    }
    check_columns(merged.iter().map(AsRef::as_ref)).map_err(|message| broken(0, message))?;
    Ok(merged)
}

fn check_version(dictionary: &UserDictionary, version: Version) -> Checked {
    match dictionary.naaccr_version {
        Some(own) if own == version => Ok(()),
        Some(own) => Err(format!("it is for version {own}, and the file is of version {version}")),
        None => {
            let spec = dictionary.spec_version;
            dictionary.items.iter().try_for_each(|item| check_against_standard(item, spec, version))
        }
    }
}

fn is_same_item(one: &ItemDef, other: &ItemDef) -> bool {
    let shape = |item: &ItemDef| ItemDef { user_dictionary: None, unlimited_text: false, ..item.clone() };
    shape(one) == shape(other)
}
