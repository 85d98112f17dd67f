//! `caselake edits`: the edits, what each says, and what changed.

mod diff;
mod explain;
mod list;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::command::check::Check;
use crate::command::judging::edit_file;
use crate::failure::{Outcome, Verdict};
use crate::output::Output;
use crate::sheet::{Cell, Sheet};

/// What can be asked of edits.
#[derive(Debug, Subcommand)]
pub(crate) enum Edits {
    /// All edits: id, severity, what each is about and the standard it comes from
    List(list::List),
    /// One edit in full: its condition, what it asks for, its cure and its examples
    Explain(explain::Explain),
    /// Run edits over NAACCR files, as `check` does
    Run(Box<Check>),
    /// Run the examples of edits, which are their tests
    Test(Test),
    /// What changed between two sets of edits, and which findings of a file that changes
    Diff(diff::Diff),
}

impl Edits {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::List(command) => command.run(),
            Self::Explain(command) => command.run(),
            Self::Run(command) => command.run(),
            Self::Test(command) => command.run(),
            Self::Diff(command) => command.run(),
        }
    }
}

/// Exit code 0: every example gives what its edit says. 1: one does not.
#[derive(Debug, Args)]
pub(crate) struct Test {
    /// Files of edits
    #[arg(required = true, value_name = "FILE.toml")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    output: Output,
}

#[derive(serde::Serialize)]
struct Tested {
    file: String,
    edits: usize,
    examples: usize,
    wrong: Vec<String>,
}

impl Test {
    fn run(self) -> Outcome {
        let mut tested = Vec::new();
        for file in &self.files {
            let set = edit_file(file)?;
            let wrong = set.wrong_examples().into_iter().map(|example| {
                let kind = if example.should_fail { "fail" } else { "pass" };
                format!("{}: example {} of `{kind}` does not {kind}", example.edit, example.number)
            });
            tested.push(Tested {
                file: file.display().to_string(),
                edits: set.edits().len(),
                examples: set.edits().iter().map(|edit| edit.pass.len() + edit.fail.len()).sum(),
                wrong: wrong.collect(),
            });
        }
        let mut sheet = Sheet::new(["file", "edits", "examples", "wrong"]);
        for one in &tested {
            sheet.push([
                Cell::text(&one.file),
                Cell::count(one.edits as u64),
                Cell::count(one.examples as u64),
                Cell::count(one.wrong.len() as u64),
            ]);
            one.wrong.iter().for_each(|wrong| sheet.footnote(format!("{}: {wrong}", one.file)));
        }
        self.output.answer(&sheet, || &tested)?;
        Ok(if tested.iter().all(|one| one.wrong.is_empty()) { Verdict::Done } else { Verdict::No })
    }
}
