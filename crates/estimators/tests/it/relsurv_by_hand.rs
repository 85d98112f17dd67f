//! Relsurv's convention worked by hand, on life tables of one cell, whose strata are persons' hazards per day.

use std::f64::consts::LN_2;

use estimators::relsurv::{
    Cohort, CrudeProbability, DAYS_PER_YEAR, EdererI, EdererII, ExpectedNumbers, Form, Graffeo, Hakulinen, People,
    PoharPerme, Stepping, YearsLost, YearsLostMeasure,
};
use estimators::{
    AgeAxis, CalendarAxis, CalendarRule, CellKey, ConfidenceInterval, Curve, DayCells, Error, FollowUp, KaplanMeier,
    LifeTable, LossStep, Subject, Transform,
};
use proptest::prelude::*;

/// One cell a stratum.
fn constant(hazards: &[f64]) -> LifeTable {
    let ages = AgeAxis::new(0, 1, DAYS_PER_YEAR).unwrap();
    LifeTable::new(ages, CalendarAxis::new(vec![0], CalendarRule::Date).unwrap(), hazards.to_vec()).unwrap()
}

/// People as (stratum, time, died).
fn cohort<'a>(table: &'a LifeTable, people: &[(u32, f64, bool)]) -> Cohort<'a> {
    let time: Vec<f64> = people.iter().map(|person| person.1).collect();
    let died: Vec<bool> = people.iter().map(|person| person.2).collect();
    let subject = |stratum| Subject { stratum, age_days: 0.0, date: 0.0 };
    let subjects: Vec<Subject> = people.iter().map(|person| subject(person.0)).collect();
    Cohort::new(table, People { time: &time, died: &died, subjects: &subjects }).unwrap()
}

fn estimates(curve: &Curve) -> Vec<f64> {
    curve.steps.iter().map(|step| step.estimate).collect()
}

#[track_caller]
fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 1e-14 * expected.abs().max(1.0), "{found} not {expected}");
    }
}

/// Four people of one hazard, 0.01 a day: deaths on days 2 and 3, censorings on days 2 and 7. All weigh the same.
#[test]
fn one_hazard_for_all() {
    let table = constant(&[0.01]);
    let people = cohort(&table, &[(0, 2.0, true), (0, 7.0, false), (0, 2.0, false), (0, 3.0, true)]);
    let product = [0.75 + 0.02, 0.77 * (0.5 + 0.01), 0.77 * 0.51 * (1.0 + 0.04)];
    let curve = PoharPerme::default().estimate(&people);
    close(&estimates(&curve), &product);
    close(&estimates(&EdererII::default().estimate(&people)), &product);
    let counts: Vec<_> = curve.steps.iter().map(|step| (step.n_risk, step.n_event, step.n_censor)).collect();
    assert_eq!(counts, [(4, 1, 1), (2, 1, 0), (1, 0, 1)]);
    // d / n^2 of each death.
    close(&[curve.steps[2].std_err_log.powi(2)], &[1.0 / 16.0 + 1.0 / 4.0]);

    let form = Form::Exponential;
    let exponential = [-0.25 + 0.02, -0.75 + 0.03, -0.75 + 0.07].map(f64::exp);
    close(&estimates(&PoharPerme { form, ..PoharPerme::default() }.estimate(&people)), &exponential);
    close(&estimates(&EdererI { form }.estimate(&people).unwrap()), &exponential);

    let ratio = [0.75 * f64::exp(0.02), 0.375 * f64::exp(0.03), 0.375 * f64::exp(0.07)];
    close(&estimates(&EdererI::default().estimate(&people).unwrap()), &ratio);
    close(&estimates(&Hakulinen::default().estimate(&people).unwrap()), &ratio);
}

/// One immortal, one whose expected survival halves every day, so that weights on days 0, 1, 2 are 1 and 1, 2, 4. The
/// immortal dies on day 2; the other is censored on day 3.
#[test]
fn pohar_perme_within_a_gap_is_a_running_mean() {
    let table = constant(&[0.0, LN_2]);
    let people = cohort(&table, &[(0, 2.0, true), (1, 3.0, false)]);
    let first = LN_2 * (1.0 / 2.0 + 2.0 / 3.0) / 2.0;
    let gap = first + LN_2 * ((1.0 + 2.0) / (2.0 + 3.0) + (2.0 + 4.0) / (3.0 + 5.0)) / 2.0;
    let curve = PoharPerme::default().estimate(&people);
    let day_two = 1.0 - 0.2 + gap;
    close(&estimates(&curve), &[day_two, day_two * (1.0 + LN_2)]);
    close(&[curve.steps[0].std_err_log], &[0.2]);

    let daily = PoharPerme { add_times: vec![1.0, 99.0], ..PoharPerme::default() }.estimate(&people);
    let day_two = (1.0 + first) * (1.0 - 0.2 + LN_2 * (2.0 / 3.0 + 4.0 / 5.0) / 2.0);
    close(&estimates(&daily), &[1.0 + first, day_two, day_two * (1.0 + LN_2)]);

    // A single step of two days.
    let stepping = Stepping::new(2.0).unwrap();
    let wide = PoharPerme { stepping, ..PoharPerme::default() }.estimate(&people);
    close(&[wide.steps[0].estimate], &[1.0 - 0.2 + LN_2 * (1.0 / 2.0 + 4.0 / 5.0)]);
}

