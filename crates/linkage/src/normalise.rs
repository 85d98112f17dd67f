//! From what was submitted to what is compared: one spelling of everything that is written in several ways.

mod address;
mod digits;
mod name;

pub(crate) use address::{address, place};
pub(crate) use digits::{date, digits_differing, phone, sex, ssn, zip};
pub(crate) use name::{given_name, suffix, surname, surname_parts};

use unicode_normalization::UnicodeNormalization;

/// Upper case, Latin letters without their marks; letters of other scripts as they are.
fn fold(text: &str, into: &mut String) {
    into.clear();
    if text.is_ascii() {
        into.push_str(text);
        into.make_ascii_uppercase();
        return;
    }
    // Only the Latin, Greek and Cyrillic accents (U+0300 to U+036F) go: in other scripts marks are vowels.
    for c in text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).flat_map(char::to_uppercase) {
        match c {
            'Ø' => into.push('O'),
            'Ł' => into.push('L'),
            'Đ' | 'Ð' => into.push('D'),
            'Æ' => into.push_str("AE"),
            'Œ' => into.push_str("OE"),
            'Þ' => into.push_str("TH"),
            '’' | '‘' | '`' | '´' => into.push('\''),
            c => into.push(c),
        }
    }
}
