//! Bytes of any encoding that submissions come in, as UTF-8 with one kind of line end.
//!
//! The standard asks for UTF-8, and files come in Windows-1252 and UTF-16 all the same. What a byte order mark, the
//! pattern of the first bytes or the XML declaration says is followed, with one exception: a file that declares a
//! one-byte encoding but is plainly UTF-8 is read as UTF-8. A byte that is not legal UTF-8 is read as Windows-1252.
//! No record is lost for a byte, and every byte read so is counted.

use std::io::Read;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::Error;

/// Bytes looked at to find out the encoding, and the least that is decoded at a time while it is in doubt.
const EVIDENCE_BYTES: usize = 64 << 10;

/// Characters of the bytes 0x80 to 0x9F in Windows-1252; five of them have none.
const WINDOWS_1252_HIGH: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}', '\u{fffd}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
];

enum Decoding {
    /// UTF-8; other bytes are read as Windows-1252.
    Utf8,
    /// Declared, but nothing but ASCII has come so far to prove it.
    Declared(&'static Encoding),
    Windows1252,
    Other(Box<Decoder>),
}

/// A source of bytes, read as UTF-8 text whose lines end with LF.
pub(crate) struct Text<R> {
    source: R,
    decoding: Option<Decoding>,
    /// Read but not decoded yet.
    raw: Vec<u8>,
    ended: bool,
    after_carriage_return: bool,
    source_bytes: u64,
    replaced_bytes: u64,
}

impl<R: Read> Text<R> {
    pub(crate) fn new(source: R) -> Self {
        Self {
            source,
            decoding: None,
            raw: Vec::new(),
            ended: false,
            after_carriage_return: false,
            source_bytes: 0,
            replaced_bytes: 0,
        }
    }

    /// A source that is UTF-8 whatever its first bytes look like; a byte order mark is kept as a character.
    pub(crate) fn utf8(source: R) -> Self {
        Self { decoding: Some(Decoding::Utf8), ..Self::new(source) }
    }

    /// Bytes read from the source so far.
    pub(crate) fn source_bytes(&self) -> u64 {
        self.source_bytes
    }

    /// Bytes that were not legal in their encoding so far.
    pub(crate) fn replaced_bytes(&self) -> u64 {
        self.replaced_bytes
    }

    /// Adds the text of about `wanted` more bytes to `text`, always whole characters; `false` once there are no more.
    pub(crate) fn fill(&mut self, text: &mut Vec<u8>, wanted: usize) -> Result<bool, Error> {
        if self.decoding.is_none() {
            self.read_raw(EVIDENCE_BYTES)?;
            let (mark, decoding) = detect(&self.raw);
            self.raw.drain(..mark);
            self.decoding = Some(decoding);
            self.ended = false;
        }
        if self.ended {
            return Ok(false);
        }
        let start = text.len();
        match &mut self.decoding {
            Some(Decoding::Declared(_)) => self.fill_undecided(text)?,
            Some(Decoding::Utf8) | None => self.fill_utf8(text, wanted.max(1))?,
            Some(Decoding::Windows1252) => {
                self.read_raw(wanted.max(1))?;
                self.replaced_bytes += push_windows_1252(&self.raw, text);
                self.raw.clear();
            }
            Some(Decoding::Other(_)) => {
                self.read_raw(wanted.max(1))?;
                self.decode_other(text);
            }
        }
        unify_line_ends(text, start, &mut self.after_carriage_return);
        Ok(true)
    }

    fn read(&mut self, into: &mut Vec<u8>, wanted: usize) -> Result<(), Error> {
        into.reserve(wanted + 32);
        let read = self.source.by_ref().take(wanted as u64).read_to_end(into)?;
        self.source_bytes += read as u64;
        self.ended = read < wanted;
        Ok(())
    }

    fn read_raw(&mut self, wanted: usize) -> Result<(), Error> {
        let mut raw = std::mem::take(&mut self.raw);
        let missing = wanted.saturating_sub(raw.len());
        let result = self.read(&mut raw, missing);
        self.raw = raw;
        result
    }

