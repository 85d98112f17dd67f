//! NAPIIA: which Asian or Pacific Islander a patient recorded as other Asian (96) or Pacific Islander, not otherwise
//! specified (97), is, by country of birth and surnames; and which of several races counts.
//!
//! Inputs, of the patient: races 1 to 5, Spanish/Hispanic origin, country of birth, sex, last name, surname at birth.
//!
//! Outputs:
//! - `napiia_race`: a code of race of two digits; race 1 where the steps find none, blank where that is blank;
//! - `napiia_review`: 1 if the races must be reviewed by a person, 0 if not;
//! - `napiia_review_step`: the step of the algorithm that says so; blank if none does.
//!
//! Source: NAACCR Race and Ethnicity Work Group, NAACCR Asian/Pacific Islander Identification Algorithm (NAPIIA), August
//! 2025 (surnames of the US Census only), <https://www.naaccr.org/analysis-and-data-improvement-tools/>. Steps are numbered as
//! there.
//!
//! Agreement: all of 2,905 patients of the reference implementation and 47 unit cases.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::surnames::{ASIAN_AND_PACIFIC_TABLE, asian_race, pacific_race};
use super::{BIRTH_SURNAME, Renamed, SEX, race_code};
use crate::{Algorithm, AlgorithmId, Context, Input, Labels, Output, Records, Table, Values};

/// NAPIIA of August 2025.
pub(super) static NAPIIA: Algorithm = Algorithm {
    id: AlgorithmId { id: "napiia", version: "20250801" },
    title: "NAACCR Asian and Pacific Islander identification",
    source: "NAACCR Asian/Pacific Islander Identification Algorithm (NAPIIA), August 2025",
    inputs: &[
        Input::required(&["race1"]),
        Input::optional(&["race2"]),
        Input::optional(&["race3"]),
        Input::optional(&["race4"]),
        Input::optional(&["race5"]),
        Input::optional(&["spanishHispanicOrigin"]),
        Input::optional(&["birthplaceCountry"]),
        Input::optional(SEX),
        Input::optional(&["nameLast"]),
        Input::optional(BIRTH_SURNAME),
    ],
    outputs: &[
        Output::labeled("napiia_race", "race by NAPIIA", &race_code::LABELS),
        Output::labeled("napiia_review", "whether the races must be reviewed", &REVIEW_LABELS),
        Output::code("napiia_review_step", "step of the algorithm that asks for a review"),
    ],
    tables: &[&BIRTHPLACE_TABLE, &ASIAN_AND_PACIFIC_TABLE],
    run,
};

static BIRTHPLACE_TABLE: Table =
    Table::new("napiia_birthplaces", include_str!("../../data/race/napiia_birthplaces.csv"));

static REVIEW_LABELS: Labels = Labels::of_pairs(&[("0", "No review"), ("1", "Review by a person")]);

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    let races = ["race1", "race2", "race3", "race4", "race5"].map(|item| records.column(item));
    let [origin, country, last_name] =
        ["spanishHispanicOrigin", "birthplaceCountry", "nameLast"].map(|item| records.column(item));
    let (sex, birth_surname) = (Renamed::of(records, SEX), Renamed::of(records, BIRTH_SURNAME));
    let mut outputs = [const { Vec::new() }; 3];
    outputs.iter_mut().for_each(|values| values.reserve_exact(records.rows()));
    let [codes, reviews, steps] = &mut outputs;
    for row in 0..records.rows() {
        let races = races.map(|race| race.get(row));
        let is_hispanic = matches!(origin.get(row), "1" | "2" | "3" | "4" | "5" | "6" | "8");
        let step = Races::of(&races).step(is_hispanic);
        let code = match step {
            Step::Race1 | Step::Review(_) => race_code::as_written(races[0]),
            Step::Race(race) => Some(race_code::code(race)),
            Step::Search(race) => {
                let at_birth = if sex.get(row) == "2" { birth_surname.get(row) } else { "" };
                let found = search(race, country.get(row), [at_birth, last_name.get(row)]);
                Some(race_code::code(found.unwrap_or(race)))
            }
        };
        let review = if let Step::Review(step) = step { Some(Cow::Borrowed(step)) } else { None };
        codes.push(code);
        reviews.push(Some(Cow::Borrowed(if review.is_some() { "1" } else { "0" })));
        steps.push(review);
    }
    outputs.into_iter().map(Values::Codes).collect()
}

const WHITE: u32 = 1;
const HAWAIIAN: u32 = 7;
const OTHER_ASIAN: u32 = 96;
const PACIFIC_ISLANDER: u32 = 97;

/// How many of the five races are of each kind. Blank and 88 (no further race) are none.
#[derive(Debug, Clone, Copy, Default)]
struct Races {
    is_first_unspecified: bool,
    none: u8,
    white: u8,
    /// 02 and 03.
    black_or_native: Several,
    /// 04 to 32, Hawaiian included: the races that NAPIIA tells apart.
    asian_or_pacific: Several,
    hawaiian: u8,
    other_asian: u8,
    pacific_islander: u8,
    unknown: u8,
}

/// How many, and the first.
#[derive(Debug, Clone, Copy, Default)]
struct Several {
    count: u8,
    first: u32,
}

