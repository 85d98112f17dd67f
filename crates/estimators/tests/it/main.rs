//! The estimators against hand-worked cohorts, the merge law and the reference implementations.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

mod causes;
mod conformance_page;
mod difference;
mod exact;
mod expected_hazard;
mod golden;
mod hand_worked;
mod laws;
mod life_tables;
mod popepi;
mod popepi_by_hand;
mod regression;
mod relsurv;
mod relsurv_by_hand;
mod seer;
mod standardise;
mod summary;
mod weighted;
