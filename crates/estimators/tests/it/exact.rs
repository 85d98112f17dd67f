//! The exact sums relative to a life table, and what is finished from them.

mod agreement;
pub(crate) mod cohorts;
mod coverage;
mod hand_worked;
mod identities;
pub(crate) mod relsurv;
mod ten_million;
mod twin;