    fn fill_utf8(&mut self, text: &mut Vec<u8>, wanted: usize) -> Result<(), Error> {
        let start = text.len();
        let held = self.raw.len().min(wanted.max(4));
        text.extend(self.raw.drain(..held));
        if self.raw.is_empty() {
            self.read(text, wanted.saturating_sub(held).max(1))?;
        }
        let fresh = text.get(start..).unwrap_or_default();
        if simdutf8::basic::from_utf8(fresh).is_ok() {
            return Ok(());
        }
        let fresh = text.split_off(start);
        let rest = push_utf8(&fresh, self.ended, text, &mut self.replaced_bytes);
        // A character cut by the end of the block waits for its other bytes.
        self.raw.splice(..0, fresh.get(rest..).unwrap_or_default().iter().copied());
        Ok(())
    }

    fn fill_undecided(&mut self, text: &mut Vec<u8>) -> Result<(), Error> {
        self.read_raw(EVIDENCE_BYTES)?;
        if self.raw.is_ascii() {
            text.append(&mut self.raw);
            return Ok(());
        }
        if let Some(Decoding::Declared(encoding)) = self.decoding {
            self.decoding = Some(if is_plainly_utf8(&self.raw) {
                Decoding::Utf8
            } else if encoding == WINDOWS_1252 {
                Decoding::Windows1252
            } else {
                Decoding::Other(Box::new(encoding.new_decoder_without_bom_handling()))
            });
        }
        match self.decoding {
            Some(Decoding::Windows1252) => {
                self.replaced_bytes += push_windows_1252(&self.raw, text);
                self.raw.clear();
            }
            Some(Decoding::Other(_)) => self.decode_other(text),
            _ => {
                let raw = std::mem::take(&mut self.raw);
                let rest = push_utf8(&raw, self.ended, text, &mut self.replaced_bytes);
                self.raw.extend_from_slice(raw.get(rest..).unwrap_or_default());
            }
        }
        Ok(())
    }

    fn decode_other(&mut self, text: &mut Vec<u8>) {
        let Some(Decoding::Other(decoder)) = &mut self.decoding else { return };
        let mut rest = self.raw.as_slice();
        loop {
            let room = decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len()).max(16);
            let start = text.len();
            text.resize(start + room, 0);
            let target = text.get_mut(start..).unwrap_or_default();
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(rest, target, self.ended);
            text.truncate(start + written);
            rest = rest.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(bytes, _) => {
                    self.replaced_bytes += u64::from(bytes);
                    text.extend_from_slice("\u{fffd}".as_bytes());
                }
            }
        }
        self.raw.clear();
    }
}

/// Length of the byte order mark, and the encoding.
fn detect(start: &[u8]) -> (usize, Decoding) {
    if let Some((encoding, mark)) = Encoding::for_bom(start) {
        let decoding = if encoding == UTF_8 { Decoding::Utf8 } else { other(encoding) };
        return (mark, decoding);
    }
    let decoding = match *start {
        [0, second, ..] if is_text(second) => other(UTF_16BE),
        [first, 0, ..] if is_text(first) => other(UTF_16LE),
        _ => match declared(start).and_then(Encoding::for_label) {
            Some(encoding) if encoding != UTF_8 && encoding.is_ascii_compatible() && !is_ascii_label(start) => {
                Decoding::Declared(encoding)
            }
            _ => Decoding::Utf8,
        },
    };
    (0, decoding)
}

fn other(encoding: &'static Encoding) -> Decoding {
    Decoding::Other(Box::new(encoding.new_decoder_without_bom_handling()))
}

fn is_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace()
}

