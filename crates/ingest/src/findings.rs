//! What is wrong with a file: rules of the standard that are broken, and edits that records fail.

mod edit_log;
mod finding;
mod standard_log;

use std::collections::BTreeMap;
use std::sync::Arc;

use rules::{Edit, EditSet};

pub(crate) use edit_log::{EditLog, Failed};
pub(crate) use finding::severity_of;
pub use finding::{Finding, OtherValue};
pub(crate) use standard_log::FindingLog;

/// The findings of a file, in its order, in little memory.
#[derive(Debug, Default)]
pub struct Findings {
    edits: Arc<[Arc<Edit>]>,
    parts: Vec<Part>,
}

/// The findings of some consecutive patients.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(crate) standard: FindingLog,
    pub(crate) edits: EditLog,
}

impl Findings {
    /// Findings of which those of edits are from this set.
    pub(crate) fn of(edits: Option<&EditSet>) -> Self {
        Self { edits: edits.map(|set| set.edits().into()).unwrap_or_default(), parts: Vec::new() }
    }

    /// Adds the findings of the patients behind those so far.
    pub(crate) fn push(&mut self, part: Part) {
        self.parts.push(part);
    }

    /// Every finding, in the order of the file: of a patient first what breaks the standard, then the edits that fail.
    pub fn iter(&self) -> impl Iterator<Item = Finding> {
        self.parts.iter().flat_map(|part| {
            let mut standard = part.standard.iter().peekable();
            let mut edits = part.edits.iter(&self.edits).peekable();
            std::iter::from_fn(move || {
                let behind = match (standard.peek(), edits.peek()) {
                    (Some(standard), Some(edit)) => edit.patient < standard.patient,
                    (standard, _) => standard.is_none(),
                };
                if behind { edits.next() } else { standard.next().map(|finding| Finding::standard(&finding)) }
            })
        })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(|part| part.standard.len() + part.edits.len()).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// By edit: how many records failed it and were exempt by their override item.
    #[must_use]
    pub fn overridden(&self) -> BTreeMap<&str, u64> {
        let mut overridden: BTreeMap<&str, u64> = BTreeMap::new();
        for (edit, count) in self.parts.iter().flat_map(|part| part.edits.overridden()) {
            if let Some(edit) = self.edits.get(usize::from(*edit)) {
                *overridden.entry(&edit.id).or_default() += count;
            }
        }
        overridden
    }
}
