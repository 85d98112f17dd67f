//! Kaplan-Meier of weighted people: a cohort worked in R, and laws.

use estimators::{CellKey, DayCells, DayZero, FollowUp, KaplanMeier, WeightedKaplanMeier, WeightedVariance};
use proptest::prelude::*;

const EXIT: [u32; 12] = [1, 2, 2, 3, 4, 4, 5, 6, 7, 8, 9, 9];
const DIED: [bool; 12] = [true, false, true, true, true, false, true, true, false, true, true, true];
const WEIGHT: [f64; 12] = [0.5, 1.2, 2.0, 0.7, 1.0, 1.0, 3.0, 0.4, 0.9, 1.1, 2.0, 1.5];

/// R's survival 3.5-3: `survfit(Surv(exit, died) ~ 1, weights = w)` and the same with `robust = FALSE`. The
/// standard errors are those of S (robust), of log S (not) and of H.
#[test]
fn weights_as_in_r() {
    let people = FollowUp { entry: None, exit: &EXIT, died: &DIED };
    let finish = |variance| WeightedKaplanMeier { variance, ..WeightedKaplanMeier::default() }.finish(people, &WEIGHT);
    let robust = finish(WeightedVariance::Robust).unwrap();
    let greenwood = finish(WeightedVariance::Greenwood).unwrap();
    for (day, n_risk, estimate, [robust_s, robust_h, greenwood_log, greenwood_h]) in [
        (1.0, 15.3, 0.967_320_3, [0.033_391_64, 0.033_391_64, 0.046_990_32, 0.046_216_13]),
        (4.0, 10.9, 0.713_995_9, [0.143_571_83, 0.179_242_40, 0.166_038_33, 0.157_751_78]),
        (7.0, 5.5, 0.441_233_4, [0.182_405_41, 0.300_865_39, 0.311_492_15, 0.272_489_60]),
        (8.0, 4.6, 0.335_721_1, [0.180_503_51, 0.398_801_26, 0.406_632_93, 0.355_296_29]),
    ] {
        let near = |found: f64, printed: f64| assert!((found - printed).abs() < 5.1e-8, "day {day}: {found} {printed}");
        let index = robust.curve.steps.iter().position(|step| step.day == day).unwrap();
        let (r, g) = (robust.curve.steps[index], greenwood.curve.steps[index]);
        near(robust.counts[index].n_risk, n_risk);
        near(r.estimate, estimate);
        near(r.std_err(), robust_s);
        near(r.cum_hazard_std_err, robust_h);
        near(g.std_err_log, greenwood_log);
        near(g.cum_hazard_std_err, greenwood_h);
    }
    let last = robust.curve.steps.last().unwrap();
    assert!(last.estimate == 0.0 && last.std_err_log.is_infinite() && last.std_err().is_nan());
}

/// The same people, some of them entering late.
#[test]
fn late_entries_as_in_r() {
    let entry = [0, 0, 0, 1, 0, 2, 0, 0, 3, 0, 5, 0];
    let people = FollowUp { entry: Some(&entry), exit: &EXIT, died: &DIED };
    let robust = WeightedKaplanMeier::default().finish(people, &WEIGHT).unwrap();
    for (index, n_risk, estimate, std_err, hazard_std_err) in [
        (1, 10.9, 0.778_358_9, 0.160_165_34, 0.169_697_06),
        (3, 8.9, 0.635_313_0, 0.174_496_53, 0.235_006_51),
        (7, 4.6, 0.254_697_2, 0.139_860_33, 0.367_991_36),
    ] {
        let near = |found: f64, printed: f64| assert!((found - printed).abs() < 5.1e-8, "{index}: {found} {printed}");
        let step = robust.curve.steps[index];
        near(robust.counts[index].n_risk, n_risk);
        near(step.estimate, estimate);
        near(step.std_err(), std_err);
        near(step.cum_hazard_std_err, hazard_std_err);
    }
}

#[test]
fn bad_weights_are_errors_that_say_why() {
    let error = |weight: &[f64]| {
        let people = FollowUp { entry: None, exit: &[1, 2], died: &[true, true] };
        WeightedKaplanMeier::default().finish(people, weight).unwrap_err().to_string()
    };
    assert!(error(&[1.0]).contains("weight has 1 values, expected 2"));
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(error(&[1.0, bad]).contains("person 1: expected a finite weight above 0"), "{bad}");
    }
}

proptest! {
    /// Weights of one change nothing, and where nobody enters late the infinitesimal jackknife is Greenwood's variance.
    #[test]
    fn weights_of_one_are_no_weights(
        people in prop::collection::vec((0..10_u32, 0..40_u32, any::<bool>()), 1..60),
        keep in any::<bool>(),
    ) {
        let entry: Vec<u32> = people.iter().map(|person| if person.0 < person.1 { person.0 } else { 0 }).collect();
        let exit: Vec<u32> = people.iter().map(|person| person.1).collect();
        let died: Vec<bool> = people.iter().map(|person| person.2).collect();
        let day_zero = if keep { DayZero::Keep } else { DayZero::LeaveOut };
        for (variance, entry) in [(WeightedVariance::Robust, None), (WeightedVariance::Greenwood, Some(&entry[..]))] {
            let people = FollowUp { entry, exit: &exit, died: &died };
            let plain = KaplanMeier { day_zero, start: 0 }.finish(&DayCells::tally(CellKey::TUMORS, people).unwrap());
            let weighted = WeightedKaplanMeier { variance, day_zero }.finish(people, &vec![1.0; exit.len()]).unwrap();
            prop_assert_eq!(weighted.curve.steps.len(), plain.steps.len());
            for (step, expected) in weighted.curve.steps.iter().zip(&plain.steps) {
                prop_assert!((step.estimate - expected.estimate).abs() < 1e-13);
                prop_assert_eq!(step.n_risk, expected.n_risk);
                if expected.estimate > 0.0 {
                    prop_assert!((step.std_err_log - expected.std_err_log).abs() < 1e-11);
                }
            }
            for (count, step) in weighted.counts.iter().zip(&plain.steps) {
                prop_assert!((count.n_risk - step.n_risk as f64).abs() < 1e-12);
            }
        }
    }
}
