//! The sandwich variance of Lin and Wei, from score residuals.
//!
//! The score residual of a person is what the model's hazard did not foresee of their covariates: z_i minus its
//! expectation at the event, if they have it, less the integral over their time at risk of
//! exp(z_i' beta) (z_i - zbar(t)) dH(t). It adds up to the score, and times the inverse information it is nearly by how
//! much beta would move without that person. Ties are counted as in the likelihood.

use crate::regression::cox::Ties;
use crate::regression::cox::partial_likelihood::TieSums;
use crate::regression::cox::risk_sets::{Predicted, RiskSets, StratumRows};
use crate::regression::newton::Maximum;
use crate::regression::symmetric::SymmetricMatrix;

/// The robust covariance, by cluster where there are clusters.
pub(crate) fn covariance(sets: &RiskSets, ties: Ties, maximum: &Maximum) -> SymmetricMatrix {
    let terms = sets.terms();
    let mut residuals = score_residuals(sets, ties, &maximum.beta);
    for (residuals, weight) in residuals.chunks_exact_mut(terms).zip(&sets.weight) {
        residuals.iter_mut().for_each(|residual| *residual *= weight);
    }
    let mut covariance = SymmetricMatrix::zeros(terms);
    for residual in sets.by_cluster(&residuals, terms).chunks_exact(terms) {
        covariance.add_square(1.0, &maximum.covariance.times(residual));
    }
    covariance
}

/// Row after row, a value a term; not weighted.
fn score_residuals(sets: &RiskSets, ties: Ties, beta: &[f64]) -> Vec<f64> {
    let predicted = sets.predict(beta);
    let mut residuals = vec![0.0; sets.exit.len() * sets.terms()];
    for stratum in &sets.strata {
        let faced = Faced::of(sets, stratum, ties, &predicted, &mut residuals);
        let entry = sets.entry.as_deref();
        for row in stratum.rows.clone() {
            // An event's own time is counted already, as those who have the event face it.
            let until = if sets.event[row] { faced.before(sets.exit[row]) } else { faced.by(sets.exit[row]) };
            let from = entry.map_or(0, |entry| faced.by(entry[row]));
            let (z, terms) = (sets.design.row(row), sets.terms());
            let relative = predicted.eta[row].exp();
            let residual = &mut residuals[row * terms..][..terms];
            for (term, residual) in residual.iter_mut().enumerate() {
                let (hazard, expected) = faced.between(from, until, term);
                *residual -= relative * (z[term] * hazard - expected);
            }
        }
    }
    residuals
}

/// The cumulative hazard, and the integral of the expected z by it, after each event time.
struct Faced {
    times: Vec<f64>,
    hazard: Vec<f64>,
    /// `[time][term]`.
    expected: Vec<f64>,
    terms: usize,
}

impl Faced {
    /// Puts into `residuals` what the events of the stratum are at their own times.
    fn of(sets: &RiskSets, stratum: &StratumRows, ties: Ties, predicted: &Predicted, residuals: &mut [f64]) -> Self {
        let terms = sets.terms();
        let mut faced = Self { times: Vec::new(), hazard: Vec::new(), expected: Vec::new(), terms };
        sets.sweep(stratum, predicted, |at| {
            if at.n_event == 0 {
                return;
            }
            let sums = TieSums::new(ties, at);
            faced.times.push(at.time);
            faced.hazard.push(sums.hazard);
            faced.expected.extend((0..terms).map(|term| sums.faced(at, term)));
            for row in at.rows.clone().filter(|&row| sets.event[row]) {
                let relative = predicted.eta[row].exp();
                for (term, z) in sets.design.row(row).iter().enumerate() {
                    let own = z * sums.hazard_faced_by_events() - sums.faced_by_events(at, term);
                    residuals[row * terms + term] = z - sums.mean(at, term) - relative * own;
                }
            }
        });
        faced.accumulate();
        faced
    }

    /// From jumps, the latest first, to sums, the earliest first, after a 0.
    fn accumulate(&mut self) {
        self.times.reverse();
        self.hazard.push(0.0);
        self.hazard.reverse();
        let mut expected = vec![0.0; self.terms];
        for jumps in self.expected.rchunks(self.terms) {
            let start = expected.len() - self.terms;
            for (term, jump) in jumps.iter().enumerate() {
                expected.push(expected[start + term] + jump);
            }
        }
        self.expected = expected;
        for time in 1..self.hazard.len() {
            self.hazard[time] += self.hazard[time - 1];
        }
    }

    /// How many event times lie before a time.
    fn before(&self, time: f64) -> usize {
        self.times.partition_point(|t| *t < time)
    }

    /// How many have passed by a time.
    fn by(&self, time: f64) -> usize {
        self.times.partition_point(|t| *t <= time)
    }

    fn between(&self, from: usize, until: usize, term: usize) -> (f64, f64) {
        let expected = |passed: usize| self.expected[passed * self.terms + term];
        (self.hazard[until] - self.hazard[from], expected(until) - expected(from))
    }
}
