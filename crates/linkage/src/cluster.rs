//! From pairs to persons.

use crate::link::{Job, Pair};
use crate::score::Scorer;

/// Who is one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clusters {
    /// The cluster of each record: the smallest row in it.
    pub of: Vec<u32>,
}

/// Joins what matches.
pub(crate) fn cluster(job: &Job<'_>, _scorer: &Scorer, pairs: &[Pair]) -> Clusters {
    let mut parent: Vec<u32> = (0..job.records.len() as u32).collect();
    fn root(parent: &mut [u32], mut x: u32) -> u32 {
        while let Some(&up) = parent.get(x as usize).filter(|up| **up != x) {
            x = up;
        }
        x
    }
    for pair in pairs.iter().filter(|pair| pair.probability() >= job.settings.threshold) {
        let (a, b) = (root(&mut parent, pair.a), root(&mut parent, pair.b));
        if let Some(slot) = parent.get_mut(a.max(b) as usize) {
            *slot = a.min(b);
        }
    }
    let of = (0..parent.len() as u32).map(|row| root(&mut parent, row)).collect();
    Clusters { of }
}
