//! Recodes: what a tumor counts as in tables, by its topography, histology, behavior and year of diagnosis.
//!
//! Each recode is a table of rules under `data/recode`, of which the first that fits gives the code. The same table says
//! the codes' labels and the groups they roll up to, in the order in which the publisher shows them. A new recode, or a new
//! version, is one table and a few lines beside the others of its family. Tables are compiled when first used; a look-up
//! then takes some ten nanoseconds and is that of the rules in their order, as a test proves.

mod aya;
mod behavior;
mod brain_cns;
mod criterion;
mod iccc;
mod lymphoid;
mod rule_table;
mod site;
mod tumor_codes;

pub use aya::{aya_2008, aya_2020};
pub use behavior::behavior_recode;
pub use brain_cns::brain_cns_2020;
pub(crate) use criterion::CodeRanges;
pub use iccc::{Iccc, iccc_3, iccc_2008, iccc_2017, iccc_2017_major};
pub use lymphoid::lymphoid_2021;
pub(crate) use site::{TABLE_2008 as SITE_RECODE_TABLE_2008, TABLE_2023 as SITE_RECODE_TABLE_2023};
pub use site::{
    site_recode_2003, site_recode_2003_no_ks_meso, site_recode_2008, site_recode_2023, site_recode_2023_expanded,
};
pub use tumor_codes::TumorCodes;

use crate::Algorithm;

/// All recodes.
pub(crate) const ALGORITHMS: &[&Algorithm] = &[
    &site::SITE_RECODE_2003,
    &site::SITE_RECODE_2003_NO_KS_MESO,
    &site::SITE_RECODE_2008,
    &site::SITE_RECODE_2023_EXPANDED,
    &site::SITE_RECODE_2023,
    &behavior::BEHAVIOR_RECODE,
    &aya::AYA_2008,
    &aya::AYA_2020,
    &iccc::ICCC_3,
    &iccc::ICCC_2008,
    &iccc::ICCC_2017,
    &lymphoid::LYMPHOID_2021,
    &brain_cns::BRAIN_CNS_2020,
];

#[cfg(test)]
mod tests;
