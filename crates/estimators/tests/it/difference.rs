//! Tests of difference: agreement with R's survival (`survdiff`) and cmprsk (`cuminc`), case by case;
//! cohorts worked by hand; laws.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use estimators::{
    CauseCells, CauseFollowUp, CellKey, CountingUnit, DayCells, DayZero, FollowUp, Gray, LogRank, TestOfDifference,
};
use golden::{Case, Check, Folder, Report, Row, Stratum};
use proptest::prelude::*;

use crate::causes;
use crate::golden::days;

/// Of a figure's size, but no less than 1e-12 itself: observed and expected deaths, their covariances and the
/// statistics run to thousands.
pub(crate) const TOLERANCE: f64 = 1e-12;

fn of_size(expected: Option<f64>) -> f64 {
    TOLERANCE * expected.map_or(1.0, |size| size.abs().max(1.0))
}

#[test]
fn tests_of_difference_agree_with_the_references() {
    let Some(folder) = Folder::open() else { return };
    report(&folder).expect_agreement();
}

#[test]
fn a_statistic_off_by_five_tolerances_is_noticed_in_every_case() {
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
            "log-rank" => compare_log_rank,
            "cumulative-incidence" if !case.get("by").is_empty() => compare_gray,
            _ => return None,
        };
        Some(move |case: &Case, check: &mut Check| compare(folder, case, check))
    })
}

/// The people of a case by stratum and group; the groups in the case's order, under the reference's names.
struct Compared {
    names: Vec<String>,
    strata: Vec<Vec<Stratum>>,
}

impl Compared {
    fn of(folder: &Folder, case: &Case) -> Self {
        let strata: Vec<&str> = case.list("strata").collect();
        let mut people: BTreeMap<Vec<String>, BTreeMap<String, Vec<Row>>> = BTreeMap::new();
        for row in folder.strata(case).into_iter().flat_map(|stratum| stratum.people) {
            let stratum = strata.iter().map(|column| row.get(column).to_owned()).collect();
            let group: Vec<String> =
                case.list("by").map(|column| format!("{column}={}", row.get(column).trim())).collect();
            people.entry(stratum).or_default().entry(group.join(", ")).or_default().push(row);
        }
        let mut names = levels(case);
        names.retain(|name| people.values().any(|groups| groups.contains_key(name)));
        let of_stratum = |mut groups: BTreeMap<String, Vec<Row>>| -> Vec<Stratum> {
            let group =
                |name: &String| Stratum { label: name.clone(), people: groups.remove(name).unwrap_or_default() };
            names.iter().map(group).collect()
        };
        let strata = people.into_values().map(of_stratum).collect();
        Self { names, strata }
    }

    fn tally<C>(&self, cells: impl Fn(&Stratum) -> C) -> Vec<Vec<C>> {
        self.strata.iter().map(|groups| groups.iter().map(&cells).collect()).collect()
    }
}

/// `sex=0|1; node4=0|1` is sex=0, node4=0, then sex=0, node4=1, and so on.
fn levels(case: &Case) -> Vec<String> {
    case.list("by_levels").fold(vec![String::new()], |names, column| {
        let (column, values) = column.trim().split_once('=').unwrap();
        let with = |name: &String| {
            let start = if name.is_empty() { String::new() } else { format!("{name}, ") };
            values.split('|').map(|value| format!("{start}{column}={value}")).collect::<Vec<_>>()
        };
        names.iter().flat_map(with).collect()
    })
}

fn borrow<C>(strata: &[Vec<C>]) -> Vec<Vec<&C>> {
    strata.iter().map(|groups| groups.iter().collect()).collect()
}

fn rho(case: &Case) -> f64 {
    case.get("rho").parse().unwrap_or(0.0)
}

fn compare_log_rank(folder: &Folder, case: &Case, check: &mut Check) {
    let compared = Compared::of(folder, case);
    let cells = compared.tally(|group| {
        let exit = days(group, case.get("time_col"));
        DayCells::tally(CellKey::TUMORS, FollowUp { entry: None, exit: &exit, died: &group.died(case) }).unwrap()
    });
    let test = LogRank { rho: rho(case), day_zero: DayZero::Keep }.finish(&borrow(&cells)).unwrap();
    let group = |row: &Row| compared.names.iter().position(|name| name == row.get("index").trim()).unwrap();
    for row in folder.scalars(case) {
        check.rows += 1;
        let found = match row.get("name") {
            "chisq" => test.chi_square,
            "df" => test.df as f64,
            "p" => test.p,
            "n" => test.groups[group(&row)].n as f64,
            "observed" => test.groups[group(&row)].observed,
            "expected" => test.groups[group(&row)].expected,
            "var" => {
                let (r, c) = row.get("index").split_once(',').unwrap();
                let place = |text: &str| text.parse::<usize>().unwrap() - 1;
                test.covariance[place(r)][place(c)]
            }
            other => panic!("{}: unknown scalar {other}", case.id()),
        };
        check.number(&row, "value", found, of_size(row.number("value")));
    }
}

