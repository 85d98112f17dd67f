//! A condition as it is written, before names and types are looked at.

use std::ops::Range;

use super::node::Relation;

/// A part of a condition and its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) at: Range<usize>,
}

/// What a part of a condition is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExprKind {
    /// `'C509'`.
    Text(String),
    /// `100`.
    Number(f64),
    /// An item, a derived variable, a name that the file defines, `it` or `today`.
    Name(String),
    /// `other.sex`: the name's value in another tumor.
    Other(String),
    /// `year(dateOfDiagnosis)`.
    Call { function: String, arguments: Vec<Expr> },
    /// Terms, each added or taken away.
    Sum(Vec<(Sign, Expr)>),
    /// `years from dateOfBirth to today`.
    Elapsed { unit: Unit, from: Box<Expr>, to: Box<Expr> },
    /// `number of other tumors where (...)`.
    NumberOfTumors { others: bool, condition: Option<Box<Expr>> },
    /// `not ...`.
    Not(Box<Expr>),
    /// `... and ...`.
    And(Vec<Expr>),
    /// `... or ...`.
    Or(Vec<Expr>),
    /// `sex = '1'`, `dateOfBirth possibly after dateOfDiagnosis`.
    Compare { operator: Operator, possibly: bool, left: Box<Expr>, right: Box<Expr> },
    /// `number(x) between 1 and 90`.
    Between { negated: bool, value: Box<Expr>, low: Box<Expr>, high: Box<Expr> },
    /// `primarySite in ('C500'-'C509', list(other_sites))`.
    In { negated: bool, value: Box<Expr>, members: Vec<Member> },
    /// `(addrAtDxState, countyAtDx) in table(us_counties)`.
    InTable { negated: bool, keys: Vec<Expr>, table: Name },
    /// `primarySite matches 'C###'`.
    Matches { negated: bool, value: Box<Expr>, pattern: Name },
    /// `any other tumor where (...)`.
    AnyOther { negated: bool, condition: Box<Expr> },
}

/// A text whose place is kept: a name or a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) at: Range<usize>,
}

/// One of the things in `in ( )`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Member {
    /// A code or a range of codes.
    Codes { first: String, last: String, at: Range<usize> },
    /// A named list.
    List(Name),
    /// A value of the record.
    Value(Expr),
}

/// Whether a term is added or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Sign {
    Plus,
    Minus,
}

/// What the time between two dates is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Unit {
    Days,
    Months,
    Years,
}

impl Unit {
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "days" => Self::Days,
            "months" => Self::Months,
            "years" => Self::Years,
            _ => return None,
        })
    }
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Before,
    OnOrBefore,
    After,
    OnOrAfter,
}

impl Operator {
    pub(crate) const fn is_of_dates(self) -> bool {
        matches!(self, Self::Before | Self::OnOrBefore | Self::After | Self::OnOrAfter)
    }

    pub(crate) const fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }

    /// The relation that it asks for, and whether it asks for it of the sides exchanged.
    pub(crate) const fn relation(self) -> (Relation, bool) {
        match self {
            Self::Equal | Self::NotEqual => (Relation::Equal, false),
            Self::Less | Self::Before => (Relation::Less, false),
            Self::Greater | Self::After => (Relation::Less, true),
            Self::LessOrEqual | Self::OnOrBefore => (Relation::LessOrEqual, false),
            Self::GreaterOrEqual | Self::OnOrAfter => (Relation::LessOrEqual, true),
        }
    }

    /// As it is written.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Before => "before",
            Self::OnOrBefore => "on or before",
            Self::After => "after",
            Self::OnOrAfter => "on or after",
        }
    }
}
