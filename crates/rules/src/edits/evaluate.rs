//! Runs a plan over a block of records, column by column.
//!
//! A node is computed when it is first asked for, and as seldom as what it hangs on allows: once, once for each distinct value of
//! a column, or once a row. What a column's values say is looked up by row only where conditions on several columns meet, and not
//! at all where it is the same for every value, as it is of most code lists in a good file.

mod apply;
mod inputs;
mod junction;
mod pairs;

use std::ops::Range;
use std::rc::Rc;

use self::inputs::Inputs;
use super::column::Coded;
use super::mask::Mask;
use super::node::{Node, NodeId, Plan, Support, Test};
use super::scalar::{Scalar, Span};
use crate::Context;

/// Where the texts of a block come from.
pub(crate) trait Source<'r> {
    /// An item's texts, a row each; `None` where there is no such column.
    fn item(&self, id: &str) -> Option<&'r [&'r str]>;
    /// A derived variable's texts.
    fn code_variable(&self, name: &str) -> Option<Vec<&'r str>>;
    /// A derived variable's numbers.
    fn number_variable(&self, name: &str) -> Option<Vec<Option<i32>>>;
}

/// Evaluates the nodes of a plan over a block of records.
pub(crate) struct Evaluator<'r, S> {
    plan: &'r Plan,
    source: &'r S,
    context: &'r Context,
    rows: usize,
    /// The rows of each patient.
    patients: &'r [Range<usize>],
    found: Vec<Option<Found<'r>>>,
}

/// A node's values.
#[derive(Debug, Clone)]
struct Found<'r> {
    domain: Domain<'r>,
    values: Rc<Values<'r>>,
    /// Whether the records have one of the items that a text comes from.
    is_collected: bool,
}

/// What there is a value for.
#[derive(Debug, Clone)]
enum Domain<'r> {
    /// All rows together.
    Once,
    /// Each distinct value of a column.
    Column(Rc<Coded<'r>>),
    /// Each row.
    Rows,
}

#[derive(Debug)]
enum Values<'r> {
    Texts(Vec<&'r str>),
    Numbers(Vec<Span<f64>>),
    Dates(Vec<Span<i32>>),
    Mask(Mask),
}

impl<'r> Values<'r> {
    fn get(&self, at: usize) -> Scalar<'r> {
        match self {
            Self::Texts(texts) => Scalar::Text(texts.get(at).copied().unwrap_or("")),
            Self::Numbers(numbers) => Scalar::Number(numbers.get(at).copied().unwrap_or(Span::UNKNOWN_NUMBER)),
            Self::Dates(dates) => Scalar::Date(dates.get(at).copied().unwrap_or(Span::UNKNOWN_DATE)),
            Self::Mask(mask) => Scalar::Truth(mask.is_set(at)),
        }
    }
}

impl<'r> Found<'r> {
    /// The place of a row's value.
    #[inline]
    fn place(&self, row: usize) -> usize {
        match &self.domain {
            Domain::Once => 0,
            Domain::Column(coded) => coded.codes.get(row).copied().unwrap_or(0) as usize,
            Domain::Rows => row,
        }
    }

    fn get(&self, row: usize) -> Scalar<'r> {
        self.values.get(self.place(row))
    }

    fn once(value: bool) -> Self {
        let values = Rc::new(Values::Mask(Mask::all(1, value)));
        Self { domain: Domain::Once, values, is_collected: true }
    }

    /// Whether all rows have the same truth, and which.
    fn constant(&self) -> Option<bool> {
        match (&self.domain, &*self.values) {
            (Domain::Once, Values::Mask(mask)) => Some(mask.is_set(0)),
            _ => None,
        }
    }
}

