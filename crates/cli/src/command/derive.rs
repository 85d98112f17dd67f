//! `caselake derive`.

use std::io::{self, BufWriter, ErrorKind};
use std::path::{Path, PathBuf};

use analytics::{DeriveRequest, DeriveTo, Derived, Error, Variable, derive};
use clap::Args;
use serde::Serialize;

use crate::command::survival::{parse_day, today};
use crate::failure::{Failure, Outcome, Verdict, note};
use crate::output::{Output, write_file};
use crate::progress::Progress;
use crate::sheet::{Cell, Sheet};

/// Add derived variables to a CSV or Parquet file whose columns are called by NAACCR XML ids.
///
/// The columns of IN are kept as they are; those of --variables come behind them, codes as text and numbers as whole
/// numbers. Where a variable looks at all tumors of a patient, rows with the same patientIdNumber are a patient's, wherever they
/// stand. How each column was come by is in the metadata of a Parquet file, and in OUT.provenance.json beside CSV.
#[derive(Debug, Args)]
pub(crate) struct Derive {
    /// The file to read, CSV or Parquet: a row a tumor
    #[arg(value_name = "IN", required_unless_present = "list")]
    from: Option<PathBuf>,
    /// The file to write, .csv, .tsv or .parquet; - is CSV on standard output
    #[arg(value_name = "OUT", required_unless_present = "list")]
    to: Option<PathBuf>,
    /// What to derive: names as --list has them, name@version for another version, or all that IN has the inputs of
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', required_unless_present = "list")]
    variables: Vec<String>,
    /// Name all variables, with their inputs, versions and sources
    #[arg(long, conflicts_with_all = ["from", "to", "variables", "columns", "today", "cutoff_year", "provenance"])]
    list: bool,
    /// What IN calls a column
    #[arg(long = "column", value_name = "NAME=THEIRS")]
    columns: Vec<String>,
    /// The day that counts as today; dates after it lie in the future
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    today: Option<i32>,
    /// The last year of the study, until whose end people are followed; without it, the year before today's
    #[arg(long, value_name = "YEAR")]
    cutoff_year: Option<i32>,
    /// Write how the columns were come by to this file, JSON
    #[arg(long, value_name = "FILE.json", help_heading = "Answer")]
    provenance: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

impl Derive {
    pub(crate) fn run(self) -> Outcome {
        let (Some(from), Some(to)) = (&self.from, &self.to) else { return self.name_all() };
        let taken =
            [&self.provenance, &self.output.out].into_iter().flatten().find(|path| *path == from || *path == to);
        if let Some(path) = taken {
            return Err(Failure::new(format_args!(
                "{}: is the file to read or to write; name another",
                path.display()
            )));
        }
        let request = DeriveRequest {
            input: from.clone(),
            renames: std::collections::BTreeMap::new(),
            variables: self.variables.clone(),
            today: self.today.unwrap_or_else(today),
            cutoff_year: self.cutoff_year,
        };
        let request = request.rename(self.columns.iter().map(String::as_str))?;
        let streams = to.as_os_str() == "-";
        let progress = Progress::over_file(from, "deriving from", self.output.quiet || streams);
        let see = |bytes| progress.advance(bytes);
        let derived = if streams {
            let mut out = BufWriter::new(io::stdout().lock());
            derive(&request, DeriveTo::Stream(&mut out), Some(&see)).map_err(closed_or)?
        } else {
            derive(&request, DeriveTo::File(to), Some(&see))?
        };
        drop(progress);
        if let Some(path) = self.provenance.clone().or_else(|| beside(to)) {
            write_file(&path, derived.provenance.to_json()?.as_bytes())?;
        }
        if !self.output.quiet {
            derived.notes.iter().for_each(|said| note(said));
        }
        // What is streamed is the answer on standard output.
        if !streams || self.output.out.is_some() {
            let written = Written { written: to.display().to_string(), derived: &derived };
            self.output.answer(&sheet(to, &derived), || &written)?;
        }
        Ok(Verdict::Done)
    }

    /// The answer of `--list`.
    fn name_all(&self) -> Outcome {
        let variables = Variable::all();
        let mut sheet = Sheet::new(["name", "label", "algorithm", "version", "newest", "inputs", "tables", "source"]);
        for variable in &variables {
            let inputs = variable.inputs.iter().map(|input| {
                let columns = input.columns.join(" or ");
                if input.required { columns } else { format!("[{columns}]") }
            });
            let tables = variable.tables.iter().map(|table| format!("{} {}", table.name, &table.sha256[..12]));
            sheet.push([
                Cell::text(variable.name),
                Cell::text(variable.label),
                Cell::text(variable.algorithm),
                Cell::text(variable.version),
                Cell::text(if variable.is_newest() { "yes" } else { "no" }),
                Cell::text(inputs.collect::<Vec<_>>().join(", ")),
                Cell::text(tables.collect::<Vec<_>>().join(", ")),
                Cell::text(variable.source),
            ]);
        }
        sheet.footnote(
            "inputs in brackets may be missing; hashes of tables are shortened, --format json has them whole",
        );
        self.output.answer(&sheet, || &variables)?;
        Ok(Verdict::Done)
    }
}

/// The answer in JSON.
#[derive(Serialize)]
struct Written<'a> {
    written: String,
    #[serde(flatten)]
    derived: &'a Derived,
}

fn sheet(to: &Path, derived: &Derived) -> Sheet {
    let mut sheet = Sheet::new(["variable", "label", "algorithm", "version", "rows_with_value"]);
    for (variable, values) in derived.provenance.variables.iter().zip(&derived.values) {
        sheet.push([
            Cell::text(&variable.column),
            Cell::text(variable.label),
            Cell::text(variable.algorithm),
            Cell::text(variable.version),
            Cell::count(*values),
        ]);
    }
    sheet.footnote(format!("{} rows written to {}", derived.rows, to.display()));
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for left_out in &derived.left_out {
        match reasons.iter_mut().find(|(reason, _)| *reason == left_out.reason) {
            Some((_, variables)) => variables.push(left_out.variable),
            None => reasons.push((&left_out.reason, vec![left_out.variable])),
        }
    }
    for (reason, variables) in reasons {
        sheet.footnote(format!("left out, {reason}: {}", variables.join(", ")));
    }
    sheet
}

/// The file beside CSV that says how its columns were come by; Parquet says so itself.
fn beside(to: &Path) -> Option<PathBuf> {
    let ending = to.extension()?.to_str()?.to_ascii_lowercase();
    matches!(ending.as_str(), "csv" | "tsv").then(|| to.with_added_extension("provenance.json"))
}

/// A reader of standard output that left is no error.
fn closed_or(error: Error) -> Failure {
    match error {
        Error::Io { source, .. } if source.kind() == ErrorKind::BrokenPipe => Failure::ClosedPipe,
        error => error.into(),
    }
}
