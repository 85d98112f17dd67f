//! The rules for lymphomas, leukemias and other hematopoietic neoplasms, a file for each time.
//!
//! - to 2000 (ICD-O-2): The SEER Program Code Manual, third edition, January 1998: table of single versus subsequent
//!   primaries of lymphatic and hematopoietic diseases;
//! - 2001 to 2009: Definitive Single and Subsequent Hematologic Malignancies, SEER Program, February 2001;
//! - 2010 and later: Hematopoietic and Lymphoid Neoplasm Coding Manual and Database, SEER Program.

pub(super) mod from_2001;
pub(super) mod from_2010;
pub(super) mod transformation;
pub(super) mod until_2000;

use std::cmp::Ordering;

use super::group::{HEMATOPOIETIC, SOLID, Scope};
use super::{Finding, Pair, SeerTumor, SeerVerdict, single_or_multiple};

const SCOPE: Scope = Scope { sites: &[0..=809], histologies: &[HEMATOPOIETIC], not_histologies: &[], ..SOLID };

/// What a table of earlier and later tumors says; of two of one day either may be the earlier.
fn by_order(pair: &Pair<'_>, is_single: impl Fn(&SeerTumor, &SeerTumor) -> bool) -> Finding {
    let holds = match pair.order() {
        None => return Finding::Final(SeerVerdict::Questionable),
        Some(Ordering::Less) => is_single(pair.first, pair.second),
        Some(Ordering::Greater) => is_single(pair.second, pair.first),
        Some(Ordering::Equal) => is_single(pair.first, pair.second) || is_single(pair.second, pair.first),
    };
    single_or_multiple(holds)
}
