//! The columns of a tidy life table, by name.

use std::path::Path;

use polars::prelude::DataFrame;

use crate::case_file::CaseFile;
use crate::error::{Error, Result};
use crate::life_table::role::Role;
use crate::source::{Wanted, missing};
use crate::values::Values;

/// A row a cell of the table, under the names that its author gave the columns.
pub(super) struct Columns {
    pub(super) place: String,
    frame: DataFrame,
    /// The number of each row in the file, from 1.
    pub(super) rows: Vec<u32>,
    names: Vec<Name>,
}

struct Name {
    theirs: String,
    /// Lower case, with underscores between words and none before.
    plain: String,
}

impl Columns {
    pub(super) fn new(place: String, frame: DataFrame, rows: Vec<u32>) -> Self {
        let names = frame.get_column_names().into_iter().map(|name| Name {
            theirs: name.to_string(),
            plain: name.trim().to_lowercase().replace(['.', ' ', '-'], "_").trim_start_matches('_').to_owned(),
        });
        let names = names.collect();
        Self { place, frame, rows, names }
    }

    /// The columns of a CSV or Parquet file.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let open = CaseFile::new(path).open()?;
        let names = open.columns.clone();
        let wanted: Vec<_> = names.iter().map(|column| Wanted { column, purpose: "which it has" }).collect();
        let listing = open.load(&wanted)?;
        // In the file's order: of two columns that tell the same strata apart, the first counts.
        let frame = listing.frame.select(&names).map_err(|_| Error::Unreadable {
            path: path.to_owned(),
            format: "a life table",
            problem: "two columns have one name; rename one".to_owned(),
        })?;
        Ok(Self::new(listing.place, frame, (1..).take(listing.read).collect()))
    }

    /// Names the columns that R calls Var1, Var2, ... where a table's dimensions have no names, by what they hold.
    pub(super) fn name_variables(&mut self) -> Result<()> {
        for at in 0..self.names.len() {
            let name = &self.names[at];
            if name.plain.strip_prefix("var").is_some_and(|rest| rest.parse::<u32>().is_ok()) {
                let texts = self.values(&name.theirs)?.texts()?;
                let role = Role::of(texts.iter().map(|text| text.as_deref().unwrap_or_default()));
                self.names[at].plain = role.map_or_else(|| name.plain.clone(), |role| role.name().to_owned());
            }
        }
        Ok(())
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn values<'a>(&'a self, theirs: &'a str) -> Result<Values<'a>> {
        let column = self.frame.column(theirs).map_err(|_| self.missing(theirs, "which was not read", ""))?;
        Ok(Values { place: &self.place, name: theirs, column, rows: &self.rows })
    }

    /// Their name of the first column that has one of these names.
    pub(super) fn find(&self, plain: &[&str]) -> Option<&str> {
        let found = plain.iter().find_map(|plain| self.names.iter().find(|name| name.plain == *plain));
        found.map(|name| name.theirs.as_str())
    }

    /// The columns with none of these names.
    pub(super) fn others<'a>(&'a self, plain: &[&str]) -> impl Iterator<Item = &'a str> {
        self.names.iter().filter(|name| !plain.contains(&name.plain.as_str())).map(|name| name.theirs.as_str())
    }

    pub(super) fn missing(&self, column: &str, purpose: &str, cure: &str) -> Error {
        let found: Vec<String> = self.names.iter().map(|name| name.theirs.clone()).collect();
        missing(&self.place, column, purpose, &found, cure)
    }
}
