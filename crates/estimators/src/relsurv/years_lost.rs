//! Years of life lost as relsurv 2.2.9 computes them, by three measures.
//!
//! **Estimands.** By t: [`YearsLostMeasure::Difference`], the years lost by the people less those that the
//! general population would lose; [`YearsLostMeasure::AgainstLifeTable`], the same with each person's own
//! expected loss; [`YearsLostMeasure::Excess`], the years lost because of the disease.
//!
//! **Formula.** All are areas under probabilities F of having died, over the grid of 0, every step (30 days by
//! default) and everybody's time, in years of 365.241 days. By the *left* rule an interval is as high as F at its
//! start, by the *right* rule as F at its end. F_O is 1 - Kaplan-Meier; dH_i is person i's population hazard over an
//! interval, split exactly.
//!
//! | measure (relsurv's name) | years lost | where |
//! | --- | --- | --- |
//! | difference (yd) | area of F_O, left, - area of F_P, left | F_P = 1 - exp(-sum over intervals of sum S_Pi dH_i / sum S_Pi), over everybody, S_Pi at the interval's end |
//! | against the life table (yl2017) | area of F_O, right, - area of F_P, left | F_P = mean over everybody of 1 - S_Pi |
//! | excess (yl2013) | area of F_E, right | F_E grows by S (d / n - sum over those at risk of dH_i / n), S the Kaplan-Meier estimate *after* the deaths |
//!
//! The parts have their own areas, by the left rule but for the observed one of yl2017; the observed one is given at
//! people's own times only.
//!
//! **Variance.** Of the difference, and of its observed part: that of the area under Kaplan-Meier, sum over
//! t_i <= t of (area of S from t_i to t)^2 d_i / (n_i (n_i - d_i)); the population's loss is taken as known. NaN once
//! nobody is left alive. Limits are symmetric.
//!
//! **Ties.** As in [`relsurv`](crate::relsurv).
//!
//! **Agreement.** relsurv 2.2.9, `years(measure = "yd" | "yl2017" | "yl2013", var.estimator =
//! "greenwood")`, to 1e-8.
//!
//! **References.** Manevski D, Ružić Gorenjec N, Andersen PK, Pohar Perme M (2023)
//! <https://doi.org/10.1002/bimj.202200070>; Andersen PK (2013) <https://doi.org/10.1002/sim.5903>;
//! Andersen PK (2017) <https://doi.org/10.1002/sim.7357>.

use super::cohort::{Cohort, Moment};
use super::follow::{Traveller, without_zeros};
use super::{DAYS_PER_YEAR, Stepping};
use crate::error::Result;
use crate::life_table::LifeTable;
use crate::loss_curve::{LossCurve, LossStep, LostYears};
use crate::observed::kaplan_meier::as_real;

/// What is meant by years lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum YearsLostMeasure {
    /// Observed less the population's, relsurv's "yd".
    #[default]
    Difference,
    /// Observed less each person's expected, relsurv's "yl2017".
    AgainstLifeTable,
    /// Because of the disease, with other causes at work, relsurv's "yl2013".
    Excess,
}

/// The estimator of years lost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearsLost {
    /// Which years.
    pub measure: YearsLostMeasure,
    /// The distance of the grid's regular times.
    pub stepping: Stepping,
}

impl Default for YearsLost {
    /// Steps of 30 days.
    fn default() -> Self {
        Self { measure: YearsLostMeasure::default(), stepping: Stepping(30.0) }
    }
}

impl YearsLost {
    /// The years lost by one stratum.
    ///
    /// # Errors
    ///
    /// None that [`Cohort::new`] lets through.
    pub fn estimate(&self, cohort: &Cohort<'_>) -> Result<LostYears> {
        let table = without_zeros(cohort.table)?;
        let grid = cohort.moments(&self.stepping.times(0.0, cohort.longest()).collect::<Vec<f64>>());
        let own = cohort.moments(&[]);
        let empty = LossCurve::default;
        Ok(match self.measure {
            YearsLostMeasure::Difference => {
                let population = areas(&grid, &population_alike(cohort, &table, &grid), Rule::Left);
                let lost = subtract(&observed(&grid), &population);
                LostYears { lost, observed: observed(&own), population, excess: empty() }
            }
            YearsLostMeasure::AgainstLifeTable => {
                let population = areas(&grid, &mean_expected(cohort, &table, &grid), Rule::Left);
                let lost = subtract(&areas(&grid, &kaplan_meier(&grid), Rule::Right), &population);
                let observed = areas(&own, &kaplan_meier(&own), Rule::Right);
                LostYears { lost, observed, population, excess: empty() }
            }
            YearsLostMeasure::Excess => {
                let deaths = excess_deaths(cohort, &grid);
                let (lost, excess) = (areas(&grid, &deaths, Rule::Right), areas(&grid, &deaths, Rule::Left));
                LostYears { lost, observed: empty(), population: empty(), excess }
            }
        })
    }
}

/// Which end of an interval gives its height.
#[derive(Clone, Copy, PartialEq)]
enum Rule {
    Left,
    Right,
}

