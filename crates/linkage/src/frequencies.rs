//! How often names and ZIP codes occur: an agreement on a rare value says more.

use serde::{Deserialize, Serialize};

use crate::dictionary::{Dictionary, NameId};
use crate::records::Record;

/// A spelling that fewer than this share of people have is taken for a possible misspelling.
const RARE: f64 = 2e-5;

/// Logarithms of relative frequencies, frozen once counted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Frequencies {
    first: Table,
    last: Table,
    zip: ZipTable,
    /// Of middle initials, by the last byte of their code.
    initial: Table,
}

/// Frequencies by name number.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Table {
    /// `ln` of the frequency over the chance that two people agree.
    specificity: Vec<f32>,
    rare_below: f32,
    /// For a name that was not counted.
    unseen: f32,
}

impl Table {
    fn new(ids: impl Iterator<Item = NameId> + Clone, names: usize) -> Self {
        let mut counts = vec![0u32; names];
        let mut n = 0u32;
        for id in ids.filter(|id| *id != 0) {
            if let Some(count) = counts.get_mut(id as usize) {
                *count += 1;
                n += 1;
            }
        }
        let n = f64::from(n.max(1));
        let coincidence = coincidence(&counts, n);
        let specificity = |count: f64| (count / n / coincidence).ln() as f32;
        Self {
            specificity: counts.iter().map(|count| specificity(f64::from((*count).max(1)))).collect(),
            rare_below: specificity((RARE * n).max(2.0)) + 1e-6,
            unseen: specificity(1.0),
        }
    }

    fn specificity(&self, id: NameId) -> f32 {
        self.specificity.get(id as usize).copied().unwrap_or(self.unseen)
    }
}

/// The chance that two different people have the same value.
fn coincidence(counts: &[u32], n: f64) -> f64 {
    let pairs: f64 = counts.iter().map(|count| f64::from(*count) * (f64::from(*count) - 1.0)).sum();
    (pairs / (n * (n - 1.0)).max(1.0)).max(1.0 / (n * n)).max(1e-9)
}

/// Frequencies of ZIP codes, sorted by code.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct ZipTable {
    codes: Vec<u32>,
    specificity: Vec<f32>,
    unseen: f32,
}

impl ZipTable {
    fn new(mut zips: Vec<u32>) -> Self {
        zips.sort_unstable();
        let runs: Vec<(u32, u32)> =
            zips.chunk_by(|a, b| a == b).filter_map(|run| Some((*run.first()?, run.len() as u32))).collect();
        let counts: Vec<u32> = runs.iter().map(|run| run.1).collect();
        let n = zips.len().max(1) as f64;
        let coincidence = coincidence(&counts, n);
        let specificity = |count: u32| (f64::from(count) / n / coincidence).ln() as f32;
        Self {
            codes: runs.iter().map(|run| run.0).collect(),
            specificity: counts.iter().map(|count| specificity(*count)).collect(),
            unseen: specificity(1),
        }
    }

    fn specificity(&self, zip: u32) -> f32 {
        self.codes.binary_search(&zip).ok().and_then(|at| self.specificity.get(at)).copied().unwrap_or(self.unseen)
    }
}

impl Frequencies {
    pub(crate) fn count(records: &[Record], names: &Dictionary) -> Self {
        Self {
            first: Table::new(records.iter().map(|record| record.first), names.len()),
            last: Table::new(records.iter().map(|record| record.last), names.len()),
            initial: Table::new(records.iter().map(|record| names.facts(record.middle).initial & 0xff), 256),
            zip: ZipTable::new(records.iter().map(|record| record.zip).filter(|zip| *zip != 0).collect()),
        }
    }

    /// `ln` of how much rarer than usual an agreement on this first name is by chance.
    pub(crate) fn first_name(&self, id: NameId) -> f32 {
        self.first.specificity(id)
    }

    pub(crate) fn last_name(&self, id: NameId) -> f32 {
        self.last.specificity(id)
    }

    pub(crate) fn initial(&self, initial: u32) -> f32 {
        self.initial.specificity(initial & 0xff)
    }

    pub(crate) fn zip(&self, zip: u32) -> f32 {
        self.zip.specificity(zip)
    }

    pub(crate) fn is_rare_first_name(&self, id: NameId) -> bool {
        self.first.specificity(id) <= self.first.rare_below
    }

    pub(crate) fn is_rare_last_name(&self, id: NameId) -> bool {
        self.last.specificity(id) <= self.last.rare_below
    }
}
