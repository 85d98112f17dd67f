//! The International Classification of Diseases, and how its neoplasms are coded for oncology.

mod code;
mod to_icdo2;
mod to_icdo3;
mod topography;

pub(crate) use code::IcdCode;
pub use to_icdo2::{IcdO2, IcdO2Conversion, icdo2_from_icdo3};
pub use to_icdo3::{IcdO3, icdo3_from_icd9cm, icdo3_from_icd10, icdo3_from_icd10_or_unspecified, icdo3_from_icd10cm};
pub(crate) use topography::TOPOGRAPHY;
pub use topography::topography_label;

use crate::Algorithm;

/// All conversions.
pub(crate) const ALGORITHMS: &[&Algorithm] = &[&to_icdo3::ICD_TO_ICDO3, &to_icdo2::ICDO3_TO_ICDO2];
