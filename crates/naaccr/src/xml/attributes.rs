//! Attributes of a start tag.

use std::collections::BTreeSet;

use super::characters::{newlines, push_text};
use super::fault::Fault;
use super::scanner::{Tag, is_blank, name_length};

/// One attribute, its value with references replaced and blanks of any kind as spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute<'t> {
    pub(super) name: &'t str,
    pub(super) value: String,
}

/// The attributes of a tag in order. A name may stand once only; a blank between two may be missing.
pub(super) fn attributes<'t>(tag: &Tag<'t>) -> Result<Vec<Attribute<'t>>, Fault> {
    let first_line = tag.line - newlines(tag.source);
    let (mut found, mut names) = (Vec::new(), BTreeSet::new());
    let mut rest = tag.attributes.trim_start_matches(is_blank);
    while !rest.is_empty() {
        let broken = || Fault::syntax(first_line, "an attribute that is not well formed");
        let (name, after) = rest.split_at(name_length(rest));
        let after = after.trim_start_matches(is_blank).strip_prefix('=').ok_or_else(broken)?;
        let after = after.trim_start_matches(is_blank);
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\'')).ok_or_else(broken)?;
        let (raw, after) = after.get(1..).and_then(|value| value.split_once(quote)).ok_or_else(broken)?;
        if name.is_empty() {
            return Err(broken());
        }
        if !names.insert(name) {
            return Err(Fault::syntax(first_line, format!("the attribute {name} stands twice in one tag")));
        }
        let mut value = String::with_capacity(raw.len());
        push_text(&raw.replace(['\n', '\t'], " "), first_line, &mut value)?;
        found.push(Attribute { name, value });
        rest = after.trim_start_matches(is_blank);
    }
    Ok(found)
}

/// The value of the attribute with this name.
pub(super) fn find<'a>(attributes: &'a [Attribute<'_>], name: &str) -> Option<&'a str> {
    attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.as_str())
}
