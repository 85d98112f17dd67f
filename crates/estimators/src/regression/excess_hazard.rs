//! Regression of the excess hazard: how much more than the general population cancer patients die.
//!
//! **Estimand.** The logarithms beta of ratios of excess hazards: a person with covariates x dies at the population's
//! hazard plus exp(x' beta), x holding an intercept and, as a factor, the interval of follow-up.
//!
//! **Formula.** Rows are covariate patterns by intervals of follow-up, in each of which the hazards are constant. With
//! d deaths, y person-time and d* deaths expected in the population, d is Poisson with mean
//! mu = d* + exp(x' beta) y. That is a generalised linear model with the link log((mu - d*) / y), which keeps
//! mu - d* above 0. beta maximises the likelihood by Fisher scoring with step halving, from the constant excess hazard.
//!
//! **Variance.** The inverse of the expected information, sum of (exp(x' beta) y)^2 / mu x x'.
//!
//! **Tests.** Against a constant excess hazard; the deviance against a parameter for each row.
//!
//! **Units.** Person-time in any one unit; the excess hazard is per that unit. **Assumptions.** Proportional excess
//! hazards within what x distinguishes; a population hazard that is right for these people. Where fewer die than
//! expected, an excess hazard is estimated at 0: its coefficient runs away, and is named.
//!
//! **Agreement.** R 4.2.2, `glm` with that link as in the paper: coefficients and standard errors to 1e-9.
//!
//! **Mergeable.** Rows are cells: those of two registries add up before the fit.
//!
//! **Reference.** Dickman PW, Sloggett A, Hills M, Hakulinen T (2004) <https://doi.org/10.1002/sim.1597>.

use statrs::function::factorial::ln_factorial;

use crate::error::{Error, Result};
use crate::merge::add;
use crate::observed::kaplan_meier::as_real;
use crate::regression::design::{DesignMatrix, Standardized};
use crate::regression::fit::Fit;
use crate::regression::newton::{Newton, Point, Stop};

/// Grouped rows: slices with a value a covariate pattern and interval of follow-up.
#[derive(Debug, Clone, Copy)]
pub struct ExcessHazardData<'a> {
    /// Deaths of any cause.
    pub deaths: &'a [u64],
    /// Person-time at risk.
    pub person_time: &'a [f64],
    /// Deaths expected had the people died like the general population.
    pub expected: &'a [f64],
    /// The terms; the intercept comes by itself.
    pub design: &'a DesignMatrix,
}

/// The model of Dickman and others.
///
/// ```
/// use estimators::{DesignMatrix, ExcessHazard, ExcessHazardData};
///
/// let mut design = DesignMatrix::new(2);
/// design.push_factor("sex", &["male", "female"], &[0, 1])?;
/// let data = ExcessHazardData {
///     deaths: &[50, 30],
///     person_time: &[400.0, 500.0],
///     expected: &[10.0, 5.0],
///     design: &design,
/// };
/// let fit = ExcessHazard::default().fit(&data)?.fit;
/// // A parameter a row: 40 in 400 person-years against 25 in 500.
/// assert!((fit.terms[1].coefficient - 0.5_f64.ln()).abs() < 1e-12);
/// # Ok::<(), estimators::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExcessHazard {
    /// How the maximum is found. Fisher scoring nears it by a constant factor a step, so that steps must become small.
    pub newton: Newton,
}

impl Default for ExcessHazard {
    fn default() -> Self {
        Self { newton: Newton { stop: Stop::Step(1e-9), max_iterations: 200 } }
    }
}

/// A fitted model of the excess hazard.
#[derive(Debug, Clone, PartialEq)]
pub struct ExcessHazardFit {
    /// Coefficients, the intercept first, and tests of all others.
    pub fit: Fit,
    /// Twice by how much the log-likelihood could rise with a parameter for each row.
    pub deviance: f64,
    /// Rows less coefficients.
    pub residual_df: usize,
    /// The number of deaths that the model gives each row.
    pub fitted: Vec<f64>,
}

