//! Agreement with R's cmprsk (`crr`), case by case.

use std::sync::OnceLock;

use estimators::{CompetingData, FineGray, FineGrayFit};

use golden::{Case, Check, Folder, Report};

use super::cox_golden::design;

/// For coefficients.
pub(crate) const COEFFICIENT: f64 = 1e-8;
/// For standard errors.
pub(crate) const STD_ERR: f64 = 1e-7;
/// For log-likelihoods as a share of their size.
const LOG_LIKELIHOOD: f64 = 1e-11;
/// For the baseline hazard as a share of its size.
const HAZARD: f64 = 1e-10;

#[test]
fn fine_gray_agrees_with_cmprsk() {
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

fn run(folder: &Folder, off: f64) -> Report {
    Report::of(folder, off, |case| {
        let ours = case.get("method") == "fine-gray";
        ours.then_some(|case: &Case, check: &mut Check| compare(folder, case, check))
    })
}

fn compare(folder: &Folder, case: &Case, check: &mut Check) {
    let strata = folder.strata(case);
    assert_eq!(strata.len(), 1, "{}: one model, not one a group", case.id());
    let everybody = &strata[0];
    let people = &everybody.people;
    let status = case.get("status_col");
    let cause: Vec<u8> = people.iter().map(|row| row.get(status).parse().unwrap()).collect();
    let design = design(case, people);
    let data = CompetingData {
        exit: &everybody.numbers(case.get("time_col")),
        cause: &cause,
        censoring_group: None,
        design: &design,
    };
    let fitted = FineGray::of_cause(case.get("event_value").parse().unwrap()).fit(&data).unwrap();
    compare_scalars(folder, case, &fitted, check);

    for row in folder.results(case) {
        check.rows += 1;
        let step = fitted.baseline.iter().find(|step| Some(step.time) == row.number("time"));
        let step = step.unwrap_or_else(|| panic!("{}: nobody has the event at {}", case.id(), row.get("time")));
        check.number(&row, "estimate", step.hazard, HAZARD * step.hazard);
        check.number(&row, "cumhaz", step.cum_hazard, HAZARD * step.cum_hazard);
    }
}

fn compare_scalars(folder: &Folder, case: &Case, fitted: &FineGrayFit, check: &mut Check) {
    let names: Vec<&str> = case.list("coef_names").collect();
    let fit = &fitted.fit;
    assert_eq!(names.len(), fit.terms.len(), "{}: terms", case.id());
    let std_err = |term: usize| fit.covariance.get(term, term).sqrt();
    for row in folder.scalars(case) {
        check.rows += 1;
        let (name, index) = (row.get("name"), row.get("index"));
        let term = names.iter().position(|name| *name == index);
        match name {
            "coef" => check.number(&row, "value", fit.terms[term.unwrap()].coefficient, COEFFICIENT),
            "se" => check.number(&row, "value", fit.terms[term.unwrap()].robust_std_err.unwrap(), STD_ERR),
            "vcov" => {
                let (left, right) = index.split_once(',').unwrap();
                let [left, right] = [left, right].map(|text| text.trim().parse::<usize>().unwrap() - 1);
                // A covariance is a correlation times two standard errors.
                let tolerance = STD_ERR * (std_err(left) + std_err(right));
                check.number(&row, "value", fit.covariance.get(left, right), tolerance);
            }
            "loglik" => check.number(&row, "value", fit.log_likelihood, LOG_LIKELIHOOD * fit.log_likelihood.abs()),
            "loglik_null" => {
                let tolerance = LOG_LIKELIHOOD * fit.log_likelihood.abs();
                check.number(&row, "value", fit.log_likelihood_null, tolerance);
            }
            "n" => check.count(&row, "value", fit.n as u64),
            "converged" => check.count(&row, "value", u64::from(fit.converged)),
            other => panic!("{}: unknown scalar {other}", case.id()),
        }
    }
}
