//! A person as they truly are: who, where, which cancers, and how it ended.

use crate::Day;
use crate::chance::{Chance, Draw};
use crate::course::{Course, Death};
use crate::facility::PersonKey;
use crate::names::NameGroup;
use crate::places::City;
use crate::primary::Primary;
use crate::world::World;

/// Where somebody lives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Address<'a> {
    pub(crate) number: u32,
    pub(crate) direction: &'static str,
    pub(crate) street: &'a str,
    pub(crate) kind: &'static str,
    pub(crate) apartment: Option<u32>,
    pub(crate) city: City,
    pub(crate) state: &'static str,
    /// Last two digits of the ZIP code.
    pub(crate) zip: u32,
}

/// One person.
#[derive(Debug)]
pub(crate) struct Person<'a> {
    pub(crate) key: PersonKey,
    pub(crate) chance: Chance,
    pub(crate) female: bool,
    pub(crate) birth: Day,
    pub(crate) races: [&'static str; 2],
    pub(crate) spanish: &'static str,
    pub(crate) group: NameGroup,
    pub(crate) first: &'a str,
    pub(crate) middle: &'a str,
    pub(crate) last: String,
    /// The name at birth, where another was taken.
    pub(crate) maiden: Option<&'a str>,
    pub(crate) suffix: &'static str,
    pub(crate) home: Address<'a>,
    pub(crate) second_home: Address<'a>,
    /// A number that was never issued.
    pub(crate) ssn: u32,
    /// Ten digits, of an area code that does not exist.
    pub(crate) phone: u64,
    /// By date of diagnosis.
    pub(crate) primaries: Vec<Primary<'a>>,
    /// Whenever it comes, be it after the study.
    pub(crate) death: Death,
}

/// How a person is related to the one before them in the same facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kin {
    Spouse,
    Relative,
    /// Senior and junior.
    Namesake,
}

struct Basics<'a> {
    female: bool,
    group: NameGroup,
    first: &'a str,
    birth_last: &'a str,
    suffix: &'static str,
    home: Address<'a>,
    phone: u64,
    races: [&'static str; 2],
}

impl<'a> Person<'a> {
    pub(crate) fn new(world: &'a World, key: PersonKey) -> Self {
        let chance = world.roster.chance(key);
        let (basics, spouse_name) = basics_with_kin(world, key);
        let black = basics.races[0] == "02";
        let Course { primaries, birth, death } = Course::new(world, key, basics.female, black);
        let (last, maiden) = married_name(world, chance, &basics, spouse_name);
        let state = world.roster.facilities.get(key.facility).map_or(0, |facility| facility.state_index);
        Self {
            key,
            chance,
            female: basics.female,
            birth,
            races: basics.races,
            spanish: spanish(chance, basics.group),
            group: basics.group,
            first: basics.first,
            middle: world.names.first(chance, Draw::MiddleName, basics.female, basics.group),
            last,
            maiden,
            suffix: basics.suffix,
            home: basics.home,
            second_home: address(world, chance.child(2), state),
            ssn: ssn(world.person_number(key), world.spec.seed),
            phone: basics.phone,
            primaries,
            death,
        }
    }

    /// The number of a relative who may or may not be in the file.
    pub(crate) fn ssn_of_kin(&self, world: &World) -> u32 {
        ssn(world.person_number(self.key) ^ 1, world.spec.seed)
    }

    pub(crate) fn is_dead_by(&self, day: Day) -> bool {
        self.death.day <= day
    }

    /// Before this day no contact can have been the last.
    pub(crate) fn earliest_last_contact(&self) -> Day {
        let days = self.primaries.iter().flat_map(|primary| [Some(primary.diagnosed), primary.treatment.last()]);
        days.flatten().max().unwrap_or(self.birth)
    }
}

