//! Nelson-Aalen: survival by way of the cumulative hazard, with or without the correction of
//! Fleming and Harrington for tied deaths.
//!
//! **Estimand.** S(t) = exp(-H(t)), H(t) the cumulative hazard of death to day t.
//!
//! **Formula.** [`TiedDeaths::AtOnce`]: H(t) = sum over t_j <= t of d_j / n_j.
//! [`TiedDeaths::OneByOne`]: each tied death adds one over those still there, d_j / n_j becomes
//! 1/n_j + 1/(n_j - 1) + ... + 1/(n_j - d_j + 1).
//!
//! **Variance.** var log S = var H: sum of d_j / n_j^2, or of the squares of the single terms.
//!
//! **Ties, day 0, units.** As in [`KaplanMeier`](crate::KaplanMeier), over the same cells.
//!
//! **Agreement.** R's survival 3.5-3, `survfit(stype = 2, ctype = 1)` and `ctype = 2`, to 1e-12.
//!
//! **References.** Aalen O (1978) <https://doi.org/10.1214/aos/1176344247>; Fleming TR,
//! Harrington DP (1984) <https://doi.org/10.1080/03610928408828837>.

use crate::curve::Curve;
use crate::observed::day_cells::DayCells;
use crate::observed::kaplan_meier::KaplanMeier;

/// How deaths on one day share its risk set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum TiedDeaths {
    /// All face the whole risk set (Nelson-Aalen).
    #[default]
    AtOnce,
    /// One after another, each facing one fewer (Fleming-Harrington).
    OneByOne,
}

/// The Nelson-Aalen estimator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct NelsonAalen {
    /// How ties are counted.
    pub ties: TiedDeaths,
    /// Day 0 and the start, as in Kaplan-Meier.
    pub risk_set: KaplanMeier,
}

impl NelsonAalen {
    /// The curve of one stratum: exp(-H), with [`Step::cum_hazard`](crate::Step::cum_hazard) = H.
    #[must_use]
    pub fn finish(&self, cells: &DayCells) -> Curve {
        let mut hazard = 0.0;
        let mut variance = 0.0;
        let mut curve = self.risk_set.walk(cells, |n, d| {
            match self.ties {
                TiedDeaths::AtOnce => {
                    hazard += d / n;
                    variance += d / (n * n);
                }
                TiedDeaths::OneByOne => {
                    let mut gone = 0.0;
                    while gone < d {
                        let left = n - gone;
                        hazard += 1.0 / left;
                        variance += 1.0 / (left * left);
                        gone += 1.0;
                    }
                }
            }
            (f64::exp(-hazard), variance)
        });
        if self.ties == TiedDeaths::OneByOne {
            for step in &mut curve.steps {
                step.cum_hazard = -step.estimate.ln();
                step.cum_hazard_std_err = step.std_err_log;
            }
        }
        curve
    }
}
