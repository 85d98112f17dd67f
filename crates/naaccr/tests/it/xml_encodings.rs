//! Bytes of every encoding that submissions come in.

use std::io::Read;

use naaccr::ReadOptions;

use crate::xml_reading::Reading;

fn document(declaration: &str, value: &[u8]) -> Vec<u8> {
    let start = format!(
        "{declaration}<NaaccrData baseDictionaryUri=\"http://naaccr.org/naaccrxml/naaccr-dictionary-250.xml\" \
         recordType=\"A\" xmlns=\"http://naaccr.org/naaccrxml\">\n<Patient><Item naaccrId=\"nameLast\">"
    );
    [start.as_bytes(), value, b"</Item></Patient>\n</NaaccrData>"].concat()
}

fn declared(encoding: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n")
}

/// The value read, and the number of bytes that were not legal.
fn read(text: &[u8]) -> (String, u64) {
    let reading = Reading::of(text, &ReadOptions::default());
    assert_eq!(reading.error, None);
    (reading.items[0].value.clone(), reading.replaced_bytes)
}

#[test]
fn what_is_not_utf8_is_read_as_windows_1252_and_counted() {
    let cases: [(&[u8], &str, u64); 9] = [
        (b"plain", "plain", 0),
        ("Müller ≥ 😀".as_bytes(), "Müller ≥ 😀", 0),
        (b"M\xFCller\x92s \x93\xB5\x94 \x96 caf\xE9", "Müller’s “µ” – café", 7),
        // Sequences cut short, overlong, of a surrogate, beyond the last character.
        (b"caf\xC3", "cafÃ", 1),
        (b"\xE2\x82", "â‚", 2),
        (b"\xF0\x9F\x98", "ðŸ˜", 3),
        (b"\xC0\xAF \xED\xA0\x80", "À¯ í\u{a0}€", 5),
        // Five bytes mean nothing in Windows-1252 either.
        (b"a\x81\x8D\x8F\x90\x9Db", "a\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}b", 5),
        ("é\u{9d}".as_bytes(), "é\u{9d}", 0),
    ];
    for declaration in [String::new(), declared("UTF-8"), declared("utf-8"), declared("US-ASCII"), declared("klingon")]
    {
        for (bytes, value, replaced) in cases {
            assert_eq!(read(&document(&declaration, bytes)), (value.to_owned(), replaced), "{declaration}");
        }
    }
}

#[test]
fn declarations_are_followed() {
    for encoding in ["windows-1252", "Windows-1252", "ISO-8859-1", "iso-8859-1", "latin1"] {
        let cases: [(&[u8], &str, u64); 4] = [
            (b"M\xFCller\x92s caf\xE9", "Müller’s café", 0),
            // Legal UTF-8 by chance, for a letter that the declared alphabet does not have.
            (b"\x93JOS\xC9\x94", "“JOSÉ”", 0),
            // The declaration is wrong.
            ("café – “µ”".as_bytes(), "café – “µ”", 0),
            (b"\xE9\x81", "é\u{fffd}", 1),
        ];
        for (bytes, value, replaced) in cases {
            assert_eq!(read(&document(&declared(encoding), bytes)), (value.to_owned(), replaced), "{encoding}");
        }
    }
    assert_eq!(read(&document(&declared("ISO-8859-15"), b"\xA4")), ("€".to_owned(), 0));
    assert_eq!(read(&document(&declared("Shift_JIS"), b"\x93\xFA\x96\x7B")), ("日本".to_owned(), 0));
}

#[test]
fn utf16_is_seen_by_its_mark_or_its_pattern() {
    let text = String::from_utf8(document(&declared("UTF-16"), "Müller ≥ 😀".as_bytes())).unwrap();
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        for mark in [Some(0xFEFF), None] {
            let bytes: Vec<u8> = mark.into_iter().chain(text.encode_utf16()).flat_map(order).collect();
            assert_eq!(read(&bytes), ("Müller ≥ 😀".to_owned(), 0));
        }
    }
    // Half of a surrogate pair.
    let bytes = text.encode_utf16().filter(|unit| *unit != 0xDE00).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    assert_eq!(read(&bytes), ("Müller ≥ \u{fffd}".to_owned(), 2));
}

/// Gives a byte at a time.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(1);
        Read::read(&mut self.0, &mut buffer[..length])
    }
}

#[test]
fn characters_cut_by_the_end_of_a_block_stay_whole() {
    // Long enough for many blocks, with characters of every length at every place of a block's end.
    let value: String = (0..120_000).map(|i| ['a', 'é', '≥', '😀', 'b'][(i * 7 + i / 3) % 5]).collect();
    for shift in 0..4 {
        let value = "x".repeat(shift) + &value;
        let text = document("", value.as_bytes());
        let wanted = (value.clone(), 0);
        assert_eq!(read(&text), wanted);
        let mut chunk = naaccr::Chunk::default();
        let mut opened = naaccr::xml::open(Drip(&text), &ReadOptions::default()).unwrap();
        let mut bytes = Vec::new();
        while opened.splitter.next_chunk(&mut chunk).unwrap() {
            bytes.append(&mut chunk.bytes);
        }
        assert!(text.ends_with(&bytes) && bytes.len() > 250_000);
        let windows_1252 = document(&declared("windows-1252"), &[b"caf\xE9 ".as_slice(); 60_000].concat());
        assert_eq!(read(&windows_1252), ("café ".repeat(60_000), 0));
    }
}
