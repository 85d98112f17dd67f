//! The `caselake` program: reads arguments, calls the engines, renders what they answer.
//!
//! No logic of the field lives here. Every command is one file under [`command`]; what it promises is in its `--help`.

mod command;
mod failure;
mod interrupt;
mod output;
mod progress;
mod sheet;

use std::process::ExitCode;

use clap::Parser;

use crate::command::Command;

/// Caselake: a cancer registry data warehouse and analytics engine.
#[derive(Debug, Parser)]
#[command(name = "caselake", version, propagate_version = true, max_term_width = 100)]
struct Caselake {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let arguments = Caselake::parse();
    interrupt::watch();
    match failure::guarded(|| arguments.command.run()) {
        Ok(verdict) => verdict.into(),
        Err(failure) => failure.report(),
    }
}
