//! The patients of a chunk.

use super::boundaries::Boundary;
use super::characters::newlines;
use super::content::{Content, ended_within, mismatched_end, misplaced, next_content, read_value, skip_extension};
use super::fault::Fault;
use super::format::XmlFormat;
use super::item_tag::ItemTag;
use super::judge::{Fate, Judge, Place};
use super::names::Element;
use super::scanner::{Scanner, Tag, name_length};
use super::seen::{SeenItems, duplicate};
use super::tag_cache::TagCache;
use crate::{Chunk, Code, Error, Finding, Level, Next, OnBrokenPatient, Patient, PatientParser, Rule, Slot};

/// Parses one chunk.
pub(super) struct Parser<'a> {
    format: &'a XmlFormat,
    judge: Judge<'a>,
    scanner: Scanner<'a>,
    tags: TagCache,
    seen: SeenItems,
    /// The value of an item that is not regular.
    value: String,
    /// Tumor items found under the patient, to be given to its tumors.
    moved: Vec<(Slot, String, u64)>,
    /// Place in the file of the current patient.
    patient: u64,
    /// Place within the patient of the current tumor.
    tumor: u32,
    state: State,
    last: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The chunk is no text.
    Undecodable,
    InRoot,
    BehindRoot,
    Finished,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Items,
    Extensions,
    Tumors,
}

impl<'a> Parser<'a> {
    pub(super) fn new(format: &'a XmlFormat, chunk: &'a Chunk) -> Self {
        let text = simdutf8::basic::from_utf8(&chunk.bytes);
        let state = match text {
            Err(_) => State::Undecodable,
            Ok(_) if format.root_closed => State::BehindRoot,
            Ok(_) => State::InRoot,
        };
        Self {
            format,
            judge: format.judge(),
            scanner: Scanner::new(text.unwrap_or_default(), chunk.first_line),
            tags: TagCache::new(),
            seen: SeenItems::new(&format.dictionary),
            value: String::new(),
            moved: Vec::new(),
            patient: chunk.first_patient.saturating_sub(1),
            tumor: 0,
            state,
            last: chunk.last,
        }
    }

