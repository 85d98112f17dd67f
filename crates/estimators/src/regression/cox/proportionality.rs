//! Whether hazards are proportional: the score test of coefficients that change with time.
//!
//! **Formula.** Beside beta let there be theta, with coefficients beta + theta g(t). At theta = 0 the score of theta is
//! the sum over event times of g(t) u(t), u(t) being what the events of t add to the score of beta; with V(t) what they
//! add to the information, that of theta is J = sum g^2 V - (sum g V) I^-1 (sum g V), I = sum V. A term's test takes
//! its own theta alone, the global one all together. g is about its mean over the events; that changes nothing.
//!
//! **Agreement.** R's survival 3.5-3, `cox.zph(fit, terms = FALSE)`.
//!
//! **Reference.** Grambsch PM, Therneau TM (1994) <https://doi.org/10.1093/biomet/81.3.515>.

use crate::error::{Error, Result};
use crate::observed::kaplan_meier::as_real;
use crate::regression::cox::partial_likelihood::add_time;
use crate::regression::cox::risk_sets::{Ordered, RiskSets};
use crate::regression::cox::{CoxFit, Ties};
use crate::regression::fit::{ChiSquareTest, quadratic_form};
use crate::regression::newton::{COLLINEAR, Point};
use crate::regression::symmetric::{SymmetricMatrix, dot};

/// The g(t) by which a coefficient might change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum TimeTransform {
    /// 1 - S(t-), S the Kaplan-Meier estimate of everybody: events are spread evenly.
    #[default]
    KaplanMeier,
    /// Time itself.
    Identity,
}

/// The tests of proportional hazards.
#[derive(Debug, Clone, PartialEq)]
pub struct Proportionality {
    /// Each term's, in the order of the design.
    pub terms: Vec<ChiSquareTest>,
    /// All terms together.
    pub global: ChiSquareTest,
}

impl CoxFit {
    /// Tests each term, and all together, for a hazard ratio that changes with time.
    ///
    /// # Errors
    ///
    /// [`Error::ExactTies`] after a fit with exact ties.
    pub fn proportionality(&self, transform: TimeTransform) -> Result<Proportionality> {
        if self.ties == Ties::Exact {
            return Err(Error::ExactTies { cannot: "test for proportional hazards" });
        }
        let sets = &self.sets;
        let g = Transformed::new(sets, transform);
        let terms = sets.terms();
        let predicted = sets.predict(&self.beta);
        let mut score = vec![0.0; terms];
        let [mut plain, mut by_g, mut by_square] = [0; 3].map(|_| SymmetricMatrix::zeros(terms));
        let mut events = Point::new(terms);
        for stratum in &sets.strata {
            sets.sweep(stratum, &predicted, |at| {
                if at.n_event == 0 {
                    return;
                }
                events.clear();
                add_time(sets, self.ties, &predicted, at, &mut events);
                let g = g.at(at.time);
                for (sum, u) in score.iter_mut().zip(&events.score) {
                    *sum += g * u;
                }
                plain.add(1.0, &events.information);
                by_g.add(g, &events.information);
                by_square.add(g * g, &events.information);
            });
        }
        let names = |column: usize| self.fit.terms[column].name.clone();
        let factor = plain.cholesky(COLLINEAR).map_err(|column| Error::NoFiniteMaximum { term: names(column) })?;
        let mut information = by_square;
        let columns: Vec<Vec<f64>> =
            (0..terms).map(|column| (0..terms).map(|row| by_g.get(row, column)).collect()).collect();
        let solved: Vec<Vec<f64>> = columns.iter().map(|column| factor.solve(column)).collect();
        information.subtract(|row, column| dot(&columns[row], &solved[column]));
        let tests = (0..terms)
            .map(|term| ChiSquareTest::new(score[term] * score[term] / information.get(term, term), 1))
            .collect();
        let global = ChiSquareTest::new(quadratic_form(&information, &score), terms);
        Ok(Proportionality { terms: tests, global })
    }
}

/// g at the event times.
struct Transformed {
    times: Vec<f64>,
    values: Vec<f64>,
}

impl Transformed {
    fn new(sets: &RiskSets, transform: TimeTransform) -> Self {
        let mut exits: Vec<usize> = (0..sets.exit.len()).collect();
        exits.sort_by_key(|&row| Ordered(sets.exit[row]));
        let mut entries = sets.entry.clone().unwrap_or_default();
        entries.sort_by(f64::total_cmp);

        let (mut times, mut values, mut counts) = (Vec::new(), Vec::new(), Vec::new());
        let (mut left, mut survival) = (0, 1.0);
        for rows in exits.chunk_by(|&a, &b| sets.exit[a] == sets.exit[b]) {
            let time = sets.exit[rows[0]];
            let d = rows.iter().filter(|&&row| sets.event[row]).count();
            let entered =
                if sets.entry.is_some() { entries.partition_point(|entry| *entry < time) } else { exits.len() };
            if d > 0 {
                times.push(time);
                counts.push(as_real(d as u64));
                values.push(match transform {
                    TimeTransform::KaplanMeier => 1.0 - survival,
                    TimeTransform::Identity => time,
                });
                survival *= 1.0 - as_real(d as u64) / as_real((entered - left) as u64);
            }
            left += rows.len();
        }
        let mean = dot(&values, &counts) / counts.iter().sum::<f64>();
        values.iter_mut().for_each(|value| *value -= mean);
        Self { times, values }
    }

    fn at(&self, time: f64) -> f64 {
        let passed = self.times.partition_point(|t| *t < time);
        self.values.get(passed).copied().unwrap_or(f64::NAN)
    }
}
