//! Everything about the persons of a run: normalised, counted, blocked; trained on and scored.

use rayon::prelude::*;

use crate::blocking::{BlockingPlan, Blocks, Coverage, Lists, PASSES, choose};
use crate::compare::{Comparator, Compared, Memo};
use crate::error::Result;
use crate::frequencies::Frequencies;
use crate::link::Pair;
use crate::model::Model;
use crate::outcome::{Outcome, Reason, reservation};
use crate::persons::Persons;
use crate::records::{Dictionaries, Record};
use crate::score::{Scorer, log_odds};
use crate::settings::Settings;
use crate::training::{Example, Training, flipped, learn, learn_strangers};

/// Pairs that go to one thread at a time.
const BATCH: u64 = 1 << 15;
/// Candidates that training looks at.
const EXAMPLES: f64 = 250_000.0;
/// Random pairs that training looks at.
const RANDOM_PAIRS: usize = 600_000;

/// Everything about the persons of a run.
#[derive(Debug)]
pub(crate) struct Job {
    pub dictionaries: Dictionaries,
    pub records: Vec<Record>,
    pub frequencies: Frequencies,
    pub blocks: Blocks,
    pub settings: Settings,
}

impl Job {
    pub(crate) fn new(persons: &Persons, with: Option<&Persons>, settings: &Settings) -> Self {
        let mut dictionaries = Dictionaries::default();
        let mut records = dictionaries.records(persons);
        let lists = with.map_or(Lists::One, |with| {
            let first = records.len();
            records.extend(dictionaries.records(with));
            Lists::Two { first }
        });
        if !settings.compare_follow_up {
            for record in &mut records {
                (record.is_dead, record.last_contact) = (false, 0);
            }
        }
        let frequencies = Frequencies::count(&records, &dictionaries.names);
        let blocks = Blocks::new(&dictionaries.names, &records, lists, settings.max_block);
        Self { dictionaries, records, frequencies, blocks, settings: settings.clone() }
    }

