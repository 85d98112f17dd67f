//! The weighted risk sets of a subdistribution.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::observed::kaplan_meier::as_real;
use crate::regression::cox::{BaselineStep, number_from_zero};
use crate::regression::design::Standardized;
use crate::regression::fine_gray::CompetingData;
use crate::regression::moments::Moments;
use crate::regression::newton::Point;
use crate::regression::symmetric::dot;

/// What became of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Censored,
    /// Died of the cause in question.
    Event,
    /// Died of another.
    Competing,
}

/// Everybody, the longest followed first.
#[derive(Debug)]
pub(crate) struct Subdistribution {
    pub(crate) design: Standardized,
    pub(crate) outcome: Vec<Outcome>,
    /// Each row's censoring group, below `n_groups`.
    pub(crate) group: Vec<u32>,
    pub(crate) n_groups: usize,
    /// The distinct times, the latest first.
    pub(crate) times: Vec<TimeRows>,
    /// G(X-) of each row in its own group.
    pub(crate) uncensored: Vec<f64>,
    pub(crate) n_event: u64,
}

/// One time.
#[derive(Debug)]
pub(crate) struct TimeRows {
    time: f64,
    /// The rows that leave at it.
    pub(crate) rows: Range<usize>,
    pub(crate) n_event: usize,
    /// G(t-), a group each.
    pub(crate) uncensored: Vec<f64>,
    /// How many of each group are at risk, and how many of them are censored.
    pub(crate) at_risk: Vec<f64>,
    pub(crate) censored: Vec<f64>,
}

impl Subdistribution {
    pub(crate) fn new(cause: u8, data: &CompetingData<'_>) -> Result<Self> {
        data.check()?;
        let n = data.exit.len();
        let mut order: Vec<u32> = (0..).take(n).collect();
        order.sort_by(|&a, &b| data.exit[b as usize].total_cmp(&data.exit[a as usize]));
        let mut design = data.design.standardize()?;
        design.reorder(&order);
        let outcome: Vec<Outcome> = (order.iter())
            .map(|&row| match data.cause[row as usize] {
                0 => Outcome::Censored,
                found if found == cause => Outcome::Event,
                _ => Outcome::Competing,
            })
            .collect();
        let n_event = outcome.iter().map(|outcome| u64::from(*outcome == Outcome::Event)).sum();
        if n_event == 0 {
            return Err(Error::NoEvents);
        }
        let (group, n_groups) = match data.censoring_group {
            Some(groups) => number_from_zero(groups, &order),
            None => (vec![0; n], 1),
        };
        let mut start = 0;
        let same = |a: &u32, b: &u32| data.exit[*a as usize] == data.exit[*b as usize];
        let times = order.chunk_by(same).map(|rows| {
            let time = data.exit[rows[0] as usize];
            let rows = start..start + rows.len();
            start = rows.end;
            let n_event = outcome[rows.clone()].iter().filter(|outcome| **outcome == Outcome::Event).count();
            let [uncensored, at_risk, censored] = [0; 3].map(|_| vec![0.0; n_groups]);
            TimeRows { time, rows, n_event, uncensored, at_risk, censored }
        });
        let times = times.collect();
        let mut people = Self { design, outcome, group, n_groups, times, uncensored: vec![0.0; n], n_event };
        people.weigh();
        Ok(people)
    }

    /// The Kaplan-Meier estimate of being uncensored, in each group; 0 beyond its longest follow-up.
    fn weigh(&mut self) {
        let mut at_risk = vec![0.0; self.n_groups];
        for time in &mut self.times {
            for row in time.rows.clone() {
                let group = self.group[row] as usize;
                at_risk[group] += 1.0;
                time.censored[group] += f64::from(u8::from(self.outcome[row] == Outcome::Censored));
            }
            time.at_risk.copy_from_slice(&at_risk);
        }
        let mut uncensored = vec![1.0; self.n_groups];
        for time in self.times.iter_mut().rev() {
            for (group, g) in uncensored.iter_mut().enumerate() {
                if time.at_risk[group] == 0.0 {
                    *g = 0.0;
                    continue;
                }
                time.uncensored[group] = *g;
                *g *= 1.0 - time.censored[group] / time.at_risk[group];
            }
            for row in time.rows.clone() {
                self.uncensored[row] = time.uncensored[self.group[row] as usize];
            }
        }
    }

    pub(crate) fn is(&self, outcome: Outcome) -> impl Fn(&usize) -> bool {
        move |row| self.outcome[*row] == outcome
    }

    pub(crate) fn predictors(&self, beta: &[f64]) -> Vec<f64> {
        self.design.predictors(beta).collect()
    }

    /// Shows every time at which somebody dies of the cause, the latest first, with the sums over its risk set.
    pub(crate) fn sweep(&self, eta: &[f64], mut visit: impl FnMut(&TimeRows, &Moments)) {
        let mut alive = Moments::new(self.design.terms);
        let mut risk_set = alive.clone();
        // Those who died of another cause, by 1 / G(X-); first all, later those who did so before.
        let mut competing = vec![alive.clone(); self.n_groups];
        for row in (0..self.outcome.len()).filter(self.is(Outcome::Competing)) {
            competing[self.group[row] as usize].add(eta[row].exp() / self.uncensored[row], self.design.row(row));
        }
        for time in &self.times {
            for row in time.rows.clone() {
                let (relative, z) = (eta[row].exp(), self.design.row(row));
                alive.add(relative, z);
                if self.outcome[row] == Outcome::Competing {
                    competing[self.group[row] as usize].add(-relative / self.uncensored[row], z);
                }
            }
            if time.n_event > 0 {
                risk_set.clear();
                risk_set.add_all(1.0, &alive);
                for (competing, &uncensored) in competing.iter().zip(&time.uncensored) {
                    risk_set.add_all(uncensored, competing);
                }
                visit(time, &risk_set);
            }
        }
    }

    /// Adds log-likelihood, score and information at `beta` to `point`.
    pub(crate) fn evaluate(&self, beta: &[f64], point: &mut Point) {
        let eta = self.predictors(beta);
        self.sweep(&eta, |time, risk_set| {
            let deaths = as_real(time.n_event as u64);
            point.log_likelihood -= deaths * risk_set.s0.ln();
            for row in time.rows.clone().filter(self.is(Outcome::Event)) {
                point.log_likelihood += eta[row];
                for (score, z) in point.score.iter_mut().zip(self.design.row(row)) {
                    *score += z;
                }
            }
            for (score, s1) in point.score.iter_mut().zip(&risk_set.s1) {
                *score -= deaths * s1 / risk_set.s0;
            }
            point.information.add(deaths / risk_set.s0, &risk_set.s2);
            point.information.add_square(-deaths / (risk_set.s0 * risk_set.s0), &risk_set.s1);
        });
    }

    /// The baseline of somebody whose terms are all 0.
    pub(crate) fn baseline(&self, beta: &[f64]) -> Vec<BaselineStep> {
        let center: Vec<f64> = self.design.center.iter().zip(&self.design.scale).map(|(c, s)| c / s).collect();
        let to_zero = (-dot(&center, beta)).exp();
        let mut steps = Vec::new();
        self.sweep(&self.predictors(beta), |time, risk_set| {
            let hazard = to_zero * as_real(time.n_event as u64) / risk_set.s0;
            let n_risk = time.rows.end;
            steps.push(BaselineStep { time: time.time, n_risk, n_event: time.n_event, hazard, cum_hazard: 0.0 });
        });
        BaselineStep::accumulate(steps)
    }
}