/// What the encoding of an XML declaration says, if there is one.
fn declared(start: &[u8]) -> Option<&[u8]> {
    let declaration = start.trim_ascii_start();
    if !declaration.starts_with(b"<?xml") {
        return None;
    }
    let end = memchr::memchr(b'>', declaration)?;
    let declaration = declaration.get(..end)?;
    let name = memchr::memmem::find(declaration, b"encoding")?;
    let value = declaration.get(name + b"encoding".len()..)?.trim_ascii_start();
    let value = value.strip_prefix(b"=")?.trim_ascii_start();
    let (&quote, value) = value.split_first()?;
    let end = memchr::memchr(quote, value)?;
    value.get(..end)
}

/// US-ASCII says nothing of bytes above 0x7F, so that they are read as in a file that declares nothing.
fn is_ascii_label(start: &[u8]) -> bool {
    declared(start).is_some_and(|label| {
        let label = label.trim_ascii();
        label.eq_ignore_ascii_case(b"us-ascii") || label.eq_ignore_ascii_case(b"ascii")
    })
}

/// Whether bytes with some above 0x7F are legal UTF-8 for characters that the declared encoding has as well. Two
/// accented letters by chance make legal UTF-8 now and then, but not for a character of the same alphabet.
fn is_plainly_utf8(bytes: &[u8]) -> bool {
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(valid).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !valid.is_ascii() && !WINDOWS_1252.encode(valid).2
}

fn push_windows_1252(bytes: &[u8], text: &mut Vec<u8>) -> u64 {
    let mut replaced = 0;
    let mut buffer = [0; 4];
    for run in bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
        if run.is_ascii() {
            text.extend_from_slice(run);
            continue;
        }
        for &byte in run {
            let character = windows_1252(byte);
            replaced += u64::from(character == char::REPLACEMENT_CHARACTER);
            text.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
        }
    }
    replaced
}

/// The character of a byte in Windows-1252; the replacement character for the five bytes that have none.
pub(crate) fn windows_1252(byte: u8) -> char {
    let high = usize::from(byte).checked_sub(0x80).and_then(|index| WINDOWS_1252_HIGH.get(index));
    high.copied().unwrap_or(char::from(byte))
}

/// Adds what is UTF-8 in `bytes`, every other byte as Windows-1252. Returns how many bytes were used: all, but for a
/// character cut by the end unless the file is `ended`.
fn push_utf8(bytes: &[u8], ended: bool, text: &mut Vec<u8>, replaced: &mut u64) -> usize {
    let mut buffer = [0; 4];
    let mut used = 0;
    loop {
        let rest = bytes.get(used..).unwrap_or_default();
        let Err(error) = simdutf8::compat::from_utf8(rest) else {
            text.extend_from_slice(rest);
            return bytes.len();
        };
        let (valid, broken) = rest.split_at(error.valid_up_to());
        text.extend_from_slice(valid);
        used += valid.len();
        let illegal = match error.error_len() {
            Some(length) => length,
            None if ended => broken.len(),
            None => return used,
        };
        for &byte in broken.iter().take(illegal) {
            text.extend_from_slice(windows_1252(byte).encode_utf8(&mut buffer).as_bytes());
        }
        used += illegal;
        *replaced += illegal as u64;
    }
}

/// Turns CR LF and CR into LF from `start` on, as XML asks of every reader.
fn unify_line_ends(text: &mut Vec<u8>, start: usize, after_carriage_return: &mut bool) {
    let mut from = start;
    if *after_carriage_return && text.len() > start {
        from += usize::from(text.get(start) == Some(&b'\n'));
        *after_carriage_return = false;
    }
    let mut to = start;
    while let Some(length) = memchr::memchr(b'\r', text.get(from..).unwrap_or_default()) {
        if from != to {
            text.copy_within(from..from + length, to);
        }
        to += length;
        if let Some(end) = text.get_mut(to) {
            *end = b'\n';
        }
        to += 1;
        from += length + 1;
        match text.get(from) {
            Some(b'\n') => from += 1,
            Some(_) => {}
            None => *after_carriage_return = true,
        }
    }
    if from != to {
        text.copy_within(from.., to);
        text.truncate(to + text.len() - from);
    }
}
