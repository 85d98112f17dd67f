//! A valid value for any item, by its type and length alone: what is left when every item must be filled.

use naaccr::{DataType, ItemDef};

use super::digits;
use crate::Day;
use crate::chance::{Chance, Draw};

/// Longest text that is made, in characters.
const LONGEST: u32 = 40;

/// Appends a value that the item's dictionary entry allows.
pub(crate) fn write_generic(def: &ItemDef, chance: Chance, day: Day, out: &mut String) {
    let length = def.length as usize;
    match def.data_type {
        DataType::Digits => (0..length).for_each(|place| out.push(digit(chance, place))),
        DataType::Alpha => (0..length).for_each(|place| out.push(letter(chance, place))),
        DataType::Mixed => {
            (0..length)
                .for_each(|place| out.push(if place % 2 == 0 { letter(chance, place) } else { digit(chance, place) }));
        }
        DataType::Numeric if length >= 3 => {
            digits(out, chance.below(Draw::Item, 10), 1);
            out.push('.');
            digits(out, chance.below(Draw::Value, 10), 1);
        }
        DataType::Numeric => digits(out, 1 + chance.below(Draw::Item, 9), 1),
        DataType::Date => day.write_compact(out),
        DataType::DateTime => {
            day.write_iso(out);
            out.push_str("T09:30:00Z");
        }
        DataType::Text if length <= 4 => (0..length).for_each(|place| out.push(digit(chance, place))),
        DataType::Text => {
            const WORDS: [&str; 8] = ["NONE", "SEEN", "REPORT", "STABLE", "REVIEWED", "NOTED", "PENDING", "USUAL"];
            let room = def.length.min(LONGEST) as usize;
            for place in 0.. {
                let word = chance.child(place).one_of(Draw::Item, &WORDS).copied().unwrap_or("NONE");
                let separator = usize::from(place > 0);
                if separator + word.len() > room - out.len().min(room) {
                    break;
                }
                if place > 0 {
                    out.push(' ');
                }
                out.push_str(word);
            }
            if out.is_empty() {
                out.push_str("SEEN");
            }
        }
    }
}

fn digit(chance: Chance, place: usize) -> char {
    char::from(b'0' + u8::try_from(chance.child(place as u64).below(Draw::Item, 10)).unwrap_or(0))
}

fn letter(chance: Chance, place: usize) -> char {
    char::from(b'A' + u8::try_from(chance.child(place as u64).below(Draw::Item, 26)).unwrap_or(0))
}
