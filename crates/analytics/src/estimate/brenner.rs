//! Age standardisation by weights of people, Brenner's, from cells by age group.

use estimators::{Counted, Curve, Error as EstimatorError, IndividualWeights};

use super::{ByGroup, Estimate, Estimates, Limits};
use crate::error::Result;
use crate::method::Method;
use crate::question::{Question, unsupported};
use crate::standard::{Standard, Weighting};

/// The standard, where it weighs people.
pub(super) fn standard<'a>(question: &'a Question<'_>) -> Option<&'a Standard> {
    question.standard.as_ref().filter(|standard| standard.weighting == Weighting::Brenner)
}

/// One curve a stratum from the cells of its age groups. A stratum that lacks an age group has none, and a note.
pub(super) fn add<C: Counted>(
    question: &Question<'_>,
    standard: &Standard,
    (method, limits): (Method, Limits),
    cells: &[C],
    finish: impl Fn(&IndividualWeights<'_, C>) -> Result<Curve>,
    all: &mut Estimates,
) -> Result<()> {
    let ages = standard.ages.len();
    let people = |age: usize| cells.iter().skip(age).step_by(ages).map(|cells| cells.day_counts().n()).sum();
    let weights = standard.weights(&(0..ages).map(people).collect::<Vec<u64>>())?;
    let mut estimates = Vec::with_capacity(cells.len() / ages.max(1));
    for (stratum, groups) in cells.chunks(ages).enumerate() {
        let curve = match IndividualWeights::new(&weights, groups) {
            Ok(weights) => finish(&weights)?,
            Err(EstimatorError::AgeGroupWithoutPeople { group }) => {
                let label = standard.ages.label(group);
                let note = format!("{} not estimable: nobody of age {label}", method.name());
                all.standard_notes.push((stratum, note));
                Curve { start: 0, n_start: 0, left_out: 0, steps: Vec::new() }
            }
            Err(error) => return Err(error.into()),
        };
        estimates.push(Estimate::Curve(curve, limits));
    }
    all.add(question, ByGroup { standardised: true, ..ByGroup::of_days(question, method, estimates) })
}

/// The error for a method that weighs no people.
pub(super) fn refuse<T>(method: Method) -> Result<T> {
    let problem = format!("{} has no form by weights of people; use traditional", method.name());
    unsupported("standardise", Weighting::Brenner.name(), &problem)
}
