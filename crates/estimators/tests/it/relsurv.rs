//! Agreement with R's relsurv 2.2.9, case by case.

use estimators::relsurv::{Cohort, EdererI, EdererII, Form, Hakulinen, People, PoharPerme, Stepping};
use estimators::{ConfLevel, ConfidenceInterval, Curve, Step, Subject, Transform};
use golden::{Case, Check, Folder, Report, Row, Stratum, times};

use crate::life_tables::{NamedTable, load};

/// Absolute, of Pohar Perme's and Ederer II's estimates, standard errors and limits.
const STEPPING: f64 = 1e-10;

/// Absolute, of what goes through the exact engine. Relsurv writes 1e-9 for a hazard of 0 into its table in memory,
/// so that its own figures depend on the calls before by about 1e-10.
const EXACT: f64 = 1e-8;

#[test]
fn curves_agree_with_rs_surv() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 0.0).expect_agreement();
}

#[test]
fn a_curve_off_by_five_tolerances_is_noticed_in_every_case() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 5.0).expect_every_case_to_notice();
}

fn run(folder: &Folder, off: f64) -> Report {
    let mut report = Report::default();
    for case in folder.cases().filter(|case| case.get("convention") == "relsurv") {
        let tolerance = match case.get("method") {
            "pohar-perme" | "ederer-ii" => STEPPING,
            "ederer-i" | "hakulinen" => EXACT,
            _ => continue,
        };
        if case.is_skipped() {
            report.later.push(format!("{} ({})", case.id(), case.get("skip")));
            continue;
        }
        let mut check = Check { off, ..Check::default() };
        compare(folder, &case, tolerance, &mut check);
        report.add(&case, &check);
    }
    report
}

/// What the estimators take of a stratum's rows.
pub(crate) struct Columns {
    time: Vec<f64>,
    died: Vec<bool>,
    subjects: Vec<Subject>,
}

impl Columns {
    pub(crate) fn of(case: &Case, table: &NamedTable, stratum: &Stratum) -> Self {
        Self {
            time: stratum.numbers(case.get("time_col")),
            died: stratum.died(case),
            subjects: stratum.people.iter().map(|row| table.subject(case, row)).collect(),
        }
    }

    pub(crate) fn cohort<'a>(&self, table: &'a NamedTable) -> Cohort<'a> {
        let people = People { time: &self.time, died: &self.died, subjects: &self.subjects };
        Cohort::new(&table.table, people).unwrap()
    }
}

/// The strata of a case with their cohorts.
pub(crate) fn cohorts<'a>(folder: &Folder, case: &Case, table: &'a NamedTable) -> Vec<(Stratum, Cohort<'a>)> {
    let cohort = |stratum: Stratum| {
        let cohort = Columns::of(case, table, &stratum).cohort(table);
        (stratum, cohort)
    };
    folder.strata(case).into_iter().map(cohort).collect()
}

fn compare(folder: &Folder, case: &Case, tolerance: f64, check: &mut Check) {
    let expected = folder.results(case);
    let table = load(folder, case.get("life_table"));
    let cohorts = cohorts(folder, case, &table);
    let closing_date = cohorts.iter().filter_map(|(_, cohort)| cohort.last_date()).max_by(f64::total_cmp);
    for (stratum, cohort) in &cohorts {
        let curve = estimate(case, cohort, closing_date);
        let steps: Vec<(f64, Step)> = match case.get("at_times") {
            "all" => curve.steps.iter().map(|step| (step.day, *step)).collect(),
            list => times(list).into_iter().filter_map(|time| Some((time, curve.at(time)?))).collect(),
        };
        let rows: Vec<&Row> = expected.iter().filter(|row| row.get("stratum").trim() == stratum.label).collect();
        check.length(&stratum.label, steps.len(), rows.len());
        for ((time, step), row) in steps.iter().zip(rows) {
            check.rows += 1;
            let requested = row.number("time_requested").unwrap_or(*time);
            assert!((requested - time).abs() < 1e-9, "{}: {time}", case.id());
            compare_step(case, check, step, row, tolerance);
        }
    }
}

fn estimate(case: &Case, cohort: &Cohort<'_>, closing_date: Option<f64>) -> Curve {
    let form = match case.get("surv_type") {
        "product" => Form::Product,
        "exp" | "exp(-H)" => Form::Exponential,
        other => panic!("{}: unknown surv_type {other}", case.id()),
    };
    let stepping = Stepping::new(case.number("precision")).unwrap();
    match case.get("method") {
        "pohar-perme" => PoharPerme { add_times: added_times(case), stepping, form }.estimate(cohort),
        "ederer-ii" => EdererII { stepping, form }.estimate(cohort),
        "ederer-i" => EdererI { form }.estimate(cohort).unwrap(),
        "hakulinen" => Hakulinen { closing_date, form }.estimate(cohort).unwrap(),
        other => panic!("{}: unknown method {other}", case.id()),
    }
}

/// The times that a case's grid adds to the distinct ones: `distinct+365;730`, `distinct+1:3653:1`.
pub(crate) fn added_times(case: &Case) -> Vec<f64> {
    let grid = case.get("grid").split(" (").next().unwrap_or("");
    let list = grid.split('+').find(|part| part.starts_with(|first: char| first.is_ascii_digit()));
    list.map(times).unwrap_or_default()
}

pub(crate) fn interval(case: &Case, name: &str) -> ConfidenceInterval {
    let transform = match name {
        "log" => Transform::Log,
        "loglog" => Transform::LogLog,
        "plain" => Transform::Plain,
        other => panic!("{}: unknown interval {other}", case.id()),
    };
    ConfidenceInterval { transform, level: ConfLevel::new(case.number("conf_level")).unwrap() }
}

fn compare_step(case: &Case, check: &mut Check, step: &Step, row: &Row, tolerance: f64) {
    if row.number("time") != Some(step.day) {
        check.failures.push(format!("day {}, expected {}", step.day, row.get("time")));
    }
    check.count(row, "n_risk", step.n_risk);
    check.count(row, "n_event", step.n_event);
    check.count(row, "n_censor", step.n_censor);
    check.number(row, "estimate", step.estimate, tolerance);
    check.number(row, "std_err", step.std_err(), tolerance);
    check.number(row, "std_err_log", step.std_err_log, tolerance);
    for name in case.list("ci") {
        let (lower, upper) = interval(case, name).relative_limits(step.estimate, step.std_err_log);
        check.number(row, &format!("lower_{name}"), lower, tolerance);
        check.number(row, &format!("upper_{name}"), upper, tolerance);
    }
}
