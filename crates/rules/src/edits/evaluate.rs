//! Runs a plan over a block of records, column by column.
//!
//! A node is computed when it is first asked for, and as seldom as what it hangs on allows: once, once for each distinct value of
//! a column, or once a row. What a column's values say is looked up by row only where conditions on several columns meet, and not
//! at all where it is the same for every value, as it is of most code lists in a good file.

use std::ops::Range;
use std::rc::Rc;

use super::column::Coded;
use super::mask::Mask;
use super::node::{Node, NodeId, Part, Plan, Support, Test};
use super::scalar::{Scalar, Span, is_valid_date};
use super::syntax::Sign;
use crate::{Context, PartialDate};

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
            Node::All(parts) => self.junction(parts, true),
            Node::Any(parts) => self.junction(parts, false),
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

    /// Where all masks are set, or one at least.
    fn junction(&mut self, parts: &[NodeId], all: bool) -> Found<'r> {
        let mut sum: Option<Found<'r>> = None;
        for part in parts {
            let found = self.find(*part);
            if let Some(value) = found.constant() {
                if value != all {
                    return found;
                }
                continue;
            }
            let next = match sum.take() {
                None => found,
                Some(before) => {
                    let is_same_column = matches!(
                        (&before.domain, &found.domain),
                        (Domain::Column(one), Domain::Column(other)) if Rc::ptr_eq(one, other)
                    );
                    let (domain, mut mask, other) = match (is_same_column, &*before.values, &*found.values) {
                        (true, Values::Mask(one), Values::Mask(other)) => {
                            (before.domain.clone(), one.clone(), other.clone())
                        }
                        _ => (Domain::Rows, self.by_row(&before), self.by_row(&found)),
                    };
                    if all {
                        mask.and(&other);
                    } else {
                        mask.or(&other);
                    }
                    if all && mask.has_none() {
                        return Found::once(false);
                    }
                    Found { domain, values: Rc::new(Values::Mask(mask)), is_collected: true }
                }
            };
            sum = Some(next);
        }
        sum.unwrap_or_else(|| Found::once(all))
    }

    /// Computes a node for each value that its inputs can have together.
    fn by_domain(&mut self, id: NodeId, node: &'r Node) -> Found<'r> {
        let inputs: Vec<(NodeId, Found<'r>)> =
            node.inputs().into_iter().map(|input| (input, self.find(input))).collect();
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
        let is_by_row = matches!(domain, Domain::Rows);
        let place = |found: &Found<'r>, at: usize| match &found.domain {
            Domain::Once => 0,
            _ if is_by_row => found.place(at),
            _ => at,
        };
        let values = match (node, inputs.as_slice()) {
            (Node::Test { test: Test::Compare { relation, possibly, left, right }, wanted }, _) => {
                let of = |id: &NodeId| inputs.iter().find(|(input, _)| input == id).map(|(_, found)| found);
                match (of(left), of(right)) {
                    (Some(left), Some(right)) => Values::Mask(match (&*left.values, &*right.values) {
                        (Values::Dates(one), Values::Dates(other)) => {
                            Mask::by_row(count, |at| match (one.get(place(left, at)), other.get(place(right, at))) {
                                (Some(one), Some(other)) => one.test(*relation, *possibly, *wanted, *other),
                                _ => false,
                            })
                        }
                        (Values::Numbers(one), Values::Numbers(other)) => {
                            Mask::by_row(count, |at| match (one.get(place(left, at)), other.get(place(right, at))) {
                                (Some(one), Some(other)) => one.test(*relation, *possibly, *wanted, *other),
                                _ => false,
                            })
                        }
                        _ => Mask::all(count, false),
                    }),
                    _ => Values::Mask(Mask::all(count, false)),
                }
            }
            _ => {
                let scalar = |at: usize| {
                    apply(node, self.context, |id| {
                        let found = inputs.iter().find(|(input, _)| *input == id);
                        found.map_or(Scalar::Truth(false), |(_, found)| found.values.get(place(found, at)))
                    })
                };
                collect(count, scalar)
            }
        };
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

    /// For how many of the patient's other tumors each mask of pairs is set.
    fn others(&mut self, masks: &[NodeId]) -> Others {
        let mut others = Others { of: vec![0; self.rows], counts: vec![vec![0; self.rows]; masks.len()] };
        let patients = self.patients;
        let several = || patients.iter().filter(|patient| patient.len() > 1);
        if several().next().is_none() {
            return others;
        }
        masks.iter().for_each(|mask| self.find_inputs(*mask));
        for patient in several() {
            for row in patient.clone() {
                for other in patient.clone().filter(|other| *other != row) {
                    for (mask, counts) in masks.iter().zip(&mut others.counts) {
                        if let Some(count) = counts.get_mut(row) {
                            *count += u32::from(self.of_pair(*mask, row, other).is_true());
                        }
                    }
                }
                if let Some(of) = others.of.get_mut(row) {
                    *of = u32::try_from(patient.len() - 1).unwrap_or(u32::MAX);
                }
            }
        }
        others
    }

    /// Computes what a node of pairs reads of either tumor.
    fn find_inputs(&mut self, id: NodeId) {
        match &self.plan[id] {
            Node::Other(of) => drop(self.find(*of)),
            _ if self.plan.support(id) != Support::Pairs => drop(self.find(id)),
            node => node.inputs().into_iter().for_each(|input| self.find_inputs(input)),
        }
    }

    /// The value of a node of pairs whose inputs have been found.
    fn of_pair(&self, id: NodeId, row: usize, other: usize) -> Scalar<'r> {
        let look_up = |id: NodeId, row: usize| match self.found.get(id.index()) {
            Some(Some(found)) => found.get(row),
            _ => Scalar::Truth(false),
        };
        match &self.plan[id] {
            Node::Other(of) => look_up(*of, other),
            _ if self.plan.support(id) != Support::Pairs => look_up(id, row),
            Node::All(parts) => Scalar::Truth(parts.iter().all(|part| self.of_pair(*part, row, other).is_true())),
            Node::Any(parts) => Scalar::Truth(parts.iter().any(|part| self.of_pair(*part, row, other).is_true())),
            node => apply(node, self.context, |input| self.of_pair(input, row, other)),
        }
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

/// For each row, how many other tumors its patient has, and for how many of them each of some masks is set.
struct Others {
    of: Vec<u32>,
    counts: Vec<Vec<u32>>,
}

impl Others {
    fn of(&self, row: usize) -> u32 {
        self.of.get(row).copied().unwrap_or(0)
    }

    fn count(&self, mask: usize, row: usize) -> u32 {
        self.counts.get(mask).and_then(|counts| counts.get(row)).copied().unwrap_or(0)
    }
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

/// Values of one type, which is that of the first.
fn collect<'r>(count: usize, scalar: impl Fn(usize) -> Scalar<'r>) -> Values<'r> {
    if count == 0 {
        return Values::Mask(Mask::all(0, false));
    }
    match scalar(0) {
        Scalar::Text(_) => Values::Texts((0..count).map(|at| scalar(at).text()).collect()),
        Scalar::Number(_) => Values::Numbers((0..count).map(|at| scalar(at).number()).collect()),
        Scalar::Date(_) => Values::Dates((0..count).map(|at| scalar(at).date()).collect()),
        Scalar::Truth(_) => Values::Mask(Mask::by_row(count, |at| scalar(at).is_true())),
    }
}

/// One value of a node that reads single values.
fn apply<'r>(node: &'r Node, context: &Context, input: impl Fn(NodeId) -> Scalar<'r>) -> Scalar<'r> {
    let date = |id: &NodeId| input(*id).date();
    Scalar::Number(match node {
        Node::Text(text) => return Scalar::Text(text),
        Node::Part(of, part) => return Scalar::Text(part_of(input(*of).text(), *part)),
        Node::FirstOf(texts) => {
            let mut texts = texts.iter().map(|text| input(*text).text());
            return Scalar::Text(texts.find(|text| !text.is_empty()).unwrap_or(""));
        }
        Node::ToDate(of) => return Scalar::Date(Span::of_date_text(input(*of).text())),
        Node::Date(date) => return Scalar::Date(Span::of_date(*date)),
        Node::Today => return Scalar::Date(Span::exactly(context.today.0)),
        Node::Test { test: Test::Compare { relation, possibly, left, right }, wanted } => {
            return Scalar::Truth(match (input(*left), input(*right)) {
                (Scalar::Date(one), Scalar::Date(other)) => one.test(*relation, *possibly, *wanted, other),
                (one, other) => one.number().test(*relation, *possibly, *wanted, other.number()),
            });
        }
        Node::Test { test, wanted } => return Scalar::Truth(outcome(test, &input) == Some(*wanted)),
        Node::Complement(of) => return Scalar::Truth(!input(*of).is_true()),
        Node::Number(bits) => Span::exactly(bits.number()),
        Node::ToNumber(of) => Span::of_text(input(*of).text()),
        Node::Length(of) => match input(*of).text() {
            "" => Span::UNKNOWN_NUMBER,
            text => Span::exactly(text.chars().count() as f64),
        },
        Node::YearOf(of) => date(of).year(),
        Node::MonthOf(of) => date(of).month(),
        Node::Sum(terms) => terms.iter().fold(Span::exactly(0.0), |sum, (sign, term)| {
            let term = input(*term).number();
            if *sign == Sign::Plus { sum.plus(term) } else { sum.minus(term) }
        }),
        Node::Elapsed(unit, from, to) => Span::elapsed(*unit, date(from), date(to)),
        // The rest is computed elsewhere.
        _ => Span::UNKNOWN_NUMBER,
    })
}

/// What a test of texts says; `None` where that is not known.
fn outcome<'r>(test: &Test, input: impl Fn(NodeId) -> Scalar<'r>) -> Option<bool> {
    let text = |id: &NodeId| Some(input(*id).text()).filter(|text| !text.is_empty());
    Some(match test {
        Test::SameText(one, other) => text(one)? == text(other)?,
        Test::InCodes(of, codes) => codes.contains(text(of)?),
        Test::InTable(keys, table) => table.0.contains(&keys.iter().map(text).collect::<Option<Vec<_>>>()?),
        Test::Matches(of, pattern) => pattern.matches(text(of)?),
        Test::Blank(of) => text(of).is_none(),
        Test::ValidDate(of) => is_valid_date(text(of)?)?,
        Test::KnownTo(of, precision) => PartialDate::parse(input(*of).text()).0.precision() >= *precision,
        Test::Predicate(predicate, arguments) => {
            return (predicate.0.holds)(&arguments.iter().map(|argument| input(*argument)).collect::<Vec<_>>());
        }
        Test::Compare { .. } | Test::Collected(_) | Test::Differs(_) => return None,
    })
}

/// Some characters of a text; as many as there are.
fn part_of(text: &str, part: Part) -> &str {
    let offset = |character: usize| text.char_indices().nth(character).map_or(text.len(), |(at, _)| at);
    let range = match part {
        Part::Start(count) => 0..offset(count as usize),
        Part::End(count) => offset(text.chars().count().saturating_sub(count as usize))..text.len(),
        Part::Middle(from, count) => offset(from as usize)..offset(from as usize + count as usize),
    };
    text.get(range).unwrap_or("")
}
