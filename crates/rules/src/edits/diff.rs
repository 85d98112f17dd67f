//! What changed between two sets of edits.

use std::collections::BTreeMap;

use super::edit::Edit;
use super::set::EditSet;

/// An edit that differs between two sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditChange {
    /// The edit's id.
    pub id: String,
    /// How it differs.
    pub kind: EditChangeKind,
}

/// How an edit differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditChangeKind {
    /// The second set alone has it.
    Added,
    /// The first set alone has it.
    Removed,
    /// Both have it, and it says something else.
    Changed(Vec<FieldChange>),
}

/// A key of an edit that says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The key, as files write it.
    pub key: &'static str,
    /// What it said.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// What changed from one set to another, by id.
#[must_use]
pub fn edit_changes(before: &EditSet, after: &EditSet) -> Vec<EditChange> {
    let by_id = |set: &EditSet| -> BTreeMap<String, Vec<(&'static str, String)>> {
        set.edits().iter().map(|edit| (edit.id.clone(), fields(edit))).collect()
    };
    let (mut before, after) = (by_id(before), by_id(after));
    let mut changes = Vec::new();
    for (id, now) in after {
        let kind = match before.remove(&id) {
            None => EditChangeKind::Added,
            Some(was) if was == now => continue,
            Some(was) => EditChangeKind::Changed(changed_fields(was, now)),
        };
        changes.push(EditChange { id, kind });
    }
    changes.extend(before.into_keys().map(|id| EditChange { id, kind: EditChangeKind::Removed }));
    changes.sort_by(|one, other| one.id.cmp(&other.id));
    changes
}

fn changed_fields(was: Vec<(&'static str, String)>, now: Vec<(&'static str, String)>) -> Vec<FieldChange> {
    let pairs = was.into_iter().zip(now).filter(|((_, before), (_, after))| before != after);
    pairs.map(|((key, before), (_, after))| FieldChange { key, before, after }).collect()
}

/// What an edit says, key by key. Examples are tests, and change nothing.
fn fields(edit: &Edit) -> Vec<(&'static str, String)> {
    let exemption = edit.exemption.as_ref();
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    vec![
        ("name", edit.name.clone()),
        ("fails_when", one_line(&edit.fails_when)),
        ("severity", edit.severity.name().to_owned()),
        ("fatal", edit.is_fatal.to_string()),
        ("message", edit.message.clone()),
        ("cure", edit.cure.clone()),
        ("source", edit.source.clone()),
        ("items", edit.items.join(", ")),
        ("each", edit.each.join(", ")),
        ("override", exemption.map_or_else(String::new, |exemption| exemption.item.clone())),
        ("override_codes", exemption.map_or_else(String::new, |exemption| exemption.codes.join(", "))),
        ("years", edit.years.to_string()),
        ("versions", edit.versions.to_string()),
        ("sets", edit.setters.iter().map(|setter| setter.name()).collect::<Vec<_>>().join(", ")),
    ]
}
