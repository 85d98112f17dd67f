//! popEpi's convention: follow-up in fractional years, sums of floats. For comparison; no merge law
//! holds here.

mod fractional_years;

pub use fractional_years::{YearGrid, YearSums, popepi_calendar_year};
