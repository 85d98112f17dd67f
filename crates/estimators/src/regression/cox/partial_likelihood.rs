//! The partial likelihood under Breslow's and Efron's rules for ties.
//!
//! With d events of mean case weight w at one time, S the sums over the risk set and D those over the events, the
//! k-th of them (k = 0 .. d-1) faces the risk set S - f D, where f = 0 (Breslow) or k / d (Efron). Everything below
//! needs the sums over k of 1 / s, f / s, 1 / s^2, f / s^2 and f^2 / s^2 only, with s = S0 - f D0, so that matrices
//! are touched once a time however many events are tied.

use crate::observed::kaplan_meier::as_real;
use crate::regression::cox::Ties;
use crate::regression::cox::risk_sets::{ExitTime, Predicted, RiskSets};
use crate::regression::moments::Moments;
use crate::regression::newton::Point;

/// The sums over the events of one time, each multiplied by their mean weight.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TieSums {
    /// log s.
    log: f64,
    /// 1 / s: the jump of the baseline hazard.
    pub(crate) hazard: f64,
    /// f / s.
    hazard_of_events: f64,
    /// 1 / s^2, f / s^2, f^2 / s^2.
    squares: [f64; 3],
    n_event: f64,
    mean_weight: f64,
}

impl TieSums {
    pub(crate) fn new(ties: Ties, at: &ExitTime<'_>) -> Self {
        let n_event = as_real(at.n_event as u64);
        let mean_weight = at.event_weight / n_event;
        let (s0, d0) = (at.at_risk.s0, at.events.s0);
        let mut sums = Self { log: 0.0, hazard: 0.0, hazard_of_events: 0.0, squares: [0.0; 3], n_event, mean_weight };
        match ties {
            Ties::Efron if at.n_event > 1 => (0..at.n_event).for_each(|k| {
                let f = as_real(k as u64) / n_event;
                sums.add(f, s0 - f * d0, mean_weight);
            }),
            _ => sums.add(0.0, s0, at.event_weight),
        }
        sums
    }

    fn add(&mut self, f: f64, s: f64, weight: f64) {
        let inverse = weight / s;
        self.log += weight * s.ln();
        self.hazard += inverse;
        self.hazard_of_events += f * inverse;
        for (sum, f) in self.squares.iter_mut().zip([1.0, f, f * f]) {
            *sum += f * inverse / s;
        }
    }

    /// The expected z of the events, added over them by weight.
    pub(crate) fn expected(&self, at: &ExitTime<'_>, term: usize) -> f64 {
        self.hazard * at.at_risk.s1[term] - self.hazard_of_events * at.events.s1[term]
    }

    /// The mean over the events of the expected z.
    pub(crate) fn mean(&self, at: &ExitTime<'_>, term: usize) -> f64 {
        self.expected(at, term) / (self.n_event * self.mean_weight)
    }

    /// The jumps of the hazard times the expected z at each, as whoever stays beyond this time has faced them.
    pub(crate) fn faced(&self, at: &ExitTime<'_>, term: usize) -> f64 {
        self.squares[0] * at.at_risk.s1[term] - self.squares[1] * at.events.s1[term]
    }

    /// The jump of the hazard for those who have the event at this time, who face each of its parts with 1 - f.
    pub(crate) fn hazard_faced_by_events(&self) -> f64 {
        self.hazard - self.hazard_of_events
    }

    /// As [`faced`](Self::faced), for those who have the event.
    pub(crate) fn faced_by_events(&self, at: &ExitTime<'_>, term: usize) -> f64 {
        let [s, sf, sff] = self.squares;
        (s - sf) * at.at_risk.s1[term] - (sf - sff) * at.events.s1[term]
    }

    /// Adds the events of one time, `by` times, to a likelihood's derivatives.
    fn add_to(&self, point: &mut Point, at: &ExitTime<'_>) {
        let (risk, events): (&Moments, &Moments) = (at.at_risk, at.events);
        point.log_likelihood -= self.log;
        for (term, score) in point.score.iter_mut().enumerate() {
            *score -= self.expected(at, term);
        }
        let [s, sf, sff] = self.squares;
        let information = &mut point.information;
        information.add(self.hazard, &risk.s2);
        information.add_square(-s, &risk.s1);
        if at.n_event > 1 && self.hazard_of_events != 0.0 {
            information.add(-self.hazard_of_events, &events.s2);
            information.add_product(sf, &risk.s1, &events.s1);
            information.add_square(-sff, &events.s1);
        }
    }
}

/// Adds log-likelihood, score and information at `beta` to `point`.
pub(crate) fn evaluate(sets: &RiskSets, ties: Ties, beta: &[f64], point: &mut Point) {
    let predicted = sets.predict(beta);
    for stratum in &sets.strata {
        sets.sweep(stratum, &predicted, |at| add_time(sets, ties, &predicted, at, point));
    }
}

/// Adds the events of one time.
pub(crate) fn add_time(sets: &RiskSets, ties: Ties, predicted: &Predicted, at: &ExitTime<'_>, point: &mut Point) {
    if at.n_event == 0 {
        return;
    }
    for row in at.rows.clone().filter(|&row| sets.event[row]) {
        let weight = sets.weight[row];
        point.log_likelihood += weight * predicted.eta[row];
        for (score, z) in point.score.iter_mut().zip(sets.design.row(row)) {
            *score += weight * z;
        }
    }
    TieSums::new(ties, at).add_to(point, at);
}