/// The hazard changes from 0.1 to 0.3 in the middle of the second day: Ederer II sees it on the third.
#[test]
fn stepping_reads_hazards_at_the_start_of_steps() {
    let calendar = CalendarAxis::new(vec![0, 2], CalendarRule::Date).unwrap();
    let table = LifeTable::new(AgeAxis::new(0, 1, DAYS_PER_YEAR).unwrap(), calendar, vec![0.1, 0.3]).unwrap();
    let subjects = [Subject { stratum: 0, age_days: 0.0, date: 0.5 }];
    let people = Cohort::new(&table, People { time: &[3.0], died: &[false], subjects: &subjects }).unwrap();
    close(&estimates(&EdererII::default().estimate(&people)), &[1.0 + 0.1 + 0.1 + 0.3]);
    close(&estimates(&EdererI::default().estimate(&people).unwrap()), &[f64::exp(0.15 + 0.45)]);
}

/// The dead could have been followed to the closing date; the censored could not.
#[test]
fn hakulinen_follows_the_dead_to_the_closing_date() {
    let (a, b) = (0.2, 0.05);
    let table = constant(&[a, b]);
    let people = cohort(&table, &[(0, 1.0, true), (1, 3.0, false)]);
    let mean = |t: f64| (a * f64::exp(-a * t) + b * f64::exp(-b * t)) / (f64::exp(-a * t) + f64::exp(-b * t));
    let closing = |date| Hakulinen { closing_date: Some(date), form: Form::Product }.estimate(&people).unwrap();
    // Followed to day 2, which joins the grid, then b alone.
    let hazards = [mean(1.0), mean(1.0) + mean(2.0), mean(1.0) + mean(2.0) + b];
    close(&estimates(&closing(2.0)), &hazards.map(|hazard| 0.5 * hazard.exp()));
    // Followed beyond the grid: nothing happens between days 1 and 3, which is one interval.
    let both =
        (a * 2.0 * f64::exp(-a * 3.0) + b * 2.0 * f64::exp(-b * 3.0)) / (f64::exp(-a * 3.0) + f64::exp(-b * 3.0));
    close(&estimates(&closing(9.0)), &[mean(1.0), mean(1.0) + both].map(|hazard| 0.5 * hazard.exp()));
    assert_eq!(Hakulinen::default().estimate(&people).unwrap(), closing(3.0));
}

/// Two people of hazard 0.1; one dies on day 1, one is censored on day 2.
#[test]
fn crude_probabilities_add_up_to_observed_deaths() {
    let table = constant(&[0.1]);
    let people = cohort(&table, &[(0, 1.0, true), (0, 2.0, false)]);
    let found = CrudeProbability::default().estimate(&people);
    let figures = |steps: &[estimators::CauseStep]| -> Vec<f64> {
        steps.iter().flat_map(|step| [step.estimate, step.std_err.powi(2)]).collect()
    };
    close(&figures(&found.disease.steps), &[0.4, 0.25 / 4.0, 0.35, 0.55 * 0.55 / 4.0]);
    close(&figures(&found.population.steps), &[0.1, 0.0, 0.15, 0.05 * 0.05 / 4.0]);
    close(&[found.disease.years_lost(DAYS_PER_YEAR)], &[0.75 / DAYS_PER_YEAR]);

    let short = CrudeProbability { horizon: Some(1.5), ..CrudeProbability::default() }.estimate(&people);
    let days: Vec<f64> = short.disease.steps.iter().map(|step| step.day).collect();
    assert_eq!(days, [1.0, 1.5]);
    close(&[short.disease.steps[1].estimate], &[0.4 - 0.5 * 0.05]);
}

