//! Start tags of items, known by their exact bytes.
//!
//! A file writes the start tag of an item the same way every time, and mostly the same item after it. A tag that was
//! read once with all care is recognised from then on, usually by one comparison with the tag that came next last time.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::characters::newlines;
use super::item_tag::ItemTag;
use super::scanner::Tag;
use crate::Level;

/// More tags than any dictionary has items; a file that has more gets by without.
const MOST_TAGS: usize = 1 << 14;
const LONGEST_TAG: usize = 1 << 10;
const NONE: usize = usize::MAX;

/// A start tag that was read before.
#[derive(Debug)]
pub(super) struct KnownTag {
    source: Box<[u8]>,
    /// Line breaks in it.
    pub(super) newlines: u64,
    pub(super) item: ItemTag,
    /// The end tag, as it is mostly written.
    end_tag: Box<[u8]>,
    next: usize,
}

impl KnownTag {
    /// Length of the start tag.
    pub(super) fn len(&self) -> usize {
        self.source.len()
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
    /// The first tag of a patient's and of a tumor's items, last time.
    first: [usize; 2],
    level: usize,
}

impl TagCache {
    pub(super) fn new() -> Self {
        Self { tags: Vec::new(), by_source: HashMap::default(), last: None, first: [NONE; 2], level: 0 }
    }

    /// Expects the first item of an element.
    pub(super) fn start_element(&mut self, level: Level) {
        self.last = None;
        self.level = usize::from(level == Level::Tumor);
    }

    /// The known tag that `rest` starts with.
    #[inline]
    pub(super) fn find(&mut self, rest: &[u8]) -> Option<&KnownTag> {
        let expected = match self.last {
            Some(last) => self.tags.get(last).map_or(NONE, |tag| tag.next),
            None => self.first.get(self.level).copied().unwrap_or(NONE),
        };
        let is_expected = self.tags.get(expected).is_some_and(|tag| rest.starts_with(&tag.source));
        let found = if is_expected { expected } else { self.search(rest)? };
        self.last = Some(found);
        self.tags.get(found)
    }

    fn search(&mut self, rest: &[u8]) -> Option<usize> {
        if matches!(rest, [b'<', b'/' | b'!' | b'?', ..]) {
            return None;
        }
        let length = memchr::memchr(b'>', rest)? + 1;
        let found = *self.by_source.get(rest.get(..length)?)?;
        self.expect(found);
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

    /// Remembers a tag, as the one that came after the last.
    pub(super) fn insert(&mut self, tag: &Tag<'_>, item: ItemTag) {
        let source = tag.source.as_bytes();
        if let Some(&found) = self.by_source.get(source) {
            self.expect(found);
            self.last = Some(found);
            return;
        }
        // The search looks for the first `>`.
        let is_plain = memchr::memchr(b'>', source) == Some(source.len() - 1);
        if self.tags.len() >= MOST_TAGS || source.len() > LONGEST_TAG || !is_plain {
            return;
        }
        let found = self.tags.len();
        let end_tag = if tag.empty { String::new() } else { format!("</{}>", tag.name) };
        self.tags.push(KnownTag {
            source: source.into(),
            newlines: newlines(tag.source),
            item,
            end_tag: end_tag.into_bytes().into(),
            next: NONE,
        });
        self.by_source.insert(source.into(), found);
        self.expect(found);
        self.last = Some(found);
    }
}
