//! Estimates from the sums of fractional years.
//!
//! **Notation.** In an interval of width w: d deaths, y person-years, d* expected deaths, n entering, c withdrawn,
//! n' = n - c/2; bars for sums weighted by 1/S*; ` ^2` for squared weights.
//!
//! | estimate | [`Form::Hazard`] | [`Form::LifeTable`] |
//! | --- | --- | --- |
//! | observed survival | S = exp(-sum w d/y), se = S sqrt(sum w^2 d/y^2) | S = prod(1 - d/n'), se = S sqrt(sum d/(n' (n' - d))) |
//! | of one cause | the same with its deaths for d | |
//! | Ederer II | exp(-sum w (d - d*)/y), se = se(S) / prod exp(-w d*/y) | prod(1 - (d - d*)/n'), se = se(S) / prod(1 - d*/n) |
//! | Pohar Perme | r = exp(-sum w (d - d*)/y, weighted), se = r sqrt(sum w^2 d^2/y^2, weighted) | r = prod(1 - (d - d*)/n', weighted), se = r sqrt(sum d^2 / n'^2), n' unweighted |
//! | cumulative incidence of cause k | sum S(before) (1 - p) d_k/d, with p the interval's survival | the same |
//! | crude probability of death from the disease | the same with (d - d*)/d; as in popEpi not a number from the first interval on in which d < d* | the same |

use crate::confidence::{ConfidenceInterval, Transform};
use crate::observed::kaplan_meier::as_real;
use crate::popepi::sums::{Interval, Sums};

/// How survival of an interval follows from its sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// A constant hazard: deaths over person-years.
    #[default]
    Hazard,
    /// The actuarial life table: deaths over people, the withdrawn for half.
    LifeTable,
}

/// An estimate at the end of an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub std_err: f64,
}

impl Estimate {
    /// Confidence limits by the delta method, as popEpi makes them: where the standard error is 0 they are the
    /// estimate, and no scale is cut at 0 or 1.
    #[must_use]
    pub fn limits(&self, interval: &ConfidenceInterval) -> (f64, f64) {
        let Self { estimate: s, std_err } = *self;
        if std_err == 0.0 {
            return (s, s);
        }
        let half = interval.level.z() * std_err;
        match interval.transform {
            Transform::Plain => (s - half, s + half),
            Transform::Log => (s * f64::exp(-half / s), s * f64::exp(half / s)),
            _ => interval.limits(s, std_err / s),
        }
    }
}

/// What one interval adds to an estimate: a factor, and the variance of its logarithm.
struct Increment {
    factor: f64,
    variance: f64,
}

impl Form {
    /// Survival, whatever people died of.
    #[must_use]
    pub fn observed(self, sums: &Sums) -> Vec<Estimate> {
        accumulate(sums, |interval, width| self.increment(interval, width, interval.counts.deaths))
    }

    /// Survival where a cause (from 1) is the only one, the others' dead being withdrawn.
    #[must_use]
    pub fn cause_specific(self, sums: &Sums, cause: usize) -> Vec<Estimate> {
        let deaths = |interval: &Interval| interval.deaths_by_cause.get(cause.wrapping_sub(1)).copied().unwrap_or(0);
        accumulate(sums, |interval, width| self.increment(interval, width, deaths(interval)))
    }

    /// Relative survival by Ederer's second method.
    #[must_use]
    pub fn ederer_ii(self, sums: &Sums) -> Vec<Estimate> {
        let mut expected = 1.0;
        let mut relative = 1.0;
        let step = |((interval, width), observed): ((&Interval, f64), Estimate)| {
            let (deaths, expected_deaths) = (as_real(interval.counts.deaths), interval.expected_deaths);
            match self {
                Self::Hazard => {
                    expected *= f64::exp(-width * expected_deaths / interval.person_years);
                    relative *= f64::exp(-width * (deaths - expected_deaths) / interval.person_years);
                }
                Self::LifeTable => {
                    expected *= 1.0 - expected_deaths / as_real(interval.counts.entering);
                    relative *= 1.0 - (deaths - expected_deaths) / effective(interval);
                }
            }
            Estimate { estimate: relative, std_err: observed.std_err / expected }
        };
        sums.reached().zip(self.observed(sums)).map(step).collect()
    }

    /// Net survival by Pohar Perme's weights.
    #[must_use]
    pub fn pohar_perme(self, sums: &Sums) -> Vec<Estimate> {
        accumulate(sums, |interval, width| {
            let weighted = &interval.weighted;
            let excess = weighted.deaths - weighted.expected_deaths;
            match self {
                Self::Hazard => Increment {
                    factor: f64::exp(-width * excess / weighted.person_years),
                    variance: (width / weighted.person_years).powi(2) * weighted.deaths_squared,
                },
                Self::LifeTable => Increment {
                    factor: 1.0 - excess / (weighted.entering - weighted.withdrawn / 2.0),
                    variance: weighted.deaths_squared / effective(interval).powi(2),
                },
            }
        })
    }

    /// Cumulative incidence of a cause (from 1) in the presence of the others.
    #[must_use]
    pub fn cumulative_incidence(self, sums: &Sums, cause: usize) -> Vec<f64> {
        let share = |interval: &Interval| match interval.counts.deaths {
            0 => 0.0,
            deaths => {
                let of_cause = interval.deaths_by_cause.get(cause.wrapping_sub(1)).copied().unwrap_or(0);
                as_real(of_cause) / as_real(deaths)
            }
        };
        self.share_of_deaths(sums, share)
    }

    /// Crude probability of death in excess of the population's.
    #[must_use]
    pub fn crude_probability(self, sums: &Sums) -> Vec<f64> {
        self.share_of_deaths(sums, |interval| {
            let deaths = as_real(interval.counts.deaths);
            let excess = deaths - interval.expected_deaths;
            if excess < 0.0 { f64::NAN } else { excess / deaths }
        })
    }

    fn share_of_deaths(self, sums: &Sums, share: impl Fn(&Interval) -> f64) -> Vec<f64> {
        let mut before = 1.0;
        let mut total = 0.0;
        let step = |((interval, _), after): ((&Interval, f64), Estimate)| {
            total += (before - after.estimate) * share(interval);
            before = after.estimate;
            total
        };
        sums.reached().zip(self.observed(sums)).map(step).collect()
    }

    fn increment(self, interval: &Interval, width: f64, deaths: u64) -> Increment {
        let deaths = as_real(deaths);
        match self {
            Self::Hazard => {
                let years = interval.person_years;
                Increment { factor: f64::exp(-width * deaths / years), variance: (width / years).powi(2) * deaths }
            }
            Self::LifeTable => {
                let n = effective(interval);
                Increment { factor: 1.0 - deaths / n, variance: deaths / (n * (n - deaths)) }
            }
        }
    }
}

/// People entering, the withdrawn for half.
fn effective(interval: &Interval) -> f64 {
    as_real(interval.counts.entering) - as_real(interval.counts.withdrawn) / 2.0
}

fn accumulate(sums: &Sums, increment: impl Fn(&Interval, f64) -> Increment) -> Vec<Estimate> {
    let (mut estimate, mut variance) = (1.0, 0.0);
    let step = |(interval, width): (&Interval, f64)| {
        let by = increment(interval, width);
        estimate *= by.factor;
        variance += by.variance;
        Estimate { estimate, std_err: estimate * f64::sqrt(variance) }
    };
    sums.reached().map(step).collect()
}
