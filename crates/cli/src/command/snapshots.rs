//! `caselake snapshots`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;
use warehouse::{ChangeKind, SnapshotInfo, Table};

use crate::command::opening::{Asked, Key, Opening};
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::Output;
use crate::sheet::{Cell, Sheet};

/// The consistent states of a warehouse, any of which --as-of names.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Snapshots {
    #[command(subcommand)]
    action: Option<Action>,
    // `pin` has arguments of its own, so the list's cannot be required.
    /// The warehouse's folder
    #[arg(long, value_name = "DIR")]
    warehouse: Option<PathBuf>,
    #[command(flatten)]
    key: Key,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Give a snapshot a name, for good
    Pin(Pin),
}

#[derive(Debug, Args)]
struct Pin {
    /// The name: letters, digits, - and _
    name: String,
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    opening: Opening,
    #[command(flatten)]
    output: Output,
}

impl Snapshots {
    pub(crate) fn run(self) -> Outcome {
        match self.action {
            Some(Action::Pin(pin)) => pin.run(),
            None => {
                let warehouse =
                    self.warehouse.ok_or_else(|| Failure::new("name the warehouse with --warehouse DIR"))?;
                list(&Opening { warehouse, key: self.key }, &self.output)
            }
        }
    }
}

fn list(opening: &Opening, output: &Output) -> Outcome {
    let snapshots = opening.open()?.snapshots()?;
    let mut sheet = Sheet::new(["snapshot", "time", "what", "abstracts added", "names"]);
    for snapshot in &snapshots {
        let added = snapshot.tables.iter().find(|table| table.table == Table::Abstracts).map(|table| table.rows_added);
        sheet.push([
            Cell::count(snapshot.number.0),
            Cell::text(snapshot.time.to_string()),
            Cell::text(what(snapshot.kind)),
            Cell::optional_count(added),
            Cell::text(snapshot.pins.join(" ")),
        ]);
    }
    output.answer(&sheet, || snapshots.iter().map(describe).collect::<Vec<_>>())?;
    Ok(Verdict::Done)
}

/// What a commit did, in words.
fn what(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Create => "tables created",
        ChangeKind::Submit => "submission",
        ChangeKind::Compact => "compaction",
        _ => "other",
    }
}

fn describe(snapshot: &SnapshotInfo) -> serde_json::Value {
    let tables: Vec<_> = snapshot
        .tables
        .iter()
        .map(|table| {
            json!({
                "table": table.table.to_string(),
                "delta_version": table.delta_version,
                "rows_added": table.rows_added,
                "files_added": table.files_added,
                "files_removed": table.files_removed,
            })
        })
        .collect();
    json!({
        "snapshot": snapshot.number.0,
        "time": snapshot.time.to_string(),
        "what": what(snapshot.kind),
        "names": snapshot.pins,
        "tables": tables,
        "info": snapshot.info,
    })
}

impl Pin {
    fn run(self) -> Outcome {
        let number = self.opening.open()?.pin(&self.name, &self.asked.as_of, Timestamp::now())?;
        let mut sheet = Sheet::new(["name", "snapshot"]);
        sheet.push([Cell::text(&self.name), Cell::count(number.0)]);
        self.output.answer(&sheet, || json!({ "name": self.name, "snapshot": number.0 }))?;
        Ok(Verdict::Done)
    }
}