/// Without a population hazard the weights are 1: group 1 has a death of 2 on day 1 of 4 at risk, group 2 one on day
/// 2, of 2 at risk in 3.
#[test]
fn graffeo_without_a_population_hazard_is_a_log_rank_test() {
    let table = constant(&[0.0, LN_2]);
    let groups = [[(0, 1.0, true), (0, 3.0, false)], [(0, 2.0, true), (0, 3.0, false)]];
    let strata = vec![groups.iter().map(|people| cohort(&table, people)).collect::<Vec<_>>()];
    let test = Graffeo::default().test(&strata);
    close(&test.z, &[1.0 - 1.0 / 2.0 - 1.0 / 3.0, 1.0 - 1.0 / 2.0 - 2.0 / 3.0]);
    close(&[test.covariance[0][0], test.covariance[0][1]], &[0.25 + 1.0 / 9.0, -0.25 - 1.0 / 9.0]);
    assert_eq!((test.df, test.groups[0].n, test.groups[1].n), (1, 2, 2));
    close(&[test.chi_square], &[(1.0 / 36.0) / (13.0 / 36.0)]);

    // Twice the stratum: twice z and V.
    let twice = Graffeo::default().test(&[strata[0].clone(), strata[0].clone()]);
    close(&[twice.chi_square], &[2.0 * test.chi_square]);

    // A second group whose expected survival halves daily weighs 2 on day 1, and has lost 2 ln 2 deaths.
    let weighted =
        Graffeo::default().test(&[vec![cohort(&table, &[(0, 1.0, true)]), cohort(&table, &[(1, 1.0, true)])]]);
    let excess = 1.0 + 2.0 - 2.0 * LN_2;
    close(&weighted.z, &[1.0 - excess / 3.0, 2.0 - 2.0 * LN_2 - 2.0 * excess / 3.0]);
    close(&[weighted.covariance[0][0]], &[(2.0 / 3.0_f64).powi(2) + 4.0 / 9.0]);
}

#[test]
fn expected_numbers_and_years_of_life() {
    let table = constant(&[0.001, 0.002]);
    let people = cohort(&table, &[(0, 5.0, true), (1, 6.0, false), (1, 0.0, true)]);
    assert_eq!((people.n(), people.left_out()), (2, 1));
    let found = ExpectedNumbers::estimate(&people, &[1000.0, 0.0]).unwrap();
    close(&found.alive, &[f64::exp(-1.0) + f64::exp(-2.0), 2.0]);
    // Each lives 1 / hazard days, but for what comes after 100 years.
    close(&[found.years_of_life], &[(1000.0 + 500.0) / 2.0 / DAYS_PER_YEAR]);
}

/// Two people of hazard 0.1, steps of 2 days: a death on day 1, a censoring on day 3. Grid 0, 1, 2, 3.
#[test]
fn years_lost_by_three_measures() {
    let table = constant(&[0.1]);
    let people = cohort(&table, &[(0, 1.0, true), (0, 3.0, false)]);
    let of = |measure| YearsLost { measure, stepping: Stepping::new(2.0).unwrap() }.estimate(&people).unwrap();
    let days = |steps: &[LossStep]| steps.iter().map(|step| step.years * DAYS_PER_YEAR).collect::<Vec<f64>>();
    let died: Vec<f64> = [0.0, 1.0, 2.0, 3.0].iter().map(|t| 1.0 - f64::exp(-0.1 * t)).collect();
    let population = [0.0, 0.0, died[1], died[1] + died[2]];

    let difference = of(YearsLostMeasure::Difference);
    close(&days(&difference.population.steps), &population);
    close(&days(&difference.lost.steps), &[0.0, 0.0, 0.5 - population[2], 1.0 - population[3]]);
    assert_eq!(difference.observed.steps.iter().map(|step| step.day).collect::<Vec<_>>(), [0.0, 1.0, 3.0]);
    // One death of two: Greenwood's term is 1/2, S is 1/2 after it.
    let last = difference.lost.steps[3];
    close(&[last.years_std_err * DAYS_PER_YEAR], &[0.5 * 2.0 * f64::sqrt(0.5)]);
    close(&[difference.observed.steps[2].probability_std_err], &[0.5 * f64::sqrt(0.5)]);
    assert_eq!(difference.lost.at(2.5).map(|step| step.day), Some(2.0));
    assert!(difference.lost.at(3.5).is_none());

    let against = of(YearsLostMeasure::AgainstLifeTable);
    close(&days(&against.lost.steps), &[0.0, 0.5, 1.0 - population[2], 1.5 - population[3]]);
    close(&days(&against.observed.steps), &[0.0, 0.5, 1.5]);

    let excess = of(YearsLostMeasure::Excess);
    let probability = [0.5 * 0.4, 0.5 * 0.3, 0.5 * 0.2];
    close(&days(&excess.lost.steps), &[0.0, 0.2, 0.35, 0.45]);
    close(&days(&excess.excess.steps), &[0.0, 0.0, 0.2, 0.35]);
    close(&excess.excess.steps[1..].iter().map(|step| step.probability).collect::<Vec<_>>(), &probability);
}

