//! What must hold of any cohort.

use estimators::{
    CalendarRule, CellKey, Curve, EdererII, KaplanMeier, Merge, NetCells, NetKey, Parts, PoharPerme, PreparedTable,
    SumRow, tally_net,
};
use proptest::prelude::*;

use crate::exact::cohorts::{People, constant, population};
use crate::exact::twin;

#[test]
fn without_a_population_hazard_net_and_relative_survival_are_observed_survival() {
    let mut people = People::random(2_000, 3, 5_000);
    people.table_stratum.fill(0);
    let cells = people.cells(&constant(&[0.0]), 4_000, Parts::ALL);
    let observed = KaplanMeier::default().finish(cells.counts());
    for curve in [PoharPerme.finish(&cells).unwrap(), EdererII.finish(&cells).unwrap()] {
        assert_eq!((curve.n_start, curve.left_out), (observed.n_start, observed.left_out));
        for step in curve.steps {
            let day = step.day;
            let expected = observed.at(day).unwrap();
            assert!((step.estimate - expected.estimate).abs() < 1e-11, "day {day}");
            assert!((step.cum_hazard - expected.cum_hazard).abs() < 1e-11, "day {day}");
        }
    }
}

/// Formulas of the papers over the twin's sums.
#[test]
fn curves_are_those_of_the_twin() {
    let mut people = People::random(400, 11, 6_000);
    people.entry.fill(0);
    let table = PreparedTable::new(population(CalendarRule::Date, 365.241)).unwrap();
    let horizon = 5_000;
    let cells = people.cells(&table, horizon, Parts::ALL);
    let (net, ratio) = (PoharPerme.finish(&cells).unwrap(), EdererII.finish(&cells).unwrap());
    let at = |curve: &Curve, day: u32| curve.at(f64::from(day)).unwrap();
    let (mut pohar, mut ederer) = ((1.0, 0.0), (1.0, 0.0));
    for (day, sum) in (0..).zip(twin::days(&people, table.table(), horizon)).skip(1) {
        let (n, d) = (sum.n_risk as f64, sum.n_event as f64);
        if sum.n_risk == 0 {
            break;
        }
        pohar.0 *= (1.0 - sum.death_weight / sum.weight_end) * sum.weight_end / sum.weight_start;
        pohar.1 += sum.death_weight_squared / sum.weight_end.powi(2);
        ederer.0 *= (1.0 - d / n) * f64::exp(sum.hazard / n);
        ederer.1 += d / (n * n);
        for (curve, (estimate, variance)) in [(&net, pohar), (&ratio, ederer)] {
            let step = at(curve, day);
            assert!((step.estimate - estimate).abs() < 1e-11, "day {day}: {} not {estimate}", step.estimate);
            assert!((step.std_err_log - f64::sqrt(variance)).abs() < 1e-11, "day {day}");
        }
    }
}

fn merged(parts: &[NetCells]) -> NetCells {
    let mut whole = NetCells::new(*parts[0].key());
    for part in parts {
        whole.merge(part).unwrap();
    }
    whole
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Seven parts, in whatever order, by strata or not.
    #[test]
    fn merged_parts_are_the_whole(seed: u64, horizon in 500_u32..8_000) {
        let people = People::random(200, seed, 9_000);
        let table = PreparedTable::new(population(CalendarRule::Date, 365.241)).unwrap();
        let whole = people.cells(&table, horizon, Parts::ALL);
        let mut parts: Vec<NetCells> = (0..7)
            .map(|part| people.choose((0..200).filter(|person| person * 31 % 7 == part)).cells(&table, horizon, Parts::ALL))
            .collect();
        prop_assert_eq!(&merged(&parts), &whole);
        let stored = parts.iter().map(|part| NetCells::from_rows(*part.key(), &part.to_rows()).unwrap());
        prop_assert_eq!(&merged(&stored.collect::<Vec<_>>()), &whole);
        parts.reverse();
        prop_assert_eq!(&merged(&parts), &whole);
        let key = NetKey::new(CellKey::TUMORS, horizon, Parts::ALL, &table).unwrap();
        let strata = tally_net(key, &table, people.cohort(), &people.stratum, 5).unwrap();
        prop_assert_eq!(&merged(&strata), &whole);
    }
}

#[test]
fn cells_of_other_rules_refuse_to_merge() {
    let people = People::random(5, 1, 500);
    let table = PreparedTable::new(population(CalendarRule::Date, 365.241)).unwrap();
    let other_table = PreparedTable::new(population(CalendarRule::Date, 365.25)).unwrap();
    let cells = people.cells(&table, 400, Parts::ALL);
    for other in [
        people.cells(&table, 401, Parts::ALL),
        people.cells(&table, 400, Parts::WEIGHTS),
        people.cells(&other_table, 400, Parts::ALL),
        NetCells::new(NetKey { closing_date: Some(12_000), ..*cells.key() }),
    ] {
        assert!(cells.clone().merge(&other).is_err());
    }
}

#[test]
fn stored_rows_are_looked_at() {
    let people = People::random(30, 1, 500);
    let table = PreparedTable::new(population(CalendarRule::Date, 365.241)).unwrap();
    let cells = people.cells(&table, 400, Parts::WEIGHTS);
    let rows = cells.to_rows();
    let spoiled = |spoil: &dyn Fn(&mut Vec<SumRow>)| {
        let mut rows = rows.clone();
        spoil(&mut rows);
        NetCells::from_rows(*cells.key(), &rows).is_err()
    };
    assert!(!spoiled(&|_| ()));
    assert!(spoiled(&|rows| rows.swap(0, 1)));
    assert!(spoiled(&|rows| rows.last_mut().unwrap().index = 402));
    assert!(spoiled(&|rows| rows.last_mut().unwrap().sum = 33));
    assert!(spoiled(&|rows| rows.last_mut().unwrap().sum = 255));
    assert!(spoiled(&|rows| rows.last_mut().unwrap().values[0] = i128::MAX));
    let count = rows.iter().position(|row| row.sum == 3).unwrap();
    assert!(spoiled(&|rows| rows[count].values[0] = -1));
    assert!(spoiled(&|rows| rows[count].values[0] = 1_000));
    assert!(spoiled(&|rows| rows[count].values[5] = 1));
}
