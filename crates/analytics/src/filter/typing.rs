//! Reads each literal as its column's type, and makes a polars expression of the whole.

use std::collections::BTreeMap;

use polars::prelude::{
    Column, DataFrame, DataType, Expr, Int32Chunked, IntoColumn, IntoSeries, NamedFrom, NewChunkedArray, Series, col,
    lit,
};

use super::FilterError;
use super::lexer::Comparison;
use super::parser::{Condition, Literal, Name};
use crate::error::{Error, Result};
use crate::selection::Selection;
use crate::values::{Values, filled, is_number, parse_date};

/// How a column's values compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ColumnKind {
    Text,
    Number,
    /// As days since 1970-01-01.
    Date,
}

/// A condition over typed columns.
pub(super) struct Typed {
    pub(super) columns: DataFrame,
    pub(super) expression: Expr,
}

impl Typed {
    pub(super) fn of(condition: &Condition, selection: &Selection, theirs: &impl Fn(&str) -> String) -> Result<Self> {
        let mut names = Vec::new();
        condition.visit(&mut |name| names.push(name));
        let mut kinds = BTreeMap::new();
        let mut columns = Vec::new();
        for name in names {
            if !kinds.contains_key(name.name.as_str()) {
                let theirs = theirs(&name.name);
                let (kind, column) = typed(&selection.values(&theirs)?, selection.lexical)?;
                kinds.insert(name.name.as_str(), kind);
                columns.push(column.with_name(name.name.as_str().into()));
            }
        }
        let columns = DataFrame::new_infer_height(columns).map_err(|_| Error::Unreadable {
            path: selection.place.clone().into(),
            format: "a table",
            problem: "its columns differ in length".to_owned(),
        })?;
        Ok(Self { columns, expression: Kinds(kinds).expression(condition)? })
    }
}

/// A column as its kind compares it; text columns of a CSV file show their kind in their values.
fn typed(values: &Values<'_>, lexical: bool) -> Result<(ColumnKind, Column)> {
    let dates = |days: Vec<Option<i32>>| Int32Chunked::from_iter_options("".into(), days.into_iter()).into_column();
    match values.column.dtype() {
        DataType::String if lexical => {
            let texts = values.texts()?;
            let all = |test: fn(&str) -> bool| texts.iter().flatten().all(|text| test(text));
            if texts.iter().all(Option::is_none) {
                Ok((ColumnKind::Text, text_column(values)?))
            } else if all(is_number) {
                Ok((ColumnKind::Number, Series::new("".into(), values.numbers()?).into_column()))
            } else if all(|text| text.len() == 10 && parse_date(text).is_some()) {
                Ok((ColumnKind::Date, dates(values.dates()?)))
            } else {
                Ok((ColumnKind::Text, text_column(values)?))
            }
        }
        DataType::Date | DataType::Datetime(..) => Ok((ColumnKind::Date, dates(values.dates()?))),
        dtype if dtype.is_primitive_numeric() => {
            Ok((ColumnKind::Number, Series::new("".into(), values.numbers()?).into_column()))
        }
        _ => Ok((ColumnKind::Text, text_column(values)?)),
    }
}

/// Trimmed, with blank values missing.
fn text_column(values: &Values<'_>) -> Result<Column> {
    let texts = values.texts()?;
    let texts: Vec<Option<&str>> = texts.iter().map(|text| text.as_deref().and_then(filled)).collect();
    Ok(Series::new("".into(), texts).into_column())
}

struct Kinds<'a>(BTreeMap<&'a str, ColumnKind>);

