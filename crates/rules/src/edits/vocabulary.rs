//! The names that conditions may use beside items and derived variables.

use super::functions::FUNCTIONS;
use super::predicates::PREDICATES;
use super::tables;

/// A name that conditions may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it names.
    pub kind: WordKind,
    /// How it is written.
    pub usage: String,
    /// What it is.
    pub meaning: String,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordKind {
    /// A function of the language.
    Function,
    /// A predicate of the standard.
    Predicate,
    /// A list of codes.
    List,
    /// A table.
    Table,
}

/// All functions, predicates, lists and tables.
#[must_use]
pub fn vocabulary() -> Vec<Word> {
    let word = |kind, usage: String, meaning: &str| Word { kind, usage, meaning: meaning.to_owned() };
    let functions = FUNCTIONS.iter().map(|one| word(WordKind::Function, one.usage.to_owned(), one.gives));
    let predicates = PREDICATES.iter().map(|one| {
        let arguments: Vec<&str> = one.arguments.iter().map(|(name, _)| *name).collect();
        word(WordKind::Predicate, format!("{}({})", one.name, arguments.join(", ")), one.title)
    });
    let lists = tables::list_names().map(|name| word(WordKind::List, format!("list({name})"), ""));
    let tables = tables::tables().map(|table| {
        let keys = match table.columns {
            [only] => (*only).to_owned(),
            columns => format!("({})", columns.join(", ")),
        };
        word(WordKind::Table, format!("{keys} in table({})", table.name), &table.source)
    });
    functions.chain(predicates).chain(lists).chain(tables).collect()
}
