//! Character data: references, and what XML forbids in text.

use super::fault::Fault;

/// Adds `raw` to `out` with its references replaced. Entities of a document type are never expanded: using one is an
/// error, as is a bare `&`. References to control characters are let through, as submissions hold them.
pub(super) fn push_text(raw: &str, line: u64, out: &mut String) -> Result<(), Fault> {
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        let line = || line + newlines(raw) - newlines(reference);
        let end = reference.find(';').ok_or_else(|| Fault::syntax(line(), "a & that starts no reference"))?;
        let (name, after) = reference.split_at(end);
        match referenced(name.get(1..).unwrap_or_default()) {
            Some(character) => out.push(character),
            None => return Err(Fault::syntax(line(), "a & that starts no known reference")),
        }
        rest = after.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    Ok(())
}

/// Checks text that is not kept.
pub(super) fn check_text(raw: &str, line: u64) -> Result<(), Fault> {
    if memchr::memchr(b'&', raw.as_bytes()).is_some() { push_text(raw, line, &mut String::new()) } else { Ok(()) }
}

/// The character of a reference's name: `amp`, `#38`, `#x26`.
fn referenced(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = match number.strip_prefix('x') {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            char::from_u32(u32::from_str_radix(digits, radix).ok()?)?
        }
    })
}

pub(super) fn newlines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}
