//! Regression of the excess hazard against R's `glm`, cases solved by hand, and its own laws.

use estimators::{DesignMatrix, Error, ExcessHazard, ExcessHazardData, ExcessHazardFit, FitWarning};

/// Two sexes by two ages by three years of follow-up, made up.
const DEATHS: [u64; 12] = [41, 22, 9, 57, 30, 14, 28, 13, 6, 39, 21, 8];
const YEARS: [f64; 12] = [180.25, 151.5, 122.75, 160.5, 120.25, 88.0, 210.75, 188.5, 160.25, 190.5, 152.75, 120.0];
const EXPECTED: [f64; 12] = [4.75, 4.25, 3.5, 9.5, 7.75, 6.25, 3.25, 3.0, 2.75, 8.0, 7.0, 5.75];
const AGE: [f64; 12] = [52.5, 52.1, 51.8, 71.2, 70.9, 70.3, 53.5, 53.2, 52.9, 72.4, 72.0, 71.6];

fn twelve_rows() -> DesignMatrix {
    let mut design = DesignMatrix::new(12);
    design.push_factor("year", &["1", "2", "3"], &[0, 1, 2].repeat(4)).unwrap();
    design.push_factor("sex", &["male", "female"], &[0; 6].into_iter().chain([1; 6]).collect::<Vec<u32>>()).unwrap();
    design.push_number("age", &AGE).unwrap();
    design
}

fn fit(deaths: &[u64], person_time: &[f64], expected: &[f64], design: &DesignMatrix) -> Result<ExcessHazardFit, Error> {
    ExcessHazard::default().fit(&ExcessHazardData { deaths, person_time, expected, design })
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found}, expected {expected}");
}

/// R 4.2.2: `glm(deaths ~ year + sex + age, family, control = glm.control(epsilon = 1e-15, maxit = 100))`, family being
/// `poisson()` with `linkfun = function(mu) log((mu - expected) / years)`,
/// `linkinv = function(eta) expected + exp(eta) * years`, `mu.eta = function(eta) exp(eta) * years` and the
/// starting means `pmax(deaths, expected) + 0.1`; the same with `deaths ~ 1`.
#[test]
fn twelve_rows_agree_with_glm() {
    let found = fit(&DEATHS, &YEARS, &EXPECTED, &twelve_rows()).unwrap();
    for (term, (name, coefficient, std_err)) in found.fit.terms.iter().zip([
        ("(intercept)", -2.710_958_801_981_785, 0.519_557_756_515_127),
        ("year2", -0.561_202_064_201_176, 0.171_706_168_230_061_2),
        ("year3", -1.527_962_731_896_411, 0.332_399_465_332_934_2),
        ("sexfemale", -0.670_490_945_166_825, 0.155_836_162_202_417_8),
        ("age", 0.021_480_254_315_398, 0.008_072_226_144_245_5),
    ]) {
        assert_eq!(term.name, name);
        close(term.coefficient, coefficient, 1e-9);
        close(term.std_err, std_err, 1e-9);
    }
    close(found.deviance, 1.185_547_713_650_7, 1e-10);
    close(found.fit.log_likelihood, -29.465_871_965_156_6, 1e-10);
    close(found.fit.log_likelihood_null, -65.519_922_747_049, 1e-10);
    assert_eq!((found.residual_df, found.fit.n, found.fit.n_event), (7, 12, 288));
    assert_eq!((found.fit.wald.df, found.fit.score.df, found.fit.likelihood_ratio.df), (4, 4, 4));
    close(found.fit.likelihood_ratio.statistic, 73.293_649_277_435 - 1.185_547_713_650_7, 1e-9);
    assert!(found.fit.converged && found.fit.warnings.is_empty());
    // The score is 0 for the intercept: deaths and their fit agree, weighed by the share in excess.
    let balance = DEATHS.iter().zip(&found.fitted).zip(&EXPECTED);
    let balance: f64 = balance.map(|((&d, mean), expected)| (mean - expected) * (d as f64 / mean - 1.0)).sum();
    close(balance, 0.0, 1e-7);
}

