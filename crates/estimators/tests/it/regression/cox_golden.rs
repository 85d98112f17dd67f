//! Agreement with R's survival (`coxph`, `basehaz`, `cox.zph`), case by case.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use estimators::{Cox, CoxData, CoxFit, DesignMatrix, Ties, TimeTransform, Variance};

use golden::{Case, Check, Folder, Report, Row};

/// For coefficients.
pub(crate) const COEFFICIENT: f64 = 1e-8;
/// For standard errors.
pub(crate) const STD_ERR: f64 = 1e-7;
/// For log-likelihoods, chi-square statistics and cumulative hazards as a share of their size: they are sums over
/// thousands of people, added in another order, at coefficients that differ in the last digits.
const RELATIVE: f64 = 1e-10;
/// For probabilities of tests and shares of pairs.
const PROBABILITY: f64 = 1e-11;

#[test]
fn cox_regression_agrees_with_survival() {
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
        let ours = case.get("method") == "cox";
        ours.then_some(|case: &Case, check: &mut Check| compare(folder, case, check))
    })
}

/// The terms of a case, named as R names them.
pub(super) fn design(case: &Case, people: &[Row]) -> DesignMatrix {
    let mut design = DesignMatrix::new(people.len());
    for covariate in case.covariates() {
        let column = &covariate.column;
        match covariate.levels {
            None => {
                let number = |row: &Row| match row.get(column) {
                    "TRUE" | "true" => 1.0,
                    "FALSE" | "false" => 0.0,
                    _ => row.number(column).unwrap(),
                };
                design.push_number(column, &people.iter().map(number).collect::<Vec<f64>>()).unwrap();
            }
            Some(mut levels) => {
                if levels.is_empty() {
                    levels = distinct(people, |row| row.get(column).to_owned()).into_keys().collect();
                }
                let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
                let code = |row: &Row| levels.iter().position(|level| *level == row.get(column)).unwrap() as u32;
                design.push_factor(column, &levels, &people.iter().map(code).collect::<Vec<u32>>()).unwrap();
            }
        }
    }
    design
}

/// The different labels of people, numbered in order.
fn distinct(people: &[Row], label: impl Fn(&Row) -> String) -> BTreeMap<String, u32> {
    let mut labels: BTreeMap<String, u32> = people.iter().map(|row| (label(row), 0)).collect();
    labels.values_mut().zip(0..).for_each(|(number, n)| *number = n);
    labels
}

fn numbered(people: &[Row], label: impl Fn(&Row) -> String) -> Vec<u32> {
    let labels = distinct(people, &label);
    people.iter().map(|row| labels[&label(row)]).collect()
}

fn compare(folder: &Folder, case: &Case, check: &mut Check) {
    let strata = folder.strata(case);
    assert_eq!(strata.len(), 1, "{}: one model, not one a group", case.id());
    let everybody = &strata[0];
    let people = &everybody.people;
    let optional = |column: &str| Some(case.get(column)).filter(|column| !column.is_empty());

    let label = |row: &Row| {
        let named = |label: String, column: &str| label.replace(&format!("{{{column}}}"), row.get(column).trim());
        case.list("strata").fold(case.get("stratum_label").to_owned(), named)
    };
    let entry = optional("entry_col").map(|column| everybody.numbers(column));
    let weight = optional("case_weight").map(|column| everybody.numbers(column));
    let stratum = numbered(people, label);
    let cluster = optional("cluster").map(|column| numbered(people, |row| row.get(column).to_owned()));
    let design = design(case, people);
    let data = CoxData {
        entry: entry.as_deref(),
        exit: &everybody.numbers(case.get("time_col")),
        event: &everybody.died(case),
        stratum: Some(&stratum),
        weight: weight.as_deref(),
        design: &design,
    };
    let ties = match case.get("ties") {
        "efron" => Ties::Efron,
        "breslow" => Ties::Breslow,
        "exact" => Ties::Exact,
        other => panic!("{}: unknown ties {other}", case.id()),
    };
    // coxph turns to robust standard errors by itself where weights are fractional.
    let fractional = weight.iter().flatten().any(|weight| weight.fract() != 0.0);
    let variance = match &cluster {
        Some(cluster) => Variance::Clustered(cluster),
        None if fractional => Variance::Robust,
        None => Variance::Model,
    };
    let fitted = Cox { ties, variance, ..Cox::default() }.fit(&data).unwrap();
    compare_scalars(folder, case, &fitted, check);
    if !case.get("at_times").is_empty() {
        let labels: Vec<String> = distinct(people, label).into_keys().collect();
        compare_baseline(folder, case, &fitted, &labels, check);
    }
}

