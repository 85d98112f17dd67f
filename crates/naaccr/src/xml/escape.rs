//! Values as the text and the attributes of XML.

/// What becomes of a carriage return, which a reader would take for a new line if it stood in the text as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CarriageReturns {
    /// It is written as a character reference, so that reading gives back the same value.
    #[default]
    Keep,
    /// Alone or before a line feed, it becomes a line feed.
    ToLineFeed,
}

/// Bytes that a text cannot hold as they are. 0xEF begins U+FFFE and U+FFFF, among others.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = byte != b'\t' as usize && byte != b'\n' as usize;
        byte += 1;
    }
    special[0x7F] = true;
    special[0xEF] = true;
    special[b'&' as usize] = true;
    special[b'<' as usize] = true;
    special[b'>' as usize] = true;
    special
};

/// Appends a value as the content of an element. Characters that XML 1.0 has no way to write, and U+007F, are left
/// out; answers how many.
#[inline]
pub(super) fn text(value: &str, returns: CarriageReturns, out: &mut Vec<u8>) -> u64 {
    let bytes = value.as_bytes();
    match bytes.iter().position(|byte| SPECIAL[usize::from(*byte)]) {
        None => {
            out.extend_from_slice(bytes);
            0
        }
        Some(clean) => special_text(bytes, clean, returns, out),
    }
}

/// [`text`] of a value whose first `clean` bytes can stand as they are.
#[cold]
fn special_text(mut rest: &[u8], clean: usize, returns: CarriageReturns, out: &mut Vec<u8>) -> u64 {
    let mut removed = 0;
    let mut clean = Some(clean);
    while let Some((before, [byte, after @ ..])) = clean.and_then(|clean| rest.split_at_checked(clean)) {
        out.extend_from_slice(before);
        rest = after;
        match (byte, after) {
            (b'&', _) => out.extend_from_slice(b"&amp;"),
            (b'<', _) => out.extend_from_slice(b"&lt;"),
            (b'>', _) => out.extend_from_slice(b"&gt;"),
            (b'\r', _) if returns == CarriageReturns::Keep => out.extend_from_slice(b"&#13;"),
            (b'\r', [b'\n', ..]) => {}
            (b'\r', _) => out.push(b'\n'),
            (0xEF, [0xBF, 0xBE | 0xBF, more @ ..]) => {
                removed += 1;
                rest = more;
            }
            (0xEF, _) => out.push(0xEF),
            _ => removed += 1,
        }
        clean = rest.iter().position(|byte| SPECIAL[usize::from(*byte)]);
    }
    out.extend_from_slice(rest);
    removed
}

/// Appends a value as that of an attribute in double quotes; answers how many characters were left out.
pub(super) fn attribute(value: &str, out: &mut Vec<u8>) -> u64 {
    let mut removed = 0;
    for part in value.split_inclusive(['"', '\t', '\n']) {
        let (plain, last) = match part.as_bytes() {
            [.., b'"'] => (&part[..part.len() - 1], "&quot;"),
            [.., b'\t'] => (&part[..part.len() - 1], "&#9;"),
            [.., b'\n'] => (&part[..part.len() - 1], "&#10;"),
            _ => (part, ""),
        };
        removed += text(plain, CarriageReturns::Keep, out);
        out.extend_from_slice(last.as_bytes());
    }
    removed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_what_xml_can_hold() {
        use CarriageReturns::{Keep, ToLineFeed};
        for (value, returns, expected, removed) in [
            ("", Keep, "", 0),
            ("plain", Keep, "plain", 0),
            ("a & b < c > d", Keep, "a &amp; b &lt; c &gt; d", 0),
            ("\"it's\"", Keep, "\"it's\"", 0),
            ("]]>", Keep, "]]&gt;", 0),
            ("a\tb\nc", Keep, "a\tb\nc", 0),
            ("a\r\nb\rc", Keep, "a&#13;\nb&#13;c", 0),
            ("a\r\nb\rc\r", ToLineFeed, "a\nb\nc\n", 0),
            ("\u{0}a\u{1}b\u{7f}\u{1f}", Keep, "ab", 4),
            ("é😀\u{fffd}\u{feff}\u{ff21}", Keep, "é😀\u{fffd}\u{feff}\u{ff21}", 0),
            ("a\u{ffff}\u{fffe}", Keep, "a", 2),
            ("\u{85}\u{9f}", Keep, "\u{85}\u{9f}", 0),
        ] {
            let mut out = Vec::new();
            assert_eq!(text(value, returns, &mut out), removed, "{value:?}");
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{value:?}");
        }
    }

    #[test]
    fn attributes_hide_quotes_and_white_space() {
        let mut out = Vec::new();
        assert_eq!(attribute("\"a\"\tb\n&'\r\u{1}", &mut out), 1);
        assert_eq!(String::from_utf8(out).unwrap(), "&quot;a&quot;&#9;b&#10;&amp;'&#13;");
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_back(value in "(?s).*") {
            let mut out = Vec::new();
            let removed = text(&value, CarriageReturns::Keep, &mut out);
            let written = String::from_utf8(out).unwrap();
            let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{7e}' | '\u{80}'..='\u{fffd}' | '\u{10000}'..);
            let kept: String = value.chars().filter(|c| legal(*c)).collect();
            proptest::prop_assert_eq!(quick_xml::escape::unescape(&written).unwrap(), kept.as_str());
            proptest::prop_assert_eq!(removed as usize, value.chars().count() - kept.chars().count());
        }
    }
}
