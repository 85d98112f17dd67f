//! Cohorts of two or three, worked by hand.

use estimators::{
    ClosedSide, CrudeProbability, Curve, DayGrid, EdererI, EdererII, Error, ExpectedSurvival, GraffeoTest, Hakulinen,
    IntervalForm, NetIntervals, Parts, PoharPerme, PreparedTable, YearsLost,
};

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

/// The first dies on day 2 and might have been followed to day 2 only, the second is censored on day 3.
///
/// Ederer I: S_E(t) = (e^-ht + e^-kt) / 2. Hakulinen: the same to day 2, then the second's alone.
/// Crude: by day 2 the population takes h + k, of 1/2 in all; on day 3, k of the half that is left.
#[test]
fn expected_survival_and_what_is_made_of_it() {
    let (h, k) = (0.001_f64, 0.004_f64);
    let people = People::one_each(&[(2, true), (3, false)]);
    let cells = people.cells(&constant(&[h, k]), 1_000, Parts::ALL);
    let expected = |t: f64| ((-h * t).exp() + (-k * t).exp()) / 2.0;
    let hakulinen = expected(2.0) * (-k).exp();

    let (first, last) = (EdererI.finish(&cells).unwrap(), Hakulinen.finish(&cells).unwrap());
    expect(&first, 1.0, 1.0 / expected(1.0), 0.0);
    expect(&first, 2.0, 0.5 / expected(2.0), 0.5);
    expect(&first, 3.0, 0.5 / expected(3.0), 0.5);
    expect(&last, 2.0, 0.5 / expected(2.0), 0.5);
    expect(&last, 3.0, 0.5 / hakulinen, 0.5);

    let everybody = ExpectedSurvival::EdererI.finish(&cells).unwrap();
    let step = everybody.at(800.5).unwrap();
    near(step.alive, 2.0 * expected(800.0));
    let lived = (1.0 - (-h * 800.0).exp()) / h / 2.0 + (1.0 - (-k * 800.0).exp()) / k / 2.0;
    assert!((step.days_lived / lived - 1.0).abs() < 1e-6, "{} not {lived}", step.days_lived);
    assert!(everybody.at(1_000.0).is_some() && everybody.at(1_001.0).is_none());
    near(ExpectedSurvival::Hakulinen.finish(&cells).unwrap().at(3.0).unwrap().survival, hakulinen);
    near(ExpectedSurvival::EdererII.finish(&cells).unwrap().at(3.0).unwrap().survival, (-h - 2.0 * k).exp());

    let crude = CrudeProbability.finish(&cells).unwrap();
    let at =
        |curve: &estimators::CauseCurve, day: f64| curve.at(day).map(|step| (step.estimate, step.std_err)).unwrap();
    let (disease, std_err) = at(&crude.disease, 2.0);
    near(disease, 0.5 - (h + k));
    near(std_err, 0.5 * 0.5);
    let (disease, std_err) = at(&crude.disease, 3.0);
    near(disease, 0.5 - (h + k) - 0.5 * k);
    near(std_err, 0.5 * (0.5 + 0.5 * k));
    let (population, std_err) = at(&crude.population, 3.0);
    near(population, h + k + 0.5 * k);
    near(std_err, 0.5 * 0.5 * k);

    // A year of 10 days. Half a person lost a day; the disease the area of F_E, a day at a time.
    let years = YearsLost { days_per_year: 10.0 }.finish(&cells).unwrap();
    let observed = years.observed.at(3.0).unwrap();
    near(observed.years, 0.05);
    near(observed.years_std_err, 0.1 * f64::sqrt(0.5 * 0.5 * 0.5));
    let population = 3.0 - (1.0 - (-h * 3.0).exp()) / h / 2.0 - (1.0 - (-k * 3.0).exp()) / k / 2.0;
    assert!((years.lost.at(3.0).unwrap().years - (0.05 - population / 10.0)).abs() < 1e-6);
    let excess = years.excess.at(3.0).unwrap();
    near(excess.years, 0.1 * (-(h + k) / 4.0 - (h + k) * 0.75 + 0.5 - (h + k) - k / 4.0));
    near(excess.years_std_err, 0.1 * 0.5 * (0.5 + k / 4.0));
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 3e-12, "{found} not {expected}");
}

