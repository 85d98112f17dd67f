//! Where patients (or tumors) start and end in a document's bytes, found without reading what is between.
//!
//! Comments, CDATA sections and processing instructions are jumped over, and so is a patient of that name inside an
//! extension. Nothing else is looked at, so that markup broken inside a patient does not hide the next one.

use memchr::memmem::{self, Finder};

const COMMENT: &[u8] = b"<!--";
const CDATA: &[u8] = b"<![CDATA[";
/// Bytes within which a tag ends: without a limit, an endless one would be looked through again for every block.
const LONGEST_TAG: usize = 1 << 20;

/// A border of an element, as a place in the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Boundary {
    /// The `<` of a start tag.
    Start(usize),
    /// Behind the `>` of an end tag.
    End(usize),
}

/// Looks for the borders of elements of one name, in order, in bytes of which more may follow.
#[derive(Debug, Clone)]
pub(super) struct Boundaries {
    /// Finds the name.
    finder: Finder<'static>,
    /// Prefixes of the standard's namespace.
    prefixes: Vec<String>,
    /// All before it has been looked at.
    position: usize,
    /// There is no `<!` from `position` up to here.
    declaration: usize,
    /// There is no `<?` from `position` up to here.
    instruction: usize,
    /// Inside something that ends with these bytes.
    closing: Option<&'static [u8]>,
    /// Whether a patient is open.
    is_open: bool,
    /// Up to here, elements not of the standard were counted inside of the open patient.
    walked: usize,
    /// Of them, those open at `walked`.
    foreign_elements: usize,
    /// Patients of that name open inside an extension.
    foreign: usize,
    /// End of a patient that was empty.
    empty_end: Option<usize>,
}

/// What an occurrence of the name turned out to be.
enum Tag {
    Start { from: usize, until: usize },
    Empty { from: usize, until: usize },
    End { until: usize },
    None,
    CutShort { from: usize },
}

impl Boundaries {
    /// From the start of some bytes, outside of any such element.
    pub(super) fn new(element: &'static str, prefixes: Vec<String>) -> Self {
        Self {
            finder: Finder::new(element),
            prefixes,
            position: 0,
            declaration: 0,
            instruction: 0,
            closing: None,
            is_open: false,
            walked: 0,
            foreign_elements: 0,
            foreign: 0,
            empty_end: None,
        }
    }

    /// Goes on in bytes of which the first `removed`, already looked at, are gone.
    pub(super) fn shift(&mut self, removed: usize) {
        self.position -= removed;
        self.declaration = self.position;
        self.instruction = self.position;
        self.walked = self.walked.saturating_sub(removed);
        self.empty_end = self.empty_end.map(|end| end - removed);
    }

    /// The next border; `None` where more bytes are needed to find one or, `at_end`, where there is none.
    pub(super) fn next(&mut self, bytes: &[u8], at_end: bool) -> Option<Boundary> {
        if let Some(end) = self.empty_end.take() {
            self.is_open = false;
            return Some(Boundary::End(end));
        }
        loop {
            if let Some(closing) = self.closing {
                let Some(at) = memmem::find(bytes.get(self.position..)?, closing) else {
                    return self.wait(bytes.len().saturating_sub(closing.len() - 1));
                };
                self.position += at + closing.len();
                self.closing = None;
            }
            let plain_until = self.plain_until(bytes);
            let plain = bytes.get(self.position..plain_until)?;
            if let Some(at) = self.finder.find(plain) {
                let at = self.position + at;
                match self.tag(bytes, at) {
                    Tag::CutShort { from } if !at_end => {
                        return self.wait(from);
                    }
                    Tag::None | Tag::CutShort { .. } => self.position = at + self.name_length(),
                    Tag::Start { from, until } => {
                        self.position = until;
                        if self.opens(bytes, from) {
                            return Some(Boundary::Start(from));
                        }
                    }
                    Tag::Empty { from, until } => {
                        self.position = until;
                        if self.opens(bytes, from) {
                            self.empty_end = Some(until);
                            return Some(Boundary::Start(from));
                        }
                        self.closes();
                    }
                    Tag::End { until } => {
                        self.position = until;
                        if self.closes() {
                            return Some(Boundary::End(until));
                        }
                    }
                }
                continue;
            }
            if plain_until == bytes.len() {
                return self.wait(unfinished_tag(bytes, self.position));
            }
            self.position = plain_until;
            let rest = bytes.get(self.position..)?;
            self.closing = if rest.starts_with(b"<?") {
                Some(b"?>")
            } else if rest.starts_with(COMMENT) {
                Some(b"-->")
            } else if rest.starts_with(CDATA) {
                Some(b"]]>")
            } else if !at_end && (COMMENT.starts_with(rest) || CDATA.starts_with(rest)) {
                return self.wait(self.position);
            } else {
                None
            };
            self.position += match self.closing {
                Some(b"-->") => COMMENT.len(),
                Some(b"]]>") => CDATA.len(),
                _ => 2,
            };
        }
    }

    /// Goes on at `position` once there are more bytes.
    fn wait(&mut self, position: usize) -> Option<Boundary> {
        self.position = self.position.max(position);
        (self.declaration, self.instruction) = (self.position, self.position);
        None
    }

    /// Place of the next `<!` or `<?`, or the end.
    fn plain_until(&mut self, bytes: &[u8]) -> usize {
        let rest = bytes.get(self.position..).unwrap_or_default();
        for (place, special) in [(&mut self.declaration, b"<!"), (&mut self.instruction, b"<?")] {
            if *place <= self.position {
                *place = memmem::find(rest, special).map_or(bytes.len(), |at| self.position + at);
            }
        }
        self.declaration.min(self.instruction)
    }

