//! Markup in order: the careful way through a document, used wherever it is not perfectly regular.

use super::characters::newlines;
use super::fault::Fault;

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'t> {
    pub(super) name: &'t str,
    /// Between the name and the end of the tag.
    pub(super) attributes: &'t str,
    /// `<name/>`.
    pub(super) empty: bool,
    /// The line it ends in.
    pub(super) line: u64,
    /// The tag as written.
    pub(super) source: &'t str,
}

/// A piece of markup.
#[derive(Debug, Clone, Copy)]
pub(super) enum Markup<'t> {
    Start(Tag<'t>),
    /// With the name.
    End(&'t str),
    CData(&'t str),
    /// The start of `<!DOCTYPE …>`, not passed over.
    DocumentType,
    /// `<?xml …?>`, with what stands between.
    Declaration(&'t str),
    /// A comment or a processing instruction.
    Ignorable,
    /// No more text.
    Nothing,
}

/// A place in a text, going forward.
#[derive(Debug, Clone)]
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) position: usize,
    /// Line of `position`.
    pub(super) line: u64,
    /// Place and line where the last markup began.
    pub(super) mark: (usize, u64),
    /// Whether the end of the text decided anything, so that more text could have led elsewhere.
    pub(super) met_end: bool,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str, line: u64) -> Self {
        Self { text, position: 0, line, mark: (0, line), met_end: false }
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// The raw text up to the next markup or the end.
    pub(super) fn text(&mut self) -> Result<&'t str, Fault> {
        let rest = self.rest();
        let length = memchr::memchr(b'<', rest.as_bytes());
        self.met_end |= length.is_none();
        let text = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
        if let Some(at) = memchr::memmem::find(text.as_bytes(), b"]]>") {
            let line = self.line + newlines(text.get(..at).unwrap_or_default());
            return Err(Fault::syntax(line, "]]> outside of a CDATA section"));
        }
        self.advance(text.len());
        Ok(text)
    }

    /// The markup that stands here; call after [`Scanner::text`].
    pub(super) fn markup(&mut self) -> Result<Markup<'t>, Fault> {
        self.mark = (self.position, self.line);
        match self.rest().as_bytes() {
            [] => {
                self.met_end = true;
                Ok(Markup::Nothing)
            }
            [b'<', b'/', ..] => self.end_tag(),
            [b'<', b'!', ..] => self.declaration(),
            [b'<', b'?', ..] => self.instruction(),
            _ => self.start_tag(),
        }
    }

    /// Passes over a document type declaration.
    pub(super) fn skip_document_type(&mut self) -> Result<(), Fault> {
        let Some(length) = document_type_length(self.rest()) else { return Err(self.cut_short("a document type")) };
        self.advance(length);
        Ok(())
    }

    /// Passes over `bytes` bytes, where the text allows it.
    pub(super) fn skip(&mut self, bytes: usize) {
        self.advance(bytes);
    }

    fn advance(&mut self, length: usize) {
        let passed = self.text.get(self.position..self.position + length).unwrap_or_default();
        self.line += newlines(passed);
        self.position += length;
    }

    fn cut_short(&mut self, what: &str) -> Fault {
        self.met_end = true;
        Fault::syntax(self.line, format!("the text ends within {what}"))
    }

    fn end_tag(&mut self) -> Result<Markup<'t>, Fault> {
        let rest = self.rest();
        let Some(end) = memchr::memchr(b'>', rest.as_bytes()) else { return Err(self.cut_short("an end tag")) };
        let name = rest.get(2..end).unwrap_or_default().trim_ascii_end();
        if name_length(name) != name.len() || name.is_empty() {
            return Err(Fault::syntax(self.line, "an end tag that is not well formed"));
        }
        self.advance(end + 1);
        Ok(Markup::End(name))
    }

    fn declaration(&mut self) -> Result<Markup<'t>, Fault> {
        let rest = self.rest();
        if let Some(comment) = rest.strip_prefix("<!--") {
            let Some(end) = memchr::memmem::find(comment.as_bytes(), b"-->") else {
                return Err(self.cut_short("a comment"));
            };
            self.advance("<!--".len() + end + "-->".len());
            return Ok(Markup::Ignorable);
        }
        if let Some(section) = rest.strip_prefix("<![CDATA[") {
            let Some(end) = memchr::memmem::find(section.as_bytes(), b"]]>") else {
                return Err(self.cut_short("a CDATA section"));
            };
            self.advance("<![CDATA[".len() + end + "]]>".len());
            return Ok(Markup::CData(section.get(..end).unwrap_or_default()));
        }
        if rest.starts_with("<!DOCTYPE") {
            return Ok(Markup::DocumentType);
        }
        self.met_end |= rest.len() < "<![CDATA[".len();
        Err(Fault::syntax(self.line, "a declaration that XML does not have"))
    }

    fn instruction(&mut self) -> Result<Markup<'t>, Fault> {
        let rest = self.rest();
        let Some(end) = memchr::memmem::find(rest.as_bytes(), b"?>") else {
            return Err(self.cut_short("a processing instruction"));
        };
        let content = rest.get(2..end).unwrap_or_default();
        self.advance(end + "?>".len());
        match content.strip_prefix("xml") {
            Some(declaration) if declaration.starts_with(is_blank) => Ok(Markup::Declaration(declaration)),
            _ => Ok(Markup::Ignorable),
        }
    }

    fn start_tag(&mut self) -> Result<Markup<'t>, Fault> {
        let rest = self.rest();
        let inner = rest.get(1..).unwrap_or_default();
        let name_length = name_length(inner);
        if name_length == inner.len() {
            return Err(self.cut_short("a tag"));
        }
        if name_length == 0 {
            return Err(Fault::syntax(self.line, "a < that starts no tag"));
        }
        let mut quote = None;
        for (at, byte) in inner.bytes().enumerate().skip(name_length) {
            match (byte, quote) {
                (b'<', _) => return Err(Fault::syntax(self.line, "a < within a tag")),
                (b'"' | b'\'', None) => quote = Some(byte),
                (_, Some(open)) if open == byte => quote = None,
                (b'>', None) => {
                    let body = inner.get(name_length..at).unwrap_or_default();
                    let (attributes, empty) = body.strip_suffix('/').map_or((body, false), |body| (body, true));
                    if !attributes.is_empty() && !attributes.starts_with(is_blank) {
                        return Err(Fault::syntax(self.line, "a tag that is not well formed"));
                    }
                    self.advance(at + 2);
                    return Ok(Markup::Start(Tag {
                        name: inner.get(..name_length).unwrap_or_default(),
                        attributes,
                        empty,
                        line: self.line,
                        source: rest.get(..at + 2).unwrap_or_default(),
                    }));
                }
                _ => {}
            }
        }
        Err(self.cut_short("a tag"))
    }
}

pub(super) fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// Length of the name that `text` starts with.
pub(super) fn name_length(text: &str) -> usize {
    let starts = |character: char| character.is_alphabetic() || matches!(character, '_' | ':') || !character.is_ascii();
    let goes_on = |character: char| starts(character) || character.is_ascii_digit() || matches!(character, '-' | '.');
    match text.chars().next() {
        Some(first) if starts(first) => text.find(|character| !goes_on(character)).unwrap_or(text.len()),
        _ => 0,
    }
}

/// Length of the document type declaration that `text` starts with, internal subset included.
fn document_type_length(text: &str) -> Option<usize> {
    let (mut quote, mut depth) = (None, 0_usize);
    let mut rest = text.bytes().enumerate();
    while let Some((at, byte)) = rest.next() {
        match (byte, quote) {
            (b'<', None) if text.get(at..).is_some_and(|rest| rest.starts_with("<!--")) => {
                let length = memchr::memmem::find(text.as_bytes().get(at..)?, b"-->")? + "-->".len();
                rest.nth(length - 2);
            }
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) => quote = Some(open).filter(|open| *open != byte),
            (b'<', None) => depth += 1,
            (b'>', None) => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