impl Kinds<'_> {
    fn expression(&self, condition: &Condition) -> Result<Expr, FilterError> {
        let negate = |negated: bool, expression: Expr| if negated { expression.not() } else { expression };
        Ok(match condition {
            Condition::Compare { column, comparison, literal } => {
                let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
                let right = self.literal(column, literal, ordered)?;
                let left = col(column.name.as_str());
                match comparison {
                    Comparison::Equal => left.eq(right),
                    Comparison::NotEqual => left.neq(right),
                    Comparison::Less => left.lt(right),
                    Comparison::LessOrEqual => left.lt_eq(right),
                    Comparison::Greater => left.gt(right),
                    Comparison::GreaterOrEqual => left.gt_eq(right),
                }
            }
            Condition::In { column, negated, literals } => {
                let list = self.list(column, literals)?;
                negate(*negated, col(column.name.as_str()).is_in(lit(list).implode(true), false))
            }
            Condition::Between { column, negated, low, high } => {
                let value = || col(column.name.as_str());
                let (low, high) = (self.literal(column, low, true)?, self.literal(column, high, true)?);
                negate(*negated, value().gt_eq(low).and(value().lt_eq(high)))
            }
            Condition::IsNull { column, negated: false } => col(column.name.as_str()).is_null(),
            Condition::IsNull { column, negated: true } => col(column.name.as_str()).is_not_null(),
            Condition::And(parts) => self.joined(parts, Expr::and)?,
            Condition::Or(parts) => self.joined(parts, Expr::or)?,
            Condition::Not(part) => self.expression(part)?.not(),
        })
    }

    /// Joined as a balanced tree, so that a thousand parts nest ten deep.
    fn joined(&self, parts: &[Condition], join: fn(Expr, Expr) -> Expr) -> Result<Expr, FilterError> {
        match parts {
            [] => Ok(lit(true)),
            [part] => self.expression(part),
            _ => {
                let (left, right) = parts.split_at(parts.len() / 2);
                Ok(join(self.joined(left, join)?, self.joined(right, join)?))
            }
        }
    }

    fn kind(&self, column: &Name) -> ColumnKind {
        self.0.get(column.name.as_str()).copied().unwrap_or(ColumnKind::Text)
    }

    fn literal(&self, column: &Name, literal: &Literal, ordered: bool) -> Result<Expr, FilterError> {
        Ok(match self.kind(column) {
            ColumnKind::Number => lit(number(column, literal)?),
            ColumnKind::Date => lit(date(column, literal)?),
            ColumnKind::Text if ordered && literal.bare => {
                let problem = format!(
                    "column {} is text, whose order is that of letters; to compare it so write '{}' in quotes, or use a column of numbers",
                    column.name, literal.text
                );
                return Err(FilterError { position: literal.position, problem });
            }
            ColumnKind::Text => lit(literal.text.trim()),
        })
    }

    fn list(&self, column: &Name, literals: &[Literal]) -> Result<Series, FilterError> {
        let literals = literals.iter();
        Ok(match self.kind(column) {
            ColumnKind::Number => {
                let numbers = literals.map(|literal| number(column, literal)).collect::<Result<Vec<f64>, _>>()?;
                Series::new("list".into(), numbers)
            }
            ColumnKind::Date => {
                let days = literals.map(|literal| date(column, literal)).collect::<Result<Vec<i32>, _>>()?;
                Int32Chunked::from_vec("list".into(), days).into_series()
            }
            ColumnKind::Text => {
                let texts: Vec<&str> = literals.map(|literal| literal.text.trim()).collect();
                Series::new("list".into(), texts)
            }
        })
    }
}

fn number(column: &Name, literal: &Literal) -> Result<f64, FilterError> {
    let number = literal.text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| unreadable(column, literal, "numbers", "a number"))
}

fn date(column: &Name, literal: &Literal) -> Result<i32, FilterError> {
    let day = if literal.bare { None } else { parse_date(literal.text.trim()) };
    day.ok_or_else(|| unreadable(column, literal, "dates", "a date that exists, such as '2016-01-31'"))
}

fn unreadable(column: &Name, literal: &Literal, holds: &str, wanted: &str) -> FilterError {
    let problem = format!("column {} holds {holds}; '{}' is not {wanted}", column.name, literal.text);
    FilterError { position: literal.position, problem }
}
