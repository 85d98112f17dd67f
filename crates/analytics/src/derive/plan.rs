//! Which algorithms run over a source, and which of their outputs become columns.

use std::collections::BTreeMap;

use rules::{Algorithm, Context, Input, Output, Records, Values, algorithms, variable};
use serde::Serialize;

use crate::error::{Error, Result};
use crate::nearest::nearest;
use crate::question::unsupported;

/// Says all variables that the source has the inputs of.
const ALL: &str = "all";

/// The columns of a source, under the names of the standard.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SourceColumns<'a> {
    /// What errors call the source.
    pub(crate) place: &'a str,
    /// The source's own names.
    pub(crate) found: &'a [String],
    /// From the standard's name to the source's own.
    pub(crate) renames: &'a BTreeMap<String, String>,
}

/// The algorithms to run, and the columns they give.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// The algorithms, each once.
    pub(crate) algorithms: Vec<&'static Algorithm>,
    /// The columns, in the order asked for.
    pub(crate) columns: Vec<DerivedColumn>,
    /// What `all` left out.
    pub(crate) left_out: Vec<LeftOut>,
}

/// A column to derive.
#[derive(Debug, Clone)]
pub(crate) struct DerivedColumn {
    /// Its name in what is written.
    pub(crate) name: String,
    /// The place of its algorithm among the plan's.
    pub(crate) algorithm: usize,
    /// Its place among the algorithm's outputs.
    pub(crate) at: usize,
    pub(crate) output: &'static Output,
}

/// A variable that was not derived though all were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The variable.
    pub variable: &'static str,
    /// Why not.
    pub reason: String,
}

impl<'a> SourceColumns<'a> {
    /// What the source calls the column of this name, where it has one.
    pub(crate) fn theirs(&self, name: &str) -> Option<&'a str> {
        let theirs = self.renames.get(name).map_or(name, String::as_str);
        self.found.iter().find(|column| *column == theirs).map(String::as_str)
    }

    /// The column that an input is read from: the standard's name and the source's.
    pub(crate) fn read(&self, input: &Input) -> Option<(&'static str, &'a str)> {
        input.items.iter().find_map(|item| Some((*item, self.theirs(item)?)))
    }

    /// The first input that the algorithm cannot do without and that is not there.
    pub(crate) fn lacks(&self, algorithm: &'static Algorithm) -> Option<&'static Input> {
        algorithm.inputs.iter().find(|input| input.required && self.read(input).is_none())
    }

    /// The error for an input that is not there: an existing column that is called nearly so is proposed.
    fn missing(&self, algorithm: &'static Algorithm, name: &str, input: &'static Input) -> Error {
        let found = || self.found.iter().map(String::as_str);
        let near = input.items.iter().find_map(|item| Some((*item, nearest(item, found())?)));
        Error::MissingInput {
            place: self.place.to_owned(),
            variable: name.to_owned(),
            algorithm: algorithm.id.to_string().into(),
            columns: input.items,
            near: near.map(|(item, theirs)| (item, theirs.into())),
        }
    }

    /// Whether the renames are of columns that some variable reads, to columns that the source has.
    pub(crate) fn check_renames(&self) -> Result<()> {
        for (name, theirs) in self.renames {
            let rename = format!("{name}={theirs}");
            if !self.found.contains(theirs) {
                let near = nearest(theirs, self.found.iter().map(String::as_str));
                let problem = format!("{} has no column {theirs}{}", self.place, or_nearest(near));
                return unsupported("column", &rename, &problem);
            }
            if !is_read(name) {
                let near = nearest(name, read());
                let problem = format!("no variable reads a column {name}{}", or_nearest(near));
                return unsupported("column", &rename, &problem);
            }
        }
        Ok(())
    }
}

/// The names of all columns that variables are derived from.
fn read() -> impl Iterator<Item = &'static str> {
    algorithms().iter().flat_map(|algorithm| algorithm.inputs).flat_map(|input| input.items).copied()
}

/// Whether some variable is derived from a column of this name.
pub(crate) fn is_read(name: &str) -> bool {
    read().any(|item| item == name)
}

fn or_nearest(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean {near}?"))
}

