//! Columns that a request names and its source does not have, but that the rules derive from those it has.

use std::collections::BTreeMap;

use polars::prelude::DataFrame;
use rules::{Algorithm, Context, Day, PATIENT_ID, variable};

use super::patients::{Text, answers, each_alone, in_order};
use super::plan::{Plan, SourceColumns};
use super::provenance::Derivation;
use crate::error::{Error, Result};
use crate::question::unsupported;
use crate::source::{Listing, Source, Wanted};
use crate::texts::Texts;
use crate::values::Values;

/// What a snapshot's table calls the patient's number.
const PATIENT_KEY: &str = "patient_key";

/// The columns to derive, and what of.
pub(crate) struct Deriving {
    plan: Plan,
    /// The standard's name and the source's of each column read.
    inputs: Vec<(&'static str, String)>,
    derivation: Option<(Context, Derivation)>,
}

impl Deriving {
    /// What is to be derived of a source with these columns; `today` is the day that counts as today.
    pub(crate) fn of(wanted: &[Wanted<'_>], source: &Source, columns: &[String], today: Option<i32>) -> Result<Self> {
        let place = source.place();
        let renames = match source {
            Source::Cases(file) => file.renames.clone(),
            Source::Snapshot(_) => BTreeMap::from([(PATIENT_ID.to_owned(), PATIENT_KEY.to_owned())]),
            Source::Cells(_) => BTreeMap::new(),
        };
        let source = SourceColumns { place: &place, found: columns, renames: &renames };
        let mut names: Vec<String> = Vec::new();
        for Wanted { column, .. } in wanted {
            let absent = !columns.iter().any(|found| found == column) && !names.iter().any(|name| name == column);
            if absent && !column.contains('@') && variable(column).is_some() {
                names.push((*column).to_owned());
            }
        }
        let plan = Plan::new(&names, &source)?;
        let inputs = plan.inputs(&source, |_| true);
        let derivation = match (names.first(), today) {
            (None, _) => None,
            (Some(_), Some(today)) => {
                let today = Day(today);
                let context = Context { today, cutoff_year: today.year() - 1 };
                let by_patient = inputs.iter().any(|(item, _)| *item == PATIENT_ID);
                Some((context, Derivation::new(&plan, &source, &context, by_patient)))
            }
            (Some(name), None) => {
                return unsupported("today", "", &format!("{name} is derived; say which day counts as today"));
            }
        };
        let inputs = inputs.into_iter().map(|(item, theirs)| (item, theirs.to_owned())).collect();
        Ok(Self { plan, inputs, derivation })
    }

    /// What is to be loaded: what is wanted and there, and what the rest is derived of.
    pub(crate) fn wanted<'w>(&'w self, wanted: &[Wanted<'w>]) -> Vec<Wanted<'w>> {
        let derived = |column: &str| self.plan.columns.iter().any(|derived| derived.name == column);
        let mut load: Vec<Wanted<'w>> = wanted.iter().copied().filter(|wanted| !derived(wanted.column)).collect();
        let read = self.inputs.iter();
        load.extend(read.map(|(_, column)| Wanted { column, purpose: "which a derived variable reads" }));
        load
    }

    /// Adds the columns to what was loaded, and says how they were come by; `None` where there are none.
    pub(crate) fn add_to(self, listing: &mut Listing) -> Result<Option<Derivation>> {
        let Some((context, derivation)) = self.derivation else { return Ok(None) };
        let Listing { place, frame, .. } = listing;
        let texts = read(place, frame, &self.inputs)?;
        let texts: Vec<Vec<&str>> = texts.iter().map(Texts::as_strs).collect();
        let items: Vec<&str> = self.inputs.iter().map(|(item, _)| *item).collect();
        let patient = items.iter().position(|item| *item == PATIENT_ID).and_then(|at| texts.get(at));
        let (order, ends) = match patient {
            Some(ids) => in_order(ids.len(), |row| ids.text(row)),
            None => each_alone(frame.height()),
        };
        let all = |_: &Algorithm| true;
        let answers = answers(&self.plan, &context, &items, &texts, (&order, &ends), all)?;
        for column in &self.plan.columns {
            let answer = answers.get(column.algorithm).and_then(|outputs| outputs.get(column.at));
            if let Some(answer) = answer {
                let column = super::sink::column(&column.name, &answer.values(0..order.len()));
                frame.with_column(column).map_err(|_| uneven(place))?;
            }
        }
        Ok(Some(derivation))
    }
}

/// The texts of the inputs.
fn read<'f>(place: &'f str, frame: &'f DataFrame, inputs: &'f [(&'static str, String)]) -> Result<Vec<Texts<'f>>> {
    let text = |(item, name): &'f (&'static str, String)| {
        let column = frame.column(name).map_err(|_| uneven(place))?;
        Texts::of(&Values { place, name, column, rows: &[] }, item)
    };
    inputs.iter().map(text).collect()
}

fn uneven(place: &str) -> Error {
    let problem = "its columns differ in length".to_owned();
    Error::Unreadable { path: place.into(), format: "a table", problem }
}
