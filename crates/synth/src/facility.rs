//! Facilities: where they are, how many tumors they see, and whose patients come to them as well.

use crate::chance::{Chance, Draw};
use crate::places::{City, State};
use crate::{Error, SynthSpec};

/// A facility of a run.
#[derive(Debug)]
pub struct Facility {
    /// Its place in [`crate::Generator::facilities`].
    pub index: usize,
    /// Ten digits, as in item 540 `reportingFacility`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Postal abbreviation of its state.
    pub state: &'static str,
    /// Where it is.
    pub city: City,
    /// Primaries first reported here. Its file holds these and the abstracts of patients first reported elsewhere.
    pub tumors: u64,
    /// Persons first reported here.
    pub persons: u64,
    pub(crate) state_index: usize,
    /// Persons first reported by the facilities before it.
    pub(crate) first_person: u64,
    /// Tumors of its last person, who may be cut short so that the total is right.
    last_person_tumors: u8,
    /// How often it errs, as a multiple of the mean.
    pub(crate) error_rate: f64,
    /// Share of records without a social security number.
    pub(crate) ssn_missing: f64,
    /// Facilities of the same state that its patients may also go to.
    near: Vec<usize>,
    /// One in another state.
    far: Option<usize>,
    /// Facilities whose patients may come here.
    pub(crate) sources: Vec<usize>,
}

/// A person by where they were first reported, and as how manieth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PersonKey {
    pub(crate) facility: usize,
    pub(crate) index: u64,
}

/// All facilities of a run.
#[derive(Debug)]
pub(crate) struct Roster {
    pub(crate) facilities: Vec<Facility>,
    root: Chance,
    duplicates_share: f64,
    out_of_state_share: f64,
}

impl Roster {
    pub(crate) fn new(spec: &SynthSpec, states: &[State]) -> Result<Self, Error> {
        let root = Chance::new(spec.seed);
        let homes = states_of_facilities(spec, states);
        let sizes = sizes(spec.tumors, homes.len());
        let mut facilities = Vec::with_capacity(homes.len());
        let mut first_person = 0;
        for (index, (&state_index, &tumors)) in homes.iter().zip(&sizes).enumerate() {
            let state = states.get(state_index).ok_or(Error::NoFacility(index))?;
            let chance = root.child(2).child(index as u64);
            let city = *state.cities.draw(chance, Draw::Place).ok_or(Error::NoFacility(index))?;
            let (persons, last_person_tumors) = persons_for(root, index, tumors);
            let near = neighbours(&homes, index);
            let far = homes.iter().enumerate().find(|&(other, &home)| other > index && home != state_index);
            let far = far.or_else(|| homes.iter().enumerate().find(|&(_, &home)| home != state_index));
            facilities.push(Facility {
                index,
                id: format!("{}{:08}", state.fips, index + 1),
                name: name(chance, &city, index),
                state: state.code,
                city,
                tumors,
                persons,
                state_index,
                first_person,
                last_person_tumors,
                error_rate: [0.35, 0.55, 0.75, 0.95, 1.1, 1.4, 2.1][chance.below(Draw::Quality, 7) as usize],
                ssn_missing: [0.0, 0.01, 0.04, 0.08, 0.15, 0.25, 0.55][chance.below(Draw::Missing, 7) as usize],
                near,
                far: far.map(|(other, _)| other),
                sources: Vec::new(),
            });
            first_person += persons;
        }
        for index in 0..facilities.len() {
            let targets: Vec<_> = facilities[index].near.iter().copied().chain(facilities[index].far).collect();
            for target in targets {
                facilities[target].sources.push(index);
            }
        }
        Ok(Self {
            facilities,
            root,
            duplicates_share: spec.duplicates_share,
            out_of_state_share: spec.out_of_state_share,
        })
    }

    /// All chance of a person.
    pub(crate) fn chance(&self, key: PersonKey) -> Chance {
        person_chance(self.root, key)
    }

    /// Tumors of a person, 1 to 3.
    pub(crate) fn tumor_count(&self, key: PersonKey) -> u8 {
        match self.facilities.get(key.facility) {
            Some(facility) if key.index + 1 == facility.persons => facility.last_person_tumors,
            _ => tumor_count(self.chance(key)),
        }
    }

    /// Other facilities that report a person too.
    pub(crate) fn also_reported_by(&self, key: PersonKey) -> [Option<usize>; 2] {
        let chance = self.chance(key);
        let Some(home) = self.facilities.get(key.facility) else { return [None; 2] };
        if !chance.happens(Draw::SecondFacility, self.duplicates_share) {
            return [None; 2];
        }
        let pick = |chance: Chance| match home.far {
            Some(far) if chance.happens(Draw::Visit, self.out_of_state_share) => Some(far),
            _ => chance.one_of(Draw::WhichFacility, &home.near).copied(),
        };
        let second = pick(chance);
        let third = if chance.happens(Draw::ThirdFacility, 0.12) { pick(chance.child(9)) } else { None };
        [second, third.filter(|_| third != second)]
    }

