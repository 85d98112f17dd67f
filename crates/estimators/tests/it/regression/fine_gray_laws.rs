//! Fine-Gray regression on a sample solved by hand, against Cox where the two are one, and against its slow twin.

use estimators::{CompetingData, Cox, CoxData, DesignMatrix, Error, FineGray, FineGrayFit, FitWarning, Ties, Variance};
use proptest::prelude::*;

use super::cox_worked::FULLY;

/// (exit, cause, x, censoring group)
type Person = (u32, u8, u32, u32);

fn people() -> impl Strategy<Value = Vec<Person>> {
    prop::collection::vec((1..12_u32, 0..3_u8, 0..6_u32, 0..2_u32), 15..40)
}

fn design(people: &[Person]) -> DesignMatrix {
    let mut design = DesignMatrix::new(people.len());
    design.push_number("x", &people.iter().map(|p| f64::from(p.2)).collect::<Vec<f64>>()).unwrap();
    design
}

fn fit(people: &[Person], grouped: bool) -> Result<FineGrayFit, Error> {
    let group: Vec<u32> = people.iter().map(|p| p.3).collect();
    FineGray::of_cause(1).fit(&CompetingData {
        exit: &people.iter().map(|p| f64::from(p.0)).collect::<Vec<f64>>(),
        cause: &people.iter().map(|p| p.1).collect::<Vec<u8>>(),
        censoring_group: grouped.then_some(&group),
        design: &design(people),
    })
}

/// Only fits whose coefficient is finite.
fn finite(people: &[Person], grouped: bool) -> Option<FineGrayFit> {
    let found = fit(people, grouped).ok()?;
    (found.fit.converged && found.fit.terms[0].coefficient.abs() < 5.0).then_some(found)
}

/// The same coefficient and standard errors as Cox with Breslow's ties and the robust variance.
fn same_as_cox(found: &FineGrayFit, exit: &[f64], event: &[bool], design: &DesignMatrix) -> Result<(), TestCaseError> {
    let cox = Cox { ties: Ties::Breslow, variance: Variance::Robust, newton: FULLY };
    let data = CoxData { entry: None, exit, event, stratum: None, weight: None, design };
    let cox = cox.fit(&data).unwrap().fit;
    prop_assert!((found.fit.terms[0].coefficient - cox.terms[0].coefficient).abs() < 1e-9);
    prop_assert!((found.fit.terms[0].std_err - cox.terms[0].std_err).abs() < 1e-9);
    prop_assert!((found.fit.covariance.get(0, 0) - cox.covariance.get(0, 0)).abs() < 1e-9);
    prop_assert!((found.fit.log_likelihood - cox.log_likelihood).abs() < 1e-9);
    Ok(())
}

/// The coefficient's score and information, and its covariance, person by person and time by time.
fn slow_twin(people: &[Person], beta: f64) -> (f64, f64) {
    let uncensored = |group: u32, t: u32| -> f64 {
        let at_risk = |u: u32| people.iter().filter(|p| p.0 >= u && p.3 == group).count() as f64;
        if at_risk(t) == 0.0 {
            return 0.0;
        }
        let censored = |u: u32| people.iter().filter(|p| p.0 == u && p.1 == 0 && p.3 == group).count() as f64;
        (1..t).filter(|&u| censored(u) > 0.0).map(|u| 1.0 - censored(u) / at_risk(u)).product()
    };
    let weight = |p: &Person, t: u32| match p {
        p if p.0 >= t => 1.0,
        p if p.1 == 2 => uncensored(p.3, t) / uncensored(p.3, p.0),
        _ => 0.0,
    };
    let relative = |p: &Person| (beta * f64::from(p.2)).exp();
    let sum = |t: u32, power: i32| -> f64 {
        people.iter().map(|p| weight(p, t) * relative(p) * f64::from(p.2).powi(power)).sum()
    };
    let deaths = |t: u32| people.iter().filter(|p| p.0 == t && p.1 == 1).count() as f64;
    let times: Vec<u32> = (1..12).filter(|&t| deaths(t) > 0.0).collect();
    let mean = |t: u32| sum(t, 1) / sum(t, 0);
    let jump = |t: u32| deaths(t) / sum(t, 0);
    let score: f64 = people.iter().filter(|p| p.1 == 1).map(|p| f64::from(p.2) - mean(p.0)).sum();
    let information: f64 = times.iter().map(|&t| deaths(t) * (sum(t, 2) / sum(t, 0) - mean(t).powi(2))).sum();

    let faced = |p: &Person, t: u32| weight(p, t) * relative(p) * (f64::from(p.2) - mean(t)) * jump(t);
    let q = |u: u32, group: u32| -> f64 {
        let dead = people.iter().filter(|p| p.1 == 2 && p.0 < u && p.3 == group);
        dead.map(|p| times.iter().filter(|&&t| t >= u).map(|&t| faced(p, t)).sum::<f64>()).sum()
    };
    let at_risk = |u: u32, group: u32| people.iter().filter(|p| p.0 >= u && p.3 == group).count() as f64;
    let squares: f64 = (people.iter())
        .map(|p| {
            let own = if p.1 == 1 { f64::from(p.2) - mean(p.0) } else { 0.0 };
            let eta = own - times.iter().map(|&t| faced(p, t)).sum::<f64>();
            let psi = |u: u32| q(u, p.3) / at_risk(u, p.3);
            let own = if p.1 == 0 { psi(p.0) } else { 0.0 };
            let before = people.iter().filter(|c| c.1 == 0 && c.0 <= p.0 && c.3 == p.3);
            (eta + own - before.map(|c| psi(c.0) / at_risk(c.0, p.3)).sum::<f64>()).powi(2)
        })
        .sum();
    (score, squares / (information * information))
}

