//! `caselake rollup show`.

use std::path::PathBuf;

use analytics::rollup::Rollup;
use clap::Args;
use serde_json::{Map, Value, json};

use super::Held;
use crate::failure::{Outcome, Verdict};
use crate::output::Output;
use crate::sheet::{Cell, Sheet};

/// What a file of cells holds: a row a stratum with its people and deaths. JSON adds the key and the exclusions.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// A file of cells
    #[arg(value_name = "CELLS")]
    file: PathBuf,
    #[command(flatten)]
    output: Output,
}

impl Show {
    pub(crate) fn run(self) -> Outcome {
        let cells = Rollup::read(&self.file)?;
        let held = Held::of(&self.file, &cells);
        let mut whole = serde_json::to_value(&held)?;
        if let Value::Object(whole) = &mut whole {
            whole.insert("strata".to_owned(), strata(&cells));
        }
        self.output.answer(&sheet(&cells, &held), || whole)?;
        Ok(Verdict::Done)
    }
}

fn strata(cells: &Rollup) -> Value {
    let columns = cells.columns();
    let object = |stratum: analytics::rollup::StratumCounts| {
        let mut object: Map<String, Value> =
            columns.iter().cloned().zip(stratum.values.into_iter().map(Value::from)).collect();
        object.insert("people".to_owned(), json!(stratum.people));
        object.insert("deaths".to_owned(), json!(stratum.deaths));
        if let Some(of_cancer) = stratum.of_cancer {
            object.insert("deaths_of_cancer".to_owned(), json!(of_cancer));
        }
        Value::Object(object)
    };
    cells.strata().map(object).collect()
}

fn sheet(cells: &Rollup, held: &Held<'_>) -> Sheet {
    let of_cancer = cells.key().causes.then_some("deaths of cancer");
    let figures = ["people", "deaths"].into_iter().chain(of_cancer).map(str::to_owned);
    let mut sheet = Sheet::new(cells.columns().into_iter().chain(figures));
    for stratum in cells.strata() {
        let values = stratum.values.into_iter().map(Cell::optional);
        let counts = [Cell::count(stratum.people), Cell::count(stratum.deaths)];
        sheet.push(values.chain(counts).chain(stratum.of_cancer.map(Cell::count)));
    }
    held.notes().into_iter().for_each(|note| sheet.footnote(note));
    sheet
}
