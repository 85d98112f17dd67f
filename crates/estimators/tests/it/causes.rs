//! Cumulative incidence: agreement with R's cmprsk (`cuminc`) and survival (`survfit` of several
//! states), case by case; cohorts worked by hand; laws.

use std::sync::OnceLock;

use estimators::{
    CauseCells, CauseCurve, CauseFollowUp, CauseStep, CellKey, CompetingRisks, CumulativeIncidence, DayCells, DayZero,
    FollowUp, IncidenceVariance, KaplanMeier, Merge, Step, tally_causes,
};
use golden::{Case, Check, Folder, Report, Row, Stratum, times};
use proptest::prelude::*;

use crate::golden::{days, interval};

/// Absolute, for probabilities, standard errors and limits.
pub(crate) const TOLERANCE: f64 = 1e-12;

#[test]
fn cumulative_incidence_agrees_with_the_references() {
    let Some(folder) = Folder::open() else { return };
    report(&folder).expect_agreement();
}

#[test]
fn an_incidence_off_by_five_tolerances_is_noticed_in_every_case() {
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
        let variance = match case.get("method") {
            "cumulative-incidence" => IncidenceVariance::Aalen,
            "aalen-johansen" => IncidenceVariance::Multinomial,
            _ => return None,
        };
        Some(move |case: &Case, check: &mut Check| {
            let expected = folder.results(case);
            for stratum in folder.strata(case) {
                let risk_set = KaplanMeier { day_zero: DayZero::Keep, ..KaplanMeier::default() };
                let risks = CumulativeIncidence { variance, risk_set }.finish(&cells(case, &stratum));
                match variance {
                    IncidenceVariance::Aalen => compare_cuminc(case, check, &stratum, &risks, &expected),
                    IncidenceVariance::Multinomial => compare_survfit(case, check, &stratum, &risks, &expected),
                }
            }
        })
    })
}

/// The causes of a case are its event values, in their order.
pub(crate) fn cells(case: &Case, stratum: &Stratum) -> CauseCells {
    let n_causes = case.list("event_value").count().try_into().unwrap();
    let cause: Vec<u8> = stratum.people.iter().map(|row| cause(case, row)).collect();
    let people = CauseFollowUp { entry: None, exit: &days(stratum, case.get("time_col")), cause: &cause };
    CauseCells::tally(CellKey::TUMORS, n_causes, people).unwrap()
}

fn cause(case: &Case, row: &Row) -> u8 {
    let position = case.list("event_value").position(|value| value == row.get(case.get("status_col")));
    position.map_or(0, |position| position.try_into().unwrap()) + u8::from(position.is_some())
}

fn rows_of<'a>(expected: &'a [Row], label: &str) -> Vec<&'a Row> {
    expected.iter().filter(|row| row.get("stratum").trim() == label).collect()
}

/// The days on which `cuminc` gives a cause's curve: the origin, its deaths, and the end of follow-up.
fn vertices(curve: &CauseCurve) -> Vec<f64> {
    let deaths = curve.steps.iter().filter(|step| step.n_event > 0);
    let mut days: Vec<f64> = deaths.chain(curve.steps.last()).map(|step| step.day).collect();
    if days.first() != Some(&0.0) {
        days.insert(0, 0.0);
    }
    days.dedup();
    days
}

fn compare_cuminc(case: &Case, check: &mut Check, stratum: &Stratum, risks: &CompetingRisks, expected: &[Row]) {
    for (curve, value) in risks.causes.iter().zip(case.list("event_value")) {
        let label = stratum.label.replace("{cause}", value);
        let vertices = vertices(curve);
        let end = *vertices.last().unwrap();
        let requested: Vec<f64> = match case.get("at_times") {
            "all" => vertices.clone(),
            list => times(list).into_iter().filter(|&time| time <= end).collect(),
        };
        let rows = rows_of(expected, &label);
        check.length(&label, requested.len(), rows.len());
        for (time, row) in requested.into_iter().zip(rows) {
            check.rows += 1;
            let day = vertices.iter().rfind(|&&day| day <= time).copied();
            assert_eq!(row.number("time"), day, "{}: {label}", case.id());
            let step = curve.at(time).unwrap();
            let variance = step.std_err * step.std_err;
            check.number(row, "estimate", step.estimate, TOLERANCE);
            // Some 1e-7: held to its own size, and its root to the tolerance itself.
            check.number(row, "variance", variance, TOLERANCE * variance);
            check.value(&label, row.number("variance").map(f64::sqrt), step.std_err, TOLERANCE);
        }
    }
}

