//! Columns of a line: places in characters, and what is printed there, found without walking the line again.

use std::ops::Range;

/// Bytes that one word of marks is about.
const WORD: usize = 64;

/// What is known of a line after one pass over its bytes. Made once and used for line after line.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// A bit a byte: whether it is more than a blank or a control character.
    printed: Vec<u64>,
    /// Behind each character that is not one column of one byte: the column and byte that follow it. Ascending, and
    /// empty for the usual line of ASCII only.
    wide: Vec<(usize, usize)>,
}

/// A line whose text can be taken by column. A column is a UTF-16 code unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns<'a> {
    text: &'a str,
    len: usize,
    marks: &'a Marks,
}

impl Marks {
    /// Marks the columns of a line.
    pub(super) fn line<'a>(&'a mut self, text: &'a str) -> Columns<'a> {
        self.printed.clear();
        let mut high_bits = 0;
        for block in text.as_bytes().chunks(WORD) {
            let mut word = 0;
            for (place, bytes) in block.chunks(8).enumerate() {
                let bytes = eight(bytes);
                high_bits |= bytes;
                word |= printed(bytes) << (8 * place);
            }
            self.printed.push(word);
        }
        self.wide.clear();
        let is_ascii = high_bits & HIGH == 0;
        let len = if is_ascii { text.len() } else { self.mark_wide(text) };
        Columns { text, len, marks: self }
    }

    /// Notes the characters that are not one column of one byte; returns the number of columns.
    fn mark_wide(&mut self, text: &str) -> usize {
        let (mut column, mut byte) = (0, 0);
        while let Some(skipped) = text.as_bytes().get(byte..).and_then(|rest| rest.iter().position(|b| *b >= 0x80)) {
            column += skipped;
            byte += skipped;
            let Some(character) = text.get(byte..).and_then(|rest| rest.chars().next()) else { break };
            byte += character.len_utf8();
            // The middle of a character of two columns leads behind it.
            for _ in 0..character.len_utf16() {
                column += 1;
                self.wide.push((column, byte));
            }
        }
        column + (text.len() - byte)
    }
}

impl<'a> Columns<'a> {
    /// Number of columns.
    pub(super) fn len(self) -> usize {
        self.len
    }

    /// The text of columns counted from 0; what lies behind the line is left out.
    pub(super) fn slice(self, columns: Range<usize>) -> &'a str {
        self.text.get(self.bytes(columns)).unwrap_or_default()
    }

    /// The text of columns without blanks and control characters at both ends.
    #[inline(always)]
    pub(super) fn trimmed(self, columns: Range<usize>) -> &'a str {
        let Range { start, end } = self.bytes(columns);
        let len = end - start;
        if len > WORD {
            let Some(first) = self.first_printed(start, end) else { return "" };
            return self.text.get(first..self.last_printed(end)).unwrap_or_default();
        }
        let marks = self.marks_from(start) & u64::MAX.checked_shr((WORD - len) as u32).unwrap_or_default();
        if marks == 0 {
            return "";
        }
        let (first, last) = (marks.trailing_zeros() as usize, WORD - marks.leading_zeros() as usize);
        self.text.get(start + first..start + last).unwrap_or_default()
    }

    /// The bytes of columns counted from 0; what lies behind the line is left out.
    #[inline]
    pub(super) fn bytes(self, columns: Range<usize>) -> Range<usize> {
        self.byte(columns.start.min(self.len))..self.byte(columns.end.min(self.len))
    }

    #[inline]
    fn byte(self, column: usize) -> usize {
        let wide = &self.marks.wide;
        if wide.is_empty() {
            return column;
        }
        let before = wide.partition_point(|(behind, _)| *behind <= column);
        let (known, byte) = before.checked_sub(1).and_then(|last| wide.get(last)).copied().unwrap_or_default();
        byte + (column - known)
    }

    /// The marks of a word of bytes that begins anywhere.
    #[inline]
    fn marks_from(self, start: usize) -> u64 {
        let (place, shift) = (start / WORD, start % WORD);
        let word = |place| self.marks.printed.get(place).copied().unwrap_or_default();
        // Two shifts, as none of a whole word is allowed.
        word(place) >> shift | word(place + 1) << 1 << (WORD - 1 - shift)
    }

    #[inline]
    fn first_printed(self, start: usize, end: usize) -> Option<usize> {
        let printed = &self.marks.printed;
        let mut place = start / WORD;
        let mut word = printed.get(place)? & (u64::MAX << (start % WORD));
        while word == 0 {
            place += 1;
            if place * WORD >= end {
                return None;
            }
            word = *printed.get(place)?;
        }
        let first = place * WORD + word.trailing_zeros() as usize;
        (first < end).then_some(first)
    }

    /// The byte behind the last one printed before `end`.
    #[inline]
    fn last_printed(self, end: usize) -> usize {
        let mut place = end / WORD;
        let before_end = !(u64::MAX << (end % WORD));
        let mut word = self.marks.printed.get(place).unwrap_or(&0) & before_end;
        while word == 0 && place > 0 {
            place -= 1;
            word = self.marks.printed.get(place).copied().unwrap_or_default();
        }
        place * WORD + (WORD - word.leading_zeros() as usize)
    }
}

