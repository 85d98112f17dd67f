//! What the standards say of a tumor or a patient: pure functions of one record, or of one patient's records.
//!
//! Nothing here reads a clock or a file: today's date, where a rule needs it, is an argument. An [`Algorithm`] that a
//! standard publishes says what it reads ([`Records`], by column), what it gives, and which [`Table`]s it hangs on; its
//! [`AlgorithmId`] stands beside every value that it made. [`algorithms`] lists them all.

mod age;
mod algorithm;
mod breast_subtype;
mod catalogue;
mod day;
mod death;
mod edits;
mod follow_up;
mod icd;
mod icd_o_3;
mod labels;
mod padded;
mod partial_date;
mod place;
mod primaries;
pub mod quality;
mod race;
mod recode;
mod records;
mod seer_survival;
mod summary_grade;
mod table;
mod treatment;
mod tumor_size;
mod vital_status;

pub use age::{age_in_days, age_range, completed_years};
pub use algorithm::{Algorithm, AlgorithmId, Context, Input, Kind, MissingInput, Output, PATIENT_ID, Values};
pub use catalogue::{algorithms, variable};
pub use day::{Day, days_in_month, is_leap_year};
pub use death::{CauseSpecificVersion, Death, DeathClass, cause_specific_death};
pub use edits::{
    Edit, EditChange, EditChangeKind, EditFault, EditFileError, EditSelection, EditSet, EditSeverity, Example, Failure,
    FieldChange, Override, Period, SetInfo, Setter, Word, WordKind, WrongExample, edit_changes, vocabulary,
};
pub use follow_up::FollowUpTime;
pub use icd::{
    IcdO2, IcdO2Conversion, IcdO3, icdo2_from_icdo3, icdo3_from_icd9cm, icdo3_from_icd10,
    icdo3_from_icd10_or_unspecified, icdo3_from_icd10cm, topography_label,
};
pub use icd_o_3::{Behavior, Histology, Topography};
pub use labels::{LabelLine, Labels};
pub use partial_date::{Absence, DateFault, PartialDate, Precision};
pub use place::{
    AnalysisCounty, CountyOfState, Geocode, Prcda, ReportedAddress, StateKind, Uiho, county_at_dx_analysis,
    county_of_state, prcda, rural_urban_continuum, state_kind, uiho,
};
pub use primaries::seer::{
    Comparison, DecisionTrace, SEER_MULTIPLE_PRIMARIES, SeerBasis, SeerDecision, SeerRule, SeerRuleGroup, SeerTumor,
    SeerTumorTexts, SeerVerdict, decide_seer_primaries, trace_seer_primaries,
};
pub use recode::{
    Iccc, TumorCodes, aya_2008, aya_2020, behavior_recode, brain_cns_2020, iccc_3, iccc_2008, iccc_2017,
    iccc_2017_major, lymphoid_2021, site_recode_2003, site_recode_2003_no_ks_meso, site_recode_2008, site_recode_2023,
    site_recode_2023_expanded,
};
pub use records::{Column, Records};
pub use seer_survival::{
    DateTexts, PatientSurvival, SEER_SURVIVAL_TIME, SurvivalFlag, SurvivalInput, SurvivalTime, TumorSurvival,
    seer_survival_times,
};
pub use table::{Table, TableRow};
pub use treatment::{SurgeryCode, days_to_treatment, surgery_code};
pub use vital_status::VitalStatus;
