//! What every regression answers.

use std::f64::consts::SQRT_2;
use std::fmt;

use statrs::function::erf::erfc;

use crate::confidence::ConfLevel;
use crate::difference::upper_tail;
use crate::regression::design::Standardized;
use crate::regression::newton::{COLLINEAR, Maximum};
use crate::regression::symmetric::{SymmetricMatrix, dot};

/// One term of a fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient {
    /// The term.
    pub name: String,
    /// Its coefficient: the logarithm of a hazard ratio.
    pub coefficient: f64,
    /// The standard error that the model gives.
    pub std_err: f64,
    /// The standard error that does not trust the model, where it was asked for.
    pub robust_std_err: Option<f64>,
    /// The coefficient in standard errors; the robust one where there is one.
    pub z: f64,
    /// The probability of a z as far from 0, were the coefficient 0.
    pub p: f64,
}

impl Coefficient {
    fn new(name: String, coefficient: f64, std_err: f64, robust_std_err: Option<f64>) -> Self {
        let z = coefficient / robust_std_err.unwrap_or(std_err);
        Self { name, coefficient, std_err, robust_std_err, z, p: erfc(z.abs() / SQRT_2) }
    }

    /// Confidence limits of the coefficient; their exponentials are those of the hazard ratio.
    #[must_use]
    pub fn limits(&self, level: ConfLevel) -> (f64, f64) {
        let half = level.z() * self.robust_std_err.unwrap_or(self.std_err);
        (self.coefficient - half, self.coefficient + half)
    }
}

/// A chi-square test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquareTest {
    /// The statistic.
    pub statistic: f64,
    /// Its degrees of freedom.
    pub df: usize,
    /// The probability of a statistic as large under the hypothesis.
    pub p: f64,
}

impl ChiSquareTest {
    pub(crate) fn new(statistic: f64, df: usize) -> Self {
        Self { statistic, df, p: upper_tail(statistic, df) }
    }
}

/// Something a reader of a fit must know.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FitWarning {
    /// The likelihood rises as far as this term's coefficient was followed (monotone likelihood: as when nobody
    /// of a level has the event), so that its coefficient and standard error mean nothing.
    MayBeInfinite {
        /// The term.
        term: String,
    },
    /// The robust covariance is singular, as with fewer clusters than terms: there is no Wald test.
    SingularCovariance,
    /// The steps allowed were not enough.
    NotConverged {
        /// How many there were.
        iterations: u32,
    },
}

impl fmt::Display for FitWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MayBeInfinite { term } => write!(
                f,
                "the coefficient of {term} may be infinite: the likelihood kept rising with it; merge its levels or leave it out"
            ),
            Self::SingularCovariance => f.write_str(
                "the robust covariance is singular, so that there is no Wald test; use more clusters than terms",
            ),
            Self::NotConverged { iterations } => write!(f, "the fit had not converged after {iterations} iterations"),
        }
    }
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The terms, in the order of the design; an intercept comes first.
    pub terms: Vec<Coefficient>,
    /// The covariance of the coefficients: robust where that was asked for, else the model's.
    pub covariance: SymmetricMatrix,
    /// The log-likelihood without the terms.
    pub log_likelihood_null: f64,
    /// The log-likelihood of the model.
    pub log_likelihood: f64,
    /// Whether all coefficients but an intercept are 0, by the gain of log-likelihood.
    pub likelihood_ratio: ChiSquareTest,
    /// The same by the score at 0.
    pub score: ChiSquareTest,
    /// The same by the coefficients and their [covariance](Self::covariance); NaN where that is singular, which is
    /// warned of.
    pub wald: ChiSquareTest,
    /// Newton steps taken.
    pub iterations: u32,
    /// Whether they reached the maximum.
    pub converged: bool,
    /// Rows used.
    pub n: usize,
    /// Events among them.
    pub n_event: u64,
    /// What to beware of.
    pub warnings: Vec<FitWarning>,
}

/// A coefficient is still running when its next step would move somebody's log hazard by more than this.
const RUNNING: f64 = 1e-3;

impl Fit {
    /// The fit of terms `names` at a maximum found in the units of a standardized design, with a robust covariance in
    /// those units.
    pub(crate) fn new(
        names: &[String],
        maximum: &Maximum,
        robust: Option<&SymmetricMatrix>,
        design: &Standardized,
        (n, n_event): (usize, u64),
    ) -> Self {
        let unit: Vec<f64> = design.scale.iter().map(|scale| 1.0 / scale).collect();
        let model = maximum.covariance.scaled(&unit);
        let robust = robust.map(|covariance| covariance.scaled(&unit));
        let beta: Vec<f64> = maximum.beta.iter().zip(&unit).map(|(beta, unit)| beta * unit).collect();
        let std_err = |covariance: &SymmetricMatrix, term| covariance.get(term, term).sqrt();
        let terms = (0..).zip(names).zip(&beta).map(|((term, name), &beta)| {
            let robust = robust.as_ref().map(|covariance| std_err(covariance, term));
            Coefficient::new(name.clone(), beta, std_err(&model, term), robust)
        });
        let terms: Vec<Coefficient> = terms.collect();
        let covariance = robust.unwrap_or(model);

        let mut warnings = Vec::new();
        for ((term, step), reach) in terms.iter().zip(&maximum.next_step).zip(&design.reach) {
            if (step * reach).abs() > RUNNING {
                warnings.push(FitWarning::MayBeInfinite { term: term.name.clone() });
            }
        }
        if !maximum.converged {
            warnings.push(FitWarning::NotConverged { iterations: maximum.iterations });
        }
        // An intercept is in the null model too.
        let tested = covariance.scaled(&design.scale).lower_right(design.intercepts);
        let df = tested.order();
        let wald = quadratic_form(&tested, &maximum.beta[design.intercepts..]);
        if wald.is_nan() {
            warnings.push(FitWarning::SingularCovariance);
        }
        let gain = maximum.log_likelihood - maximum.log_likelihood_start;
        Self {
            likelihood_ratio: ChiSquareTest::new(2.0 * gain, df),
            score: ChiSquareTest::new(maximum.score_test, df),
            wald: ChiSquareTest::new(wald, df),
            terms,
            covariance,
            log_likelihood_null: maximum.log_likelihood_start,
            log_likelihood: maximum.log_likelihood,
            iterations: maximum.iterations,
            converged: maximum.converged,
            n,
            n_event,
            warnings,
        }
    }
}

/// b' V^-1 b; NaN for a singular V, such as a robust one of fewer clusters than terms.
pub(crate) fn quadratic_form(v: &SymmetricMatrix, b: &[f64]) -> f64 {
    v.cholesky(COLLINEAR).map_or(f64::NAN, |factor| dot(b, &factor.solve(b)))
}
