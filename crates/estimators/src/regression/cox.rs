//! Cox's proportional hazards regression.
//!
//! **Estimand.** The logarithms beta of hazard ratios: in stratum s a person with covariates z has the hazard
//! h_s(t) exp(z' beta), h_s being anything.
//!
//! **Formula.** beta maximises the partial likelihood, the product over events of exp(z_i' beta) / sum over those at
//! risk of exp(z_j' beta). It is found by Newton-Raphson from 0 with step halving; see [`Newton`]. The sums over risk
//! sets run: people are sorted once, then each step takes time linear in their number.
//!
//! **Ties.** [`Ties`]: Efron's or Breslow's approximation, or the exact partial likelihood of discrete time. Censored
//! people are at risk at the time of their censoring; whoever enters at e is at risk after e.
//!
//! **Variance.** The inverse of the information, or, asked for by [`Variance`], the sandwich of Lin and Wei: D' D with D
//! the score residuals of each person (or added up over each cluster) times the inverse information.
//!
//! **Tests.** Likelihood ratio, score (at 0) and Wald, on as many degrees of freedom as there are terms.
//!
//! **Units.** Times in any one unit, compared exactly as given. **Assumptions.** Proportional hazards
//! ([`CoxFit::proportionality`] tests that) and censoring that tells nothing.
//!
//! **Agreement.** R's survival 3.5-3, `coxph(Surv(...) ~ ...)` with its default stopping rule: coefficients to 1e-8,
//! standard errors to 1e-7.
//!
//! **Not mergeable.** Risk sets need every person; there are no cells.
//!
//! **References.** Cox DR (1972) <https://doi.org/10.1111/j.2517-6161.1972.tb00899.x>; Efron B (1977)
//! <https://doi.org/10.1080/01621459.1977.10480613>; Breslow NE (1974) <https://doi.org/10.2307/2529620>; Gail MH,
//! Lubin JH, Rubinstein LV (1981) <https://doi.org/10.1093/biomet/68.3.703>; Lin DY, Wei LJ (1989)
//! <https://doi.org/10.1080/01621459.1989.10478874>.

mod baseline;
mod concordance;
mod exact;
mod partial_likelihood;
mod proportionality;
mod risk_sets;
mod robust;

pub use baseline::{BaselineHazard, BaselineStep};
pub use concordance::Concordance;
pub(crate) use risk_sets::number_from_zero;

pub use proportionality::{Proportionality, TimeTransform};

use crate::error::{Error, Result};
use crate::regression::cox::risk_sets::RiskSets;
use crate::regression::design::DesignMatrix;
use crate::regression::fit::Fit;
use crate::regression::newton::{Newton, Stop};

/// What is made of events at the same time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Ties {
    /// Efron: in unknown order, each facing the others' remaining share.
    #[default]
    Efron,
    /// Breslow: each faces the whole risk set.
    Breslow,
    /// The probability that these of those at risk have the event, were time discrete.
    Exact,
}

/// Where standard errors come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Variance<'a> {
    /// From the model.
    #[default]
    Model,
    /// From the residuals of each row.
    Robust,
    /// From the residuals of each cluster of rows; the number of each row's cluster.
    Clustered(&'a [u32]),
}

/// The people of a Cox regression: slices with a value a row.
#[derive(Debug, Clone, Copy)]
pub struct CoxData<'a> {
    /// When each came under observation, where not everybody did from the beginning.
    pub entry: Option<&'a [f64]>,
    /// When each had the event or was censored.
    pub exit: &'a [f64],
    /// Whether it was the event.
    pub event: &'a [bool],
    /// Each one's stratum, for a baseline hazard of its own.
    pub stratum: Option<&'a [u32]>,
    /// Each one's case weight.
    pub weight: Option<&'a [f64]>,
    /// The terms.
    pub design: &'a DesignMatrix,
}

