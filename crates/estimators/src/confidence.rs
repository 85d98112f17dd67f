//! Confidence intervals of a survival estimate, on five scales.
//!
//! Every estimator here carries the standard error of log S; the interval is made on the chosen
//! scale by the delta method and brought back. With s = se(log S) and z the normal quantile:
//!
//! | scale | limits |
//! | --- | --- |
//! | log | S exp(-+z s), the upper cut at 1 |
//! | log-log | S to the power exp(-+z s / log S) |
//! | plain | S -+ z S s, cut to 0 and 1 |
//! | logit | logit S -+ z s / (1 - S), brought back |
//! | arcsine | arcsin sqrt S -+ (z s / 2) sqrt(S / (1 - S)), cut to 0 and pi/2, brought back |
//!
//! A limit that its scale cannot give is NaN: every one where S is 0 (se is infinite), and the
//! log-log, logit and arcsine limits where S is 1. These are the rules of `survfit` in R's
//! survival 3.5.
//!
//! A relative survival may pass 1, and so may its limits: [`ConfidenceInterval::relative_limits`] cuts
//! none, and takes log-log as S to the power exp(-+z s / log S), which S above 1 does not have. These
//! are the rules of `rs.surv` in R's relsurv 2.2.9.
//!
//! Reference: Borgan Ø, Liestøl K (1990), Scandinavian Journal of Statistics 17:35-41;
//! Kalbfleisch JD, Prentice RL (2002), <https://doi.org/10.1002/9781118032985>.

use std::f64::consts::FRAC_PI_2;
use std::fmt;
use std::str::FromStr;

use statrs::function::erf::erfc_inv;

use crate::error::{Error, Result};

/// The scale on which an interval is symmetric.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Transform {
    /// log S.
    #[default]
    Log,
    /// log(-log S), the complementary log-log scale.
    LogLog,
    /// S itself.
    Plain,
    /// log(S / (1 - S)).
    Logit,
    /// arcsin of the square root of S.
    Arcsine,
}

impl Transform {
    /// Every scale.
    pub const ALL: [Self; 5] = [Self::Log, Self::LogLog, Self::Plain, Self::Logit, Self::Arcsine];

    /// Its name: log, log-log, plain, logit or arcsine.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::LogLog => "log-log",
            Self::Plain => "plain",
            Self::Logit => "logit",
            Self::Arcsine => "arcsine",
        }
    }
}

impl fmt::Display for Transform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Transform {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|transform| transform.name() == text);
        found.ok_or_else(|| Error::UnknownTransform { found: text.to_owned() })
    }
}

/// The probability that an interval covers the truth, in (0, 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConfLevel {
    level: f64,
    z: f64,
}

impl ConfLevel {
    /// # Errors
    ///
    /// [`Error::LevelOutOfRange`] outside (0, 1).
    pub fn new(level: f64) -> Result<Self> {
        if level > 0.0 && level < 1.0 { Ok(Self::of(level)) } else { Err(Error::LevelOutOfRange { found: level }) }
    }

    fn of(level: f64) -> Self {
        Self { level, z: std::f64::consts::SQRT_2 * erfc_inv(1.0 - level) }
    }

    /// The level as a probability.
    #[must_use]
    pub fn get(self) -> f64 {
        self.level
    }

    /// The standard normal quantile of (1 + level) / 2; 1.96 for 0.95.
    #[must_use]
    pub fn z(self) -> f64 {
        self.z
    }
}

impl FromStr for ConfLevel {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::new(text.parse().unwrap_or(f64::NAN))
    }
}

impl Default for ConfLevel {
    fn default() -> Self {
        Self::of(0.95)
    }
}

/// How limits are made.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ConfidenceInterval {
    /// The scale.
    pub transform: Transform,
    /// The level.
    pub level: ConfLevel,
}

