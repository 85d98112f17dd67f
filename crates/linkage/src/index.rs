//! An index that new records are linked against, at a cost that follows their number and not the index's.
//!
//! The model, the frequencies and the number of pairs a record that probabilities start from are those of the day the index was
//! made, so that a pair scores the same whenever it is met. Patients are never merged by a new record: one that matches two of
//! them is listed for review and stays by itself until a person decides.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::blocking::{BlockingPlan, Blocks, Lists};
use crate::check::check;
use crate::cluster::{Groups, Judge, join};
use crate::compare::Memo;
use crate::error::Result;
use crate::evidence::{Context, Evidence, evidence};
use crate::frequencies::Frequencies;
use crate::job::Job;
use crate::link::{Linkage, Pair, finish, settle};
use crate::model::Model;
use crate::outcome::{Outcome, Reason};
use crate::persons::Persons;
use crate::records::{Dictionaries, Record};
use crate::score::Scorer;
use crate::settings::Settings;

/// Records with their patients, ready to be asked for whoever is like a new one.
///
/// Rows are counted from 0 in the order in which records were entered. A patient is named after the smallest of their rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Saved", into = "Saved")]
pub struct Index {
    job: Job,
    model: Model,
    plan: BlockingPlan,
    context: Context,
    patients: Vec<u32>,
}

/// What entering new records found.
#[derive(Debug, Clone)]
pub struct Increment {
    /// The row of the first new record.
    pub first_row: u32,
    /// The patient of each new record; those with a row of at least `first_row` are new.
    pub patients: Vec<u32>,
    /// Pairs of new records with any record, of at least the probability to keep, by row.
    pub pairs: Vec<Pair>,
    /// Records that match several patients.
    pub bridges: Vec<Bridge>,
    /// Pairs that were compared.
    pub compared: u64,
    /// What the reader should know, each a whole sentence.
    pub warnings: Vec<String>,
}

/// A new record that matches several patients who stood before: nothing is merged until a person decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge {
    /// The new record.
    pub row: u32,
    /// The patients.
    pub patients: Vec<u32>,
}

impl Index {
    /// Links persons and keeps all that is needed to link others to them.
    ///
    /// # Errors
    /// As [`link`](crate::link).
    pub fn new(persons: &Persons, settings: &Settings) -> Result<(Self, Linkage)> {
        settings.check()?;
        let mut warnings = check(persons, None)?;
        let job = Job::new(persons, None, settings);
        let (model, coverage) = job.train(None, &mut warnings)?;
        let plan = job.plan(&coverage);
        warnings.extend(job.blocks.warnings(&plan));
        let context = Context { pairs_per_record: job.pairs_per_record() };
        let linkage = finish(&job, model, plan, context, warnings);
        let patients = linkage.clusters.of.clone();
        let index = Self { job, model: linkage.model.clone(), plan: linkage.plan.clone(), context, patients };
        Ok((index, linkage))
    }

    /// Enters records and says who they are.
    ///
    /// # Errors
    /// When the records have no column that can be compared, or columns of different lengths.
    pub fn add(&mut self, persons: &Persons) -> Result<Increment> {
        let warnings = check(persons, None)?;
        let first_row = self.job.records.len() as u32;
        let mut records = self.job.dictionaries.records(persons);
        self.job.settings.hide(&mut records);
        self.job.blocks.enter(&self.job.dictionaries.names, &records);
        self.job.records.extend(records);
        let last_row = self.job.records.len() as u32;
        let (mut pairs, compared) = self.score(first_row..last_row);
        self.patients.extend(first_row..last_row);
        let bridges = self.find_bridges(first_row, &mut pairs);
        let mut groups = Groups::new(std::mem::take(&mut self.patients));
        let refused = join(&mut groups, &mut Judge::new(&self.job, &self.model), &pairs, first_row);
        let clusters = groups.into_clusters();
        settle(&mut pairs, &clusters, &refused);
        self.patients = clusters.of;
        let patients = self.patients.iter().skip(first_row as usize).copied().collect();
        Ok(Increment { first_row, patients, pairs, bridges, compared, warnings })
    }

    /// Pairs of rows with any before them.
    fn score(&self, rows: std::ops::Range<u32>) -> (Vec<Pair>, u64) {
        let scorer = Scorer::new(&self.model, self.context.pairs_per_record);
        let keep = self.job.settings.least_odds();
        let (chosen, cap) = (self.plan.chosen(), self.job.settings.max_block);
        let found: Vec<(Vec<Pair>, u64)> = rows
            .into_par_iter()
            .map_init(Memo::default, |memo, row| {
                let mut pairs = Vec::new();
                let mut n = 0;
                self.job.blocks.candidates(row, chosen, cap, |other| {
                    n += 1;
                    pairs.extend(self.job.pair_worth_keeping(&scorer, other, row, keep, memo));
                });
                (pairs, n)
            })
            .collect();
        let compared = found.iter().map(|(_, n)| n).sum();
        let mut pairs: Vec<Pair> = found.into_iter().flat_map(|(pairs, _)| pairs).collect();
        pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
        pairs.dedup_by_key(|pair| (pair.a, pair.b));
        (pairs, compared)
    }

