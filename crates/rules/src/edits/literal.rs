//! Where in a file each part of a TOML string stands, so that a fault inside of a condition names its line and column.

use std::ops::Range;

/// A string with the place of each of its bytes.
#[derive(Debug, Clone)]
pub(crate) struct Located<'t> {
    pub(crate) text: &'t str,
    /// The whole literal, quotes included.
    pub(crate) at: Range<usize>,
    /// The offset in the file of each byte of the text; empty where they follow one another from `first`.
    offsets: Vec<usize>,
    first: usize,
}

impl<'t> Located<'t> {
    /// A string as TOML reads it, and the range of its literal in the file.
    pub(crate) fn new(text: &'t str, file: &str, at: Range<usize>) -> Self {
        let raw = file.get(at.clone()).unwrap_or("");
        let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| raw.starts_with(quote)).unwrap_or("");
        let mut skipped = quote.len();
        if quote.len() == 3 {
            let after = raw.get(skipped..).unwrap_or("");
            skipped += if after.starts_with("\r\n") { 2 } else { usize::from(after.starts_with('\n')) };
        }
        let first = at.start + skipped;
        let is_verbatim = raw.get(skipped..).is_some_and(|rest| rest.starts_with(text));
        let offsets = if is_verbatim { Vec::new() } else { offsets(raw, skipped, at.start) };
        Self { text, at, offsets, first }
    }

    /// The offset in the file of a byte of the text.
    pub(crate) fn offset(&self, byte: usize) -> usize {
        if self.offsets.is_empty() {
            return (self.first + byte).min(self.at.end);
        }
        self.offsets.get(byte).copied().unwrap_or(self.at.end.saturating_sub(1))
    }

    /// The place in the file of a part of the text.
    pub(crate) fn place(&self, part: Range<usize>) -> Range<usize> {
        self.offset(part.start)..self.offset(part.end)
    }
}

/// For each byte of the text, the offset of what it was written as.
fn offsets(raw: &str, skipped: usize, start: usize) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(raw.len());
    let mut rest = raw.char_indices().skip_while(|(at, _)| *at < skipped).peekable();
    while let Some((at, c)) = rest.next() {
        let mut written = c;
        if c == '\\' {
            let Some((_, escaped)) = rest.next() else { break };
            let digits = match escaped {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                _ => 0,
            };
            if escaped.is_whitespace() {
                // A backslash at the end of a line takes the blanks that follow with it.
                while rest.next_if(|(_, c)| c.is_whitespace()).is_some() {}
                continue;
            }
            if digits > 0 {
                let code: String = (0..digits).filter_map(|_| rest.next()).map(|(_, c)| c).collect();
                written = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).unwrap_or('?');
            } else {
                written = 'e';
            }
        }
        offsets.extend(std::iter::repeat_n(start + at, written.len_utf8()));
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(file: &str, part: &str) -> usize {
        let table = toml::de::DeTable::parse(file).unwrap();
        let value = table.get_ref().get("a").unwrap();
        let text = value.get_ref().as_str().unwrap();
        let located = Located::new(text, file, value.span());
        located.offset(text.find(part).unwrap())
    }

    #[test]
    fn parts_of_strings_are_found_in_the_file() {
        for file in [
            "a = \"x here\"",
            "a = 'x here'",
            "a = \"\"\"\nx\n  here\"\"\"",
            "a = '''\r\nx here'''",
            "a = \"x\\t\\\"here\"",
            "a = \"\\u00e9\\U0001F600 here\"",
            "a = \"\"\"\\\n   x here\"\"\"",
            "a = \"\"\"x \\  \n\n   here\"\"\"",
        ] {
            assert_eq!(column(file, "here"), file.find("here").unwrap(), "{file:?}");
        }
    }
}