/// Died of the cause at 1 (x = 1), of another at 2 (x = 0), censored at 3 (x = 0), of the cause at 4 (x = 0) and at 5
/// (x = 1). At 3 three are alive and under observation, so that G falls to 2/3 and the second person counts 2/3 at 4
/// and 5. With the ratio b the likelihood is b / (2b + 3) * 1 / (b + 5/3) * b / (b + 2/3).
#[test]
fn five_people() {
    let people = [(1, 1, 1, 0), (2, 2, 0, 0), (3, 0, 0, 0), (4, 1, 0, 0), (5, 1, 1, 0)];
    let found = fit(&people, false).unwrap();
    let b = found.fit.terms[0].coefficient.exp();
    let slope = 2.0 - 2.0 * b / (2.0 * b + 3.0) - b / (b + 5.0 / 3.0) - b / (b + 2.0 / 3.0);
    assert!(slope.abs() < 1e-12, "{slope}");
    assert_eq!((found.fit.n, found.fit.n_event), (5, 3));
    let jumps = [1.0 / (2.0 * b + 3.0), 1.0 / (b + 5.0 / 3.0), 1.0 / (b + 2.0 / 3.0)];
    let mut sum = 0.0;
    for (step, jump) in found.baseline.iter().zip(jumps) {
        sum += jump;
        assert!((step.hazard - jump).abs() < 1e-12 && (step.cum_hazard - sum).abs() < 1e-12);
    }
    assert_eq!(found.baseline.iter().map(|step| step.n_risk).collect::<Vec<usize>>(), [5, 2, 1]);
}

#[test]
fn what_cannot_be_fitted_is_said() {
    let people = [(1, 2, 1, 0), (2, 2, 0, 0), (3, 0, 0, 0)];
    assert_eq!(fit(&people, false).unwrap_err(), Error::NoEvents);
    let one_sided = [(1, 1, 0, 0), (2, 1, 0, 0), (3, 0, 1, 0), (4, 2, 1, 0)];
    let warnings = fit(&one_sided, false).unwrap().fit.warnings;
    assert!(warnings.contains(&FitWarning::MayBeInfinite { term: String::from("x") }), "{warnings:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_is_its_slow_twin(people in people(), grouped in any::<bool>()) {
        let Some(found) = finite(&people, grouped) else { return Ok(()) };
        let mut people = people;
        if !grouped {
            people.iter_mut().for_each(|p| p.3 = 0);
        }
        let (score, covariance) = slow_twin(&people, found.fit.terms[0].coefficient);
        prop_assert!(score.abs() < 1e-8, "{score}");
        prop_assert!((found.fit.covariance.get(0, 0) / covariance - 1.0).abs() < 1e-8);
    }

    #[test]
    fn without_competing_causes_it_is_cox(mut people in people()) {
        people.iter_mut().for_each(|p| p.1 = p.1.min(1));
        let Some(found) = finite(&people, true) else { return Ok(()) };
        let exit: Vec<f64> = people.iter().map(|p| f64::from(p.0)).collect();
        let event: Vec<bool> = people.iter().map(|p| p.1 == 1).collect();
        same_as_cox(&found, &exit, &event, &design(&people))?;
    }

    /// Then whoever died of another cause stays for ever.
    #[test]
    fn without_censoring_it_is_cox_with_competing_deaths_at_the_end(mut people in people()) {
        people.iter_mut().for_each(|p| p.1 = p.1.max(1));
        let Some(found) = finite(&people, true) else { return Ok(()) };
        // A group is uncensored only as long as it is followed.
        let last = |group: u32| people.iter().filter(|p| p.3 == group).map(|p| p.0).max();
        prop_assume!(last(0) == last(1));
        let exit: Vec<f64> = people.iter().map(|p| if p.1 == 1 { f64::from(p.0) } else { 99.0 }).collect();
        let event: Vec<bool> = people.iter().map(|p| p.1 == 1).collect();
        same_as_cox(&found, &exit, &event, &design(&people))?;
    }
}
