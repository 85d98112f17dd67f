//! What can be wrong with what linking is given.

/// An error of this crate. Never holds a value of a person.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The lists share no column that can be compared.
    #[error(
        "the two person lists have no column in common that can be compared: the first has {first}, the second has {second}; \
         rename columns so that names, dates of birth, numbers or addresses meet"
    )]
    NoCommonColumn {
        /// Columns of the first list.
        first: String,
        /// Columns of the second list.
        second: String,
    },
    /// A list has no column that can be compared.
    #[error("the person list has no column that can be compared, it has {found}; wanted any of {wanted}")]
    NoColumn {
        /// Columns that it has.
        found: String,
        /// Columns that would do.
        wanted: String,
    },
    /// A column's length is not that of the list.
    #[error(
        "column {column} has {found} values, the list has {wanted} rows; give every column a value a row, blank when missing"
    )]
    Ragged {
        /// The column.
        column: &'static str,
        /// Values in it.
        found: usize,
        /// Rows in the list.
        wanted: usize,
    },
    /// A model that does not fit this version.
    #[error(
        "the model lacks level \"{level}\" of field {field} or has no probability in it; train it again with this version"
    )]
    Model {
        /// The comparison.
        field: &'static str,
        /// Its level.
        level: &'static str,
    },
    /// A line of the table of weights that cannot be read.
    #[error("line {line} of the table of weights: found {found}; wanted {wanted}")]
    Table {
        /// Counted from one.
        line: usize,
        /// What is there.
        found: String,
        /// What should be.
        wanted: &'static str,
    },
    /// A key that could be guessed.
    #[error("the key of the filters has {found} bytes, wanted at least {wanted}; make one from random bytes")]
    ShortKey {
        /// Bytes that it has.
        found: usize,
        /// Bytes that it needs.
        wanted: usize,
    },
    /// A setting out of its range.
    #[error("setting {setting} is {found}, wanted {wanted}")]
    Setting {
        /// The setting.
        setting: &'static str,
        /// Its value.
        found: f64,
        /// Its range.
        wanted: &'static str,
    },
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;
