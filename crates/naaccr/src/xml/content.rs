//! What stands inside an element, read with all care.

use super::attributes::attributes;
use super::characters::{check_text, push_text};
use super::fault::Fault;
use super::names::{Element, Names, bindings, declared_in};
use super::scanner::{Markup, Scanner, Tag};
use crate::Rule;

/// What comes next inside an element, text and comments aside.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content<'t> {
    Start(Tag<'t>),
    /// With the name.
    End(&'t str),
    Nothing,
}

/// The next element's start or the open one's end. Text between elements means nothing, but must be well formed.
pub(super) fn next_content<'t>(scanner: &mut Scanner<'t>) -> Result<Content<'t>, Fault> {
    loop {
        let line = scanner.line;
        check_text(scanner.text()?, line)?;
        match scanner.markup()? {
            Markup::Start(tag) => return Ok(Content::Start(tag)),
            Markup::End(name) => return Ok(Content::End(name)),
            Markup::Nothing => return Ok(Content::Nothing),
            Markup::CData(_) | Markup::Ignorable => {}
            Markup::DocumentType | Markup::Declaration(_) => return Err(misplaced_declaration(scanner)),
        }
    }
}

/// Reads what stands in an item into `value`, up to and with its end tag.
pub(super) fn read_value(scanner: &mut Scanner<'_>, tag: &Tag<'_>, value: &mut String) -> Result<(), Fault> {
    value.clear();
    if tag.empty {
        return Ok(());
    }
    loop {
        let line = scanner.line;
        push_text(scanner.text()?, line, value)?;
        match scanner.markup()? {
            Markup::CData(text) => value.push_str(text),
            Markup::Ignorable => {}
            Markup::End(name) if name == tag.name => return Ok(()),
            Markup::End(name) => return Err(mismatched_end(scanner, name, tag.name)),
            Markup::Start(inner) => {
                let message = format!("the element {} inside of an item, which may hold only text", inner.name);
                return Err(Fault::new(Rule::UnexpectedElement, inner.line, message));
            }
            Markup::Nothing => return Err(ended_within(scanner, tag.name)),
            Markup::DocumentType | Markup::Declaration(_) => return Err(misplaced_declaration(scanner)),
        }
    }
}

/// Skips an extension whose start tag was read.
pub(super) fn skip_extension<'t>(scanner: &mut Scanner<'t>, names: &Names, tag: &Tag<'t>) -> Result<(), Fault> {
    if tag.empty {
        return attributes(tag).map(drop);
    }
    let mut declared = declared_in(tag)?;
    let mut open = vec![(tag.name, 0)];
    while let Some(&(name, scope)) = open.last() {
        match next_content(scanner)? {
            Content::Start(inner) => {
                let scope = declared.len();
                declared.extend(bindings(&attributes(&inner)?));
                if !names.ignores_extensions() && names.element(&inner, &declared)? != Element::Extension {
                    let message = format!("the element {} inside of an extension", inner.name);
                    return Err(Fault::new(Rule::UnexpectedElement, inner.line, message));
                }
                if inner.empty {
                    declared.truncate(scope);
                } else {
                    open.push((inner.name, scope));
                }
            }
            Content::End(end) if end == name => {
                declared.truncate(scope);
                open.pop();
            }
            Content::End(end) => return Err(mismatched_end(scanner, end, name)),
            Content::Nothing => return Err(ended_within(scanner, name)),
        }
    }
    Ok(())
}

/// An end tag that is not the open element's.
pub(super) fn mismatched_end(scanner: &Scanner<'_>, found: &str, open: &str) -> Fault {
    Fault::syntax(scanner.mark.1, format!("the end tag of {found} where {open} is open"))
}

/// No end tag for an element.
pub(super) fn ended_within(scanner: &Scanner<'_>, open: &str) -> Fault {
    Fault::syntax(scanner.line, format!("the file ends where {open} is open"))
}

/// An element where the standard does not have it.
pub(super) fn misplaced(tag: &Tag<'_>, parent: &str) -> Fault {
    let message = format!("the element {} at this place in {parent}", tag.name);
    Fault::new(Rule::UnexpectedElement, tag.line, message)
}

fn misplaced_declaration(scanner: &Scanner<'_>) -> Fault {
    Fault::syntax(scanner.mark.1, "a declaration that belongs before the root element")
}
