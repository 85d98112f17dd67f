//! Multiple primaries by the rules of the SEER program.

mod before_2007;
mod decision;
mod general;
mod group;
mod hematopoietic;
mod list;
mod mph_2007;
mod pair;
mod rule;
mod solid_2018;
mod tumor;

use group::{HEMATOPOIETIC, SOLID, Scope};
use list::CodeList;
use pair::{Interval, Pair, Sides};
use rule::{Finding, Test, Where, multiple_if, rule};

pub use decision::{SeerBasis, SeerDecision, SeerVerdict, decide_seer_primaries};
pub use group::SeerRuleGroup;
pub use rule::SeerRule;
pub use tumor::{SeerTumor, SeerTumorTexts};

/// The algorithm of [`decide_seer_primaries`].
pub const SEER_MULTIPLE_PRIMARIES: crate::AlgorithmId =
    crate::AlgorithmId { id: "seer-multiple-primaries", version: "2024" };