/// States: (s0) is event free, then the causes under names of the reference's own, in their order.
fn compare_survfit(case: &Case, check: &mut Check, stratum: &Stratum, risks: &CompetingRisks, expected: &[Row]) {
    let label = stratum.label.replace("{state}", "");
    let mut states: Vec<&str> = Vec::new();
    for row in expected {
        let state = row.get("stratum").trim().rsplit(' ').next().unwrap();
        if !states.contains(&state) {
            states.push(state);
        }
    }
    assert_eq!(states.len(), risks.causes.len() + 1, "{}: {states:?}", case.id());
    let event_free: Vec<CauseStep> = risks.event_free.steps.iter().map(in_state).collect();
    let curves = [&event_free].into_iter().chain(risks.causes.iter().map(|curve| &curve.steps));
    for (steps, state) in curves.zip(states) {
        let label = format!("{label}{state}");
        let found: Vec<CauseStep> = match case.get("at_times") {
            "all" => steps.clone(),
            list => {
                let end = steps.last().unwrap().day;
                let within = times(list).into_iter().filter(|&time| time <= end);
                within.filter_map(|time| steps.iter().rfind(|step| step.day <= time).copied()).collect()
            }
        };
        let rows = rows_of(expected, &label);
        check.length(&label, found.len(), rows.len());
        for (step, row) in found.iter().zip(rows) {
            check.rows += 1;
            assert_eq!(row.number("time"), Some(step.day), "{}: {label}", case.id());
            check.count(row, "n_risk", step.n_risk);
            check.count(row, "n_event", step.n_event);
            check.count(row, "n_censor", step.n_censor);
            check.number(row, "estimate", step.estimate, TOLERANCE);
            check.number(row, "std_err", step.std_err, TOLERANCE);
            for name in case.list("ci") {
                let (lower, upper) = step.limits(&interval(case, name));
                check.number(row, &format!("lower_{name}"), lower, TOLERANCE);
                check.number(row, &format!("upper_{name}"), upper, TOLERANCE);
            }
        }
    }
}

/// Being event free as a state: nobody enters it, and once nobody is in it the reference has no doubt left.
fn in_state(step: &Step) -> CauseStep {
    CauseStep {
        day: step.day,
        n_risk: step.n_risk,
        n_event: 0,
        n_censor: step.n_censor,
        estimate: step.estimate,
        std_err: if step.estimate > 0.0 { step.std_err() } else { 0.0 },
    }
}

fn tally(people: &[(u32, u8)]) -> CauseCells {
    let exit: Vec<u32> = people.iter().map(|person| person.0).collect();
    let cause: Vec<u8> = people.iter().map(|person| person.1).collect();
    CauseCells::tally(CellKey::TUMORS, 2, CauseFollowUp { entry: None, exit: &exit, cause: &cause }).unwrap()
}

/// Ten people; deaths of cause 1 on days 1, 3, 3, 8, of cause 2 on days 2, 3, 6, the rest censored.
fn ten() -> CauseCells {
    tally(&[(1, 1), (2, 2), (3, 1), (3, 1), (3, 2), (4, 0), (6, 2), (7, 0), (8, 1), (9, 0)])
}

