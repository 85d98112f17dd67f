//! The `where` language: which rows count.
//!
//! ```text
//! condition  = conjunction { "or" conjunction }
//! conjunction = negation { "and" negation }
//! negation   = "not" negation | "(" condition ")" | test
//! test       = column ( "=" | "<>" | "<" | "<=" | ">" | ">=" ) literal
//!            | column [ "not" ] "in" "(" literal { "," literal } ")"
//!            | column [ "not" ] "between" literal "and" literal
//!            | column "is" [ "not" ] "null"
//! column     = a word (letters, digits, _ and .), or any text in double quotes
//! literal    = a number, or a text in single quotes ('' is a quote); a date is '2016-01-31'
//! ```
//!
//! Words of the language may be written in either case. A literal is read as its column's type. A
//! test of a missing value is neither true nor false, as in SQL, and only rows for which the whole
//! condition is true are kept; ask for missing values with `is null`.

mod lexer;
mod parser;
mod typing;

use std::fmt;

use polars::prelude::IntoLazy;

use crate::error::{Error, Result};
use crate::selection::Selection;

use parser::Condition;

/// What is wrong with a `where`, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// The character, from 1, at which it goes wrong.
    pub position: usize,
    /// What is wrong and what would be right.
    pub problem: String,
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--where, character {}: {}", self.position, self.problem)
    }
}

impl std::error::Error for FilterError {}

/// A parsed condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Filter {
    condition: Condition,
}

impl Filter {
    pub(crate) fn parse(text: &str) -> Result<Self, FilterError> {
        let tokens = lexer::tokens(text)?;
        Ok(Self { condition: parser::parse(&tokens, text.chars().count())? })
    }

    /// The columns it tests, as it names them.
    pub(crate) fn columns(&self) -> Vec<&str> {
        let mut columns = Vec::new();
        self.condition.visit(&mut |column| columns.push(column.name.as_str()));
        columns
    }

    /// Whether each row is selected; `theirs` gives the source's name of a column.
    pub(crate) fn mask(&self, selection: &Selection, theirs: impl Fn(&str) -> String) -> Result<Vec<bool>> {
        let typed = typing::Typed::of(&self.condition, selection, &theirs)?;
        let unusable = || Error::Unreadable {
            path: selection.place.clone().into(),
            format: "a table",
            problem: "--where could not be evaluated on it".to_owned(),
        };
        let selected = typed.columns.lazy().select([typed.expression]).collect().map_err(|_| unusable())?;
        let mask = selected.columns().first().and_then(|column| column.bool().ok()).ok_or_else(unusable)?;
        Ok(mask.iter().map(|selected| selected == Some(true)).collect())
    }
}

#[cfg(test)]
mod tests;
