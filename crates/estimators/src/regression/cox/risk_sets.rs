//! Who is at risk when somebody has the event.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::regression::cox::{CoxData, Variance};
use crate::regression::design::Standardized;
use crate::regression::moments::Moments;

/// Everybody, stratum by stratum, the longest followed first.
#[derive(Debug, Clone)]
pub(crate) struct RiskSets {
    pub(crate) design: Standardized,
    pub(crate) exit: Vec<f64>,
    pub(crate) entry: Option<Vec<f64>>,
    pub(crate) event: Vec<bool>,
    pub(crate) weight: Vec<f64>,
    /// The cluster of each row, below `n_clusters`; where there are none every row is one.
    cluster: Vec<u32>,
    n_clusters: usize,
    pub(crate) strata: Vec<StratumRows>,
    pub(crate) n_event: u64,
}

/// The rows of one stratum.
#[derive(Debug, Clone)]
pub(crate) struct StratumRows {
    pub(crate) stratum: u32,
    pub(crate) rows: Range<usize>,
    /// Its late entries, the latest first; empty where nobody enters late.
    pub(crate) late: Vec<u32>,
}

/// What a beta says of every row.
#[derive(Debug, Clone)]
pub(crate) struct Predicted {
    /// The linear predictor z' beta.
    pub(crate) eta: Vec<f64>,
    /// The case weight times the relative hazard exp(eta).
    pub(crate) weight: Vec<f64>,
}

/// A time at which somebody had the event or was censored.
#[derive(Debug)]
pub(crate) struct ExitTime<'a> {
    pub(crate) time: f64,
    /// The rows that leave at it.
    pub(crate) rows: Range<usize>,
    pub(crate) n_risk: usize,
    pub(crate) n_event: usize,
    /// The weights of those who have the event, added up.
    pub(crate) event_weight: f64,
    /// Over those at risk, by weight and relative hazard.
    pub(crate) at_risk: &'a Moments,
    /// Over those who have the event, likewise.
    pub(crate) events: &'a Moments,
}

impl RiskSets {
    pub(crate) fn new(data: &CoxData<'_>, variance: Variance<'_>) -> Result<Self> {
        let n = data.exit.len();
        data.check()?;
        let stratum = |row: usize| data.stratum.map_or(0, |strata| strata[row]);
        #[expect(clippy::cast_possible_truncation, reason = "data.check refuses more rows")]
        let mut order: Vec<u32> = (0..n as u32).collect();
        let key = |&row: &u32| (stratum(row as usize), std::cmp::Reverse(Ordered(data.exit[row as usize])), row);
        order.sort_by_cached_key(key);

        let mut design = data.design.standardize()?;
        design.reorder(&order);
        let pick = |values: &[f64]| -> Vec<f64> { order.iter().map(|&row| values[row as usize]).collect() };
        let event: Vec<bool> = order.iter().map(|&row| data.event[row as usize]).collect();
        let n_event = event.iter().map(|&event| u64::from(event)).sum();
        if n_event == 0 {
            return Err(Error::NoEvents);
        }
        let entry = data.entry.map(pick);
        let weight = data.weight.map_or_else(|| vec![1.0; n], pick);
        let mut strata: Vec<StratumRows> = Vec::new();
        for (index, &row) in order.iter().enumerate() {
            match strata.last_mut() {
                Some(last) if last.stratum == stratum(row as usize) => last.rows.end = index + 1,
                _ => strata.push(StratumRows {
                    stratum: stratum(row as usize),
                    rows: index..index + 1,
                    late: Vec::new(),
                }),
            }
        }
        if let Some(entry) = &entry {
            for stratum in &mut strata {
                #[expect(clippy::cast_possible_truncation, reason = "data.check refuses more rows")]
                let rows = stratum.rows.start as u32..stratum.rows.end as u32;
                stratum.late = rows.collect();
                stratum.late.sort_by(|&a, &b| entry[b as usize].total_cmp(&entry[a as usize]));
            }
        }
        let (cluster, n_clusters) = match variance {
            Variance::Clustered(clusters) if clusters.len() != n => {
                return Err(Error::LengthMismatch { field: "cluster", found: clusters.len(), expected: n });
            }
            Variance::Clustered(clusters) => number_from_zero(clusters, &order),
            Variance::Model | Variance::Robust => ((0..).take(n).collect(), n),
        };
        Ok(Self { design, exit: pick(data.exit), entry, event, weight, cluster, n_clusters, strata, n_event })
    }

    pub(crate) fn terms(&self) -> usize {
        self.design.terms
    }

    /// The rows of a stratum by time of leaving, the latest first.
    pub(crate) fn exits(&self, rows: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let end = rows.end;
        let mut start = rows.start;
        std::iter::from_fn(move || {
            let time = *self.exit[..end].get(start)?;
            let n = self.exit[start..end].iter().take_while(|exit| **exit == time).count();
            start += n;
            Some(start - n..start)
        })
    }

    /// The sums over each cluster of what each row has, `width` numbers.
    pub(crate) fn by_cluster(&self, values: &[f64], width: usize) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_clusters * width];
        for (values, &cluster) in values.chunks_exact(width).zip(&self.cluster) {
            for (sum, value) in sums[cluster as usize * width..].iter_mut().zip(values) {
                *sum += value;
            }
        }
        sums
    }

    /// What beta says of every row.
    pub(crate) fn predict(&self, beta: &[f64]) -> Predicted {
        let eta: Vec<f64> = self.design.predictors(beta).collect();
        let weight = eta.iter().zip(&self.weight).map(|(eta, weight)| weight * eta.exp()).collect();
        Predicted { eta, weight }
    }

    /// Shows every time of leaving of a stratum with its risk set, the latest first.
    pub(crate) fn sweep(&self, stratum: &StratumRows, predicted: &Predicted, mut visit: impl FnMut(&ExitTime<'_>)) {
        let weights = &predicted.weight;
        let mut at_risk = Moments::new(self.terms());
        let mut events = at_risk.clone();
        let mut n_risk = 0;
        let mut late = stratum.late.iter().peekable();
        let entry = self.entry.as_deref().unwrap_or_default();
        for rows in self.exits(stratum.rows.clone()) {
            let time = self.exit[rows.start];
            while let Some(&row) = late.next_if(|row| entry[**row as usize] >= time) {
                at_risk.add(-weights[row as usize], self.design.row(row as usize));
                n_risk -= 1;
            }
            if n_risk == 0 {
                // What is left of sums that were emptied is rounding.
                at_risk.clear();
            }
            events.clear();
            let (mut n_event, mut event_weight) = (0, 0.0);
            for row in rows.clone() {
                at_risk.add(weights[row], self.design.row(row));
                if self.event[row] {
                    events.add(weights[row], self.design.row(row));
                    n_event += 1;
                    event_weight += self.weight[row];
                }
            }
            n_risk += rows.len();
            visit(&ExitTime { time, rows, n_risk, n_event, event_weight, at_risk: &at_risk, events: &events });
        }
    }
}

/// Numbers labels from 0, and puts them into the order of the rows.
pub(crate) fn number_from_zero(labels: &[u32], order: &[u32]) -> (Vec<u32>, usize) {
    let mut distinct = labels.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    #[expect(clippy::cast_possible_truncation, reason = "no more than rows, which fit")]
    let number = |&row: &u32| distinct.partition_point(|label| *label < labels[row as usize]) as u32;
    (order.iter().map(number).collect(), distinct.len())
}

/// A finite number, ordered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ordered(pub(crate) f64);

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}