    /// Goes to the next patient's start tag; `None` at the end of the chunk.
    fn next_start(&mut self, findings: &mut Vec<Finding>) -> Result<Option<Tag<'a>>, Fault> {
        while self.state == State::InRoot {
            match next_content(&mut self.scanner)? {
                Content::Start(tag) => match self.format.names.outer_element(&tag) {
                    Ok(Element::Patient) => return Ok(Some(tag)),
                    Ok(_) => return Err(misplaced(&tag, &self.format.root_name)),
                    Err(fault) => {
                        (self.scanner.position, self.scanner.line) = self.scanner.mark;
                        return Err(fault);
                    }
                },
                Content::End(name) if name == self.format.root_name => self.state = State::BehindRoot,
                Content::End(name) => {
                    let fault = mismatched_end(&self.scanner, name, &self.format.root_name);
                    if self.format.on_broken_patient == OnBrokenPatient::Stop {
                        return Err(fault);
                    }
                    // What is left of a patient that was set aside at the start of the next.
                    findings.push(self.quarantined(&fault));
                }
                Content::Nothing if self.last => return Err(ended_within(&self.scanner, &self.format.root_name)),
                Content::Nothing => self.state = State::Finished,
            }
        }
        match self.state {
            State::Undecodable => Err(Fault::new(Rule::Encoding, self.scanner.line, "text that is not UTF-8")),
            State::BehindRoot => self.check_behind_root().map(|()| None),
            State::InRoot | State::Finished => Ok(None),
        }
    }

    /// Nothing that could hold data may follow the root element. Other text may, such as an old file's padding.
    fn check_behind_root(&mut self) -> Result<(), Fault> {
        while let Some(at) = memchr::memchr(b'<', self.scanner.rest().as_bytes()) {
            self.scanner.skip(at);
            let rest = self.scanner.rest();
            if name_length(rest.get(1..).unwrap_or_default()) > 0 {
                let message = format!("another element behind the end of {}", self.format.root_name);
                return Err(Fault::new(Rule::Root, self.scanner.line, message));
            }
            let is_ignorable = rest.starts_with("<!--") || rest.starts_with("<?");
            if !is_ignorable || self.scanner.markup().is_err() {
                self.scanner.skip(1);
            }
        }
        self.state = State::Finished;
        Ok(())
    }

    /// Reads an element whose start tag was read.
    fn element(
        &mut self,
        tag: &Tag<'a>,
        level: Level,
        patient: &mut Patient,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Fault> {
        if !tag.attributes.trim_ascii().is_empty() {
            let message = format!("an attribute on {}, which has none", tag.name);
            return Err(Fault::new(Rule::UnexpectedAttribute, tag.line, message));
        }
        self.seen.start_element();
        self.tags.start_element(level);
        let has_tumors = !tag.empty && self.inside(tag, level, patient, findings)?;
        // A patient without tumors keeps what would be theirs.
        if level == Level::Tumor || !has_tumors {
            for (slot, value, line) in &self.moved {
                if level == Level::Patient || !self.seen.contains(*slot) {
                    patient.push(*slot, value, *line);
                }
            }
        }
        Ok(())
    }

    /// Reads what stands in an element, up to and with its end tag. Returns whether it held tumors.
    fn inside(
        &mut self,
        tag: &Tag<'a>,
        level: Level,
        patient: &mut Patient,
        findings: &mut Vec<Finding>,
    ) -> Result<bool, Fault> {
        let mut phase = Phase::Items;
        loop {
            if phase == Phase::Items {
                self.regular_items(level, patient, findings)?;
            }
            match next_content(&mut self.scanner)? {
                Content::Start(inner) => match self.format.names.outer_element(&inner)? {
                    Element::Item if phase == Phase::Items => self.odd_item(&inner, level, patient, findings)?,
                    Element::Extension if phase != Phase::Tumors => {
                        phase = Phase::Extensions;
                        skip_extension(&mut self.scanner, &self.format.names, &inner)?;
                    }
                    Element::Tumor if level == Level::Patient => {
                        phase = Phase::Tumors;
                        self.tumor += 1;
                        patient.start_tumor(inner.line);
                        self.element(&inner, Level::Tumor, patient, findings)?;
                    }
                    _ => return Err(misplaced(&inner, tag.name)),
                },
                Content::End(name) if name == tag.name => return Ok(phase == Phase::Tumors),
                Content::End(name) => return Err(mismatched_end(&self.scanner, name, tag.name)),
                Content::Nothing => return Err(ended_within(&self.scanner, tag.name)),
            }
        }
    }

    /// Reads items as long as they are written the way they mostly are, and stops before anything else.
    fn regular_items(&mut self, level: Level, patient: &mut Patient, findings: &mut Vec<Finding>) -> Result<(), Fault> {
        let text = self.scanner.text;
        let bytes = text.as_bytes();
        let (mut position, mut line) = (self.scanner.position, self.scanner.line);
        while let Some(tag) = self.tags.find(bytes.get(position..).unwrap_or_default()) {
            let start = position + tag.len();
            let Some((length, value_lines)) = regular_value(bytes.get(start..).unwrap_or_default(), tag.item.empty)
            else {
                break;
            };
            let end = start + length;
            let Some(end_tag) = tag.end_tag_length(bytes.get(end..).unwrap_or_default()) else { break };
            line += tag.newlines();
            let end_line = line + value_lines;
            let place = Place { level, line, end_line, patient: self.patient, tumor: self.tumor };
            let value = text.get(start..end).unwrap_or_default();
            take_item(&self.judge, &mut self.seen, &mut self.moved, &tag.item, value, place, patient, findings)?;
            line = end_line;
            position = end + end_tag;
        }
        (self.scanner.position, self.scanner.line) = (position, line);
        Ok(())
    }

    fn odd_item(
        &mut self,
        tag: &Tag<'a>,
        level: Level,
        patient: &mut Patient,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Fault> {
        if !self.tags.select(tag) {
            let item = ItemTag::parse(tag, &self.format.dictionary, self.format.translate_renamed_ids)?;
            self.tags.insert(tag, item);
        }
        read_value(&mut self.scanner, tag, &mut self.value)?;
        let (line, end_line) = (tag.line, self.scanner.line);
        let place = Place { level, line, end_line, patient: self.patient, tumor: self.tumor };
        let Some(item) = self.tags.selected() else { return Ok(()) };
        take_item(&self.judge, &mut self.seen, &mut self.moved, item, &self.value, place, patient, findings)
    }

    /// Where the start tag of a patient begins that is itself broken.
    fn broken_start(&mut self) -> Option<(usize, u64)> {
        let start = self.scanner.mark;
        let bytes = self.scanner.text.as_bytes().get(start.0..)?;
        let is_start = self.state == State::InRoot
            && self.scanner.position == start.0
            && self.format.boundaries("Patient").next(bytes, true) == Some(Boundary::Start(0));
        self.patient += u64::from(is_start);
        is_start.then_some(start)
    }

    /// Goes behind the broken patient whose start tag begins at `start`, or to the next patient's start tag if that
    /// comes first. Returns the number of tumors passed; `None` if there is no place to go on.
    fn skip_broken(&mut self, start: (usize, u64)) -> Option<u32> {
        let bytes = self.scanner.text.as_bytes().get(start.0..)?;
        let mut patients = self.format.boundaries("Patient");
        patients.next(bytes, true)?;
        let (Boundary::Start(length) | Boundary::End(length)) = patients.next(bytes, true)?;
        let broken = bytes.get(..length)?;
        let mut tumors = self.format.boundaries("Tumor");
        let mut count = 0;
        while let Some(boundary) = tumors.next(broken, true) {
            count += u32::from(matches!(boundary, Boundary::Start(_)));
        }
        self.scanner.position = start.0 + length;
        self.scanner.line = start.1 + newlines(self.scanner.text.get(start.0..start.0 + length)?);
        Some(count)
    }

    fn quarantined(&self, fault: &Fault) -> Finding {
        let detail = format!("{}: {}", fault.rule, fault.message).into();
        Finding { patient: self.patient, detail, ..Finding::new(Code::QuarantinedPatient, fault.line) }
    }
}

impl PatientParser for Parser<'_> {
    fn next_patient(&mut self, patient: &mut Patient, findings: &mut Vec<Finding>) -> Result<Next, Error> {
        let found_before = findings.len();
        let (fault, start) = match self.next_start(findings) {
            Ok(None) => return Ok(Next::End),
            Ok(Some(tag)) => {
                let start = self.scanner.mark;
                self.patient += 1;
                self.tumor = 0;
                self.moved.clear();
                patient.start(tag.line);
                match self.element(&tag, Level::Patient, patient, findings) {
                    Ok(()) => return Ok(Next::Patient),
                    Err(fault) => (fault, Some(start)),
                }
            }
            Err(fault) => (fault, self.broken_start()),
        };
        if self.format.on_broken_patient == OnBrokenPatient::Quarantine
            && let Some(tumors) = start.and_then(|start| self.skip_broken(start))
        {
            findings.push(self.quarantined(&fault));
            return Ok(Next::Quarantined { tumors });
        }
        // Findings belong to patients that were read.
        findings.truncate(found_before);
        self.state = State::Finished;
        Err(fault.into_error(self.patient))
    }
}

