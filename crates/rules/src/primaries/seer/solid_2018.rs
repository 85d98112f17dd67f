//! The Solid Tumor Rules, for diagnoses of 2018 and later: a file for each module of the manual.
//!
//! Dickie L, Johnson CH, Adams S, Negoita S (eds). Solid Tumor Rules. National Cancer Institute, Rockville, MD 20850;
//! 2018, with the updates to 2024. Each table is carried as `data/seer_primaries/*.csv`.

use super::Pair;

pub(super) mod breast;
pub(super) mod colon;
pub(super) mod kidney;
pub(super) mod lung;
pub(super) mod urinary;

/// The manual, as decisions cite it.
const MANUAL: &str = "Solid Tumor Rules (2018 and later)";

const ANYWHERE: fn(&Pair<'_>) -> bool = |_| true;
