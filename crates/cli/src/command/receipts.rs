//! `caselake receipts`.

use clap::Args;

use crate::command::opening::{Asked, Opening};
use crate::command::submit::sheet;
use crate::failure::{Outcome, Verdict};
use crate::output::Output;

/// What a warehouse received: the receipts of all submissions, oldest first.
#[derive(Debug, Args)]
pub(crate) struct Receipts {
    /// Only those of this facility
    #[arg(long, value_name = "ID")]
    facility: Option<String>,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    output: Output,
}

impl Receipts {
    pub(crate) fn run(self) -> Outcome {
        let (_warehouse, snapshot) = self.opening.open_at(&self.asked)?;
        let mut receipts = ingest::receipts(&snapshot)?;
        receipts.retain(|receipt| self.facility.as_ref().is_none_or(|facility| *facility == receipt.facility));
        self.output.answer(&sheet(&receipts), || &receipts)?;
        Ok(Verdict::Done)
    }
}
