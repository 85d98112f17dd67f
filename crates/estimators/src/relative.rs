//! Survival relative to a population: estimators over [`NetCells`](crate::NetCells).

mod ederer_ii;
mod pohar_perme;

pub use ederer_ii::EdererII;
pub use pohar_perme::PoharPerme;

use crate::curve::{Curve, Step};
use crate::error::Result;
use crate::exact::{DaySum, NetCells, Parts};
use crate::observed::kaplan_meier::as_real;

/// The sums of one day over groups of people, those of a group taken as often as its people count.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WeightedDay {
    n_risk: f64,
    n_event: f64,
    /// Sum over deaths of squares of how often people count.
    n_event_squared: f64,
    weight_start: f64,
    weight_end: f64,
    death_weight: f64,
    death_weight_squared: f64,
    hazard: f64,
}

impl WeightedDay {
    fn add(&mut self, times: f64, sum: &DaySum) {
        self.n_risk += times * as_real(sum.n_risk);
        self.n_event += times * as_real(sum.n_event);
        self.n_event_squared += times * times * as_real(sum.n_event);
        self.weight_start += times * sum.weight_start;
        self.weight_end += times * sum.weight_end;
        self.death_weight += times * sum.death_weight;
        self.death_weight_squared += times * times * sum.death_weight_squared;
        self.hazard += times * sum.hazard;
    }
}

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
/// somebody dies on it. A day with nobody at risk leaves the curve as it is. The people of each of `groups` count that
/// many times; counts of steps are people.
pub(crate) fn excess_curve(
    groups: &[(f64, &NetCells)],
    parts: Parts,
    mut day: impl FnMut(&WeightedDay) -> Increment,
) -> Result<Curve> {
    let last = groups.iter().map(|(_, cells)| cells.last_day()).max().unwrap_or(0);
    let mut sums = Vec::with_capacity(groups.len());
    for (times, cells) in groups {
        sums.push((*times, cells.daily(parts)?));
    }
    let mut steps = Vec::with_capacity(last as usize + 1);
    let (mut estimate, mut cum_hazard, mut variance) = (1.0, 0.0, 0.0);
    for number in 0..=last {
        let (mut n_risk, mut n_event, mut n_censor) = (0, 0, 0);
        let mut weighted = WeightedDay::default();
        for (times, sums) in &mut sums {
            let Some(sum) = sums.next() else { continue };
            (n_risk, n_event, n_censor) = (n_risk + sum.n_risk, n_event + sum.n_event, n_censor + sum.n_censor);
            weighted.add(*times, &sum);
        }
        if n_risk > 0 {
            let increment = day(&weighted);
            // Without rounding where nobody is left.
            let survived = if n_event == n_risk { 0.0 } else { 1.0 - increment.died };
            estimate *= survived * increment.population.exp();
            cum_hazard += increment.died - increment.population;
            variance += increment.variance;
        }
        if number > 0 || n_event > 0 {
            let std_err = f64::sqrt(variance);
            steps.push(Step {
                day: f64::from(number),
                n_risk,
                n_event,
                n_censor,
                estimate,
                std_err_log: if estimate == 0.0 { f64::INFINITY } else { std_err },
                cum_hazard,
                cum_hazard_std_err: std_err,
            });
        }
    }
    let n_start = groups.iter().map(|(_, cells)| cells.n_start()).sum();
    let left_out = groups.iter().map(|(_, cells)| cells.left_out()).sum();
    Ok(Curve { start: 0, n_start, left_out, steps })
}
