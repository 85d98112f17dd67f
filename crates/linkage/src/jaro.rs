//! Jaro-Winkler similarity of short names.
//!
//! Winkler, W. E. (1990). String comparator metrics and enhanced decision rules in the Fellegi-Sunter model of record linkage.
//! The prefix bonus is 0.1 a character for up to four, at any similarity, as in most implementations.

/// Jaro-Winkler similarity of two sequences of at most 64 symbols; longer ones are compared by their first 64.
pub(crate) fn jaro_winkler<T: PartialEq>(a: &[T], b: &[T]) -> f32 {
    let a = a.get(..64).unwrap_or(a);
    let b = b.get(..64).unwrap_or(b);
    if a.is_empty() || b.is_empty() {
        return if a.is_empty() && b.is_empty() { 1.0 } else { 0.0 };
    }
    let window = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut in_a = 0u64;
    let mut in_b = 0u64;
    for (i, x) in a.iter().enumerate() {
        let start = i.saturating_sub(window);
        for (j, y) in b.iter().enumerate().skip(start).take(i + window + 1 - start) {
            if in_b >> j & 1 == 0 && x == y {
                in_a |= 1 << i;
                in_b |= 1 << j;
                break;
            }
        }
    }
    let matches = in_a.count_ones();
    if matches == 0 {
        return 0.0;
    }
    let matched = |letters, set: u64| {
        Iterator::zip(0.., letters).filter(move |(i, _)| set >> *i & 1 == 1).map(|(_, letter)| letter)
    };
    let out_of_order = Iterator::zip(matched(a, in_a), matched(b, in_b)).filter(|(x, y)| x != y).count();
    let m = matches as f32;
    let jaro = (m / a.len() as f32 + m / b.len() as f32 + (m - out_of_order as f32 / 2.0) / m) / 3.0;
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    jaro + 0.1 * prefix as f32 * (1.0 - jaro)
}

/// The letters of a name in 64 bits: two bits a letter, for one and for two or more of them.
/// The bits that two names share bound the number of letters that they can share.
pub(crate) fn signature(name: &[u8]) -> (u64, u8) {
    let mut seen = 0u64;
    for &byte in name {
        let at = u32::from(byte.wrapping_sub(b'A') & 31) * 2;
        let bit = 1u64 << at;
        seen |= if seen & bit == 0 { bit } else { bit << 1 };
    }
    (seen, (name.len() as u32).saturating_sub(seen.count_ones()).min(255) as u8)
}

/// An upper bound of the similarity, from signatures, lengths and the first four letters of both.
pub(crate) fn bound(a: (u64, u8, u8, u32), b: (u64, u8, u8, u32)) -> f32 {
    let shared = (a.0 & b.0).count_ones() + u32::from(a.1.min(b.1));
    let shared = shared.min(u32::from(a.2.min(b.2))) as f32;
    let jaro = (shared / f32::from(a.2.max(1)) + shared / f32::from(b.2.max(1)) + 1.0) / 3.0;
    let prefix = ((a.3 ^ b.3).trailing_zeros() / 8).min(4).min(u32::from(a.2.min(b.2))) as f32;
    jaro + 0.1 * prefix * (1.0 - jaro)
}
