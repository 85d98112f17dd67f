//! `caselake edits explain`.

use std::collections::BTreeMap;

use clap::Args;
use rules::{Edit, Example};
use serde::Serialize;

use super::list::Listed;
use crate::command::judging::Judging;
use crate::failure::{Failure, Outcome, Verdict};
use crate::output::Output;
use crate::sheet::{Cell, Sheet};

/// What `edits explain` is asked.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The edits
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    judging: Judging,
    #[command(flatten)]
    output: Output,
}

#[derive(Serialize)]
struct Explained<'e> {
    #[serde(flatten)]
    listed: Listed<'e>,
    fails_when: &'e str,
    message: &'e str,
    cure: &'e str,
    #[serde(rename = "override")]
    exemption: Option<&'e str>,
    pass: Vec<Records<'e>>,
    fail: Vec<Records<'e>>,
}

/// The records of an example; an item that is null is one that the file does not have.
type Records<'e> = Vec<BTreeMap<&'e str, Option<&'e str>>>;

fn records(example: &Example) -> Records<'_> {
    example
        .records
        .iter()
        .map(|record| record.iter().map(|(item, value)| (item.as_str(), value.as_deref())).collect())
        .collect()
}

impl Explain {
    pub(super) fn run(self) -> Outcome {
        let set = self.judging.edits()?;
        let mut explained = Vec::new();
        let mut sheet = Sheet::new(["", ""]);
        for id in &self.ids {
            let edit = set
                .edit(id)
                .or_else(|| set.edits().iter().map(|edit| &**edit).find(|edit| edit.id.eq_ignore_ascii_case(id)));
            let edit =
                edit.ok_or_else(|| Failure::new(format_args!("no edit {id}; `caselake edits list` names all")))?;
            describe(&mut sheet, edit);
            explained.push(Explained {
                listed: Listed::of(edit),
                fails_when: &edit.fails_when,
                message: &edit.message,
                cure: &edit.cure,
                exemption: edit.exemption.as_ref().map(|exemption| exemption.item.as_str()),
                pass: edit.pass.iter().map(records).collect(),
                fail: edit.fail.iter().map(records).collect(),
            });
        }
        self.output.answer(&sheet, || &explained)?;
        Ok(Verdict::Done)
    }
}

fn describe(sheet: &mut Sheet, edit: &Edit) {
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            sheet.push([Cell::text(name), Cell::text(value)]);
        }
    };
    line(&edit.id, &edit.name);
    line("severity", if edit.is_fatal { "error, and the record is rejected" } else { edit.severity.name() });
    line("fails when", &edit.fails_when.split_whitespace().collect::<Vec<_>>().join(" "));
    line("what is wrong", &edit.message);
    line("what to do", &edit.cure);
    line("items", &edit.items.join(", "));
    if let Some(exemption) = &edit.exemption {
        line("override", &format!("{} = {}", exemption.item, exemption.codes.join(" or ")));
    }
    line("years", &edit.years.to_string());
    line("versions", &edit.versions.to_string());
    line("sets", &edit.setters.iter().map(|setter| setter.name()).collect::<Vec<_>>().join(", "));
    line("standard", &edit.source);
    line("set", &format!("{} {}", edit.set.id, edit.set.version));
    for (name, examples) in [("passes", &edit.pass), ("fails", &edit.fail)] {
        examples.iter().for_each(|example| line(name, &written(example)));
    }
}

/// An example as its file has it.
fn written(example: &Example) -> String {
    let record = |record: &Vec<(String, Option<String>)>| {
        let items: Vec<String> = record
            .iter()
            .map(|(item, value)| match value {
                Some(value) => format!("{item} = \"{value}\""),
                None => format!("{item} = false"),
            })
            .collect();
        format!("{{ {} }}", items.join(", "))
    };
    example.records.iter().map(record).collect::<Vec<_>>().join(" and ")
}
