//! The rules for solid tumors diagnosed before 2007.
//!
//! SEER Program Coding and Staging Manual 2004, Revision 1 (Johnson CH, ed.), National Cancer Institute, NIH
//! Publication 04-5581, Bethesda, MD: Determining Multiple Primaries, for solid malignant tumors and for benign and
//! borderline tumors of the brain and central nervous system. A pair of which both were diagnosed before 2007 is judged
//! by them, however old.

pub(super) mod benign_brain;
pub(super) mod malignant;

/// The manual, as decisions cite it.
const MANUAL: &str = "SEER Program Coding and Staging Manual 2004";
