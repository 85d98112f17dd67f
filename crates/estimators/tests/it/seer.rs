//! SEER*Stat's convention: worked by hand, against a one-person-at-a-time walk, and the merge law.

use estimators::{
    Actuarial, CalendarRule, CellKey, DayCells, DayZero, ExpectedMethod, FollowUp, IntervalCells, IntervalCount,
    IntervalEstimate, LifePage, LifePageRow, LifeTable, Merge, MonthGrid, ObservedMethod, PreparedTable, SeerCells,
    SeerKey, Subject, SumRow, TableCohort, adjust_relative, tally_seer,
};
use golden::Folder;
use proptest::prelude::*;

use crate::exact::cohorts::{People, constant, population};
use crate::golden::days;
use crate::life_tables::{day, load};

const METHODS: [ExpectedMethod; 3] = [ExpectedMethod::EdererI, ExpectedMethod::EdererII, ExpectedMethod::Hakulinen];

fn key(grid: MonthGrid, table: &PreparedTable) -> SeerKey {
    SeerKey { closing_date: Some(20_000), ..SeerKey::new(CellKey::TUMORS, grid, table) }
}

fn tally(people: &People, key: &SeerKey, table: &PreparedTable) -> SeerCells {
    let cohort = TableCohort { follow_up: FollowUp { entry: None, ..people.cohort().follow_up }, ..people.cohort() };
    tally_seer(key, table, cohort, &vec![0; people.exit.len()], 1).unwrap().remove(0)
}

fn relative(cells: &SeerCells, method: ExpectedMethod) -> Vec<LifePageRow> {
    LifePage::default().relative(cells, method).unwrap()
}

/// A month has 30.4367 days, so that day 30 is in the first and day 31 in the second. Three with a hazard of 0.01 a
/// day: one dies on day 30, one is lost on day 31, one is followed to day 100, beyond the two months.
#[test]
fn two_months_by_hand() {
    let table = constant(&[0.01, 0.01, 0.01]);
    let mut people = People::one_each(&[(30, true), (31, false), (100, false)]);
    people.potential = vec![100, 31, 100];
    let cells = tally(&people, &key(MonthGrid::every(1, 2).unwrap(), &table), &table);
    let p = f64::exp(-0.01 * 365.241 / 12.0);
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-11, "{found} not {expected}");

    let rows = relative(&cells, ExpectedMethod::EdererII);
    let counts: Vec<[u64; 3]> =
        rows.iter().map(|row| [row.counts.entering, row.counts.deaths, row.counts.withdrawn]).collect();
    assert_eq!(counts, [[3, 1, 0], [2, 0, 1]]);
    close(rows[1].cumulative_observed, 2.0 / 3.0);
    close(rows[1].cumulative_expected, p * p);
    close(rows[0].relative(), 2.0 / 3.0 / p);
    close(rows[1].std_err_log, f64::sqrt(1.0 / (3.0 * 2.0)));
    close(relative(&cells, ExpectedMethod::EdererI)[1].cumulative_expected, p * p);

    // In month 2 potential follow-up of one of three ends: for it half the interval.
    let (l, w, d) = (3.0 * p, p * p.sqrt(), 2.0 * p * (1.0 - p) + p * (1.0 - p.sqrt()));
    close(relative(&cells, ExpectedMethod::Hakulinen)[1].expected, 1.0 - d / (l - w / 2.0));
    // Of people with equal expected survival weights cancel.
    let net = LifePage::default().net(&cells);
    close(net[1].cumulative_relative().estimate, 2.0 / 3.0 / (p * p));
    close(net[1].std_err_log, f64::sqrt(1.0 / (3.0 * 2.0)));
}

/// Day 0: the dead count in the first interval, the living are left out.
#[test]
fn without_follow_up() {
    let table = constant(&[0.0, 0.0, 0.0]);
    let people = People::one_each(&[(0, true), (0, false), (700, false)]);
    let cells = tally(&people, &key(MonthGrid::every(12, 1).unwrap(), &table), &table);
    assert_eq!((cells.people(), cells.left_out()), (2, 1));
    assert_eq!(relative(&cells, ExpectedMethod::EdererI)[0].observed, 0.5);
}