/// A constant excess hazard: 60 deaths in 500 where 20 were expected.
#[test]
fn without_terms_it_is_a_rate() {
    let found = fit(&[60], &[500.0], &[20.0], &DesignMatrix::new(1)).unwrap();
    close(found.fit.terms[0].coefficient, (40.0_f64 / 500.0).ln(), 1e-12);
    // The information is (exp(b) y)^2 / mu.
    close(found.fit.terms[0].std_err, 60.0_f64.sqrt() / 40.0, 1e-12);
    close(found.deviance, 0.0, 1e-9);
    assert_eq!((found.fit.wald.df, found.residual_df), (0, 0));
    close(found.fit.likelihood_ratio.statistic, 0.0, 1e-9);
}

/// Without expected deaths it is Poisson regression: two rates, log ratio and variance 1/a + 1/b.
#[test]
fn without_a_population_it_is_poisson_regression() {
    let mut design = DesignMatrix::new(2);
    design.push_number("treated", &[0.0, 1.0]).unwrap();
    let found = fit(&[30, 10], &[100.0, 200.0], &[0.0, 0.0], &design).unwrap();
    close(found.fit.terms[1].coefficient, (10.0_f64 / 200.0 / 0.3).ln(), 1e-12);
    close(found.fit.terms[1].std_err, (1.0_f64 / 30.0 + 1.0 / 10.0).sqrt(), 1e-9);
}

/// Rows of one pattern may be one row or many, and rows without person-time are none.
#[test]
fn merged_rows_say_the_same() {
    let design = twelve_rows();
    let whole = fit(&DEATHS, &YEARS, &EXPECTED, &design).unwrap();
    let mut halves = DesignMatrix::new(25);
    for (term, name) in design.names().iter().enumerate() {
        let column = design.column(term);
        halves.push_number(name, &[column, column, &[0.0]].concat()).unwrap();
    }
    let halved = |values: &[f64; 12]| [values.map(|v| v / 4.0).as_slice(), &values.map(|v| v * 0.75), &[0.0]].concat();
    let deaths = [DEATHS.map(|d| d / 3).as_slice(), &DEATHS.map(|d| d - d / 3), &[0]].concat();
    let parts = fit(&deaths, &halved(&YEARS), &halved(&EXPECTED), &halves).unwrap();
    for (whole, part) in whole.fit.terms.iter().zip(&parts.fit.terms) {
        close(part.coefficient, whole.coefficient, 1e-8);
        close(part.std_err, whole.std_err, 1e-8);
    }
    assert_eq!(parts.fit.n, 24);
}

#[test]
fn a_level_without_excess_is_named() {
    let mut design = DesignMatrix::new(2);
    design.push_factor("stage", &["distant", "local"], &[0, 1]).unwrap();
    let found = fit(&[60, 10], &[500.0, 900.0], &[20.0, 15.0], &design);
    let named = match found {
        Ok(found) => found.fit.warnings.contains(&FitWarning::MayBeInfinite { term: String::from("stagelocal") }),
        Err(error) => error == Error::NoFiniteMaximum { term: String::from("stagelocal") },
    };
    assert!(named);
}

#[test]
fn rows_that_cannot_be_are_errors() {
    let design = DesignMatrix::new(2);
    let message =
        |deaths: &[u64], time: &[f64], expected: &[f64]| fit(deaths, time, expected, &design).unwrap_err().to_string();
    assert!(message(&[1, 2], &[1.0, 0.0], &[0.0, 0.0]).contains("row 1: expected person-time above 0"));
    assert!(
        message(&[1, 2], &[1.0, 1.0], &[0.0, -0.1])
            .contains("row 1: expected a number of expected deaths of 0 or more")
    );
    assert!(message(&[1, 2], &[f64::NAN, 1.0], &[0.0, 0.1]).contains("row 0: expected person-time"));
    assert!(message(&[1], &[1.0, 1.0], &[0.0, 0.1]).contains("deaths has 1 values"));
    assert_eq!(fit(&[0, 0], &[1.0, 1.0], &[0.0, 0.1], &design).unwrap_err(), Error::NoEvents);
}
