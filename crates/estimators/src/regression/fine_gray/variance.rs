//! Fine and Gray's sandwich.
//!
//! With dH(s) the jumps of the baseline, zbar(s) the mean of the risk set and w = exp(z' beta), person i has
//!
//! eta_i = [z_i - zbar(X_i), if the cause killed them] - w_i sum over s <= X_i of (z_i - zbar(s)) dH(s)
//!
//! and, had another cause killed them, - w_i / G(X_i-) sum over s > X_i of (z_i - zbar(s)) G(s-) dH(s). The last is
//! what the estimation of G moves. With
//!
//! q(u) = sum over such i with X_i < u of w_i / G(X_i-) sum over s >= u of (z_i - zbar(s)) G(s-) dH(s)
//!
//! and n(u) at risk, psi_i = [q(X_i) / n(X_i), if censored] - sum over u <= X_i of q(u) / n(u) c(u) / n(u), c(u) being
//! the number censored at u; all within a censoring group. Sums over s are kept as sums of dH and of zbar dH, so that
//! each person costs one look-up.

use crate::observed::kaplan_meier::as_real;
use crate::regression::fine_gray::subdistribution::{Outcome, Subdistribution};
use crate::regression::newton::Maximum;
use crate::regression::symmetric::SymmetricMatrix;

/// A sum of dH, and with each term's zbar of zbar dH.
#[derive(Debug, Clone)]
struct Integral {
    hazard: f64,
    expected: Vec<f64>,
}

impl Integral {
    fn zero(terms: usize) -> Self {
        Self { hazard: 0.0, expected: vec![0.0; terms] }
    }

    fn add(&mut self, by: f64, other: &Self) {
        self.hazard += by * other.hazard;
        for (sum, value) in self.expected.iter_mut().zip(&other.expected) {
            *sum += by * value;
        }
    }

    /// The sum of (z - zbar) dH.
    fn of<'a>(&'a self, z: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        z.iter().zip(&self.expected).map(|(z, expected)| z * self.hazard - expected)
    }
}

/// One censoring group, at one time.
struct Group {
    /// The sum of G(s-) dH(s) over what is to come.
    ahead: Integral,
    /// The sums of w / G(X-) and z w / G(X-) over those whom other causes killed before.
    competing: Integral,
    /// The sum of q(u) / n(u) c(u) / n(u) until now.
    compensator: Vec<f64>,
}

/// The covariance of the coefficients.
pub(crate) fn covariance(people: &Subdistribution, maximum: &Maximum) -> SymmetricMatrix {
    let terms = people.design.terms;
    let eta = people.predictors(&maximum.beta);
    // The jump at each time, the latest first.
    let mut jumps = Vec::new();
    people.sweep(&eta, |time, risk_set| {
        let hazard = as_real(time.n_event as u64) / risk_set.s0;
        let mean: Vec<f64> = risk_set.s1.iter().map(|s1| s1 / risk_set.s0).collect();
        jumps.push(Integral { hazard, expected: mean.iter().map(|mean| mean * hazard).collect() });
    });
    let group =
        |_| Group { ahead: Integral::zero(terms), competing: Integral::zero(terms), compensator: vec![0.0; terms] };
    let mut groups: Vec<Group> = (0..people.n_groups).map(group).collect();
    for (time, jump) in people.times.iter().filter(|time| time.n_event > 0).zip(&jumps) {
        for (group, &uncensored) in groups.iter_mut().zip(&time.uncensored) {
            group.ahead.add(uncensored, jump);
        }
    }

    let mut passed = Integral::zero(terms);
    let mut residual = vec![0.0; terms];
    let mut covariance = SymmetricMatrix::zeros(terms);
    for time in people.times.iter().rev() {
        // What a censoring now moves, q(u) / n(u).
        let moved: Vec<Vec<f64>> = (groups.iter_mut().zip(&time.at_risk).zip(&time.censored))
            .map(|((group, &at_risk), &censored)| {
                if censored == 0.0 {
                    return Vec::new();
                }
                let (dead, ahead) = (&group.competing, &group.ahead);
                let q = |term: usize| dead.expected[term] * ahead.hazard - dead.hazard * ahead.expected[term];
                let moved: Vec<f64> = (0..terms).map(|term| q(term) / at_risk).collect();
                for (sum, moved) in group.compensator.iter_mut().zip(&moved) {
                    *sum += moved * censored / at_risk;
                }
                moved
            })
            .collect();
        let jump = if time.n_event > 0 { jumps.pop() } else { None };
        if let Some(jump) = &jump {
            passed.add(1.0, jump);
            for (group, &uncensored) in groups.iter_mut().zip(&time.uncensored) {
                group.ahead.add(-uncensored, jump);
            }
        }
        for row in time.rows.clone() {
            let (z, relative) = (people.design.row(row), eta[row].exp());
            let of_group = people.group[row] as usize;
            let group = &mut groups[of_group];
            for ((residual, faced), compensator) in residual.iter_mut().zip(passed.of(z)).zip(&group.compensator) {
                *residual = -relative * faced - compensator;
            }
            match (people.outcome[row], &jump) {
                (Outcome::Event, Some(jump)) => {
                    for ((residual, z), expected) in residual.iter_mut().zip(z).zip(&jump.expected) {
                        *residual += z - expected / jump.hazard;
                    }
                }
                (Outcome::Competing, _) => {
                    let weight = relative / people.uncensored[row];
                    for (residual, faced) in residual.iter_mut().zip(group.ahead.of(z)) {
                        *residual -= weight * faced;
                    }
                    group.competing.hazard += weight;
                    for (sum, z) in group.competing.expected.iter_mut().zip(z) {
                        *sum += weight * z;
                    }
                }
                _ => {
                    for (residual, moved) in residual.iter_mut().zip(&moved[of_group]) {
                        *residual += moved;
                    }
                }
            }
            covariance.add_square(1.0, &maximum.covariance.times(&residual));
        }
    }
    covariance
}
