//! popEpi's convention over small cohorts, worked by hand.

use estimators::popepi::{Form, MidWeight, Person, Population, Survtab};
use estimators::{AgeAxis, CalendarAxis, CalendarRule, LifeTable, YearGrid};

fn table(hazard_per_year: f64) -> LifeTable {
    let ages = AgeAxis::new(0, 100, 365.25).unwrap();
    let calendar = CalendarAxis::new(vec![0, 10_957], CalendarRule::Date).unwrap();
    let hazards = [hazard_per_year, 2.0 * hazard_per_year].map(|hazard| [hazard / 365.25; 100]).concat();
    LifeTable::new(ages, calendar, hazards).unwrap()
}

/// Followed from a quarter into 1999; the population's hazard doubles with the year 2000.
fn person_of(years: f64, cause: u8) -> Person {
    Person { years, cause, calendar: 1999.25, age: 50.0, stratum: 0 }
}

fn whole_years(n: u32) -> YearGrid {
    YearGrid::new((0..=n).map(f64::from).collect()).unwrap()
}

/// One dies after half a year, one is lost after one and a half, one is followed to year 3.
#[test]
fn sums_of_whole_years() {
    let people = [(0.5, 1), (1.5, 0), (3.0, 2)].map(|(years, cause)| person_of(years, cause));
    let sums = Survtab::observed(whole_years(2)).tally(&people, 2).unwrap();
    let [first, second] = sums.intervals() else { panic!("two intervals") };
    assert_eq!((first.person_years, second.person_years), (2.5, 1.5));
    assert_eq!((first.counts.entering, second.counts.entering), (3, 2));
    assert_eq!((first.deaths_by_cause.as_slice(), second.counts.withdrawn), ([1, 0].as_slice(), 1));
    let hazard = Form::Hazard.observed(&sums);
    assert!((hazard[1].estimate - f64::exp(-1.0 / 2.5)).abs() < 1e-15);
    assert!((hazard[1].std_err - f64::exp(-0.4) * 0.4).abs() < 1e-15);
    let actuarial = Form::LifeTable.observed(&sums);
    assert!((actuarial[1].estimate - 2.0 / 3.0).abs() < 1e-15);
    // A death exactly at one year belongs to the first interval, one at 0 too.
    let people = [(1.0, 1), (0.0, 1)].map(|(years, cause)| person_of(years, cause));
    let sums = Survtab::observed(whole_years(2)).tally(&people, 1).unwrap();
    assert_eq!(sums.intervals()[0].counts.deaths, 2);
    // Nobody was followed into the second year.
    assert_eq!(Form::Hazard.observed(&sums).len(), 1);
}

/// The hazard is that of the row's middle: 1999.75 in the first year, 2000.75 in the second, and 1999.5 for whoever
/// leaves after half a year. Weights are exp of the hazard to the middle; popEpi's has the wrong sign there.
#[test]
fn expected_deaths_and_weights() {
    let h = 0.1;
    let named = table(h);
    let people = [(0.5, 1), (2.0, 0)].map(|(years, cause)| person_of(years, cause));
    let tally = |weights| {
        let population = Some(Population::new(&named));
        Survtab { grid: whole_years(2), period: None, population, weights: Some(weights) }.tally(&people, 1).unwrap()
    };
    let corrected = tally(MidWeight::Corrected);
    let [first, second] = corrected.intervals() else { panic!("two intervals") };
    assert!((first.expected_deaths - 1.5 * h).abs() < 1e-15);
    assert!((second.expected_deaths - 2.0 * h).abs() < 1e-15);
    assert!((first.weighted.deaths - f64::exp(h / 2.0)).abs() < 1e-15);
    assert!((second.weighted.person_years - f64::exp(h + 2.0 * h / 2.0)).abs() < 1e-15);
    let popepi = tally(MidWeight::PopEpi);
    // To what the shift of its breaks changes.
    assert!((popepi.intervals()[0].weighted.deaths - f64::exp(-h / 2.0)).abs() < 1e-8);
    assert!((popepi.intervals()[1].weighted.person_years - f64::exp(h - 2.0 * h / 2.0)).abs() < 1e-8);
}

/// Without deaths in the population relative and net survival are observed survival.
#[test]
fn no_population_hazard_is_no_correction() {
    let named = table(0.0);
    let times = [(0.3, 1), (0.9, 0), (1.2, 1), (1.7, 1), (2.6, 0), (2.9, 1), (3.4, 0)];
    let people = times.map(|(years, cause)| person_of(years, cause));
    let population = Some(Population::new(&named));
    let survtab = Survtab { grid: whole_years(3), period: None, population, weights: Some(MidWeight::Corrected) };
    let sums = survtab.tally(&people, 1).unwrap();
    for form in [Form::Hazard, Form::LifeTable] {
        let observed = form.observed(&sums);
        for (other, observed) in
            form.ederer_ii(&sums).iter().chain(&form.pohar_perme(&sums)).zip(observed.iter().cycle())
        {
            assert!((other.estimate - observed.estimate).abs() < 1e-15);
        }
        for (incidence, observed) in form.cumulative_incidence(&sums, 1).iter().zip(&observed) {
            assert!((incidence - (1.0 - observed.estimate)).abs() < 1e-15);
        }
    }
}

/// Person-time of the period only; a death on its first day is left out, one on its last is counted.
#[test]
fn the_ends_of_a_period() {
    let people = [(0.75, 1), (1.75, 1), (3.0, 1)].map(|(years, cause)| person_of(years, cause));
    let rules = Survtab { period: Some((2000.0, 2001.0)), ..Survtab::observed(whole_years(3)) };
    let sums = rules.tally(&people, 1).unwrap();
    let person_years: Vec<f64> = sums.intervals().iter().map(|interval| interval.person_years).collect();
    let deaths: Vec<u64> = sums.intervals().iter().map(|interval| interval.counts.deaths).collect();
    assert_eq!((person_years, deaths), (vec![0.5, 1.5, 0.0], vec![0, 1, 0]));
}

#[test]
fn bad_people_are_errors_that_say_who() {
    let named = table(0.1);
    let rules = Survtab { population: Some(Population::new(&named)), ..Survtab::observed(whole_years(1)) };
    let error = |person: Person| rules.tally(&[person], 1).unwrap_err().to_string();
    assert!(error(person_of(-0.5, 0)).contains("person 0: expected a finite time"));
    assert!(error(person_of(f64::NAN, 0)).contains("finite"));
    assert!(error(person_of(1.0, 2)).contains("cause of death 2, expected 0 (alive) to 1"));
    assert!(error(Person { stratum: 1, ..person_of(1.0, 0) }).contains("stratum 1"));
}