/// Who somebody is, and the name they take from a spouse who was reported before them.
///
/// Every eighth or so second person is kin of the one before: linkage is hard where namesakes share a house.
fn basics_with_kin(world: &World, key: PersonKey) -> (Basics<'_>, Option<&str>) {
    let mut own = basics(world, key);
    if key.index.is_multiple_of(2) {
        return (own, None);
    }
    let chance = world.roster.chance(key);
    let kin = match chance.unit(Draw::Kin) {
        u if u < 0.08 => Kin::Spouse,
        u if u < 0.108 => Kin::Relative,
        u if u < 0.122 => Kin::Namesake,
        _ => return (own, None),
    };
    let other_key = PersonKey { index: key.index - 1, ..key };
    let other = basics(world, other_key);
    (own.group, own.home, own.phone, own.races) = (other.group, other.home, other.phone, other.races);
    own.birth_last = other.birth_last;
    let mut taken = None;
    match kin {
        Kin::Spouse => {
            own.female = !other.female;
            if own.female {
                own.birth_last = world.names.last(chance, Draw::LastName, own.group);
                taken = Some(other.birth_last);
            } else {
                own.birth_last = taken_name(world, world.roster.chance(other_key), other.group);
            }
        }
        Kin::Namesake if !other.female => {
            (own.female, own.first, own.suffix) = (false, other.first, "JR");
            return (own, None);
        }
        Kin::Namesake | Kin::Relative => {}
    }
    own.first = world.names.first(chance, Draw::FirstName, own.female, own.group);
    (own, taken)
}

/// The name a woman takes by marriage.
fn taken_name(world: &World, chance: Chance, group: NameGroup) -> &str {
    world.names.last(chance, Draw::SecondLastName, group)
}

fn basics(world: &World, key: PersonKey) -> Basics<'_> {
    let chance = world.roster.chance(key);
    let facility = world.roster.facilities.get(key.facility);
    let state = facility.map_or(0, |facility| facility.state_index);
    let female = chance.happens(Draw::Sex, 0.5);
    let (group, races) = race(chance, facility.map_or("", |facility| facility.state));
    Basics {
        female,
        group,
        first: world.names.first(chance, Draw::FirstName, female, group),
        birth_last: world.names.last(chance, Draw::LastName, group),
        suffix: if !female && chance.happens(Draw::Suffix, 0.012) { "III" } else { "" },
        home: address(world, chance.child(1), state),
        phone: phone(chance),
        races,
    }
}

fn married_name<'a>(
    world: &'a World,
    chance: Chance,
    basics: &Basics<'a>,
    spouse_name: Option<&'a str>,
) -> (String, Option<&'a str>) {
    let compound = |first: &str, joint: &str, second: &str| [first, joint, second].concat();
    let own = basics.birth_last;
    if basics.female && (spouse_name.is_some() || chance.happens(Draw::Married, 0.78)) {
        let other = spouse_name.unwrap_or_else(|| taken_name(world, chance, basics.group));
        let hyphenated = chance.happens(Draw::MarriedName, 0.08);
        let name = if hyphenated { compound(own, "-", other) } else { other.to_owned() };
        return (name, Some(own));
    }
    if basics.group == NameGroup::Hispanic && chance.happens(Draw::MarriedName, 0.12) {
        let second = world.names.last(chance, Draw::SecondLastName, basics.group);
        return (compound(own, " ", second), None);
    }
    (own.to_owned(), None)
}

fn address(world: &World, chance: Chance, state: usize) -> Address<'_> {
    const DIRECTIONS: [&str; 7] = ["", "N ", "S ", "E ", "W ", "NE ", "SW "];
    const KINDS: [&str; 10] = ["ST", "AVE", "DR", "RD", "LN", "CT", "BLVD", "PL", "WAY", "CIR"];
    let state = world.states.get(state).or(world.states.first());
    let city = state.and_then(|state| state.cities.draw(chance, Draw::Place)).copied();
    let low = chance.unit(Draw::House);
    Address {
        // House numbers are spread like a log-normal: most have three or four digits.
        number: 1 + (libm::exp(3.0 + 7.0 * low) as u32).min(29_998),
        direction: DIRECTIONS[chance.weighted(Draw::Apartment, &[62, 8, 8, 8, 8, 3, 3])],
        street: world.names.street(chance),
        kind: KINDS[chance.weighted(Draw::StreetKind, &[24, 22, 14, 13, 8, 7, 4, 6, 6, 5])],
        apartment: chance.happens(Draw::Whether, 0.2).then(|| 1 + chance.below(Draw::Index, 419)),
        city: city.unwrap_or(City { name: "SPRINGFIELD", zip3: "627", county: "167" }),
        state: state.map_or("IL", |state| state.code),
        zip: 1 + chance.below(Draw::Value, 98),
    }
}

