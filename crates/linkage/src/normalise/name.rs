//! Names of persons.

use super::fold;

/// What stands where a name should and is none.
const PLACEHOLDERS: &[&str] = &[
    "UNKNOWN",
    "UNK",
    "UNKN",
    "UNKNWN",
    "NONE",
    "NA",
    "NULL",
    "NFN",
    "NLN",
    "NMN",
    "NMI",
    "NOFIRSTNAME",
    "NOLASTNAME",
    "NOMIDDLENAME",
    "NOTAVAILABLE",
    "NOTREPORTED",
    "UNREPORTED",
    "XXX",
    "XXXX",
    "TEST",
];

/// What is written when nobody asked for the name: a person's part, with a letter or number to tell several apart.
const ROLES: &[&str] = &[
    "MR",
    "MRS",
    "MS",
    "MISS",
    "SENOR",
    "SENORA",
    "SIR",
    "MADAM",
    "MALE",
    "FEMALE",
    "MAN",
    "WOMAN",
    "ADULT",
    "CHILD",
    "KID",
    "BOY",
    "GIRL",
    "BABY",
    "INFANT",
    "NEWBORN",
    "TWIN",
    "MOTHER",
    "FATHER",
    "MOM",
    "DAD",
    "GRANDMOTHER",
    "GRANDFATHER",
    "GRANDMA",
    "GRANDPA",
    "WIFE",
    "HUSBAND",
    "SPOUSE",
    "PARTNER",
    "DAUGHTER",
    "BROTHER",
    "SISTER",
    "AUNT",
    "UNCLE",
    "COUSIN",
    "NIECE",
    "NEPHEW",
    "ROOMMATE",
    "TENANT",
    "RESIDENT",
    "OCCUPANT",
    "PERSON",
    "HOUSEHOLD",
    "FAMILY",
    "SELF",
    "OTHER",
    "FRIEND",
    "MINOR",
    "TEEN",
    "TEENAGER",
    "TODDLER",
    "SENIOR",
    "DAU",
    "MOH",
    "HOH",
    "LADY",
    "OF",
    "GRANDSON",
    "GRANDDAUGHTER",
    "GRANDCHILD",
    "RELATIVE",
    "NEIGHBOR",
];

/// Words that belong to the word after them.
const PARTICLES: &[&str] = &[
    "DE", "DEL", "DELA", "DELOS", "LA", "LAS", "LOS", "LE", "DI", "DA", "DAS", "DO", "DOS", "DU", "VAN", "VON",
    "VANDER", "DER", "DEN", "TEN", "TER", "MC", "MAC", "O", "SAN", "SANTA", "ST", "SAINT", "EL", "AL", "BEN", "BIN",
    "ABU", "IBN", "MT",
];

/// A generation, as a small number: 1 senior, 2 junior or second, 3 third and so on; 0 none.
pub(crate) fn suffix(text: &str) -> u8 {
    match text.trim().trim_end_matches('.').to_ascii_uppercase().as_str() {
        "SR" | "SENIOR" | "I" | "1ST" => 1,
        "JR" | "JUNIOR" | "II" | "2ND" | "2" => 2,
        "III" | "3RD" | "3" => 3,
        "IV" | "4TH" | "4" => 4,
        _ => 0,
    }
}

/// A name ready to be compared, and what was found inside it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct PersonName {
    /// All words without what separates them; blank when the name is missing.
    pub joined: String,
    /// Words; particles are one with what they precede.
    pub words: Vec<String>,
    /// The generation that was written inside the name.
    pub suffix: u8,
}

/// Splits into words, puts letters for the digits that optical reading mistakes them for.
fn words(raw: &str) -> Vec<String> {
    let mut folded = String::new();
    fold(raw, &mut folded);
    folded
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || ('\u{300}'..='\u{36f}').contains(&c) || is_mark(c)))
        .map(|word| {
            let lettered = word.chars().any(char::is_alphabetic);
            word.chars().filter(|&c| c != '\'').map(|c| if lettered { letter_for(c) } else { c }).collect::<String>()
        })
        .filter(|word| word.chars().any(char::is_alphabetic))
        .collect()
}

/// Vowel signs and the like of scripts whose marks matter: not letters, yet inside words.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace() && !c.is_alphanumeric() && !('\u{2000}'..='\u{206f}').contains(&c)
}

fn letter_for(c: char) -> char {
    match c {
        '0' => 'O',
        '1' => 'I',
        '2' => 'Z',
        '5' => 'S',
        '6' => 'G',
        '8' => 'B',
        c => c,
    }
}

fn joined(words: &[String]) -> String {
    let joined = words.concat();
    let role = |word: &String| ROLES.contains(&word.as_str());
    let beside = |word: &String| role(word) || word.chars().count() == 1 || word == "THE" || word == "HOUSE";
    let is_role = words.iter().all(beside) && words.iter().any(role);
    if is_role || PLACEHOLDERS.contains(&joined.as_str()) { String::new() } else { joined }
}

/// A first or middle name.
pub(crate) fn given_name(raw: &str) -> PersonName {
    let words = words(raw);
    PersonName { joined: joined(&words), words, suffix: 0 }
}

/// A surname: the generation is taken out of its end.
pub(crate) fn surname(raw: &str) -> PersonName {
    let mut words = words(raw);
    let mut generation = 0;
    while words.len() > 1 {
        // `I` alone may be an initial; a surname never ends in `2`, which `words` has turned to `Z` anyway.
        match words.last().map_or(0, |last| if last == "I" { 0 } else { suffix(last) }) {
            0 => break,
            found => generation = found,
        }
        words.pop();
    }
    let joined = joined(&words);
    // One Latin letter is what is left of a surname, not one.
    PersonName { joined: if joined.len() == 1 { String::new() } else { joined }, words, suffix: generation }
}

/// The halves of a compound surname: its first and last word with their particles. None when it is one word.
pub(crate) fn surname_parts(words: &[String]) -> Option<(String, String)> {
    let mut parts: Vec<String> = Vec::new();
    let mut pending = String::new();
    for word in words {
        pending.push_str(word);
        if !PARTICLES.contains(&word.as_str()) {
            parts.push(std::mem::take(&mut pending));
        }
    }
    if !pending.is_empty() {
        parts.push(pending);
    }
    match (parts.first(), parts.last()) {
        (Some(first), Some(last)) if parts.len() > 1 => Some((first.clone(), last.clone())),
        _ => None,
    }
}
