//! Addresses as a house number, a unit and a street in one spelling.

use super::fold;

/// An address in parts.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address {
    /// The house number, or that of a box; 0 when there is none.
    pub number: u32,
    /// Apartment or unit, hashed; 0 when there is none.
    pub unit: u32,
    /// Whether it is a post office box, which says little of where someone lives.
    pub is_box: bool,
}

/// One spelling of street types and directions (USPS Publication 28, the frequent ones).
fn standard(word: &str) -> &str {
    match word {
        "AVENUE" | "AV" | "AVEN" => "AVE",
        "STREET" | "STR" => "ST",
        "ROAD" => "RD",
        "DRIVE" | "DRV" => "DR",
        "LANE" => "LN",
        "COURT" => "CT",
        "BOULEVARD" | "BVD" | "BOUL" => "BLVD",
        "PLACE" => "PL",
        "WY" => "WAY",
        "CIRCLE" | "CIRC" => "CIR",
        "PARKWAY" | "PKY" => "PKWY",
        "CRESCENT" => "CRES",
        "TERRACE" => "TER",
        "HIGHWAY" => "HWY",
        "TRAIL" => "TRL",
        "SQUARE" => "SQ",
        "NORTH" => "N",
        "SOUTH" => "S",
        "EAST" => "E",
        "WEST" => "W",
        "NORTHEAST" => "NE",
        "NORTHWEST" => "NW",
        "SOUTHEAST" => "SE",
        "SOUTHWEST" => "SW",
        word => word,
    }
}

fn is_unit_word(word: &str) -> bool {
    matches!(
        word,
        "APT"
            | "APARTMENT"
            | "UNIT"
            | "STE"
            | "SUITE"
            | "FL"
            | "FLR"
            | "FLOOR"
            | "RM"
            | "ROOM"
            | "LOT"
            | "SPC"
            | "TRLR"
            | "BLDG"
            | "NO"
            | "NUMBER"
    )
}

fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) | 1
}

/// Splits an address; `street` becomes the street's words in one spelling, run together, and is blank for a box or when missing.
/// `folded` is room to work in.
pub(crate) fn address(raw: &str, folded: &mut String, street: &mut String) -> Address {
    street.clear();
    let mut found = Address::default();
    fold(raw, folded);
    let mut words =
        folded.split(|c: char| !(c.is_alphanumeric() || c == '#')).filter(|word| !word.is_empty()).peekable();
    let mut in_unit = false;
    let mut first = true;
    let mut box_words = 0;
    while let Some(word) = words.next() {
        if word == "BOX" || word == "POBOX" {
            box_words += 1;
        }
        let numeric = word.bytes().all(|byte| byte.is_ascii_digit());
        if first
            && word.as_bytes().first().is_some_and(u8::is_ascii_digit)
            && (numeric || word.len() <= 6)
            && words.peek().is_some()
        {
            found.number = word
                .bytes()
                .take_while(u8::is_ascii_digit)
                .fold(0, |n: u32, digit| n.wrapping_mul(10).wrapping_add(u32::from(digit - b'0')));
        } else if !first && (word.starts_with('#') || is_unit_word(word)) {
            in_unit = true;
            if let Some(number) = word.strip_prefix('#').filter(|number| !number.is_empty()) {
                found.unit = hash(number);
            }
        } else if in_unit {
            found.unit = hash(word);
        } else if box_words > 0 && numeric {
            found.number =
                word.bytes().fold(0, |n: u32, digit| n.wrapping_mul(10).wrapping_add(u32::from(digit - b'0')));
        } else {
            street.push_str(standard(word));
        }
        first = false;
    }
    if box_words > 0 && (street.starts_with("PO") || street.starts_with("BOX")) {
        found.is_box = true;
        street.clear();
    }
    found
}

/// A city, folded.
pub(crate) fn place(raw: &str, folded: &mut String) {
    fold(raw.trim(), folded);
}
