//! Small published cohorts whose estimates are printed in textbooks or worked by hand.

use estimators::{
    Actuarial, CellKey, ClosedSide, ConfidenceInterval, CountingUnit, DayCells, DayGrid, DayZero, FollowUp,
    IntervalCells, IntervalCount, KaplanMeier, Merge, NelsonAalen, TiedDeaths, Transform, YearGrid,
};

fn cells(people: &[(u32, bool)]) -> DayCells {
    let exit: Vec<u32> = people.iter().map(|person| person.0).collect();
    let died: Vec<bool> = people.iter().map(|person| person.1).collect();
    DayCells::tally(CellKey::TUMORS, FollowUp { entry: None, exit: &exit, died: &died }).unwrap()
}

/// Remission in weeks of 21 children under 6-mercaptopurine, a death being a relapse.
///
/// Freireich EJ et al (1963), Blood 21:699-716; estimates and standard errors as printed in
/// Kalbfleisch & Prentice, and Collett, Modelling Survival Data in Medical Research.
fn freireich() -> DayCells {
    let relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    let censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    let people: Vec<(u32, bool)> =
        relapsed.map(|week| (week, true)).into_iter().chain(censored.map(|week| (week, false))).collect();
    cells(&people)
}

#[test]
fn kaplan_meier_of_the_6mp_arm() {
    let curve = KaplanMeier::default().finish(&freireich());
    for (week, n_risk, estimate, std_err) in [
        (6.0, 21, 0.857, 0.0764),
        (7.0, 17, 0.807, 0.0869),
        (10.0, 15, 0.753, 0.0963),
        (13.0, 12, 0.690, 0.1068),
        (16.0, 11, 0.627, 0.1141),
        (22.0, 7, 0.538, 0.1282),
        (23.0, 6, 0.448, 0.1346),
    ] {
        let step = curve.at(week).unwrap();
        assert_eq!(step.n_risk, n_risk, "week {week}");
        assert!((step.estimate - estimate).abs() < 5.1e-4, "week {week}");
        assert!((step.std_err() - std_err).abs() < 5.1e-5, "week {week}");
    }
    // 18/21 of 21, then 16/17: the product worked by hand.
    let at_7 = curve.at(7.5).unwrap().estimate;
    assert!((at_7 - 18.0 / 21.0 * 16.0 / 17.0).abs() < 1e-15);
    assert!(curve.at(36.0).is_none(), "follow-up ends in week 35");
    assert_eq!(curve.at(3.0).unwrap().estimate, 1.0);
}

/// log and log-log limits at week 10, from S = 0.7529 and se(log S) = 0.12789 by hand.
#[test]
fn intervals_of_the_6mp_arm() {
    let step = KaplanMeier::default().finish(&freireich()).at(10.0).unwrap();
    for (transform, lower, upper) in
        [(Transform::Log, 0.586, 0.968), (Transform::LogLog, 0.503, 0.889), (Transform::Plain, 0.564, 0.942)]
    {
        let interval = ConfidenceInterval { transform, ..ConfidenceInterval::default() };
        let found = step.limits(&interval);
        assert!((found.0 - lower).abs() < 6e-4, "{transform:?}: {found:?}");
        assert!((found.1 - upper).abs() < 6e-4, "{transform:?}: {found:?}");
    }
}

#[test]
fn nelson_aalen_adds_hazards_and_fleming_harrington_breaks_ties() {
    let at_once = NelsonAalen::default().finish(&freireich());
    assert!((at_once.steps[0].cum_hazard - 3.0 / 21.0).abs() < 1e-15);
    let one_by_one = NelsonAalen { ties: TiedDeaths::OneByOne, ..NelsonAalen::default() }.finish(&freireich());
    let by_hand = 1.0 / 21.0 + 1.0 / 20.0 + 1.0 / 19.0;
    assert!((one_by_one.steps[0].cum_hazard - by_hand).abs() < 1e-15);
    assert!((one_by_one.steps[0].estimate - f64::exp(-by_hand)).abs() < 1e-15);
}

/// Cancer of the kidney, localised, men, Connecticut 1946-1951: 126 people.
///
/// Cutler SJ, Ederer F (1958), table 1: five-year survival 0.44, standard error 0.060.
#[test]
fn actuarial_table_of_cutler_and_ederer() {
    let table = [(126, 47, 19, 0.60), (60, 5, 17, 0.54), (38, 2, 15, 0.50), (21, 2, 9, 0.44), (10, 0, 6, 0.44)];
    let intervals = table.map(|(entering, deaths, withdrawn, _)| IntervalCount { entering, deaths, withdrawn });
    let estimates = Actuarial.finish(&intervals);
    for (found, (.., survival)) in estimates.iter().zip(table) {
        assert!((found.estimate - survival).abs() < 5e-3, "{found:?}");
    }
    let five_year = estimates[4];
    assert!((five_year.std_err() - 0.060).abs() < 5e-4, "{five_year:?}");
}

