//! Sets of edits: read, put together, narrowed down, run.

use std::collections::BTreeSet;
use std::sync::Arc;

use naaccr::Version;

use super::derived::Derived;
use super::edit::{Edit, SetInfo, Setter};
use super::error::EditFileError;
use super::evaluate::Evaluator;
use super::file;
use super::node::{Node, NodeId, Plan};
use super::shipped::SHIPPED;
use crate::{Context, Records};

/// Edits, ready to run together.
#[derive(Debug, Clone, Default)]
pub struct EditSet {
    edits: Vec<Arc<Edit>>,
    /// The nodes of all edits, equal ones once.
    plan: Plan,
    /// What each edit asks of the plan.
    programs: Vec<MergedProgram>,
}

#[derive(Debug, Clone)]
struct MergedProgram {
    targets: Vec<NodeId>,
    exempt: Option<NodeId>,
}

/// A record that fails an edit.
#[derive(Debug, Clone, Copy)]
pub struct Failure<'s> {
    /// The edit.
    pub edit: &'s Edit,
    /// The item that the finding names.
    pub item: &'s str,
    /// The record's row.
    pub row: usize,
    /// Whether the record's override item says that it was looked at and is right.
    pub is_overridden: bool,
}

/// Which edits of a set are wanted; all where nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct EditSelection<'a> {
    /// Those of this standard setter.
    pub setter: Option<Setter>,
    /// Those for this version of the standard.
    pub version: Option<Version>,
    /// Those for this year of diagnosis.
    pub year: Option<i32>,
    /// Those with these ids; empty: any.
    pub ids: &'a [&'a str],
}

/// Rows that are judged together: enough for what is done once a block to be cheap, few enough for it to stay in the cache.
const BLOCK: usize = 8192;

impl EditSet {
    /// Reads a file of edits. Its name is for messages.
    ///
    /// # Errors
    /// All that is wrong with the file, each with its line and column.
    pub fn parse(name: &str, text: &str) -> Result<Self, EditFileError> {
        file::parse(name, text).map(|edits| Self::of(edits.into_iter().map(Arc::new).collect()))
    }

    /// The edits that Caselake ships.
    ///
    /// # Errors
    /// None that a user can meet: a test reads every shipped file.
    pub fn shipped() -> Result<Self, EditFileError> {
        let mut edits = Vec::new();
        for (name, text) in SHIPPED {
            edits.extend(file::parse(name, text)?.into_iter().map(Arc::new));
        }
        Ok(Self::of(edits))
    }

    fn of(edits: Vec<Arc<Edit>>) -> Self {
        let mut plan = Plan::default();
        let programs = edits
            .iter()
            .map(|edit| {
                let places = plan.absorb(&edit.program.plan);
                let place = |id: NodeId| places.get(id.index()).copied().unwrap_or(id);
                let targets = edit.program.targets.iter().map(|(_, fails)| place(*fails)).collect();
                MergedProgram { targets, exempt: edit.program.exempt.map(place) }
            })
            .collect();
        Self { edits, plan, programs }
    }

    /// These edits and others; one of the others takes the place of one with its id.
    #[must_use]
    pub fn with(&self, others: &Self) -> Self {
        let mut edits = self.edits.clone();
        for other in &others.edits {
            match edits.iter_mut().find(|edit| edit.id == other.id) {
                Some(edit) => *edit = Arc::clone(other),
                None => edits.push(Arc::clone(other)),
            }
        }
        Self::of(edits)
    }

    /// The edits that are wanted.
    #[must_use]
    pub fn select(&self, wanted: &EditSelection<'_>) -> Self {
        let is_wanted = |edit: &&Arc<Edit>| {
            wanted.setter.is_none_or(|setter| edit.setters.contains(&setter))
                && wanted.version.is_none_or(|version| edit.versions.contains_version(version))
                && wanted.year.is_none_or(|year| edit.years.contains(year))
                && (wanted.ids.is_empty() || wanted.ids.contains(&&*edit.id))
        };
        Self::of(self.edits.iter().filter(is_wanted).cloned().collect())
    }

    /// The edits, in the order of their files.
    #[must_use]
    pub fn edits(&self) -> &[Arc<Edit>] {
        &self.edits
    }

    /// The edit of this id.
    #[must_use]
    pub fn edit(&self, id: &str) -> Option<&Edit> {
        self.edits.iter().find(|edit| edit.id == id).map(|edit| &**edit)
    }

    /// The files that the edits come from, each once.
    #[must_use]
    pub fn sources(&self) -> Vec<&SetInfo> {
        let mut infos: Vec<&SetInfo> = Vec::new();
        for edit in &self.edits {
            if !infos.contains(&&*edit.set) {
                infos.push(&edit.set);
            }
        }
        infos
    }

    /// The items that the edits read, in order of their ids. Give [`EditSet::run`] a column for each that the file can have, be it
    /// blank in every record: of an item without a column the edits know nothing.
    #[must_use]
    pub fn needed_items(&self) -> Vec<String> {
        let mut items = BTreeSet::new();
        for node in self.plan.nodes() {
            match node {
                Node::Item(id) => drop(items.insert(id.to_string())),
                Node::CodeVariable(name) | Node::NumberVariable(name) => items.extend(Derived::inputs(name)),
                _ => {}
            }
        }
        items.into_iter().collect()
    }

    /// Whether some edit looks at all tumors of a patient, which must then stand together in the records.
    #[must_use]
    pub fn looks_at_patients(&self) -> bool {
        self.plan.nodes().iter().any(Node::looks_at_patients)
    }

    /// The records that fail, by row, and within a row in the order of the edits and of their items.
    #[must_use]
    pub fn run(&self, records: &Records<'_>, context: &Context) -> Vec<Failure<'_>> {
        let derived = Derived::new(&self.plan, records, context);
        let patients: Vec<_> = records.patients().collect();
        let mut failures = Vec::new();
        let mut rest = patients.as_slice();
        while let Some(first) = rest.first().map(|patient| patient.start) {
            // As many patients as fit, and at least one.
            let count = rest.iter().take_while(|patient| patient.end <= first + BLOCK).count().max(1);
            let (here, behind) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = behind;
            let end = here.last().map_or(first, |patient| patient.end);
            let local: Vec<_> = here.iter().map(|patient| patient.start - first..patient.end - first).collect();
            let block = derived.block(records, first..end);
            let start = failures.len();
            let mut evaluator = Evaluator::new(&self.plan, &block, context, end - first, &local);
            for (edit, program) in self.edits.iter().zip(&self.programs) {
                for ((item, _), fails) in edit.program.targets.iter().zip(&program.targets) {
                    let fails = evaluator.mask(*fails);
                    if fails.has_none() {
                        continue;
                    }
                    let exempt = program.exempt.map(|exempt| evaluator.mask(exempt));
                    failures.extend(fails.set_rows().map(|row| Failure {
                        edit,
                        item: edit.named_item(item),
                        row: first + row,
                        is_overridden: exempt.as_ref().is_some_and(|exempt| exempt.is_set(row)),
                    }));
                }
            }
            if let Some(found) = failures.get_mut(start..) {
                found.sort_by_key(|failure: &Failure<'_>| failure.row);
            }
        }
        failures
    }
}
