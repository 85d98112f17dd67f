//! Hazards as a file lists them, one a row in any order, and the table that they fill.

use std::collections::HashMap;

use estimators::{AgeAxis, CalendarAxis, CalendarRule, LifeTable};

use crate::error::{Error, Result};
use crate::life_table::axes::name_cut;
use crate::life_table::dimension::Dimension;

/// More combinations of strata than any population is divided into.
const MOST_COMBINATIONS: usize = 10_000_000;

/// A column of the strata: its distinct values, and which each row has.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    pub(super) name: String,
    pub(super) values: Vec<String>,
    pub(super) codes: Vec<u32>,
}

impl Labels {
    pub(super) fn new<T: AsRef<str>>(name: &str, texts: impl IntoIterator<Item = T>) -> Self {
        let mut labels = Self { name: name.to_owned(), ..Self::default() };
        labels.extend(texts);
        labels
    }

    fn extend<T: AsRef<str>>(&mut self, texts: impl IntoIterator<Item = T>) {
        let mut known: HashMap<String, u32> = self.values.iter().cloned().zip(0..).collect();
        for text in texts {
            let text = text.as_ref();
            let code = known.get(text).copied().unwrap_or_else(|| {
                let code = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
                self.values.push(text.to_owned());
                known.insert(text.to_owned(), code);
                code
            });
            self.codes.push(code);
        }
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(|code| self.values[*code as usize].as_str())
    }

    /// In the order of the values, so that the order of the rows does not matter.
    fn sorted(mut self) -> Self {
        let mut order: Vec<u32> = (0..).take(self.values.len()).collect();
        order.sort_by(|&a, &b| self.values[a as usize].cmp(&self.values[b as usize]));
        let mut rank = vec![0; order.len()];
        for (new, &old) in (0..).zip(&order) {
            rank[old as usize] = new;
        }
        self.codes.iter_mut().for_each(|code| *code = rank[*code as usize]);
        self.values.sort();
        self
    }
}

/// The hazards of one file or several, in parallel vectors.
#[derive(Debug)]
pub(super) struct Figures {
    /// What errors call each file, and its first position.
    pub(super) places: Vec<(String, usize)>,
    pub(super) strata: Vec<Labels>,
    /// The first day of each hazard's calendar cell, since 1970-01-01.
    pub(super) cuts: Vec<i32>,
    /// Whole years.
    pub(super) ages: Vec<u32>,
    /// Deaths per person-day.
    pub(super) hazards: Vec<f64>,
    /// The number of each hazard's row in its file, from 1.
    pub(super) rows: Vec<u32>,
    pub(super) days_per_year: f64,
    pub(super) rule: CalendarRule,
    /// What a reader of results should know.
    pub(super) notes: Vec<String>,
}

/// A filled table and its strata.
pub(super) struct Filled {
    pub(super) table: LifeTable,
    pub(super) dimensions: Vec<Dimension>,
    /// The stratum of each combination of values, in order.
    pub(super) strata: Vec<Option<u32>>,
}

impl Figures {
    /// Adds the hazards of another file of the same table.
    pub(super) fn append(mut self, other: Self) -> Result<Self> {
        let names = |figures: &Self| figures.strata.iter().map(|labels| labels.name.clone()).collect::<Vec<_>>();
        let differ = if names(&self) != names(&other) {
            "its columns of strata are not those of the file before it"
        } else if self.days_per_year != other.days_per_year || self.rule != other.rule {
            "its year length or calendar is not that of the file before it"
        } else {
            let start = self.cuts.len();
            self.places.extend(other.places.into_iter().map(|(place, first)| (place, first + start)));
            for (labels, more) in self.strata.iter_mut().zip(&other.strata) {
                labels.extend(more.texts());
            }
            self.cuts.extend(other.cuts);
            self.ages.extend(other.ages);
            self.hazards.extend(other.hazards);
            self.rows.extend(other.rows);
            self.notes.extend(other.notes);
            return Ok(self);
        };
        Err(other.unusable(&format!("{differ}; files read together are parts of one table")))
    }

    /// The table of these hazards, which must fill it: one for each stratum, calendar cell and age.
    pub(super) fn fill(mut self) -> Result<Filled> {
        self.strata = std::mem::take(&mut self.strata).into_iter().map(Labels::sorted).collect();
        let cuts = sorted(&self.cuts);
        let ages = sorted(&self.ages);
        let (Some(&first), Some(&last)) = (ages.first(), ages.last()) else {
            return Err(self.unusable("it has no figures"));
        };
        if let Some(absent) = (first..=last).zip(&ages).find_map(|(age, found)| (age != *found).then_some(age)) {
            return Err(self.unusable(&format!(
                "it has no age {absent}, but older ones; expected every whole year of age (an HMD table in its 1x1 form)"
            )));
        }
        let (combinations, strata) = self.combinations()?;
        let hazards = self.fill_cells(&cuts, &ages, &combinations, &strata)?;
        let table = LifeTable::new(
            AgeAxis::new(first, ages.len(), self.days_per_year)?,
            CalendarAxis::new(cuts, self.rule)?,
            hazards,
        )?;
        let dimensions = self.strata.into_iter().map(|labels| Dimension { name: labels.name, values: labels.values });
        Ok(Filled { table, dimensions: dimensions.collect(), strata })
    }

