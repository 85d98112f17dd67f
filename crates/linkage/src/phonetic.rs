//! A phonetic code for blocking: consonants by sound, after Philips' Metaphone (1990) but coarser.
//!
//! It is for finding candidates, never for comparing: it may put together what is different, and rarely parts what is one name.

/// The sound of a name: its first sound, vowels as one, then up to `length - 1` consonants. Names in other than Latin letters are
/// their first characters.
pub(crate) fn sound(name: &str, length: usize) -> u32 {
    let bytes = name.as_bytes();
    if !name.is_ascii() {
        return name.chars().take(length).fold(7, |hash: u32, c| hash.wrapping_mul(0x0100_0193) ^ c as u32) | 1;
    }
    let mut code: u32 = 0;
    let mut n = 0;
    let mut last = 0;
    let mut i = 0;
    while i < bytes.len() && n < length {
        let at = |k: usize| bytes.get(i + k).copied().unwrap_or(0);
        let (sound, taken) = match (at(0), at(1), at(2)) {
            (b'S', b'C', b'H') => (b'X', 3),
            (b'S' | b'C', b'H', _) => (if at(0) == b'C' && i > 0 { b'K' } else { b'X' }, 2),
            (b'P', b'H', _) => (b'F', 2),
            (b'K' | b'G', b'N', _) if i == 0 => (b'N', 2),
            (b'W', b'R', _) if i == 0 => (b'R', 2),
            (b'C', b'K', _) | (b'G', b'H', _) => (b'K', 2),
            (b'T' | b'D', b'H', _) => (b'T', 2),
            (b'C', b'E' | b'I' | b'Y', _) if i > 0 => (b'S', 1),
            (b'C' | b'K' | b'Q' | b'G' | b'X', _, _) => (b'K', 1),
            (b'S' | b'Z', _, _) => (b'S', 1),
            (b'D' | b'T', _, _) => (b'T', 1),
            (b'V' | b'W' | b'F', _, _) if i == 0 || at(0) != b'W' => (if at(0) == b'F' { b'F' } else { b'V' }, 1),
            (b'B' | b'P', _, _) => (b'P', 1),
            (b'M' | b'N', _, _) if i > 0 => (b'N', 1),
            (b'J', _, _) => (b'J', 1),
            (b'A' | b'E' | b'I' | b'O' | b'U' | b'Y', _, _) => (if i == 0 { b'A' } else { 0 }, 1),
            (b'H' | b'W', _, _) if i > 0 => (0, 1),
            (other, _, _) => (other, 1),
        };
        if sound != 0 && sound != last {
            code = code << 8 | u32::from(sound);
            n += 1;
        }
        // A vowel between two like sounds keeps them apart.
        last = sound;
        i += taken;
    }
    if code == 0 { 1 } else { code }
}
