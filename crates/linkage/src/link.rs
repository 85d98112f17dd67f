//! Linking from persons to pairs and clusters.

use rayon::prelude::*;

use crate::blocking::{Blocks, BlockingPlan, Coverage, Lists, PASSES, choose};
use crate::cluster::{Clusters, cluster};
use crate::compare::{Comparator, Compared, Memo};
use crate::error::Result;
use crate::fields::{Field, MISSING};
use crate::frequencies::Frequencies;
use crate::model::Model;
use crate::persons::Persons;
use crate::records::{Dictionaries, Record};
use crate::score::{Scorer, log_odds};
use crate::settings::Settings;
use crate::training::{Example, Training, flipped, learn, learn_strangers};

/// Two records and how likely they are one person.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// Row of the first record, counted through both lists.
    pub a: u32,
    /// Row of the second, always the larger.
    pub b: u32,
    /// Natural logarithm of the odds of a match.
    pub log_odds: f32,
    pub(crate) compared: Compared,
}

impl Pair {
    /// The probability of a match.
    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + f64::from(-self.log_odds).exp())
    }
}

/// What linking found.
#[derive(Debug, Clone)]
pub struct Linkage {
    /// Pairs with a probability of at least `keep`, by row.
    pub pairs: Vec<Pair>,
    /// Who is one person.
    pub clusters: Clusters,
    /// What was compared.
    pub plan: BlockingPlan,
    /// The model that was used.
    pub model: Model,
    /// What the reader should know, each a whole sentence.
    pub warnings: Vec<String>,
    /// Pairs that were compared.
    pub compared: u64,
}

/// Pairs that go to one thread at a time.
const BATCH: u64 = 1 << 15;
/// Candidates that training looks at.
const EXAMPLES: f64 = 250_000.0;
/// Random pairs that training looks at.
const RANDOM_PAIRS: usize = 600_000;

/// Everything about the persons of a run.
pub(crate) struct Job<'a> {
    pub dictionaries: Dictionaries,
    pub records: Vec<Record>,
    pub frequencies: Frequencies,
    pub blocks: Blocks,
    pub settings: &'a Settings,
}

impl<'a> Job<'a> {
    pub(crate) fn new(persons: &Persons, with: Option<&Persons>, settings: &'a Settings) -> Self {
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
        Self { dictionaries, records, frequencies, blocks, settings }
    }

    fn comparator(&self) -> Comparator<'_> {
        Comparator { dictionaries: &self.dictionaries, frequencies: &self.frequencies }
    }

    fn pairs_per_record(&self) -> f64 {
        self.blocks.lists.pairs(self.records.len()) / self.records.len().max(1) as f64
    }

    fn compare(&self, a: u32, b: u32, memo: &mut Memo) -> Option<Compared> {
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
    pub(crate) fn train(&self, truth: Option<&dyn Fn(u32, u32) -> bool>, warnings: &mut Vec<String>) -> Result<(Model, Coverage)> {
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
        let pairs: Vec<(u64, usize)> = self.blocks.passes.iter().map(|pass| (pass.pairs, pass.oversized.len())).collect();
        choose(&pairs, coverage, (self.settings.pairs_per_record * self.records.len() as f64) as u64)
    }

    /// Scores every candidate of the chosen passes; pairs worth keeping, by row, and how many were compared.
    fn score(&self, scorer: &Scorer, plan: &BlockingPlan) -> (Vec<Pair>, u64) {
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
                        found.extend(self.pair(scorer, a, b, memo).filter(|pair| pair.log_odds >= keep));
                    });
                    (found, n)
                })
                .collect();
            for (found, n) in scored {
                kept.extend(found);
                compared += n;
            }
        }
        kept.par_sort_unstable_by_key(|pair: &Pair| (pair.a, pair.b));
        kept.dedup_by_key(|pair| (pair.a, pair.b));
        (kept, compared)
    }

    pub(crate) fn pair(&self, scorer: &Scorer, a: u32, b: u32, memo: &mut Memo) -> Option<Pair> {
        let (a, b) = (a.min(b), a.max(b));
        let compared = self.compare(a, b, memo)?;
        Some(Pair { a, b, log_odds: log_odds(&scorer.likelihoods(&compared)), compared })
    }
}

fn splitmix(mut x: u64) -> u64 {
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

/// Links a list with itself, or with another: then only pairs across the two are looked for.
///
/// # Errors
/// When a setting is out of range, or the lists have no column in common that can be compared.
pub fn link(persons: &Persons, with: Option<&Persons>, settings: &Settings) -> Result<Linkage> {
    settings.check()?;
    let mut warnings = Vec::new();
    let job = Job::new(persons, with, settings);
    let (model, coverage) = job.train(None, &mut warnings)?;
    let plan = job.plan(&coverage);
    let scorer = Scorer::new(&model, job.pairs_per_record());
    let (pairs, compared) = job.score(&scorer, &plan);
    let clusters = cluster(&job, &scorer, &pairs);
    Ok(Linkage { pairs, clusters, plan, model, warnings, compared })
}

/// Trains weights on persons of whom it is known who is who. For making the pretrained table.
///
/// # Errors
/// As [`link`].
pub fn train_with_truth(persons: &Persons, with: Option<&Persons>, settings: &Settings, truth: &dyn Fn(u32, u32) -> bool) -> Result<Model> {
    settings.check()?;
    let job = Job::new(persons, with, settings);
    Ok(job.train(Some(truth), &mut Vec::new())?.0)
}

impl Pair {
    /// The level of a comparison, none when a side is missing.
    pub fn level(&self, field: Field) -> Option<&'static str> {
        match self.compared.pattern.level(field) {
            MISSING => None,
            level => field.levels().get(usize::from(level)).copied(),
        }
    }
}
