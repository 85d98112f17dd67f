//! Survival relative to a population: estimators over [`NetCells`].
//!
//! With d_t deaths among n_t at risk on day t, and over that day a population hazard G_t that each method takes of other
//! people with other weights, survival is the product integral
//!
//! S(t) = product over days s <= t of (1 - died share on s) exp(G_s):
//!
//! deaths fall at the end of their day, the population's hazard spreads over it. Day 0 has deaths only.
//!
//! | estimator | died share | G_s |
//! | --- | --- | --- |
//! | [`PoharPerme`] | of weights 1 / expected survival | weighted mean hazard of those at risk |
//! | [`EdererII`] | of people | mean hazard of those at risk |
//! | [`Hakulinen`] | of people | fall of the expected survival of those with potential follow-up |
//! | [`EdererI`] | of people | fall of the expected survival of everybody |

mod crude_probability;
mod ederer_i;
mod ederer_ii;
mod expected_survival;
mod graffeo;
mod hakulinen;
mod intervals;
mod pohar_perme;
mod years_lost;

pub use crude_probability::CrudeProbability;
pub use ederer_i::EdererI;
pub use ederer_ii::EdererII;
pub use expected_survival::{ExpectedCurve, ExpectedStep, ExpectedSurvival};
pub use graffeo::GraffeoTest;
pub use hakulinen::Hakulinen;
pub use intervals::{IntervalForm, NetInterval, NetIntervals};
pub use pohar_perme::PoharPerme;
pub use years_lost::YearsLost;

use crate::curve::{Curve, Step};
use crate::error::Result;
use crate::exact::{DaySum, NetCells, Parts};
use crate::observed::kaplan_meier::as_real;

/// One day of people who may count more or less than once: see [`IndividualWeights`](crate::IndividualWeights).
#[derive(Debug, Clone, Copy, Default)]
struct Day {
    /// Its sums over people, who count as often as they do; counts are of people.
    sums: DaySum,
    /// At risk, counted likewise.
    n_risk: f64,
    /// Deaths, counted likewise.
    n_event: f64,
    /// Squares of how often each of the dead counts.
    n_event_squared: f64,
}

impl Day {
    fn add(&mut self, times: f64, group: &DaySum) {
        let sums = &mut self.sums;
        sums.n_risk += group.n_risk;
        sums.n_event += group.n_event;
        sums.n_censor += group.n_censor;
        sums.weight_start += times * group.weight_start;
        sums.weight_end += times * group.weight_end;
        sums.death_weight += times * group.death_weight;
        sums.death_weight_squared += times * times * group.death_weight_squared;
        sums.hazard += times * group.hazard;
        sums.expected += times * group.expected;
        sums.potential_start += times * group.potential_start;
        sums.potential_end += times * group.potential_end;
        self.n_risk += times * as_real(group.n_risk);
        self.n_event += times * as_real(group.n_event);
        self.n_event_squared += times * times * as_real(group.n_event);
    }
}

/// What one day does to a survival relative to the population.
#[derive(Debug, Clone, Copy)]
struct Increment {
    /// The population's hazard over the day.
    population: f64,
    /// What it lifts survival by: its exponential.
    lift: f64,
    /// Share that dies at the day's end.
    died: f64,
    /// Its variance.
    variance: f64,
}

impl Increment {
    /// Where people count whatever their expected survival: d / n dies, with variance d / n^2.
    fn of_people(day: &Day, population: f64) -> Self {
        let (n, d, squared) = (day.n_risk, day.n_event, day.n_event_squared);
        let lift = population.exp();
        if day.sums.n_risk == 0 {
            return Self { population, lift, died: 0.0, variance: 0.0 };
        }
        Self { population, lift, died: d / n, variance: squared / (n * n) }
    }
}

/// The product integral of daily increments, with a step on every day from 1 to the last of follow-up, and on
/// day 0 if somebody dies on it. A day without increment leaves the curve as it is. People of `groups` count as often
/// as is said beside their cells.
fn excess_curve(
    groups: &[(f64, &NetCells)],
    parts: Parts,
    mut increment: impl FnMut(&Day) -> Option<Increment>,
) -> Result<Curve> {
    let last = groups.iter().map(|(_, cells)| cells.last_day()).max().unwrap_or(0);
    let mut daily = Vec::with_capacity(groups.len());
    for (times, cells) in groups {
        daily.push((*times, cells.daily(parts)?));
    }
    let mut steps = Vec::with_capacity(last as usize + 1);
    let (mut estimate, mut cum_hazard, mut variance) = (1.0, 0.0, 0.0);
    for number in 0..=last {
        let mut day = Day { sums: DaySum { day: number, ..DaySum::default() }, ..Day::default() };
        for (times, group) in &mut daily {
            if let Some(group) = group.next() {
                day.add(*times, &group);
            }
        }
        let DaySum { n_risk, n_event, n_censor, .. } = day.sums;
        if let Some(Increment { population, lift, died, variance: of_day }) = increment(&day) {
            // Without rounding where nobody is left.
            let survived = if n_event > 0 && n_event == n_risk { 0.0 } else { 1.0 - died };
            estimate *= survived * lift;
            cum_hazard += died - population;
            variance += of_day;
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

/// What follows the expected survival of everybody from day to day: the fall of its logarithm.
#[derive(Debug, Clone, Copy, Default)]
struct FallOfExpected {
    before: f64,
}

impl FallOfExpected {
    fn to(&mut self, day: &DaySum) -> f64 {
        let before = std::mem::replace(&mut self.before, day.expected);
        if day.day == 0 { 0.0 } else { (before / day.expected).ln() }
    }
}

/// The fall over a day of the logarithm of the expected survival of those with potential follow-up; 0 without any.
fn fall_of_potential(day: &DaySum) -> f64 {
    if day.potential_start > 0.0 { (day.potential_start / day.potential_end).ln() } else { 0.0 }
}

/// The mean over a day of what falls (or grows) from `start` to `end` at a constant rate.
fn mean_over_day(start: f64, end: f64) -> f64 {
    if start == end || start <= 0.0 || end <= 0.0 { 0.5 * (start + end) } else { (end - start) / (end / start).ln() }
}
