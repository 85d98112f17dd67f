//! States and their cities.

use crate::Error;
use crate::chance::Lottery;

/// A state of the United States, or the District of Columbia.
#[derive(Debug)]
pub struct State {
    /// Postal abbreviation.
    pub code: &'static str,
    /// FIPS code, two digits.
    pub fips: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Inhabitants in thousands, census of 2020.
    pub population: u32,
    pub(crate) cities: Lottery<City>,
}

/// A city with what an address needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct City {
    /// Name in capitals.
    pub name: &'static str,
    /// First three digits of its ZIP codes.
    pub zip3: &'static str,
    /// County, FIPS, three digits.
    pub county: &'static str,
}

impl State {
    /// Its cities, larger first.
    #[must_use]
    pub fn cities(&self) -> &[City] {
        self.cities.values()
    }
}

const TABLE: &str = include_str!("../data/places.csv");

/// All states, larger first.
pub(crate) fn states() -> Result<Vec<State>, Error> {
    let rows = TABLE.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    rows.map(|(index, line)| {
        state(line).ok_or(Error::Table { table: "places.csv", line: index + 1, found: "not a state with its cities" })
    })
    .collect()
}

fn state(line: &'static str) -> Option<State> {
    let [code, fips, name, population, cities] = line.split(',').collect::<Vec<_>>().try_into().ok()?;
    let cities = cities
        .split(';')
        .map(|city| {
            let [name, zip3, county, weight] = city.split(':').collect::<Vec<_>>().try_into().ok()?;
            Some((City { name, zip3, county }, weight.parse().ok()?))
        })
        .collect::<Option<Vec<_>>>()?;
    Some(State { code, fips, name, population: population.parse().ok()?, cities: Lottery::new(cities) })
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_state_can_be_read() {
        let states = super::states().unwrap();
        assert_eq!(states.len(), 51);
        assert!(states.iter().all(|state| !state.cities().is_empty()));
        assert!(states.is_sorted_by(|a, b| a.population >= b.population));
    }
}