impl<'r, S: Source<'r>> Evaluator<'r, S> {
    pub(crate) fn new(
        plan: &'r Plan,
        source: &'r S,
        context: &'r Context,
        rows: usize,
        patients: &'r [Range<usize>],
    ) -> Self {
        Self { plan, source, context, rows, patients, found: vec![None; plan.len()] }
    }

    /// The rows where a mask is set.
    pub(crate) fn mask(&mut self, id: NodeId) -> Mask {
        let found = self.find(id);
        self.by_row(&found)
    }

    fn by_row(&self, found: &Found<'r>) -> Mask {
        match (&*found.values, &found.domain) {
            (Values::Mask(mask), Domain::Rows) => mask.clone(),
            (Values::Mask(mask), Domain::Column(coded)) => mask.spread(&coded.codes),
            (Values::Mask(mask), Domain::Once) => Mask::all(self.rows, mask.is_set(0)),
            _ => Mask::all(self.rows, false),
        }
    }

    fn is_found(&self, id: NodeId) -> bool {
        matches!(self.found.get(id.index()), Some(Some(_)))
    }

    /// A node's values, computed where they are not there yet.
    fn find(&mut self, id: NodeId) -> Found<'r> {
        if let Some(Some(found)) = self.found.get(id.index()) {
            return found.clone();
        }
        let mut found = self.compute(id);
        if let Values::Mask(mask) = &*found.values
            && !matches!(found.domain, Domain::Once)
        {
            if mask.has_none() {
                found = Found::once(false);
            } else if mask.has_all() {
                found = Found::once(true);
            }
        }
        if let Some(place) = self.found.get_mut(id.index()) {
            *place = Some(found.clone());
        }
        found
    }

    fn compute(&mut self, id: NodeId) -> Found<'r> {
        let plan = self.plan;
        match &plan[id] {
            Node::Item(name) => {
                let texts = self.source.item(name);
                column(texts.map(|texts| Coded::new(texts.iter().copied())))
            }
            Node::CodeVariable(name) => {
                let texts = self.source.code_variable(name);
                column(texts.map(|texts| Coded::new(texts.into_iter())))
            }
            Node::NumberVariable(name) => {
                let numbers = self.source.number_variable(name);
                let is_collected = numbers.is_some();
                let known = |number: Option<i32>| {
                    number.map_or(Span::UNKNOWN_NUMBER, |number| Span::exactly(f64::from(number)))
                };
                let mut numbers: Vec<_> = numbers.unwrap_or_default().into_iter().map(known).collect();
                numbers.resize(self.rows, Span::UNKNOWN_NUMBER);
                Found { domain: Domain::Rows, values: Rc::new(Values::Numbers(numbers)), is_collected }
            }
            Node::Tumors => {
                let numbers = self.by_patient(|patient, _| Span::exactly(patient.len() as f64), Span::exactly(1.0));
                rows(Values::Numbers(numbers))
            }
            Node::All(parts) => self.all(parts),
            Node::Any(parts) => self.any(parts),
            Node::Complement(of) => {
                let found = self.find(*of);
                match &*found.values {
                    Values::Mask(mask) => Found { values: Rc::new(Values::Mask(mask.clone().complement())), ..found },
                    _ => found,
                }
            }
            Node::Test { test: Test::Differs(of), wanted } => self.differs(*of, *wanted),
            Node::Test { test: Test::Collected(of), wanted } => {
                let found = self.find(*of);
                Found::once(found.is_collected == *wanted)
            }
            Node::AnyOther(of) => {
                let others = self.others(&[*of]);
                rows(Values::Mask(Mask::by_row(self.rows, |row| others.count(0, row) > 0)))
            }
            Node::AllOthers(of) => {
                let others = self.others(&[*of]);
                rows(Values::Mask(Mask::by_row(self.rows, |row| others.count(0, row) == others.of(row))))
            }
            Node::CountOthers { holds, fails } => {
                let others = self.others(&[*holds, *fails]);
                let span = |row| Span {
                    least: f64::from(others.count(0, row)),
                    greatest: f64::from(others.of(row) - others.count(1, row)),
                };
                rows(Values::Numbers((0..self.rows).map(span).collect()))
            }
            node => self.by_domain(id, node),
        }
    }

    /// Computes a node for each value that its inputs can have together.
    fn by_domain(&mut self, id: NodeId, node: &'r Node) -> Found<'r> {
        let inputs: Vec<(NodeId, Found<'r>)> =
            self.plan.inputs(id).iter().map(|input| (*input, self.find(*input))).collect();
        let is_collected = inputs.is_empty() || inputs.iter().any(|(_, found)| found.is_collected);
        let is_judged = match node {
            // Of what a file does not carry it is not known whether it is blank.
            Node::Test { test: Test::Blank(_) | Test::KnownTo(..), .. } => is_collected,
            _ => true,
        };
        if !is_judged {
            return Found::once(false);
        }
        let domain = inputs.iter().fold(Domain::Once, |sum, (_, found)| match (sum, &found.domain) {
            (Domain::Once, other) => other.clone(),
            (sum, Domain::Once) => sum,
            (Domain::Column(one), Domain::Column(other)) if Rc::ptr_eq(&one, other) => Domain::Column(one),
            _ => Domain::Rows,
        });
        debug_assert!(!matches!((&domain, self.plan.support(id)), (Domain::Rows, Support::Column(_))));
        let count = match &domain {
            Domain::Once => 1,
            Domain::Column(_) => inputs.iter().map(|(_, found)| len(&found.values)).max().unwrap_or(0),
            Domain::Rows => self.rows,
        };
        let inputs = Inputs { found: inputs, count, is_by_row: matches!(domain, Domain::Rows) };
        let values = inputs.values(node, self.context);
        Found { domain, values: Rc::new(values), is_collected }
    }

    /// Where a text is another than that of the patient's first tumor.
    fn differs(&mut self, of: NodeId, wanted: bool) -> Found<'r> {
        let found = self.find(of);
        if !found.is_collected {
            return Found::once(false);
        }
        let differs = self.by_patient(|patient, row| found.get(row) != found.get(patient.start), false);
        rows(Values::Mask(Mask::by_row(self.rows, |row| differs.get(row) == Some(&wanted))))
    }

    /// A value for each row of a patient with several tumors; `alone` for the others.
    fn by_patient<T: Clone>(&self, of: impl Fn(&Range<usize>, usize) -> T, alone: T) -> Vec<T> {
        let mut values = vec![alone; self.rows];
        for patient in self.patients.iter().filter(|patient| patient.len() > 1) {
            for row in patient.clone() {
                if let Some(value) = values.get_mut(row) {
                    *value = of(patient, row);
                }
            }
        }
        values
    }
}

/// A column's texts, once a value; blank where there is no such column.
fn column<'r>(coded: Option<Coded<'r>>) -> Found<'r> {
    let Some(mut coded) = coded else {
        return Found { domain: Domain::Once, values: Rc::new(Values::Texts(vec![""])), is_collected: false };
    };
    let values = Rc::new(Values::Texts(std::mem::take(&mut coded.values)));
    Found { domain: Domain::Column(Rc::new(coded)), values, is_collected: true }
}

fn rows<'r>(values: Values<'r>) -> Found<'r> {
    Found { domain: Domain::Rows, values: Rc::new(values), is_collected: true }
}

fn len(values: &Values<'_>) -> usize {
    match values {
        Values::Texts(texts) => texts.len(),
        Values::Numbers(numbers) => numbers.len(),
        Values::Dates(dates) => dates.len(),
        Values::Mask(mask) => mask.rows(),
    }
}
