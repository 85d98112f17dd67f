//! Cox regression on samples whose likelihood is solved by hand.

use estimators::{Cox, CoxData, CoxFit, DesignMatrix, Error, FitWarning, Newton, Stop, Ties, TimeTransform, Variance};

/// To the last digits, not to the tolerance of R.
pub(crate) const FULLY: Newton = Newton { stop: Stop::Step(1e-7), max_iterations: 50 };

pub(crate) fn data<'a>(exit: &'a [f64], event: &'a [bool], design: &'a DesignMatrix) -> CoxData<'a> {
    CoxData { entry: None, exit, event, stratum: None, weight: None, design }
}

fn one_term(x: &[f64]) -> DesignMatrix {
    let mut design = DesignMatrix::new(x.len());
    design.push_number("x", x).unwrap();
    design
}

/// Five people, two with x = 1; at time 1 one of each kind has the event, the others leave at 2. With the hazard
/// ratio b the likelihoods are b / (2b+3)^2 (Breslow), b / ((2b+3) (3b+5) / 2) (Efron) and
/// b / (b^2 + 6b + 3) (exact), largest at 3/2, sqrt(5/2) and sqrt(3).
fn five_people(ties: Ties) -> CoxFit {
    let design = one_term(&[1.0, 0.0, 1.0, 0.0, 0.0]);
    let cox = Cox { ties, newton: FULLY, ..Cox::default() };
    cox.fit(&data(&[1.0, 1.0, 2.0, 2.0, 2.0], &[true, true, false, false, false], &design)).unwrap()
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found}, expected {expected}");
}

#[test]
fn tied_events_under_each_rule() {
    let efron = 3.0 * 10.0_f64.sqrt() / (10.0_f64.sqrt() + 3.0).powi(2)
        + 5.0 * 22.5_f64.sqrt() / (22.5_f64.sqrt() + 5.0).powi(2);
    let ten = 10.0_f64;
    for (ties, ratio, information, null) in [
        (Ties::Breslow, 1.5, 0.5, -2.0 * 5.0_f64.ln()),
        (Ties::Efron, 2.5_f64.sqrt(), efron, -(5.0_f64.ln() + 4.0_f64.ln())),
        (Ties::Exact, 3.0_f64.sqrt(), (3.0_f64.sqrt() - 1.0) / 2.0, -ten.ln()),
    ] {
        let fit = five_people(ties).fit;
        assert!(fit.converged && fit.warnings.is_empty());
        assert_eq!((fit.n, fit.n_event), (5, 2));
        close(fit.terms[0].coefficient, ratio.ln());
        close(fit.terms[0].std_err, 1.0 / f64::sqrt(information));
        close(fit.log_likelihood_null, null);
        close(fit.likelihood_ratio.statistic, 2.0 * (fit.log_likelihood - null));
        close(fit.wald.statistic, ratio.ln().powi(2) * information);
        close(fit.wald.p, fit.terms[0].p);
    }
}

#[test]
fn baseline_hazard_at_zero() {
    // Two events face 2b + 3 = 6.
    let breslow = five_people(Ties::Breslow).baseline();
    assert_eq!(breslow.len(), 1);
    let steps = &breslow[0].steps;
    assert_eq!((steps.len(), steps[0].n_risk, steps[0].n_event, steps[1].n_risk), (2, 5, 2, 3));
    close(steps[0].hazard, 1.0 / 3.0);
    close(steps[1].cum_hazard, 1.0 / 3.0);
    let b = 2.5_f64.sqrt();
    let efron = five_people(Ties::Efron).baseline();
    close(efron[0].steps[1].cum_hazard, 1.0 / (2.0 * b + 3.0) + 2.0 / (3.0 * b + 5.0));
}

/// The event with x = 1 meets 1, 0, 0 who stay: 2.5 of 3; the one with x = 0 has no lower: 1 of 3.
#[test]
fn pairs_that_agree() {
    close(five_people(Ties::Efron).concordance().estimate, 3.5 / 6.0);
}

/// Without ties and with b = sqrt(1/2): residuals of score and the sandwich by hand. The risk sets' mean x are
/// p = 2b / (2b + 1) and q = b / (b + 1), with the hazards 1 / (2b + 1) and 1 / (b + 1).
#[test]
fn sandwich_of_three_people() {
    let design = one_term(&[1.0, 0.0, 1.0]);
    let (exit, event) = ([1.0, 2.0, 3.0], [true, true, false]);
    let data = data(&exit, &event, &design);
    let fit = Cox { variance: Variance::Robust, newton: FULLY, ..Cox::default() }.fit(&data).unwrap().fit;
    let b = 0.5_f64.sqrt();
    let (p, q) = (2.0 * b / (2.0 * b + 1.0), b / (b + 1.0));
    let (h1, h2) = (1.0 / (2.0 * b + 1.0), 1.0 / (b + 1.0));
    let first = (1.0 - p) - b * (1.0 - p) * h1;
    let second = -q - (-p * h1 - q * h2);
    let third = -b * ((1.0 - p) * h1 + (1.0 - q) * h2);
    close(first + second + third, 0.0);
    let information = p * (1.0 - p) + q * (1.0 - q);
    let squares = first * first + second * second + third * third;
    close(fit.terms[0].std_err, 1.0 / information.sqrt());
    close(fit.terms[0].robust_std_err.unwrap(), squares.sqrt() / information);
    close(fit.covariance.get(0, 0), squares / (information * information));
    close(fit.terms[0].z, b.ln() / fit.terms[0].robust_std_err.unwrap());
    let (lower, upper) = fit.terms[0].limits(estimators::ConfLevel::default());
    close(lower + upper, 2.0 * b.ln());

    // First and third together are one cluster.
    let clustered = Cox { variance: Variance::Clustered(&[7, 2, 7]), newton: FULLY, ..Cox::default() };
    let fit = clustered.fit(&data).unwrap().fit;
    close(fit.covariance.get(0, 0), ((first + third).powi(2) + second * second) / (information * information));
}

