//! Start tags of items, known by their exact bytes.
//!
//! A file writes the start tag of an item the same way every time, and mostly the same item after it. A tag that was
//! read once with all care is recognised from then on, usually by one comparison with the blanks and the tag that came
//! next last time.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::item_tag::ItemTag;
use super::scanner::Tag;
use crate::Level;

/// More tags than any dictionary has items; a file that has more gets by without.
const MOST_TAGS: usize = 1 << 14;
const LONGEST_TAG: usize = 1 << 10;
/// Tags looked at in the order of last time before all are searched.
const MOST_LEFT_OUT: usize = 4;
const NONE: usize = usize::MAX;

/// A start tag that was read before.
#[derive(Debug)]
pub(super) struct KnownTag {
    /// The blanks that stood before it last time, and the tag.
    source: Vec<u8>,
    /// Number of the blanks.
    blanks: usize,
    /// Line breaks in the blanks and the tag.
    newlines: u64,
    pub(super) item: ItemTag,
    /// The end tag, as it is mostly written.
    end_tag: Box<[u8]>,
    next: usize,
}

impl KnownTag {
    /// Length of the blanks and the start tag, as they were found last.
    pub(super) fn len(&self) -> usize {
        self.source.len()
    }

    /// Line breaks in the blanks and the start tag, as they were found last.
    pub(super) fn newlines(&self) -> u64 {
        self.newlines
    }

    /// Length of the end tag, if `rest` starts with it.
    #[inline]
    pub(super) fn end_tag_length(&self, rest: &[u8]) -> Option<usize> {
        const PLAIN: &[u8] = b"</Item>";
        if rest.starts_with(PLAIN) && self.end_tag.len() == PLAIN.len() || rest.starts_with(&self.end_tag) {
            Some(self.end_tag.len())
        } else {
            None
        }
    }
}

/// All start tags of items that were read before.
#[derive(Debug)]
pub(super) struct TagCache {
    tags: Vec<KnownTag>,
    by_source: HashMap<Box<[u8]>, usize, RandomState>,
    /// The tag that was found last.
    last: Option<usize>,
    /// The tag that was read last, if it is not worth remembering.
    rare: Option<KnownTag>,
    /// The first tag of a patient's and of a tumor's items, last time.
    first: [usize; 2],
    level: usize,
}

impl TagCache {
    pub(super) fn new() -> Self {
        Self { tags: Vec::new(), by_source: HashMap::default(), last: None, rare: None, first: [NONE; 2], level: 0 }
    }

    /// Expects the first item of an element.
    pub(super) fn start_element(&mut self, level: Level) {
        self.last = None;
        self.level = usize::from(level == Level::Tumor);
    }

    /// The known tag that `rest` starts with, blanks aside.
    #[inline]
    pub(super) fn find(&mut self, rest: &[u8]) -> Option<&KnownTag> {
        let mut expected = match self.last {
            Some(last) => self.tags.get(last).map_or(NONE, |tag| tag.next),
            None => self.first.get(self.level).copied().unwrap_or(NONE),
        };
        // Items come in the same order, but not all of them every time.
        for _ in 0..MOST_LEFT_OUT {
            let Some(tag) = self.tags.get(expected) else { break };
            if rest.starts_with(&tag.source) {
                self.last = Some(expected);
                return self.tags.get(expected);
            }
            expected = tag.next;
        }
        let found = self.search(rest)?;
        self.last = Some(found);
        self.tags.get(found)
    }

    fn search(&mut self, rest: &[u8]) -> Option<usize> {
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n')).count();
        let (gap, rest) = rest.split_at(blanks);
        if matches!(rest, [b'<', b'/' | b'!' | b'?', ..]) {
            return None;
        }
        let length = memchr::memchr(b'>', rest)? + 1;
        let found = *self.by_source.get(rest.get(..length)?)?;
        self.expect(found);
        let tag = self.tags.get_mut(found)?;
        if tag.source.get(..tag.blanks) != Some(gap) {
            tag.newlines += newlines(gap);
            tag.newlines -= newlines(tag.source.get(..tag.blanks)?);
            tag.source.splice(..tag.blanks, gap.iter().copied());
            tag.blanks = blanks;
        }
        Some(found)
    }

    /// Remembers what came after the last tag.
    fn expect(&mut self, found: usize) {
        let expected = match self.last {
            Some(last) => self.tags.get_mut(last).map(|tag| &mut tag.next),
            None => self.first.get_mut(self.level),
        };
        if let Some(expected) = expected {
            *expected = found;
        }
    }

    /// Looks for a tag that was read with care; `false` if it is not known.
    pub(super) fn select(&mut self, tag: &Tag<'_>) -> bool {
        let Some(&found) = self.by_source.get(tag.source.as_bytes()) else { return false };
        self.expect(found);
        self.last = Some(found);
        true
    }

    /// Remembers a tag, as the one that came after the last, and selects it.
    pub(super) fn insert(&mut self, tag: &Tag<'_>, item: ItemTag) {
        let source = tag.source.as_bytes();
        let end_tag = if tag.empty { String::new() } else { format!("</{}>", tag.name) };
        let known = KnownTag {
            source: source.to_vec(),
            blanks: 0,
            newlines: newlines(source),
            item,
            end_tag: end_tag.into_bytes().into(),
            next: NONE,
        };
        // The search looks for the first `>`.
        let is_plain = memchr::memchr(b'>', source) == Some(source.len() - 1);
        if self.tags.len() >= MOST_TAGS || source.len() > LONGEST_TAG || !is_plain {
            self.rare = Some(known);
            self.last = None;
            return;
        }
        let found = self.tags.len();
        self.tags.push(known);
        self.by_source.insert(source.into(), found);
        self.expect(found);
        self.last = Some(found);
    }

    /// The item of the tag that was found, selected or inserted last.
    pub(super) fn selected(&self) -> Option<&ItemTag> {
        let known = match self.last {
            Some(last) => self.tags.get(last),
            None => self.rare.as_ref(),
        };
        known.map(|known| &known.item)
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}