fn compare_gray(folder: &Folder, case: &Case, check: &mut Check) {
    let cells = Compared::of(folder, case).tally(|group| causes::cells(case, group));
    let strata = borrow(&cells);
    let gray = Gray { rho: rho(case), day_zero: DayZero::Keep };
    let tests: Vec<TestOfDifference> =
        (1..).zip(case.list("event_value")).map(|(cause, _)| gray.finish(&strata, cause).unwrap()).collect();
    for row in folder.scalars(case) {
        check.rows += 1;
        let cause = case.list("event_value").position(|value| value == row.get("index")).unwrap();
        let found = match row.get("name") {
            "gray_stat" => tests[cause].chi_square,
            "gray_pv" => tests[cause].p,
            "gray_df" => tests[cause].df as f64,
            other => panic!("{}: unknown scalar {other}", case.id()),
        };
        check.number(&row, "value", found, of_size(row.number("value")));
    }
}

type People<'a> = &'a [(u32, u8)];

fn cells(people: People<'_>) -> CauseCells {
    let exit: Vec<u32> = people.iter().map(|person| person.0).collect();
    let cause: Vec<u8> = people.iter().map(|person| person.1).collect();
    CauseCells::tally(CellKey::TUMORS, 2, CauseFollowUp { entry: None, exit: &exit, cause: &cause }).unwrap()
}

