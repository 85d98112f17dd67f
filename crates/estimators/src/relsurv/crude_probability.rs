//! Crude probabilities of death as relsurv 2.2.9 computes them.
//!
//! **Estimand.** F_E(t) and F_P(t): the probabilities of having died by t because of the disease, and of
//! what the general population dies of, each with the other at work.
//!
//! **Formula.** At each time of the grid, with n at risk and d deaths, the population hazard grows by
//! dL_P = sum over i at risk of dH_i / n, dH_i the hazard over the interval, split exactly, and the excess
//! hazard by dL_E = d / n - dL_P. With S the Kaplan-Meier estimate, F_E grows by S(t-) dL_E and F_P by
//! S(t-) dL_P. F_E need not increase, and may be negative.
//!
//! **Variance.** var F_E(t) = sum over s <= t of (S(s) - F_E(t) + F_E(s))^2 d / n^2 and
//! var F_P(t) = sum over s <= t of (F_P(t) - F_P(s))^2 d / n^2. Limits are symmetric and not cut.
//!
//! **Grid.** Every distinct time, 1, 1 + step, 1 + 2 steps, ... days, added times, and the horizon.
//!
//! **Ties, units.** As in [`relsurv`](crate::relsurv). **Complexity.** The variance goes over all times of
//! death at each time.
//!
//! **Agreement.** relsurv 2.2.9, `cmp.rel`, to 1e-10.
//!
//! **References.** Cronin KA, Feuer EJ (2000)
//! <https://doi.org/10.1002/1097-0258(20000715)19:13%3C1729::AID-SIM484%3E3.0.CO;2-9>;
//! Pohar Perme M, Pavlič K (2018) <https://doi.org/10.18637/jss.v087.i08>.

use super::Stepping;
use super::cohort::Cohort;
use super::follow::Traveller;
use crate::cause_curve::{CauseCurve, CauseStep, CrudeProbabilities};
use crate::observed::kaplan_meier::as_real;

/// The estimator of crude probabilities of death.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CrudeProbability {
    /// Times to build the curves at besides the people's own, days.
    pub add_times: Vec<f64>,
    /// The distance of the grid's regular times.
    pub stepping: Stepping,
    /// Where the curves end, days; the longest follow-up where there is none, or where it is earlier.
    pub horizon: Option<f64>,
}

/// A time on the way, with what the variances need of it.
struct Passed {
    survival: f64,
    disease: f64,
    population: f64,
    /// d / n^2.
    variance: f64,
}

impl CrudeProbability {
    /// The curves of one stratum.
    #[must_use]
    pub fn estimate(&self, cohort: &Cohort<'_>) -> CrudeProbabilities {
        let horizon = self.horizon.map_or(cohort.longest(), |horizon| horizon.min(cohort.longest()));
        let mut added: Vec<f64> = self.stepping.times(1.0, horizon).collect();
        added.extend(self.add_times.iter().chain([&horizon]));
        let mut travellers = Traveller::all(cohort.table, cohort);

        let (mut survival, mut disease, mut population, mut previous) = (1.0, 0.0, 0.0, 0.0);
        let mut deaths: Vec<Passed> = Vec::new();
        let (mut of_disease, mut of_population) = (Vec::new(), Vec::new());
        for moment in cohort.moments(&added).into_iter().take_while(|moment| moment.time <= horizon) {
            let (n, d) = (as_real(moment.n_risk), as_real(moment.n_event));
            let hazards = travellers[moment.first..].iter_mut();
            let expected = hazards.map(|traveller| traveller.hazard_over(previous, moment.time)).sum::<f64>() / n;
            previous = moment.time;
            disease += survival * (d / n - expected);
            population += survival * expected;
            survival *= 1.0 - d / n;
            if moment.n_event > 0 {
                deaths.push(Passed { survival, disease, population, variance: d / (n * n) });
            }
            let (mut disease_variance, mut population_variance) = (0.0, 0.0);
            for passed in &deaths {
                disease_variance += (passed.survival - (disease - passed.disease)).powi(2) * passed.variance;
                population_variance += (population - passed.population).powi(2) * passed.variance;
            }
            let step = |estimate: f64, variance: f64| CauseStep {
                day: moment.time,
                n_risk: moment.n_risk,
                n_event: moment.n_event,
                n_censor: moment.n_censor(),
                estimate,
                std_err: variance.sqrt(),
            };
            of_disease.push(step(disease, disease_variance));
            of_population.push(step(population, population_variance));
        }
        let curve = |steps| CauseCurve { start: 0, n_start: cohort.n(), left_out: cohort.left_out(), steps };
        CrudeProbabilities { disease: curve(of_disease), population: curve(of_population) }
    }
}

impl CauseCurve {
    /// Years lost to the cause by the end of the curve: the area under it, each interval as high as its
    /// end.
    #[must_use]
    pub fn years_lost(&self, days_per_year: f64) -> f64 {
        let starts = [f64::from(self.start)].into_iter().chain(self.steps.iter().map(|step| step.day));
        let areas = self.steps.iter().zip(starts).map(|(step, start)| (step.day - start) * step.estimate);
        areas.sum::<f64>() / days_per_year
    }
}