/// Intervals of 2 and 3 days; three people with hazard h: one dies on day 1, one is censored on day 4, one stays.
///
/// The first interval has 3 + 2 person-days, the second 2 + 2 + 1. Weights of all are e^ht on day t, so weighted sums
/// are plain ones times that: expected deaths 3 (e^h - 1) + 2 (e^2h - e^h), and so on.
#[test]
fn interval_forms() {
    let h = 0.01_f64;
    let people = People::one_each(&[(1, true), (4, false), (9, false)]);
    let cells = people.cells(&constant(&[h, h, h]), 20, Parts::ALL);
    let grid = DayGrid::new(&[2.0, 5.0, 30.0], ClosedSide::Right).unwrap();
    let sums = NetIntervals::gather(&cells, &grid);
    assert_eq!(sums.intervals().len(), 2, "the third ends beyond the horizon");
    let [first, second] = sums.intervals() else { panic!() };
    assert_eq!((first.days, first.person_days, second.days, second.person_days), (2, 5, 3, 5));
    assert_eq!((second.counts.entering, second.counts.deaths, second.counts.withdrawn), (2, 0, 1));
    let w = |t: f64| (h * t).exp();
    near(first.weighted_deaths, w(1.0));
    near(first.weight_entering, 3.0);
    let expected = 3.0 * (w(1.0) - 1.0) + 2.0 * (w(2.0) - w(1.0));
    near(first.weighted_expected_deaths, expected);
    let person_days = 1.5 * (1.0 + w(1.0)) + w(1.0) + w(2.0);
    near(first.weighted_person_days, person_days);
    near(second.weight_withdrawn, w(4.0));
    near(second.weight_entering, 2.0 * w(2.0));

    let net = PoharPerme.finish_intervals(&sums, IntervalForm::Hazard).unwrap();
    near(net[0].estimate, (-2.0 * (w(1.0) - expected) / person_days).exp());
    near(net[0].std_err_log, 2.0 * w(1.0) / person_days);
    let net = PoharPerme.finish_intervals(&sums, IntervalForm::LifeTable).unwrap();
    near(net[0].estimate, 1.0 - (w(1.0) - expected) / 3.0);
    near(net[0].std_err_log, w(1.0) / 3.0);
    let second_factor = 1.0 + (2.0 * (w(4.0) - w(2.0)) + w(5.0) - w(4.0)) / (2.0 * w(2.0) - w(4.0) / 2.0);
    near(net[1].estimate / net[0].estimate, second_factor);

    let ratio = EdererII.finish_intervals(&sums, IntervalForm::Hazard).unwrap();
    near(ratio[0].estimate, (-2.0 / 5.0 * (1.0 - 5.0 * h)).exp());
    near(ratio[1].estimate, (-2.0 / 5.0 * (1.0 - 5.0 * h) + 3.0 * h).exp());
    near(ratio[1].std_err_log, 0.4);
    for ratio in [
        EdererII.finish_intervals(&sums, IntervalForm::LifeTable).unwrap(),
        EdererI.finish_intervals(&sums, IntervalForm::LifeTable).unwrap(),
        Hakulinen.finish_intervals(&sums, IntervalForm::LifeTable).unwrap(),
    ] {
        // Everybody's expected survival is e^-ht.
        near(ratio[0].estimate, 2.0 / 3.0 * w(2.0));
        near(ratio[1].estimate, 2.0 / 3.0 * w(5.0));
        near(ratio[1].std_err_log, f64::sqrt(1.0 / (3.0 * 2.0)));
    }
}

/// Two groups of one, the first dies on day 2 with weight a = e^2h, the second is censored on day 5 with hazard k.
///
/// z of the first is its excess less its share of all excess, day by day.
#[test]
fn graffeo_of_two() {
    let (h, k) = (0.001_f64, 0.004_f64);
    let table = constant(&[h, k]);
    let (mut left, mut right) = (People::one_each(&[(2, true)]), People::one_each(&[(5, false)]));
    (left.table_stratum[0], right.table_stratum[0]) = (0, 1);
    let (left, right) = (left.cells(&table, 10, Parts::WEIGHTS), right.cells(&table, 10, Parts::WEIGHTS));
    let test = GraffeoTest.finish(&[vec![&left, &right]]).unwrap();
    let mut z = 0.0;
    let mut variance = 0.0;
    for day in [1.0, 2.0] {
        let (a, b) = ((h * day).exp(), (k * day).exp());
        let (grown_a, grown_b) = (a - (h * (day - 1.0)).exp(), b - (k * (day - 1.0)).exp());
        let died = if day == 2.0 { a } else { 0.0 };
        let share = a / (a + b);
        z += died - grown_a - share * (died - grown_a - grown_b);
        variance += (1.0 - share).powi(2) * died * died;
    }
    near(test.z[0], z);
    near(test.z[1], -z);
    near(test.chi_square, z * z / variance);
    assert_eq!(test.df, 1);
}