const HIGH: u64 = 0x8080_8080_8080_8080;

/// Up to eight bytes as one number, the first one lowest.
#[inline]
fn eight(bytes: &[u8]) -> u64 {
    if let Ok(all) = bytes.try_into() {
        return u64::from_le_bytes(all);
    }
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A bit for each of eight bytes, the lowest for the first: whether it is above 0x20.
#[inline]
fn printed(bytes: u64) -> u64 {
    // Adding 0x5F carries into the high bit from 0x21 on, and never into the next byte.
    let above = (((bytes & !HIGH) + 0x5F5F_5F5F_5F5F_5F5F) | bytes) & HIGH;
    // Brings the eight high bits side by side.
    (above >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The part of `range` without blanks and control characters at both ends; empty where there is nothing else.
pub(super) fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let bytes = text.get(range.clone()).unwrap_or_default();
    let is_printed = |byte: &u8| *byte > b' ';
    let Some(first) = bytes.iter().position(is_printed) else { return range.start..range.start };
    let last = bytes.iter().rposition(is_printed).unwrap_or(first);
    range.start + first..range.start + last + 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_are_utf16_units() {
        let mut marks = Marks::default();
        let line = marks.line("aé€𝄞z");
        assert_eq!(line.len(), 6);
        assert_eq!(line.slice(0..1), "a");
        assert_eq!(line.slice(1..3), "é€");
        assert_eq!(line.slice(3..5), "𝄞");
        assert_eq!(line.slice(5..6), "z");
        assert_eq!(line.slice(3..4), "𝄞", "a character belongs to the column it starts in");
        assert_eq!(line.slice(4..6), "z");
        assert_eq!(line.slice(5..99), "z");
        assert_eq!(line.slice(9..99), "");
    }

    proptest! {
        /// Against the plain way over characters.
        #[test]
        fn trimming_takes_blanks_and_controls(text in "[ \\x00\t!~x\u{7f}\u{80}\u{a0}é€]{0,200}", start in 0usize..200, len in 0usize..150) {
            let columns: String = text.chars().skip(start).take(len).collect();
            let wanted = columns.trim_matches(|character| character <= ' ');
            let mut marks = Marks::default();
            marks.line("remains of another line");
            let line = marks.line(&text);
            prop_assert_eq!(line.len(), text.chars().count());
            prop_assert_eq!(line.slice(start..start + len), &columns);
            prop_assert_eq!(line.trimmed(start..start + len), wanted);
            let bytes = line.bytes(start..start + len);
            prop_assert_eq!(&text[trimmed(text.as_bytes(), bytes)], wanted);
        }
    }
}
