//! What people and streets are called.

use fake::locales::{Data, EN};

use crate::Error;
use crate::chance::{Chance, Draw, Lottery};

const TABLE: &str = include_str!("../data/names.txt");

/// Whose names a person bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NameGroup {
    General,
    Hispanic,
    Asian,
}

/// All names, with their popularity.
#[derive(Debug)]
pub(crate) struct Names {
    /// Men's, women's.
    first: [Lottery<String>; 2],
    first_hispanic: [Lottery<String>; 2],
    last: Lottery<String>,
    last_hispanic: Lottery<String>,
    last_asian: Lottery<String>,
    streets: Lottery<String>,
    nicknames: Vec<(&'static str, Vec<&'static str>)>,
}

impl Names {
    pub(crate) fn read() -> Result<Self, Error> {
        let section = |name: &str| {
            TABLE
                .lines()
                .find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(':')?.split_whitespace()))
                .ok_or(Error::Table { table: "names.txt", line: 1, found: "no such section" })
        };
        let women = section("women")?.map(String::from).chain(tail(EN::NAME_FIRST_NAME, is_womens));
        let men = section("men")?.map(String::from).chain(tail(EN::NAME_FIRST_NAME, is_mens));
        let surnames: Vec<_> = section("last")?
            .map(String::from)
            .chain(tail(EN::NAME_LAST_NAME, |_| true))
            .chain(made_surnames())
            .collect();
        let streets = section("streets")?.map(String::from).chain(surnames.iter().take(600).cloned());
        let nicknames = section("nicknames")?
            .filter_map(|entry| Some((entry.split_once('=')?.0, entry.split_once('=')?.1.split(',').collect())))
            .collect();
        Ok(Self {
            first: [popular(men, 12), popular(women, 12)],
            first_hispanic: [
                popular(section("men-hispanic")?.map(String::from), 6),
                popular(section("women-hispanic")?.map(String::from), 6),
            ],
            streets: popular(streets, 40),
            last: popular(surnames.into_iter(), 40),
            last_hispanic: popular(section("last-hispanic")?.map(String::from).chain(made_hispanic_surnames()), 12),
            last_asian: popular(section("last-asian")?.map(String::from).chain(made_asian_surnames()), 8),
            nicknames,
        })
    }

    pub(crate) fn first(&self, chance: Chance, draw: Draw, female: bool, group: NameGroup) -> &str {
        let sex = usize::from(female);
        let hispanic = group == NameGroup::Hispanic && chance.happens(Draw::Group, 0.55);
        let lotteries = if hispanic { &self.first_hispanic } else { &self.first };
        lotteries.get(sex).and_then(|lottery| lottery.draw(chance, draw)).map_or("PAT", String::as_str)
    }

    /// Whether a first name, of several the first, is one of the other sex alone.
    pub(crate) fn is_of_other_sex(&self, first: &str, female: bool) -> bool {
        let name = first.split([' ', '-']).next().unwrap_or(first);
        let has = |female: bool| {
            [&self.first, &self.first_hispanic]
                .iter()
                .filter_map(|sexes| sexes.get(usize::from(female)))
                .any(|lottery| lottery.values().iter().any(|known| known == name))
        };
        has(!female) && !has(female)
    }

    pub(crate) fn last(&self, chance: Chance, draw: Draw, group: NameGroup) -> &str {
        let lottery = match group {
            NameGroup::General => &self.last,
            NameGroup::Hispanic => &self.last_hispanic,
            NameGroup::Asian => &self.last_asian,
        };
        lottery.draw(chance, draw).map_or("SMITH", String::as_str)
    }

    pub(crate) fn street(&self, chance: Chance) -> &str {
        self.streets.draw(chance, Draw::Street).map_or("MAIN", String::as_str)
    }

    /// Nicknames of a first name.
    pub(crate) fn nicknames(&self, first: &str) -> &[&'static str] {
        self.nicknames.iter().find(|(name, _)| *name == first).map_or(&[], |(_, nicknames)| nicknames)
    }
}

/// Weights fall with rank, as those of names do (Zipf-Mandelbrot with this offset).
fn popular(names: impl Iterator<Item = String>, offset: u32) -> Lottery<String> {
    let mut seen = std::collections::BTreeSet::new();
    let distinct = names.filter(|name| seen.insert(name.clone())).collect::<Vec<_>>();
    Lottery::new((offset..).zip(distinct).map(|(rank, name)| (name, 10_000_000 / rank)))
}

fn tail(names: &'static [&'static str], keep: fn(&str) -> bool) -> impl Iterator<Item = String> {
    names.iter().map(|name| name.to_ascii_uppercase()).filter(move |name| {
        keep(name) && name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'\'')
    })
}