#[test]
fn fewer_clusters_than_terms_are_warned_of() {
    let mut design = one_term(&[1.0, 0.0, 1.0, 0.0, 0.5]);
    design.push_number("y", &[0.0, 1.0, 2.0, 0.5, 1.0]).unwrap();
    let cox = Cox { variance: Variance::Clustered(&[4; 5]), ..Cox::default() };
    let fit = cox.fit(&data(&[1.0, 2.0, 3.0, 4.0, 5.0], &[true; 5], &design)).unwrap().fit;
    assert!(fit.wald.statistic.is_nan() && fit.warnings.contains(&FitWarning::SingularCovariance), "{fit:?}");
}

#[test]
fn a_level_without_events_is_named() {
    let design = one_term(&[1.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
    let (exit, event) = ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [false, false, true, true, true, false]);
    let cox = Cox::default();
    for cox in [cox, Cox { newton: FULLY, ..cox }, Cox { ties: Ties::Breslow, ..cox }, Cox { ties: Ties::Exact, ..cox }]
    {
        let fit = cox.fit(&data(&exit, &event, &design)).unwrap().fit;
        assert!(fit.warnings.contains(&FitWarning::MayBeInfinite { term: String::from("x") }), "{:?}", fit.warnings);
        assert!(fit.warnings[0].to_string().contains("coefficient of x may be infinite"));
        assert!(fit.terms[0].std_err.is_finite());
    }
}

#[test]
fn what_cannot_be_fitted_is_an_error_that_names_it() {
    let (exit, event) = ([1.0, 2.0, 3.0, 4.0], [true, true, false, true]);
    let fit = |terms: &[(&str, [f64; 4])], cox: Cox<'_>, change: &dyn Fn(&mut CoxData<'_>)| {
        let mut design = DesignMatrix::new(4);
        terms.iter().for_each(|(name, x)| design.push_number(name, x).unwrap());
        let mut data = data(&exit, &event, &design);
        change(&mut data);
        cox.fit(&data).unwrap_err()
    };
    let x = ("x", [1.0, 0.5, 3.0, 2.0]);
    let cox = Cox::default();
    let twice = fit(&[x, ("y", [3.0, 2.0, 7.0, 5.0])], cox, &|_| {});
    assert_eq!(twice, Error::CollinearTerm { term: String::from("y") });
    assert!(twice.to_string().contains("term y is a combination"));
    assert_eq!(fit(&[("c", [2.1; 4])], cox, &|_| {}), Error::ConstantTerm { term: String::from("c") });
    assert_eq!(fit(&[], cox, &|_| {}), Error::NoTerms);
    assert_eq!(fit(&[x], cox, &|data| data.event = &[false; 4]), Error::NoEvents);
    // One value within each stratum says nothing either.
    let stratum = |data: &mut CoxData<'_>| data.stratum = Some(&[0, 1, 0, 1]);
    assert_eq!(fit(&[("s", [0.1, 0.7, 0.1, 0.7])], cox, &stratum), Error::CollinearTerm { term: String::from("s") });
    assert_eq!(fit(&[x], cox, &|data| data.exit = &[1.0, f64::NAN, 1.0, 1.0]), Error::TimeNotFinite { index: 1 });
    assert_eq!(fit(&[x], cox, &|data| data.entry = Some(&[0.0, 0.0, 3.0, 0.0])), Error::ExitBeforeEntry { index: 2 });
    assert_eq!(fit(&[x], cox, &|data| data.weight = Some(&[1.0, 1.0, 1.0, 0.0])), Error::CaseWeight { index: 3 });
    assert!(fit(&[x], cox, &|data| data.event = &[true]).to_string().contains("event has 1 values, expected 4"));
    let clusters = Cox { variance: Variance::Clustered(&[1, 2]), ..cox };
    assert!(fit(&[x], clusters, &|_| {}).to_string().contains("cluster has 2 values"));

    let exact = Cox { ties: Ties::Exact, ..cox };
    assert!(fit(&[x], exact, &|data| data.weight = Some(&[2.0; 4])).to_string().contains("cannot take case weights"));
    let robust = Cox { variance: Variance::Robust, ..exact };
    assert!(fit(&[x], robust, &|_| {}).to_string().contains("cannot give robust standard errors"));
    assert!(five_people(Ties::Exact).proportionality(TimeTransform::Identity).is_err());

    let mut design = DesignMatrix::new(2);
    assert!(design.push_number("x", &[1.0]).unwrap_err().to_string().contains("term x has 1 values, expected 2"));
    assert!(design.push_number("x", &[1.0, f64::NAN]).unwrap_err().to_string().contains("term x, row 1"));
    assert!(design.push_factor("f", &["a", "b"], &[0, 2]).unwrap_err().to_string().contains("found level 2"));
}
