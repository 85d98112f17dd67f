//! What is said of conditions that do not fit together.

use super::super::error::Fault;
use super::super::syntax::{Expr, ExprKind, Name, Operator};
use super::{Comparison, Value};

pub(super) fn expected(expr: &Expr, what: &str) -> Fault {
    Fault::new(expr.at.clone(), format!("expected {what}"))
}

pub(super) fn not_a_condition(expr: &Expr) -> Fault {
    Fault::new(expr.at.clone(), "expected a condition, and this is a value")
}

pub(super) fn unknown(name: &Name, what: &str, meant: Option<String>) -> Fault {
    let fault = Fault::new(name.at.clone(), format!("there is no {what} {}", name.text));
    match meant {
        Some(meant) => fault.help(format!("did you mean {meant}?")),
        None => fault,
    }
}

pub(super) fn other_outside(expr: &Expr) -> Fault {
    Fault::new(expr.at.clone(), "`other.` means another tumor in `where ( )`, and this stands outside of one")
}

pub(super) fn not_of_numbers(value: &Expr, operator: Operator) -> Fault {
    Fault::new(value.at.clone(), format!("`{}` compares dates, and this is a number", operator.name()))
}

pub(super) fn not_of_dates(value: &Expr, operator: Operator) -> Fault {
    let is_after = matches!(operator, Operator::Greater | Operator::GreaterOrEqual);
    let instead = if is_after { "`after` or `on or after`" } else { "`before` or `on or before`" };
    let fault = Fault::new(value.at.clone(), format!("`{}` compares numbers, and this is a date", operator.name()));
    fault.help(format!("write {instead}"))
}

pub(super) fn not_of_texts(asked: &Comparison<'_>) -> Fault {
    let Comparison { operator, left, right, .. } = *asked;
    let at = if matches!(left.kind, ExprKind::Text(_)) { right } else { left }.at.clone();
    if operator.is_equality() {
        return Fault::new(at, "a text is never possibly another: `possibly` is for dates and numbers");
    }
    let (what, instead) = if operator.is_of_dates() {
        ("dates", "write date(x)")
    } else {
        ("numbers", "write number(x) on both sides, or `in ('10'-'80')` for a range of codes")
    };
    Fault::new(at, format!("`{}` compares {what}, and this is a text", operator.name())).help(instead)
}

pub(super) fn mismatch(left_expr: &Expr, left: Value, right_expr: &Expr, right: Value) -> Fault {
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