const ORIGIN: LossStep =
    LossStep { day: 0.0, probability: 0.0, probability_std_err: f64::NAN, years: 0.0, years_std_err: f64::NAN };

/// The curve of the probabilities of having died at each time of a grid.
fn areas(grid: &[Moment], died: &[f64], rule: Rule) -> LossCurve {
    let mut steps = vec![ORIGIN];
    let (mut area, mut previous) = (0.0, (0.0, 0.0));
    for (moment, &died) in grid.iter().zip(died) {
        let (from, height) = previous;
        area += (moment.time - from) * if rule == Rule::Left { height } else { died };
        previous = (moment.time, died);
        steps.push(LossStep { day: moment.time, probability: died, years: area / DAYS_PER_YEAR, ..ORIGIN });
    }
    LossCurve { steps }
}

/// Years of one curve less those of another on the same grid.
fn subtract(from: &LossCurve, other: &LossCurve) -> LossCurve {
    let pairs = from.steps.iter().zip(&other.steps);
    let less = |(from, other): (&LossStep, &LossStep)| LossStep {
        years: from.years - other.years,
        probability: f64::NAN,
        probability_std_err: f64::NAN,
        ..*from
    };
    LossCurve { steps: pairs.map(less).collect() }
}

/// 1 - Kaplan-Meier.
fn kaplan_meier(grid: &[Moment]) -> Vec<f64> {
    let mut survival = 1.0;
    let died = |moment: &Moment| {
        survival *= 1.0 - as_real(moment.n_event) / as_real(moment.n_risk);
        1.0 - survival
    };
    grid.iter().map(died).collect()
}

/// Observed deaths with Greenwood's standard errors, left rule.
fn observed(grid: &[Moment]) -> LossCurve {
    let mut curve = areas(grid, &kaplan_meier(grid), Rule::Left);
    // Per time of death: the days that the area of S had run to then, and Greenwood's term.
    let mut deaths: Vec<(f64, f64)> = Vec::new();
    let mut greenwood = 0.0;
    (curve.steps[0].probability_std_err, curve.steps[0].years_std_err) = (0.0, 0.0);
    for (moment, step) in grid.iter().zip(&mut curve.steps[1..]) {
        let (n, d) = (as_real(moment.n_risk), as_real(moment.n_event));
        let lived = moment.time - step.years * DAYS_PER_YEAR;
        if moment.n_event > 0 {
            let term = d / (n * (n - d));
            greenwood += term;
            deaths.push((lived, term));
        }
        let variance: f64 = deaths.iter().map(|(then, term)| (lived - then).powi(2) * term).sum();
        step.probability_std_err = (1.0 - step.probability) * greenwood.sqrt();
        step.years_std_err = variance.sqrt() / DAYS_PER_YEAR;
    }
    curve
}

/// Everybody's sums over each interval of a grid: `add` is given a person's survival at its end and the
/// hazard over it.
fn over_everybody(cohort: &Cohort<'_>, table: &LifeTable, grid: &[Moment], mut add: impl FnMut(usize, f64, f64)) {
    for person in &cohort.people {
        let mut traveller = Traveller::new(table, person.subject);
        let (mut cum_hazard, mut previous) = (0.0, 0.0);
        for (index, moment) in grid.iter().enumerate() {
            let increment = traveller.hazard_over(previous, moment.time);
            previous = moment.time;
            cum_hazard += increment;
            add(index, f64::exp(-cum_hazard), increment);
        }
    }
}

/// F_P of a population that lives on as the people would.
fn population_alike(cohort: &Cohort<'_>, table: &LifeTable, grid: &[Moment]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); grid.len()];
    over_everybody(cohort, table, grid, |index, survival, increment| {
        sums[index].0 += survival * increment;
        sums[index].1 += survival;
    });
    let mut hazard = 0.0;
    let died = |(deaths, alive): (f64, f64)| {
        hazard += deaths / alive;
        1.0 - f64::exp(-hazard)
    };
    sums.into_iter().map(died).collect()
}

/// The mean of everybody's expected probability of having died.
fn mean_expected(cohort: &Cohort<'_>, table: &LifeTable, grid: &[Moment]) -> Vec<f64> {
    let mut alive = vec![0.0; grid.len()];
    over_everybody(cohort, table, grid, |index, survival, _| alive[index] += survival);
    alive.into_iter().map(|alive| 1.0 - alive / as_real(cohort.n())).collect()
}

/// F_E of yl2013.
fn excess_deaths(cohort: &Cohort<'_>, grid: &[Moment]) -> Vec<f64> {
    let mut travellers = Traveller::all(cohort.table, cohort);
    let (mut survival, mut excess, mut previous) = (1.0, 0.0, 0.0);
    let died = |moment: &Moment| {
        let (n, d) = (as_real(moment.n_risk), as_real(moment.n_event));
        let hazards = travellers[moment.first..].iter_mut();
        let expected: f64 = hazards.map(|traveller| traveller.hazard_over(previous, moment.time)).sum();
        previous = moment.time;
        survival *= 1.0 - d / n;
        excess += survival * (d / n - expected / n);
        excess
    };
    grid.iter().map(died).collect()
}
