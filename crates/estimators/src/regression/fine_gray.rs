//! Fine and Gray's regression of the subdistribution hazard, in the presence of competing causes.
//!
//! **Estimand.** The logarithms beta of ratios of the subdistribution hazard of one cause: the probability of dying of
//! it by t is 1 - exp(-H(t) exp(z' beta)), H being anything that rises from 0. Whoever died of another cause stays in
//! the risk set for ever.
//!
//! **Formula.** beta maximises the partial likelihood over deaths of the cause, with the risk set of t made of those
//! with X_i >= t (weight 1) and of those who died of another cause before (weight G(t-) / G(X_i-)): by then they may
//! have been censored, G being the Kaplan-Meier estimate of being uncensored, in each censoring group of its own.
//! H jumps by the deaths over the weighted sum of exp(z' beta).
//!
//! **Variance.** The sandwich I^-1 [sum of (eta_i + psi_i)(eta_i + psi_i)'] I^-1: eta_i is the weighted score residual,
//! psi_i what person i's part in the estimation of G adds to it. The inverse information is reported beside it.
//!
//! **Ties.** Breslow's: each death of a time faces the whole risk set. Whoever dies is at risk of being censored at
//! that time.
//!
//! **Units.** Times in any one unit. **Assumptions.** Proportional subdistribution hazards; censoring that is
//! independent of cause, time and covariates within a censoring group.
//!
//! **Agreement.** R's cmprsk 2.2-11, `crr(...)` with `gtol = 1e-13`: coefficients to 1e-8, standard errors to 1e-7.
//!
//! **Complexity.** n log n to sort, then n p^2 a step and for the variance. **Not mergeable**: risk sets need every
//! person; there are no cells.
//!
//! **Reference.** Fine JP, Gray RJ (1999) <https://doi.org/10.1080/01621459.1999.10474144>.

mod subdistribution;
mod variance;

use crate::error::{Error, Result};
use crate::regression::cox::BaselineStep;
use crate::regression::design::DesignMatrix;
use crate::regression::fine_gray::subdistribution::Subdistribution;
use crate::regression::fit::Fit;
use crate::regression::newton::{Newton, Stop};

/// The people of a regression with competing causes: slices with a value a row.
#[derive(Debug, Clone, Copy)]
pub struct CompetingData<'a> {
    /// When each died or was censored.
    pub exit: &'a [f64],
    /// The cause each died of; 0 for censored.
    pub cause: &'a [u8],
    /// Each one's censoring group, where censoring differs between groups.
    pub censoring_group: Option<&'a [u32]>,
    /// The terms.
    pub design: &'a DesignMatrix,
}

/// Fine and Gray's model of one cause.
///
/// ```
/// use estimators::{CompetingData, DesignMatrix, FineGray};
///
/// let mut design = DesignMatrix::new(4);
/// design.push_number("treated", &[1.0, 0.0, 0.0, 1.0])?;
/// let data = CompetingData {
///     exit: &[1.0, 2.0, 3.0, 4.0],
///     cause: &[1, 2, 1, 1],
///     censoring_group: None,
///     design: &design,
/// };
/// let fit = FineGray::of_cause(1).fit(&data)?.fit;
/// // Nobody is censored: the second stays at risk after dying of the other cause.
/// // b / (2 b + 2) * 1 / (b + 2) * b / (b + 1) is largest at b = (1 + sqrt 17) / 2.
/// assert!((fit.terms[0].coefficient - (0.5 + 17.0_f64.sqrt() / 2.0).ln()).abs() < 1e-9);
/// # Ok::<(), estimators::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FineGray {
    /// The cause in question.
    pub cause: u8,
    /// How the maximum is found.
    pub newton: Newton,
}

/// A fitted Fine-Gray model.
#[derive(Debug, Clone, PartialEq)]
pub struct FineGrayFit {
    /// Coefficients, with robust standard errors, and tests.
    pub fit: Fit,
    /// The subdistribution hazard of somebody whose terms are all 0, at each time at which somebody died of the cause;
    /// at risk are those still alive.
    pub baseline: Vec<BaselineStep>,
}

impl FineGray {
    /// The model of one cause, fitted to the last digits.
    #[must_use]
    pub fn of_cause(cause: u8) -> Self {
        Self { cause, newton: Newton { stop: Stop::Step(1e-6), max_iterations: 50 } }
    }

    /// Fits the model.
    ///
    /// # Errors
    ///
    /// For data that are not what they should be, terms that say the same ([`Error::CollinearTerm`]) and no deaths of
    /// the cause.
    pub fn fit(&self, data: &CompetingData<'_>) -> Result<FineGrayFit> {
        let people = Subdistribution::new(self.cause, data)?;
        let names = data.design.names();
        let start = vec![0.0; names.len()];
        let maximum = self.newton.maximize(names, start, |beta, point| people.evaluate(beta, point))?;
        let robust = variance::covariance(&people, &maximum);
        let counts = (data.exit.len(), people.n_event);
        let fit = Fit::new(names, &maximum, Some(&robust), &people.design, counts);
        Ok(FineGrayFit { fit, baseline: people.baseline(&maximum.beta) })
    }
}

impl CompetingData<'_> {
    fn check(&self) -> Result<()> {
        let expected = self.design.rows();
        let lengths = [
            ("exit", Some(self.exit.len())),
            ("cause", Some(self.cause.len())),
            ("censoring_group", self.censoring_group.map(<[u32]>::len)),
        ];
        for (field, found) in lengths {
            if let Some(found) = found.filter(|found| *found != expected) {
                return Err(Error::LengthMismatch { field, found, expected });
            }
        }
        if expected > u32::MAX as usize {
            return Err(Error::Overflow { field: "rows" });
        }
        match self.exit.iter().position(|time| !time.is_finite()) {
            Some(index) => Err(Error::TimeNotFinite { index }),
            None => Ok(()),
        }
    }
}
