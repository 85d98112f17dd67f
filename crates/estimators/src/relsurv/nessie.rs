//! Expected numbers and expected years of life (relsurv's "net expected sample size is evaluated").
//!
//! **Estimand.** How many of the people would be alive at t if only the general population's mortality
//! were at work and nobody were censored: how soon a study of net survival runs out of people. And how
//! many years a person would live after the origin.
//!
//! **Formula.** n(t) = sum over everybody of S_Pi(t), split exactly. Years of life = the mean of the
//! integral of S_Pi over 100 years, half-year by half-year as if the hazard were constant in each: S_Pi falls by a
//! share 1 - exp(-dH), and its integral is half a year times that share over dH.
//!
//! **Variance.** None: nothing is random. **Units.** Days; years of life in years of 365.241 days.
//!
//! **Agreement.** relsurv 2.2.9, `nessie`, to 1e-8.
//!
//! **References.** Pohar Perme M, Pavlič K (2018) <https://doi.org/10.18637/jss.v087.i08>.

use super::DAYS_PER_YEAR;
use super::cohort::Cohort;
use super::follow::{Traveller, without_zeros};
use crate::error::Result;
use crate::observed::kaplan_meier::as_real;

/// What is expected of one stratum.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedNumbers {
    /// The number alive at each of the times asked for.
    pub alive: Vec<f64>,
    /// Mean years of life after the origin; NaN without people.
    pub years_of_life: f64,
}

/// Half-years of the integral over 100 years.
const HALF_YEARS: u32 = 200;

impl ExpectedNumbers {
    /// The numbers at `times` (days, in any order).
    ///
    /// # Errors
    ///
    /// None that [`Cohort::new`] lets through.
    pub fn estimate(cohort: &Cohort<'_>, times: &[f64]) -> Result<Self> {
        let table = without_zeros(cohort.table)?;
        let mut order: Vec<usize> = (0..times.len()).collect();
        order.sort_by(|&a, &b| times[a].total_cmp(&times[b]));
        let mut alive = vec![0.0; times.len()];
        let mut years = 0.0;
        for person in &cohort.people {
            let mut traveller = Traveller::new(&table, person.subject);
            let (mut cum_hazard, mut previous) = (0.0, 0.0);
            for &index in &order {
                cum_hazard += traveller.hazard_over(previous, times[index]);
                previous = times[index];
                alive[index] += f64::exp(-cum_hazard);
            }
            years += years_of_life(Traveller::new(&table, person.subject));
        }
        Ok(Self { alive, years_of_life: years / as_real(cohort.n()) })
    }
}

/// The years that a person is expected to live.
fn years_of_life(mut traveller: Traveller<'_>) -> f64 {
    let half_year = DAYS_PER_YEAR / 2.0;
    let (mut alive, mut years) = (1.0, 0.0);
    for index in 0..HALF_YEARS {
        let (from, to) = (f64::from(index) * half_year, f64::from(index + 1) * half_year);
        let hazard = traveller.hazard_over(from, to);
        let dying = -f64::exp_m1(-hazard);
        years += 0.5 * alive * dying / hazard;
        alive *= 1.0 - dying;
    }
    years
}
