//! The Solid Tumor Rules, for diagnoses of 2018 and later: a file for each module of the manual.
//!
//! Dickie L, Johnson CH, Adams S, Negoita S (eds). Solid Tumor Rules. National Cancer Institute, Rockville, MD 20850;
//! 2018, with the updates to 2024. Each table is carried as `data/seer_primaries/*.csv`.

use super::{Finding, Pair, SeerTumor, SeerVerdict, multiple_if};

pub(super) mod breast;
pub(super) mod colon;
pub(super) mod head_and_neck;
pub(super) mod kidney;
pub(super) mod lung;
pub(super) mod malignant_cns;
pub(super) mod melanoma;
pub(super) mod non_malignant_cns;
pub(super) mod other_sites;
pub(super) mod urinary;

/// The manual, as decisions cite it.
const MANUAL: &str = "Solid Tumor Rules (2018 and later)";

const ANYWHERE: fn(&Pair<'_>) -> bool = |_| true;

/// Parts of the central nervous system: brain, cauda equina, cerebral meninges, cranial nerves, spinal cord, spinal
/// meninges, and the meninges of nerves, whose code differs between the modules. A tumor in one and a tumor elsewhere
/// are in different parts.
fn in_other_part(pair: &Pair<'_>, meninges_of_nerves: u16) -> bool {
    let part = |tumor: &SeerTumor| match tumor.site {
        710..=719 => 1,
        721 => 2,
        700 => 3,
        722..=725 => 4,
        720 => 5,
        701 => 6,
        site if site == meninges_of_nerves => 7,
        _ => 0,
    };
    part(pair.first) != part(pair.second)
}

/// Different rows are multiple, but of a tumor of which nothing more is known (8000) none can tell.
fn other_row_but_nos(pair: &Pair<'_>, first: Option<&str>, second: Option<&str>) -> Finding {
    match (first, second) {
        _ if pair.same_histology() => Finding::Nothing,
        (Some(first), Some(second)) if !first.starts_with("8000") && !second.starts_with("8000") => {
            multiple_if(first != second)
        }
        _ => Finding::Final(SeerVerdict::Questionable),
    }
}
