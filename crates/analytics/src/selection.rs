//! Rows of a listing that are still in, and a count for each reason that put others out.

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray};

use crate::answer::Exclusion;
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::source::Listing;
use crate::values::Values;

/// The rows of a listing that no exclusion has put out.
pub(crate) struct Selection {
    pub(crate) place: String,
    pub(crate) read: usize,
    pub(crate) exclusions: Vec<Exclusion>,
    pub(crate) frame: DataFrame,
    pub(crate) lexical: bool,
    /// The number of each row in the source, from 1.
    rows: Vec<u32>,
}

impl Selection {
    pub(crate) fn all(listing: Listing) -> Self {
        let exclusions = listing.left_out.iter().map(|&(reason, count)| Exclusion::new(reason, count)).collect();
        let rows = (1..).take(listing.frame.height()).collect();
        Self {
            place: listing.place,
            read: listing.read,
            exclusions,
            frame: listing.frame,
            lexical: listing.lexical,
            rows,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether a column was loaded.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.frame.get_column_index(name).is_some()
    }

    pub(crate) fn values<'a>(&'a self, name: &'a str) -> Result<Values<'a>> {
        let column = self.frame.column(name).map_err(|_| Error::MissingColumn {
            place: self.place.clone(),
            column: name.to_owned(),
            purpose: "which was not loaded".to_owned(),
            found: self.frame.get_column_names().into_iter().map(ToString::to_string).collect(),
            cure: "report this as a fault of the program".to_owned(),
        })?;
        Ok(Values { place: &self.place, name, column, rows: &self.rows })
    }

    /// Keeps the rows for which the condition is true; the rest are counted.
    pub(crate) fn filter(&mut self, filter: &Filter, column: impl Fn(&str) -> String) -> Result<()> {
        let kept = filter.mask(self, column)?;
        let out = kept.iter().filter(|kept| !**kept).count();
        self.exclusions.push(Exclusion::new("not selected by --where", out));
        self.keep(&kept)
    }

    /// Keeps the rows marked true.
    pub(crate) fn keep(&mut self, kept: &[bool]) -> Result<()> {
        if kept.iter().all(|kept| *kept) {
            return Ok(());
        }
        let mask = BooleanChunked::from_slice("kept".into(), kept);
        self.frame = self.frame.filter(&mask).map_err(|_| Error::Unreadable {
            path: self.place.clone().into(),
            format: "a table",
            problem: "its columns differ in length".to_owned(),
        })?;
        let mut kept = kept.iter();
        self.rows.retain(|_| kept.next().copied().unwrap_or(false));
        Ok(())
    }
}
