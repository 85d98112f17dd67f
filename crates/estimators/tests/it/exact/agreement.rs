//! Day by day against the slow twin.

use estimators::{CalendarRule, CellKey, DaySum, LifeTable, NetKey, Parts, PreparedTable, too_heavy};

use crate::exact::cohorts::{People, population};
use crate::exact::twin;

fn close(what: &str, day: u32, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what} on day {day}: {found}, expected {expected}");
}

/// Sums of `n` people agree to 1e-12 of their size and a few units of the last place of each person.
fn compare(people: &People, rule: CalendarRule, year: f64, horizon: u32) {
    compare_with(people, population(rule, year), horizon);
}

fn compare_with(people: &People, table: LifeTable, horizon: u32) {
    let table = PreparedTable::new(table).unwrap();
    let cells = people.cells(&table, horizon, Parts::ALL);
    assert_eq!(cells.exclusions().too_heavy, 0);
    let expected = twin::days(people, table.table(), horizon);
    let found: Vec<DaySum> = cells.daily(Parts::ALL).unwrap().collect();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        let day = found.day;
        assert_eq!((found.n_risk, found.n_event), (expected.n_risk, expected.n_event), "day {day}");
        let within = |value: f64| 2e-12 * (1.0 + value);
        for (what, found, expected) in [
            ("weight at start", found.weight_start, expected.weight_start),
            ("weight at end", found.weight_end, expected.weight_end),
            ("weight of deaths", found.death_weight, expected.death_weight),
            ("square", found.death_weight_squared, expected.death_weight_squared),
            ("expected survival", found.expected, expected.expected),
            ("potential at start", found.potential_start, expected.potential_start),
            ("potential at end", found.potential_end, expected.potential_end),
        ] {
            close(what, day, found, expected, within(expected));
        }
        close("hazard", day, found.hazard, expected.hazard, 1e-15 * expected.n_risk as f64);
    }
}

#[test]
fn few_people() {
    for seed in 0..40 {
        compare(&People::random(3, seed, 2_500), CalendarRule::Date, 365.241, 2_000);
    }
}

#[test]
fn many_people() {
    compare(&People::random(300, 7, 8_000), CalendarRule::Date, 365.241, 7_305);
}

#[test]
fn cells_that_change_on_birthdays() {
    compare(&People::random(60, 8, 4_000), CalendarRule::Birthday, 365.25, 3_000);
}

/// Followed to ages at which they weigh thousands, and into hazards of every kind: of 8 terms, of 16, beyond any.
#[test]
fn very_old_people() {
    let table = population(CalendarRule::Date, 365.241);
    let steep = table.map(|hazard| if hazard > 8e-4 { 12.0 * hazard } else { hazard }).unwrap();
    let mut heaviest = 0.0;
    for table in [table, steep] {
        let mut people = People::random(60, 9, 6_500);
        for (person, age) in people.age_days.iter_mut().enumerate() {
            *age = 365.25 * (75.0 + 0.4 * person as f64);
        }
        // Only those whose weight stays on the scale.
        let prepared = PreparedTable::new(table.clone()).unwrap();
        let key = NetKey::new(CellKey::TUMORS, 5_500, Parts::WEIGHTS, &prepared).unwrap();
        let heavy = too_heavy(key, &prepared, people.cohort()).unwrap();
        let people = people.choose((0..60).filter(|person| !heavy.contains(person)));
        compare_with(&people, table, 5_500);
        let twin = twin::days(&people, prepared.table(), 5_500);
        heaviest = twin.iter().map(|day| day.death_weight).fold(heaviest, f64::max);
    }
    assert!(heaviest > 2_000.0, "the heaviest weighs {heaviest}");
}
