//! Causes of death.

mod cause_specific;
mod causes;

pub use cause_specific::{CauseSpecificVersion, Death, DeathClass, cause_specific_death};

use crate::Algorithm;

/// All variables of a death.
pub(crate) const ALGORITHMS: &[&Algorithm] = &[
    &cause_specific::CAUSE_SPECIFIC_DEATH_2008_UNCORRECTED,
    &cause_specific::CAUSE_SPECIFIC_DEATH_2008,
    &cause_specific::CAUSE_SPECIFIC_DEATH_2023,
];
