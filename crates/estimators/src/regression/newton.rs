//! Newton-Raphson with step halving.

use crate::error::{Error, Result};
use crate::regression::symmetric::{Cholesky, SymmetricMatrix, dot};

/// A pivot this small a share of the largest variance says that a term is a combination of those before it.
pub(crate) const COLLINEAR: f64 = 1.8e-12;

/// How a likelihood is maximised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Newton {
    /// When to stop.
    pub stop: Stop,
    /// Steps before giving up.
    pub max_iterations: u32,
}

/// When a maximum is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stop {
    /// The log-likelihood changes by no more than this share of itself; the rule of R's `coxph`.
    LogLikelihood(f64),
    /// The last step was no longer than this in standard errors; what is left is of the order of its square.
    Step(f64),
}

/// A log-likelihood with its derivatives at one point.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    pub(crate) log_likelihood: f64,
    pub(crate) score: Vec<f64>,
    pub(crate) information: SymmetricMatrix,
}

impl Point {
    pub(crate) fn new(terms: usize) -> Self {
        Self { log_likelihood: 0.0, score: vec![0.0; terms], information: SymmetricMatrix::zeros(terms) }
    }

    pub(crate) fn clear(&mut self) {
        self.log_likelihood = 0.0;
        self.score.fill(0.0);
        self.information.clear();
    }
}

/// Where a likelihood is largest.
#[derive(Debug, Clone)]
pub(crate) struct Maximum {
    pub(crate) beta: Vec<f64>,
    pub(crate) log_likelihood: f64,
    /// The inverse of the information.
    pub(crate) covariance: SymmetricMatrix,
    pub(crate) log_likelihood_start: f64,
    /// u' I^-1 u at the start.
    pub(crate) score_test: f64,
    pub(crate) iterations: u32,
    pub(crate) converged: bool,
    /// The step that would come next.
    pub(crate) next_step: Vec<f64>,
}

impl Newton {
    /// From `start` to the maximum of the likelihood that `evaluate` adds to a cleared point.
    ///
    /// # Errors
    ///
    /// [`Error::CollinearTerm`] where the information is singular at the start, [`Error::NoFiniteMaximum`] where it
    /// becomes so on the way.
    pub(crate) fn maximize(
        &self,
        names: &[String],
        start: Vec<f64>,
        mut evaluate: impl FnMut(&[f64], &mut Point),
    ) -> Result<Maximum> {
        let mut best = Point::new(start.len());
        let mut trial = best.clone();
        evaluate(&start, &mut best);
        let factor = (best.information.cholesky(COLLINEAR))
            .map_err(|column| Error::CollinearTerm { term: names[column].clone() })?;
        let mut step = factor.solve(&best.score);
        let (log_likelihood_start, score_test) = (best.log_likelihood, dot(&best.score, &step));
        // The square of the next step's length in standard errors.
        let mut decrement = score_test;

        let mut beta = start;
        let mut ahead: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b + s).collect();
        let mut halvings = 0.0;
        let mut iterations = 0;
        let mut converged = false;
        while iterations < self.max_iterations && !converged {
            iterations += 1;
            trial.clear();
            evaluate(&ahead, &mut trial);
            let change = trial.log_likelihood - best.log_likelihood;
            let noise = 1e-12 * trial.log_likelihood.abs();
            if change.is_nan() || !trial.log_likelihood.is_finite() || change < -noise {
                halvings += 1.0;
                for (ahead, beta) in ahead.iter_mut().zip(&beta) {
                    *ahead = (*ahead + halvings * beta) / (halvings + 1.0);
                }
                continue;
            }
            std::mem::swap(&mut best, &mut trial);
            std::mem::swap(&mut beta, &mut ahead);
            converged = match self.stop {
                Stop::LogLikelihood(share) => halvings == 0.0 && change.abs() <= share * best.log_likelihood.abs(),
                Stop::Step(length) => halvings == 0.0 && decrement <= length * length,
            };
            step = self.factor(names, &best)?.solve(&best.score);
            decrement = dot(&best.score, &step);
            halvings = 0.0;
            ahead = beta.iter().zip(&step).map(|(b, s)| b + s).collect();
        }
        let covariance = self.factor(names, &best)?.inverse();
        Ok(Maximum {
            beta,
            log_likelihood: best.log_likelihood,
            covariance,
            log_likelihood_start,
            score_test,
            iterations,
            converged,
            next_step: step,
        })
    }

    fn factor(&self, names: &[String], point: &Point) -> Result<Cholesky> {
        (point.information.cholesky(COLLINEAR)).map_err(|column| Error::NoFiniteMaximum { term: names[column].clone() })
    }
}
