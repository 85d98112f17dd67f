//! Summaries of curves: agreement with R's survival (`quantile` and `print` of `survfit`), case by case;
//! cohorts worked by hand; laws.

use std::sync::OnceLock;

use estimators::{
    CellKey, ConfLevel, ConfidenceInterval, Curve, DayCells, FollowUp, KaplanMeier, MeanVariance, NelsonAalen,
    RestrictedMean, Step, Transform, WeightedVariance,
};
use golden::{Case, Check, Folder, Report, Row, Stratum, times};
use proptest::prelude::*;

use crate::golden::{curve, interval};

/// Absolute, for probabilities, standard errors and limits.
pub(crate) const TOLERANCE: f64 = 1e-12;

/// Of its size, for days: they run to thousands.
fn of_size(expected: Option<f64>) -> f64 {
    TOLERANCE * expected.map_or(1.0, |size| size.abs().max(1.0))
}

#[test]
fn summaries_agree_with_the_references() {
    let Some(folder) = Folder::open() else { return };
    report(&folder).expect_agreement();
}

#[test]
fn a_summary_off_by_five_tolerances_is_noticed_in_every_case() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 5.0).expect_every_case_to_notice();
}

/// The comparison of every case, made once.
pub(crate) fn report(folder: &Folder) -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| run(folder, 0.0))
}

fn run(folder: &Folder, off: f64) -> Report {
    Report::of(folder, off, |case| {
        let compare: fn(&Folder, &Case, &mut Check) = match case.get("method") {
            "kaplan-meier" | "nelson-aalen" | "fleming-harrington" => compare_scalars,
            "conditional-survival" => compare_conditional,
            _ => return None,
        };
        Some(move |case: &Case, check: &mut Check| compare(folder, case, check))
    })
}

/// Quantiles, and the mean up to the last day that every stratum reaches.
fn compare_scalars(folder: &Folder, case: &Case, check: &mut Check) {
    let strata = folder.strata(case);
    let curves: Vec<Curve> = strata.iter().map(|stratum| curve(case, stratum, None).0).collect();
    let tau = curves.iter().filter_map(|curve| Some(curve.steps.last()?.day)).fold(f64::INFINITY, f64::min);
    for row in folder.scalars(case) {
        check.rows += 1;
        let stratum = strata.iter().position(|stratum| stratum.label == row.get("index").trim()).unwrap();
        let name = row.get("name");
        let found = match name.strip_prefix("survtime_q") {
            Some(quantile) => {
                let [percent, which, scale] = quantile.split('_').collect::<Vec<_>>()[..] else { panic!("{name}") };
                let interval = ConfidenceInterval { transform: scale.parse().unwrap(), ..interval(case, "log") };
                let found = curves[stratum].quantile(percent.parse::<f64>().unwrap() / 100.0, &interval);
                match which {
                    "quantile" => found.estimate,
                    "lower" => found.lower,
                    "upper" => found.upper,
                    _ => panic!("{name}"),
                }
            }
            None => {
                let mean = mean(case, &strata[stratum], tau);
                match name {
                    "rmean_tau" => mean.tau,
                    // The reference counts from the origin.
                    "rmean" => f64::from(curves[stratum].start) + mean.estimate,
                    "rmean_se" => mean.std_err,
                    other => panic!("{}: unknown scalar {other}", case.id()),
                }
            }
        };
        check.number(&row, "value", found, of_size(row.number("value")));
    }
}

/// The reference takes Greenwood's terms whatever the curve, of weighted counts where people count with weights.
fn mean(case: &Case, stratum: &Stratum, tau: f64) -> RestrictedMean {
    let (curve, weighted) = curve(case, stratum, Some(WeightedVariance::Greenwood));
    let variance = if weighted.is_some() { MeanVariance::Curve } else { MeanVariance::Greenwood };
    curve.restricted_mean(tau, variance).unwrap()
}

