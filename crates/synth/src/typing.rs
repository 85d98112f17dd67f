//! Slips of the finger, the eye and the ear.
//!
//! Kinds and rates follow what registries report of their duplicates: most records are nearly clean, some facilities
//! and some records are much worse than the mean.

use crate::chance::{Chance, Draw};

/// Whoever typed a record: how often they err, and all chance of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Typist {
    pub(crate) chance: Chance,
    /// A multiple of the mean rate.
    pub(crate) factor: f64,
}

impl Typist {
    /// Chance for an error of a kind, where one is made; `rate` is the mean probability.
    pub(crate) fn errs(self, kind: u64, rate: f64) -> Option<Chance> {
        let chance = self.chance.child(kind);
        chance.happens(Draw::Whether, (rate * self.factor).min(0.6)).then_some(chance)
    }
}

/// A letter dropped, hit beside, doubled, replaced or swapped with the next.
pub(crate) fn typo(text: &mut String, chance: Chance) {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return;
    }
    let index = chance.below(Draw::Index, u32::try_from(letters.len()).unwrap_or(1)) as usize;
    match chance.weighted(Draw::Kind, &[30, 25, 20, 10, 15]) {
        0 => drop(letters.remove(index)),
        1 => letters[index] = beside(letters[index], chance),
        2 => letters.insert(index, letters[index]),
        3 => letters.insert(index, any_letter(chance)),
        _ => {
            let index = index.min(letters.len() - 2);
            letters.swap(index, index + 1);
        }
    }
    // A name neither begins nor ends with a blank or hyphen.
    if letters.first().is_some_and(char::is_ascii_alphanumeric)
        && letters.last().is_some_and(char::is_ascii_alphanumeric)
    {
        text.clear();
        text.extend(letters);
    }
}

/// Letters that are read or heard for others.
pub(crate) fn misread(text: &mut String, chance: Chance) {
    const CONFUSED: [(&str, &str); 24] = [
        ("RN", "M"),
        ("CL", "D"),
        ("VV", "W"),
        ("PH", "F"),
        ("CK", "K"),
        ("IE", "Y"),
        ("EY", "Y"),
        ("C", "K"),
        ("K", "C"),
        ("EE", "EA"),
        ("S", "Z"),
        ("Z", "S"),
        ("SH", "SCH"),
        ("TH", "T"),
        ("LL", "L"),
        ("NN", "N"),
        ("TT", "T"),
        ("AI", "AY"),
        ("EI", "IE"),
        ("OU", "U"),
        ("W", "V"),
        ("V", "W"),
        ("GH", "G"),
        ("Y", "IE"),
    ];
    let start = chance.below(Draw::Index, 24) as usize;
    let turned = CONFUSED.iter().cycle().skip(start).take(CONFUSED.len());
    match turned.clone().find(|(from, _)| text.get(1..).is_some_and(|rest| rest.contains(from))) {
        Some((from, to)) => {
            let rest = text.split_off(1);
            text.push_str(&rest.replacen(from, to, 1));
        }
        None => typo(text, chance),
    }
}

/// One digit of a number of so many digits changed.
pub(crate) fn wrong_digit(number: u64, digits: &[u32], chance: Chance) -> u64 {
    let Some(&place) = chance.one_of(Draw::Index, digits) else { return number };
    let unit = 10_u64.pow(place);
    let old = number / unit % 10;
    let new = (old + 1 + u64::from(chance.below(Draw::Value, 9))) % 10;
    number - old * unit + new * unit
}

/// Two digits side by side swapped; `places` names the higher of each pair allowed.
pub(crate) fn swapped_digits(number: u64, places: &[u32], chance: Chance) -> u64 {
    let Some(&place) = chance.one_of(Draw::Index, places) else { return number };
    let (low, high) = (10_u64.pow(place.saturating_sub(1)), 10_u64.pow(place));
    let (a, b) = (number / low % 10, number / high % 10);
    number - a * low - b * high + b * low + a * high
}

fn any_letter(chance: Chance) -> char {
    char::from(b'A' + u8::try_from(chance.below(Draw::Value, 26)).unwrap_or(0))
}

/// A letter whose key is beside that of another.
fn beside(letter: char, chance: Chance) -> char {
    const ROWS: [&str; 3] = ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"];
    let found = ROWS.iter().find_map(|row| Some((row, row.find(letter)?)));
    let Some((row, index)) = found else { return letter };
    let step = if chance.happens(Draw::Value, 0.5) && index > 0 { index - 1 } else { index + 1 };
    row.chars().nth(step).or_else(|| row.chars().nth(index.saturating_sub(1))).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::{misread, swapped_digits, typo, wrong_digit};
    use crate::chance::Chance;

    #[test]
    fn slips_change_little_and_never_leave_the_alphabet() {
        let mut changed = 0;
        for seed in 0..2000 {
            for slip in [typo, misread] {
                let mut name = String::from("O'CONNOR-PHELPS");
                slip(&mut name, Chance::new(seed));
                changed += usize::from(name != "O'CONNOR-PHELPS");
                assert!(name.len().abs_diff(15) <= 1, "{name}");
                assert!(name.bytes().all(|byte| byte.is_ascii_uppercase() || b"'-".contains(&byte)), "{name}");
            }
        }
        assert!(changed > 3600, "{changed}");
        assert_eq!(swapped_digits(123_456, &[1], Chance::new(1)), 123_465);
        assert_ne!(wrong_digit(123_456, &[0, 1, 2], Chance::new(1)), 123_456);
        assert_eq!(wrong_digit(123_456, &[0, 1, 2], Chance::new(1)) / 1000, 123);
    }
}