    /// Whether a start tag begins a patient of the file: not one inside an extension.
    fn opens(&mut self, bytes: &[u8], from: usize) -> bool {
        if self.is_open && (self.foreign > 0 || self.is_in_extension(bytes, from)) {
            self.foreign += 1;
            return false;
        }
        (self.is_open, self.walked, self.foreign_elements) = (true, from, 0);
        true
    }

    /// Whether an end tag ends a patient of the file.
    fn closes(&mut self) -> bool {
        if self.foreign > 0 {
            self.foreign -= 1;
            return false;
        }
        std::mem::take(&mut self.is_open)
    }

    /// Whether the open patient has an element open at `until` that is not the standard's.
    fn is_in_extension(&mut self, bytes: &[u8], until: usize) -> bool {
        let bytes = bytes.get(..until).unwrap_or_default();
        while let Some(at) = memchr::memchr(b'<', bytes.get(self.walked..).unwrap_or_default()) {
            self.walked += at;
            let rest = bytes.get(self.walked..).unwrap_or_default();
            let special = [(&b"<?"[..], &b"?>"[..]), (COMMENT, b"-->"), (CDATA, b"]]>")];
            if let Some((_, closing)) = special.iter().find(|(opening, _)| rest.starts_with(opening)) {
                let Some(at) = memmem::find(rest, closing) else { break };
                self.walked += at + closing.len();
                continue;
            }
            let tag = tag_end(rest);
            let is_end = rest.starts_with(b"</");
            let name = rest.get(1 + usize::from(is_end)..).unwrap_or_default();
            let name = name.split(|byte| is_name_end(*byte)).next().unwrap_or_default();
            self.foreign_elements = match (is_end, self.foreign_elements) {
                (true, open) => open.saturating_sub(1),
                (false, open) if matches!(tag, Some((_, true))) => open,
                (false, 0) => usize::from(!self.is_standard(name)),
                (false, open) => open + 1,
            };
            self.walked += tag.map_or(1, |(length, _)| length);
        }
        self.walked = until;
        self.foreign_elements > 0
    }

    fn is_standard(&self, name: &[u8]) -> bool {
        let (prefix, local) = match memchr::memchr(b':', name) {
            Some(colon) => (name.get(..colon), name.get(colon + 1..)),
            None => (None, Some(name)),
        };
        prefix.is_none_or(|prefix| self.is_prefix(prefix)) && matches!(local, Some(b"Patient" | b"Tumor" | b"Item"))
    }

    fn name_length(&self) -> usize {
        self.finder.needle().len()
    }

    fn is_prefix(&self, prefix: &[u8]) -> bool {
        self.prefixes.iter().any(|known| known.as_bytes() == prefix)
    }

    /// The tag that the name at `at` stands in.
    fn tag(&self, bytes: &[u8], at: usize) -> Tag {
        let before = bytes.get(..at).unwrap_or_default();
        let opening =
            |before: &[u8]| before.ends_with(b"<").then_some(false).or(before.ends_with(b"</").then_some(true));
        let found = match before.strip_suffix(b":") {
            None => opening(before).map(|is_end| (is_end, 0)),
            Some(before) => self.prefixes.iter().find_map(|prefix| {
                let is_end = opening(before.strip_suffix(prefix.as_bytes())?)?;
                Some((is_end, prefix.len() + 1))
            }),
        };
        let Some((is_end, prefix)) = found else { return Tag::None };
        let from = at - prefix - 1 - usize::from(is_end);
        let Some(after) = bytes.get(at + self.name_length()..).filter(|after| !after.is_empty()) else {
            return Tag::CutShort { from };
        };
        if !after.first().is_some_and(|byte| is_name_end(*byte)) {
            return Tag::None;
        }
        let rest = bytes.get(from..).unwrap_or_default();
        if is_end {
            let blanks = after.iter().take(LONGEST_TAG).take_while(|byte| byte.is_ascii_whitespace()).count();
            return match after.get(blanks) {
                Some(b'>') => Tag::End { until: at + self.name_length() + blanks + 1 },
                Some(_) => Tag::None,
                None => Tag::CutShort { from },
            };
        }
        match tag_end(rest) {
            Some((length, true)) => Tag::Empty { from, until: from + length },
            Some((length, false)) => Tag::Start { from, until: from + length },
            None => Tag::CutShort { from },
        }
    }
}

/// Start of a tag that the end of the bytes cuts, or the end.
fn unfinished_tag(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    match memchr::memrchr(b'<', rest) {
        Some(at) if tag_end(rest.get(at..).unwrap_or_default()).is_none() => from + at,
        _ => bytes.len(),
    }
}

/// Length of the tag that `bytes` start with, or up to another `<` that cuts into it; and whether it is `<…/>`.
/// A tag of absurd length counts as ended.
fn tag_end(bytes: &[u8]) -> Option<(usize, bool)> {
    let (mut quote, mut before) = (None, b'<');
    for (at, &byte) in bytes.iter().enumerate().skip(1) {
        match (byte, quote) {
            (b'<', _) => return Some((at, false)),
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            (b'>', None) => return Some((at + 1, before == b'/')),
            _ if at >= LONGEST_TAG => return Some((at, false)),
            _ => {}
        }
        before = byte;
    }
    None
}

fn is_name_end(byte: u8) -> bool {
    matches!(byte, b'>' | b'/' | b' ' | b'\n' | b'\t' | b'\r')
}