fn compare_conditional(folder: &Folder, case: &Case, check: &mut Check) {
    let expected = folder.results(case);
    let from = case.number("cond_from");
    for stratum in folder.strata(case) {
        let later = curve(case, &stratum, None).0.given(from).unwrap();
        let rows: Vec<&Row> = (expected.iter()).filter(|row| row.get("stratum").trim() == stratum.label).collect();
        let requested: Vec<f64> =
            times(case.get("at_times")).into_iter().filter(|&time| later.at(time).is_some()).collect();
        check.length(&stratum.label, requested.len(), rows.len());
        for (time, row) in requested.into_iter().zip(rows) {
            check.rows += 1;
            let step = later.at(time).unwrap();
            assert_eq!((row.number("time"), row.number("time_from")), (Some(time), Some(from)), "{}", case.id());
            check.number(row, "estimate", step.estimate, TOLERANCE);
            check.number(row, "std_err", step.std_err(), TOLERANCE);
            check.number(row, "std_err_log", step.std_err_log, TOLERANCE);
            for name in case.list("ci") {
                let (lower, upper) = step.limits(&interval(case, name));
                check.number(row, &format!("lower_{name}"), lower, TOLERANCE);
                check.number(row, &format!("upper_{name}"), upper, TOLERANCE);
            }
        }
    }
}

fn cells(people: &[(u32, bool)]) -> DayCells {
    let exit: Vec<u32> = people.iter().map(|person| person.0).collect();
    let died: Vec<bool> = people.iter().map(|person| person.1).collect();
    DayCells::tally(CellKey::TUMORS, FollowUp { entry: None, exit: &exit, died: &died }).unwrap()
}

/// Four people, one dead on each of days 2, 4 and 8, one alive on day 10: S = 3/4, 1/2, 1/4.
fn four() -> Curve {
    KaplanMeier::default().finish(&cells(&[(2, true), (4, true), (8, true), (10, false)]))
}

#[test]
fn quantiles_of_four_people() {
    let quantile = |p| four().quantile(p, &ConfidenceInterval::default()).estimate;
    assert_eq!(quantile(0.4), 4.0);
    assert_eq!(quantile(0.5), 6.0, "level at a half between days 4 and 8");
    assert_eq!(quantile(0.75), 9.0, "level at a quarter from day 8 to the end");
    assert_eq!(quantile(0.0), 0.0);
    for unknown in [0.8, 1.0, 1.5, f64::NAN] {
        assert!(quantile(unknown).is_nan(), "{unknown}");
    }
}

/// A net survival may rise: 0.7, 0.49, 0.6, 0.4. With standard errors chosen so, its lower limits are 0.45 and then
/// 0.48 before they fall for good.
#[test]
fn quantiles_of_curves_that_turn_back() {
    let step = |day: f64, estimate: f64, lower: f64| {
        let std_err_log = (estimate - lower) / estimate / ConfLevel::default().z();
        Step {
            day,
            n_risk: 10,
            n_event: 1,
            n_censor: 0,
            estimate,
            std_err_log,
            cum_hazard: 0.0,
            cum_hazard_std_err: 0.0,
        }
    };
    let steps = vec![step(1.0, 0.7, 0.45), step(2.0, 0.49, 0.48), step(3.0, 0.6, 0.3), step(4.0, 0.4, 0.2)];
    let plain = ConfidenceInterval { transform: Transform::Plain, ..ConfidenceInterval::default() };
    let median = Curve { start: 0, n_start: 10, left_out: 0, steps }.quantile(0.5, &plain);
    assert_eq!((median.estimate, median.lower), (2.0, 2.0));
}

/// The median and its limits in weeks, as printed by survival's `survfit` for the 6-MP arm.
#[test]
fn median_of_the_6mp_arm() {
    let relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| (week, true));
    let censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|week| (week, false));
    let people: Vec<(u32, bool)> = relapsed.into_iter().chain(censored).collect();
    let median = KaplanMeier::default().finish(&cells(&people)).quantile(0.5, &ConfidenceInterval::default());
    assert_eq!((median.estimate, median.lower), (23.0, 16.0));
    assert!(median.upper.is_nan(), "the upper limits never come down to a half");
}