#[test]
fn incidence_of_ten_people_by_hand() {
    let risks = CumulativeIncidence::default().finish(&ten());
    // S: 9/10, 8/10, 5/10, (3 of 4 left) 3/8, (1 of 2 left) 3/16.
    let cancer = [(1.0, 0.1), (2.0, 0.1), (3.0, 0.1 + 0.8 * 2.0 / 8.0), (8.0, 0.3 + 3.0 / 8.0 / 2.0), (9.0, 0.4875)];
    let other = [(1.0, 0.0), (2.0, 0.1), (3.0, 0.2), (6.0, 0.2 + 0.5 / 4.0), (9.0, 0.325)];
    for (curve, expected) in risks.causes.iter().zip([cancer, other]) {
        for (day, probability) in expected {
            let step = curve.at(day).unwrap();
            assert!((step.estimate - probability).abs() < 1e-15, "day {day}: {step:?}");
        }
    }
    assert_eq!(risks.causes[0].at(0.0).unwrap().estimate, 0.0);
    assert!(risks.causes[0].at(9.5).is_none());
    assert!((risks.event_free.at(9.0).unwrap().estimate - 3.0 / 16.0).abs() < 1e-15);
}

/// Nobody is censored until day 3, so until then the share that died of cause 1 is binomial: 0.3 of 10. Aalen's
/// variance on day 1 is 1/100, and drawing 2 of 8 on day 3 takes a seventh off theirs.
#[test]
fn variances_of_ten_people_by_hand() {
    let day_3 = |variance| {
        let risks = CumulativeIncidence { variance, ..CumulativeIncidence::default() }.finish(&ten());
        risks.causes[0].at(3.0).unwrap().std_err.powi(2)
    };
    assert!((day_3(IncidenceVariance::Multinomial) - 0.3 * 0.7 / 10.0).abs() < 1e-15);
    // F(3) - F(1) = F(3) - F(2) = 0.2. Day 1: S = 0.9, own death: (1 - 0.2/0.9)^2 / 100. Day 2: S = 0.8, other
    // death among nine: (0.9 * 0.2/0.8)^2 / 81. Day 3: 0.8^2 (2/64) (6/7).
    let by_hand = (7.0_f64 / 9.0).powi(2) / 100.0 + (0.225_f64 / 9.0).powi(2) + 0.02 * 6.0 / 7.0;
    assert!((day_3(IncidenceVariance::Aalen) - by_hand).abs() < 1e-15);
}

/// Day 3 has two deaths of cause 1 and one of cause 2 among eight people: cause-specific survival is 9/10 * 6/8.
#[test]
fn cause_specific_survival_takes_other_deaths_for_censorings() {
    let cells = ten();
    let curve = KaplanMeier::default().finish(&cells.of_cause(1));
    let step = curve.at(3.0).unwrap();
    assert_eq!((step.n_risk, step.n_event, step.n_censor), (8, 2, 1));
    assert!((step.estimate - 0.9 * 0.75).abs() < 1e-15);
    assert_eq!(cells.of_cause(3).days().iter().map(|day| day.deaths).sum::<u64>(), 0);
    assert_eq!((cells.deaths_of(0), cells.deaths_of(3)), (&[][..], &[][..]));
}

#[test]
fn late_entries_and_day_zero() {
    let people = CauseFollowUp { entry: Some(&[0, 0, 0, 3]), exit: &[0, 3, 9, 5], cause: &[0, 1, 2, 1] };
    let cells = CauseCells::tally(CellKey::TUMORS, 2, people).unwrap();
    let risks = CumulativeIncidence::default().finish(&cells);
    let at_risk: Vec<(f64, u64)> = risks.causes[0].steps.iter().map(|step| (step.day, step.n_risk)).collect();
    assert_eq!(at_risk, [(3.0, 2), (5.0, 2), (9.0, 1)]);
    assert_eq!(risks.causes[0].left_out, 1);
    assert!((risks.causes[0].at(5.0).unwrap().estimate - 0.75).abs() < 1e-15);
}

