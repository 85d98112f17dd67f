//! Agreement with R's survival (`survfit`), case by case.
//!
//! Every case of `survival/results/cases.csv` of the kinds estimated here is run from its own
//! description; a case that needs what is not built yet is listed by name.

use std::sync::OnceLock;

use estimators::{
    CellKey, ConfLevel, ConfidenceInterval, Curve, DayCells, DayZero, FollowUp, KaplanMeier, NelsonAalen, Step,
    TiedDeaths, Transform, WeightedCount, WeightedKaplanMeier, WeightedVariance,
};

use golden::{Case, Check, Folder, Report, Row, Stratum, times};

/// Absolute, for probabilities, standard errors and limits.
pub(crate) const TOLERANCE: f64 = 1e-12;

#[test]
fn observed_survival_agrees_with_the_references() {
    let Some(folder) = Folder::open() else { return };
    report(&folder).expect_agreement();
}

#[test]
fn an_answer_off_by_five_tolerances_is_noticed_in_every_case() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 5.0).expect_every_case_to_notice();
}

/// The comparison of every case, made once.
pub(crate) fn report(folder: &Folder) -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| run(folder, 0.0))
}

/// Compares every case, each figure shifted by `off` tolerances beforehand.
fn run(folder: &Folder, off: f64) -> Report {
    let mut report = Report::default();
    for case in folder.cases() {
        let compare = match case.get("method") {
            "kaplan-meier" | "nelson-aalen" | "fleming-harrington" => compare_curves,
            _ => continue,
        };
        let needs = ["weights", "period_from"];
        let skip = case.get("skip");
        if !skip.is_empty() {
            report.later.push(format!("{} ({skip})", case.id()));
        } else if let Some(column) = needs.iter().find(|column| !case.get(column).is_empty()) {
            report.later.push(format!("{} (needs {column})", case.id()));
        } else {
            let mut check = Check { off, ..Check::default() };
            compare(folder, &case, &mut check);
            report.add(&case, &check);
        }
    }
    report
}

pub(crate) fn interval(case: &Case, name: &str) -> ConfidenceInterval {
    let transform = match name {
        "log" => Transform::Log,
        "loglog" => Transform::LogLog,
        "plain" => Transform::Plain,
        "logit" => Transform::Logit,
        "arcsin" => Transform::Arcsine,
        other => panic!("{}: unknown interval {other}", case.id()),
    };
    let level = ConfLevel::new(case.number("conf_level")).unwrap();
    ConfidenceInterval { transform, level }
}

/// A column of whole days.
pub(crate) fn days(stratum: &Stratum, column: &str) -> Vec<u32> {
    stratum.people.iter().map(|row| row.get(column).parse().unwrap()).collect()
}

/// `survfit`: day curves of each stratum, read at the times the case stores.
fn compare_curves(folder: &Folder, case: &Case, check: &mut Check) {
    let expected = folder.results(case);
    for stratum in folder.strata(case) {
        let (curve, weighted) = curve(case, &stratum, None);
        let mut steps: Vec<(f64, Step)> = match case.get("at_times") {
            "all" => (curve.steps.iter()).map(|step| (step.day, *step)).collect(),
            list => (times(list).into_iter()).filter_map(|time| Some((time, curve.at(time)?))).collect(),
        };
        let rows: Vec<&Row> = (expected.iter()).filter(|row| row.get("stratum").trim() == stratum.label).collect();
        if rows.len() < steps.len() {
            // Before anybody left there may be no row to read.
            steps.retain(|(time, _)| curve.steps.first().is_some_and(|first| *time >= first.day));
        }
        check.length(&stratum.label, steps.len(), rows.len());
        for ((time, step), row) in steps.iter().zip(rows) {
            check.rows += 1;
            let requested = row.number("time_requested").unwrap_or(*time);
            assert!((requested - time).abs() < 1e-9, "{}: {time}", case.id());
            match &weighted {
                None => {
                    check.count(row, "n_risk", step.n_risk);
                    check.count(row, "n_event", step.n_event);
                    check.count(row, "n_censor", step.n_censor);
                }
                Some(counts) => {
                    let passed = curve.steps.partition_point(|passed| passed.day <= step.day);
                    let count = counts[passed - 1];
                    check.number(row, "n_risk", count.n_risk, TOLERANCE * count.n_risk);
                    check.number(row, "n_event", count.n_event, TOLERANCE * count.n_risk);
                    check.number(row, "n_censor", count.n_censor, TOLERANCE * count.n_risk);
                }
            }
            compare_step(case, check, step, row);
        }
    }
}

/// The curve of a case's stratum, with sums of weights where people count with weights. Their variance is the
/// reference's, or the given one.
pub(crate) fn curve(
    case: &Case,
    stratum: &Stratum,
    variance: Option<WeightedVariance>,
) -> (Curve, Option<Vec<WeightedCount>>) {
    let column = |name: &str| Some(case.get(name)).filter(|column| !column.is_empty());
    let entry = column("entry_col").map(|column| days(stratum, column));
    let (exit, died) = (days(stratum, case.get("time_col")), stratum.died(case));
    let people = FollowUp { entry: entry.as_deref(), exit: &exit, died: &died };
    if let Some(weight) = column("case_weight") {
        let weight = stratum.numbers(weight);
        let variance = variance.unwrap_or_else(|| weighted_variance(case, &weight));
        let weighted = WeightedKaplanMeier { variance, day_zero: DayZero::Keep }.finish(people, &weight).unwrap();
        return (weighted.curve, Some(weighted.counts));
    }
    let cells = DayCells::tally(CellKey::TUMORS, people).unwrap();
    let risk_set = KaplanMeier { day_zero: DayZero::Keep, start: case.get("start_time").parse().unwrap_or(0) };
    let ties = match case.get("method") {
        "nelson-aalen" => TiedDeaths::AtOnce,
        "fleming-harrington" => TiedDeaths::OneByOne,
        _ => return (risk_set.finish(&cells), None),
    };
    (NelsonAalen { ties, risk_set }.finish(&cells), None)
}

/// As `survfit` chooses: robust where weights are fractions, unless told otherwise.
fn weighted_variance(case: &Case, weight: &[f64]) -> WeightedVariance {
    let whole = weight.iter().all(|weight| weight.fract() == 0.0);
    if whole || case.get("note").contains("robust = FALSE") {
        WeightedVariance::Greenwood
    } else {
        WeightedVariance::Robust
    }
}

fn compare_step(case: &Case, check: &mut Check, step: &Step, row: &Row) {
    if row.number("time") != Some(step.day) {
        check.failures.push(format!("day {}, expected {}", step.day, row.get("time")));
    }
    check.number(row, "estimate", step.estimate, TOLERANCE);
    check.number(row, "std_err", step.std_err(), TOLERANCE);
    check.number(row, "std_err_log", step.std_err_log, TOLERANCE);
    check.number(row, "cumhaz", step.cum_hazard, TOLERANCE);
    check.number(row, "cumhaz_se", step.cum_hazard_std_err, TOLERANCE);
    for name in case.list("ci") {
        let (lower, upper) = step.limits(&interval(case, name));
        check.number(row, &format!("lower_{name}"), lower, TOLERANCE);
        check.number(row, &format!("upper_{name}"), upper, TOLERANCE);
    }
}
