//! Age standardisation: one figure for people of all ages, as if their ages were those of a standard.
//!
//! Two ways are in use. Both need weights of age groups: [`AgeStandard`] holds a standard by single bounds of age
//! ([`Icss`] are built in by five-year ages), [`AgeGroups`] say where groups begin, and the standard's
//! [`weights`](AgeStandard::weights) of them sum to 1.
//!
//! | way | what is weighted | needs |
//! | --- | --- | --- |
//! | traditional, [`StandardWeights::standardise`] | each group's estimate | an estimate in every group |
//! | Brenner's, [`IndividualWeights`] | each person, by their group's weight over its share | people in every group at the start |
//!
//! An age group without an estimate is never dropped silently, which would move the others' weights: the result
//! is [`NotEstimable`] and says which group and why, unless the group is [joined](join_age_groups) with a neighbour as declared. A
//! group that the standard gives no weight does not matter.

mod brenner;
mod standard;
mod traditional;

pub use brenner::{Counted, IndividualWeights};
pub use standard::{AgeGroups, AgeStandard, Icss};
pub use traditional::{
    GroupEstimate, MissingGroup, Neighbour, NotEstimable, StandardEstimate, StandardWeights, join_age_groups,
};
