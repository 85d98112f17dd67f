//! What must hold of Cox regression whatever the people.

use estimators::{CellKey, Cox, CoxData, DayCells, DesignMatrix, Fit, FollowUp, LogRank, Ties, Variance};
use proptest::prelude::*;

use super::cox_worked::{FULLY, data};

/// (exit, event, x, y)
type Person = (u32, bool, u32, bool);

fn people(days: u32) -> impl Strategy<Value = Vec<Person>> {
    prop::collection::vec((1..days, any::<bool>(), 0..10_u32, any::<bool>()), 12..40)
}

struct Cohort {
    exit: Vec<f64>,
    event: Vec<bool>,
    design: DesignMatrix,
}

impl Cohort {
    fn new(people: &[Person]) -> Self {
        let mut design = DesignMatrix::new(people.len());
        design.push_number("x", &people.iter().map(|p| f64::from(p.2)).collect::<Vec<f64>>()).unwrap();
        design.push_factor("y", &["no", "yes"], &people.iter().map(|p| u32::from(p.3)).collect::<Vec<u32>>()).unwrap();
        let exit = people.iter().map(|p| f64::from(p.0)).collect();
        Self { exit, event: people.iter().map(|p| p.1).collect(), design }
    }

    fn data(&self) -> CoxData<'_> {
        data(&self.exit, &self.event, &self.design)
    }
}

/// A fit whose coefficients are all finite; many a small random cohort has none.
fn finite(cox: Cox<'_>, data: &CoxData<'_>) -> Option<Fit> {
    let fit = Cox { newton: FULLY, ..cox }.fit(data).ok()?.fit;
    (fit.converged && fit.terms.iter().all(|term| term.coefficient.abs() < 8.0)).then_some(fit)
}

fn same(left: &Fit, right: &Fit) -> Result<(), TestCaseError> {
    for (left, right) in left.terms.iter().zip(&right.terms) {
        prop_assert!((left.coefficient - right.coefficient).abs() < 1e-8, "{left:?} {right:?}");
        prop_assert!((left.std_err - right.std_err).abs() < 1e-7);
        let robust = |term: &estimators::Coefficient| term.robust_std_err.unwrap_or(0.0);
        prop_assert!((robust(left) - robust(right)).abs() < 1e-7);
    }
    Ok(())
}

/// Every choice of `d` of `values`, as the products of those chosen, added up.
fn elementary(values: &[f64], d: usize) -> f64 {
    match (d, values.split_first()) {
        (0, _) => 1.0,
        (_, None) => 0.0,
        (_, Some((first, rest))) => first * elementary(rest, d - 1) + elementary(rest, d),
    }
}

