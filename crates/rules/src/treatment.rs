//! How a tumor was treated.

mod days_to_treatment;
mod surgery;

pub use days_to_treatment::days_to_treatment;
pub use surgery::{SurgeryCode, surgery_code};

use crate::Algorithm;

/// All variables of treatment.
pub(crate) const ALGORITHMS: &[&Algorithm] = &[&days_to_treatment::DAYS_TO_TREATMENT, &surgery::SURGERY_LABEL];
