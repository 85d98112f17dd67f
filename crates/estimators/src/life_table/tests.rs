//! Walks worked by hand.

use super::*;

/// Two strata, ages 60 and 61 of 365 days and a quarter, calendar cells from day 0 and day 365.
fn table(rule: CalendarRule) -> LifeTable {
    let ages = AgeAxis::new(60, 2, 365.25).unwrap();
    let calendar = CalendarAxis::new(vec![0, 365], rule).unwrap();
    LifeTable::new(ages, calendar, vec![1.0, 2.0, 3.0, 4.0, 10.0, 20.0, 30.0, 40.0]).unwrap()
}

fn walk(rule: CalendarRule, stratum: u32, age_days: f64, date: f64) -> Vec<(f64, f64)> {
    table(rule).walk(Subject { stratum, age_days, date }).map(|stretch| (stretch.until, stretch.hazard)).collect()
}

#[test]
fn hazards_change_on_birthdays_and_cuts() {
    let age = 60.5 * 365.25;
    assert_eq!(walk(CalendarRule::Date, 0, age, 300.0), [(65.0, 1.0), (182.625, 3.0), (f64::INFINITY, 4.0)]);
    assert_eq!(walk(CalendarRule::Date, 1, age, 100.0), [(182.625, 10.0), (265.0, 20.0), (f64::INFINITY, 40.0)]);
}

#[test]
fn both_at_once_is_one_change() {
    assert_eq!(walk(CalendarRule::Date, 0, 61.0 * 365.25 - 65.0, 300.0), [(65.0, 1.0), (f64::INFINITY, 4.0)]);
}

#[test]
fn a_cut_belongs_to_the_new_cell() {
    assert_eq!(walk(CalendarRule::Date, 0, 61.0 * 365.25, 365.0), [(f64::INFINITY, 4.0)]);
}

#[test]
fn outside_is_the_nearest_cell() {
    let subject = Subject { stratum: 0, age_days: 365.0, date: -1000.0 };
    let stretches = walk(CalendarRule::Date, 0, subject.age_days, subject.date);
    assert_eq!(stretches, [(1365.0, 1.0), (61.0 * 365.25 - 365.0, 3.0), (f64::INFINITY, 4.0)]);
    let outside = table(CalendarRule::Date).outside(subject, 100.0);
    assert_eq!(outside, Outside { too_young: true, too_early: true, ..Outside::default() });
}

/// Born on 1910-04-11, day 100 of its year, and 22,000 days old on 1970-07-05. Moved back by 100 days, 1971-01-01 (the
/// cut) is reached on 1971-04-11, the birthday.
#[test]
fn by_the_birthday_rule_cells_change_on_birthdays() {
    let birth = -21_915.0 + 100.0;
    let (age, date) = (22_000.0, birth + 22_000.0);
    let change = 365.0 + 100.0 - date;
    let stretches = walk(CalendarRule::Birthday, 0, age, date);
    assert_eq!(stretches, [(change, 1.0), (61.0 * 365.25 - age, 3.0), (f64::INFINITY, 4.0)]);
}

#[test]
fn cumulative_hazard_adds_stretches() {
    let table = table(CalendarRule::Date);
    let subject = Subject { stratum: 0, age_days: 60.5 * 365.25, date: 300.0 };
    assert_eq!(table.cumulative_hazard(subject, 60.0, 70.0), 5.0 * 1.0 + 5.0 * 3.0);
    assert_eq!(table.cumulative_hazard(subject, 0.0, 200.0), 65.0 + 117.625 * 3.0 + 17.375 * 4.0);
}

#[test]
fn what_is_not_a_table_is_said() {
    let ages = || AgeAxis::new(0, 2, 365.25).unwrap();
    let calendar = || CalendarAxis::new(vec![0], CalendarRule::Date).unwrap();
    assert!(matches!(LifeTable::new(ages(), calendar(), vec![0.1; 3]), Err(Error::LifeTableShape { .. })));
    assert!(matches!(LifeTable::new(ages(), calendar(), vec![]), Err(Error::LifeTableShape { .. })));
    assert!(matches!(LifeTable::new(ages(), calendar(), vec![0.1, -0.1]), Err(Error::LifeTableHazard { index: 1 })));
    assert!(CalendarAxis::new(vec![3, 3], CalendarRule::Date).is_err());
    assert!(AgeAxis::new(0, 0, 365.25).is_err());
    assert!(AgeAxis::new(0, 5, 12.0).is_err());
}
