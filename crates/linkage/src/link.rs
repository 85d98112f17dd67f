//! Linking from persons to pairs and clusters.

use crate::blocking::BlockingPlan;
use crate::check::check;
use crate::cluster::{Clusters, Groups, Judge, Refused, join};
use crate::compare::Compared;
use crate::error::Result;
use crate::evidence::Context;
use crate::fields::{Field, MISSING};
use crate::job::Job;
use crate::model::Model;
use crate::outcome::{Outcome, Reason};
use crate::persons::Persons;
use crate::score::Scorer;
use crate::settings::Settings;

/// Two records and how likely they are one person.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// Row of the first record, counted through both lists.
    pub a: u32,
    /// Row of the second, always the larger.
    pub b: u32,
    /// Natural logarithm of the odds of a match.
    pub log_odds: f32,
    /// What is to be done.
    pub outcome: Outcome,
    /// Why, where the probability alone does not say it.
    pub reason: Option<Reason>,
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
    pub(crate) context: Context,
}

/// Links a list with itself, or with another: then only pairs across the two are looked for.
///
/// # Errors
/// When a setting is out of range, or the lists have no column in common that can be compared.
pub fn link(persons: &Persons, with: Option<&Persons>, settings: &Settings) -> Result<Linkage> {
    settings.check()?;
    let mut warnings = check(persons, with)?;
    let job = Job::new(persons, with, settings);
    let (model, coverage) = job.train(None, &mut warnings)?;
    let plan = job.plan(&coverage);
    warnings.extend(job.blocks.warnings(&plan));
    let context = Context { pairs_per_record: job.pairs_per_record() };
    Ok(finish(&job, model, plan, context, warnings))
}

/// Scores what is planned and joins it.
pub(crate) fn finish(job: &Job, model: Model, plan: BlockingPlan, context: Context, warnings: Vec<String>) -> Linkage {
    let scorer = Scorer::new(&model, context.pairs_per_record);
    let (mut pairs, compared) = job.score(&scorer, &plan);
    let mut groups = Groups::new((0..job.records.len() as u32).collect());
    let refused = join(&mut groups, &mut Judge::new(job, &model), &pairs, 0);
    let clusters = groups.into_clusters();
    settle(&mut pairs, &clusters, &refused);
    Linkage { pairs, clusters, plan, model, warnings, compared, context }
}

/// Brings the outcomes of pairs in line with the clusters: what was refused, and what others have joined.
pub(crate) fn settle(pairs: &mut [Pair], clusters: &Clusters, refused: &[Refused]) {
    let of = |row: u32| clusters.of.get(row as usize).copied().unwrap_or(row);
    for pair in pairs {
        let together = of(pair.a) == of(pair.b);
        match pair.outcome {
            Outcome::Match if !together => {
                let known = refused.binary_search_by_key(&(pair.a, pair.b), |refused| refused.pair);
                let bridges = known.ok().and_then(|at| refused.get(at)).is_some_and(|refused| refused.bridges);
                (pair.outcome, pair.reason) =
                    (Outcome::Review, Some(if bridges { Reason::Bridge } else { Reason::Conflict }));
            }
            Outcome::Review if together => {
                (pair.outcome, pair.reason) = (Outcome::Match, Some(Reason::LinkedThroughOthers));
            }
            _ => {}
        }
    }
}

/// Trains weights on persons of whom it is known who is who. For making the pretrained table.
///
/// # Errors
/// As [`link`].
pub fn train_with_truth(
    persons: &Persons,
    with: Option<&Persons>,
    settings: &Settings,
    truth: &dyn Fn(u32, u32) -> bool,
) -> Result<Model> {
    settings.check()?;
    check(persons, with)?;
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