/// Gives an item to the patient or its last tumor.
#[inline]
#[expect(clippy::too_many_arguments, reason = "the parts of a parser, borrowed one by one")]
fn take_item(
    judge: &Judge<'_>,
    seen: &mut SeenItems,
    moved: &mut Vec<(Slot, String, u64)>,
    item: &ItemTag,
    value: &str,
    place: Place,
    patient: &mut Patient,
    findings: &mut Vec<Finding>,
) -> Result<(), Fault> {
    if !seen.insert(&item.id) {
        return Err(duplicate(&item.id, judge.dictionary, place.level, place.line));
    }
    if value.is_empty() {
        return Ok(());
    }
    match judge.judge(item, value, place, findings)? {
        Fate::Kept(slot) if place.level == Level::Patient && judge.moved.contains(&slot) => {
            moved.push((slot, value.to_owned(), place.line));
        }
        Fate::Kept(slot) => patient.push(slot, value, place.line),
        Fate::KeptUnknown(id) => patient.push_unknown(id, value, place.line),
        Fate::Dropped => {}
    }
    Ok(())
}

/// Length and line breaks of a value that ends with the next tag; `None` where references or more need a closer look.
#[inline]
fn regular_value(bytes: &[u8], empty: bool) -> Option<(usize, u64)> {
    if empty {
        return Some((0, 0));
    }
    // Most values are a few characters: eight at once, without a branch for each.
    if let Some(first) = bytes.first_chunk() {
        let word = u64::from_le_bytes(*first);
        let (end, odd) = (bytes_of(word, b'<'), bytes_of(word, b'&') | bytes_of(word, b']') | bytes_of(word, b'\n'));
        if end != 0 && odd & (end ^ (end - 1)) == 0 {
            return Some((end.trailing_zeros() as usize / 8, 0));
        }
    }
    let mut from = 0;
    loop {
        let at = from + memchr::memchr3(b'<', b'&', b']', bytes.get(from..)?)?;
        match bytes.get(at)? {
            b'<' => return Some((at, memchr::memchr_iter(b'\n', bytes.get(..at)?).count() as u64)),
            b']' if !bytes.get(at..)?.starts_with(b"]]>") => from = at + 1,
            _ => return None,
        }
    }
}

/// The high bit of every byte in `word` that is `byte`.
#[inline]
fn bytes_of(word: u64, byte: u8) -> u64 {
    const LOW_BITS: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let differing = word ^ (u64::from(byte) * 0x0101_0101_0101_0101);
    !(((differing & LOW_BITS) + LOW_BITS) | differing | LOW_BITS)
}