#[test]
fn day_zero() {
    let people = [(0, true), (0, false), (0, false), (4, true), (9, false)];
    let exact = KaplanMeier::default().finish(&cells(&people));
    assert_eq!((exact.left_out, exact.n_start), (2, 3));
    assert_eq!((exact.steps[0].day, exact.steps[0].n_risk), (0.0, 3));
    assert!((exact.steps[0].estimate - 2.0 / 3.0).abs() < 1e-15);
    assert!((exact.at(4.0).unwrap().estimate - 1.0 / 3.0).abs() < 1e-15);

    let keep = KaplanMeier { day_zero: DayZero::Keep, ..KaplanMeier::default() };
    let as_r = keep.finish(&cells(&people));
    assert_eq!((as_r.left_out, as_r.steps[0].n_risk), (0, 5));
    assert!((as_r.steps[0].estimate - 4.0 / 5.0).abs() < 1e-15);
    assert!((as_r.at(4.0).unwrap().estimate - 2.0 / 5.0).abs() < 1e-15);

    let one_year = |day_zero| IntervalCells::gather(&cells(&people), years(1, ClosedSide::Right), day_zero).unwrap();
    let entering_and_withdrawn =
        |table: &IntervalCells| (table.intervals()[0].entering, table.intervals()[0].withdrawn);
    assert_eq!(entering_and_withdrawn(&one_year(DayZero::LeaveOut)), (3, 1));
    assert_eq!(entering_and_withdrawn(&one_year(DayZero::Keep)), (5, 3));

    let nobody = KaplanMeier::default().finish(&cells(&[(0, false)]));
    assert_eq!((nobody.left_out, nobody.steps.len()), (1, 0));
}

/// Whoever enters on day 3 is not at risk of that day's death, but is of the next one's.
#[test]
fn late_entries_are_at_risk_from_the_day_after() {
    let late = FollowUp { entry: Some(&[0, 0, 3, 3]), exit: &[3, 7, 5, 9], died: &[true, true, true, false] };
    let cells = DayCells::tally(CellKey::TUMORS, late).unwrap();
    let curve = KaplanMeier::default().finish(&cells);
    let at_risk: Vec<(f64, u64)> = curve.steps.iter().map(|s| (s.day, s.n_risk)).collect();
    assert_eq!(at_risk, [(3.0, 2), (5.0, 3), (7.0, 2), (9.0, 1)]);
    assert!(IntervalCells::gather(&cells, years(2, ClosedSide::Right), DayZero::Keep).is_err());
}

#[test]
fn survival_of_zero_has_no_standard_error() {
    let curve = KaplanMeier::default().finish(&cells(&[(1, true), (2, true)]));
    let last = curve.steps[1];
    assert_eq!(last.estimate, 0.0);
    assert!(last.std_err().is_nan());
    let (lower, upper) = last.limits(&ConfidenceInterval::default());
    assert!(lower.is_nan() && upper.is_nan());
}

fn years(n: u32, closed: ClosedSide) -> DayGrid {
    let ends: Vec<f64> = (1..=n).map(|year| f64::from(year) * 365.25).collect();
    DayGrid::new(&ends, closed).unwrap()
}

/// Four years of 365.25 days end on day 1461 exactly: the closed side decides whose death it is.
#[test]
fn the_closed_side_of_an_interval() {
    let people = [(365, true), (366, true), (1461, true), (2000, false)];
    let deaths = |closed| {
        let cells = IntervalCells::gather(&cells(&people), years(5, closed), DayZero::Keep).unwrap();
        let of = |field: fn(&IntervalCount) -> u64| cells.intervals().iter().map(field).collect();
        let deaths: Vec<u64> = of(|interval| interval.deaths);
        let entering: Vec<u64> = of(|interval| interval.entering);
        (deaths, entering)
    };
    let right = (vec![1, 1, 0, 1, 0], vec![4, 3, 2, 2, 1]);
    let left = (vec![1, 1, 0, 0, 1], vec![4, 3, 2, 2, 2]);
    assert_eq!(deaths(ClosedSide::Right), right);
    assert_eq!(deaths(ClosedSide::Left), left);
}

#[test]
fn bad_requests_are_errors_that_say_why() {
    let tally = |exit: &[u32], died: &[bool], entry: Option<&[u32]>| {
        DayCells::tally(CellKey::TUMORS, FollowUp { entry, exit, died }).unwrap_err().to_string()
    };
    assert!(tally(&[1, 2], &[true], None).contains("died has 1 values, expected 2"));
    assert!(tally(&[u32::MAX], &[true], None).contains("beyond the last day"));
    assert!(tally(&[5], &[true], Some(&[5])).contains("before the day of entry"));

    for ends in [&[1.0, 1.0][..], &[2.0, 1.0], &[f64::NAN], &[-1.0], &[1.1, 1.9]] {
        assert!(DayGrid::new(ends, ClosedSide::Right).is_err(), "{ends:?}");
    }
    for bounds in [vec![], vec![1.0, 2.0], vec![0.0, 0.0], vec![0.0, f64::INFINITY]] {
        assert!(YearGrid::new(bounds.clone()).is_err(), "{bounds:?}");
    }
}

#[test]
fn cells_counted_under_different_rules_refuse_to_merge() {
    let mut tumors = cells(&[(1, true)]);
    let persons = DayCells::new(CellKey { unit: CountingUnit::Persons, ..CellKey::TUMORS });
    let cut = DayCells::new(CellKey { cutoff: Some(18_262), ..CellKey::TUMORS });
    let message = tumors.merge(&persons).unwrap_err().to_string();
    assert!(message.contains("counting unit: tumors and persons"), "{message}");
    assert!(tumors.merge(&cut).is_err());

    let gather = |n| IntervalCells::gather(&tumors, years(n, ClosedSide::Right), DayZero::Keep).unwrap();
    let (mut two, three) = (gather(2), gather(3));
    assert!(two.merge(&three).unwrap_err().to_string().contains("grid"));
}
