//! `caselake edits list`.

use clap::Args;
use rules::{Edit, WordKind, vocabulary};
use serde::Serialize;

use crate::command::judging::Judging;
use crate::failure::{Outcome, Verdict};
use crate::output::Output;
use crate::sheet::{Cell, Sheet};

/// What `edits list` is asked.
#[derive(Debug, Args)]
pub(crate) struct List {
    /// The functions, predicates, lists and tables that conditions may use, instead of the edits
    #[arg(long)]
    names: bool,
    #[command(flatten)]
    judging: Judging,
    #[command(flatten)]
    output: Output,
}

#[derive(Serialize)]
pub(super) struct Listed<'e> {
    id: &'e str,
    name: &'e str,
    severity: &'static str,
    fatal: bool,
    items: &'e [String],
    years: String,
    versions: String,
    sets: Vec<&'static str>,
    source: &'e str,
}

impl<'e> Listed<'e> {
    pub(super) fn of(edit: &'e Edit) -> Self {
        Self {
            id: &edit.id,
            name: &edit.name,
            severity: edit.severity.name(),
            fatal: edit.is_fatal,
            items: &edit.items,
            years: edit.years.to_string(),
            versions: edit.versions.to_string(),
            sets: edit.setters.iter().map(|setter| setter.name()).collect(),
            source: &edit.source,
        }
    }
}

#[derive(Serialize)]
struct Name {
    kind: &'static str,
    usage: String,
    meaning: String,
}

impl List {
    pub(super) fn run(self) -> Outcome {
        if self.names {
            return self.names();
        }
        let set = self.judging.edits()?;
        let mut sheet = Sheet::new(["id", "severity", "name", "items", "years", "versions", "sets", "source"]);
        for edit in set.edits() {
            let listed = Listed::of(edit);
            sheet.push([
                Cell::text(listed.id),
                Cell::text(if edit.is_fatal { "fatal" } else { listed.severity }),
                Cell::text(listed.name),
                Cell::text(listed.items.join(", ")),
                Cell::text(&listed.years),
                Cell::text(&listed.versions),
                Cell::text(listed.sets.join(", ")),
                Cell::text(listed.source),
            ]);
        }
        let sources: Vec<String> = set.sources().iter().map(|set| format!("{} {}", set.id, set.version)).collect();
        sheet.footnote(format!("{} edits of {}", set.edits().len(), sources.join(", ")));
        let listed: Vec<Listed<'_>> = set.edits().iter().map(|edit| Listed::of(edit)).collect();
        self.output.answer(&sheet, || listed)?;
        Ok(Verdict::Done)
    }

    fn names(&self) -> Outcome {
        let kind = |kind| match kind {
            WordKind::Function => "function",
            WordKind::Predicate => "predicate",
            WordKind::List => "list",
            WordKind::Table => "table",
        };
        let names: Vec<Name> = vocabulary()
            .into_iter()
            .map(|word| Name { kind: kind(word.kind), usage: word.usage, meaning: word.meaning })
            .collect();
        let mut sheet = Sheet::new(["kind", "write", "meaning"]);
        names.iter().for_each(|name| sheet.push([name.kind, &name.usage, &name.meaning].map(Cell::text)));
        self.output.answer(&sheet, || &names)?;
        Ok(Verdict::Done)
    }
}
