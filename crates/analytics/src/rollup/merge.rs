//! Files of cells merged: the cells of all people in them, who must not be in two.

use std::path::{Path, PathBuf};

use super::Rollup;
use crate::error::{Error, Result};

impl Rollup {
    /// Adds the cells of other people. The two have their places' names in an error.
    ///
    /// # Errors
    ///
    /// [`Error::CellsDiffer`] for cells counted under other rules; sums that leave 128 bits.
    pub fn merge(&mut self, place: &Path, other: &Self, other_place: &Path) -> Result<()> {
        let differ = |rule: &'static str, mine: String, theirs: String| {
            let (left_place, right_place) = (place.to_owned(), other_place.to_owned());
            Err(Error::CellsDiffer { rule, left_place, left: mine, right_place, right: theirs })
        };
        if let Some((rule, mine, theirs)) = self.key.difference(&other.key) {
            return differ(rule, mine, theirs);
        }
        let ages =
            |half_a_year_added| if half_a_year_added { "in completed years" } else { "in days or with fractions" };
        if let (Some(mine), Some(theirs)) = (self.contents.half_a_year_added, other.contents.half_a_year_added)
            && mine != theirs
        {
            return differ("way ages are known", ages(mine).to_owned(), ages(theirs).to_owned());
        }
        self.contents.add(&other.contents);
        for (label, stratum) in &other.strata {
            match self.strata.get_mut(label) {
                Some(mine) => mine.merge(stratum)?,
                None => drop(self.strata.insert(label.clone(), stratum.clone())),
            }
        }
        Ok(())
    }

    /// Reads and merges files, which must be different ones.
    ///
    /// # Errors
    ///
    /// As [`Rollup::read`] and [`Rollup::merge`]; [`Error::Unsupported`] for no file, or the same twice.
    pub fn merge_files(paths: &[PathBuf]) -> Result<Self> {
        let twice = |at: usize| {
            let path = paths[at].canonicalize().ok();
            path.is_some() && paths[..at].iter().any(|other| other.canonicalize().ok() == path)
        };
        if let Some(at) = (1..paths.len()).find(|&at| twice(at)) {
            return Err(Error::Unsupported {
                option: "cells",
                found: paths[at].display().to_string(),
                problem: "named twice, so that its people would count twice".to_owned(),
            });
        }
        let Some((first, others)) = paths.split_first() else {
            return Err(Error::Unsupported {
                option: "cells",
                found: String::new(),
                problem: "name the files to merge".to_owned(),
            });
        };
        let mut whole = Self::read(first)?;
        for path in others {
            whole.merge(first, &Self::read(path)?, path)?;
        }
        Ok(whole)
    }
}
