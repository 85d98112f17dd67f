//! Which pairs are compared at all: those that agree on all parts of some pass.
//!
//! A pair is compared in the first pass that both records share, which is seen from their keys alone: nothing remembers pairs.

mod keys;
mod oversized;
mod pairs;
mod plan;
mod postings;

pub(crate) use keys::PASSES;
pub(crate) use pairs::{Blocks, Lists};
pub use plan::{BlockingPlan, PassPlan};
pub(crate) use plan::{Coverage, choose};
