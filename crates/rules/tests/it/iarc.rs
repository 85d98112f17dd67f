//! Multiple primaries by the international rules.

use proptest::collection::vec;

use crate::derived::{derive, derive_patient};
use crate::reference::{self, Agreement, Row};

const ITEMS: [&str; 5] =
    ["primarySite", "histologicTypeIcdO3", "behaviorCodeIcdO3", "dateOfDiagnosis", "sequenceNumberCentral"];

/// The columns of a file: patient, the three parts of the date, the four other items, the answers.
struct Columns {
    group: &'static str,
    date: [&'static str; 3],
    items: [&'static str; 4],
    answers: [&'static str; 4],
}

const CASES: Columns = Columns {
    group: "case",
    date: ["dateOfDiagnosisYear", "dateOfDiagnosisMonth", "dateOfDiagnosisDay"],
    items: ["site", "histology", "behavior", "sequenceNumber"],
    answers: [
        "expected.internationalPrimaryIndicator",
        "expected.siteGroup",
        "expected.histGroup",
        "expected.histology",
    ],
};

const GOLDEN: Columns = Columns {
    group: "patient",
    date: ["dxYear", "dxMonth", "dxDay"],
    items: ["primarySite", "histologicTypeIcdO3", "behaviorCodeIcdO3", "sequenceNumberCentral"],
    answers: ["internationalPrimaryIndicator", "siteGroup", "histGroup", "finalHistology"],
};

const MARKED: &str =
    "a mode of the reference marks a primary that has duplicates as one too; by the rules it is a primary";

fn compare(file: &str, columns: &Columns) -> Option<Agreement> {
    let rows = reference::rows(file)?;
    let date = |row: &Row| {
        let [year, month, day] = columns.date.map(|column| row.get(column));
        format!("{year:4}{month:2}{day:2}")
    };
    let dates: Vec<String> = rows.iter().map(date).collect();
    let [site, histology, behavior, sequence] =
        columns.items.map(|column| rows.iter().map(|row| row.get(column)).collect::<Vec<_>>());
    let dates = dates.iter().map(String::as_str).collect();
    let patients: Vec<_> = rows.chunk_by(|one, other| one.get(columns.group) == other.get(columns.group)).collect();
    let ends = patients.iter().scan(0, |end, patient| {
        *end += patient.len();
        Some(*end)
    });
    let values = ITEMS.into_iter().zip([site, histology, behavior, dates, sequence]);
    let (algorithm, found) = derive("iarc_multiple_primary", values, ends.collect::<Vec<_>>());
    let mut agreement = Agreement::new(algorithm, file);
    let mut found = found.as_slice();
    for patient in patients {
        let (answers, rest) = found.split_at(patient.len());
        found = rest;
        let has_duplicates = answers.iter().any(|answer| answer[0] == "0");
        for (row, answer) in patient.iter().zip(answers) {
            let expected = columns.answers.map(|column| row.get(column));
            let is_marked = row.get("flagPrimaryWithDuplicate") == "True" && has_duplicates;
            if is_marked && answer[0] == "1" && expected[0] == "0" && answer[1..] == expected[1..] {
                agreement.differs(MARKED);
            } else {
                agreement.compare(row.get(columns.group), &answer.as_slice(), &expected.map(str::to_owned).as_slice());
            }
        }
    }
    Some(agreement)
}

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    [compare("cases/iarc_mp.csv", &CASES), compare("golden/iarc_mp.csv.gz", &GOLDEN)].into_iter().flatten().collect()
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

/// Tumors as site, histology, behavior, date and sequence number, each with the answer that the rules give.
fn check(tumors: &[(&[&str; 5], [&str; 4])]) {
    let items: Vec<&[&str]> = tumors.iter().map(|(items, _)| items.as_slice()).collect();
    let found = derive_patient("iarc_multiple_primary", &ITEMS, &items);
    let expected: Vec<_> = tumors.iter().map(|(_, answer)| answer.map(str::to_owned).to_vec()).collect();
    assert_eq!(found, expected);
}

#[test]
fn one_site_is_one_primary_of_a_histology_group() {
    // Colon is colon by its three characters, but rectosigmoid and rectum are one.
    check(&[
        (&["C182", "8140", "3", "20150102", "01"], ["1", "C18", "3", "8480"]),
        (&["C187", "8480", "3", "20190630", "02"], ["0", "C18", "3", "8480"]),
        (&["C199", "8140", "3", "2016", "03"], ["1", "C20", "3", "8140"]),
        (&["C209", "8140", "3", "2017", "04"], ["0", "C20", "3", "8140"]),
    ]);
    // A cancer that is not specified yields to one that is, and is not a primary of its own.
    check(&[
        (&["C341", "8010", "3", "20150102", "01"], ["1", "C34", "1", "8070"]),
        (&["C349", "8070", "3", "20150302", "02"], ["0", "C34", "1", "8070"]),
        // By now the primary is squamous, which is not an adenocarcinoma.
        (&["C349", "8140", "3", "20150402", "03"], ["1", "C34", "3", "8140"]),
    ]);
}

#[test]
fn kaposi_sarcoma_and_haematological_tumors_have_no_site() {
    check(&[
        (&["C449", "9140", "3", "20100101", "01"], ["1", "C44", "15", "9140"]),
        (&["C779", "9680", "3", "20120101", "02"], ["1", "C77", "9", "9823"]),
        (&["C181", "9140", "3", "20140101", "03"], ["0", "C18", "15", "9140"]),
        (&["C421", "9823", "3", "20160101", "04"], ["0", "C42", "9", "9823"]),
        (&["C421", "9861", "3", "20180101", "05"], ["1", "C42", "8", "9861"]),
    ]);
}

#[test]
fn what_is_not_malignant_is_not_considered_but_in_the_bladder() {
    check(&[
        (&["C500", "8500", "2", "20100101", "01"], ["9", "C50", "3", "8500"]),
        (&["C509", "8500", "3", "20110101", "02"], ["1", "C50", "3", "8500"]),
        (&["C679", "8120", "2", "20100101", "03"], ["1", "C68", "1", "8120"]),
        (&["C659", "8120", "3", "20180101", "04"], ["0", "C68", "1", "8120"]),
        (&["C700", "9530", "0", "20180101", "60"], ["9", "C70", "16", "9530"]),
    ]);
    check(&[(&["C509", "8500", "2", "", ""], ["9", "", "", "8500"])]);
    check(&[(&["C672", "8130", "1", "", ""], ["1", "", "", "8130"])]);
}

#[test]
fn the_earliest_is_the_primary_and_sequence_numbers_say_it_where_dates_do_not() {
    check(&[
        (&["C619", "8140", "3", "20120401", "02"], ["0", "C61", "3", "8140"]),
        (&["C619", "8140", "3", "201204", "01"], ["1", "C61", "3", "8140"]),
        (&["C619", "8140", "3", "9999", "60"], ["0", "C61", "3", "8140"]),
    ]);
}

proptest::proptest! {
    #[test]
    fn junk_has_an_answer(
        tumors in vec(
            ("(C[0-9]{3}|.{0,5})", "([89][0-9]{3}|.{0,4})", "[0-3]?|.", "(20[0-9]{2}([019][0-9]){0,2}|.{0,8})", "[0-9]{2}|.{0,2}"),
            1..40,
        ),
    ) {
        let tumors: Vec<[&str; 5]> =
            tumors.iter().map(|tumor| [&*tumor.0, &*tumor.1, &*tumor.2, &*tumor.3, &*tumor.4]).collect();
        let tumors: Vec<&[&str]> = tumors.iter().map(<[&str; 5]>::as_slice).collect();
        let found = derive_patient("iarc_multiple_primary", &ITEMS, &tumors);
        proptest::prop_assert!(found.iter().all(|answer| ["0", "1", "9"].contains(&answer[0].as_str())));
        let malignant = tumors.iter().any(|tumor| tumor[2] == "3");
        proptest::prop_assert!(!malignant || found.iter().any(|answer| answer[0] == "1"));
    }
}
