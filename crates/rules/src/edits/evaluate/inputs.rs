//! A node's values from those that it reads.

use super::super::mask::Mask;
use super::super::node::{Node, NodeId, Relation, Test};
use super::super::scalar::{Scalar, Span, is_valid_date};
use super::apply::{apply, is_known_to};
use super::{Domain, Found, Values};
use crate::Context;

/// What a node reads, and for how many values it is asked.
pub(super) struct Inputs<'r> {
    pub(super) found: Vec<(NodeId, Found<'r>)>,
    pub(super) count: usize,
    /// Whether it is asked by row; else for each value of the one column that it hangs on.
    pub(super) is_by_row: bool,
}

impl<'r> Inputs<'r> {
    /// The values of a node. The operations that most conditions consist of have loops of their own.
    pub(super) fn values(&self, node: &'r Node, context: &Context) -> Values<'r> {
        let own = match (node, self.texts()) {
            (Node::ToDate(_), Some(texts)) => {
                Some(Values::Dates(texts.iter().map(|text| Span::of_date_text(text)).collect()))
            }
            (Node::ToNumber(_), Some(texts)) => {
                Some(Values::Numbers(texts.iter().map(|text| Span::of_text(text)).collect()))
            }
            (Node::Test { test, wanted }, Some(texts)) => self.test_of_texts(test, *wanted, texts),
            (Node::Test { test: Test::Compare { relation, possibly, left, right }, wanted }, None) => {
                self.comparison(*relation, *possibly, *wanted, [*left, *right])
            }
            _ => None,
        };
        own.unwrap_or_else(|| collect(self.count, |at| apply(node, context, |id| self.get(id, at))))
    }

    /// The texts of the only input, one each time that the node is asked.
    fn texts(&self) -> Option<&[&'r str]> {
        match self.found.as_slice() {
            [(_, found)] => match &*found.values {
                Values::Texts(texts) if texts.len() == self.count => Some(texts),
                _ => None,
            },
            _ => None,
        }
    }

    fn test_of_texts(&self, test: &Test, wanted: bool, texts: &[&'r str]) -> Option<Values<'r>> {
        let by_text = |says: &dyn Fn(&str) -> bool| {
            Mask::by_row(texts.len(), |at| texts.get(at).is_some_and(|text| !text.is_empty() && says(text) == wanted))
        };
        Some(Values::Mask(match test {
            Test::Blank(_) => {
                Mask::by_row(texts.len(), |at| texts.get(at).is_some_and(|text| text.is_empty() == wanted))
            }
            Test::InCodes(_, codes) => by_text(&|text| codes.contains(text)),
            Test::Matches(_, pattern) => by_text(&|text| pattern.matches(text)),
            Test::ValidDate(_) => by_text(&|text| is_valid_date(text) == Some(true)),
            Test::KnownTo(_, precision) => Mask::by_row(texts.len(), |at| {
                texts.get(at).is_some_and(|text| is_known_to(text, *precision) == wanted)
            }),
            _ => return None,
        }))
    }

    fn comparison(&self, relation: Relation, possibly: bool, wanted: bool, sides: [NodeId; 2]) -> Option<Values<'r>> {
        let [left, right] = sides.map(|id| self.found.iter().find(|(input, _)| *input == id).map(|(_, found)| found));
        let (left, right) = (left?, right?);
        Some(Values::Mask(match (&*left.values, &*right.values) {
            (Values::Dates(one), Values::Dates(other)) => {
                Mask::by_row(self.count, |at| match (one.get(self.place(left, at)), other.get(self.place(right, at))) {
                    (Some(one), Some(other)) => one.test(relation, possibly, wanted, *other),
                    _ => false,
                })
            }
            (Values::Numbers(one), Values::Numbers(other)) => {
                Mask::by_row(self.count, |at| match (one.get(self.place(left, at)), other.get(self.place(right, at))) {
                    (Some(one), Some(other)) => one.test(relation, possibly, wanted, *other),
                    _ => false,
                })
            }
            _ => return None,
        }))
    }

    /// An input's value, where the node is asked for this value or row.
    fn get(&self, id: NodeId, at: usize) -> Scalar<'r> {
        let found = self.found.iter().find(|(input, _)| *input == id);
        found.map_or(Scalar::Truth(false), |(_, found)| found.values.get(self.place(found, at)))
    }

    #[inline]
    fn place(&self, found: &Found<'r>, at: usize) -> usize {
        match &found.domain {
            Domain::Once => 0,
            _ if self.is_by_row => found.place(at),
            _ => at,
        }
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
