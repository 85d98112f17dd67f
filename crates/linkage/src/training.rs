//! Probabilities of levels from the data at hand: `u` from random pairs, the rest by expectation and maximisation.
//!
//! Dempster, Laird and Rubin (1977); Winkler (1988) for linkage. Three things keep it from the known ways of going wrong.
//! What strangers agree on comes from random pairs, never from blocked ones. Candidates of all blocking passes are pooled, so that
//! no field is one that every pair agrees on. And every probability starts from, and is drawn towards, the pretrained one as if
//! that had been seen on a number of pairs, so that small files and levels without data stay near it.

use crate::compare::Compared;
use crate::fields::{Field, MISSING};
use crate::model::{KINDS, Kind, Model};
use crate::score::{Scorer, posterior};

/// A pair to learn from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Example {
    pub compared: Compared,
    /// Whether it is a match, where that is known.
    pub truth: Option<bool>,
}

/// How strongly pretrained weights hold, in pairs, and the size of what is learnt from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Training {
    pub iterations: usize,
    /// Pairs that a pretrained probability of a match counts as.
    pub match_strength: f64,
    /// The same for relatives and lookalikes.
    pub kin_strength: f64,
    /// Records that the pretrained numbers of pairs count as.
    pub rate_strength: f64,
    /// Records of the file.
    pub records: f64,
    /// All pairs of a record.
    pub pairs_per_record: f64,
    /// Candidates that each example stands for.
    pub weight: f64,
}

impl Training {
    const EMPTY: Self = Self {
        iterations: 0,
        match_strength: 0.0,
        kin_strength: 0.0,
        rate_strength: 0.0,
        records: 0.0,
        pairs_per_record: 0.0,
        weight: 1.0,
    };
    /// For the data at hand.
    pub(crate) const WITHOUT_TRUTH: Self =
        Self { iterations: 20, match_strength: 50.0, kin_strength: 1500.0, rate_strength: 100.0, ..Self::EMPTY };
    /// For making pretrained weights: next to nothing is held on to.
    pub(crate) const WITH_TRUTH: Self =
        Self { iterations: 60, match_strength: 1.0, kin_strength: 5.0, rate_strength: 1.0, ..Self::EMPTY };
}

/// Sums by kind of level.
type Counts = Vec<Vec<[f64; KINDS]>>;

fn zeros(model: &Model) -> Counts {
    model.fields.iter().map(|field| vec![[0.0; KINDS]; field.levels.len()]).collect()
}

fn count(counts: &mut Counts, compared: &Compared, shares: &[f64; KINDS]) {
    for (levels, level) in counts.iter_mut().zip(compared.pattern.0).filter(|(_, level)| *level != MISSING) {
        if let Some(slot) = levels.get_mut(usize::from(level)) {
            for (sum, share) in slot.iter_mut().zip(shares) {
                *sum += share;
            }
        }
    }
}

fn shares(scorer: &Scorer, example: &Example) -> [f64; KINDS] {
    let mut likelihoods = scorer.likelihoods(&example.compared);
    if let Some(is_match) = example.truth {
        for (kind, likelihood) in Kind::ALL.into_iter().zip(likelihoods.iter_mut()) {
            if kind.is_match() != is_match {
                *likelihood = f32::NEG_INFINITY;
            }
        }
    }
    posterior(&likelihoods).map(f64::from)
}

/// Sets what strangers agree on from random pairs, leaving out those that are likely to be no strangers.
pub(crate) fn learn_strangers(model: &mut Model, random: &[Compared], pairs_per_record: f64) {
    let scorer = Scorer::new(model, pairs_per_record);
    let mut counts = zeros(model);
    let stranger = Kind::Stranger as usize;
    for compared in random {
        let share = shares(&scorer, &Example { compared: *compared, truth: None });
        let mut only = [0.0; KINDS];
        if let (Some(slot), Some(share)) = (only.get_mut(stranger), share.get(stranger)) {
            *slot = if *share > 0.5 { 1.0 } else { 0.0 };
        }
        count(&mut counts, compared, &only);
    }
    for (field, counts) in model.fields.iter_mut().zip(&counts) {
        let seen: f64 = counts.iter().filter_map(|level| level.get(stranger)).sum();
        if seen < 1000.0 {
            continue;
        }
        // As if the rare agreements had been waited for until one came at the pretrained rate: unseen levels keep that rate.
        let rates: Vec<f64> = field
            .levels
            .iter()
            .zip(counts)
            .map(|(level, counts)| {
                let pretrained = level.probability.get(stranger).copied().unwrap_or(0.5);
                (counts.get(stranger).copied().unwrap_or(0.0) + 1.0) / (seen + 1.0 / pretrained)
            })
            .collect();
        let all: f64 = rates.iter().sum();
        for (level, rate) in field.levels.iter_mut().zip(rates) {
            if let Some(slot) = level.probability.get_mut(stranger) {
                *slot = rate / all;
            }
        }
    }
}

/// Expectation and maximisation over candidates. `pretrained` is what probabilities are drawn towards.
pub(crate) fn learn(start: &Model, pretrained: &Model, examples: &[Example], training: &Training) -> Model {
    let mut model = start.clone();
    for _ in 0..training.iterations {
        let scorer = Scorer::new(&model, training.pairs_per_record);
        let mut counts = zeros(&model);
        let mut pairs = [0.0; KINDS];
        for example in examples {
            let shares = shares(&scorer, example).map(|share| share * training.weight);
            count(&mut counts, &example.compared, &shares);
            for (sum, share) in pairs.iter_mut().zip(shares) {
                *sum += share;
            }
        }
        maximise(&mut model, pretrained, &counts, training);
        let strength = training.rate_strength;
        for ((rate, before), pairs) in model.pairs_per_record.iter_mut().zip(pretrained.pairs_per_record).zip(pairs) {
            *rate = (pairs + strength * before) / (training.records + strength);
        }
    }
    model
}

fn maximise(model: &mut Model, pretrained: &Model, counts: &Counts, training: &Training) {
    for (field, (before, counts)) in model.fields.iter_mut().zip(pretrained.fields.iter().zip(counts)) {
        for (k, kind) in Kind::ALL.into_iter().enumerate().filter(|(_, kind)| *kind != Kind::Stranger) {
            let strength = if kind.is_match() { training.match_strength } else { training.kin_strength };
            let seen: f64 = counts.iter().filter_map(|level| level.get(k)).sum();
            for (level, (before, counts)) in field.levels.iter_mut().zip(before.levels.iter().zip(counts)) {
                let (Some(slot), Some(before), Some(count)) =
                    (level.probability.get_mut(k), before.probability.get(k), counts.get(k))
                else {
                    continue;
                };
                *slot = ((count + strength * before) / (seen + strength)).clamp(1e-9, 1.0);
            }
        }
    }
}

/// Fields in which a trained match agrees less often than strangers do: the kinds have changed places.
pub(crate) fn flipped(model: &Model) -> Vec<Field> {
    let best = |field: &crate::model::FieldModel, kind: Kind| {
        field.levels.first().and_then(|level| level.probability.get(kind as usize)).copied().unwrap_or(0.0)
    };
    model
        .fields
        .iter()
        .filter(|field| field.field != Field::FollowUp && best(field, Kind::Careful) <= best(field, Kind::Stranger))
        .map(|field| field.field)
        .collect()
}
