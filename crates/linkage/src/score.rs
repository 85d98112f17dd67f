//! From levels of agreement to a probability.

use crate::compare::{Compared, Specificity};
use crate::fields::{FIELDS, Field};
use crate::model::{KINDS, Kind, Model};

/// Log-likelihoods by kind.
pub(crate) type ByKind = [f32; KINDS];

/// Levels a field has at most, so that a level's place is found without a search.
const STRIDE: usize = 16;

/// A model made ready to score millions of pairs.
#[derive(Debug, Clone)]
pub(crate) struct Scorer {
    prior: ByKind,
    /// `ln` of the probability of each level, by field and level.
    levels: Vec<ByKind>,
    first: ByKind,
    last: ByKind,
    middle: ByKind,
    zip: ByKind,
}

fn chance(shared_by_chance: fn(Kind) -> bool) -> ByKind {
    Kind::ALL.map(|kind| if shared_by_chance(kind) { 1.0 } else { 0.0 })
}

impl Scorer {
    /// For records of which each has `pairs_per_record` pairs with others: `(n - 1) / 2` in one list of `n`.
    pub(crate) fn new(model: &Model, pairs_per_record: f64) -> Self {
        let mut prior = model.pairs_per_record.map(|pairs| (pairs / pairs_per_record.max(1.0)).clamp(1e-15, 0.5));
        let related: f64 =
            Kind::ALL.iter().zip(prior).filter(|(kind, _)| **kind != Kind::Stranger).map(|(_, share)| share).sum();
        if let Some(stranger) = prior.get_mut(Kind::Stranger as usize) {
            *stranger = (1.0 - related).max(0.01);
        }
        let mut levels = vec![[0.0; KINDS]; STRIDE * FIELDS];
        for field in &model.fields {
            for (level, known) in field.levels.iter().enumerate() {
                if let Some(slot) = levels.get_mut(field.field as usize * STRIDE + level) {
                    *slot = known.probability.map(|p| p.max(1e-12).ln() as f32);
                }
            }
        }
        Self {
            prior: prior.map(|share| share.ln() as f32),
            levels,
            first: chance(Kind::shares_first_name_by_chance),
            last: chance(Kind::shares_last_name_by_chance),
            middle: chance(Kind::shares_initial_by_chance),
            zip: chance(Kind::shares_zip_by_chance),
        }
    }

    /// The same with other probabilities before looking.
    pub(crate) fn with_prior(self, prior: [f64; KINDS]) -> Self {
        Self { prior: prior.map(|share| share.max(1e-15).ln() as f32), ..self }
    }

    /// `ln` of prior and likelihood, by kind.
    pub(crate) fn likelihoods(&self, compared: &Compared) -> ByKind {
        let mut sum = self.prior;
        for (field, level) in compared.pattern.0.iter().enumerate() {
            // A missing level lies past the end of the field's levels.
            if let Some(level) =
                self.levels.get(field * STRIDE + usize::from(*level)).filter(|_| usize::from(*level) < STRIDE)
            {
                for (sum, level) in sum.iter_mut().zip(level) {
                    *sum += level;
                }
            }
        }
        let Specificity { first, last, middle, zip } = compared.specificity;
        for (rarity, by_chance) in [(first, &self.first), (last, &self.last), (middle, &self.middle), (zip, &self.zip)]
        {
            for (sum, by_chance) in sum.iter_mut().zip(by_chance) {
                *sum += rarity * by_chance;
            }
        }
        sum
    }

    /// `ln` of prior and likelihood of the level alone.
    pub(crate) fn level(&self, field: Field, level: u8) -> Option<&ByKind> {
        self.levels
            .get(field as usize * STRIDE + usize::from(level))
            .filter(|_| usize::from(level) < field.levels().len())
    }

    pub(crate) fn prior(&self) -> &ByKind {
        &self.prior
    }
}

/// `ln` of the odds that it is a match.
pub(crate) fn log_odds(likelihoods: &ByKind) -> f32 {
    let [careful, careless, others @ ..] = likelihoods;
    log_sum(&[*careful, *careless]) - log_sum(others)
}

fn log_sum(terms: &[f32]) -> f32 {
    let most = terms.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    most + terms.iter().map(|term| (term - most).exp()).sum::<f32>().ln()
}

/// An upper bound of [`log_odds`] that needs no exponentials.
pub(crate) fn log_odds_bound(likelihoods: &ByKind) -> f32 {
    let [careful, careless, others @ ..] = likelihoods;
    careful.max(*careless) + std::f32::consts::LN_2 - others.iter().copied().fold(f32::NEG_INFINITY, f32::max)
}

/// `ln` of the odds of strangers against the likeliest other kind.
pub(crate) fn stranger_odds(likelihoods: &ByKind) -> f32 {
    let [careful, careless, stranger, kin @ ..] = likelihoods;
    stranger - kin.iter().copied().fold(careful.max(*careless), f32::max)
}

/// The probability of each kind.
pub(crate) fn posterior(likelihoods: &ByKind) -> ByKind {
    let most = likelihoods.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights = likelihoods.map(|term| (term - most).exp());
    let sum: f32 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}
