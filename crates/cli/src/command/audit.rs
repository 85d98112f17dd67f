//! `caselake audit`.

use access::{AuditLog, Head, Verification};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::command::opening::Opening;
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::Output;
use crate::sheet::{Cell, Sheet};

/// The audit log: who opened what identifies people, when, and why.
#[derive(Debug, Args)]
pub(crate) struct Audit {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show entries, the newest last
    Show(Show),
    /// Check the whole chain; exit code 1 where an entry was changed or is missing
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Show {
    /// At most so many entries, from the end
    #[arg(long, default_value_t = 100)]
    last: u64,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Args)]
struct Verify {
    /// An end of the chain that was noted earlier, as NUMBER:HASH; shows that nothing up to it was cut off
    #[arg(long, value_name = "NUMBER:HASH", value_parser = parse_head)]
    known: Option<Head>,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    output: Output,
}

fn parse_head(text: &str) -> Result<Head, String> {
    let expected = || "expected the number and hash that `caselake audit verify` printed, as 12:3f2a...".to_owned();
    let (sequence, hash) = text.split_once(':').ok_or_else(expected)?;
    Ok(Head { sequence: sequence.parse().map_err(|_| expected())?, hash: hash.to_owned() })
}

impl Audit {
    pub(crate) fn run(self) -> Outcome {
        match self.action {
            Action::Show(show) => show.run(),
            Action::Verify(verify) => verify.run(),
        }
    }
}

fn log(opening: &Opening) -> Result<AuditLog, Failure> {
    Ok(AuditLog::open(&opening.open()?.audit_path())?)
}

impl Show {
    fn run(self) -> Outcome {
        let log = log(&self.opening)?;
        let entries = log.entries(log.head()?.sequence.saturating_sub(self.last), self.last)?;
        let mut sheet = Sheet::new(["entry", "time", "who", "what", "about", "from", "allowed"]);
        for entry in &entries {
            let event = &entry.event;
            sheet.push([
                Cell::count(entry.sequence),
                Cell::text(event.time.to_string()),
                Cell::text(&event.actor),
                Cell::text(&event.action),
                Cell::text(&event.subject),
                Cell::text(&event.origin),
                Cell::text(if event.allowed { "yes" } else { "no" }),
            ]);
        }
        self.output.answer(&sheet, || &entries)?;
        Ok(Verdict::Done)
    }
}

impl Verify {
    fn run(self) -> Outcome {
        let (verdict, words, json) = match log(&self.opening)?.verify(self.known.as_ref())? {
            Verification::Intact(head) => {
                let end = format!("{}:{}", head.sequence, head.hash);
                (
                    Verdict::Done,
                    format!("intact; note this end elsewhere: {end}"),
                    json!({ "intact": true, "end": end }),
                )
            }
            Verification::Broken { sequence, reason } => {
                let json = json!({ "intact": false, "entry": sequence, "reason": reason });
                (Verdict::No, format!("broken at entry {sequence}: {reason}"), json)
            }
        };
        let mut sheet = Sheet::new(["audit log"]);
        sheet.push([Cell::text(words)]);
        self.output.answer(&sheet, || json)?;
        Ok(verdict)
    }
}