    /// Each row's combination of values, and the stratum of each combination: only those that occur have one.
    fn combinations(&self) -> Result<(Vec<usize>, Vec<Option<u32>>)> {
        let size = self.strata.iter().try_fold(1, |size: usize, labels| size.checked_mul(labels.values.len()));
        let Some(size) = size.filter(|size| *size <= MOST_COMBINATIONS) else {
            let names: Vec<&str> = self.strata.iter().map(|labels| labels.name.as_str()).collect();
            return Err(self.unusable(&format!(
                "columns {} have too many values to tell strata apart; leave out those that do not",
                names.join(", ")
            )));
        };
        let mut combinations = vec![0; self.cuts.len()];
        for labels in &self.strata {
            for (combination, code) in combinations.iter_mut().zip(&labels.codes) {
                *combination = *combination * labels.values.len() + *code as usize;
            }
        }
        let mut strata = vec![None; size];
        for &combination in &combinations {
            strata[combination] = Some(0);
        }
        for (number, stratum) in (0..).zip(strata.iter_mut().filter(|stratum| stratum.is_some())) {
            *stratum = Some(number);
        }
        Ok((combinations, strata))
    }

    /// The hazards in the order of the table's cells.
    fn fill_cells(
        &self,
        cuts: &[i32],
        ages: &[u32],
        combinations: &[usize],
        strata: &[Option<u32>],
    ) -> Result<Vec<f64>> {
        let per_stratum = cuts.len() * ages.len();
        let mut cells: Vec<(usize, usize)> = (0..self.cuts.len())
            .map(|row| {
                let stratum = strata[combinations[row]].unwrap_or(0) as usize;
                let cut = cuts.partition_point(|cut| *cut < self.cuts[row]);
                let age = (self.ages[row] - ages[0]) as usize;
                (stratum * per_stratum + cut * ages.len() + age, row)
            })
            .collect();
        cells.sort_unstable();
        if let Some(pair) = cells.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let (first, second) = (pair[0].1, pair[1].1);
            let (first_place, second_place) = (self.place(first), self.place(second));
            return Err(Error::LifeTableRepeat {
                place: second_place.to_owned(),
                row: self.rows[second] as usize,
                cell: self.describe(combinations[second], self.cuts[second], self.ages[second]),
                before: match self.rows[first] {
                    row if first_place == second_place => format!("row {row}"),
                    row => format!("row {row} of {first_place}"),
                },
            });
        }
        let wanted = strata.iter().flatten().count() * per_stratum;
        if cells.len() < wanted {
            let absent = (0..wanted).zip(&cells).find_map(|(cell, found)| (cell != found.0).then_some(cell));
            let absent = absent.unwrap_or(cells.len());
            let stratum = u32::try_from(absent / per_stratum).ok();
            let combination = strata.iter().position(|found| *found == stratum).unwrap_or(0);
            let (cut, age) = (absent % per_stratum / ages.len(), absent % ages.len());
            return Err(Error::LifeTableGap {
                place: self.place(0).to_owned(),
                cell: self.describe(combination, cuts[cut], ages[age]),
                more: wanted - cells.len() - 1,
            });
        }
        Ok(cells.into_iter().map(|(_, row)| self.hazards[row]).collect())
    }

    fn place(&self, row: usize) -> &str {
        let file = self.places.partition_point(|(_, first)| *first <= row).saturating_sub(1);
        self.places.get(file).map_or("", |(place, _)| place.as_str())
    }

    /// A cell in words, such as `sex male, 1995, age 57`.
    fn describe(&self, mut combination: usize, cut: i32, age: u32) -> String {
        let mut parts = vec![format!("age {age}"), name_cut(cut)];
        for labels in self.strata.iter().rev() {
            let value = labels.values.get(combination % labels.values.len()).map_or("", String::as_str);
            parts.push(format!("{} {value}", labels.name));
            combination /= labels.values.len();
        }
        parts.reverse();
        parts.join(", ")
    }

    fn unusable(&self, problem: &str) -> Error {
        Error::Unreadable { path: self.place(0).into(), format: "a life table", problem: problem.to_owned() }
    }
}

/// The distinct values in order.
pub(super) fn sorted<T: Ord + Copy>(values: &[T]) -> Vec<T> {
    let mut values = values.to_vec();
    values.sort_unstable();
    values.dedup();
    values
}