impl ConfidenceInterval {
    /// Lower and upper limit of a survival `s` whose logarithm has standard error `se_log`; NaN
    /// where not available.
    #[must_use]
    pub fn limits(&self, s: f64, se_log: f64) -> (f64, f64) {
        if s.is_nan() || s <= 0.0 || !se_log.is_finite() {
            return (f64::NAN, f64::NAN);
        }
        let z = self.level.z();
        match self.transform {
            Transform::Log => ((s.ln() - z * se_log).exp(), (s.ln() + z * se_log).exp().min(1.0)),
            Transform::LogLog => {
                let half = z * se_log / s.ln();
                let back = |half: f64| (-((-s.ln()).ln() + half).exp()).exp();
                (back(-half), back(half))
            }
            Transform::Plain => {
                let half = z * se_log * s;
                ((s - half).max(0.0), (s + half).min(1.0))
            }
            Transform::Logit => {
                let half = z * se_log * (1.0 + s / (1.0 - s));
                let back = |half: f64| 1.0 - 1.0 / (1.0 + ((s / (1.0 - s)).ln() + half).exp());
                (back(-half), back(half))
            }
            Transform::Arcsine => {
                let half = 0.5 * z * se_log * (s / (1.0 - s)).sqrt();
                if half.is_nan() {
                    return (f64::NAN, f64::NAN);
                }
                let angle = s.sqrt().asin();
                ((angle - half).max(0.0).sin().powi(2), (angle + half).min(FRAC_PI_2).sin().powi(2))
            }
        }
    }
}

impl ConfidenceInterval {
    /// Lower and upper limit of any estimate, symmetric and not cut.
    #[must_use]
    pub fn symmetric_limits(&self, estimate: f64, std_err: f64) -> (f64, f64) {
        let half = self.level.z() * std_err;
        (estimate - half, estimate + half)
    }

    /// Lower and upper limit of a relative survival `s`, which may exceed 1; NaN where not available.
    #[must_use]
    pub fn relative_limits(&self, s: f64, se_log: f64) -> (f64, f64) {
        let half = self.level.z() * se_log;
        match self.transform {
            Transform::Log => (s * (-half).exp(), s * half.exp()),
            Transform::Plain => (s - half * s, s + half * s),
            Transform::LogLog => {
                let back = |half: f64| (-((-s.ln()).ln() + half).exp()).exp();
                (back(-half / s.ln()), back(half / s.ln()))
            }
            Transform::Logit | Transform::Arcsine => self.limits(s, se_log),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// qnorm((1 + level) / 2) of R, 16 digits.
    #[test]
    fn normal_quantiles_are_those_of_r() {
        for (level, z) in [
            (0.95, 1.959_963_984_540_054),
            (0.90, 1.644_853_626_951_472_7),
            (0.99, 2.575_829_303_548_901),
            (0.50, 0.674_489_750_196_081_7),
        ] {
            let found = ConfLevel::new(level).unwrap().z();
            assert!((found - z).abs() < 1e-14, "{level}: {found} not {z}");
        }
    }

    #[test]
    fn levels_are_probabilities() {
        for level in [0.0, 1.0, -0.5, 95.0, f64::NAN, f64::INFINITY] {
            assert!(ConfLevel::new(level).is_err());
        }
    }

    /// R: log-log at S=1 is NA, log and plain are 1.
    #[test]
    fn a_survival_of_one_has_limits_only_where_the_scale_reaches_it() {
        let limits = |transform| {
            let level = ConfLevel::default();
            ConfidenceInterval { transform, level }.limits(1.0, 0.0)
        };
        assert_eq!(limits(Transform::Log), (1.0, 1.0));
        assert_eq!(limits(Transform::Plain), (1.0, 1.0));
        for transform in [Transform::LogLog, Transform::Logit, Transform::Arcsine] {
            let (lower, upper) = limits(transform);
            assert!(lower.is_nan() && upper.is_nan(), "{transform:?}");
        }
    }
}