fn log_rank(rho: f64, strata: &[&[People<'_>]]) -> TestOfDifference {
    let tally = |groups: &&[People<'_>]| groups.iter().map(|people| cells(people).of_cause(1)).collect();
    let strata: Vec<Vec<DayCells>> = strata.iter().map(tally).collect();
    LogRank { rho, ..LogRank::default() }.finish(&borrow(&strata)).unwrap()
}

fn gray(rho: f64, strata: &[&[People<'_>]]) -> TestOfDifference {
    let tally = |groups: &&[People<'_>]| groups.iter().map(|people| cells(people)).collect();
    let strata: Vec<Vec<CauseCells>> = strata.iter().map(tally).collect();
    Gray { rho, ..Gray::default() }.finish(&borrow(&strata), 1).unwrap()
}

/// Weeks of remission under 6-MP and under placebo (Freireich EJ et al 1963, Blood 21:699-716).
const SIX_MP: &[(u32, u8)] = &[
    (6, 1),
    (6, 1),
    (6, 1),
    (7, 1),
    (10, 1),
    (13, 1),
    (16, 1),
    (22, 1),
    (23, 1),
    (6, 0),
    (9, 0),
    (10, 0),
    (11, 0),
    (17, 0),
    (19, 0),
    (20, 0),
    (25, 0),
    (32, 0),
    (32, 0),
    (34, 0),
    (35, 0),
];
const PLACEBO: &[(u32, u8)] = &[
    (1, 1),
    (1, 1),
    (2, 1),
    (2, 1),
    (3, 1),
    (4, 1),
    (4, 1),
    (5, 1),
    (5, 1),
    (8, 1),
    (8, 1),
    (8, 1),
    (8, 1),
    (11, 1),
    (11, 1),
    (12, 1),
    (12, 1),
    (15, 1),
    (17, 1),
    (22, 1),
    (23, 1),
];

/// As printed in textbooks: 9 relapses against 19.25 expected, chi-square 16.79.
#[test]
fn log_rank_of_6mp_against_placebo() {
    let test = log_rank(0.0, &[&[SIX_MP, PLACEBO]]);
    let [six_mp, placebo] = test.groups[..] else { panic!("two groups") };
    assert_eq!((six_mp.n, six_mp.observed, placebo.observed), (21, 9.0, 21.0));
    assert!((six_mp.expected - 19.25).abs() < 5e-3 && (placebo.expected - 10.75).abs() < 5e-3);
    assert!((test.chi_square - 16.79).abs() < 5e-3 && test.df == 1 && test.p < 5e-5);
}

/// Left die on days 1 and 3, right on 2, with one left over: expected 2/4 + 1/3 + 1/2, variances 1/4, 2/9, 1/4.
/// With rho = 1 the days weigh 1, 3/4 and 1/2.
#[test]
fn log_rank_by_hand() {
    let groups: [People<'_>; 2] = [&[(1, 1), (3, 1)], &[(2, 1), (4, 0)]];
    let plain = log_rank(0.0, &[&groups]);
    assert!((plain.z[0] - (2.0 - 4.0 / 3.0)).abs() < 1e-15);
    assert!((plain.covariance[0][0] - 13.0 / 18.0).abs() < 1e-15);
    assert!((plain.chi_square - (4.0 / 9.0) / (13.0 / 18.0)).abs() < 1e-15);
    let early = log_rank(1.0, &[&groups]);
    assert!((early.z[0] - (0.5 - 0.75 / 3.0 + 0.25)).abs() < 1e-15);
    assert!((early.covariance[0][0] - (0.25 + 0.5625 * 2.0 / 9.0 + 0.25 * 0.25)).abs() < 1e-15);
    // Two equal strata: twice the z, twice the covariance.
    let twice = log_rank(0.0, &[&groups, &groups]);
    assert!((twice.chi_square - 2.0 * plain.chi_square).abs() < 1e-14);
}

/// Left: cause 1 on day 1, alive on day 4. Right: cause 2 on day 2, cause 1 on day 3. Day 1: h = 2 and 2 of 4,
/// dF = 1/4. Day 3: nobody of the right that died of cause 2 would have been censored, so R is (1/(1/2)) (1 - 1/2)
/// = 1 on the left and (1/(1/2)) 1 = 2 on the right: a third is expected on the left. z = 1 - 1/2 - 1/3.
#[test]
fn gray_by_hand() {
    let test = gray(0.0, &[&[&[(1, 1), (4, 0)], &[(2, 2), (3, 1)]]]);
    assert!((test.z[0] - (1.0 - 0.5 - 1.0 / 3.0)).abs() < 1e-15, "{test:?}");
    assert!((test.groups[1].expected - (0.5 + 2.0 / 3.0)).abs() < 1e-15);
    // h = 2 and 2 on either day, so w is 1 (own group) or -1; dF = 1/4 twice, B before day 3 is 1/3.
    // Left, day 1: a = 1 - (3/4 - 1/2) (1/3) (1 / (1/2)) = 5/6, weighing (1/4) / 2. Day 3: a = 1/2, weighing
    // (1/4) / (2 / 4) = 1/2. Right, day 1: a = -(1 - (3/4 - 1) (1/3)) = -13/12, weighing 1/8. Day 2: b = 3/4 (1/3) 2
    // = 1/2, weighing 1/4. Day 3: a = -1/2, weighing 1/2.
    let by_hand = (5.0_f64 / 6.0).powi(2) / 8.0 + 0.125 + (13.0_f64 / 12.0).powi(2) / 8.0 + 0.0625 + 0.125;
    assert!((test.covariance[0][0] - by_hand).abs() < 1e-15, "{} not {by_hand}", test.covariance[0][0]);
}

#[test]
fn a_group_without_people_changes_nothing() {
    let (three, two) = (log_rank(0.0, &[&[SIX_MP, &[], PLACEBO]]), log_rank(0.0, &[&[SIX_MP, PLACEBO]]));
    assert_eq!((three.chi_square, three.df, three.p), (two.chi_square, two.df, two.p));
    let (three, two) = (gray(0.0, &[&[SIX_MP, &[], PLACEBO]]), gray(0.0, &[&[SIX_MP, PLACEBO]]));
    assert_eq!((three.chi_square, three.df), (two.chi_square, two.df));
    for nothing in [log_rank(0.0, &[]), log_rank(0.0, &[&[SIX_MP]]), gray(0.0, &[&[&[], &[]]])] {
        assert!(nothing.df == 0 && nothing.chi_square.is_nan() && nothing.p.is_nan());
    }
}

#[test]
fn groups_that_cannot_be_compared_are_errors() {
    let tumors = DayCells::new(CellKey::TUMORS);
    let persons = DayCells::new(CellKey { unit: CountingUnit::Persons, ..CellKey::TUMORS });
    let error = |strata: &[Vec<&DayCells>]| LogRank::default().finish(strata).unwrap_err().to_string();
    assert!(error(&[vec![&tumors, &persons]]).contains("counting unit"));
    assert!(error(&[vec![&tumors, &tumors], vec![&tumors]]).contains("stratum 1 has 1 groups, expected 2"));
}

#[test]
fn late_entries_count_from_the_day_after() {
    let group = |entry: &[u32], exit: &[u32]| {
        let people = FollowUp { entry: Some(entry), exit, died: &vec![true; exit.len()] };
        DayCells::tally(CellKey::TUMORS, people).unwrap()
    };
    let (left, right) = (group(&[0, 2], &[2, 5]), group(&[0, 1], &[2, 4]));
    let test = LogRank::default().finish(&[vec![&left, &right]]).unwrap();
    // Day 2: one at risk on the left, two on the right, two deaths; day 4: one each; day 5: left alone.
    assert!((test.groups[0].expected - (2.0 / 3.0 + 0.5 + 1.0)).abs() < 1e-15);
}

prop_compose! {
    fn group()(people in prop::collection::vec((0..40_u32, 0..=2_u8), 1..40)) -> Vec<(u32, u8)> { people }
}

proptest! {
    /// The order of groups and strata does not matter; the z add up to 0 and so do the rows of the covariance.
    #[test]
    fn the_statistic_does_not_depend_on_order(a in group(), b in group(), c in group(), rho in 0..2_u8) {
        let rho = f64::from(rho);
        for test in [log_rank, gray] {
            let forth = test(rho, &[&[&a, &b, &c], &[&c, &a, &b]]);
            let swapped = test(rho, &[&[&a, &c, &b], &[&c, &b, &a]]);
            if forth.df > 0 {
                prop_assert_eq!(forth.df, swapped.df);
                prop_assert!((forth.chi_square - swapped.chi_square).abs() < 1e-9 * forth.chi_square.max(1.0));
            }
            prop_assert!(forth.z.iter().sum::<f64>().abs() < 1e-11);
            for row in &forth.covariance {
                prop_assert!(row.iter().sum::<f64>().abs() < 1e-10);
            }
        }
    }
}