#[test]
fn limits_of_relative_survival_are_not_cut() {
    let limits =
        |transform, s| ConfidenceInterval { transform, ..ConfidenceInterval::default() }.relative_limits(s, 0.1);
    let z = 1.959_963_984_540_054;
    let (lower, upper) = limits(Transform::Log, 1.5);
    close(&[lower, upper], &[1.5 * f64::exp(-0.1 * z), 1.5 * f64::exp(0.1 * z)]);
    let (lower, upper) = limits(Transform::Plain, 0.98);
    close(&[lower, upper], &[0.98 - 0.098 * z, 0.98 + 0.098 * z]);
    let (lower, upper) = limits(Transform::LogLog, f64::exp(-1.0));
    close(&[lower, upper], &[f64::exp(-f64::exp(0.1 * z)), f64::exp(-f64::exp(-0.1 * z))]);
    assert!(limits(Transform::LogLog, 1.5).0.is_nan());
}

#[test]
fn what_cannot_be_followed_is_said() {
    let table = constant(&[0.01]);
    let at = |time: f64, stratum, age_days| {
        let subjects = [Subject { stratum, age_days, date: 0.0 }];
        Cohort::new(&table, People { time: &[time], died: &[true], subjects: &subjects }).unwrap_err()
    };
    assert_eq!(at(-1.0, 0, 0.0), Error::TimeOutOfRange { index: 0 });
    assert_eq!(at(f64::NAN, 0, 0.0), Error::TimeOutOfRange { index: 0 });
    assert!(matches!(at(1e6, 0, 0.0), Error::FollowUpTooLong { index: 0, .. }));
    assert_eq!(at(1.0, 0, f64::NAN), Error::PlaceOutOfRange { index: 0 });
    assert_eq!(at(1.0, 1, 0.0), Error::StratumOutOfRange { index: 0, stratum: 1, n_strata: 1 });
    let short = Cohort::new(&table, People { time: &[1.0], died: &[], subjects: &[] }).unwrap_err();
    assert_eq!(short, Error::LengthMismatch { field: "died", found: 0, expected: 1 });
    for days in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(Stepping::new(days).is_err());
    }
}

#[test]
fn nobody_has_no_curve() {
    let table = constant(&[0.01]);
    let nobody = cohort(&table, &[(0, 0.0, true)]);
    assert!(PoharPerme::default().estimate(&nobody).steps.is_empty());
    assert!(EdererI::default().estimate(&nobody).unwrap().steps.is_empty());
    assert!(Hakulinen::default().estimate(&nobody).unwrap().steps.is_empty());
    assert!(CrudeProbability::default().estimate(&nobody).disease.steps.is_empty());
    assert_eq!(Graffeo::default().test(&[vec![nobody.clone(), nobody.clone()]]).df, 0);
    assert_eq!(YearsLost::default().estimate(&nobody).unwrap().lost.steps.len(), 1);
    assert!(ExpectedNumbers::estimate(&nobody, &[1.0]).unwrap().years_of_life.is_nan());
}

proptest! {
    /// Where nobody of the population dies, net, relative and observed survival are one.
    #[test]
    fn without_a_population_hazard_all_are_kaplan_meier(
        people in prop::collection::vec((1_u32..400, any::<bool>()), 1..60),
    ) {
        let table = constant(&[0.0]);
        let days: Vec<u32> = people.iter().map(|(day, _)| *day).collect();
        let died: Vec<bool> = people.iter().map(|(_, died)| *died).collect();
        let cells = DayCells::tally(CellKey::TUMORS, FollowUp { entry: None, exit: &days, died: &died }).unwrap();
        let expected = estimates(&KaplanMeier::default().finish(&cells));
        let people: Vec<_> = people.iter().map(|&(day, died)| (0, f64::from(day), died)).collect();
        let people = cohort(&table, &people);
        let crude = CrudeProbability::default().estimate(&people).disease;
        let crude: Vec<f64> = (KaplanMeier::default().finish(&cells).steps.iter())
            .map(|step| 1.0 - crude.at(step.day).unwrap().estimate)
            .collect();
        for found in [
            estimates(&PoharPerme::default().estimate(&people)),
            estimates(&EdererII::default().estimate(&people)),
            crude,
        ] {
            prop_assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(&expected) {
                prop_assert!((found - expected).abs() < 1e-11);
            }
        }
        // A hazard of 0 is taken as 1e-9 a day.
        for found in [EdererI::default().estimate(&people).unwrap(), Hakulinen::default().estimate(&people).unwrap()] {
            for step in &found.steps {
                let observed = expected[cells.days().partition_point(|day| f64::from(day.day) <= step.day) - 1];
                prop_assert!((step.estimate - observed * (1e-9 * step.day).exp()).abs() < 1e-11);
            }
        }
    }
}
