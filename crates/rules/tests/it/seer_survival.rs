//! Survival times against the reference implementation's answers.

use rules::{
    Context, DateTexts, Day, PartialDate, PatientSurvival, Records, SEER_SURVIVAL_TIME, SurvivalInput, SurvivalTime,
    seer_survival_times, variable,
};

use crate::reference::{self, Agreement, Row};

/// The columns of a file: those of the patient and of each date, and the answers.
struct Columns {
    group: &'static str,
    inputs: [&'static str; 13],
    dates: [[&'static str; 3]; 3],
    times: [[&'static str; 3]; 2],
    order: &'static str,
    recode: &'static str,
}

const CASES: Columns = Columns {
    group: "case",
    inputs: [
        "endPointYear",
        "dateOfDiagnosisYear",
        "dateOfDiagnosisMonth",
        "dateOfDiagnosisDay",
        "dateOfLastContactYear",
        "dateOfLastContactMonth",
        "dateOfLastContactDay",
        "birthYear",
        "birthMonth",
        "birthDay",
        "vitalStatus",
        "sequenceNumberCentral",
        "typeOfReportingSource",
    ],
    dates: [
        ["expected.survivalTimeDxYear", "expected.survivalTimeDxMonth", "expected.survivalTimeDxDay"],
        ["expected.survivalTimeDolcYear", "expected.survivalTimeDolcMonth", "expected.survivalTimeDolcDay"],
        [
            "expected.survivalTimeDolcYearPresumedAlive",
            "expected.survivalTimeDolcMonthPresumedAlive",
            "expected.survivalTimeDolcDayPresumedAlive",
        ],
    ],
    times: [
        ["expected.survivalMonths", "expected.survivalMonthsFlag", "expected.survivalDays"],
        [
            "expected.survivalMonthsPresumedAlive",
            "expected.survivalMonthsFlagPresumedAlive",
            "expected.survivalDaysPresumedAlive",
        ],
    ],
    order: "expected.sortedIndex",
    recode: "expected.vitalStatusRecode",
};

const GOLDEN: Columns = Columns {
    group: "patient",
    inputs: [
        "endPointYear",
        "dxYear",
        "dxMonth",
        "dxDay",
        "dolcYear",
        "dolcMonth",
        "dolcDay",
        "birthYear",
        "birthMonth",
        "birthDay",
        "vitalStatus",
        "sequenceNumberCentral",
        "typeOfReportingSource",
    ],
    dates: [
        ["survDxYear", "survDxMonth", "survDxDay"],
        ["survDolcYear", "survDolcMonth", "survDolcDay"],
        ["survDolcYearPA", "survDolcMonthPA", "survDolcDayPA"],
    ],
    times: [["survMonths", "survFlag", "survDays"], ["survMonthsPA", "survFlagPA", "survDaysPA"]],
    order: "sortedIndex",
    recode: "vitalStatusRecode",
};

fn input<'r>(row: &'r Row, columns: &Columns) -> SurvivalInput<'r> {
    let at = |index: usize| row.get(columns.inputs[index]);
    let date = |index| DateTexts { year: at(index), month: at(index + 1), day: at(index + 2) };
    SurvivalInput {
        diagnosis: date(1),
        last_contact: date(4),
        birth: date(7),
        vital_status: at(10),
        sequence_number_central: at(11),
        type_of_reporting_source: at(12),
    }
}

/// Year, month and day; 0 for a part that is unknown or blank. Where nothing was completed the reference echoes what
/// was submitted, be it a day without a month, which is no date.
fn expected_date(row: &Row, columns: [&str; 3]) -> [u32; 3] {
    let parts = columns.map(|column| row.get(column).parse().unwrap_or(0));
    let [year, month, day] = parts.map(|part| if matches!(part, 99 | 9999) { 0 } else { part });
    [year, month, if month == 0 { 0 } else { day }]
}

fn found_date(date: PartialDate) -> [u32; 3] {
    let (year, month) = (date.year().unwrap_or(0), date.month().unwrap_or(0));
    [u32::try_from(year).unwrap(), month, date.day().map_or(0, |day| day.to_ymd().2)]
}

fn expected_time(row: &Row, columns: [&str; 3]) -> [u32; 3] {
    columns.map(|column| row.get(column).parse().unwrap())
}

fn found_time(time: SurvivalTime) -> [u32; 3] {
    [time.months.unwrap_or(9999), time.flag.code().into(), time.days.unwrap_or(99999)]
}

fn compare(folder: &str, columns: &Columns) -> Option<Agreement> {
    let rows = reference::rows(folder)?;
    // Any day after the last of the reference dates; case 5 has one in the future.
    let today = Day::from_ymd(2026, 1, 1).unwrap();
    let mut agreement = Agreement::new(SEER_SURVIVAL_TIME, folder);
    for patient in rows.chunk_by(|one, other| one.get(columns.group) == other.get(columns.group)) {
        let inputs: Vec<_> = patient.iter().map(|row| input(row, columns)).collect();
        let cutoff_year = patient[0].get(columns.inputs[0]).parse().unwrap();
        let PatientSurvival { tumors, vital_status_recode } = seer_survival_times(&inputs, cutoff_year, today);
        for (row, tumor) in patient.iter().zip(tumors) {
            let dates = [tumor.diagnosis, tumor.last_contact, tumor.last_contact_presumed_alive].map(found_date);
            let times = [tumor.plain, tumor.presumed_alive].map(found_time);
            let found = (dates, times, tumor.order, vital_status_recode.unwrap_or_default().to_owned());
            let expected = (
                columns.dates.map(|columns| expected_date(row, columns)),
                columns.times.map(|columns| expected_time(row, columns)),
                row.get(columns.order).parse().unwrap(),
                row.get(columns.recode).to_owned(),
            );
            agreement.compare(row.get(columns.group), &found, &expected);
        }
    }
    Some(agreement)
}

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    [compare("cases/survival.csv", &CASES), compare("golden/survival.csv.gz", &GOLDEN)].into_iter().flatten().collect()
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

/// By hand: a patient with two tumors, the earlier of which has no day (so that of the middle of 1 June and 19 June 2018, the
/// 10th), who was last seen alive on 1 July 2019, in a study that ends with 2020; and one known from the death certificate only.
#[test]
fn survival_times_are_variables_of_all_tumors_of_a_patient() {
    let mut records = Records::new(3).with_patients([2, 3]);
    records.insert("dateOfDiagnosis", vec!["20180619", "201806", "20190101"]);
    records.insert("dateOfLastContact", vec!["20190701", "20190701", "20190101"]);
    records.insert("vitalStatus", vec!["1", "1", "0"]);
    records.insert("sequenceNumberCentral", vec!["02", "01", "00"]);
    records.insert("typeOfReportingSource", vec!["1", "1", "7"]);
    let context = Context { today: Day::from_ymd(2026, 1, 1).unwrap(), cutoff_year: 2020 };
    for (name, expected) in [
        ("survival_months", ["0012", "0012", "9999"]),
        ("survival_months_flag", ["1", "3", "8"]),
        ("survival_days_seer", ["00377", "00386", "99999"]),
        ("survival_months_presumed_alive", ["0030", "0030", "9999"]),
        ("survival_months_flag_presumed_alive", ["1", "3", "8"]),
        ("survival_days_seer_presumed_alive", ["00926", "00935", "99999"]),
        ("survival_dx_date", ["20180619", "20180610", "20190101"]),
        ("survival_last_contact_date", ["20190701", "20190701", "20190101"]),
        ("survival_last_contact_date_presumed_alive", ["20201231", "20201231", "20190101"]),
        ("record_number_recode", ["02", "01", "01"]),
        ("vital_status_recode", ["1", "1", "0"]),
    ] {
        let (algorithm, at, _) = variable(name).unwrap();
        let values = &algorithm.derive(&records, &context).unwrap()[at];
        let found: Vec<_> = (0..3).map(|row| values.text(row).unwrap()).collect();
        assert_eq!(found, expected, "{name}");
    }
}
