//! How to link.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::Model;
use crate::records::Record;

/// How to link. The answer depends on nothing else but the persons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Probability from which a pair is a match.
    pub threshold: f64,
    /// Probability from which a pair that is no match waits for a person.
    pub review: f64,
    /// Pairs with a lower probability are not kept.
    pub keep: f64,
    /// Seed of the random pairs.
    pub seed: u64,
    /// The most pairs to compare, a record.
    pub pairs_per_record: f64,
    /// The most records in a block.
    pub max_block: usize,
    /// A model to use as it is; without one the pretrained is trained on the persons.
    pub model: Option<Model>,
    /// Whether dates of death and last contact are compared.
    pub compare_follow_up: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: 0.95,
            review: 0.05,
            keep: 0.01,
            seed: 1,
            pairs_per_record: 60.0,
            max_block: 400,
            model: None,
            compare_follow_up: true,
        }
    }
}

impl Settings {
    /// Takes out of records what is not to be compared.
    pub(crate) fn hide(&self, records: &mut [Record]) {
        for record in records.iter_mut().filter(|_| !self.compare_follow_up) {
            (record.is_dead, record.last_contact) = (false, 0);
        }
    }

    /// Natural logarithm of the odds below which pairs are not kept.
    pub(crate) fn least_odds(&self) -> f32 {
        (self.keep / (1.0 - self.keep)).ln() as f32
    }

    pub(crate) fn check(&self) -> Result<()> {
        let probability = |setting, found: f64| match found {
            p if p > 0.0 && p < 1.0 => Ok(()),
            found => Err(Error::Setting { setting, found, wanted: "a probability between 0 and 1" }),
        };
        probability("threshold", self.threshold)?;
        probability("review", self.review)?;
        probability("keep", self.keep)?;
        if self.review > self.threshold {
            return Err(Error::Setting { setting: "review", found: self.review, wanted: "at most the threshold" });
        }
        if self.pairs_per_record.is_nan() || self.pairs_per_record <= 0.0 {
            return Err(Error::Setting {
                setting: "pairs_per_record",
                found: self.pairs_per_record,
                wanted: "more than 0",
            });
        }
        self.model.as_ref().map_or(Ok(()), Model::check)
    }
}