impl ExcessHazard {
    /// Fits the model. Rows without person-time are left out.
    ///
    /// # Errors
    ///
    /// For rows that are not what they should be, terms that say the same ([`Error::CollinearTerm`]), and no deaths.
    pub fn fit(&self, data: &ExcessHazardData<'_>) -> Result<ExcessHazardFit> {
        data.check()?;
        let deaths = data.deaths.iter().try_fold(0, |sum, &deaths| add("deaths", sum, deaths))?;
        let time = data.person_time.iter().sum::<f64>();
        if deaths == 0 {
            return Err(Error::NoEvents);
        }
        let names: Vec<String> = [String::from("(intercept)")].iter().chain(data.design.names()).cloned().collect();
        // A constant excess hazard first, from what it would be by subtraction.
        let excess = as_real(deaths) - data.expected.iter().sum::<f64>();
        let start = (excess.max(0.01 * as_real(deaths)) / time).ln();
        let constant = DesignMatrix::new(data.deaths.len()).scaled_with_intercept()?;
        let constant =
            (self.newton).maximize(&names[..1], vec![start], |beta, point| data.evaluate(&constant, beta, point))?;

        let design = data.design.scaled_with_intercept()?;
        let mut start = vec![0.0; names.len()];
        start[0] = constant.beta[0];
        let maximum = self.newton.maximize(&names, start, |beta, point| data.evaluate(&design, beta, point))?;
        let n = data.person_time.iter().filter(|time| **time > 0.0).count();
        let fit = Fit::new(&names, &maximum, None, &design, (n, deaths));

        let fitted: Vec<f64> = data.means(&design, &maximum.beta).map(|(mean, _)| mean).collect();
        let deviance = |(&deaths, &mean): (&u64, &f64)| {
            let d = as_real(deaths);
            let log = if deaths == 0 { 0.0 } else { d * (d / mean).ln() };
            2.0 * (log - (d - mean))
        };
        let deviance = data.deaths.iter().zip(&fitted).map(deviance).sum();
        Ok(ExcessHazardFit { fit, deviance, residual_df: n.saturating_sub(names.len()), fitted })
    }
}

impl ExcessHazardData<'_> {
    fn check(&self) -> Result<()> {
        let expected = self.design.rows();
        let lengths =
            [("deaths", self.deaths.len()), ("person_time", self.person_time.len()), ("expected", self.expected.len())];
        for (field, found) in lengths {
            if found != expected {
                return Err(Error::LengthMismatch { field, found, expected });
            }
        }
        let bad = |value: &f64| !(value.is_finite() && *value >= 0.0);
        for (wanted, values) in [
            ("person-time of 0 or more", self.person_time),
            ("a number of expected deaths of 0 or more", self.expected),
        ] {
            if let Some(index) = values.iter().position(bad) {
                return Err(Error::GroupedRow { wanted, index });
            }
        }
        match self.deaths.iter().zip(self.person_time).position(|(deaths, time)| *deaths > 0 && *time == 0.0) {
            Some(index) => Err(Error::GroupedRow { wanted: "person-time above 0, since somebody died", index }),
            None => Ok(()),
        }
    }

    /// Each row's expected number of deaths, and how many of them are in excess.
    fn means<'a>(&'a self, design: &'a Standardized, beta: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + 'a {
        design.predictors(beta).zip(self.person_time).zip(self.expected).map(|((eta, time), expected)| {
            let excess = eta.exp() * time;
            (expected + excess, excess)
        })
    }

    /// Adds log-likelihood, score and expected information at `beta` to `point`.
    fn evaluate(&self, design: &Standardized, beta: &[f64], point: &mut Point) {
        for (row, (mean, excess)) in self.means(design, beta).enumerate() {
            if self.person_time[row] == 0.0 {
                continue;
            }
            let (x, deaths) = (design.row(row), as_real(self.deaths[row]));
            let log = if self.deaths[row] == 0 { 0.0 } else { deaths * mean.ln() };
            point.log_likelihood += log - mean - ln_factorial(self.deaths[row]);
            let residual = excess * (deaths / mean - 1.0);
            for (score, x) in point.score.iter_mut().zip(x) {
                *score += residual * x;
            }
            point.information.add_square(excess * excess / mean, x);
        }
    }
}
