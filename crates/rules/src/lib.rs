//! What the standards say of a tumor or a patient: pure functions of one record, or of one patient's records.
//!
//! Nothing here reads a clock or a file: today's date, where a rule needs it, is an argument. Each algorithm that a
//! standard publishes names itself with an [`AlgorithmId`], which whoever stores a derived value stores beside it.

mod age;
mod algorithm;
mod day;
mod follow_up;
mod partial_date;
mod seer_survival;
mod vital_status;

pub use age::{age_in_days, age_range, completed_years};
pub use algorithm::AlgorithmId;
pub use day::{Day, days_in_month, is_leap_year};
pub use follow_up::FollowUpTime;
pub use partial_date::{Absence, DateFault, PartialDate, Precision};
pub use seer_survival::{
    DateTexts, PatientSurvival, SEER_SURVIVAL_TIME, SurvivalFlag, SurvivalInput, SurvivalTime, TumorSurvival,
    seer_survival_times,
};
pub use vital_status::VitalStatus;
