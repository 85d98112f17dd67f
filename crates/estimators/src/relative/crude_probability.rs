//! Crude probabilities of death, by the route of relative survival.
//!
//! **Estimand.** F_E(t) and F_P(t): the probabilities of having died by t because of the disease, and of what the
//! general population dies of, each with the other at work. No cause of death is looked at.
//!
//! **Formula.** On day s, n at risk, d deaths and G_s the mean population hazard of those at risk over the day (as in
//! [`EdererII`](crate::EdererII)). With S the Kaplan-Meier estimate, F_E grows by S(s - 1) (d / n - G_s), F_P by
//! S(s - 1) G_s; so F_E + F_P = 1 - S. F_E need not increase, and may be negative.
//!
//! **Variance.** var F_E(t) = sum over s <= t of (S(s) - F_E(t) + F_E(s))^2 d / n^2, var F_P(t) = sum over s <= t of
//! (F_P(t) - F_P(s))^2 d / n^2: what a death moves of the curve after it. The population hazard is taken as known.
//!
//! **Ties, day 0, units.** As in [`PoharPerme`](crate::PoharPerme). **Complexity.** Linear in days.
//!
//! **Agreement.** relsurv 2.2.9, `cmp.rel` on a daily grid, to 1e-10.
//!
//! **References.** Cronin KA, Feuer EJ (2000)
//! <https://doi.org/10.1002/1097-0258(20000715)19:13%3C1729::AID-SIM484%3E3.0.CO;2-9>; Pohar Perme M, Pavlič K (2018)
//! <https://doi.org/10.18637/jss.v087.i08>.

use crate::cause_curve::{CauseCurve, CauseStep, CrudeProbabilities};
use crate::error::Result;
use crate::exact::{DaySum, NetCells, Parts};
use crate::observed::kaplan_meier::as_real;

/// The estimator of crude probabilities of death.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct CrudeProbability;

impl CrudeProbability {
    /// The sums that it needs.
    pub const PARTS: Parts = Parts::HAZARDS;

    /// The two curves of one stratum, with a step on each day of follow-up.
    ///
    /// # Errors
    ///
    /// [`Error::PartNotKept`](crate::Error::PartNotKept) without [`Parts::HAZARDS`].
    pub fn finish(&self, cells: &NetCells) -> Result<CrudeProbabilities> {
        let mut passed = Passed::default();
        let (mut of_disease, mut of_population) = (Vec::new(), Vec::new());
        for day in cells.daily(Self::PARTS)?.take(cells.last_day() as usize + 1) {
            passed.day(&day);
            if day.day == 0 && day.n_event == 0 {
                continue;
            }
            let step = |estimate: f64, variance: f64| CauseStep {
                day: f64::from(day.day),
                n_risk: day.n_risk,
                n_event: day.n_event,
                n_censor: day.n_censor,
                estimate,
                std_err: variance.max(0.0).sqrt(),
            };
            of_disease.push(step(passed.disease, passed.disease_variance()));
            of_population.push(step(passed.population, passed.population_variance()));
        }
        let curve = |steps| CauseCurve { start: 0, n_start: cells.n_start(), left_out: cells.left_out(), steps };
        Ok(CrudeProbabilities { disease: curve(of_disease), population: curve(of_population) })
    }
}

/// Where the curves are, and the moments that their variances need.
#[derive(Debug)]
pub(super) struct Passed {
    /// Kaplan-Meier.
    pub(super) survival: f64,
    pub(super) disease: f64,
    pub(super) population: f64,
    /// Of S(s) + F_E(s).
    disease_moments: Moments,
    /// Of F_P(s).
    population_moments: Moments,
}

impl Default for Passed {
    fn default() -> Self {
        let moments = Moments::default();
        Self { survival: 1.0, disease: 0.0, population: 0.0, disease_moments: moments, population_moments: moments }
    }
}

impl Passed {
    /// Over one day; gives the population's hazard in it.
    pub(super) fn day(&mut self, day: &DaySum) -> f64 {
        if day.n_risk == 0 {
            return 0.0;
        }
        let (n, d) = (as_real(day.n_risk), as_real(day.n_event));
        let hazard = day.hazard / n;
        self.disease += self.survival * (d / n - hazard);
        self.population += self.survival * hazard;
        self.survival *= (n - d) / n;
        let variance = d / (n * n);
        self.disease_moments.add(self.survival + self.disease, variance);
        self.population_moments.add(self.population, variance);
        hazard
    }

    pub(super) fn disease_variance(&self) -> f64 {
        self.disease_moments.around(self.disease)
    }

    fn population_variance(&self) -> f64 {
        self.population_moments.around(self.population)
    }
}

/// Sums of 1, x and x^2 with weights, so that the sum of (x - y)^2 is at hand for any y.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    weight: f64,
    first: f64,
    second: f64,
}

impl Moments {
    fn add(&mut self, x: f64, weight: f64) {
        self.weight += weight;
        self.first += weight * x;
        self.second += weight * x * x;
    }

    fn around(&self, y: f64) -> f64 {
        self.second - 2.0 * y * self.first + y * y * self.weight
    }
}
