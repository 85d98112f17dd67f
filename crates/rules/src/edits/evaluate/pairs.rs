//! Conditions on pairs of a patient's tumors, and on single rows.

use super::super::node::{Node, NodeId, Support};
use super::super::scalar::Scalar;
use super::apply::apply;
use super::{Evaluator, Source};

/// For each row, how many other tumors its patient has, and for how many of them each of some masks is set.
pub(super) struct Others {
    of: Vec<u32>,
    counts: Vec<Vec<u32>>,
}

impl Others {
    pub(super) fn of(&self, row: usize) -> u32 {
        self.of.get(row).copied().unwrap_or(0)
    }

    pub(super) fn count(&self, mask: usize, row: usize) -> u32 {
        self.counts.get(mask).and_then(|counts| counts.get(row)).copied().unwrap_or(0)
    }
}

impl<'r, S: Source<'r>> Evaluator<'r, S> {
    /// For how many of the patient's other tumors each mask of pairs is set.
    pub(super) fn others(&mut self, masks: &[NodeId]) -> Others {
        let mut others = Others { of: vec![0; self.rows], counts: vec![vec![0; self.rows]; masks.len()] };
        let patients = self.patients;
        let several = || patients.iter().filter(|patient| patient.len() > 1);
        if several().next().is_none() {
            return others;
        }
        masks.iter().for_each(|mask| self.find_inputs(*mask));
        for patient in several() {
            for row in patient.clone() {
                for other in patient.clone().filter(|other| *other != row) {
                    for (mask, counts) in masks.iter().zip(&mut others.counts) {
                        if let Some(count) = counts.get_mut(row) {
                            *count += u32::from(self.of_pair(*mask, row, other).is_true());
                        }
                    }
                }
                if let Some(of) = others.of.get_mut(row) {
                    *of = u32::try_from(patient.len() - 1).unwrap_or(u32::MAX);
                }
            }
        }
        others
    }

    /// Computes what a node reads, so that its value for single rows or pairs can be had without computing it for all.
    pub(super) fn find_inputs(&mut self, id: NodeId) {
        match &self.plan[id] {
            Node::Other(of) => drop(self.find(*of)),
            node if self.is_worth_a_column(id, node) => drop(self.find(id)),
            _ => self.plan.inputs(id).iter().for_each(|input| self.find_inputs(*input)),
        }
    }

    /// Whether a node is computed for all rows even where few are asked for: it costs little, several nodes read it, or it cannot be
    /// told from the values of one row.
    fn is_worth_a_column(&self, id: NodeId, node: &Node) -> bool {
        match self.plan.support(id) {
            Support::Nothing | Support::Column(_) => true,
            Support::Pairs => false,
            Support::Rows => self.plan.is_shared(id) || !node.is_of_values(),
        }
    }

    /// The value of a node for a row and another tumor of its patient, once its inputs have been found.
    pub(super) fn of_pair(&self, id: NodeId, row: usize, other: usize) -> Scalar<'r> {
        if let Some(Some(found)) = self.found.get(id.index()) {
            return found.get(row);
        }
        match &self.plan[id] {
            Node::Other(of) => match self.found.get(of.index()) {
                Some(Some(found)) => found.get(other),
                _ => Scalar::Truth(false),
            },
            Node::All(parts) => Scalar::Truth(parts.iter().all(|part| self.of_pair(*part, row, other).is_true())),
            Node::Any(parts) => Scalar::Truth(parts.iter().any(|part| self.of_pair(*part, row, other).is_true())),
            node => apply(node, self.context, |input| self.of_pair(input, row, other)),
        }
    }
}
