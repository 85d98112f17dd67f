//! Choosing passes under a budget of pairs, from what a sample of all of them is expected to find.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::keys::{ALL, PASSES};

/// A pass in the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassPlan {
    /// What records must agree on.
    pub name: String,
    /// Pairs in its blocks, those in earlier passes among them.
    pub pairs: u64,
    /// Share of the expected matches that the pass finds on its own.
    pub recall: f64,
    /// Share of the expected matches that no earlier chosen pass finds.
    pub recall_added: f64,
    /// Whether it is within the budget.
    pub chosen: bool,
    /// Blocks that are too large to compare in full.
    pub oversized_blocks: usize,
}

/// What will be compared, known before anything is scored.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BlockingPlan {
    /// The passes in the order in which they run.
    pub passes: Vec<PassPlan>,
    /// The most pairs that were allowed.
    pub budget: u64,
    /// Expected share of all matches that the chosen passes find: of those that any pass finds, and of those that none does
    /// by Chao's lower bound (Chao 1987, Biometrics 43, 783-791) from matches found by one pass and by two.
    pub recall: f64,
}

impl BlockingPlan {
    pub(crate) fn chosen(&self) -> u32 {
        self.passes.iter().enumerate().filter(|(_, pass)| pass.chosen).fold(0, |bits, (at, _)| bits | 1 << at)
    }
}

impl fmt::Display for BlockingPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<48} {:>12} {:>8} {:>8}", "pass", "pairs", "recall", "added")?;
        for pass in &self.passes {
            let skipped = if pass.chosen { "" } else { "  skipped" };
            writeln!(
                f,
                "{:<48} {:>12} {:>8.4} {:>8.4}{skipped}",
                pass.name, pass.pairs, pass.recall, pass.recall_added
            )?;
        }
        write!(f, "expected recall of all {:.4}", self.recall)
    }
}

/// Expected matches by the set of passes that find them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Coverage {
    /// Bits of passes, and the expected matches.
    found: Vec<(u32, f64)>,
}

impl Coverage {
    pub(crate) fn new(mut found: Vec<(u32, f64)>) -> Self {
        found.sort_unstable_by_key(|(passes, _)| *passes);
        let found = found
            .chunk_by(|a, b| a.0 == b.0)
            .filter_map(|run| Some((run.first()?.0, run.iter().map(|(_, matches)| matches).sum())))
            .collect();
        Self { found }
    }

    fn sum(&self, wanted: impl Fn(u32) -> bool) -> f64 {
        self.found
            .iter()
            .filter(|(passes, _)| wanted(*passes))
            .map(|(_, matches)| matches)
            .fold(0.0, |sum, matches| sum + matches)
    }
}

/// Matches that a pair of a pass has to promise: a pass that compares more than twenty thousand pairs for one match is left out.
const LEAST_GAIN: f64 = 5e-5;

/// Takes passes by the matches that they add a pair, until the budget is spent.
pub(crate) fn choose(pairs: &[(u64, usize)], coverage: &Coverage, budget: u64) -> BlockingPlan {
    let all = coverage.sum(|passes| passes != 0).max(1e-9);
    let mut chosen = 0u32;
    let mut spent = 0;
    loop {
        let gain = |pass: usize| coverage.sum(|passes| passes >> pass & 1 == 1 && passes & chosen == 0);
        let worthwhile = |pass: usize, pairs: u64| gain(pass) >= LEAST_GAIN * pairs as f64;
        let affordable = pairs.iter().enumerate().filter(|(pass, (pairs, _))| {
            chosen >> pass & 1 == 0 && spent + pairs <= budget && worthwhile(*pass, *pairs)
        });
        let best = affordable
            .map(|(pass, (pairs, _))| (pass, *pairs, gain(pass) / (*pairs as f64 + 1.0)))
            .max_by(|a, b| a.2.total_cmp(&b.2).then(b.0.cmp(&a.0)));
        let Some((pass, pairs, _)) = best else { break };
        chosen |= 1 << pass;
        spent += pairs;
    }
    let mut before = 0u32;
    let passes = (0..PASSES)
        .zip(ALL.iter().zip(pairs))
        .map(|(at, (pass, (pairs, oversized)))| {
            let is_chosen = chosen >> at & 1 == 1;
            let recall_added = coverage.sum(|passes| passes >> at & 1 == 1 && passes & before == 0) / all;
            before |= if is_chosen { 1 << at } else { 0 };
            PassPlan {
                name: pass.name.to_owned(),
                pairs: *pairs,
                recall: coverage.sum(|passes| passes >> at & 1 == 1) / all,
                recall_added,
                chosen: is_chosen,
                oversized_blocks: *oversized,
            }
        })
        .collect();
    let found_by = |n: u32| coverage.sum(|passes| passes.count_ones() == n);
    let missed = found_by(1).powi(2) / (2.0 * found_by(2)).max(1e-9);
    let recall = coverage.sum(|passes| passes & chosen != 0) / (all + missed.min(all));
    BlockingPlan { passes, budget, recall }
}