fn compare_scalars(folder: &Folder, case: &Case, fitted: &CoxFit, check: &mut Check) {
    let names: Vec<&str> = case.list("coef_names").collect();
    let fit = &fitted.fit;
    assert_eq!(names.len(), fit.terms.len(), "{}: terms", case.id());
    let concordance = fitted.concordance();
    for row in folder.scalars(case) {
        check.rows += 1;
        let (name, index) = (row.get("name"), row.get("index"));
        let term = names.iter().position(|name| *name == index);
        let of_term = || &fit.terms[term.unwrap()];
        let zph = || {
            let tests = fitted.proportionality(TimeTransform::KaplanMeier).unwrap();
            term.map_or(tests.global, |term| tests.terms[term])
        };
        let size = row.number("value").unwrap_or(1.0).abs();
        let relative = RELATIVE * size.max(1.0);
        let count = match name {
            "n" => Some(fit.n as u64),
            "nevent" => Some(fit.n_event),
            "iter" => Some(u64::from(fit.iterations)),
            "zph_df" => Some(zph().df as u64),
            _ => None,
        };
        if let Some(count) = count {
            check.count(&row, "value", count);
            continue;
        }
        let (found, tolerance) = match name {
            "coef" => (of_term().coefficient, COEFFICIENT),
            "se" => (of_term().robust_std_err.unwrap_or(of_term().std_err), STD_ERR),
            "se_naive" => (of_term().std_err, STD_ERR),
            "vcov" => {
                let (row, column) = index.split_once(',').unwrap();
                let number = |text: &str| text.trim().parse::<usize>().unwrap() - 1;
                let (row, column) = (number(row), number(column));
                let std_err = |term| fit.covariance.get(term, term).sqrt();
                // A covariance is a correlation times two standard errors.
                (fit.covariance.get(row, column), STD_ERR * (std_err(row) + std_err(column)))
            }
            "loglik_null" => (fit.log_likelihood_null, relative),
            "loglik" => (fit.log_likelihood, relative),
            "score_test" => (fit.score.statistic, relative),
            "wald_test" => (fit.wald.statistic, relative),
            "concordance" => (concordance.estimate, PROBABILITY),
            "concordance_se" => (concordance.std_err, PROBABILITY),
            "zph_chisq" => (zph().statistic, relative),
            "zph_p" => (zph().p, PROBABILITY),
            other => panic!("{}: unknown scalar {other}", case.id()),
        };
        check.number(&row, "value", found, tolerance);
    }
}

/// The reference holds the first 400 rows of all strata, one after the other.
fn compare_baseline(folder: &Folder, case: &Case, fitted: &CoxFit, labels: &[String], check: &mut Check) {
    let expected = folder.results(case);
    let steps = fitted.baseline().into_iter().flat_map(|baseline| {
        let label = &labels[baseline.stratum as usize];
        baseline.steps.into_iter().map(move |step| (label, step))
    });
    let steps: Vec<_> = steps.take(400).collect();
    check.length("baseline", steps.len(), expected.len());
    for ((label, step), row) in steps.iter().zip(&expected) {
        check.rows += 1;
        assert_eq!((label.as_str(), Some(step.time)), (row.get("stratum").trim(), row.number("time")), "{}", case.id());
        let size = row.number("cumhaz").unwrap_or(1.0);
        check.number(row, "cumhaz", step.cum_hazard, RELATIVE * size.max(1e-12));
    }
}
