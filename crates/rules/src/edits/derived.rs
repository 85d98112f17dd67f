//! The derived variables that edits use: computed once for all records, whichever edits ask for them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::evaluate::Source;
use super::node::{Node, Plan};
use crate::{Algorithm, Context, Records, Values, variable};

/// The variables that a plan uses, by name; those whose inputs the records lack are missing.
#[derive(Debug, Default)]
pub(crate) struct Derived {
    values: BTreeMap<String, Values>,
}

impl Derived {
    pub(crate) fn new(plan: &Plan, records: &Records<'_>, context: &Context) -> Self {
        let mut derived = Self::default();
        for node in plan.nodes() {
            if let Node::CodeVariable(name) | Node::NumberVariable(name) = node {
                derived.add(name, records, context, 0);
            }
        }
        derived
    }

    /// Derives a variable, after those that it is derived from.
    fn add(&mut self, name: &str, records: &Records<'_>, context: &Context, depth: usize) {
        let Some((algorithm, ..)) = variable(name).filter(|_| depth < 8 && !self.values.contains_key(name)) else {
            return;
        };
        let inputs = variables_among_inputs(algorithm, records);
        inputs.iter().for_each(|input| self.add(input, records, context, depth + 1));
        let found = if inputs.is_empty() {
            algorithm.derive(records, context)
        } else {
            algorithm.derive(&self.inputs_of(algorithm, records), context)
        };
        let version = name.split_once('@').map_or("", |(_, version)| version);
        for (output, values) in algorithm.outputs.iter().zip(found.into_iter().flatten()) {
            let asked = if version.is_empty() { output.name.to_owned() } else { format!("{}@{version}", output.name) };
            self.values.insert(asked, values);
        }
    }

    /// What an algorithm reads: items of the records, and variables derived before.
    fn inputs_of<'r>(&'r self, algorithm: &Algorithm, records: &'r Records<'_>) -> Records<'r> {
        let mut inputs = Records::new(records.rows()).with_patients(records.patients().map(|patient| patient.end));
        for item in algorithm.inputs.iter().flat_map(|input| input.items) {
            if records.has(item) {
                inputs.insert(item, records.column(item).values().to_vec());
            } else if let Some(Values::Codes(codes)) = self.values.get(*item) {
                inputs.insert(item, codes.iter().map(|code| code.as_deref().unwrap_or("")).collect());
            }
        }
        inputs
    }

    /// The items that a variable is derived from.
    pub(crate) fn inputs(name: &str) -> Vec<String> {
        let mut items = Vec::new();
        let mut names = vec![name.to_owned()];
        let mut at = 0;
        while let Some((algorithm, ..)) = names.get(at).and_then(|name| variable(name)) {
            for item in algorithm.inputs.iter().flat_map(|input| input.items).map(|item| (*item).to_owned()) {
                let list = if variable(&item).is_some() { &mut names } else { &mut items };
                if !list.contains(&item) {
                    list.push(item);
                }
            }
            at += 1;
        }
        items
    }

    /// Some of the rows.
    pub(crate) fn block<'r>(&'r self, records: &'r Records<'r>, rows: Range<usize>) -> Block<'r> {
        Block { records, derived: self, rows }
    }
}

/// The derived variables that an algorithm reads where the records have no item in their place.
fn variables_among_inputs(algorithm: &Algorithm, records: &Records<'_>) -> Vec<&'static str> {
    let inputs = algorithm.inputs.iter().filter(|input| !input.items.iter().any(|item| records.has(item)));
    inputs.flat_map(|input| input.items).copied().filter(|item| variable(item).is_some()).collect()
}

/// Some of the records' rows.
#[derive(Debug)]
pub(crate) struct Block<'r> {
    records: &'r Records<'r>,
    derived: &'r Derived,
    rows: Range<usize>,
}

impl<'r> Source<'r> for Block<'r> {
    fn item(&self, id: &str) -> Option<&'r [&'r str]> {
        if !self.records.has(id) {
            return None;
        }
        let values: &'r [&'r str] = self.records.column(id).values();
        values.get(self.rows.clone())
    }

    fn code_variable(&self, name: &str) -> Option<Vec<&'r str>> {
        let derived: &'r Derived = self.derived;
        match derived.values.get(name)? {
            Values::Codes(codes) => {
                Some(codes.get(self.rows.clone())?.iter().map(|code| code.as_deref().unwrap_or("")).collect())
            }
            Values::Numbers(_) => None,
        }
    }

    fn number_variable(&self, name: &str) -> Option<Vec<Option<i32>>> {
        match self.derived.values.get(name)? {
            Values::Numbers(numbers) => numbers.get(self.rows.clone()).map(<[_]>::to_vec),
            Values::Codes(_) => None,
        }
    }
}
