//! The exact sums relative to a life table, and what is finished from them.

mod agreement;
pub(crate) mod cohorts;
mod hand_worked;
mod identities;
mod relsurv;
mod twin;
