//! Where a patient lived at diagnosis, and what is known of the place.

mod address;
mod analysis_place;
mod county_at_diagnosis;
mod county_table;
mod indian_health;
mod rural_urban;

pub(crate) use address::{COUNTIES, STATES};
pub use address::{CountyOfState, StateKind, county_of_state, state_kind};
pub use county_at_diagnosis::{AnalysisCounty, Geocode, ReportedAddress, county_at_dx_analysis};
pub(crate) use county_table::{CountyCode, CountyTable};
pub use indian_health::{Prcda, Uiho, prcda, uiho};
pub use rural_urban::rural_urban_continuum;

use crate::Algorithm;

/// All variables of a place.
pub(crate) const ALGORITHMS: &[&Algorithm] = &[
    &county_at_diagnosis::COUNTY_AT_DX_ANALYSIS,
    &rural_urban::RURAL_URBAN_CONTINUUM,
    &indian_health::PRCDA,
    &indian_health::UIHO,
];
