//! Recodes: what a tumor counts as in tables, by its topography, histology, behavior and year of diagnosis.
//!
//! Each recode is a table of rules under `data/recode`, of which the first that fits gives the code. The same table says
//! the codes' labels and the groups they roll up to, in the order in which the publisher shows them. A new recode, or a new
//! version, is one table and a few lines beside the others of its family. Tables are compiled when first used; a look-up
//! then takes some ten nanoseconds and is that of the rules in their order, as a test proves.

mod criterion;
mod rule_table;
mod site;
mod tumor_codes;

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
];

#[cfg(test)]
mod tests;
