//! How often of two people the one with the higher predicted hazard has the event first.
//!
//! **Formula.** Over the pairs of one stratum in which somebody has the event while the other is at risk and stays so:
//! C = (pairs in which the first has the higher z' beta + half of those in which both have the same) / pairs, each by
//! the product of the case weights. Events at the same time are no pair; an event and a censoring are.
//!
//! **Variance.** The infinitesimal jackknife: the sum over people (or clusters) of the square of
//! (their concordant pairs - C times their pairs) / all pairs.
//!
//! **Agreement.** R's survival 3.5-3, `coxph(...)$concordance`. **Complexity.** n log n, by counts kept in a binary
//! indexed tree over the ranks of z' beta.
//!
//! **References.** Harrell FE et al. (1982) <https://doi.org/10.1001/jama.1982.03320430047030>; Therneau T, Atkinson E,
//! the vignette Concordance of the survival package.

use std::ops::Range;

use crate::regression::cox::CoxFit;
use crate::regression::cox::risk_sets::{RiskSets, StratumRows};

/// A concordance with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concordance {
    /// The share of concordant pairs; NaN where there are no pairs.
    pub estimate: f64,
    /// Its standard error.
    pub std_err: f64,
}

/// The pairs somebody is in.
#[derive(Debug, Clone, Copy, Default)]
struct Pairs {
    all: f64,
    concordant: f64,
}

impl CoxFit {
    /// The concordance of the predicted hazards with what happened; its standard error goes by cluster where the
    /// fit's does.
    #[must_use]
    pub fn concordance(&self) -> Concordance {
        let sets = &self.sets;
        let predictors: Vec<f64> = sets.design.predictors(&self.beta).collect();
        let mut pairs = vec![Pairs::default(); predictors.len()];
        for stratum in &sets.strata {
            count(sets, stratum, &predictors, &mut pairs);
        }
        // Each pair is counted with both of its people.
        let all = 0.5 * pairs.iter().zip(&sets.weight).map(|(pairs, weight)| weight * pairs.all).sum::<f64>();
        let concordant =
            0.5 * pairs.iter().zip(&sets.weight).map(|(pairs, weight)| weight * pairs.concordant).sum::<f64>();
        let estimate = concordant / all;
        let influence = |(pairs, weight): (&Pairs, &f64)| weight * (pairs.concordant - estimate * pairs.all) / all;
        let influence: Vec<f64> = pairs.iter().zip(&sets.weight).map(influence).collect();
        let variance: f64 = sets.by_cluster(&influence, 1).iter().map(|influence| influence * influence).sum();
        Concordance { estimate, std_err: variance.sqrt() }
    }
}

/// Sums of weights by rank.
struct Ranked {
    tree: Vec<f64>,
    at: Vec<f64>,
    total: f64,
}

impl Ranked {
    fn new(ranks: usize) -> Self {
        Self { tree: vec![0.0; ranks + 1], at: vec![0.0; ranks], total: 0.0 }
    }

    fn add(&mut self, rank: usize, weight: f64) {
        self.total += weight;
        self.at[rank] += weight;
        let mut node = rank + 1;
        while node < self.tree.len() {
            self.tree[node] += weight;
            node += node & node.wrapping_neg();
        }
    }

    /// The weight of lower ranks, with half of those of the same.
    fn lower(&self, rank: usize) -> f64 {
        let mut node = rank;
        let mut sum = 0.5 * self.at[rank];
        while node > 0 {
            sum += self.tree[node];
            node &= node - 1;
        }
        sum
    }
}

/// The rank of each value among the different ones, and how many those are.
fn ranks(values: &[f64]) -> (Vec<usize>, usize) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0; values.len()];
    let mut n = 0;
    for same in order.chunk_by(|&a, &b| values[a] == values[b]) {
        same.iter().for_each(|&row| ranks[row] = n);
        n += 1;
    }
    (ranks, n)
}

/// Adds to `pairs` those within one stratum.
fn count(sets: &RiskSets, stratum: &StratumRows, predictors: &[f64], pairs: &mut [Pairs]) {
    let (ranks, n_ranks) = ranks(&predictors[stratum.rows.clone()]);
    let rank = |row: usize| ranks[row - stratum.rows.start];
    let weight = |row: usize| sets.weight[row];
    let events = |rows: &Range<usize>| rows.clone().filter(|&row| sets.event[row]);
    let censored = |rows: &Range<usize>| rows.clone().filter(|&row| !sets.event[row]);
    let exits: Vec<_> = sets.exits(stratum.rows.clone()).collect();
    let entry = sets.entry.as_deref().unwrap_or_default();

    // As the one who has the event: those who stay at risk, from the latest time back.
    let mut at_risk = Ranked::new(n_ranks);
    let mut late = stratum.late.iter().map(|&row| row as usize).peekable();
    for rows in &exits {
        while let Some(row) = late.next_if(|row| entry[*row] >= sets.exit[rows.start]) {
            at_risk.add(rank(row), -weight(row));
        }
        censored(rows).for_each(|row| at_risk.add(rank(row), weight(row)));
        for row in events(rows) {
            pairs[row].all += at_risk.total;
            pairs[row].concordant += at_risk.lower(rank(row));
        }
        events(rows).for_each(|row| at_risk.add(rank(row), weight(row)));
    }

    // As the one who stays: the events while at risk, from the earliest time on.
    let mut passed = Ranked::new(n_ranks);
    let mut entering = stratum.late.iter().rev().map(|&row| row as usize).peekable();
    let mut meet = |row: usize, passed: &Ranked, sign: f64| {
        pairs[row].all += sign * passed.total;
        pairs[row].concordant += sign * (passed.total - passed.lower(rank(row)));
    };
    for rows in exits.iter().rev() {
        while let Some(row) = entering.next_if(|row| entry[*row] < sets.exit[rows.start]) {
            meet(row, &passed, -1.0);
        }
        events(rows).for_each(|row| meet(row, &passed, 1.0));
        events(rows).for_each(|row| passed.add(rank(row), weight(row)));
        censored(rows).for_each(|row| meet(row, &passed, 1.0));
    }
}
