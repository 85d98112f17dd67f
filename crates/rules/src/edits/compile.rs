//! From a condition as written to nodes: looks up names, checks types, and tells what does not fit.
//!
//! Conditions are compiled for what is asked of them, so `truth(A, false)` gives the mask of where A is certainly false; see
//! [`super::node`].

mod messages;
mod values;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::messages::{
    expected, mismatch, not_a_condition, not_of_dates, not_of_numbers, not_of_texts, other_outside, unknown,
};
use super::codes::CodeSet;
use super::error::Fault;
use super::functions;
use super::names;
use super::node::{Node, NodeId, Plan, PredicateRef, Relation, TableRef, Test};
use super::pattern::Pattern;
use super::predicates::{self, ArgumentKind};
use super::syntax::{Expr, ExprKind, Member, Name, Operator};
use super::tables;
use crate::Precision;

/// What a file defines beside its edits, and the items that it knows.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) definitions: BTreeMap<String, Expr>,
    pub(crate) lists: BTreeMap<String, Arc<CodeSet>>,
    pub(crate) extra_items: Vec<String>,
}

/// Compiles the conditions of an edit into a plan.
pub(crate) struct Compiler<'c> {
    pub(crate) plan: &'c mut Plan,
    scope: &'c Scope,
    /// The item that `it` is.
    it: Option<&'c str>,
    /// The items that were read, in the order of the condition.
    pub(crate) items: Vec<Arc<str>>,
    /// The derived variables that were read.
    pub(crate) variables: Vec<Arc<str>>,
    /// Whether `other.` means something here.
    is_in_where: bool,
    depth: usize,
}

/// Definitions within each other, at most.
const DEEPEST: usize = 8;

/// A value, by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Text(NodeId),
    /// The text of an item whose values are dates.
    DateText(NodeId),
    Number(NodeId),
    Date(NodeId),
}

/// A comparison as it is written.
#[derive(Debug, Clone, Copy)]
struct Comparison<'e> {
    operator: Operator,
    possibly: bool,
    left: &'e Expr,
    right: &'e Expr,
}

type Compiled<T> = Result<T, Fault>;

impl<'c> Compiler<'c> {
    pub(crate) fn new(plan: &'c mut Plan, scope: &'c Scope, it: Option<&'c str>) -> Self {
        Self { plan, scope, it, items: Vec::new(), variables: Vec::new(), is_in_where: false, depth: 0 }
    }

    /// Whether a definition is a condition that compiles, or a value that does.
    pub(crate) fn check(&mut self, definition: &Expr) -> Compiled<()> {
        if self.is_condition(definition) {
            self.truth(definition, true).map(drop)
        } else {
            self.value(definition).map(drop)
        }
    }