    fn comparator(&self) -> Comparator<'_> {
        Comparator { dictionaries: &self.dictionaries, frequencies: &self.frequencies }
    }

    pub(crate) fn pairs_per_record(&self) -> f64 {
        self.blocks.lists.pairs(self.records.len()) / self.records.len().max(1) as f64
    }

    pub(crate) fn compare(&self, a: u32, b: u32, memo: &mut Memo) -> Option<Compared> {
        let (a, b) = (self.records.get(a as usize)?, self.records.get(b as usize)?);
        Some(self.comparator().compare(a, b, memo))
    }

    /// A sample of the candidates of all passes: rows and comparison, and how many each stands for.
    fn sample(&self) -> (Vec<(u32, u32, Compared)>, f64) {
        let all: u64 = self.blocks.passes.iter().map(|pass| pass.pairs).sum();
        let one_in = (all as f64 / EXAMPLES).ceil().max(1.0) as u64;
        let sampled: Vec<Vec<_>> = (0..PASSES)
            .into_par_iter()
            .map_init(Memo::default, |memo, pass| {
                let mut found = Vec::new();
                let blocks = self.blocks.passes.get(pass).map(|pass| pass.sample(one_in)).unwrap_or_default();
                self.blocks.pairs(pass, &blocks, u32::MAX, |a, b| {
                    found.extend(self.compare(a, b, memo).map(|compared| (a, b, compared)));
                });
                found
            })
            .collect();
        (sampled.concat(), one_in as f64)
    }

    fn random_pairs(&self) -> Vec<Compared> {
        let n = self.records.len() as u64;
        let mut memo = Memo::default();
        let mut found = Vec::with_capacity(RANDOM_PAIRS);
        let mut state = self.settings.seed;
        for _ in 0..RANDOM_PAIRS.min(self.blocks.lists.pairs(self.records.len()) as usize * 2) {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let random = splitmix(state);
            let (a, b) = ((((random >> 32) * n) >> 32) as u32, (((random & 0xffff_ffff) * n) >> 32) as u32);
            if a != b && self.blocks.lists.joins(a, b) {
                found.extend(self.compare(a, b, &mut memo));
            }
        }
        found
    }

    /// Trains the pretrained model on the persons, and says what the sample tells of the passes.
    pub(crate) fn train(
        &self,
        truth: Option<&dyn Fn(u32, u32) -> bool>,
        warnings: &mut Vec<String>,
    ) -> Result<(Model, Coverage)> {
        let pretrained = Model::pretrained()?;
        let (sample, weight) = self.sample();
        let pairs_per_record = self.pairs_per_record();
        let model = match &self.settings.model {
            Some(model) => model.clone(),
            None => {
                let mut start = pretrained.clone();
                learn_strangers(&mut start, &self.random_pairs(), pairs_per_record);
                let examples: Vec<Example> = sample
                    .iter()
                    .map(|(a, b, compared)| Example { compared: *compared, truth: truth.map(|truth| truth(*a, *b)) })
                    .collect();
                let training = Training {
                    iterations: if truth.is_some() { 60 } else { 20 },
                    match_strength: if truth.is_some() { 1.0 } else { 50.0 },
                    kin_strength: if truth.is_some() { 5.0 } else { 300.0 },
                    rate_strength: if truth.is_some() { 1.0 } else { 100.0 },
                    records: self.records.len() as f64,
                    pairs_per_record,
                    weight,
                };
                let trained = learn(&start, &pretrained, &examples, &training);
                match flipped(&trained).as_slice() {
                    [] => trained,
                    fields => {
                        let fields: Vec<&str> = fields.iter().map(|field| field.name()).collect();
                        warnings.push(format!(
                            "training took strangers for matches (field {}): the pretrained weights are used instead",
                            fields.join(", ")
                        ));
                        start
                    }
                }
            }
        };
        let scorer = Scorer::new(&model, pairs_per_record);
        let found = sample
            .iter()
            .map(|(a, b, compared)| {
                let odds = f64::from(log_odds(&scorer.likelihoods(compared)));
                (self.blocks.shared_passes(*a, *b), 1.0 / (1.0 + (-odds).exp()))
            })
            .collect();
        Ok((model, Coverage::new(found)))
    }

    pub(crate) fn plan(&self, coverage: &Coverage) -> BlockingPlan {
        let pairs: Vec<(u64, usize)> =
            self.blocks.passes.iter().map(|pass| (pass.pairs, pass.oversized.len())).collect();
        choose(&pairs, coverage, (self.settings.pairs_per_record * self.records.len() as f64) as u64)
    }

    /// Scores every candidate of the chosen passes; pairs worth keeping, by row, and how many were compared.
    pub(crate) fn score(&self, scorer: &Scorer, plan: &BlockingPlan) -> (Vec<Pair>, u64) {
        let keep = (self.settings.keep / (1.0 - self.settings.keep)).ln() as f32;
        let chosen = plan.chosen();
        let mut kept = Vec::new();
        let mut compared = 0;
        for pass in (0..PASSES).filter(|pass| chosen >> pass & 1 == 1) {
            let batches = self.blocks.batches(pass, BATCH);
            let scored: Vec<(Vec<Pair>, u64)> = batches
                .into_par_iter()
                .map_init(Memo::default, |memo, blocks| {
                    let mut found = Vec::new();
                    let mut n = 0;
                    self.blocks.pairs(pass, blocks, chosen, |a, b| {
                        n += 1;
                        found.extend(
                            self.pair(scorer, a, b, memo)
                                .filter(|pair| pair.log_odds >= keep || pair.outcome == Outcome::Review),
                        );
                    });
                    (found, n)
                })
                .collect();
            for (found, n) in scored {
                kept.extend(found);
                compared += n;
            }
            compared += self.score_oversized(scorer, pass, keep, &mut kept);
        }
        kept.par_sort_unstable_by_key(|pair: &Pair| (pair.a, pair.b));
        kept.dedup_by_key(|pair| (pair.a, pair.b));
        (kept, compared)
    }

    /// Blocks that are too large: equal records are compared with one of them, and the others with their neighbours.
    fn score_oversized(&self, scorer: &Scorer, pass: usize, keep: f32, kept: &mut Vec<Pair>) -> u64 {
        let mut memo = Memo::default();
        let mut n = 0;
        for rows in self.blocks.oversized(pass) {
            self.blocks.part_of_pairs(&self.records, pass, rows, |a, b| {
                n += 1;
                kept.extend(
                    self.pair(scorer, a, b, &mut memo)
                        .filter(|pair| pair.log_odds >= keep || pair.outcome == Outcome::Review),
                );
            });
        }
        n
    }

    pub(crate) fn pair(&self, scorer: &Scorer, a: u32, b: u32, memo: &mut Memo) -> Option<Pair> {
        let (a, b) = (a.min(b), a.max(b));
        let compared = self.compare(a, b, memo)?;
        let log_odds = log_odds(&scorer.likelihoods(&compared));
        let reason = reservation(&compared);
        let probability = 1.0 / (1.0 + f64::from(-log_odds).exp());
        let outcome = match probability {
            p if p >= self.settings.threshold && reason.is_none() => Outcome::Match,
            p if p >= self.settings.review || reason == Some(Reason::OnlySsnAgrees) => Outcome::Review,
            _ => Outcome::NonMatch,
        };
        Some(Pair { a, b, log_odds, outcome, reason, compared })
    }
}

fn splitmix(mut x: u64) -> u64 {
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}
