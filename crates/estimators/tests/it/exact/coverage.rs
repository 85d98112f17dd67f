//! Do 95% intervals cover the truth 95% of the time? Two thousand cohorts of a thousand people each, whose excess
//! hazard is known.

use estimators::{
    CalendarRule, ConfidenceInterval, Curve, EdererII, LifeTable, Parts, PoharPerme, PreparedTable, Subject,
};
use rayon::prelude::*;

use super::cohorts::{Chance, People, population};

const COHORTS: u64 = 2_000;
const PEOPLE: u32 = 1_000;
/// One, five and ten years.
const DAYS: [u32; 3] = [365, 1826, 3652];
/// Ages at diagnosis, years; each as likely as the others.
const AGES: [f64; 8] = [48.0, 53.0, 58.0, 63.0, 68.0, 73.0, 78.0, 83.0];

/// The excess hazard of an age, per day.
type Excess = fn(f64) -> f64;

/// One in eight a year at 65, half as much again every ten years of age.
fn by_age(age: f64) -> f64 {
    1.25e-1 / 365.25 * f64::powf(1.5, (age - 65.0) / 10.0)
}

fn at_any_age(_: f64) -> f64 {
    1.25e-1 / 365.25
}

/// Days until an event whose cumulative hazard reaches `hazard`.
fn days_to(table: &LifeTable, subject: Subject, hazard: f64) -> f64 {
    let (mut start, mut left) = (0.0, hazard);
    for stretch in table.walk(subject) {
        let of_stretch = (stretch.until - start) * stretch.hazard;
        if of_stretch >= left {
            return start + left / stretch.hazard;
        }
        left -= of_stretch;
        start = stretch.until;
    }
    f64::INFINITY
}

/// People who die of the excess or of what the population dies of, or are censored after 5 to 20 years.
fn cohort(table: &LifeTable, excess: Excess, seed: u64) -> People {
    let mut chance = Chance(seed);
    let mut people = People::default();
    let exponential = |chance: &mut Chance| -(1.0 - chance.share()).ln();
    for _ in 0..PEOPLE {
        let age = AGES[chance.below(AGES.len() as u32) as usize];
        let subject = Subject {
            stratum: chance.below(2),
            age_days: (age + chance.share()) * 365.241,
            date: 5479.0 + f64::from(chance.below(1500)),
        };
        let of_population = days_to(table, subject, exponential(&mut chance));
        let of_excess = exponential(&mut chance) / excess(age);
        let censored = 1826.25 * (1.0 + 3.0 * chance.share());
        let death = of_population.min(of_excess);
        people.entry.push(0);
        // An event within a day is counted at its end.
        people.exit.push(death.min(censored).ceil() as u32);
        people.died.push(death <= censored);
        people.age_days.push(subject.age_days);
        people.date.push(subject.date as i32);
        people.table_stratum.push(subject.stratum);
        people.potential.push(death.min(censored).ceil() as u32);
        people.stratum.push(0);
    }
    people
}

/// How often the interval holds the truth, in percent, on each of [`DAYS`].
fn coverage(excess: Excess, parts: Parts, finish: impl Fn(&estimators::NetCells) -> Curve + Sync) -> [f64; 3] {
    let table = PreparedTable::new(population(CalendarRule::Date, 365.241)).unwrap();
    let truth = DAYS.map(|day| {
        let survival = AGES.map(|age| f64::exp(-excess(age) * f64::from(day)));
        survival.iter().sum::<f64>() / AGES.len() as f64
    });
    let interval = ConfidenceInterval::default();
    let covered = (0..COHORTS).into_par_iter().map(|seed| {
        let people = cohort(table.table(), excess, seed);
        let curve = finish(&people.cells(&table, DAYS[2], parts));
        let mut covered = [0_u32; 3];
        for ((covered, day), truth) in covered.iter_mut().zip(DAYS).zip(truth) {
            let step = curve.at(f64::from(day)).unwrap();
            let (lower, upper) = interval.relative_limits(step.estimate, step.std_err_log);
            *covered = u32::from(lower <= truth && truth <= upper);
        }
        covered
    });
    let total = covered.reduce(|| [0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
    total.map(|covered| 100.0 * f64::from(covered) / COHORTS as f64)
}

#[test]
fn intervals_of_net_survival_cover_the_truth() {
    let found = coverage(by_age, PoharPerme::PARTS, |cells| PoharPerme.finish(cells).unwrap());
    println!("Pohar Perme at 1, 5 and 10 years: {found:?} %");
    assert!(found.iter().all(|share| (93.0..=97.0).contains(share)), "{found:?}");
}

/// Where the excess hazard depends on age, Ederer II estimates something else.
#[test]
fn intervals_of_ederer_ii_cover_the_truth_where_excess_does_not_depend_on_age() {
    let found = coverage(at_any_age, EdererII::PARTS, |cells| EdererII.finish(cells).unwrap());
    println!("Ederer II at 1, 5 and 10 years: {found:?} %");
    assert!(found.iter().all(|share| (93.0..=97.0).contains(share)), "{found:?}");
}