const ALL: [Ties; 3] = [Ties::Efron, Ties::Breslow, Ties::Exact];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn follow_up_in_pieces_is_follow_up(people in people(12), cut in prop::collection::vec(0..12_u32, 40)) {
        let whole = Cohort::new(&people);
        let mut pieces = Vec::new();
        let mut entry = Vec::new();
        for (&person, &cut) in people.iter().zip(&cut) {
            if 0 < cut && cut < person.0 {
                pieces.push((cut, false, person.2, person.3));
                entry.push(0.0);
            }
            pieces.push(person);
            entry.push(if cut < person.0 { f64::from(cut) } else { 0.0 });
        }
        let split = Cohort::new(&pieces);
        for ties in ALL {
            let cox = Cox { ties, ..Cox::default() };
            let pieces = finite(cox, &CoxData { entry: Some(&entry), ..split.data() });
            if let (Some(whole), Some(pieces)) = (finite(cox, &whole.data()), pieces) {
                same(&whole, &pieces)?;
                prop_assert!((whole.log_likelihood - pieces.log_likelihood).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn the_order_of_people_does_not_matter(people in people(8)) {
        let mut reversed = people.clone();
        reversed.reverse();
        for ties in ALL {
            let cox = Cox { ties, ..Cox::default() };
            let fits = [&people, &reversed].map(|people| finite(cox, &Cohort::new(people).data()));
            if let [Some(left), Some(right)] = fits {
                same(&left, &right)?;
            }
        }
    }

    #[test]
    fn the_rules_for_ties_are_one_without_ties(mut people in people(12)) {
        people.iter_mut().zip(1..).for_each(|(person, time)| person.0 = time);
        let fits = ALL.map(|ties| finite(Cox { ties, ..Cox::default() }, &Cohort::new(&people).data()));
        if let [Some(efron), Some(breslow), Some(exact)] = fits {
            same(&efron, &breslow)?;
            same(&efron, &exact)?;
        }
    }

    /// Breslow's likelihood of doubled weights is that of people seen twice; as a cluster of two they are one person
    /// to the robust variance.
    #[test]
    fn a_weight_of_two_is_two_people(people in people(8)) {
        let twice: Vec<Person> = people.iter().flat_map(|&person| [person, person]).collect();
        let cluster: Vec<u32> = (0..twice.len() as u32).map(|row| row / 2).collect();
        let weight = vec![2.0; people.len()];
        let (once, twice) = (Cohort::new(&people), Cohort::new(&twice));
        let breslow = Cox { ties: Ties::Breslow, variance: Variance::Robust, ..Cox::default() };
        let weighted = finite(breslow, &CoxData { weight: Some(&weight), ..once.data() });
        let twice = finite(Cox { variance: Variance::Clustered(&cluster), ..breslow }, &twice.data());
        if let (Some(weighted), Some(twice)) = (weighted, twice) {
            same(&weighted, &twice)?;
        }
    }

    /// The log-likelihood at 0 and at the maximum, from every choice of as many people as have the event.
    #[test]
    fn the_exact_likelihood_is_that_of_all_choices(people in people(5)) {
        let cohort = Cohort::new(&people);
        let Some(fit) = finite(Cox { ties: Ties::Exact, ..Cox::default() }, &cohort.data()) else { return Ok(()) };
        let log_likelihood = |beta: [f64; 2]| -> f64 {
            let theta = |p: &Person| (beta[0] * f64::from(p.2) + beta[1] * f64::from(u8::from(p.3))).exp();
            (1..5).map(|time| {
                let events: Vec<f64> = people.iter().filter(|p| p.0 == time && p.1).map(theta).collect();
                let at_risk: Vec<f64> = people.iter().filter(|p| p.0 >= time).map(theta).collect();
                (events.iter().product::<f64>() / elementary(&at_risk, events.len())).ln()
            }).sum()
        };
        prop_assert!((fit.log_likelihood_null - log_likelihood([0.0, 0.0])).abs() < 1e-9);
        let beta = [fit.terms[0].coefficient, fit.terms[1].coefficient];
        prop_assert!((fit.log_likelihood - log_likelihood(beta)).abs() < 1e-9);
    }

    /// One stratum for all, or one each of two cohorts: the log-likelihoods add up at one beta, 0.
    #[test]
    fn strata_do_not_meet(left in people(8), right in people(8)) {
        let both: Vec<Person> = left.iter().chain(&right).copied().collect();
        let stratum: Vec<u32> = (0..both.len()).map(|row| u32::from(row < left.len())).collect();
        let [left, right, both] = [&left, &right, &both].map(|people| Cohort::new(people));
        for ties in ALL {
            let cox = Cox { ties, ..Cox::default() };
            let stratified = finite(cox, &CoxData { stratum: Some(&stratum), ..both.data() });
            if let (Some(left), Some(right), Some(both)) = (finite(cox, &left.data()), finite(cox, &right.data()), stratified) {
                let sum = left.log_likelihood_null + right.log_likelihood_null;
                prop_assert!((both.log_likelihood_null - sum).abs() < 1e-9);
            }
        }
    }

    /// The score test of one indicator under exact ties is the log-rank test, strata and all.
    #[test]
    fn the_score_test_of_exact_ties_is_the_log_rank_test(people in people(6), stratum in prop::collection::vec(0..2_u32, 40)) {
        let stratum = &stratum[..people.len()];
        let cohort = Cohort::new(&people);
        let mut design = DesignMatrix::new(people.len());
        design.push_number("y", cohort.design.column(1)).unwrap();
        let data = CoxData { stratum: Some(stratum), design: &design, ..cohort.data() };
        let Ok(fitted) = (Cox { ties: Ties::Exact, ..Cox::default() }).fit(&data) else { return Ok(()) };

        let cells = |s: u32, y: bool| {
            let group = people.iter().zip(stratum).filter(|(p, stratum)| **stratum == s && p.3 == y);
            let (exit, died): (Vec<u32>, Vec<bool>) = group.map(|(p, _)| (p.0, p.1)).unzip();
            DayCells::tally(CellKey::TUMORS, FollowUp { entry: None, exit: &exit, died: &died }).unwrap()
        };
        let cells = [0, 1].map(|s| [false, true].map(|y| cells(s, y)));
        let strata: Vec<Vec<&DayCells>> = cells.iter().map(|groups| groups.iter().collect()).collect();
        let log_rank = LogRank::default().finish(&strata).unwrap();
        prop_assert!((fitted.fit.score.statistic - log_rank.chi_square).abs() < 1e-9);
        prop_assert!((fitted.fit.score.p - log_rank.p).abs() < 1e-9);
    }
}