    /// New records that match several patients: none of their links is made.
    fn find_bridges(&self, first_row: u32, pairs: &mut [Pair]) -> Vec<Bridge> {
        let mut matched: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for pair in pairs.iter().filter(|pair| pair.outcome == Outcome::Match && pair.a < first_row) {
            matched.entry(pair.b).or_default().push(self.patient(pair.a));
        }
        for patients in matched.values_mut() {
            patients.sort_unstable();
            patients.dedup();
        }
        matched.retain(|_, patients| patients.len() > 1);
        for pair in pairs.iter_mut().filter(|pair| pair.outcome == Outcome::Match) {
            if matched.contains_key(&pair.a) || matched.contains_key(&pair.b) {
                (pair.outcome, pair.reason) = (Outcome::Review, Some(Reason::Bridge));
            }
        }
        matched.into_iter().map(|(row, patients)| Bridge { row, patients }).collect()
    }

    /// The patient of a record; a row that is not there is its own.
    pub fn patient(&self, row: u32) -> u32 {
        self.patients.get(row as usize).copied().unwrap_or(row)
    }

    /// The patient of every record.
    pub fn patients(&self) -> &[u32] {
        &self.patients
    }

    /// The number of records.
    pub fn len(&self) -> usize {
        self.patients.len()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.patients.is_empty()
    }

    /// The model that every pair is scored with.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Why a pair has its probability.
    pub fn evidence(&self, pair: &Pair) -> Evidence {
        evidence(&Scorer::new(&self.model, self.context.pairs_per_record), pair)
    }

    /// Makes one patient of two, because a person says so; answers who they are now.
    pub fn merge(&mut self, one: u32, other: u32) -> u32 {
        let (one, other) = (self.patient(one), self.patient(other));
        let (kept, gone) = (one.min(other), one.max(other));
        for patient in self.patients.iter_mut().filter(|patient| **patient == gone) {
            *patient = kept;
        }
        kept
    }

    /// Makes a patient of their own of these records, because a person says so. Undoes a merge exactly when given the records
    /// that one of the two had.
    pub fn separate(&mut self, rows: &[u32]) {
        let apart: BTreeSet<u32> = rows.iter().copied().filter(|row| (*row as usize) < self.patients.len()).collect();
        let touched: BTreeSet<u32> = apart.iter().map(|row| self.patient(*row)).collect();
        // Who stays may have lost the record that they were named after.
        let mut names: BTreeMap<u32, u32> = BTreeMap::new();
        for (row, patient) in (0u32..).zip(&mut self.patients) {
            if apart.contains(&row) {
                *patient = apart.first().copied().unwrap_or(row);
            } else if touched.contains(patient) {
                *patient = *names.entry(*patient).or_insert(row);
            }
        }
    }

    /// Links persons among themselves, all at once, with this index's model and frequencies.
    ///
    /// # Errors
    /// When the persons have no column that can be compared, or columns of different lengths.
    pub fn link_at_once(&self, persons: &Persons) -> Result<Linkage> {
        let mut warnings = check(persons, None)?;
        let mut dictionaries = self.job.dictionaries.clone();
        let mut records = dictionaries.records(persons);
        self.job.settings.hide(&mut records);
        let blocks = Blocks::new(&dictionaries.names, &records, Lists::One, self.job.settings.max_block);
        warnings.extend(blocks.warnings(&self.plan));
        let (frequencies, settings) = (self.job.frequencies.clone(), self.job.settings.clone());
        let job = Job { dictionaries, records, frequencies, blocks, settings };
        Ok(finish(&job, self.model.clone(), self.plan.clone(), self.context, warnings))
    }
}

/// What of an index is written: the rest follows from it.
#[derive(Serialize, Deserialize)]
struct Saved {
    settings: Settings,
    model: Model,
    plan: BlockingPlan,
    context: Context,
    dictionaries: Dictionaries,
    records: Vec<Record>,
    frequencies: Frequencies,
    patients: Vec<u32>,
}

impl From<Saved> for Index {
    fn from(saved: Saved) -> Self {
        let Saved { settings, model, plan, context, dictionaries, records, frequencies, mut patients } = saved;
        patients.resize(records.len(), 0);
        let blocks = Blocks::new(&dictionaries.names, &records, Lists::One, settings.max_block);
        Self { job: Job { dictionaries, records, frequencies, blocks, settings }, model, plan, context, patients }
    }
}

impl From<Index> for Saved {
    fn from(index: Index) -> Self {
        let Index { job, model, plan, context, patients } = index;
        let Job { dictionaries, records, frequencies, settings, .. } = job;
        Self { settings, model, plan, context, dictionaries, records, frequencies, patients }
    }
}