/// The Cox model.
///
/// ```
/// use estimators::{Cox, CoxData, DesignMatrix};
///
/// let mut design = DesignMatrix::new(3);
/// design.push_number("treated", &[1.0, 0.0, 1.0])?;
/// let data = CoxData {
///     entry: None,
///     exit: &[1.0, 2.0, 3.0],
///     event: &[true, true, false],
///     stratum: None,
///     weight: None,
///     design: &design,
/// };
/// let fit = Cox::default().fit(&data)?.fit;
/// // The likelihood is b / (2 b + 1) / (b + 1) with the hazard ratio b, largest at sqrt(1/2).
/// assert!((fit.terms[0].coefficient - 0.5_f64.sqrt().ln()).abs() < 1e-6);
/// # Ok::<(), estimators::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cox<'a> {
    /// The rule for ties.
    pub ties: Ties,
    /// Where standard errors come from.
    pub variance: Variance<'a>,
    /// How the maximum is found.
    pub newton: Newton,
}

impl Default for Cox<'_> {
    /// Efron's ties, the model's variance, and the stopping rule of R's `coxph`.
    fn default() -> Self {
        let newton = Newton { stop: Stop::LogLikelihood(1e-9), max_iterations: 20 };
        Self { ties: Ties::default(), variance: Variance::default(), newton }
    }
}

/// A fitted Cox model, which answers what else may be asked of it.
#[derive(Debug, Clone)]
pub struct CoxFit {
    /// Coefficients and tests.
    pub fit: Fit,
    ties: Ties,
    sets: RiskSets,
    /// In the units of the standardized design.
    beta: Vec<f64>,
}

impl Cox<'_> {
    /// Fits the model.
    ///
    /// # Errors
    ///
    /// For data that are not what they should be, terms that say the same ([`Error::CollinearTerm`]), no events, and
    /// what exact ties cannot do ([`Error::ExactTies`]).
    pub fn fit(&self, data: &CoxData<'_>) -> Result<CoxFit> {
        if self.ties == Ties::Exact {
            self.expect_exact_is_possible(data)?;
        }
        let sets = RiskSets::new(data, self.variance)?;
        let names = data.design.names();
        let start = vec![0.0; sets.terms()];
        let maximum = match self.ties {
            Ties::Exact => self.newton.maximize(names, start, |beta, point| exact::evaluate(&sets, beta, point)),
            ties => (self.newton)
                .maximize(names, start, |beta, point| partial_likelihood::evaluate(&sets, ties, beta, point)),
        }?;
        let robust = (self.variance != Variance::Model).then(|| robust::covariance(&sets, self.ties, &maximum));
        let counts = (sets.exit.len(), sets.n_event);
        let fit = Fit::new(names, &maximum, robust.as_ref(), &sets.design, counts);
        Ok(CoxFit { fit, ties: self.ties, sets, beta: maximum.beta })
    }

    fn expect_exact_is_possible(&self, data: &CoxData<'_>) -> Result<()> {
        if data.weight.is_some_and(|weights| weights.iter().any(|weight| *weight != 1.0)) {
            return Err(Error::ExactTies { cannot: "take case weights" });
        }
        if self.variance != Variance::Model {
            return Err(Error::ExactTies { cannot: "give robust standard errors" });
        }
        Ok(())
    }
}

impl CoxData<'_> {
    fn check(&self) -> Result<()> {
        let n = self.design.rows();
        let lengths = [
            ("exit", Some(self.exit.len())),
            ("event", Some(self.event.len())),
            ("entry", self.entry.map(<[f64]>::len)),
            ("stratum", self.stratum.map(<[u32]>::len)),
            ("weight", self.weight.map(<[f64]>::len)),
        ];
        for (field, found) in lengths {
            if let Some(found) = found.filter(|found| *found != n) {
                return Err(Error::LengthMismatch { field, found, expected: n });
            }
        }
        if n > u32::MAX as usize {
            return Err(Error::Overflow { field: "rows" });
        }
        if let Some(index) = self.exit.iter().position(|time| !time.is_finite()) {
            return Err(Error::TimeNotFinite { index });
        }
        if let Some(index) = self.entry.and_then(|entry| entry.iter().position(|time| !time.is_finite())) {
            return Err(Error::TimeNotFinite { index });
        }
        if let Some(index) = self.entry.and_then(|entry| entry.iter().zip(self.exit).position(|(e, x)| e >= x)) {
            return Err(Error::ExitBeforeEntry { index });
        }
        let bad = |weight: &f64| !(weight.is_finite() && *weight > 0.0);
        match self.weight.and_then(|weights| weights.iter().position(bad)) {
            Some(index) => Err(Error::CaseWeight { index }),
            None => Ok(()),
        }
    }
}