/// The formulas in floats, one person after another.
fn walk(people: &People, table: &LifeTable, ends: &[u32]) -> Vec<[f64; 8]> {
    let month = 365.24 / 12.0;
    let mut rows = Vec::new();
    let mut before = vec![1.0; people.exit.len()];
    let mut start = 0;
    for &end in ends {
        let mut row = [0.0; 8];
        for (person, before) in before.iter_mut().enumerate() {
            let (from, to) = (f64::from(start) * month, f64::from(end) * month);
            let months = f64::from(end - start);
            let year = table.ages().days_per_year();
            let hazard = table.hazard(
                people.table_stratum[person],
                table.calendar().cell(f64::from(people.date[person]) + from),
                table.ages().cell(people.age_days[person] + f64::from(start) * year / 12.0),
            );
            let p = f64::exp(-hazard * year * months / 12.0);
            let weight = 1.0 / (*before * p.sqrt());
            let exit = f64::from(people.exit[person]);
            if exit >= from {
                let ends_here = exit < to;
                let died = ends_here && people.died[person];
                row[0] += p;
                row[1] += weight;
                row[2] += if ends_here && !died { weight } else { 0.0 };
                row[3] += if died { weight } else { 0.0 };
                row[4] += weight * p;
            }
            let potential = f64::from(people.potential[person]);
            if potential >= from {
                let ends_here = potential < to;
                row[5] += *before;
                row[6] += if ends_here { *before * p.sqrt() } else { 0.0 };
                row[7] += *before * (1.0 - if ends_here { p.sqrt() } else { p });
            }
            *before *= p;
        }
        rows.push(row);
        start = end;
    }
    rows
}

#[test]
fn sums_are_those_of_a_walk_one_person_at_a_time() {
    let people = People::random(500, 21, 5_000);
    let table = PreparedTable::new(population(CalendarRule::Date, 365.241)).unwrap();
    let ends = vec![1, 2, 3, 6, 12, 24, 36, 60, 120];
    let cells = tally(&people, &key(MonthGrid::new(ends.clone()).unwrap(), &table), &table);
    let (ederer, hakulinen) = (relative(&cells, ExpectedMethod::EdererII), relative(&cells, ExpectedMethod::Hakulinen));
    let net = LifePage::default().net(&cells);
    for (index, row) in walk(&people, table.table(), &ends).into_iter().enumerate() {
        let [expected, entering, withdrawn, died, weighted, l, w, d] = row;
        let n = ederer[index].counts.entering as f64;
        for (found, expected) in [
            (ederer[index].expected, expected / n),
            (hakulinen[index].expected, 1.0 - d / (l - w / 2.0)),
            (net[index].observed, 1.0 - died / (entering - withdrawn / 2.0)),
            (net[index].expected, weighted / entering),
        ] {
            assert!((found - expected).abs() < 1e-10, "interval {index}: {found} not {expected}");
        }
    }
}

#[test]
fn observed_survival_is_the_actuarial_table_s() {
    let people = People::random(800, 2, 4_000);
    let table = PreparedTable::new(population(CalendarRule::Date, 365.241)).unwrap();
    let grid = MonthGrid::every(1, 60).unwrap();
    let cells = tally(&people, &key(grid.clone(), &table), &table);
    let follow_up = FollowUp { entry: None, exit: &people.exit, died: &people.died };
    let days = DayCells::tally(CellKey::TUMORS, follow_up).unwrap();
    let counts = IntervalCells::gather(&days, grid.days().clone(), DayZero::LeaveOut).unwrap();
    let expected = Actuarial.finish(counts.intervals());
    let found = relative(&cells, ExpectedMethod::EdererII);
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(&found.cumulative_observed(), expected);
    }
    let kaplan_meier = LifePage { observed: ObservedMethod::KaplanMeier };
    let first = kaplan_meier.relative(&cells, ExpectedMethod::EdererII).unwrap()[0];
    assert_eq!(first.observed, 1.0 - first.counts.deaths as f64 / first.counts.entering as f64);
}

