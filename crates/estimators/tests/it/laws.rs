//! The merge law, and identities that hold whatever the cohort.

use std::collections::BTreeMap;

use estimators::{
    Actuarial, CellKey, ClosedSide, DayCells, DayGrid, DayZero, FollowUp, IntervalCells, KaplanMeier, Merge,
    merge_strata, tally_strata,
};
use proptest::prelude::*;

/// (day of entry, day of exit, died, stratum)
type Person = (u32, u32, bool, u32);

const STRATA: usize = 3;

fn person() -> impl Strategy<Value = Person> {
    // Many ties, some long follow-up, so that both ways of counting days are taken.
    let exit = prop_oneof![0..30_u32, 0..4_000_u32, 0..1_000_000_u32];
    (exit, any::<bool>(), 0..STRATA as u32, any::<prop::sample::Index>()).prop_map(|(exit, died, stratum, entry)| {
        let entry = if exit > 2 && stratum == 0 { entry.index(exit as usize) as u32 } else { 0 };
        (entry, exit, died, stratum)
    })
}

fn count(people: &[Person]) -> BTreeMap<u32, DayCells> {
    let entry: Vec<u32> = people.iter().map(|p| p.0).collect();
    let exit: Vec<u32> = people.iter().map(|p| p.1).collect();
    let died: Vec<bool> = people.iter().map(|p| p.2).collect();
    let stratum: Vec<u32> = people.iter().map(|p| p.3).collect();
    let follow_up = FollowUp { entry: Some(&entry), exit: &exit, died: &died };
    let cells = tally_strata(CellKey::TUMORS, follow_up, &stratum, STRATA).unwrap();
    (0..).zip(cells).collect()
}

/// The obviously right twin: for each day, look at everybody.
fn product_limit(people: &[(u32, bool)], t: f64) -> f64 {
    let mut days: Vec<u32> = people.iter().map(|p| p.0).filter(|&day| f64::from(day) <= t).collect();
    days.sort_unstable();
    days.dedup();
    days.iter().fold(1.0, |s, &day| {
        let at_risk = people.iter().filter(|p| p.0 >= day).count() as f64;
        let deaths = people.iter().filter(|p| p.0 == day && p.1).count() as f64;
        s * (1.0 - deaths / at_risk)
    })
}

proptest! {
    #[test]
    fn any_partition_merged_in_any_order_is_the_whole(
        people in prop::collection::vec((person(), 0..5_usize), 0..200),
        order in Just((0..5_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let whole: Vec<Person> = people.iter().map(|p| p.0).collect();
        let mut merged = count(&[]);
        for part in order {
            let part: Vec<Person> = people.iter().filter(|p| p.1 == part).map(|p| p.0).collect();
            merge_strata(&mut merged, &count(&part)).unwrap();
        }
        prop_assert_eq!(merged, count(&whole));
    }

    #[test]
    fn a_table_of_merged_cells_is_the_merge_of_tables(
        left in prop::collection::vec((0..3_000_u32, any::<bool>()), 0..100),
        right in prop::collection::vec((0..3_000_u32, any::<bool>()), 0..100),
    ) {
        let cells = |people: &[(u32, bool)]| {
            let exit: Vec<u32> = people.iter().map(|p| p.0).collect();
            let died: Vec<bool> = people.iter().map(|p| p.1).collect();
            let follow_up = FollowUp { entry: None, exit: &exit, died: &died };
            DayCells::tally(CellKey::TUMORS, follow_up).unwrap()
        };
        let grid = DayGrid::new(&[365.25, 730.5, 1826.25], ClosedSide::Right).unwrap();
        let gather = |cells: &DayCells| IntervalCells::gather(cells, grid.clone(), DayZero::LeaveOut).unwrap();
        let mut tables = gather(&cells(&left));
        tables.merge(&gather(&cells(&right))).unwrap();
        let mut days = cells(&right);
        days.merge(&cells(&left)).unwrap();
        prop_assert_eq!(tables, gather(&days));
    }

    #[test]
    fn kaplan_meier_is_its_slow_twin(
        people in prop::collection::vec((1..40_u32, any::<bool>()), 1..60),
    ) {
        let exit: Vec<u32> = people.iter().map(|p| p.0).collect();
        let died: Vec<bool> = people.iter().map(|p| p.1).collect();
        let follow_up = FollowUp { entry: None, exit: &exit, died: &died };
        let curve = KaplanMeier::default().finish(&DayCells::tally(CellKey::TUMORS, follow_up).unwrap());
        for step in &curve.steps {
            prop_assert!((step.estimate - product_limit(&people, step.day)).abs() < 1e-13);
        }
    }

    /// Without censoring the product limit telescopes to the share that outlives t, Greenwood's
    /// variance to the binomial one, and the life table's ends lie on the curve.
    #[test]
    fn without_censoring_it_is_the_empirical_survivor_function(
        exit in prop::collection::vec(0..2_000_u32, 1..80),
    ) {
        let died = vec![true; exit.len()];
        let follow_up = FollowUp { entry: None, exit: &exit, died: &died };
        let cells = DayCells::tally(CellKey::TUMORS, follow_up).unwrap();
        let curve = KaplanMeier::default().finish(&cells);
        let n = exit.len() as f64;
        for step in &curve.steps {
            let s = exit.iter().filter(|&&day| f64::from(day) > step.day).count() as f64 / n;
            prop_assert!((step.estimate - s).abs() < 1e-13);
            if s > 0.0 {
                prop_assert!((step.std_err() - (s * (1.0 - s) / n).sqrt()).abs() < 1e-12);
            }
        }
        let grid = DayGrid::new(&[365.25, 730.5, 1461.0], ClosedSide::Right).unwrap();
        let table = IntervalCells::gather(&cells, grid, DayZero::LeaveOut).unwrap();
        for (found, &day) in Actuarial.finish(table.intervals()).iter().zip(table.grid().last_days()) {
            let s = exit.iter().filter(|&&exit| exit > day).count() as f64 / n;
            prop_assert!(found.counts.entering == 0 || (found.estimate - s).abs() < 1e-13);
        }
    }
}