    fn is_condition(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Call { function, .. } => {
                predicates::predicate(function).is_some()
                    || functions::function(function).is_some_and(|function| function.is_condition)
            }
            ExprKind::Name(name) => self.scope.definitions.get(name).is_some_and(|inner| self.is_condition(inner)),
            ExprKind::Text(_)
            | ExprKind::Number(_)
            | ExprKind::Other(_)
            | ExprKind::Sum(_)
            | ExprKind::Elapsed { .. }
            | ExprKind::NumberOfTumors { .. } => false,
            _ => true,
        }
    }

    /// The mask of where a condition is certainly what is wanted.
    pub(crate) fn truth(&mut self, expr: &Expr, wanted: bool) -> Compiled<NodeId> {
        let node = match &expr.kind {
            ExprKind::Not(inner) => return self.truth(inner, !wanted),
            ExprKind::And(parts) => return self.junction(parts, wanted, wanted),
            ExprKind::Or(parts) => return self.junction(parts, wanted, !wanted),
            ExprKind::Compare { operator, possibly, left, right } => {
                let asked = Comparison { operator: *operator, possibly: *possibly, left, right };
                return self.comparison(&asked, wanted);
            }
            ExprKind::Between { negated, value, low, high } => {
                let wanted = wanted != *negated;
                let bounds = [(Operator::GreaterOrEqual, low), (Operator::LessOrEqual, high)];
                let bounds = bounds.map(|(operator, right)| {
                    self.comparison(&Comparison { operator, possibly: false, left: value, right }, wanted)
                });
                return Ok(self.join(bounds.into_iter().collect::<Compiled<_>>()?, wanted));
            }
            ExprKind::In { negated, value, members } => return self.membership(value, members, wanted != *negated),
            ExprKind::InTable { negated, keys, table } => Node::test(self.in_table(keys, table)?, wanted != *negated),
            ExprKind::Matches { negated, value, pattern } => {
                let text = self.text(value)?;
                let pattern = self.pattern(pattern)?;
                Node::test(Test::Matches(text, pattern), wanted != *negated)
            }
            ExprKind::AnyOther { negated, condition } => {
                let asked = wanted != *negated;
                let inner = self.where_truth(condition, asked)?;
                if asked { Node::AnyOther(inner) } else { Node::AllOthers(inner) }
            }
            ExprKind::Call { function, arguments } => return self.call_truth(expr, function, arguments, wanted),
            ExprKind::Name(name) | ExprKind::Other(name) => return self.defined_truth(expr, name, wanted),
            _ => return Err(not_a_condition(expr)),
        };
        Ok(self.plan.add(node))
    }

    /// `and` and `or`: where all parts, or one at least, are certainly what is wanted.
    fn junction(&mut self, parts: &[Expr], wanted: bool, all: bool) -> Compiled<NodeId> {
        let parts = parts.iter().map(|part| self.truth(part, wanted)).collect::<Compiled<_>>()?;
        Ok(self.join(parts, all))
    }

    fn join(&mut self, parts: Vec<NodeId>, all: bool) -> NodeId {
        let parts = parts.into_boxed_slice();
        self.plan.add(if all { Node::All(parts) } else { Node::Any(parts) })
    }

    fn comparison(&mut self, asked: &Comparison<'_>, wanted: bool) -> Compiled<NodeId> {
        let Comparison { operator, possibly, left: left_expr, right: right_expr } = *asked;
        let (left, right) = match (self.value(left_expr)?, self.value(right_expr)?) {
            (Value::Number(left), Value::Number(right)) if !operator.is_of_dates() => (left, right),
            (Value::Number(_), Value::Number(_)) => return Err(not_of_numbers(left_expr, operator)),
            (Value::Text(left), Value::Text(right)) if operator.is_equality() && !possibly => {
                self.check_code(left_expr, left, right)?;
                self.check_code(right_expr, right, left)?;
                let test = Test::SameText(left, right);
                return Ok(self.plan.add(Node::test(test, wanted == (operator == Operator::Equal))));
            }
            (Value::Text(_), Value::Text(_)) => return Err(not_of_texts(asked)),
            (left @ (Value::Date(_) | Value::DateText(_)), right @ (Value::Date(_) | Value::DateText(_))) => {
                if !operator.is_equality() && !operator.is_of_dates() {
                    return Err(not_of_dates(left_expr, operator));
                }
                (self.date_of(left), self.date_of(right))
            }
            (left, right) => return Err(mismatch(left_expr, left, right_expr, right)),
        };
        if possibly && operator == Operator::NotEqual {
            return Ok(self.possibly_unequal(left, right, wanted));
        }
        let (relation, is_turned) = operator.relation();
        let (left, right) = if is_turned { (right, left) } else { (left, right) };
        let test = Test::Compare { relation, possibly, left, right };
        Ok(self.plan.add(Node::test(test, wanted == (operator != Operator::NotEqual))))
    }

    /// `a possibly <> b`: possibly less, or possibly greater.
    fn possibly_unequal(&mut self, left: NodeId, right: NodeId, wanted: bool) -> NodeId {
        let less = |left, right| Test::Compare { relation: Relation::Less, possibly: true, left, right };
        let parts = [less(left, right), less(right, left)].map(|test| self.plan.add(Node::test(test, wanted)));
        self.join(parts.to_vec(), !wanted)
    }

    fn membership(&mut self, value: &Expr, members: &[Member], wanted: bool) -> Compiled<NodeId> {
        let text = self.text(value)?;
        let mut codes = CodeSet::default();
        let mut parts = Vec::new();
        for member in members {
            match member {
                Member::Codes { first, last, at } => {
                    self.check_length(text, first, at.clone())?;
                    codes.add(first, last).map_err(|error| Fault::new(at.clone(), error.to_string()))?;
                }
                Member::List(name) => codes.extend(&*self.list(name)?),
                Member::Value(expr) => {
                    let one = self.text(expr)?;
                    parts.push(self.plan.add(Node::test(Test::SameText(text, one), wanted)));
                }
            }
        }
        if codes != CodeSet::default() {
            parts.push(self.plan.add(Node::test(Test::InCodes(text, Arc::new(codes)), wanted)));
        }
        // In: one of them. Not in: none of them.
        Ok(self.join(parts, !wanted))
    }

    fn list(&self, name: &Name) -> Compiled<Arc<CodeSet>> {
        let own = self.scope.lists.get(&name.text);
        own.or_else(|| tables::list(&name.text)).cloned().ok_or_else(|| {
            let known = tables::list_names().map(str::to_owned).chain(self.scope.lists.keys().cloned());
            unknown(name, "list", names::closest(&name.text, known))
        })
    }

    fn in_table(&mut self, keys: &[Expr], name: &Name) -> Compiled<Test> {
        let table = tables::table(&name.text).ok_or_else(|| {
            unknown(name, "table", names::closest(&name.text, tables::tables().map(|table| table.name)))
        })?;
        let columns = table.columns.join(", ");
        if keys.len() != table.columns.len() {
            let fault = format!(
                "table {} is asked with {} values, and here are {}",
                name.text,
                table.columns.len(),
                keys.len()
            );
            return Err(Fault::new(name.at.clone(), fault).help(format!("its columns are {columns}")));
        }
        let keys = keys.iter().map(|key| self.text(key)).collect::<Compiled<Vec<_>>>()?;
        Ok(Test::InTable(keys.into_boxed_slice(), TableRef(table)))
    }

    fn pattern(&self, pattern: &Name) -> Compiled<Arc<Pattern>> {
        Pattern::parse(&pattern.text).map(Arc::new).map_err(|error| {
            // Behind the quote; a doubled quote before it moves the place by one, which is near enough.
            let at = pattern.at.start + 1 + error.at;
            Fault::new(at..at + 1, error.to_string())
        })
    }

    /// A condition on the other tumor of a pair.
    fn where_truth(&mut self, condition: &Expr, wanted: bool) -> Compiled<NodeId> {
        if self.is_in_where {
            return Err(Fault::new(condition.at.clone(), "a `where ( )` cannot stand within another"));
        }
        self.is_in_where = true;
        let inner = self.truth(condition, wanted);
        self.is_in_where = false;
        inner
    }

    /// A function whose answer is a condition.
    fn call_truth(&mut self, expr: &Expr, name: &str, arguments: &[Expr], wanted: bool) -> Compiled<NodeId> {
        if let Some(predicate) = predicates::predicate(name) {
            let values = self.predicate_arguments(expr, predicate, arguments)?;
            return Ok(self.plan.add(Node::test(Test::Predicate(PredicateRef(predicate), values), wanted)));
        }
        let function = self.function(expr, name)?;
        if !function.is_condition {
            return Err(not_a_condition(expr));
        }
        function.check_count(expr, arguments.len())?;
        match function.name {
            "certainly" => {
                let inner = match arguments {
                    [condition] => self.truth(condition, true)?,
                    _ => return Err(not_a_condition(expr)),
                };
                return Ok(if wanted { inner } else { self.plan.add(Node::Complement(inner)) });
            }
            "known" => return self.known(arguments, wanted),
            _ => {}
        }
        let mut parts = Vec::new();
        for argument in arguments {
            let text = match function.name {
                "valid_date" | "known_to_month" | "known_to_day" => self.date_text(argument)?,
                _ => self.text(argument)?,
            };
            let test = match function.name {
                "valid_date" => Test::ValidDate(text),
                "known_to_month" => Test::KnownTo(text, Precision::Month),
                "known_to_day" => Test::KnownTo(text, Precision::Day),
                "collected" => Test::Collected(text),
                "differs" => Test::Differs(text),
                _ => Test::Blank(text),
            };
            parts.push(self.plan.add(Node::test(test, wanted)));
        }
        Ok(self.join(parts, wanted))
    }

    /// `known(x)`: not blank, and for a date, known to the year.
    fn known(&mut self, arguments: &[Expr], wanted: bool) -> Compiled<NodeId> {
        let mut parts = Vec::new();
        for argument in arguments {
            let test = match self.value(argument)? {
                Value::DateText(text) => Node::test(Test::KnownTo(text, Precision::Year), wanted),
                Value::Text(text) => Node::test(Test::Blank(text), !wanted),
                Value::Number(_) | Value::Date(_) => return Err(expected(argument, "an item")),
            };
            parts.push(self.plan.add(test));
        }
        Ok(self.join(parts, wanted))
    }

    fn predicate_arguments(
        &mut self,
        expr: &Expr,
        predicate: &'static predicates::Predicate,
        arguments: &[Expr],
    ) -> Compiled<Box<[NodeId]>> {
        if arguments.len() != predicate.arguments.len() {
            let names: Vec<&str> = predicate.arguments.iter().map(|(name, _)| *name).collect();
            let usage = format!("{}({})", predicate.name, names.join(", "));
            return Err(Fault::new(expr.at.clone(), format!("expected {usage}, found {} values", arguments.len())));
        }
        let mut values = Vec::new();
        for (argument, (_, kind)) in arguments.iter().zip(predicate.arguments) {
            values.push(match kind {
                ArgumentKind::Text => self.text(argument)?,
                ArgumentKind::Number => self.number(argument)?,
                ArgumentKind::Date => self.date(argument)?,
            });
        }
        Ok(values.into_boxed_slice())
    }

    /// A name that the file defines as a condition.
    fn defined_truth(&mut self, expr: &Expr, name: &str, wanted: bool) -> Compiled<NodeId> {
        let scope = self.scope;
        let Some(definition) = scope.definitions.get(name) else {
            // Says first of all whether there is such a name.
            self.value(expr)?;
            return Err(not_a_condition(expr).help(format!("write what {name} is compared with")));
        };
        let inner = self.define(expr, |compiler| compiler.truth(definition, wanted))?;
        Ok(self.seen_from(expr, inner))
    }

    /// Compiles a definition in place of its name.
    fn define<T>(&mut self, expr: &Expr, compile: impl FnOnce(&mut Self) -> Compiled<T>) -> Compiled<T> {
        if matches!(expr.kind, ExprKind::Other(_)) && !self.is_in_where {
            return Err(other_outside(expr));
        }
        // A definition stands for itself: what it says of other tumors is of the tumor that it is asked of.
        let (was_in_where, it) = (std::mem::replace(&mut self.is_in_where, false), self.it.take());
        self.depth += 1;
        let inner = if self.depth > DEEPEST {
            Err(Fault::new(expr.at.clone(), "the definitions stand within each other too deeply"))
        } else {
            compile(self)
        };
        self.depth -= 1;
        (self.is_in_where, self.it) = (was_in_where, it);
        inner
    }

    /// The node, or its value in the other tumor where the name stands behind `other.`.
    fn seen_from(&mut self, expr: &Expr, node: NodeId) -> NodeId {
        if matches!(expr.kind, ExprKind::Other(_)) { self.plan.add(Node::Other(node)) } else { node }
    }
}
