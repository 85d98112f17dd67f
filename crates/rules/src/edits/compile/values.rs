//! Values: items, derived variables, definitions, functions, and what type each is of.

use super::super::error::Fault;
use super::super::functions::{self, Function};
use super::super::names;
use super::super::node::{Bits, Node, NodeId, Part};
use super::super::predicates;
use super::super::scalar::is_valid_date;
use super::super::syntax::Sign::{Minus, Plus};
use super::super::syntax::{Expr, ExprKind};
use super::messages::{expected, other_outside};
use super::{Compiled, Compiler, Value};
use crate::{Kind, PartialDate};

impl Compiler<'_> {
    /// A value of any type.
    pub(super) fn value(&mut self, expr: &Expr) -> Compiled<Value> {
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

    pub(super) fn function(&self, expr: &Expr, name: &str) -> Compiled<&'static Function> {
        functions::function(name).ok_or_else(|| {
            let fault = Fault::new(expr.at.start..expr.at.start + name.len(), format!("there is no function {name}"));
            let known = functions::FUNCTIONS.iter().map(|function| function.name);
            match names::closest(name, known.chain(predicates::PREDICATES.iter().map(|predicate| predicate.name))) {
                Some(meant) => fault.help(format!("did you mean {meant}?")),
                None => fault,
            }
        })
    }

    pub(super) fn text(&mut self, expr: &Expr) -> Compiled<NodeId> {
        match self.value(expr)? {
            Value::Text(node) | Value::DateText(node) => Ok(node),
            Value::Number(_) => Err(expected(expr, "a text, and this is a number")),
            Value::Date(_) => Err(expected(expr, "a text, and this is a date")),
        }
    }

    pub(super) fn number(&mut self, expr: &Expr) -> Compiled<NodeId> {
        match self.value(expr)? {
            Value::Number(node) => Ok(node),
            Value::Text(_) => Err(expected(expr, "a number, and this is a text").help("write number(x)")),
            Value::Date(_) | Value::DateText(_) => Err(expected(expr, "a number, and this is a date")),
        }
    }

    pub(super) fn date(&mut self, expr: &Expr) -> Compiled<NodeId> {
        match self.value(expr)? {
            value @ (Value::Date(_) | Value::DateText(_)) => Ok(self.date_of(value)),
            Value::Text(_) => Err(expected(expr, "a date, and this is a text").help("write date(x)")),
            Value::Number(_) => Err(expected(expr, "a date, and this is a number")),
        }
    }

    pub(super) fn date_text(&mut self, expr: &Expr) -> Compiled<NodeId> {
        match self.value(expr)? {
            Value::DateText(node) | Value::Text(node) => Ok(node),
            Value::Date(_) | Value::Number(_) => Err(expected(expr, "an item that is a date")),
        }
    }

    pub(super) fn date_of(&mut self, value: Value) -> NodeId {
        match value {
            Value::DateText(node) => self.plan.add(Node::ToDate(node)),
            Value::Text(node) | Value::Number(node) | Value::Date(node) => node,
        }
    }

    /// A code that the item compared with can never have is a slip.
    pub(super) fn check_code(&self, expr: &Expr, code: NodeId, compared: NodeId) -> Compiled<()> {
        match &self.plan[code] {
            Node::Text(text) => self.check_length(compared, text, expr.at.clone()),
            _ => Ok(()),
        }
    }

    pub(super) fn check_length(&self, compared: NodeId, code: &str, at: std::ops::Range<usize>) -> Compiled<()> {
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
