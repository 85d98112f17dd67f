//! `rs.surv`: Pohar Perme, Ederer I and II, Hakulinen, and survival conditional on these.

use estimators::relsurv::{Cohort, DAYS_PER_YEAR, EdererI, EdererII, Form, Hakulinen, PoharPerme};
use estimators::{Curve, Step};
use golden::{Check, Row};

use super::{Golden, compare_day};

pub(super) fn compare(golden: &Golden<'_>, check: &mut Check) {
    let expected = golden.folder.results(golden.case);
    let cohorts = golden.cohorts();
    let closing_date = cohorts.iter().filter_map(|(_, cohort)| cohort.last_date()).max_by(f64::total_cmp);
    for (label, cohort) in &cohorts {
        let curve = estimate(golden, cohort, closing_date);
        for (row, step) in golden.matched(&expected, label, (&curve.steps, |time| curve.at(time)), check) {
            compare_day(&row, step.day, check);
            check.count(&row, "n_risk", step.n_risk);
            check.count(&row, "n_event", step.n_event);
            check.count(&row, "n_censor", step.n_censor);
            check.number(&row, "std_err", step.std_err(), golden.tolerance);
            let intervals: Vec<&str> = golden.case.list("ci").collect();
            compare_step(golden, check, &step, &row, &intervals);
        }
        compare_conditional(golden, label, &curve, check);
    }
}

fn estimate(golden: &Golden<'_>, cohort: &Cohort<'_>, closing_date: Option<f64>) -> Curve {
    let form = match golden.case.get("surv_type") {
        "product" => Form::Product,
        "exp" | "exp(-H)" => Form::Exponential,
        other => panic!("{}: unknown surv_type {other}", golden.case.id()),
    };
    let stepping = golden.stepping();
    match golden.case.get("method") {
        "pohar-perme" => PoharPerme { add_times: golden.added_times(), stepping, form }.estimate(cohort),
        "ederer-ii" => EdererII { stepping, form }.estimate(cohort),
        "ederer-i" => EdererI { form }.estimate(cohort).unwrap(),
        _ => Hakulinen { closing_date, form }.estimate(cohort).unwrap(),
    }
}

fn compare_step(golden: &Golden<'_>, check: &mut Check, step: &Step, row: &Row, intervals: &[&str]) {
    check.number(row, "estimate", step.estimate, golden.tolerance);
    check.number(row, "std_err_log", step.std_err_log, golden.tolerance);
    for name in intervals {
        let (lower, upper) = golden.interval(name).relative_limits(step.estimate, step.std_err_log);
        check.number(row, &format!("lower_{name}"), lower, golden.tolerance);
        check.number(row, &format!("upper_{name}"), upper, golden.tolerance);
    }
}

/// S(to) / S(from) of every case, in years.
fn compare_conditional(golden: &Golden<'_>, label: &str, curve: &Curve, check: &mut Check) {
    for row in golden.folder.result_file("conditional_relsurv.csv").iter() {
        if row.get("case_id") == golden.case.id() && row.get("stratum").trim() == label {
            let days = |column: &str| row.number(column).unwrap() * DAYS_PER_YEAR;
            match curve.given(days("from_year")).and_then(|later| later.at(days("to_year"))) {
                None => check.failures.push(format!("{label}: no survival {}", row.get("to_year"))),
                Some(step) => {
                    check.rows += 1;
                    check.number(row, "std_err", step.std_err(), golden.tolerance);
                    compare_step(golden, check, &step, row, &["log"]);
                }
            }
        }
    }
}
