//! The commands: one file each, holding its arguments, the call of the engine, and what is shown.

mod audit;
mod bulk;
mod check;
mod convert;
mod demo;
mod derive;
mod edits;
mod export;
mod init;
mod judging;
mod maintain;
mod map;
mod opening;
mod quality;
mod reading;
mod receipts;
mod rollup;
mod side_by_side;
mod snapshots;
mod submit;
mod survival;
mod synth;

use clap::Subcommand;

use crate::failure::Outcome;

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// See the whole of it: synthetic facilities submit to a new warehouse, which answers with a survival table and plot
    Demo(demo::Demo),
    /// Write synthetic NAACCR files with known truth; nobody in them exists
    Synth(synth::Synth),
    /// Would this file pass? Findings by line, patient, tumor and item, each with its cure
    Check(check::Check),
    /// The edits: list them, explain one, run them, test your own, see what changed
    #[command(subcommand)]
    Edits(edits::Edits),
    /// Convert between NAACCR XML, fixed-width, CSV and Parquet, and between versions
    Convert(convert::Convert),
    /// Add derived variables to a CSV or Parquet file: site recodes, survival time, cause of death and more
    Derive(derive::Derive),
    /// Draft the mapping that a delimited file needs, from its headers
    Map(map::Map),
    /// Create a warehouse
    Init(init::Init),
    /// Submit files to a warehouse and print their receipts
    Submit(submit::Submit),
    /// What a warehouse received
    Receipts(receipts::Receipts),
    /// The consistent states of a warehouse, any of which --as-of names
    Snapshots(snapshots::Snapshots),
    /// Write what a facility submitted back out: as NAACCR data, or the bytes as received
    Export(export::Export),
    /// Look after a warehouse: compact small files, sweep unfinished ones, change the key
    Maintain(maintain::Maintain),
    /// The audit log: show it, verify its chain
    Audit(audit::Audit),
    /// Count cases into cells that can be handed on, merge the cells of several registries, show what a file holds
    #[command(subcommand)]
    Rollup(rollup::Rollup),
    /// How complete, correct and timely a year's records are, by the standards' thresholds
    Quality(Box<quality::Quality>),
    /// Survival from a case file, a file of cells or a warehouse
    Survival(Box<survival::Survival>),
}

impl Command {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Demo(command) => command.run(),
            Self::Synth(command) => command.run(),
            Self::Check(command) => command.run(),
            Self::Edits(command) => command.run(),
            Self::Convert(command) => command.run(),
            Self::Derive(command) => command.run(),
            Self::Map(command) => command.run(),
            Self::Init(command) => command.run(),
            Self::Submit(command) => command.run(),
            Self::Receipts(command) => command.run(),
            Self::Snapshots(command) => command.run(),
            Self::Export(command) => command.run(),
            Self::Maintain(command) => command.run(),
            Self::Audit(command) => command.run(),
            Self::Rollup(command) => command.run(),
            Self::Quality(command) => command.run(),
            Self::Survival(command) => command.run(),
        }
    }
}
