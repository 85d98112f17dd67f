//! From pairs to persons: the strongest links first, and none that contradicts what is already joined.
//!
//! Connected components would join twins through one careless record, and father and son through another. Here two groups are
//! joined only if, over all pairs across them, what speaks for one person outweighs what speaks against (greedy correlation
//! clustering; Bansal, Blum and Chawla 2004), so that a group falls apart where its links are weakest. Each pair across is judged
//! in context: that two records of the groups are linked makes a match and a relative both likely, and strangers unlikely.

use crate::compare::{Memo, ssn_contradicts};
use crate::job::Job;
use crate::link::Pair;
use crate::model::{KINDS, Kind, Model};
use crate::outcome::Outcome;
use crate::score::{Scorer, log_odds};

/// Members of a group that are asked when it is joined with another; more would only say the same.
const WITNESSES: usize = 6;
/// The most that one pair across two groups counts for or against joining them, in natural logarithms of odds.
const VOICE: f32 = 8.0;
/// The probability, before looking, that a pair across two linked groups are strangers.
const STRANGERS_IN_CONTEXT: f64 = 0.1;

/// Who is one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clusters {
    /// The cluster of each row, named after the smallest row in it. Rows are counted through both lists.
    pub of: Vec<u32>,
}

impl Clusters {
    /// The rows of every cluster, in order of their smallest row.
    pub fn members(&self) -> Vec<Vec<u32>> {
        let mut rows: Vec<u32> = (0..self.of.len() as u32).collect();
        let of = |row: &u32| self.of.get(*row as usize).copied().unwrap_or(*row);
        rows.sort_by_key(|row| (of(row), *row));
        rows.chunk_by(|a, b| of(a) == of(b)).map(<[u32]>::to_vec).collect()
    }
}

/// Disjoint groups; the members of each form a ring.
#[derive(Debug)]
pub(crate) struct Groups {
    parent: Vec<u32>,
    next: Vec<u32>,
}

impl Groups {
    /// Groups as they are: each row with the smallest of its group.
    pub(crate) fn new(of: Vec<u32>) -> Self {
        let mut next: Vec<u32> = (0..of.len() as u32).collect();
        for (row, root) in (0u32..).zip(&of).filter(|(row, root)| row != *root) {
            if let [Some(at_root), Some(at_row)] = [next.get(*root as usize).copied(), next.get(row as usize).copied()]
            {
                set(&mut next, *root, at_row);
                set(&mut next, row, at_root);
            }
        }
        Self { parent: of, next }
    }

    pub(crate) fn root(&mut self, mut row: u32) -> u32 {
        while let Some(up) = self.parent.get(row as usize).copied().filter(|up| *up != row) {
            let above = self.parent.get(up as usize).copied().unwrap_or(up);
            set(&mut self.parent, row, above);
            row = above;
        }
        row
    }

    fn join(&mut self, a: u32, b: u32) {
        set(&mut self.parent, a.max(b), a.min(b));
        if let [Some(after_a), Some(after_b)] = [self.next.get(a as usize).copied(), self.next.get(b as usize).copied()]
        {
            set(&mut self.next, a, after_b);
            set(&mut self.next, b, after_a);
        }
    }

    fn members(&self, root: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = Some(root);
        std::iter::from_fn(move || {
            let row = at?;
            at = self.next.get(row as usize).copied().filter(|next| *next != root);
            Some(row)
        })
    }

    /// The smallest row of each row's group.
    pub(crate) fn into_clusters(mut self) -> Clusters {
        let of = (0..self.parent.len() as u32).map(|row| self.root(row)).collect();
        Clusters { of }
    }
}

fn set(slots: &mut [u32], at: u32, value: u32) {
    if let Some(slot) = slots.get_mut(at as usize) {
        *slot = value;
    }
}

/// Decides whether two groups are one person.
pub(crate) struct Judge<'a> {
    job: &'a Job,
    in_context: Scorer,
    memo: Memo,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(job: &'a Job, model: &Model) -> Self {
        let mut prior = model.pairs_per_record;
        let share = |kind: Kind| prior.get(kind as usize).copied().unwrap_or(0.0);
        let related = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Stranger).map(share).sum::<f64>().max(1e-12);
        let scaled: [f64; KINDS] = Kind::ALL.map(|kind| match kind {
            Kind::Stranger => STRANGERS_IN_CONTEXT,
            kind => (1.0 - STRANGERS_IN_CONTEXT) * share(kind) / related,
        });
        prior = scaled;
        Self { job, in_context: Scorer::new(model, 1.0).with_prior(prior), memo: Memo::default() }
    }

    /// Whether what speaks for joining two groups outweighs what speaks against it.
    fn agrees(&mut self, groups: &Groups, a: u32, b: u32) -> bool {
        let (of_a, of_b): (Vec<u32>, Vec<u32>) =
            (groups.members(a).take(WITNESSES).collect(), groups.members(b).take(WITNESSES).collect());
        if of_a.len() == 1 && of_b.len() == 1 {
            return true;
        }
        if self.have_different_numbers(&of_a, &of_b) {
            return false;
        }
        let mut voices = 0.0;
        for &x in &of_a {
            for &y in &of_b {
                if let Some(compared) = self.job.compare(x, y, &mut self.memo) {
                    voices += log_odds(&self.in_context.likelihoods(&compared)).clamp(-VOICE, VOICE);
                }
            }
        }
        voices > 0.0
    }

    /// Whether each group has a Social Security number of its own on at least two records, and they are not alike.
    fn have_different_numbers(&self, a: &[u32], b: &[u32]) -> bool {
        let supported = |rows: &[u32]| {
            let mut numbers: Vec<u64> = rows
                .iter()
                .filter_map(|row| self.job.records.get(*row as usize))
                .map(|record| record.ssn)
                .filter(|ssn| *ssn != 0)
                .collect();
            numbers.sort_unstable();
            let twice: Vec<u64> = numbers
                .chunk_by(|x, y| x == y)
                .filter(|run| run.len() > 1)
                .filter_map(|run| run.first().copied())
                .collect();
            twice
        };
        let (of_a, of_b) = (supported(a), supported(b));
        !of_a.is_empty() && !of_b.is_empty() && of_a.iter().all(|x| of_b.iter().all(|y| ssn_contradicts(*x, *y)))
    }
}

/// A link that was strong enough and not made, and the groups that it would have joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused {
    pub pair: (u32, u32),
    /// Whether it would have joined two groups that stood before.
    pub bridges: bool,
}

/// Joins groups along pairs that match, the most probable first. Of groups that hold a row below `settled` no two are joined.
pub(crate) fn join(groups: &mut Groups, judge: &mut Judge<'_>, pairs: &[Pair], settled: u32) -> Vec<Refused> {
    let mut links: Vec<&Pair> = pairs.iter().filter(|pair| pair.outcome == Outcome::Match).collect();
    links.sort_unstable_by(|x, y| y.log_odds.total_cmp(&x.log_odds).then((x.a, x.b).cmp(&(y.a, y.b))));
    let mut refused = Vec::new();
    for pair in links {
        let (a, b) = (groups.root(pair.a), groups.root(pair.b));
        if a == b {
            continue;
        }
        let bridges = a < settled && b < settled;
        if !bridges && judge.agrees(groups, a, b) {
            groups.join(a, b);
        } else {
            refused.push(Refused { pair: (pair.a, pair.b), bridges });
        }
    }
    // What was refused early may have been joined by another way since.
    refused.sort_unstable_by_key(|refused| refused.pair);
    refused.retain(|refused| groups.root(refused.pair.0) != groups.root(refused.pair.1));
    refused
}
