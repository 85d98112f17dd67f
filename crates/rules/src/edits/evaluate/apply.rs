//! One value from others: what a node says of a single record, or of a pair.

use super::super::node::{Node, NodeId, Part, Test};
use super::super::scalar::{Scalar, Span, is_valid_date};
use super::super::syntax::Sign;
use crate::{Context, PartialDate, Precision};

/// One value of a node that reads single values.
pub(super) fn apply<'r>(node: &'r Node, context: &Context, input: impl Fn(NodeId) -> Scalar<'r>) -> Scalar<'r> {
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
        Test::KnownTo(of, precision) => is_known_to(input(*of).text(), *precision),
        Test::Predicate(predicate, arguments) => {
            return (predicate.0.holds)(&arguments.iter().map(|argument| input(*argument)).collect::<Vec<_>>());
        }
        Test::Compare { .. } | Test::Collected(_) | Test::Differs(_) => return None,
    })
}

/// Whether a text is a date that is known so far.
pub(super) fn is_known_to(text: &str, precision: Precision) -> bool {
    PartialDate::parse(text).0.precision() >= precision
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
