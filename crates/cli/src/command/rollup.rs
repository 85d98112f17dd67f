//! `caselake rollup`.

mod export;
mod merge;
mod show;

use std::path::{Path, PathBuf};

use analytics::rollup::{Holdings, Rollup as Cells, RollupContents, RollupKey};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::failure::{Failure, Outcome};
use crate::output::{Format, Output, write_file};
use crate::sheet::{Cell, Sheet, grouped};

/// Cells: counts and sums by stratum that merge exactly.
#[derive(Debug, Subcommand)]
pub(crate) enum Rollup {
    /// Count the cases of a file into cells, from which survival is estimated as from the cases
    Export(Box<export::Export>),
    /// Merge files of cells; people must not be in two of them. In any order, the merged parts are the whole
    Merge(merge::Merge),
    /// What a file of cells holds
    Show(show::Show),
}

impl Rollup {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Export(command) => command.run(),
            Self::Merge(command) => command.run(),
            Self::Show(command) => command.run(),
        }
    }
}

/// Where cells are written, and how it is said what they hold.
#[derive(Debug, Args)]
struct Written {
    /// The file of cells, Parquet
    #[arg(long, value_name = "FILE.parquet", help_heading = "Answer")]
    out: PathBuf,
    /// Form of what is said of it on standard output
    #[arg(long, value_enum, help_heading = "Answer")]
    format: Option<Format>,
    /// Show no progress, and no answer that is not asked for with --format
    #[arg(long, short, help_heading = "Answer")]
    quiet: bool,
}

impl Written {
    /// Writes the cells and says what they hold.
    fn write(&self, cells: &Cells) -> Result<(), Failure> {
        write_file(&self.out, &cells.to_parquet()?)?;
        let output = Output { format: self.format, out: None, quiet: self.quiet };
        let held = Held::of(&self.out, cells);
        output.answer(&held.sheet(), || &held)
    }
}

/// What a file of cells holds, in JSON.
#[derive(Debug, Serialize)]
struct Held<'a> {
    file: String,
    sha256: String,
    key: &'a RollupKey,
    contents: &'a RollupContents,
    holdings: Holdings,
}

impl<'a> Held<'a> {
    fn of(path: &Path, cells: &'a Cells) -> Self {
        Self {
            file: path.display().to_string(),
            sha256: cells.digest(),
            key: cells.key(),
            contents: cells.contents(),
            holdings: cells.holdings(),
        }
    }

    /// A row a figure.
    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(["what", "count"]);
        let counts = [
            ("cases read", Some(self.contents.cases.read)),
            ("cases in cells", Some(self.contents.cases.used)),
            ("strata", Some(self.holdings.strata)),
            ("people in the smallest stratum", self.holdings.smallest),
            ("strata of a single person", Some(self.holdings.of_one)),
            ("strata withheld", Some(self.contents.withheld.strata)),
            ("people withheld", Some(self.contents.withheld.people)),
        ];
        for (what, count) in counts {
            sheet.push([Cell::text(what), Cell::optional_count(count)]);
        }
        self.notes().into_iter().for_each(|note| sheet.footnote(note));
        sheet
    }

    /// The rules, each exclusion, and what is missing.
    fn notes(&self) -> Vec<String> {
        let (key, contents) = (self.key, self.contents);
        let mut notes = vec![format!("cells of {}, sha256 {}", key.unit, self.sha256)];
        if let (Some(population), Some(table)) = (&key.population, &contents.life_table) {
            let to =
                key.closing_date.as_ref().map_or_else(String::new, |date| format!(", potential follow-up to {date}"));
            notes.push(format!(
                "{} relative to the life table {} ({}), {} days{to}",
                population.sums, table.name, table.source, key.horizon_days
            ));
        }
        notes.extend(key.cutoff.iter().map(|date| format!("follow-up after {date} not used")));
        notes.extend(contents.selected.iter().map(|condition| format!("cases where {condition}")));
        notes
            .extend(contents.cases.out.iter().map(|(reason, count)| format!("left out: {} {reason}", grouped(*count))));
        if contents.withheld.strata > 0 {
            notes.push(format!(
                "withheld: {} strata with {} people; so these cells, and whatever they are merged into, are not the whole",
                grouped(contents.withheld.strata),
                grouped(contents.withheld.people)
            ));
        }
        notes.extend(contents.notes.iter().cloned());
        notes
    }
}
