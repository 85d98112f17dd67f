//! A document up to its first patient: prolog, root element, root items and root extensions.

use super::attributes::{attributes, find};
use super::content::{Content, ended_within, mismatched_end, misplaced, next_content, read_value, skip_extension};
use super::fault::Fault;
use super::format::XmlFormat;
use super::item_tag::ItemTag;
use super::judge::{Fate, Place};
use super::names::Element;
use super::root::Root;
use super::scanner::{Markup, Scanner, Tag, is_blank};
use super::seen::{SeenItems, duplicate};
use crate::{Error, Finding, Level, ReadOptions, RootItem, Rule};

/// A document's start, read.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) format: XmlFormat,
    pub(super) findings: Vec<Finding>,
}

/// Reads up to the first patient or the root's end tag, where it leaves the scanner.
pub(super) fn read(scanner: &mut Scanner<'_>, options: &ReadOptions) -> Result<Opening, Error> {
    let tag = root_tag(scanner).map_err(at_no_patient)?;
    let mut root = Root::parse(&tag, options).map_err(at_no_patient)?;
    let mut findings = std::mem::take(&mut root.findings);
    let mut format = XmlFormat::new(root, tag.name, options)?;
    if tag.empty {
        format.root_closed = true;
    } else {
        format.header.items = root_items(scanner, &format, &mut findings).map_err(at_no_patient)?;
    }
    Ok(Opening { format, findings })
}

fn at_no_patient(fault: Fault) -> Error {
    fault.into_error(0)
}

fn root_tag<'t>(scanner: &mut Scanner<'t>) -> Result<Tag<'t>, Fault> {
    let mut is_first = true;
    loop {
        let rest = scanner.rest().trim_start_matches(is_blank);
        if !rest.is_empty() && !rest.starts_with('<') {
            return Err(Fault::new(Rule::Root, scanner.line, "text where the root element must begin"));
        }
        scanner.text()?;
        match scanner.markup()? {
            Markup::Start(tag) => return Ok(tag),
            Markup::Declaration(content) if is_first => check_declaration(content, scanner.mark.1)?,
            Markup::Declaration(_) => {
                return Err(Fault::syntax(scanner.mark.1, "an XML declaration that is not the first thing"));
            }
            Markup::DocumentType => scanner.skip_document_type()?,
            Markup::Ignorable => {}
            Markup::Nothing => return Err(Fault::new(Rule::Root, scanner.line, "there is no root element")),
            Markup::End(_) | Markup::CData(_) => {
                return Err(Fault::new(Rule::Root, scanner.mark.1, "markup that cannot come before the root element"));
            }
        }
        is_first = false;
    }
}

fn check_declaration(content: &str, line: u64) -> Result<(), Fault> {
    let tag = Tag { name: "xml", attributes: content, empty: false, line, source: "" };
    match find(&attributes(&tag)?, "version") {
        Some("1.0") => Ok(()),
        Some(_) => Err(Fault::syntax(line, "a version of XML other than 1.0")),
        None => Err(Fault::syntax(line, "an XML declaration without its version")),
    }
}

fn root_items(
    scanner: &mut Scanner<'_>,
    format: &XmlFormat,
    findings: &mut Vec<Finding>,
) -> Result<Vec<RootItem>, Fault> {
    let (judge, mut seen) = (format.judge(), SeenItems::new(&format.dictionary));
    let mut items = Vec::new();
    let mut value = String::new();
    loop {
        match next_content(scanner)? {
            Content::Start(tag) => match format.names.outer_element(&tag)? {
                // An item after an extension is out of order, yet reading it is better than losing it.
                Element::Item => {
                    let item = ItemTag::parse(&tag, &format.dictionary, format.translate_renamed_ids)?;
                    if !seen.insert(&item.id) {
                        return Err(duplicate(&item.id, &format.dictionary, Level::NaaccrData, tag.line));
                    }
                    read_value(scanner, &tag, &mut value)?;
                    let (line, end_line) = (tag.line, scanner.line);
                    let place = Place { level: Level::NaaccrData, line, end_line, patient: 0, tumor: 0 };
                    if !value.is_empty() {
                        let fate = judge.judge(&item, &value, place, findings)?;
                        items.extend(root_item(fate, &value, place.line, format));
                    }
                }
                Element::Extension => skip_extension(scanner, &format.names, &tag)?,
                Element::Patient => break,
                Element::Tumor | Element::NaaccrData => return Err(misplaced(&tag, &format.root_name)),
            },
            Content::End(name) if name == format.root_name => break,
            Content::End(name) => return Err(mismatched_end(scanner, name, &format.root_name)),
            Content::Nothing => return Err(ended_within(scanner, &format.root_name)),
        }
    }
    (scanner.position, scanner.line) = scanner.mark;
    Ok(items)
}

fn root_item(fate: Fate<'_>, value: &str, line: u64, format: &XmlFormat) -> Option<RootItem> {
    let (slot, id) = match fate {
        Fate::Kept(slot) => (Some(slot), format.dictionary.item(slot)?.id.to_string()),
        Fate::KeptUnknown(id) => (None, id.to_owned()),
        Fate::Dropped => return None,
    };
    Some(RootItem { slot, id, value: value.to_owned(), line })
}
