//! The Multiple Primary and Histology Coding Rules of 2007, for diagnoses of 2007 to 2017; those for melanoma to 2020
//! and those for other sites to 2022, when their modules of the Solid Tumor Rules came. A file for each module.
//!
//! Johnson CH, Peace S, Adamo P, Fritz A, Percy-Laurry A, Edwards BK. The 2007 Multiple Primary and Histology Coding
//! Rules. National Cancer Institute, Surveillance, Epidemiology and End Results Program. Bethesda, MD, 2007 (revised
//! August 2012). Rules M1 and M2 (or M3) of each module are about one tumor, and are not asked of two.

use crate::Table;

pub(super) mod benign_brain;
pub(super) mod breast;
pub(super) mod colon;
pub(super) mod head_and_neck;
pub(super) mod kidney;
pub(super) mod lung;
pub(super) mod malignant_brain;
pub(super) mod melanoma;
pub(super) mod other_sites;
pub(super) mod urinary;

/// The manual, as decisions cite it.
const MANUAL: &str = "Multiple Primary and Histology Coding Rules 2007";

/// Charts 1 and 2 of the brain.
pub(crate) static BRAIN_TABLE: Table =
    Table::new("brain_2007", include_str!("../../../data/seer_primaries/brain_2007.csv"));
