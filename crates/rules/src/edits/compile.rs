//! From a condition as written to nodes: looks up names, checks types, and tells what does not fit.
//!
//! Conditions are compiled for what is asked of them, so `truth(A, false)` gives the mask of where A is certainly false; see
//! [`super::node`].

use std::collections::BTreeMap;
use std::sync::Arc;

use super::codes::CodeSet;
use super::error::Fault;
use super::functions::{self, Function};
use super::names;
use super::node::{Bits, Node, NodeId, Part, Plan, PredicateRef, Relation, TableRef, Test};
use super::pattern::Pattern;
use super::predicates::{self, ArgumentKind};
use super::scalar::is_valid_date;
use super::syntax::{Expr, ExprKind, Member, Name, Operator};
use super::tables;
use crate::{Kind, PartialDate, Precision};

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
                return self.comparison(*operator, *possibly, left, right, wanted);
            }
            ExprKind::Between { negated, value, low, high } => {
                let wanted = wanted != *negated;
                let bounds = [(Operator::GreaterOrEqual, low), (Operator::LessOrEqual, high)];
                let bounds = bounds.map(|(operator, bound)| self.comparison(operator, false, value, bound, wanted));
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

    fn comparison(
        &mut self,
        operator: Operator,
        possibly: bool,
        left_expr: &Expr,
        right_expr: &Expr,
        wanted: bool,
    ) -> Compiled<NodeId> {
        let (left, right) = (self.value(left_expr)?, self.value(right_expr)?);
        let name = operator.name();
        let wanted = wanted != (operator == Operator::NotEqual);
        let relation = match operator {
            Operator::Equal | Operator::NotEqual => Relation::Equal,
            Operator::Less | Operator::Greater | Operator::Before | Operator::After => Relation::Less,
            _ => Relation::LessOrEqual,
        };
        let is_turned =
            matches!(operator, Operator::Greater | Operator::GreaterOrEqual | Operator::After | Operator::OnOrAfter);
        // What is possibly not equal may be unequal: the possibility is of the outcome, not of the relation.
        let is_possibly_not = possibly && operator == Operator::NotEqual;
        let (left, right) = match (left, right) {
            (Value::Number(left), Value::Number(right)) if !operator.is_of_dates() => (left, right),
            (Value::Number(_), Value::Number(_)) => {
                return Err(Fault::new(left_expr.at.clone(), format!("`{name}` compares dates, and this is a number")));
            }
            (Value::Text(left), Value::Text(right)) if operator.is_equality() && !possibly => {
                self.check_code(left_expr, left, right)?;
                self.check_code(right_expr, right, left)?;
                return Ok(self.plan.add(Node::test(Test::SameText(left, right), wanted)));
            }
            (Value::Text(_), Value::Text(_)) => return Err(text_compared(left_expr, right_expr, operator, possibly)),
            (Value::Date(_) | Value::DateText(_), Value::Date(_) | Value::DateText(_)) => {
                if !operator.is_equality() && !operator.is_of_dates() {
                    let instead = if is_turned { "after` or `on or after" } else { "before` or `on or before" };
                    let fault =
                        Fault::new(left_expr.at.clone(), format!("`{name}` compares numbers, and this is a date"));
                    return Err(fault.help(format!("write `{instead}`")));
                }
                (self.date_of(left), self.date_of(right))
            }
            (left, right) => return Err(mismatch(left_expr, left, right_expr, right)),
        };
        let (left, right) = if is_turned { (right, left) } else { (left, right) };
        if is_possibly_not {
            // Certainly equal, turned round, where both are known.
            return Ok(self.possibly_unequal(left, right, wanted));
        }
        Ok(self.plan.add(Node::test(Test::Compare { relation, possibly, left, right }, wanted)))
    }

    /// `a possibly <> b`: less or greater, possibly. `wanted` has been turned round for `<>`.
    fn possibly_unequal(&mut self, left: NodeId, right: NodeId, wanted: bool) -> NodeId {
        let less = |left, right| Test::Compare { relation: Relation::Less, possibly: true, left, right };
        let parts = [less(left, right), less(right, left)].map(|test| self.plan.add(Node::test(test, !wanted)));
        self.join(parts.to_vec(), wanted)
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

    /// A value of any type.
    fn value(&mut self, expr: &Expr) -> Compiled<Value> {
        Ok(match &expr.kind {
            ExprKind::Text(text) => {
                if text.is_empty() {
                    return Err(Fault::new(expr.at.clone(), "nothing equals an empty text")
                        .help("ask blank(x) or not blank(x)"));
                }
                Value::Text(self.plan.add(Node::Text(text.as_str().into())))
            }
            ExprKind::Number(number) => Value::Number(self.plan.add(Node::Number(Bits::of(*number)))),
            ExprKind::Name(name) | ExprKind::Other(name) => self.named(expr, name)?,
            ExprKind::Call { function, arguments } => self.call(expr, function, arguments)?,
            ExprKind::Sum(terms) => {
                let mut parts = Vec::new();
                for (sign, term) in terms {
                    parts.push((*sign, self.number(term)?));
                }
                Value::Number(self.plan.add(Node::Sum(parts.into_boxed_slice())))
            }
            ExprKind::Elapsed { unit, from, to } => {
                let (from, to) = (self.date(from)?, self.date(to)?);
                Value::Number(self.plan.add(Node::Elapsed(*unit, from, to)))
            }
            ExprKind::NumberOfTumors { others, condition } => self.number_of_tumors(*others, condition.as_deref())?,
            _ => return Err(expected(expr, "a value, and this is a condition")),
        })
    }

    fn number_of_tumors(&mut self, others: bool, condition: Option<&Expr>) -> Compiled<Value> {
        use super::syntax::Sign::{Minus, Plus};
        let Some(condition) = condition else {
            let tumors = self.plan.add(Node::Tumors);
            if !others {
                return Ok(Value::Number(tumors));
            }
            let one = self.plan.add(Node::Number(Bits::of(1.0)));
            return Ok(Value::Number(self.plan.add(Node::Sum(Box::new([(Plus, tumors), (Minus, one)])))));
        };
        if !others {
            let fault = Fault::new(condition.at.clone(), "`where ( )` asks of other tumors");
            return Err(fault.help("write `number of other tumors where (...)`"));
        }
        let (holds, fails) = (self.where_truth(condition, true)?, self.where_truth(condition, false)?);
        Ok(Value::Number(self.plan.add(Node::CountOthers { holds, fails })))
    }

    /// An item, a derived variable, a definition, `it` or `today`.
    fn named(&mut self, expr: &Expr, name: &str) -> Compiled<Value> {
        if matches!(expr.kind, ExprKind::Other(_)) && !self.is_in_where {
            return Err(other_outside(expr));
        }
        if name == "today" {
            return Ok(Value::Date(self.plan.add(Node::Today)));
        }
        let scope = self.scope;
        if let Some(definition) = scope.definitions.get(name) {
            let inner = self.define(expr, |compiler| compiler.value(definition))?;
            return Ok(match inner {
                Value::Text(node) => Value::Text(self.seen_from(expr, node)),
                Value::DateText(node) => Value::DateText(self.seen_from(expr, node)),
                Value::Number(node) => Value::Number(self.seen_from(expr, node)),
                Value::Date(node) => Value::Date(self.seen_from(expr, node)),
            });
        }
        let id = match (name, self.it) {
            ("it", Some(it)) => it,
            ("it", None) => {
                let fault = Fault::new(expr.at.clone(), "`it` is an item of `each`, and this edit has none");
                return Err(fault.help("list the items in each = [...]"));
            }
            _ => name,
        };
        if let Some(item) = names::item(id) {
            let text = self.item(id);
            let text = self.seen_from(expr, text);
            return Ok(if item.is_date { Value::DateText(text) } else { Value::Text(text) });
        }
        if self.scope.extra_items.iter().any(|item| item == id) {
            let text = self.item(id);
            return Ok(Value::Text(self.seen_from(expr, text)));
        }
        if let Some((_, _, output)) = crate::variable(id) {
            self.variables.push(id.into());
            return Ok(match output.kind {
                Kind::Code => {
                    let node = self.plan.add(Node::CodeVariable(id.into()));
                    Value::Text(self.seen_from(expr, node))
                }
                Kind::Number => {
                    let node = self.plan.add(Node::NumberVariable(id.into()));
                    Value::Number(self.seen_from(expr, node))
                }
            });
        }
        Err(self.unknown_name(expr, name))
    }

    fn item(&mut self, id: &str) -> NodeId {
        if !self.items.iter().any(|item| &**item == id) {
            self.items.push(id.into());
        }
        self.plan.add(Node::Item(id.into()))
    }

    fn unknown_name(&self, expr: &Expr, name: &str) -> Fault {
        let fault = Fault::new(expr.at.clone(), format!("there is no item {name}"));
        if let Some(present) = names::present_spelling(name) {
            return fault.help(format!("the item is named {present} now"));
        }
        let variables = crate::algorithms().iter().flat_map(|algorithm| algorithm.outputs).map(|output| output.name);
        let own = self.scope.definitions.keys().chain(&self.scope.extra_items).cloned();
        match names::closest(name, names::item_ids().chain(variables).map(str::to_owned).chain(own)) {
            Some(meant) => fault.help(format!("did you mean {meant}?")),
            None => fault.help("an item of a user dictionary is declared in extra_items of [set]"),
        }
    }

    /// A function whose answer is a value.
    fn call(&mut self, expr: &Expr, name: &str, arguments: &[Expr]) -> Compiled<Value> {
        if predicates::predicate(name).is_some() {
            return Err(expected(expr, "a value, and this is a condition"));
        }
        let function = self.function(expr, name)?;
        if function.is_condition {
            return Err(expected(expr, "a value, and this is a condition"));
        }
        function.check_count(expr, arguments.len())?;
        let first = arguments.first().unwrap_or(expr);
        let node = match function.name {
            "number" => {
                if let Value::Number(node) = self.value(first)? {
                    return Ok(Value::Number(node));
                }
                Node::ToNumber(self.text(first)?)
            }
            "length" => Node::Length(self.text(first)?),
            "year" => Node::YearOf(self.date(first)?),
            "month" => Node::MonthOf(self.date(first)?),
            "date" => return self.fixed_date(first),
            "first_of" => {
                let texts = arguments.iter().map(|argument| self.value(argument)).collect::<Compiled<Vec<_>>>()?;
                return self.first_of(arguments, &texts);
            }
            _ => {
                let counts = arguments.iter().skip(1).map(count).collect::<Compiled<Vec<u32>>>()?;
                let part = match (function.name, counts.as_slice()) {
                    ("start", [count]) => Part::Start(*count),
                    ("end", [count]) => Part::End(*count),
                    (_, [from, count]) if *from > 0 => Part::Middle(from - 1, *count),
                    _ => return Err(Fault::new(expr.at.clone(), "the first character of a text is at 1")),
                };
                return Ok(Value::Text({
                    let text = self.text(first)?;
                    self.plan.add(Node::Part(text, part))
                }));
            }
        };
        Ok(Value::Number(self.plan.add(node)))
    }

    /// `date('2004')`, or a text of the record as a date.
    fn fixed_date(&mut self, argument: &Expr) -> Compiled<Value> {
        let ExprKind::Text(text) = &argument.kind else {
            let text = self.text(argument)?;
            return Ok(Value::Date(self.plan.add(Node::ToDate(text))));
        };
        if is_valid_date(text) != Some(true) {
            return Err(
                Fault::new(argument.at.clone(), format!("'{text}' is no date")).help("write YYYY, YYYYMM or YYYYMMDD")
            );
        }
        Ok(Value::Date(self.plan.add(Node::Date(PartialDate::parse(text).0))))
    }

    fn first_of(&mut self, arguments: &[Expr], values: &[Value]) -> Compiled<Value> {
        let mut texts = Vec::new();
        for (argument, value) in arguments.iter().zip(values) {
            match value {
                Value::Text(text) | Value::DateText(text) => texts.push(*text),
                Value::Number(_) | Value::Date(_) => return Err(expected(argument, "an item")),
            }
        }
        let all_dates = values.iter().all(|value| matches!(value, Value::DateText(_)));
        let node = self.plan.add(Node::FirstOf(texts.into_boxed_slice()));
        Ok(if all_dates { Value::DateText(node) } else { Value::Text(node) })
    }

    fn function(&self, expr: &Expr, name: &str) -> Compiled<&'static Function> {
        functions::function(name).ok_or_else(|| {
            let fault = Fault::new(expr.at.start..expr.at.start + name.len(), format!("there is no function {name}"));
            let known = functions::FUNCTIONS.iter().map(|function| function.name);
            match names::closest(name, known.chain(predicates::PREDICATES.iter().map(|predicate| predicate.name))) {
                Some(meant) => fault.help(format!("did you mean {meant}?")),
                None => fault,
            }
        })
    }

    fn text(&mut self, expr: &Expr) -> Compiled<NodeId> {
        match self.value(expr)? {
            Value::Text(node) | Value::DateText(node) => Ok(node),
            Value::Number(_) => Err(expected(expr, "a text, and this is a number")),
            Value::Date(_) => Err(expected(expr, "a text, and this is a date")),
        }
    }

    fn number(&mut self, expr: &Expr) -> Compiled<NodeId> {
        match self.value(expr)? {
            Value::Number(node) => Ok(node),
            Value::Text(_) => Err(expected(expr, "a number, and this is a text").help("write number(x)")),
            Value::Date(_) | Value::DateText(_) => Err(expected(expr, "a number, and this is a date")),
        }
    }

    fn date(&mut self, expr: &Expr) -> Compiled<NodeId> {
        match self.value(expr)? {
            value @ (Value::Date(_) | Value::DateText(_)) => Ok(self.date_of(value)),
            Value::Text(_) => Err(expected(expr, "a date, and this is a text").help("write date(x)")),
            Value::Number(_) => Err(expected(expr, "a date, and this is a number")),
        }
    }

    fn date_text(&mut self, expr: &Expr) -> Compiled<NodeId> {
        match self.value(expr)? {
            Value::DateText(node) | Value::Text(node) => Ok(node),
            Value::Date(_) | Value::Number(_) => Err(expected(expr, "an item that is a date")),
        }
    }

    fn date_of(&mut self, value: Value) -> NodeId {
        match value {
            Value::DateText(node) => self.plan.add(Node::ToDate(node)),
            Value::Text(node) | Value::Number(node) | Value::Date(node) => node,
        }
    }

    /// A code that the item compared with can never have is a slip.
    fn check_code(&self, expr: &Expr, code: NodeId, compared: NodeId) -> Compiled<()> {
        match &self.plan[code] {
            Node::Text(text) => self.check_length(compared, text, expr.at.clone()),
            _ => Ok(()),
        }
    }

    fn check_length(&self, compared: NodeId, code: &str, at: std::ops::Range<usize>) -> Compiled<()> {
        let compared = if let Node::Other(inner) = self.plan[compared] { inner } else { compared };
        let Node::Item(id) = &self.plan[compared] else { return Ok(()) };
        let Some(item) = names::item(id) else { return Ok(()) };
        let length = code.chars().count();
        if length <= item.longest && (item.lengths.is_empty() || item.lengths.contains(&length)) {
            return Ok(());
        }
        let fault = Fault::new(at, format!("{id} is never '{code}'"));
        let lengths: Vec<String> = item.lengths.iter().map(usize::to_string).collect();
        Err(match lengths.as_slice() {
            [] => fault.help(format!("its values have at most {} characters", item.longest)),
            _ => fault.help(format!("its values have {} characters", lengths.join(" or "))),
        })
    }
}

