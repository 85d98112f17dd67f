//! Published algorithms: their identity, what they read and what they give.

use std::borrow::Cow;
use std::fmt;

use crate::{Day, Labels, Records, Table};

/// Which algorithm made a value, and which version of it. Versions are never reused: an algorithm that could give
/// another answer has another version, and the older one stays callable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlgorithmId {
    /// The algorithm's stable name, e.g. `seer-survival-time`.
    pub id: &'static str,
    /// Its version, as its publisher writes it.
    pub version: &'static str,
}

impl fmt::Display for AlgorithmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id, self.version)
    }
}

/// An algorithm that derives variables from records.
#[derive(Debug)]
pub struct Algorithm {
    /// Which one, in which version.
    pub id: AlgorithmId,
    /// What it is, in a few words.
    pub title: &'static str,
    /// The standard it follows.
    pub source: &'static str,
    /// What it reads.
    pub inputs: &'static [Input],
    /// What it gives, in the order of [`Algorithm::derive`]'s answer.
    pub outputs: &'static [Output],
    /// The tables that its answer hangs on.
    pub tables: &'static [&'static Table],
    /// Computes the outputs.
    pub run: fn(&Records<'_>, &Context) -> Vec<Values>,
}

/// The item by which an algorithm that looks at all tumors of a patient names that among its inputs, as an optional one.
pub const PATIENT_ID: &str = "patientIdNumber";

impl Algorithm {
    /// Whether a row's answer hangs on the patient's other rows: then [`PATIENT_ID`] is among the inputs.
    #[must_use]
    pub fn spans_patients(&self) -> bool {
        self.inputs.iter().any(|input| input.items.contains(&PATIENT_ID))
    }

    /// The outputs' values for every row.
    ///
    /// # Errors
    /// The first required input that the records have no column for.
    pub fn derive(&self, records: &Records<'_>, context: &Context) -> Result<Vec<Values>, MissingInput> {
        let missing =
            self.inputs.iter().find(|input| input.required && !input.items.iter().any(|item| records.has(item)));
        match missing {
            Some(input) => Err(MissingInput { algorithm: self.id, items: input.items }),
            None => Ok((self.run)(records, context)),
        }
    }
}

/// An item that an algorithm reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input {
    /// Its NAACCR XML id, or a derived variable's name; where several are given, the first that is there is read.
    pub items: &'static [&'static str],
    /// Whether there is no answer without it. A column that is there may be blank in any row.
    pub required: bool,
}

impl Input {
    /// An input that must be there.
    #[must_use]
    pub const fn required(items: &'static [&'static str]) -> Self {
        Self { items, required: true }
    }

    /// An input that may be missing.
    #[must_use]
    pub const fn optional(items: &'static [&'static str]) -> Self {
        Self { items, required: false }
    }
}

/// A variable that an algorithm gives.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// The column's name: lower case, with an underscore.
    pub name: &'static str,
    /// What it is, with its codes or unit.
    pub label: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// What its codes mean.
    pub labels: Option<&'static Labels>,
}

impl Output {
    /// A variable of codes.
    #[must_use]
    pub const fn code(name: &'static str, label: &'static str) -> Self {
        Self { name, label, kind: Kind::Code, labels: None }
    }

    /// A variable of codes that have labels.
    #[must_use]
    pub const fn labeled(name: &'static str, label: &'static str, labels: &'static Labels) -> Self {
        Self { name, label, kind: Kind::Code, labels: Some(labels) }
    }

    /// A variable of whole numbers.
    #[must_use]
    pub const fn number(name: &'static str, label: &'static str) -> Self {
        Self { name, label, kind: Kind::Number, labels: None }
    }
}

/// What the values of a variable are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A code, as text.
    Code,
    /// A whole number.
    Number,
}

/// A derived variable's values, one a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// Codes; `None` where the standard gives none.
    Codes(Vec<Option<Cow<'static, str>>>),
    /// Whole numbers.
    Numbers(Vec<Option<i32>>),
}

impl Values {
    /// A code for each row, out of a table.
    pub fn codes(codes: impl IntoIterator<Item = &'static str>) -> Self {
        Self::Codes(codes.into_iter().map(|code| Some(Cow::Borrowed(code))).collect())
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Codes(values) => values.len(),
            Self::Numbers(values) => values.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A row's value as text.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        match self {
            Self::Codes(values) => values.get(row)?.as_deref().map(Cow::Borrowed),
            Self::Numbers(values) => values.get(row)?.map(|number| Cow::Owned(number.to_string())),
        }
    }
}

/// What algorithms need to know beside the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// The day that counts as today: dates after it lie in the future.
    pub today: Day,
    /// The last year of the study: who is not known to have died by its end was alive at it.
    pub cutoff_year: i32,
}

/// An input that an algorithm cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingInput {
    /// The algorithm.
    pub algorithm: AlgorithmId,
    /// The columns any of which would do.
    pub items: &'static [&'static str],
}

impl fmt::Display for MissingInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} needs a column {}", self.algorithm, self.items.join(" or "))
    }
}

impl std::error::Error for MissingInput {}