#[test]
fn without_a_population_hazard_all_of_them_are_observed_survival() {
    let mut people = People::random(300, 4, 3_000);
    people.table_stratum.fill(0);
    let table = constant(&[0.0]);
    let cells = tally(&people, &key(MonthGrid::every(3, 30).unwrap(), &table), &table);
    let observed = relative(&cells, ExpectedMethod::EdererII);
    let all = METHODS.map(|method| relative(&cells, method)).into_iter().chain([LifePage::default().net(&cells)]);
    for rows in all {
        for (row, observed) in rows.iter().zip(&observed) {
            assert!((row.cumulative_relative().estimate - observed.cumulative_observed).abs() < 1e-11);
            assert!((row.std_err_log - observed.std_err_log).abs() < 1e-11);
        }
    }
}

/// By how much completed months and relsurv's days differ over colrec, five years on: estimates and standard errors of
/// their logarithms. (The last month ends on day 1826.2, as five of relsurv's years do.)
pub(crate) fn months_and_days(folder: &Folder) -> Vec<(&'static str, f64, f64)> {
    let method =
        |name: &str| folder.cases().find(|case| case.id() == format!("rs_colrec_overall_full_{name}")).unwrap();
    let case = method("ederer2");
    let named = load(folder, case.get("life_table"));
    let stratum = folder.strata(&case).remove(0);
    let subjects: Vec<Subject> = stratum.people.iter().map(|row| named.subject(&case, row)).collect();
    let exit = days(&stratum, case.get("time_col"));
    let died = stratum.died(&case);
    let date: Vec<i32> = stratum.people.iter().map(|row| day(row.get(case.get("date_col")))).collect();
    // relsurv's closing date: the last day on which anybody was followed; who is censored was followed to the end.
    let closing = date.iter().zip(&exit).map(|(&date, &exit)| date + exit as i32).max().unwrap();
    let potential: Vec<u32> =
        (0..exit.len()).map(|i| if died[i] { u32::try_from(closing - date[i]).unwrap() } else { exit[i] }).collect();
    let cohort = TableCohort {
        follow_up: FollowUp { entry: None, exit: &exit, died: &died },
        age_days: &subjects.iter().map(|subject| subject.age_days).collect::<Vec<f64>>(),
        date: &date,
        table_stratum: &subjects.iter().map(|subject| subject.stratum).collect::<Vec<u32>>(),
        potential: Some(&potential),
    };
    let table = PreparedTable::new(named.table).unwrap();
    let key = key(MonthGrid::every(1, 60).unwrap(), &table);
    let cells = tally_seer(&key, &table, cohort, &vec![0; exit.len()], 1).unwrap().remove(0);
    let rows = METHODS.map(|method| relative(&cells, method)).into_iter().chain([LifePage::default().net(&cells)]);
    let difference = |(rows, name): (Vec<LifePageRow>, &'static str)| {
        let expected = folder.results(&method(name));
        let last = expected.iter().rfind(|row| row.number("time").unwrap() <= 1826.0).unwrap();
        let found = rows[59].cumulative_relative();
        let off = |column: &str, found: f64| (found - last.number(column).unwrap()).abs();
        (name, off("estimate", found.estimate), off("std_err_log", found.std_err_log))
    };
    rows.zip(["ederer1", "ederer2", "hakulinen", "poharperme"]).map(difference).collect()
}

/// Months are short enough to be near days: within a twentieth of a percent point.
#[test]
fn months_are_near_days() {
    let Some(folder) = Folder::open() else { return };
    for (name, estimate, std_err_log) in months_and_days(&folder) {
        assert!(estimate < 5e-4 && std_err_log < 5e-5, "{name}: {estimate}, {std_err_log}");
    }
}

#[test]
fn what_increases_or_exceeds_one_is_adjusted() {
    let estimate =
        |estimate: f64| IntervalEstimate { counts: IntervalCount::default(), estimate, std_err_log: estimate / 10.0 };
    let shown = adjust_relative(&[1.02, 0.98, 0.99, 0.9, 0.91, f64::NAN].map(estimate));
    let found: Vec<f64> = shown.iter().map(|shown| shown.estimate).collect();
    assert_eq!(found[..5], [1.0, 0.98, 0.98, 0.9, 0.9]);
    assert!(found[5].is_nan());
    assert_eq!(shown[2].std_err_log, shown[1].std_err_log);
}

