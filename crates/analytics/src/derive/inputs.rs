//! Where a file has what algorithms read.

use rules::Records;

use super::rows::Part;
use crate::error::Result;
use crate::texts::Texts;

/// The inputs of some algorithms, and the columns they are read from.
pub(super) struct Inputs {
    place: String,
    columns: Vec<InputColumn>,
}

struct InputColumn {
    /// The standard's name.
    item: &'static str,
    /// The file's.
    name: String,
    /// Its place in a row.
    at: usize,
}

impl Inputs {
    /// From pairs of the standard's name and the file's.
    pub(super) fn new(place: &str, pairs: &[(&'static str, &str)], columns: &[String]) -> Self {
        let column = |(item, name): &(&'static str, &str)| {
            let at = columns.iter().position(|column| column == name)?;
            Some(InputColumn { item, name: (*name).to_owned(), at })
        };
        Self { place: place.to_owned(), columns: pairs.iter().filter_map(column).collect() }
    }

    /// The standard's names.
    pub(super) fn items(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(|column| column.item)
    }

    /// The file's names.
    pub(super) fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    /// One input's texts.
    pub(super) fn texts_at<'p>(&'p self, at: usize, part: &'p Part<'_>) -> Result<Texts<'p>> {
        match self.columns.get(at) {
            Some(column) => part.texts(&self.place, &column.name, column.at, column.item),
            None => Ok(Texts::Written(Vec::new())),
        }
    }

    /// Every input's texts.
    pub(super) fn texts<'p>(&'p self, part: &'p Part<'_>) -> Result<Vec<Texts<'p>>> {
        (0..self.columns.len()).map(|at| self.texts_at(at, part)).collect()
    }

    /// Rows as the rules read them, each of another patient.
    pub(super) fn records<'t>(&self, rows: usize, texts: &'t [Texts<'_>]) -> Records<'t> {
        let mut records = Records::new(rows);
        self.items().zip(texts).for_each(|(item, texts)| records.insert(item, texts.as_strs()));
        records
    }
}
