//! An edit: what it asks, how serious its failing is, and what to do about it.

use std::fmt;
use std::sync::Arc;

use naaccr::Version;

use super::node::{NodeId, Plan};

/// An edit.
#[derive(Debug, Clone)]
pub struct Edit {
    /// Its stable id.
    pub id: String,
    /// What it is about, in a few words.
    pub name: String,
    /// The condition under which a record fails, as it is written.
    pub fails_when: String,
    /// How serious that is.
    pub severity: EditSeverity,
    /// Whether a record that fails is rejected.
    pub is_fatal: bool,
    /// What is wrong, for the registrar.
    pub message: String,
    /// What to do about it.
    pub cure: String,
    /// The standard it comes from, with its year.
    pub source: String,
    /// The items that a reader looks at, most important first: those the file names, then the others of the condition.
    pub items: Vec<String>,
    /// The items that the edit is judged for, one by one; empty where it is judged once.
    pub each: Vec<String>,
    /// The item by which a record is exempt, and its codes that do so.
    pub exemption: Option<Override>,
    /// The years of diagnosis it is for.
    pub years: Period,
    /// The versions of the standard it is for, by their two first digits.
    pub versions: Period,
    /// Whose edit sets it belongs to.
    pub setters: Vec<Setter>,
    /// Examples that pass.
    pub pass: Vec<Example>,
    /// Examples that fail.
    pub fail: Vec<Example>,
    /// The file it comes from.
    pub set: Arc<SetInfo>,
    pub(crate) program: Program,
}

impl Edit {
    /// The item that a finding names: that of `each`, or the first that a reader looks at.
    pub(crate) fn named_item<'e>(&'e self, target: &'e str) -> &'e str {
        if self.each.is_empty() { self.items.first().map_or("", String::as_str) } else { target }
    }
}

/// An edit's conditions, compiled.
#[derive(Debug, Clone, Default)]
pub(crate) struct Program {
    pub(crate) plan: Plan,
    /// The item that a finding names, and the mask of the records that fail.
    pub(crate) targets: Vec<(String, NodeId)>,
    /// The mask of the records that are exempt.
    pub(crate) exempt: Option<NodeId>,
}

/// What a file of edits says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetInfo {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// An override item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Its id.
    pub item: String,
    /// The codes that exempt a record.
    pub codes: Vec<String>,
}

/// How serious it is that a record fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EditSeverity {
    /// It is wrong.
    Error,
    /// It may be right, and someone should look.
    Warning,
}

impl EditSeverity {
    /// `error` or `warning`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Error, Self::Warning].into_iter().find(|severity| severity.name() == name)
    }
}

/// Who sets standards for cancer registries of the United States.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setter {
    /// The North American Association of Central Cancer Registries.
    Naaccr,
    /// The Surveillance, Epidemiology, and End Results Program of the National Cancer Institute.
    Seer,
    /// The National Program of Cancer Registries of the Centers for Disease Control and Prevention.
    Npcr,
    /// The Commission on Cancer of the American College of Surgeons.
    Coc,
}

impl Setter {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Naaccr, Self::Seer, Self::Npcr, Self::Coc];

    /// `naaccr`, `seer`, `npcr` or `coc`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Naaccr => "naaccr",
            Self::Seer => "seer",
            Self::Npcr => "npcr",
            Self::Coc => "coc",
        }
    }

    /// The setter of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setter| setter.name() == name)
    }
}

/// Years, or versions, from one to another, both included, either of which may be open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub from: Option<i32>,
    /// The last.
    pub to: Option<i32>,
}

impl Period {
    /// Reads `2018-`, `2004-2017`, `-2017` or `2023`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bound = |text: &str| match text.trim() {
            "" => Some(None),
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok().map(Some),
            _ => None,
        };
        let period = match text.split_once('-') {
            Some((from, to)) => Self { from: bound(from)?, to: bound(to)? },
            None => Self { from: bound(text)?, to: bound(text)? },
        };
        let is_empty = period.from.zip(period.to).is_some_and(|(from, to)| from > to);
        (!is_empty && !period.is_always()).then_some(period)
    }

    /// Whether it has no bounds.
    #[must_use]
    pub fn is_always(self) -> bool {
        self == Self::default()
    }

    /// Whether it holds this one.
    #[must_use]
    pub fn contains(self, one: i32) -> bool {
        self.from.is_none_or(|from| from <= one) && self.to.is_none_or(|to| one <= to)
    }

    /// Whether it holds this version of the standard.
    #[must_use]
    pub fn contains_version(self, version: Version) -> bool {
        self.contains(i32::from(version.number() / 10))
    }
}

impl fmt::Display for Period {
    /// As [`Period::parse`] reads it; nothing where there are no bounds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.to) {
            (None, None) => Ok(()),
            (Some(from), Some(to)) if from == to => write!(f, "{from}"),
            (from, to) => {
                let text = |bound: Option<i32>| bound.map(|bound| bound.to_string()).unwrap_or_default();
                write!(f, "{}-{}", text(from), text(to))
            }
        }
    }
}

/// One record, or the records of one patient, as an example of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The records' items; a value of `None` says that the file does not have the item.
    pub records: Vec<Vec<(String, Option<String>)>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_and_written() {
        for text in ["2018-", "2004-2017", "-2017", "2023"] {
            assert_eq!(Period::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "-", "x", "2018-2004", "2018-x", "+5"] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
        let period = Period::parse("14-25").unwrap();
        assert!(period.contains_version(Version::V140) && period.contains_version(Version::V250));
        assert!(!period.contains_version(Version::V260) && Period::default().contains(1900));
    }
}