/// White, Black, Hispanic, Asian or Pacific, American Indian: parts per thousand of a state's cancer patients.
fn race_mix(state: &str) -> [u32; 5] {
    match state {
        "CA" => [560, 70, 230, 133, 7],
        "TX" => [600, 125, 235, 35, 5],
        "NM" => [560, 25, 340, 15, 60],
        "FL" => [690, 120, 165, 22, 3],
        "NY" | "NJ" => [650, 150, 125, 73, 2],
        "AZ" | "NV" => [730, 50, 150, 40, 30],
        "HI" => [250, 15, 45, 685, 5],
        "AK" => [700, 30, 25, 75, 170],
        "OK" | "MT" | "SD" | "ND" => [850, 50, 25, 12, 63],
        "GA" | "LA" | "SC" | "AL" | "MD" | "NC" | "VA" | "DE" => [660, 265, 40, 32, 3],
        "MS" | "DC" => [560, 390, 25, 22, 3],
        "IL" | "MI" | "OH" | "PA" | "TN" | "IN" | "MO" => [815, 125, 35, 22, 3],
        "WA" | "OR" | "CO" => [820, 30, 70, 68, 12],
        _ => [870, 60, 40, 24, 6],
    }
}

fn race(chance: Chance, state: &str) -> (NameGroup, [&'static str; 2]) {
    const ASIAN: [(&str, u32); 9] =
        [("04", 24), ("05", 12), ("06", 22), ("08", 10), ("10", 12), ("16", 12), ("96", 5), ("97", 1), ("14", 2)];
    let second = if chance.happens(Draw::SecondRace, 0.012) { "01" } else { "88" };
    match chance.weighted(Draw::Race, &race_mix(state)) {
        1 => (NameGroup::General, ["02", second]),
        2 => (NameGroup::Hispanic, [["01", "98", "02"][chance.weighted(Draw::SecondRace, &[92, 5, 3])], "88"]),
        3 if state == "HI" && chance.happens(Draw::Group, 0.3) => (NameGroup::Asian, ["07", second]),
        3 => {
            let weights = ASIAN.map(|race| race.1);
            (NameGroup::Asian, [ASIAN[chance.weighted(Draw::SecondRace, &weights)].0, "88"])
        }
        4 => (NameGroup::General, ["03", second]),
        _ if chance.happens(Draw::SecondRace, 0.011) => (NameGroup::General, ["99", "99"]),
        _ => (NameGroup::General, ["01", "88"]),
    }
}

fn spanish(chance: Chance, group: NameGroup) -> &'static str {
    const ORIGINS: [&str; 7] = ["1", "2", "3", "4", "5", "6", "8"];
    if group == NameGroup::Hispanic {
        return ORIGINS[chance.weighted(Draw::Spanish, &[52, 9, 6, 12, 3, 14, 4])];
    }
    if chance.happens(Draw::Spanish, 0.025) { "9" } else { "0" }
}

/// A social security number that was never issued, since its group (the middle two digits) is 00; but for that it looks
/// like one, and no two persons of a run have the same until there are nine million.
pub(crate) fn ssn(person: u64, seed: u64) -> u32 {
    const NUMBERS: u64 = 898 * 9999;
    let place = (person % NUMBERS * 4_567_891 + seed % NUMBERS) % NUMBERS;
    let (area, serial) = (place / 9999 + 1, place % 9999 + 1);
    // There is no area 666.
    let area = if area >= 666 { area + 1 } else { area };
    u32::try_from(area * 1_000_000 + serial).unwrap_or(999_999_999)
}

/// A telephone number whose area code (29x to 99x in the middle) is kept free by the North American Numbering Plan.
fn phone(chance: Chance) -> u64 {
    let area = 290 + 100 * u64::from(chance.below(Draw::Phone, 8)) + u64::from(chance.below(Draw::Index, 10));
    let rest = 2_000_000 + u64::from(chance.below(Draw::Value, 8_000_000));
    area * 10_000_000 + rest
}
