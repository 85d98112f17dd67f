//! Cohorts of two or three, worked by hand.

use estimators::{Curve, EdererII, Error, Parts, PoharPerme, PreparedTable};

use crate::exact::cohorts::{People, constant};

fn curves(people: &People, table: &PreparedTable) -> (Curve, Curve) {
    let cells = people.cells(table, 1_000, PoharPerme::PARTS | EdererII::PARTS);
    (PoharPerme.finish(&cells).unwrap(), EdererII.finish(&cells).unwrap())
}

#[track_caller]
fn expect(curve: &Curve, day: f64, estimate: f64, std_err_log: f64) {
    let step = curve.at(day).unwrap();
    assert!((step.estimate - estimate).abs() < 2e-12, "{} not {estimate}", step.estimate);
    assert!((step.std_err_log - std_err_log).abs() < 2e-12, "{} not {std_err_log}", step.std_err_log);
}

/// The first dies on day 2, the second is censored on day 3; their hazards are h = 1/1000 and k = 4/1000 a day.
///
/// Pohar Perme on day 2: both weights lift by (e^2h + e^2k) / 2, the death leaves e^2k / (e^2h + e^2k):
/// S = e^2k / 2. On day 3 only k is left: S = e^3k / 2. The variance is e^4h / (e^2h + e^2k)^2.
/// Ederer II: two days at (h + k) / 2, a half, one day at k: S = e^(h + k) / 2, then e^(h + 2k) / 2; variance 1/4.
#[test]
fn two_people_of_different_hazard() {
    let (h, k) = (0.001_f64, 0.004_f64);
    let people = People::one_each(&[(2, true), (3, false)]);
    let (net, ratio) = curves(&people, &constant(&[h, k]));
    let (wh, wk) = ((2.0 * h).exp(), (2.0 * k).exp());
    expect(&net, 1.0, (h.exp() + k.exp()) / 2.0, 0.0);
    expect(&net, 2.0, wk / 2.0, wh / (wh + wk));
    expect(&net, 3.0, (3.0 * k).exp() / 2.0, wh / (wh + wk));
    expect(&ratio, 2.0, (h + k).exp() / 2.0, 0.5);
    expect(&ratio, 3.0, (h + 2.0 * k).exp() / 2.0, 0.5);
    assert!(net.at(4.0).is_none(), "follow-up has ended");
    let first = net.steps[0];
    assert_eq!((net.n_start, first.day, first.n_risk), (2, 1.0, 2));
}

/// The second comes under observation on day 1, and weighs e^k at once: the day's death is not theirs to face.
///
/// Pohar Perme: e^h by day 1, then (e^2h + e^2k) / (e^h + e^k) and a death of weight e^2h:
/// S(2) = e^h e^2k / (e^h + e^k). Ederer II: S(2) = e^(h + (h + k) / 2) / 2.
#[test]
fn late_entry_weighs_from_the_origin() {
    let (h, k) = (0.001_f64, 0.004_f64);
    let mut people = People::one_each(&[(2, true), (3, false)]);
    people.entry[1] = 1;
    let (net, ratio) = curves(&people, &constant(&[h, k]));
    expect(&net, 1.0, h.exp(), 0.0);
    let (wh, wk) = ((2.0 * h).exp(), (2.0 * k).exp());
    expect(&net, 2.0, h.exp() * wk / (h.exp() + k.exp()), wh / (wh + wk));
    expect(&ratio, 2.0, (1.5 * h + 0.5 * k).exp() / 2.0, 0.5);
}

/// A death on day 0 weighs 1 in 3; who is censored on day 0 is left out. Nobody is left after the last death.
#[test]
fn day_zero_and_the_last_death() {
    let people = People::one_each(&[(0, true), (0, false), (5, true), (5, true)]);
    let (net, ratio) = curves(&people, &constant(&[0.0, 0.001, 0.002, 0.003]));
    for curve in [&net, &ratio] {
        assert_eq!((curve.n_start, curve.left_out, curve.steps[0].n_risk), (3, 1, 3));
        expect(curve, 0.0, 2.0 / 3.0, 1.0 / 3.0);
        let last = curve.at(5.0).unwrap();
        assert_eq!(last.estimate, 0.0);
        assert!(last.std_err().is_nan());
    }
}

/// Beyond the horizon nobody is followed, and the curve ends.
#[test]
fn follow_up_is_cut_at_the_horizon() {
    let people = People::one_each(&[(2, true), (30, true)]);
    let table = constant(&[0.001, 0.002]);
    let cells = people.cells(&table, 10, Parts::WEIGHTS);
    let curve = PoharPerme.finish(&cells).unwrap();
    expect(&curve, 10.0, 0.02_f64.exp() / 2.0, 0.002_f64.exp() / (0.002_f64.exp() + 0.004_f64.exp()));
    assert!(curve.at(11.0).is_none());
    assert!(matches!(EdererII.finish(&cells), Err(Error::PartNotKept { .. })));
}

/// A cumulative hazard of 14 is a weight of 1.2 million: left out, counted and named. 13 is not.
#[test]
fn who_is_too_heavy_is_left_out() {
    let people = People::one_each(&[(140, false), (130, false)]);
    let table = constant(&[0.1, 0.1]);
    let cells = people.cells(&table, 1_000, Parts::WEIGHTS);
    assert_eq!((cells.exclusions().too_heavy, cells.counts().n()), (1, 1));
    assert_eq!(estimators::too_heavy(*cells.key(), &table, people.cohort()).unwrap(), [0]);
    let last = cells.daily(Parts::WEIGHTS).unwrap().nth(130).unwrap();
    assert!((last.weight_end / 13.0_f64.exp() - 1.0).abs() < 1e-13);
}