#[test]
fn bad_requests_are_errors_that_say_why() {
    for ends in [vec![0], vec![3, 3], vec![6, 5], vec![2_401]] {
        assert!(MonthGrid::new(ends.clone()).is_err(), "{ends:?}");
    }
    let table = constant(&[0.1, 0.1]);
    let people = People::one_each(&[(5, true), (9, true)]);
    let of =
        |key: &SeerKey, cohort: TableCohort<'_>| tally_seer(key, &table, cohort, &[0, 0], 1).unwrap_err().to_string();
    let key = key(MonthGrid::every(1, 12).unwrap(), &table);
    let late = TableCohort {
        follow_up: FollowUp { entry: Some(&[3, 0]), exit: &people.exit, died: &people.died },
        ..people.cohort()
    };
    assert!(of(&key, late).contains("late entries"));
    assert!(of(&SeerKey { closing_date: None, ..key.clone() }, people.cohort()).contains("closing date"));
    let other = constant(&[0.2, 0.2]);
    assert!(of(&SeerKey::new(CellKey::TUMORS, key.grid.clone(), &other), people.cohort()).contains("life table"));
    let mut cells = SeerCells::new(key.clone());
    assert!(cells.merge(&SeerCells::new(SeerKey { grid: MonthGrid::every(12, 1).unwrap(), ..key })).is_err());
}

#[test]
fn stored_rows_are_looked_at() {
    let table = constant(&[0.01, 0.01, 0.01]);
    let people = People::one_each(&[(30, true), (31, false), (100, false)]);
    let key = key(MonthGrid::every(1, 2).unwrap(), &table);
    let rows = tally(&people, &key, &table).to_rows();
    let spoiled = |spoil: &dyn Fn(&mut Vec<SumRow>)| {
        let mut rows = rows.clone();
        spoil(&mut rows);
        SeerCells::from_rows(key.clone(), &rows).unwrap_err().to_string()
    };
    assert!(spoiled(&|rows| rows.swap(0, 1)).contains("out of order"));
    assert!(spoiled(&|rows| rows[1].values[0] = -1).contains("count"));
    assert!(spoiled(&|rows| rows[1].values[1] += 1).contains("do not add up"));
    assert!(spoiled(&|rows| rows[2].index = 2).contains("beyond the last interval"));
    assert!(spoiled(&|rows| rows[3].values[0] = i128::MAX).contains("beyond any sum"));
    assert!(spoiled(&|rows| rows[3].values[6] = 1).contains("values that its sum"));
    assert!(spoiled(&|rows| rows.last_mut().unwrap().sum = 4).contains("do not keep"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Any parts, in any order, to the bit.
    #[test]
    fn merged_parts_are_the_whole(seed: u64, parts in 1_usize..9, months in 1_u32..13) {
        let people = People::random(150, seed, 6_000);
        let table = PreparedTable::new(population(CalendarRule::Date, 365.241)).unwrap();
        let key = key(MonthGrid::every(months, 20).unwrap(), &table);
        let whole = tally(&people, &key, &table);
        let part = |part: usize| {
            let members = (0..people.exit.len()).filter(move |person| person * 31 % parts == part);
            tally(&people.choose(members), &key, &table)
        };
        let mut merged = SeerCells::new(key.clone());
        for number in (0..parts).rev() {
            merged.merge(&part(number)).unwrap();
        }
        prop_assert_eq!(&merged, &whole);
        let cohort = TableCohort { follow_up: FollowUp { entry: None, ..people.cohort().follow_up }, ..people.cohort() };
        let strata = tally_seer(&key, &table, cohort, &people.stratum, 5).unwrap();
        let mut merged = SeerCells::new(key.clone());
        for stratum in &strata {
            merged.merge(&SeerCells::from_rows(key.clone(), &stratum.to_rows()).unwrap()).unwrap();
        }
        prop_assert_eq!(&merged, &whole);
    }
}
