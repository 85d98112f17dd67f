//! What the rules say of each of a patient's tumors, and why: the trace that is kept beside a consolidated tumor.

use std::fmt;

use super::decision::SeerBasis;
use super::{SeerDecision, SeerTumor, SeerVerdict, decide_seer_primaries};

/// What the rules say of a tumor beside each of the patient's tumors that were diagnosed before it.
///
/// Rendered, it is a line for each of them: the verdict, the manual, the rule with what it says, and the rules asked
/// before it. Tumors are named by their number in order of diagnosis; no value of a record is in it.
#[derive(Debug, Clone)]
pub struct DecisionTrace {
    /// Which of the tumors given, from 0.
    pub tumor: usize,
    /// Its number in order of diagnosis, from 1.
    pub number: usize,
    /// The tumors before it, in order of diagnosis.
    pub compared: Vec<Comparison>,
}

/// The decision on a tumor and one before it.
#[derive(Debug, Clone, Copy)]
pub struct Comparison {
    /// Which of the tumors given the earlier one is, from 0.
    pub tumor: usize,
    /// What the rules say of the two.
    pub decision: SeerDecision,
}

impl DecisionTrace {
    /// The comparison that says what the tumor is: one primary with an earlier tumor; otherwise a question; otherwise a
    /// primary of its own. `None` for the first tumor.
    #[must_use]
    pub fn deciding(&self) -> Option<(usize, SeerDecision)> {
        deciding(self.compared.iter().map(|one| one.decision))
    }
}

/// The decision that says what a tumor is, of those beside each tumor before it, with that one's number.
pub(super) fn deciding(decisions: impl Iterator<Item = SeerDecision>) -> Option<(usize, SeerDecision)> {
    let weight = |verdict| match verdict {
        SeerVerdict::SinglePrimary => 0,
        SeerVerdict::Questionable => 1,
        SeerVerdict::InvalidInput => 2,
        SeerVerdict::MultiplePrimaries => 3,
    };
    (1..).zip(decisions).min_by_key(|(_, decision)| weight(decision.verdict))
}

/// Tumors in order of diagnosis, each with its place among those given.
pub(super) fn in_order_of_diagnosis(tumors: &[SeerTumor]) -> Vec<(usize, &SeerTumor)> {
    let mut in_order: Vec<_> = tumors.iter().enumerate().collect();
    in_order.sort_by_key(|(_, tumor)| tumor.diagnosis.midpoint().map_or(i32::MAX, |day| day.0));
    in_order
}

/// The traces of a patient's tumors, in the order they were given.
///
/// Tumors are taken in order of diagnosis, where unknown parts of a date count as the middle of what they can be and a
/// tumor without a date comes last; tumors of one day stay in the order they were given.
#[must_use]
pub fn trace_seer_primaries(tumors: &[SeerTumor], current_year: i32) -> Vec<DecisionTrace> {
    let in_order = in_order_of_diagnosis(tumors);
    let trace = |(before, &(tumor, later)): (usize, &(usize, &SeerTumor))| {
        let compare = |&(tumor, earlier): &(usize, &SeerTumor)| Comparison {
            tumor,
            decision: decide_seer_primaries(earlier, later, current_year),
        };
        DecisionTrace { tumor, number: before + 1, compared: in_order.iter().take(before).map(compare).collect() }
    };
    let mut traces: Vec<_> = in_order.iter().enumerate().map(trace).collect();
    traces.sort_by_key(|trace| trace.tumor);
    traces
}

impl fmt::Display for DecisionTrace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.compared.is_empty() {
            return write!(f, "tumor {}: the first, compared with none", self.number);
        }
        for (number, one) in (1..).zip(&self.compared) {
            let line = if number == 1 { "" } else { "\n" };
            write!(f, "{line}tumor {} beside tumor {number}: {}", self.number, one.decision)?;
        }
        Ok(())
    }
}

impl fmt::Display for SeerDecision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.verdict)?;
        match self.basis {
            SeerBasis::InvalidInput => f.write_str("a site, histology, behavior or year is none that the rules know"),
            SeerBasis::Identical => f.write_str("no group of rules has them, and all items agree"),
            SeerBasis::NoGroup => f.write_str("no group of rules has one or both of them"),
            SeerBasis::DifferentGroups(first, second) => {
                write!(f, "they fall under different rules, {} and {}", first.id, second.id)
            }
            SeerBasis::Rule(rule) => {
                self.cite(f, rule.step)?;
                f.write_str(rule.says)
            }
            SeerBasis::Conflict(rule, would, other) => {
                self.cite(f, rule.step)?;
                write!(f, "{}; with what is missing it may make them {would}, but ", rule.says)?;
                write!(f, "{}: {}", other.step, other.says)
            }
        }
    }
}

impl SeerDecision {
    /// The manual, the group, the rule's number and those that did not apply before it.
    fn cite(&self, f: &mut fmt::Formatter<'_>, step: &str) -> fmt::Result {
        let Some(group) = self.group else { return Ok(()) };
        write!(f, "{}, {}", group.manual, group.name)?;
        if !step.is_empty() {
            write!(f, ", rule {step}")?;
        }
        if let [first, .., _, _] | [first, _] = self.applied {
            write!(f, " (after {}", first.step)?;
            if let [_, .., last, _] = self.applied {
                write!(f, " to {}", last.step)?;
            }
            f.write_str(")")?;
        }
        f.write_str(": ")
    }
}
