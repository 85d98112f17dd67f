//! Histologies that the rules of several sites and years name alike.

use std::ops::RangeInclusive;
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

pub(super) fn is_in_situ_or_malignant(tumor: &SeerTumor) -> bool {
    tumor.is_in_situ() || tumor.is_malignant()
}

/// Paired sites of the modules for other sites; tumors in the right and the left of one are multiple.
pub(super) const PAIRED: &[&[RangeInclusive<u16>]] = &[
    &[384..=384],
    &[400..=400],
    &[401..=401],
    &[402..=402],
    &[403..=403],
    &[441..=441],
    &[442..=442],
    &[443..=443],
    &[445..=445],
    &[446..=446],
    &[447..=447],
    &[471..=471],
    &[472..=472],
    &[491..=491],
    &[492..=492],
    &[569..=569],
    &[570..=570],
    &[620..=629],
    &[630..=630],
    &[631..=631],
    &[690..=699],
    &[740..=749],
    &[754..=754],
];
