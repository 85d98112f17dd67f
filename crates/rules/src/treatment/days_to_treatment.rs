//! Days from diagnosis to the first course of treatment.
//!
//! Derives `days_to_treatment`, three digits, from the dates of diagnosis (item 390) and of the first treatment (item 1260,
//! `dateInitialRxSeer`): 000 also where the treatment is the earlier, 998 for 998 days or more, 999 unless both are known
//! to the day.
//!
//! Agreement: all 9 cases and all 1,954 rows of the reference.
//!
//! Source: SEER*Stat, time from diagnosis to treatment in days, recode.

use std::borrow::Cow;

use crate::padded::Padded;
use crate::{Algorithm, AlgorithmId, Day, Input, Output, Values};

/// The algorithm, as a variable.
pub(super) static DAYS_TO_TREATMENT: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-days-to-treatment", version: "1" },
    title: "Days from diagnosis to treatment",
    source: "SEER*Stat, time from diagnosis to treatment in days, recode",
    inputs: &[Input::required(&["dateOfDiagnosis"]), Input::required(&["dateInitialRxSeer"])],
    outputs: &[Output::code("days_to_treatment", "days; 998 for 998 or more, 999 unknown")],
    tables: &[],
    run: |records, _| {
        let (diagnosis, treatment) = (records.column("dateOfDiagnosis"), records.column("dateInitialRxSeer"));
        let days = (0..records.rows()).map(|row| days_to_treatment(diagnosis.get(row), treatment.get(row)));
        vec![Values::Codes(days.map(|days| Some(Cow::Borrowed(days))).collect())]
    },
};

/// Days from the first date to the second, both `YYYYMMDD`, as the code.
#[must_use]
pub fn days_to_treatment(diagnosis: &str, treatment: &str) -> &'static str {
    static CODES: Padded<3> = Padded::new();
    let days = match (day(diagnosis), day(treatment)) {
        (Some(from), Some(to)) => u32::try_from(to - from).unwrap_or(0).min(998),
        _ => 999,
    };
    CODES.get(days).unwrap_or("999")
}

/// The day that eight digits are.
fn day(text: &str) -> Option<Day> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    let is_date = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_date { Day::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?) } else { None }
}