/// A small whole number of the condition.
fn count(expr: &Expr) -> Compiled<u32> {
    match expr.kind {
        ExprKind::Number(number) if number.fract() == 0.0 && (0.0..10_000.0).contains(&number) => Ok(number as u32),
        _ => Err(expected(expr, "a whole number")),
    }
}

fn expected(expr: &Expr, what: &str) -> Fault {
    Fault::new(expr.at.clone(), format!("expected {what}"))
}

fn not_a_condition(expr: &Expr) -> Fault {
    Fault::new(expr.at.clone(), "expected a condition, and this is a value")
}

fn unknown(name: &Name, what: &str, meant: Option<String>) -> Fault {
    let fault = Fault::new(name.at.clone(), format!("there is no {what} {}", name.text));
    match meant {
        Some(meant) => fault.help(format!("did you mean {meant}?")),
        None => fault,
    }
}

fn other_outside(expr: &Expr) -> Fault {
    Fault::new(expr.at.clone(), "`other.` means another tumor in `where ( )`, and this stands outside of one")
}

fn text_compared(left: &Expr, right: &Expr, operator: Operator, possibly: bool) -> Fault {
    let value = if matches!(left.kind, ExprKind::Text(_)) { right } else { left };
    if possibly && operator.is_equality() {
        return Fault::new(value.at.clone(), "a text is never possibly another: `possibly` is for dates and numbers");
    }
    let what = if operator.is_of_dates() { "dates" } else { "numbers" };
    let fault = Fault::new(value.at.clone(), format!("`{}` compares {what}, and this is a text", operator.name()));
    fault.help(if operator.is_of_dates() {
        "write date(x)"
    } else {
        "write number(x) on both sides, or `in ('10'-'80')` for a range of codes"
    })
}

fn mismatch(left_expr: &Expr, left: Value, right_expr: &Expr, right: Value) -> Fault {
    let name = |value| match value {
        Value::Text(_) => "a text",
        Value::Number(_) => "a number",
        Value::Date(_) | Value::DateText(_) => "a date",
    };
    let (expr, this, that) = match (&left_expr.kind, &right_expr.kind) {
        (ExprKind::Text(_) | ExprKind::Number(_), _) => (left_expr, left, right),
        _ => (right_expr, right, left),
    };
    let fault = Fault::new(expr.at.clone(), format!("{} is compared with {}", name(that), name(this)));
    match (this, that, &expr.kind) {
        (Value::Text(_), Value::Number(_), ExprKind::Text(text)) => {
            fault.help(format!("write the number without quotes: {text}"))
        }
        (Value::Number(_), Value::Text(_), _) => fault.help("write number(x), or the code in quotes"),
        (Value::Text(_), Value::Number(_), _) => fault.help("write number(x)"),
        (Value::Text(_), Value::Date(_) | Value::DateText(_), ExprKind::Text(text)) => {
            fault.help(format!("write date('{text}')"))
        }
        _ => fault,
    }
}
