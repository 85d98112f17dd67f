//! Why a pair has its probability, field by field, in bits: a weight of 1 doubles the odds of a match.

use serde::{Deserialize, Serialize};

use crate::fields::Field;
use crate::link::{Linkage, Pair};
use crate::model::{KINDS, Kind};
use crate::score::{Scorer, posterior};

/// What one field says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FieldEvidence {
    /// The comparison.
    pub field: Field,
    /// How far the two agree.
    pub level: &'static str,
    /// Weight of the level against strangers: `log2` of its probability among matches over that among strangers.
    pub weight: f64,
    /// What is added because the value that they agree on is rarer than most; negative for a common one.
    pub rarity: f64,
}

/// Everything that makes a pair's probability. The parts add up to `total`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// `log2` of the odds before anything is compared.
    pub prior: f64,
    /// Every field that both records have.
    pub fields: Vec<FieldEvidence>,
    /// What is taken off because fields do not speak independently: they could be the people that `rival` says.
    pub dependence: f64,
    /// What the pair most probably is if it is no match.
    pub rival: Kind,
    /// `log2` of the odds of a match.
    pub total: f64,
}

/// What is needed to explain a pair, as a file may keep it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Context {
    /// All pairs a record.
    pub pairs_per_record: f64,
}

fn by_kind(numbers: &[f32; KINDS], kind: Kind) -> f64 {
    numbers.get(kind as usize).copied().map_or(0.0, f64::from)
}

/// `ln` of the probability of a level among matches, careful and careless ones in the shares they have.
fn among_matches(scorer: &Scorer, level: &[f32; KINDS]) -> f64 {
    let both = [Kind::Careful, Kind::Careless];
    let share = both.map(|kind| by_kind(scorer.prior(), kind).exp());
    let sum: f64 = both.iter().zip(share).map(|(kind, share)| share * by_kind(level, *kind).exp()).sum();
    (sum / share.iter().sum::<f64>().max(1e-300)).ln()
}

impl Linkage {
    /// Why a pair has its probability.
    pub fn evidence(&self, pair: &Pair) -> Evidence {
        evidence(&Scorer::new(&self.model, self.context.pairs_per_record), pair)
    }
}

pub(crate) fn evidence(scorer: &Scorer, pair: &Pair) -> Evidence {
    let bits = |natural: f64| natural / std::f64::consts::LN_2;
    let likelihoods = scorer.likelihoods(&pair.compared);
    let kinds = posterior(&likelihoods);
    let rival = Kind::ALL
        .into_iter()
        .filter(|kind| !kind.is_match())
        .max_by(|a, b| by_kind(&kinds, *a).total_cmp(&by_kind(&kinds, *b)))
        .unwrap_or(Kind::Stranger);
    let specificity = pair.compared.specificity;
    let fields: Vec<FieldEvidence> = Field::ALL
        .into_iter()
        .filter_map(|field| {
            let level = pair.compared.pattern.level(field);
            let likelihood = scorer.level(field, level)?;
            let rarity = match field {
                Field::FirstName => specificity.first,
                Field::LastName | Field::LastNameOfWomen => specificity.last,
                Field::MiddleName => specificity.middle,
                Field::Household => specificity.zip,
                _ => 0.0,
            };
            Some(FieldEvidence {
                field,
                level: pair.level(field)?,
                weight: bits(among_matches(scorer, likelihood) - by_kind(likelihood, Kind::Stranger)),
                // Rare values are as frequent among matches as among people, and so much rarer among strangers.
                rarity: bits(-f64::from(rarity)) + 0.0,
            })
        })
        .collect();
    let matches: f64 = [Kind::Careful, Kind::Careless].iter().map(|kind| by_kind(scorer.prior(), *kind).exp()).sum();
    let prior = bits(matches.ln() - by_kind(scorer.prior(), Kind::Stranger));
    let total = bits(pair.log_odds.into());
    let sum: f64 = fields.iter().map(|field| field.weight + field.rarity).sum();
    Evidence { prior, fields, dependence: total - prior - sum, rival, total }
}