/// Up to day 10 they live 2, 4, 8 and 10 days; without censoring before it, the variance is that of four days
/// lived, by their number.
#[test]
fn restricted_mean_of_four_people() {
    for variance in [MeanVariance::Curve, MeanVariance::Greenwood] {
        let mean = four().restricted_mean(10.0, variance).unwrap();
        assert_eq!(mean.estimate, 6.0);
        assert!((mean.std_err - (40.0_f64 / 4.0 / 4.0).sqrt()).abs() < 1e-14);
    }
    assert_eq!(four().restricted_mean(1.0, MeanVariance::Curve).unwrap().estimate, 1.0);
    assert!(four().restricted_mean(11.0, MeanVariance::Curve).is_none(), "one is alive and followed no longer");
    assert!(four().restricted_mean(f64::NAN, MeanVariance::Curve).is_none());
    let extinct = KaplanMeier::default().finish(&cells(&[(2, true), (4, true)]));
    assert_eq!(extinct.restricted_mean(100.0, MeanVariance::Curve).unwrap().estimate, 3.0);
}

/// Nelson-Aalen's own variance is smaller than Greenwood's terms: d / n^2 for d / (n (n - d)).
#[test]
fn whose_variance_a_restricted_mean_carries() {
    let curve = NelsonAalen::default().finish(&cells(&[(2, true), (4, false), (6, false)]));
    let std_err = |variance| curve.restricted_mean(5.0, variance).unwrap().std_err;
    let area = 3.0 * f64::exp(-1.0 / 3.0);
    assert!((std_err(MeanVariance::Curve) - area / 3.0).abs() < 1e-15);
    assert!((std_err(MeanVariance::Greenwood) - area / 6.0_f64.sqrt()).abs() < 1e-15);
}

#[test]
fn survival_given_a_later_day() {
    let later = four().given(4.5).unwrap();
    assert_eq!((later.start, later.n_start, later.steps.len()), (4, 2, 2));
    let step = later.at(8.0).unwrap();
    assert!((step.estimate - 0.5).abs() < 1e-15);
    assert!((step.std_err_log - 0.5_f64.sqrt()).abs() < 1e-15, "one of two died: 1 / (2 * 1)");
    assert_eq!(later.at(5.0).unwrap().estimate, 1.0);
    assert!(four().given(10.5).is_none());
    assert!(KaplanMeier::default().finish(&cells(&[(2, true), (4, true)])).given(4.0).is_none(), "nobody is left");
}

/// Those who die are followed no further, and say nothing of how long they would have been.
#[test]
fn median_follow_up() {
    let people = cells(&[(1, true), (2, false), (3, true), (4, false), (5, false)]);
    let curve = KaplanMeier::default().finish(&people.reversed());
    // 3/4 followed beyond day 2, 3/8 beyond day 4.
    assert_eq!(curve.quantile(0.5, &ConfidenceInterval::default()).estimate, 4.0);
    assert_eq!(people.reversed().reversed(), people);
}

proptest! {
    /// Given day s, the curve is that of a cohort that begins with those who outlived s.
    #[test]
    fn given_is_starting_later(people in prop::collection::vec((1..40_u32, any::<bool>()), 1..60), s in 0..20_u32) {
        let cells = cells(&people);
        let Some(later) = KaplanMeier::default().finish(&cells).given(f64::from(s)) else { return Ok(()) };
        let fresh = KaplanMeier { start: s + 1, ..KaplanMeier::default() }.finish(&cells);
        prop_assert_eq!((later.steps.len(), later.n_start), (fresh.steps.len(), fresh.n_start));
        for (a, b) in later.steps.iter().zip(&fresh.steps) {
            prop_assert!((a.estimate - b.estimate).abs() < 1e-13);
            if a.estimate > 0.0 {
                prop_assert!((a.std_err() - b.std_err()).abs() < 1e-9);
            }
        }
    }

    /// Without censoring the mean is the average of days lived up to tau.
    #[test]
    fn the_mean_is_an_average(exit in prop::collection::vec(0..50_u32, 1..60), tau in 0..60_u32) {
        let people: Vec<(u32, bool)> = exit.iter().map(|&day| (day, true)).collect();
        let mean = KaplanMeier::default().finish(&cells(&people)).restricted_mean(f64::from(tau), MeanVariance::Curve);
        let average = exit.iter().map(|&day| f64::from(day.min(tau))).sum::<f64>() / exit.len() as f64;
        prop_assert!((mean.unwrap().estimate - average).abs() < 1e-11);
    }
}
