//! What can be wrong with a request or with what it reads.
//!
//! No message carries a value of a record: a row is named by its number.

use std::io;
use std::path::PathBuf;

use crate::filter::FilterError;

/// The result of a request.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A request that cannot be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened or read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not what its name says.
    #[error("{}: cannot be read as {format}: {problem}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// CSV or Parquet.
        format: &'static str,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A column that the request needs is not there.
    #[error("{place}: no column {column}, {purpose}; {}{cure}", listed(found))]
    MissingColumn {
        /// The file or snapshot.
        place: String,
        /// The column that was looked for.
        column: String,
        /// What it is needed for.
        purpose: String,
        /// The columns there are.
        found: Vec<String>,
        /// What to do.
        cure: String,
    },
    /// A rename for a column that no case file has.
    #[error("--column {name}={theirs}: there is no column {name} to rename; a case file has {}", known.join(", "))]
    UnknownRename {
        /// The unknown name.
        name: String,
        /// What it was to be called.
        theirs: String,
        /// The names that can be renamed.
        known: Vec<&'static str>,
    },
    /// A variable that no algorithm derives.
    #[error(
        "--variables {variable}: there is no such variable{}; caselake derive --list names all",
        near.as_ref().map_or_else(String::new, |near| format!("; did you mean {near}"))
    )]
    UnknownVariable {
        /// What was asked for.
        variable: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// A column that a derived variable cannot do without is not there.
    #[error(
        "{place}: no column {}, which variable {variable} ({algorithm}) needs; {}",
        columns.join(" or "),
        renaming(near.as_ref(), columns)
    )]
    MissingInput {
        /// The file or snapshot.
        place: String,
        /// The variable.
        variable: String,
        /// The algorithm that derives it, with its version.
        algorithm: Box<str>,
        /// The columns any of which would do.
        columns: &'static [&'static str],
        /// The one of them that a column of the source is nearly called, and that column.
        near: Option<(&'static str, Box<str>)>,
    },
    /// A file that cannot be written where it should be.
    #[error("{}: {problem}", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why not, and what to do.
        problem: &'static str,
    },
    /// A value that its column may not hold.
    #[error("{place}: row {row}, column {column}: expected {expected}{}; {cure}", others(*more))]
    BadValue {
        /// The file or snapshot.
        place: String,
        /// The column.
        column: String,
        /// The first such row, from 1, the header not counted.
        row: usize,
        /// How many more rows have the same fault.
        more: usize,
        /// What the column holds.
        expected: &'static str,
        /// What to do.
        cure: &'static str,
    },
    /// A column of a type that cannot be used so.
    #[error("{place}: column {column} is of type {found}, expected {expected}")]
    ColumnType {
        /// The file or snapshot.
        place: String,
        /// The column.
        column: String,
        /// Its type.
        found: String,
        /// The types that work.
        expected: &'static str,
    },
    /// A life table without a figure for one of its cells.
    #[error(
        "{place}: no figure for {cell}{}; every stratum of a life table needs each age in each calendar cell: add the rows, or take the incomplete ages, years or strata out",
        cells(*more)
    )]
    LifeTableGap {
        /// The file.
        place: String,
        /// The cell in words.
        cell: String,
        /// How many more cells have none.
        more: usize,
    },
    /// A life table with two figures for one cell.
    #[error(
        "{place}: row {row} gives a second figure for {cell} after {before}; take one out, or add the column that tells them apart"
    )]
    LifeTableRepeat {
        /// The file.
        place: String,
        /// The second row, from 1, the header not counted.
        row: usize,
        /// The cell in words.
        cell: String,
        /// The first row, and its file where that is another.
        before: String,
    },
    /// A `where` that cannot be read.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// An option, or a combination of options, that does not work.
    #[error("--{option} {found}: {problem}")]
    Unsupported {
        /// The option.
        option: &'static str,
        /// Its value.
        found: String,
        /// Why not, and what works.
        problem: String,
    },
    /// Nobody is left after the exclusions.
    #[error("{place}: no case is left to count; {excluded}")]
    NoCases {
        /// The file or snapshot.
        place: String,
        /// The exclusions, in words.
        excluded: String,
    },
    /// Cells that were counted under different rules.
    #[error(
        "{} and {} differ in their {rule}: {left} and {right}; only cells of one {rule} merge, export one of them again under the other's",
        left_place.display(), right_place.display()
    )]
    CellsDiffer {
        /// The rule in which they differ.
        rule: &'static str,
        /// The one file.
        left_place: PathBuf,
        /// What it says.
        left: String,
        /// The other file.
        right_place: PathBuf,
        /// What it says.
        right: String,
    },
    /// A kernel refused the request.
    #[error(transparent)]
    Estimator(#[from] estimators::Error),
    /// An answer could not be written in a format.
    #[error("the answer cannot be written as {format}: {problem}")]
    Render {
        /// The format.
        format: &'static str,
        /// What went wrong.
        problem: String,
    },
}

fn listed(found: &[String]) -> String {
    const SHOWN: usize = 60;
    match found.len() {
        0 => String::from("there are no columns; "),
        n if n <= SHOWN => format!("the columns are {}; ", found.join(", ")),
        n => format!("the columns are {} and {} more; ", found[..SHOWN].join(", "), n - SHOWN),
    }
}

fn renaming(near: Option<&(&'static str, Box<str>)>, columns: &[&str]) -> String {
    match near {
        Some((name, theirs)) => format!("did you mean {theirs}? then say --column {name}={theirs}"),
        None => format!("name the column with --column {}=theirs", columns.first().unwrap_or(&"name")),
    }
}

fn cells(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => String::from(" (and 1 more cell)"),
        _ => format!(" (and {more} more cells)"),
    }
}

fn others(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => String::from(" (and 1 more row)"),
        _ => format!(" (and {more} more rows)"),
    }
}
