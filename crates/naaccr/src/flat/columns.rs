//! Columns of a line: places in characters, found without walking the line.

use std::ops::Range;

/// A line whose text can be taken by column. A column is a UTF-16 code unit.
#[derive(Debug, Clone)]
pub(super) struct Columns<'a> {
    text: &'a str,
    len: usize,
    /// Behind each character that is not one column of one byte: the column and byte that follow it. Ascending, and
    /// empty for the usual line of ASCII only.
    wide: Vec<(usize, usize)>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut wide = Vec::new();
        let (mut column, mut byte) = (0, 0);
        if !text.is_ascii() {
            while let Some(skipped) = text.as_bytes().get(byte..).and_then(|rest| rest.iter().position(|b| *b >= 0x80))
            {
                column += skipped;
                byte += skipped;
                let Some(character) = text.get(byte..).and_then(|rest| rest.chars().next()) else { break };
                byte += character.len_utf8();
                // The middle of a character of two columns leads behind it.
                for _ in 0..character.len_utf16() {
                    column += 1;
                    wide.push((column, byte));
                }
            }
        }
        Self { text, len: column + (text.len() - byte), wide }
    }

    /// Number of columns.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The text of columns counted from 0; what lies behind the line is left out.
    #[inline]
    pub(super) fn slice(&self, columns: Range<usize>) -> &'a str {
        self.text.get(self.bytes(columns)).unwrap_or_default()
    }

    /// The bytes of columns counted from 0; what lies behind the line is left out.
    #[inline]
    pub(super) fn bytes(&self, columns: Range<usize>) -> Range<usize> {
        self.byte(columns.start.min(self.len))..self.byte(columns.end.min(self.len))
    }

    #[inline]
    fn byte(&self, column: usize) -> usize {
        if self.wide.is_empty() {
            return column;
        }
        let before = self.wide.partition_point(|(behind, _)| *behind <= column);
        let (known, byte) = before.checked_sub(1).and_then(|last| self.wide.get(last)).copied().unwrap_or_default();
        byte + (column - known)
    }
}

/// The text without blanks and control characters at both ends.
#[inline]
pub(super) fn trim(text: &str) -> &str {
    text.get(trimmed(text.as_bytes(), 0..text.len())).unwrap_or_default()
}

/// The part of `range` without blanks and control characters at both ends; empty where there is nothing else.
#[inline]
pub(super) fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let bytes = text.get(range.clone()).unwrap_or_default();
    let Some(first) = first_printing(bytes) else { return range.start..range.start };
    let mut end = bytes.len();
    while let Some(block) = end.checked_sub(BLOCK).and_then(|start| bytes.get(start..end))
        && is_blank(block)
    {
        end -= BLOCK;
    }
    let last = bytes.get(..end).unwrap_or_default().iter().rposition(|byte| *byte > b' ').unwrap_or(first);
    range.start + first..range.start + last + 1
}

const BLOCK: usize = 32;

#[inline]
fn first_printing(bytes: &[u8]) -> Option<usize> {
    let mut start = 0;
    while let Some(block) = bytes.get(start..start + BLOCK)
        && is_blank(block)
    {
        start += BLOCK;
    }
    Some(start + bytes.get(start..)?.iter().position(|byte| *byte > b' ')?)
}

/// Without an early exit, so that it is done many bytes at a time.
#[inline]
fn is_blank(block: &[u8]) -> bool {
    block.iter().fold(0, |highest, byte| highest.max(*byte)) <= b' '
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_utf16_units() {
        let line = Columns::new("aé€𝄞z");
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

    #[test]
    fn trimming_takes_blanks_and_controls() {
        let long = " ".repeat(100);
        for (text, expect) in [
            ("", ""),
            ("  \0\t ", ""),
            (" a b ", "a b"),
            ("\0é\u{1a}", "é"),
            (&format!("{long}x{long}"), "x"),
            (&format!("x{long}y"), &format!("x{long}y")),
            (&long, ""),
            ("\u{a0}x\u{a0}", "\u{a0}x\u{a0}"),
        ] {
            assert_eq!(trim(text), expect);
        }
    }
}