fn is_womens(name: &str) -> bool {
    ["A", "IE", "ETTE", "INE", "LYN", "ELLE", "ICE", "EEN", "LEY"].iter().any(|ending| name.ends_with(ending))
        && ![
            "ARCHIE", "BRADLEY", "CHARLEY", "DUDLEY", "EDDIE", "ELISHA", "EZRA", "FREDDIE", "JOSHUA", "LUCA",
            "MAURICE", "STANLEY", "WESLEY", "WILLIE",
        ]
        .contains(&name)
}

fn is_mens(name: &str) -> bool {
    ["O", "US", "TON", "SON", "ARD", "ERT", "FORD", "OLD", "RICK", "VIN"].iter().any(|ending| name.ends_with(ending))
        && !["ROSARIO", "CONSUELO", "ALISON", "ALLISON", "MADISON", "CLEO"].contains(&name)
}

/// The many rare surnames, made of the parts that English and German ones are made of.
fn made_surnames() -> impl Iterator<Item = String> {
    const STARTS: [&str; 52] = [
        "ASH", "BAN", "BECK", "BIRK", "BLACK", "BRAD", "BRIN", "BUCK", "BUR", "CAL", "CHEST", "COL", "CRAN", "DAL",
        "DEN", "DUN", "EAST", "ELLING", "FAIR", "FARN", "GAL", "GOLD", "GREN", "HAL", "HART", "HAZEL", "HOL", "HUNT",
        "KEN", "KIRK", "LANG", "LIND", "LOCK", "MAR", "MEL", "MID", "NOR", "OAK", "PEM", "RAD", "RED", "ROTH", "RUTH",
        "SHEL", "STAN", "STEIN", "THORN", "WAL", "WEL", "WHIT", "WIN", "WOL",
    ];
    const ENDS: [&str; 44] = [
        "BAUM", "BECK", "BERG", "BERT", "BOROUGH", "BRIDGE", "BROOK", "BURY", "BY", "COMBE", "COTT", "CROFT", "DALE",
        "DEN", "ER", "ERT", "FELD", "FIELD", "FORD", "GATE", "HAM", "HAUS", "HOLM", "HURST", "INGTON", "LAND", "LEY",
        "LING", "LOCK", "LOW", "MAN", "MANN", "MERE", "MORE", "NER", "RIDGE", "SHAW", "SON", "STEAD", "STEIN", "STROM",
        "TON", "WELL", "WOOD",
    ];
    // Diagonals, so that neither start nor end is the more frequent one.
    (0..ENDS.len()).flat_map(|shift| {
        STARTS.iter().enumerate().map(move |(index, start)| format!("{start}{}", ENDS[(index + shift) % ENDS.len()]))
    })
}

fn made_hispanic_surnames() -> impl Iterator<Item = String> {
    const STARTS: [&str; 24] = [
        "ABRE", "ALMA", "ARRE", "BARRA", "BENA", "CALDE", "CARRA", "CISNE", "ESCO", "FUEN", "GALLA", "LEDE", "MONTA",
        "NAVA", "OLIVA", "PALO", "QUINTA", "RIVA", "SALA", "SEPUL", "TEJE", "URI", "VILLA", "ZAMO",
    ];
    const ENDS: [&str; 16] =
        ["BAL", "CO", "DES", "DO", "GOS", "LES", "NA", "NDO", "NEZ", "NZA", "RA", "RES", "RO", "RRO", "TES", "VEDA"];
    ENDS.iter().flat_map(|end| STARTS.iter().map(move |start| format!("{start}{end}")))
}

fn made_asian_surnames() -> impl Iterator<Item = String> {
    const STARTS: [&str; 14] =
        ["CH", "D", "FUJI", "H", "KAWA", "KUMA", "MATSU", "N", "OKA", "SH", "TAKA", "TH", "YAMA", "ZH"];
    const ENDS: [&str; 12] = ["AI", "ANG", "AO", "DA", "EN", "I", "MOTO", "NO", "OU", "RA", "UN", "UO"];
    ENDS.iter().flat_map(|end| STARTS.iter().map(move |start| format!("{start}{end}")))
}

#[cfg(test)]
mod tests {
    use super::{Lottery, Names};

    #[test]
    fn there_are_enough_names_and_all_are_plain() {
        let names = Names::read().unwrap();
        assert!(names.last.values().len() > 2000);
        assert!(names.first.iter().all(|lottery| lottery.values().len() > 300));
        let all = names.last.values().iter().chain(names.first.iter().flat_map(Lottery::values));
        for name in all {
            assert!(name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'\''), "{name}");
            assert!((2..=18).contains(&name.len()), "{name}");
        }
        assert_eq!(names.nicknames("ROBERT"), ["BOB", "ROB", "BOBBY"]);
    }
}
