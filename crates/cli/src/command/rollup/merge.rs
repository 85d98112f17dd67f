//! `caselake rollup merge`.

use std::path::PathBuf;

use analytics::rollup::Rollup;
use clap::Args;

use super::Written;
use crate::failure::{Outcome, Verdict};

/// Merge files of cells.
///
/// The cells of the same strata add up, whatever the order of the files; the merged parts of a cohort are its whole, byte
/// for byte. Files counted under different rules (unit, cutoff, closing date, horizon, life table, strata) do not merge.
/// Nobody may be in two of the files: that is for whoever merges them to know.
#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// Files of cells, as caselake rollup export writes them
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Leave out strata with fewer people in all files together
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    minimum: Option<u64>,
    #[command(flatten)]
    written: Written,
}

impl Merge {
    pub(crate) fn run(self) -> Outcome {
        let mut cells = Rollup::merge_files(&self.files)?;
        if let Some(minimum) = self.minimum {
            cells.protect(minimum);
        }
        self.written.write(&cells)?;
        Ok(Verdict::Done)
    }
}
