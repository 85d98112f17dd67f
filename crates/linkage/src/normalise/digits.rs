//! Dates and numbers, as binary-coded decimals: a digit every four bits, so that one XOR shows which digits differ.

/// The number of decimal digits in which two codes differ.
pub(crate) fn digits_differing(a: u64, b: u64) -> u32 {
    let x = a ^ b;
    let any = (x | x >> 1 | x >> 2 | x >> 3) & 0x1111_1111_1111_1111;
    any.count_ones()
}

fn code(digits: impl IntoIterator<Item = u8>) -> u64 {
    digits.into_iter().fold(0, |code, digit| code << 4 | u64::from(digit & 15))
}

/// The digits of a text, at most 16 of them; more are no number that is known here.
fn digits(raw: &str) -> Option<([u8; 16], usize)> {
    let mut found = [0; 16];
    let mut n = 0;
    for digit in raw.bytes().filter(u8::is_ascii_digit) {
        *found.get_mut(n)? = digit - b'0';
        n += 1;
    }
    Some((found, n))
}

fn all_same(digits: &[u8]) -> bool {
    digits.windows(2).all(|pair| pair.first() == pair.last())
}

/// A date as `0xYYYYMMDD`, with 00 for what is not known; 0 when missing.
pub(crate) fn date(raw: &str) -> u32 {
    let Some((d, n)) = digits(raw) else { return 0 };
    let american = raw.contains('/');
    let ordered = match n {
        8 if american => [d[4], d[5], d[6], d[7], d[0], d[1], d[2], d[3]],
        8 => [d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]],
        6 => [d[0], d[1], d[2], d[3], d[4], d[5], 0, 0],
        4 => [d[0], d[1], d[2], d[3], 0, 0, 0, 0],
        _ => return 0,
    };
    let mut code = code(ordered) as u32;
    // The standard's fillers for an unknown year, month and day.
    if code >> 16 == 0x9999 || code >> 16 == 0 {
        return 0;
    }
    if code & 0xffff == 0x9999 || code & 0xff00 == 0x9900 {
        code &= 0xffff_0000;
    }
    if code & 0xff == 0x99 {
        code &= 0xffff_ff00;
    }
    code
}

/// What is known of a Social Security number.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ssn {
    /// All digits, 0 when only the last four or nothing is known.
    pub full: u64,
    /// The last four with a one before them, so that 0000 is not "missing"; 0 when missing.
    pub last4: u32,
}

const PLACEHOLDER_SSNS: &[u64] = &[0x1_2345_6789, 0x9_8765_4321, 0x9_9999_9998, 0x0_7805_1120, 0x1_1111_1112];

/// A Social Security number, or another personal number of five to sixteen digits.
pub(crate) fn ssn(raw: &str) -> Ssn {
    let Some((found, n)) = digits(raw) else { return Ssn::default() };
    let known = found.get(..n).unwrap_or(&[]);
    let full = code(known.iter().copied());
    match n {
        4 if full == 0 || full == 0x9999 => Ssn::default(),
        4 => Ssn { full: 0, last4: 0x1_0000 | full as u32 },
        5.. if all_same(known) || PLACEHOLDER_SSNS.contains(&full) => Ssn::default(),
        5.. => Ssn { full, last4: 0x1_0000 | (full & 0xffff) as u32 },
        _ => Ssn::default(),
    }
}

/// A telephone number by its last ten digits; 0 when missing or a filler.
pub(crate) fn phone(raw: &str) -> u64 {
    let Some((found, n)) = digits(raw) else { return 0 };
    let known = found.get(n.saturating_sub(10)..n).unwrap_or(&[]);
    if known.len() < 7 || all_same(known) { 0 } else { code(known.iter().copied()) }
}

/// A ZIP or other postal code by its first five digits with a one before them; 0 when missing or a filler.
pub(crate) fn zip(raw: &str) -> u32 {
    let Some((found, n)) = digits(raw) else { return 0 };
    let known = found.get(..n.min(5)).unwrap_or(&[]);
    if known.len() < 3 || (known.len() == 5 && all_same(known) && matches!(known.first(), Some(0 | 8 | 9))) {
        return 0;
    }
    1 << 20 | code(known.iter().copied()) as u32
}

/// 1 male, 2 female, 0 not known.
pub(crate) fn sex(raw: &str) -> u8 {
    match raw.trim().as_bytes().first() {
        Some(b'1' | b'M' | b'm') => 1,
        Some(b'2' | b'F' | b'f') => 2,
        _ => 0,
    }
}
