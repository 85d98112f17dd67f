//! The exact partial likelihood of discrete time: the d people who have the event at a time, out of all d from the
//! risk set, by the product of their relative hazards.
//!
//! The denominator is the elementary symmetric polynomial e_d of the relative hazards of those at risk, which grows
//! person by person: e_k(n) = e_k(n-1) + theta_n e_(k-1)(n-1). Going back in time the risk set only grows, so that one
//! run through the people serves every time (n D steps, D the most events at a time, in the place of every subset).
//! Late entries leave it again; then it is made anew at each time.
//!
//! Kept are the means m_k = e_k / (n over k), which stay of the size of theta^k where e_k itself would overflow:
//! m_k(n) = (1 - k/n) m_k(n-1) + (k/n) theta_n m_(k-1)(n-1), likewise their derivatives.

use crate::observed::kaplan_meier::as_real;
use crate::regression::cox::risk_sets::{RiskSets, StratumRows};
use crate::regression::newton::Point;
use crate::regression::symmetric::SymmetricMatrix;

/// m_0 .. m_D of a growing group with first and second derivatives.
struct SymmetricMeans {
    n: usize,
    value: Vec<f64>,
    first: Vec<Vec<f64>>,
    second: Vec<SymmetricMatrix>,
}

impl SymmetricMeans {
    fn new(order: usize, terms: usize) -> Self {
        let mut value = vec![0.0; order + 1];
        value[0] = 1.0;
        Self {
            n: 0,
            value,
            first: vec![vec![0.0; terms]; order + 1],
            second: vec![SymmetricMatrix::zeros(terms); order + 1],
        }
    }

    fn clear(&mut self) {
        self.n = 0;
        for k in 1..self.value.len() {
            self.value[k] = 0.0;
            self.first[k].fill(0.0);
            self.second[k].clear();
        }
    }

    /// Adds a person of relative hazard `theta` with covariates z.
    fn add(&mut self, theta: f64, z: &[f64]) {
        self.n += 1;
        let n = as_real(self.n as u64);
        for k in (1..self.value.len().min(self.n + 1)).rev() {
            let share = as_real(k as u64) / n;
            let (keep, take) = (1.0 - share, share * theta);
            // d(theta m) = theta (m z + m'); d2(theta m) = theta (m z z' + z m'' + m' z' + m'').
            let (below, this) = self.second.split_at_mut(k);
            let (previous, this) = (&below[k - 1], &mut this[0]);
            this.rescale(keep);
            this.add_square(take * self.value[k - 1], z);
            this.add_product(take, z, &self.first[k - 1]);
            this.add(take, previous);

            let (below, this) = self.first.split_at_mut(k);
            for ((this, previous), z) in this[0].iter_mut().zip(&below[k - 1]).zip(z) {
                *this = keep * *this + take * (self.value[k - 1] * z + previous);
            }
            self.value[k] = keep * self.value[k] + take * self.value[k - 1];
        }
    }

    /// Takes the logarithm of e_d, with its derivatives, from a likelihood.
    fn subtract_log(&self, d: usize, point: &mut Point) {
        let n = self.n;
        let log_choose: f64 = (0..d).map(|i| (as_real((n - i) as u64) / as_real((i + 1) as u64)).ln()).sum();
        let (value, first) = (self.value[d], &self.first[d]);
        point.log_likelihood -= log_choose + value.ln();
        for (score, first) in point.score.iter_mut().zip(first) {
            *score -= first / value;
        }
        point.information.add(1.0 / value, &self.second[d]);
        point.information.add_square(-1.0 / (value * value), first);
    }
}

/// Adds log-likelihood, score and information at `beta` to `point`.
pub(crate) fn evaluate(sets: &RiskSets, beta: &[f64], point: &mut Point) {
    let predictors: Vec<f64> = sets.design.predictors(beta).collect();
    for stratum in &sets.strata {
        add_stratum(sets, stratum, &predictors, point);
    }
}

fn add_stratum(sets: &RiskSets, stratum: &StratumRows, predictors: &[f64], point: &mut Point) {
    let of = |rows: &std::ops::Range<usize>| rows.clone().filter(|&row| sets.event[row]).count();
    let order = sets.exits(stratum.rows.clone()).map(|rows| of(&rows)).max().unwrap_or(0);
    // A relative hazard is against the stratum's mean, so that powers of it stay near 1.
    let n = as_real(stratum.rows.len() as u64);
    let mean = predictors[stratum.rows.clone()].iter().map(|eta| eta.exp()).sum::<f64>() / n;
    let shift = mean.ln();
    let theta = |row: usize| (predictors[row] - shift).exp();

    let mut means = SymmetricMeans::new(order, sets.terms());
    for rows in sets.exits(stratum.rows.clone()) {
        let d = of(&rows);
        match &sets.entry {
            None => rows.clone().for_each(|row| means.add(theta(row), sets.design.row(row))),
            Some(_) if d == 0 => {}
            Some(entry) => {
                let time = sets.exit[rows.start];
                means.clear();
                for row in (stratum.rows.start..rows.end).filter(|&row| entry[row] < time) {
                    means.add(theta(row), sets.design.row(row));
                }
            }
        }
        if d > 0 {
            for row in rows.filter(|&row| sets.event[row]) {
                point.log_likelihood += predictors[row] - shift;
                for (score, z) in point.score.iter_mut().zip(sets.design.row(row)) {
                    *score += z;
                }
            }
            means.subtract_log(d, point);
        }
    }
}