#[test]
fn bad_requests_are_errors_that_say_why() {
    let tally = |exit: &[u32], cause: &[u8]| {
        let people = CauseFollowUp { entry: None, exit, cause };
        CauseCells::tally(CellKey::TUMORS, 2, people).unwrap_err().to_string()
    };
    assert!(tally(&[1, 2], &[1]).contains("cause has 1 values, expected 2"));
    assert!(tally(&[1, 2], &[1, 3]).contains("person 1: cause of death 3, expected 0 (alive) to 2"));
    let people = CauseFollowUp { entry: None, exit: &[1], cause: &[1] };
    assert!(tally_causes(CellKey::TUMORS, 2, people, &[7], 7).unwrap_err().to_string().contains("less than 7"));
    assert!(tally_causes(CellKey::TUMORS, 2, people, &[0], usize::MAX).is_err());
    let mut two = ten();
    let message = two.merge(&CauseCells::new(CellKey::TUMORS, 3)).unwrap_err().to_string();
    assert!(message.contains("number of causes: 2 and 3"), "{message}");
}

prop_compose! {
    fn cohort()(people in prop::collection::vec((0..60_u32, 0..=2_u8), 1..80)) -> Vec<(u32, u8)> { people }
}

proptest! {
    #[test]
    fn any_partition_merged_in_any_order_is_the_whole(people in cohort(), cut in any::<prop::sample::Index>()) {
        let (left, right) = people.split_at(cut.index(people.len()));
        let (mut forth, mut back) = (tally(left), tally(right));
        forth.merge(&tally(right)).unwrap();
        back.merge(&tally(left)).unwrap();
        prop_assert_eq!(&forth, &back);
        prop_assert_eq!(forth, tally(&people));
    }

    #[test]
    fn the_counts_of_one_cause_are_those_of_its_own_tally(people in cohort()) {
        let exit: Vec<u32> = people.iter().map(|person| person.0).collect();
        for cause in [1, 2] {
            let died: Vec<bool> = people.iter().map(|person| person.1 == cause).collect();
            let follow_up = FollowUp { entry: None, exit: &exit, died: &died };
            prop_assert_eq!(tally(&people).of_cause(cause), DayCells::tally(CellKey::TUMORS, follow_up).unwrap());
        }
    }

    #[test]
    fn the_causes_and_being_event_free_add_up_to_one(people in cohort()) {
        let risks = CumulativeIncidence::default().finish(&tally(&people));
        for (index, step) in risks.event_free.steps.iter().enumerate() {
            let dead: f64 = risks.causes.iter().map(|curve| curve.steps[index].estimate).sum();
            prop_assert!((step.estimate + dead - 1.0).abs() < 1e-13);
        }
    }

    /// One cause alone is Kaplan-Meier upside down, with Greenwood's variance.
    #[test]
    fn with_one_cause_it_is_kaplan_meier(people in cohort()) {
        let people: Vec<(u32, u8)> = people.into_iter().map(|(day, cause)| (day, cause.min(1))).collect();
        let risks = CumulativeIncidence::default().finish(&tally(&people));
        for (step, survival) in risks.causes[0].steps.iter().zip(&risks.event_free.steps) {
            prop_assert!((step.estimate + survival.estimate - 1.0).abs() < 1e-13);
            if survival.estimate > 0.0 {
                prop_assert!((step.std_err - survival.std_err()).abs() < 1e-13);
            }
        }
    }

    /// Without censoring the share that died of a cause by a day is binomial.
    #[test]
    fn without_censoring_it_is_a_share_of_everybody(people in cohort()) {
        let people: Vec<(u32, u8)> = people.into_iter().map(|(day, cause)| (day, cause.max(1))).collect();
        let n = people.len() as f64;
        for (curve, cause) in CumulativeIncidence::default().finish(&tally(&people)).causes.iter().zip([1, 2]) {
            for step in &curve.steps {
                let dead = people.iter().filter(|person| person.1 == cause && f64::from(person.0) <= step.day).count();
                let share = dead as f64 / n;
                prop_assert!((step.estimate - share).abs() < 1e-13);
                prop_assert!((step.std_err.powi(2) - share * (1.0 - share) / n).abs() < 1e-13);
            }
        }
    }
}