impl Several {
    fn add(&mut self, race: u32) {
        if self.count == 0 {
            self.first = race;
        }
        self.count += 1;
    }
}

/// What the races alone say.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Race 1 counts.
    Race1,
    /// This race counts.
    Race(u32),
    /// 96 or 97 counts, unless country of birth or surnames say more.
    Search(u32),
    /// A person must look at them, by this step.
    Review(&'static str),
}

impl Races {
    fn of(races: &[&str; 5]) -> Self {
        let is_first_unspecified = matches!(races, ["96" | "97", ..]);
        let mut counts = Self { is_first_unspecified, ..Self::default() };
        for race in races {
            match race_code::number(race) {
                None if race.is_empty() => counts.none += 1,
                Some(88) => counts.none += 1,
                Some(WHITE) => counts.white += 1,
                Some(race @ 2..=3) => counts.black_or_native.add(race),
                Some(race @ 4..=32) => {
                    counts.asian_or_pacific.add(race);
                    counts.hawaiian += u8::from(race == HAWAIIAN);
                }
                Some(OTHER_ASIAN) => counts.other_asian += 1,
                Some(PACIFIC_ISLANDER) => counts.pacific_islander += 1,
                Some(99) => counts.unknown += 1,
                _ => {}
            }
        }
        counts
    }

    fn step(&self, is_hispanic: bool) -> Step {
        match self.other_asian + self.pacific_islander {
            0 => self.step_without_unspecified(),
            unspecified => self.step_with_unspecified(unspecified, is_hispanic),
        }
    }

    /// Steps 1: other Asian or Pacific Islander is among the races.
    fn step_with_unspecified(&self, unspecified: u8, is_hispanic: bool) -> Step {
        let race = if self.other_asian > 0 { OTHER_ASIAN } else { PACIFIC_ISLANDER };
        let has_one = unspecified == 1;
        let is_rest = |count: u8| self.none + count == 4;
        if self.is_first_unspecified && self.none == 4 {
            // 1.1 and 1.2
            if is_hispanic { Step::Race(race) } else { Step::Search(race) }
        } else if has_one && self.none == 3 && self.asian_or_pacific.count == 1 {
            // 1.3.1
            Step::Race(self.asian_or_pacific.first)
        } else if self.hawaiian > 0 && (self.other_asian == 1 || self.pacific_islander == 1) {
            // 1.3.2
            Step::Race(HAWAIIAN)
        } else if has_one && self.asian_or_pacific.count > 1 && is_rest(self.asian_or_pacific.count) {
            Step::Review("1.3.3")
        } else if has_one && self.none == 3 && self.white == 1 {
            // 1.3.4
            Step::Search(race)
        } else if has_one && self.black_or_native.count > 0 && is_rest(self.black_or_native.count) {
            Step::Review("1.3.5")
        } else if self.other_asian == 1 && self.pacific_islander == 1 {
            Step::Review("1.3.6")
        } else {
            Step::Review("1.3.7")
        }
    }

    /// Steps 2: it is not.
    fn step_without_unspecified(&self) -> Step {
        let specific = self.asian_or_pacific.count + self.black_or_native.count;
        if self.none == 4 || self.unknown == 5 {
            // 2.1
            Step::Race1
        } else if self.none == 3 && self.white == 1 && specific == 1 {
            // 2.2.1
            Step::Race(if self.asian_or_pacific.count == 1 {
                self.asian_or_pacific.first
            } else {
                self.black_or_native.first
            })
        } else if self.hawaiian == 1 {
            // 2.2.2
            Step::Race(HAWAIIAN)
        } else {
            Step::Review("2.2.3")
        }
    }
}

/// By country of birth, what the table says of it.
static BIRTHPLACES: LazyLock<Vec<(String, Birthplace)>> = LazyLock::new(|| {
    let mut places: Vec<_> = BIRTHPLACE_TABLE
        .rows()
        .filter_map(|row| {
            let race = race_code::number(row.get("race"));
            let place = match race_code::number(row.get("use")) {
                Some(list) => Birthplace::Race { list, race: race? },
                None => Birthplace::NoSurnames,
            };
            Some((row.get("country").to_owned(), place))
        })
        .collect();
    places.sort_unstable_by(|(country, _), (other, _)| country.cmp(other));
    places
});

#[derive(Debug, Clone, Copy)]
enum Birthplace {
    /// Who is recorded as `list` is of this race.
    Race { list: u32, race: u32 },
    /// Surnames say nothing.
    NoSurnames,
}

/// The race that country of birth or, if that does not speak against it, one of the surnames says.
fn search(race: u32, country: &str, surnames: [&str; 2]) -> Option<u32> {
    let at = BIRTHPLACES.binary_search_by(|(other, _)| other.as_str().cmp(country)).ok();
    match at.and_then(|at| BIRTHPLACES.get(at)) {
        Some((_, Birthplace::Race { list, race: found })) if *list == race => Some(*found),
        Some((_, Birthplace::NoSurnames)) => None,
        _ => surnames.into_iter().find_map(if race == OTHER_ASIAN { asian_race } else { pacific_race }),
    }
}
