//! SEER survival time as variables: items 1762, 1775 and 1782 to 1788 of the NAACCR standard, and days.

use std::borrow::Cow;

use super::{DateTexts, PatientSurvival, SEER_SURVIVAL_TIME, SurvivalInput, SurvivalTime, seer_survival_times};
use crate::padded::{Padded, day_text};
use crate::{Algorithm, Context, Input, Output, PATIENT_ID, PartialDate, Records, Values};

/// Survival time, over all tumors of a patient.
pub(crate) static SURVIVAL_TIME: Algorithm = Algorithm {
    id: SEER_SURVIVAL_TIME,
    title: "SEER survival time in months and days",
    source: "SEER*Stat survival time algorithm, https://seer.cancer.gov/survivaltime/",
    inputs: &[
        Input::required(&["dateOfDiagnosis"]),
        Input::required(&["dateOfLastContact"]),
        Input::required(&["vitalStatus"]),
        Input::optional(&["dateOfBirth"]),
        Input::optional(&["sequenceNumberCentral"]),
        Input::optional(&["typeOfReportingSource"]),
        Input::optional(&[PATIENT_ID]),
    ],
    outputs: &[
        Output::code("survival_months", "completed months of 365.24 / 12 days, 4 digits; 9999 unknown"),
        Output::code("survival_months_flag", FLAG),
        Output::code("survival_days_seer", "days, 5 digits; 99999 unknown"),
        Output::code("survival_months_presumed_alive", "survival_months, presumed alive to the end of the study"),
        Output::code("survival_months_flag_presumed_alive", FLAG),
        Output::code("survival_days_seer_presumed_alive", "survival_days_seer, presumed alive to the end of the study"),
        Output::code("survival_dx_date", "date of diagnosis, completed (YYYYMMDD)"),
        Output::code("survival_last_contact_date", "date of last contact, completed (YYYYMMDD)"),
        Output::code(
            "survival_last_contact_date_presumed_alive",
            "date of last contact, completed, or the end of the study (YYYYMMDD)",
        ),
        Output::code("record_number_recode", "place among the patient's tumors in the order they arose, from 01"),
        Output::code("vital_status_recode", "vital status at the end of the study: 1 alive, 0 or 4 dead"),
    ],
    tables: &[],
    run,
};

const FLAG: &str = "0 complete dates, no days; 1 complete, at least a day; 2 incomplete, no days possible; 3 incomplete, \
                    at least a day; 8 death certificate or autopsy only; 9 unknown";

fn run(records: &Records<'_>, context: &Context) -> Vec<Values> {
    let diagnosis = records.column("dateOfDiagnosis");
    let last_contact = records.column("dateOfLastContact");
    let birth = records.column("dateOfBirth");
    let vital_status = records.column("vitalStatus");
    let sequence = records.column("sequenceNumberCentral");
    let source = records.column("typeOfReportingSource");
    let mut outputs = SURVIVAL_TIME.outputs.iter().map(|_| Vec::with_capacity(records.rows())).collect::<Vec<_>>();
    let mut tumors = Vec::new();
    for rows in records.patients() {
        tumors.clear();
        tumors.extend(rows.map(|row| SurvivalInput {
            diagnosis: DateTexts::of(diagnosis.get(row)),
            last_contact: DateTexts::of(last_contact.get(row)),
            birth: DateTexts::of(birth.get(row)),
            vital_status: vital_status.get(row),
            sequence_number_central: sequence.get(row),
            type_of_reporting_source: source.get(row),
        }));
        let PatientSurvival { tumors, vital_status_recode } =
            seer_survival_times(&tumors, context.cutoff_year, context.today);
        for tumor in tumors {
            let [months, flag, days] = time(tumor.plain);
            let [months_alive, flag_alive, days_alive] = time(tumor.presumed_alive);
            let values = [
                months,
                flag,
                days,
                months_alive,
                flag_alive,
                days_alive,
                date(tumor.diagnosis),
                date(tumor.last_contact),
                date(tumor.last_contact_presumed_alive),
                u32::try_from(tumor.order).ok().map(|order| PLACES.text(order)),
                vital_status_recode.and_then(status),
            ];
            outputs.iter_mut().zip(values).for_each(|(output, value)| output.push(value));
        }
    }
    outputs.into_iter().map(Values::Codes).collect()
}

type Code = Option<Cow<'static, str>>;

static DIGITS: Padded<1> = Padded::new();
static PLACES: Padded<2> = Padded::new();
static MONTHS: Padded<4> = Padded::new();
static DAYS: Padded<5> = Padded::new();

fn time(time: SurvivalTime) -> [Code; 3] {
    let months = time.months.map_or(Cow::Borrowed("9999"), |months| MONTHS.text(months));
    let days = time.days.map_or(Cow::Borrowed("99999"), |days| DAYS.text(days));
    [months, DIGITS.text(time.flag.code().into()), days].map(Some)
}

/// Blank where no part is known.
fn date(date: PartialDate) -> Code {
    match date {
        PartialDate::Absent(_) => None,
        PartialDate::Year(year) => Some(Cow::Owned(format!("{year:04}"))),
        PartialDate::Month(year, month) => Some(Cow::Owned(format!("{year:04}{month:02}"))),
        PartialDate::Day(day) => Some(day_text(day)),
    }
}

fn status(status: &str) -> Code {
    match status {
        "" => None,
        "0" => Some(Cow::Borrowed("0")),
        "1" => Some(Cow::Borrowed("1")),
        "4" => Some(Cow::Borrowed("4")),
        other => Some(Cow::Owned(other.to_owned())),
    }
}