impl Plan {
    /// What is to be done for variables named `name`, `name@version` or `all`.
    pub(crate) fn new(variables: &[String], source: &SourceColumns<'_>) -> Result<Self> {
        let mut plan = Self::default();
        let versions = |name: &str| variables.iter().filter(|asked| bare(asked) == name).count();
        for asked in variables {
            if asked == ALL {
                plan.add_all(variables, source);
                continue;
            }
            let (algorithm, at, output) = variable(asked).ok_or_else(|| unknown(asked))?;
            if let Some(input) = source.lacks(algorithm) {
                return Err(source.missing(algorithm, asked, input));
            }
            // Two versions of one variable keep the versions in their names.
            let name = if versions(output.name) > 1 { asked } else { output.name };
            if plan.columns.iter().any(|column| column.name == name) {
                return unsupported("variables", asked, "named twice");
            }
            if source.found.iter().any(|column| column == name) {
                let problem =
                    format!("{} has a column of this name, and columns are kept; rename that one", source.place);
                return unsupported("variables", asked, &problem);
            }
            plan.add(name.to_owned(), algorithm, at, output);
        }
        Ok(plan)
    }

    /// Adds the newest version of each variable that the source has the inputs of, and that is not asked for by name.
    fn add_all(&mut self, variables: &[String], source: &SourceColumns<'_>) {
        for algorithm in algorithms() {
            for (at, output) in algorithm.outputs.iter().enumerate() {
                let newest = variable(output.name).is_some_and(|(newest, ..)| newest.id == algorithm.id);
                if !newest || variables.iter().any(|asked| bare(asked) == output.name) {
                    continue;
                }
                let reason = if source.found.iter().any(|column| column == output.name) {
                    Some("there is a column of this name".to_owned())
                } else {
                    source.lacks(algorithm).map(|input| format!("no column {}", input.items.join(" or ")))
                };
                match reason {
                    Some(reason) => self.left_out.push(LeftOut { variable: output.name, reason }),
                    None => self.add(output.name.to_owned(), algorithm, at, output),
                }
            }
        }
    }

    fn add(&mut self, name: String, algorithm: &'static Algorithm, at: usize, output: &'static Output) {
        let known = self.algorithms.iter().position(|known| known.id == algorithm.id);
        let place = known.unwrap_or_else(|| {
            self.algorithms.push(algorithm);
            self.algorithms.len() - 1
        });
        self.columns.push(DerivedColumn { name, algorithm: place, at, output });
    }

    /// What some of the algorithms read of a source: the standard's name and the source's, each once.
    pub(crate) fn inputs<'a>(
        &self,
        source: &SourceColumns<'a>,
        of: impl Fn(&Algorithm) -> bool,
    ) -> Vec<(&'static str, &'a str)> {
        let algorithms = self.algorithms.iter().filter(|algorithm| of(algorithm));
        let mut inputs: Vec<_> =
            algorithms.flat_map(|algorithm| algorithm.inputs).filter_map(|input| source.read(input)).collect();
        inputs.sort_unstable();
        inputs.dedup();
        inputs
    }

    /// Runs some of the algorithms; nothing stands for the others' answers.
    pub(crate) fn run(
        &self,
        records: &Records<'_>,
        context: &Context,
        of: impl Fn(&Algorithm) -> bool,
    ) -> Result<Vec<Vec<Values>>> {
        let run = |algorithm: &&'static Algorithm| match of(algorithm) {
            // The plan has seen to it that the inputs are there.
            true => algorithm.derive(records, context).map_err(|missing| Error::MissingInput {
                place: "records".to_owned(),
                variable: algorithm.title.to_owned(),
                algorithm: missing.algorithm.to_string().into(),
                columns: missing.items,
                near: None,
            }),
            false => Ok(Vec::new()),
        };
        self.algorithms.iter().map(run).collect()
    }
}

/// The name without its version.
fn bare(asked: &str) -> &str {
    asked.split_once('@').map_or(asked, |(name, _)| name)
}

fn unknown(asked: &str) -> Error {
    let name = bare(asked);
    let versions =
        || algorithms().iter().filter(|algorithm| algorithm.outputs.iter().any(|output| output.name == name));
    let near = match versions().next() {
        Some(_) => {
            let versions: Vec<String> =
                versions().map(|algorithm| format!("{name}@{}", algorithm.id.version)).collect();
            Some(versions.join(", "))
        }
        None => {
            let names = algorithms().iter().flat_map(|algorithm| algorithm.outputs).map(|output| output.name);
            nearest(name, names).map(|near| format!("{near}?"))
        }
    };
    Error::UnknownVariable { variable: asked.to_owned(), near }
}
