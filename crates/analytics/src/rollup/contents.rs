//! Who is in cells and who is not: what merges beside the sums, by adding.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::file::{AGE, YEAR};
use super::{Label, Rollup, Stratum};
use crate::answer::Exclusion;

/// What a file of cells holds, beside the sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RollupContents {
    /// The life table's name.
    pub life_table: Option<TableName>,
    /// Whether ages were known in completed years only, so that half a year was added to each; `None` where nobody's
    /// age was read.
    pub half_a_year_added: Option<bool>,
    /// The conditions that selected the cases.
    pub selected: Vec<String>,
    /// The cases of all estimates but those by cause of death.
    pub cases: CaseCount,
    /// The cases of estimates by cause of death, where causes are told apart.
    pub by_cause: Option<CaseCount>,
    /// Every stratum has this many people or more; 0 where no minimum was asked for.
    pub minimum: u64,
    /// What was left out for having fewer.
    pub withheld: Withheld,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// A life table by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableName {
    /// Its name: us, us-race, us-mn, or the file's without its folder.
    pub name: String,
    /// What it is of, and how far it reaches.
    pub source: String,
}

/// Cases read, used, and left out by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseCount {
    /// Cases read.
    pub read: u64,
    /// Cases in the cells, those withheld among them.
    pub used: u64,
    /// The others, by reason.
    pub out: BTreeMap<String, u64>,
}

/// Strata that are not in the file because few people are in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withheld {
    /// How many strata.
    pub strata: u64,
    /// With how many people; where calendar years are kept apart, once a year of follow-up.
    pub people: u64,
}

/// What a file of cells holds, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Holdings {
    /// Strata.
    pub strata: u64,
    /// People in them; where calendar years are kept apart, once a year of follow-up.
    pub people: u64,
    /// People in the smallest of them; `None` where there is none.
    pub smallest: Option<u64>,
    /// Strata with a single person.
    pub of_one: u64,
}

/// A stratum, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StratumCounts {
    /// What it has in each of [`Rollup::columns`]; `None` is a missing value.
    pub values: Vec<Option<String>>,
    /// People.
    pub people: u64,
    /// Deaths of any cause.
    pub deaths: u64,
    /// Deaths of this cancer, where causes are told apart.
    pub of_cancer: Option<u64>,
}

impl CaseCount {
    pub(super) fn new(read: usize, used: usize, exclusions: &[Exclusion]) -> Self {
        let mut out = BTreeMap::new();
        for exclusion in exclusions.iter().filter(|exclusion| exclusion.count > 0) {
            *out.entry(exclusion.reason.clone()).or_default() += exclusion.count;
        }
        Self { read: read as u64, used: used as u64, out }
    }

    fn add(&mut self, other: &Self) {
        self.read = self.read.saturating_add(other.read);
        self.used = self.used.saturating_add(other.used);
        for (reason, count) in &other.out {
            let sum = self.out.entry(reason.clone()).or_default();
            *sum = sum.saturating_add(*count);
        }
    }

    /// The reasons, each with its count.
    pub(super) fn exclusions(&self) -> Vec<Exclusion> {
        self.out.iter().map(|(reason, &count)| Exclusion { reason: reason.clone(), count }).collect()
    }
}

impl RollupContents {
    /// Adds what the cells of others hold. Nothing depends on which are added to which.
    pub(super) fn add(&mut self, other: &Self) {
        self.life_table = self.life_table.take().into_iter().chain(other.life_table.clone()).min();
        self.half_a_year_added = self.half_a_year_added.or(other.half_a_year_added);
        self.cases.add(&other.cases);
        if let (Some(mine), Some(theirs)) = (&mut self.by_cause, &other.by_cause) {
            mine.add(theirs);
        }
        self.minimum = self.minimum.min(other.minimum);
        self.withheld.strata = self.withheld.strata.saturating_add(other.withheld.strata);
        self.withheld.people = self.withheld.people.saturating_add(other.withheld.people);
        unite(&mut self.selected, &other.selected);
        unite(&mut self.notes, &other.notes);
    }
}

fn unite(mine: &mut Vec<String>, theirs: &[String]) {
    mine.extend(theirs.iter().cloned());
    mine.sort();
    mine.dedup();
}

impl Rollup {
    /// What the cells hold, in numbers.
    #[must_use]
    pub fn holdings(&self) -> Holdings {
        let sizes = || self.strata.values().map(Stratum::people);
        Holdings {
            strata: self.strata.len() as u64,
            people: sizes().sum(),
            smallest: sizes().min(),
            of_one: sizes().filter(|people| *people == 1).count() as u64,
        }
    }

    /// What strata are told apart by, in order: the `by` columns, the youngest age of a five-year group, the calendar
    /// year.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let ages = self.key.five_year_ages.then(|| AGE.to_owned());
        let years = self.key.calendar_years.then(|| YEAR.to_owned());
        self.key.by.iter().cloned().chain(ages).chain(years).collect()
    }

    /// What a stratum has in each of the columns.
    pub(super) fn values(&self, label: &Label) -> Vec<Option<String>> {
        let text = |number: Option<i32>| number.map(|number| number.to_string());
        let ages = self.key.five_year_ages.then(|| text(label.age));
        let years = self.key.calendar_years.then(|| text(label.year));
        label.values.iter().cloned().chain(ages).chain(years).collect()
    }

    /// The strata in order.
    pub fn strata(&self) -> impl Iterator<Item = StratumCounts> + '_ {
        self.strata.iter().map(|(label, stratum)| StratumCounts {
            values: self.values(label),
            people: stratum.people(),
            deaths: stratum.cells.all.days().iter().map(|day| day.deaths).sum(),
            of_cancer: stratum.cells.by_cause.as_ref().map(|cells| cells.deaths_of(1).iter().sum()),
        })
    }

    /// Leaves out the strata with fewer people than `minimum`, and counts them.
    pub fn protect(&mut self, minimum: u64) {
        let Withheld { strata, people } = &mut self.contents.withheld;
        self.strata.retain(|_, stratum| {
            let kept = stratum.people() >= minimum;
            if !kept {
                *strata += 1;
                *people += stratum.people();
            }
            kept
        });
        self.contents.minimum = self.contents.minimum.max(minimum);
    }
}
