//! Regressions against R's survival and cmprsk, hand-worked samples and their own laws.

pub(crate) mod cox_golden;
mod cox_laws;
mod cox_worked;
mod excess_hazard;
pub(crate) mod fine_gray_golden;
mod fine_gray_laws;
