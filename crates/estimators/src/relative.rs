//! Survival relative to a population: estimators over [`NetCells`](crate::NetCells).

mod ederer_ii;
mod pohar_perme;

pub use ederer_ii::EdererII;
pub use pohar_perme::PoharPerme;

use crate::curve::{Curve, Step};
use crate::error::Result;
use crate::exact::{DaySum, NetCells, Parts};

/// What one day does to a survival relative to the population.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Increment {
    /// Of the population's hazard, over the day.
    population: f64,
    /// Share that dies at the day's end.
    died: f64,
    /// Its variance.
    variance: f64,
}

/// The product integral of daily increments, with a step on every day from 1 to the last of follow-up, and on day 0 if
/// somebody dies on it. A day with nobody at risk leaves the curve as it is.
pub(crate) fn excess_curve(cells: &NetCells, parts: Parts, mut day: impl FnMut(&DaySum) -> Increment) -> Result<Curve> {
    let last = cells.last_day();
    let mut steps = Vec::with_capacity(last as usize + 1);
    let (mut estimate, mut cum_hazard, mut variance) = (1.0, 0.0, 0.0);
    for sum in cells.daily(parts)?.take(last as usize + 1) {
        if sum.n_risk > 0 {
            let increment = day(&sum);
            // Without rounding where nobody is left.
            let survived = if sum.n_event == sum.n_risk { 0.0 } else { 1.0 - increment.died };
            estimate *= survived * increment.population.exp();
            cum_hazard += increment.died - increment.population;
            variance += increment.variance;
        }
        if sum.day > 0 || sum.n_event > 0 {
            let std_err = f64::sqrt(variance);
            steps.push(Step {
                day: f64::from(sum.day),
                n_risk: sum.n_risk,
                n_event: sum.n_event,
                n_censor: sum.n_censor,
                estimate,
                std_err_log: if estimate == 0.0 { f64::INFINITY } else { std_err },
                cum_hazard,
                cum_hazard_std_err: std_err,
            });
        }
    }
    Ok(Curve { start: 0, n_start: cells.n_start(), left_out: cells.left_out(), steps })
}
