//! Rules of which the first that fits gives the answer, compiled so that no rule is evaluated when one is looked up.
//!
//! Most codes of an item are told apart by no rule: for SEER's site recode all of C50.0 to C50.9 are one. So each item's
//! codes are put into classes ([`Axis`]), and a small table of the classes of site, histology, behavior and year holds the
//! answer. It is painted from the last rule to the first, so that of several rules the first stays.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::criterion::Criterion;
use super::tumor_codes::Codes;
use crate::Table;

/// A table of rules, with a row for each in the columns `site`, `site_out`, `histology`, `histology_out`, `behavior`, `year`
/// (those that some rule uses), and the answer in `code` and `extended`. A row that asks for nothing is no rule.
#[derive(Debug)]
pub(crate) struct RuleTable {
    table: &'static Table,
    compiled: OnceLock<Compiled>,
}

/// What a rule gives.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Answer {
    pub(crate) code: String,
    /// Empty where the table has no second classification.
    pub(crate) extended: String,
}

impl RuleTable {
    pub(crate) const fn new(table: &'static Table) -> Self {
        Self { table, compiled: OnceLock::new() }
    }

    /// What the first rule that fits gives.
    pub(crate) fn first_match(&self, codes: Codes) -> Option<&Answer> {
        self.compiled.get_or_init(|| Compiled::new(&rules(self.table))).look_up(codes)
    }

    /// The same, rule by rule.
    #[cfg(test)]
    pub(crate) fn rules(&self) -> Vec<Rule> {
        rules(self.table)
    }
}

/// A rule: a criterion for each of [`Codes::AXES`] items, and the answer.
#[derive(Debug)]
pub(crate) struct Rule {
    criteria: [Criterion; Codes::AXES],
    pub(crate) answer: Answer,
}

impl Rule {
    #[cfg(test)]
    pub(crate) fn fits(&self, codes: Codes) -> bool {
        self.criteria.iter().zip(codes.by_axis()).all(|(criterion, code)| criterion.allows(code))
    }
}

fn rules(table: &Table) -> Vec<Rule> {
    let rules = table.rows().map(|row| Rule {
        criteria: [
            Criterion::parse(row.get("site"), row.get("site_out")),
            Criterion::parse(row.get("histology"), row.get("histology_out")),
            Criterion::parse(row.get("behavior"), ""),
            Criterion::parse(row.get("year"), ""),
        ],
        answer: Answer { code: row.get("code").to_owned(), extended: row.get("extended").to_owned() },
    });
    rules.filter(|rule| !rule.criteria.iter().all(Criterion::is_empty)).collect()
}

#[derive(Debug)]
struct Compiled {
    axes: [Axis; Codes::AXES],
    /// By the classes of all items, the last item's fastest: the answer's place, counted from 1; 0 where no rule fits.
    cells: Vec<u16>,
    answers: Vec<Answer>,
}

impl Compiled {
    fn new(rules: &[Rule]) -> Self {
        let axes =
            std::array::from_fn(|axis| Axis::new(rules.iter().filter_map(|rule| rule.criteria.get(axis)).collect()));
        let mut compiled = Self { cells: vec![0; axes.iter().map(Axis::classes).product()], axes, answers: Vec::new() };
        let mut place_of = BTreeMap::new();
        for rule in rules.iter().rev() {
            let place = *place_of.entry(&rule.answer).or_insert_with(|| {
                compiled.answers.push(rule.answer.clone());
                compiled.answers.len() as u16
            });
            let mut cells = vec![0];
            for (axis, criterion) in compiled.axes.iter().zip(&rule.criteria) {
                let classes = axis.allowed(criterion);
                let below = |cell: &usize| cell * axis.classes();
                cells = cells.iter().flat_map(|cell| classes.iter().map(move |class| below(cell) + class)).collect();
            }
            for cell in cells {
                compiled.cells.get_mut(cell).into_iter().for_each(|painted| *painted = place);
            }
        }
        compiled
    }

    fn look_up(&self, codes: Codes) -> Option<&Answer> {
        let classes = self.axes.iter().zip(codes.by_axis());
        let cell = classes.fold(0, |cell, (axis, code)| cell * axis.classes() + axis.class(code));
        self.answers.get(usize::from(*self.cells.get(cell)?).checked_sub(1)?)
    }
}

/// The codes of one item, in classes of codes that no rule tells apart.
#[derive(Debug)]
struct Axis {
    /// The smallest code that a rule names.
    first: u16,
    /// The class of no code, which is 0 and that of all codes that no rule names, then of each code from the first to the largest.
    class_of: Vec<u16>,
    /// A code of each class.
    samples: Vec<Option<u16>>,
}

impl Axis {
    fn new(criteria: Vec<&Criterion>) -> Self {
        let named = || criteria.iter().flat_map(|criterion| criterion.bounds());
        let (first, last) = (named().min().unwrap_or(1), named().max().unwrap_or(0));
        let codes: Vec<_> = [None].into_iter().chain((first..=last).map(Some)).collect();
        let mut class_of = vec![0; codes.len()];
        for criterion in criteria {
            // Every class falls into the codes that fit and those that do not; classes are numbered as they are met.
            let mut split = BTreeMap::new();
            for (class, code) in class_of.iter_mut().zip(&codes) {
                let next = split.len() as u16;
                *class = *split.entry((*class, criterion.allows(*code))).or_insert(next);
            }
        }
        let mut samples = Vec::new();
        for (class, code) in class_of.iter().zip(codes) {
            if usize::from(*class) == samples.len() {
                samples.push(code);
            }
        }
        Self { first, class_of, samples }
    }

    fn classes(&self) -> usize {
        self.samples.len()
    }

    fn class(&self, code: Option<u16>) -> usize {
        let place = code.and_then(|code| code.checked_sub(self.first)).map_or(0, |place| usize::from(place) + 1);
        self.class_of.get(place).map_or(0, |class| usize::from(*class))
    }

    /// The classes that a rule's criterion allows.
    fn allowed(&self, criterion: &Criterion) -> Vec<usize> {
        let allowed = self.samples.iter().enumerate().filter(|(_, code)| criterion.allows(**code));
        allowed.map(|(class, _)| class).collect()
    }
}
