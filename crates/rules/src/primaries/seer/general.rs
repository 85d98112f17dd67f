//! Histologies that the rules of several sites and years name alike.

use std::sync::LazyLock;

use super::{CodeList, Pair, SeerTumor};
use crate::Table;

pub(crate) static TABLE: Table = Table::new("general", include_str!("../../../data/seer_primaries/general.csv"));

macro_rules! lists {
    ($($(#[$doc:meta])* $list:ident: $name:literal;)*) => {
        $($(#[$doc])* pub(super) static $list: LazyLock<CodeList> = LazyLock::new(|| CodeList::of(&TABLE, $name));)*
    };
}

lists! {
    /// What is more specific than a histology that is "not otherwise specified", which is the label.
    NOS_WITH_SPECIFIC: "nos with specific";
    ADENOCARCINOMA: "adenocarcinoma";
    CARCINOMA: "carcinoma";
    MELANOMA: "melanoma";
    SARCOMA: "sarcoma";
    SPECIFIC_NON_SMALL_CELL: "specific non-small cell carcinoma";
    SPECIFIC_RENAL_CELL: "specific renal cell carcinoma";
    POLYP: "polyp";
    INTRADUCTAL: "intraductal carcinoma";
    DUCT: "duct carcinoma";
    PAGET: "paget";
    UROTHELIAL: "urothelial";
    BENIGN_BRAIN_2004: "benign brain 2004";
}

pub(super) fn is_polyp(tumor: &SeerTumor) -> bool {
    POLYP.has(tumor)
}

/// Adenocarcinoma, NOS or specific.
pub(super) fn is_adenocarcinoma(tumor: &SeerTumor) -> bool {
    tumor.histology == 8140 || ADENOCARCINOMA.has(tumor)
}

/// Whether one is one of these histologies not otherwise specified, and the other more specific of the same.
pub(super) fn is_nos_with_specific(pair: &Pair<'_>, nos: &[u16]) -> bool {
    let is = |one: &SeerTumor, other: &SeerTumor| {
        nos.contains(&one.histology) && NOS_WITH_SPECIFIC.labels(other).any(|label| label.parse() == Ok(one.histology))
    };
    is(pair.first, pair.second) || is(pair.second, pair.first)
}