    /// Persons first reported by `source` whom `facility` reports too, in order.
    pub(crate) fn visitors(&self, source: usize, facility: usize) -> impl Iterator<Item = PersonKey> {
        let persons = self.facilities.get(source).map_or(0, |source| source.persons);
        (0..persons)
            .map(move |index| PersonKey { facility: source, index })
            .filter(move |&key| self.also_reported_by(key).contains(&Some(facility)))
    }
}

fn person_chance(root: Chance, key: PersonKey) -> Chance {
    root.child(1).child(key.facility as u64).child(key.index)
}

/// Of registered patients about a tenth have more than one primary.
fn tumor_count(chance: Chance) -> u8 {
    match chance.unit(Draw::TumorCount) {
        u if u < 0.90 => 1,
        u if u < 0.988 => 2,
        _ => 3,
    }
}

/// How many persons it takes to have so many tumors, and how many the last of them has.
fn persons_for(root: Chance, facility: usize, tumors: u64) -> (u64, u8) {
    let (mut persons, mut left, mut last) = (0, tumors, 0);
    while left > 0 {
        let count = tumor_count(person_chance(root, PersonKey { facility, index: persons }));
        last = count.min(u8::try_from(left).unwrap_or(u8::MAX));
        left -= u64::from(last);
        persons += 1;
    }
    (persons, last)
}

/// Facilities go to states by population, at least one to each, and stand in the order of states.
fn states_of_facilities(spec: &SynthSpec, states: &[State]) -> Vec<usize> {
    let weights: Vec<_> = states.iter().take(spec.states as usize).map(|state| u64::from(state.population)).collect();
    let spare = u64::from(spec.facilities).saturating_sub(weights.len() as u64);
    let shares = apportion(spare, &weights);
    shares.iter().enumerate().flat_map(|(state, &n)| (0..=n).map(move |_| state)).collect()
}

/// A few large facilities, many small ones: the share falls with rank.
fn sizes(tumors: u64, facilities: usize) -> Vec<u64> {
    let ranks: Vec<_> = (0..facilities as u64).map(|index| index * 7919 % facilities.max(1) as u64).collect();
    let weights: Vec<_> = ranks.iter().map(|rank| 1_000_000 / (rank + 4)).collect();
    let spare = tumors.saturating_sub(facilities as u64);
    apportion(spare, &weights).iter().map(|n| n + 1).collect()
}

/// Cuts `total` in proportion to `weights`; what is left over goes to the first.
fn apportion(total: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u64 = weights.iter().sum::<u64>().max(1);
    let share = |&weight: &u64| u64::try_from(u128::from(total) * u128::from(weight) / u128::from(sum)).unwrap_or(0);
    let mut shares: Vec<_> = weights.iter().map(share).collect();
    let left = total - shares.iter().sum::<u64>();
    // Rounding down leaves less than one for each.
    for share in shares.iter_mut().take(usize::try_from(left).unwrap_or(0)) {
        *share += 1;
    }
    shares
}

/// Up to three facilities on either side, within the state.
fn neighbours(homes: &[usize], index: usize) -> Vec<usize> {
    let state = homes.get(index);
    let same: Vec<_> = (0..homes.len()).filter(|&other| homes.get(other) == state).collect();
    let Some(own) = same.iter().position(|&other| other == index) else { return Vec::new() };
    let mut near: Vec<_> = (1..=3)
        .flat_map(|step| [own + step, own + same.len() * 3 - step])
        .filter_map(|place| same.get(place % same.len()).copied())
        .filter(|&other| other != index)
        .collect();
    near.sort_unstable();
    near.dedup();
    near
}

fn name(chance: Chance, city: &City, index: usize) -> String {
    const KINDS: [&str; 8] = [
        "General Hospital",
        "Regional Medical Center",
        "Memorial Hospital",
        "Community Hospital",
        "Cancer Center",
        "University Hospital",
        "Medical Center",
        "Health Center",
    ];
    let kind = KINDS[chance.below(Draw::Kind, 8) as usize];
    let mut words = String::new();
    for word in city.name.split(' ') {
        words.extend(word.chars().take(1));
        words.push_str(&word.chars().skip(1).collect::<String>().to_ascii_lowercase());
        words.push(' ');
    }
    format!("{words}{kind} {}", index + 1)
}
