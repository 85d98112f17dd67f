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
use crate::score::{Scorer, log_odds, log_odds_bound, stranger_odds};
use crate::settings::Settings;
use crate::training::{Example, Training, flipped, learn, learn_strangers};

/// Pairs that go to one thread at a time.
const BATCH: u64 = 1 << 15;
/// Candidates that training looks at.
const CANDIDATES_SAMPLED: f64 = 1_500_000.0;
/// `ln` of the odds of being strangers from which a candidate teaches nothing.
const BEYOND_DOUBT: f32 = 7.0;
/// Random pairs that training looks at.
const RANDOM_PAIRS: usize = 600_000;

/// Everything about the persons of a run.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub dictionaries: Dictionaries,
    pub records: Vec<Record>,
    pub frequencies: Frequencies,
    pub blocks: Blocks,
    pub settings: Settings,
}

/// A candidate of a sample.
#[derive(Debug, Clone, Copy)]
struct Sampled {
    a: u32,
    b: u32,
    compared: Compared,
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
        settings.hide(&mut records);
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

    /// A sample of the candidates of all passes, without those that are strangers beyond doubt: nothing is learnt from them.
    fn sample(&self, scorer: &Scorer) -> (Vec<Sampled>, f64) {
        let all: u64 = self.blocks.passes.iter().map(|pass| pass.pairs).sum();
        let one_in = (all as f64 / CANDIDATES_SAMPLED).ceil().max(1.0) as u64;
        let sampled: Vec<Vec<Sampled>> = (0..PASSES)
            .into_par_iter()
            .map_init(Memo::default, |memo, pass| {
                let blocks = self.blocks.passes.get(pass).map(|pass| pass.sample(one_in)).unwrap_or_default();
                let mut found = Vec::new();
                self.blocks.pairs(pass, &blocks, u32::MAX, |a, b| {
                    let compared = self
                        .compare(a, b, memo)
                        .filter(|compared| stranger_odds(&scorer.likelihoods(compared)) < BEYOND_DOUBT);
                    found.extend(compared.map(|compared| Sampled { a, b, compared }));
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
        let pairs_per_record = self.pairs_per_record();
        let mut start = self.settings.model.clone().unwrap_or_else(|| pretrained.clone());
        if self.settings.model.is_none() {
            learn_strangers(&mut start, &self.random_pairs(), pairs_per_record);
        }
        let (sample, weight) = self.sample(&Scorer::new(&start, pairs_per_record));
        let model = if self.settings.model.is_some() {
            start
        } else {
            self.learn(start, &pretrained, &sample, weight, truth, warnings)
        };
        let scorer = Scorer::new(&model, pairs_per_record);
        let found = sample
            .iter()
            .map(|pair| {
                let odds = f64::from(log_odds(&scorer.likelihoods(&pair.compared)));
                (self.blocks.shared_passes(pair.a, pair.b), weight / (1.0 + (-odds).exp()))
            })
            .collect();
        Ok((model, Coverage::new(found)))
    }

    fn learn(
        &self,
        start: Model,
        pretrained: &Model,
        sample: &[Sampled],
        weight: f64,
        truth: Option<&dyn Fn(u32, u32) -> bool>,
        warnings: &mut Vec<String>,
    ) -> Model {
        let examples: Vec<Example> = sample
            .iter()
            .map(|pair| Example { compared: pair.compared, truth: truth.map(|truth| truth(pair.a, pair.b)) })
            .collect();
        let records = self.records.len() as f64;
        let training = Training {
            records,
            pairs_per_record: self.pairs_per_record(),
            weight,
            ..if truth.is_some() { Training::WITH_TRUTH } else { Training::WITHOUT_TRUTH }
        };
        let trained = learn(&start, pretrained, &examples, &training);
        let flipped: Vec<&str> = flipped(&trained).iter().map(|field| field.name()).collect();
        if flipped.is_empty() {
            return trained;
        }
        warnings.push(format!(
            "training took strangers for matches (field {}): the pretrained weights are used instead",
            flipped.join(", ")
        ));
        start
    }

    pub(crate) fn plan(&self, coverage: &Coverage) -> BlockingPlan {
        let pairs: Vec<(u64, usize)> =
            self.blocks.passes.iter().map(|pass| (pass.pairs, pass.oversized.len())).collect();
        choose(&pairs, coverage, (self.settings.pairs_per_record * self.records.len() as f64) as u64)
    }

    /// Scores every candidate of the chosen passes; pairs worth keeping, by row, and how many were compared.
    pub(crate) fn score(&self, scorer: &Scorer, plan: &BlockingPlan) -> (Vec<Pair>, u64) {
        let keep = self.settings.least_odds();
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
                        found.extend(self.pair_worth_keeping(scorer, a, b, keep, memo));
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
                kept.extend(self.pair_worth_keeping(scorer, a, b, keep, &mut memo));
            });
        }
        n
    }

    /// A pair with at least these odds, or one that a person has to see.
    pub(crate) fn pair_worth_keeping(
        &self,
        scorer: &Scorer,
        a: u32,
        b: u32,
        keep: f32,
        memo: &mut Memo,
    ) -> Option<Pair> {
        let (a, b) = (a.min(b), a.max(b));
        let compared = self.compare(a, b, memo)?;
        let likelihoods = scorer.likelihoods(&compared);
        let reason = reservation(&compared);
        if log_odds_bound(&likelihoods) < keep && reason != Some(Reason::OnlySsnAgrees) {
            return None;
        }
        let log_odds = log_odds(&likelihoods);
        let probability = 1.0 / (1.0 + f64::from(-log_odds).exp());
        let outcome = match probability {
            p if p >= self.settings.threshold && reason.is_none() => Outcome::Match,
            p if p >= self.settings.review || reason == Some(Reason::OnlySsnAgrees) => Outcome::Review,
            _ => Outcome::NonMatch,
        };
        (log_odds >= keep || outcome == Outcome::Review).then_some(Pair { a, b, log_odds, outcome, reason, compared })
    }
}

fn splitmix(mut x: u64) -> u64 {
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}
