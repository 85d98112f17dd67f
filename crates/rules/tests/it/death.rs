//! Causes of death against the reference implementation's answers.

use std::collections::BTreeMap;

use rules::{Context, Day, Records, variable};

use crate::derived::derive;
use crate::reference::{self, Agreement, Row};

/// Items of the algorithms, with the columns of the file of cases and of the large file.
const ITEMS: &[(&str, &str, &str)] = &[
    ("primarySite", "primarySite", "primarySite"),
    ("histologicTypeIcdO3", "histologyIcdO3", "histologicTypeIcdO3"),
    ("behaviorCodeIcdO3", "behaviorIcdO3", "behaviorCodeIcdO3"),
    ("dateOfDiagnosis", "dateOfDiagnosisYear", "dxYear"),
    ("sequenceNumberCentral", "sequenceNumberCentral", "sequenceNumberCentral"),
    ("icdRevisionNumber", "icdRevisionNumber", "icdRevisionNumber"),
    ("causeOfDeath", "causeOfDeath", "causeOfDeath"),
    ("dateOfLastContact", "dateOfLastContactYear", "dolcYear"),
];

/// Versions, with their answers in the large file.
const VERSIONS: &[(&str, [&str; 2])] = &[
    ("cause_specific_death_2008@2008-uncorrected", ["causeSpecific2008pre", "causeOther2008pre"]),
    ("cause_specific_death_2008", ["causeSpecific2008post", "causeOther2008post"]),
    ("cause_specific_death_2023", ["causeSpecific2023", "causeOther2023"]),
];

const CASE_ANSWERS: [&str; 2] = ["expected.causeSpecificDeathClassification", "expected.causeOtherDeathClassification"];

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    let cases = reference::rows("cases/cause_specific.csv");
    let golden = reference::rows("golden/cause_specific.csv.gz");
    let mut agreements = Vec::new();
    for &(name, answers) in VERSIONS {
        if let Some(rows) = &golden {
            let rows: Vec<_> = rows.iter().collect();
            agreements.push(compare(name, "golden/cause_specific.csv.gz", &rows, answers));
        }
        let rows: Vec<_> = cases.iter().flatten().filter(|row| version_of(row) == name).collect();
        if !rows.is_empty() {
            agreements.push(compare(name, "cases/cause_specific.csv", &rows, CASE_ANSWERS));
        }
    }
    agreements
}

fn version_of(row: &Row) -> &'static str {
    match (row.get("seerSiteRecodeVersion"), row.get("useFixed2008data")) {
        ("2023 Revision", _) => "cause_specific_death_2023",
        (_, "True") => "cause_specific_death_2008",
        _ => "cause_specific_death_2008@2008-uncorrected",
    }
}

fn compare(name: &str, file: &str, rows: &[&Row], answers: [&str; 2]) -> Agreement {
    let (algorithm, ..) = variable(name).unwrap();
    let mut agreement = Agreement::new(algorithm.id, file);
    let mut by_cutoff: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| by_cutoff.entry(row.get("cutoffYear")).or_default().push(row));
    for (cutoff, rows) in by_cutoff {
        let context = Context { today: Day::from_ymd(2026, 6, 30).unwrap(), cutoff_year: cutoff.parse().unwrap() };
        let mut records = Records::new(rows.len());
        for (item, case, golden) in ITEMS {
            let column = if file.starts_with("cases") { case } else { golden };
            records.insert(item, rows.iter().map(|row| row.get(column)).collect());
        }
        let found = algorithm.derive(&records, &context).unwrap();
        for (at, row) in rows.iter().enumerate() {
            let found: Vec<_> = found.iter().map(|values| values.text(at).unwrap()).collect();
            let tumor: Vec<_> = ITEMS.iter().map(|(item, ..)| records.column(item).get(at)).collect();
            agreement.compare(&tumor.join(" "), &found, &answers.map(|answer| row.get(answer).into()).to_vec());
        }
    }
    agreement
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

/// By hand from the published tables: breast cancer (C504 8500/3), diagnosed 2010.
#[test]
fn deaths_are_of_the_cancer_or_not() {
    for (sequence, revision, cause, last_contact, expected) in [
        // The only tumor: any neoplasm of ICD-10, which ends with D48.9 itself.
        ("00", "1", "C349", "20150101", "1 0"),
        ("00", "1", "D489", "20150101", "1 0"),
        ("00", "1", "d489", "20150101", "1 0"),
        ("00", "1", "D4891", "20150101", "0 1"),
        ("00", "1", "I219", "20150101", "0 1"),
        // One of several: breast, or a neoplasm of no certain site.
        ("01", "1", "C509", "20150101", "1 0"),
        ("01", "1", "C349", "20150101", "0 1"),
        ("02", "1", "C80", "20150101", "1 0"),
        ("02", "1", "C798", "20150101", "1 0"),
        ("01", "9", "1749", "20150101", "1 0"),
        ("01", "9", "1629", "20150101", "0 1"),
        ("00", "9", "1629", "20150101", "1 0"),
        // No revision that is known.
        ("00", "7", "C509", "20150101", "0 1"),
        // Alive, or dead after the study, which ends with 2025.
        ("00", "0", "0000", "20150101", "0 0"),
        ("00", "1", "C509", "20260101", "0 0"),
        // No cause; no first tumor.
        ("00", "1", "7797", "20150101", "8 8"),
        ("00", "1", "C5", "20150101", "8 8"),
        ("60", "1", "C509", "20150101", "9 9"),
        ("", "1", "C509", "20150101", "9 9"),
    ] {
        for name in ["cause_specific_death_2008", "cause_specific_death_2023"] {
            let columns = [
                ("primarySite", "C504"),
                ("histologicTypeIcdO3", "8500"),
                ("behaviorCodeIcdO3", "3"),
                ("dateOfDiagnosis", "20100101"),
                ("sequenceNumberCentral", sequence),
                ("icdRevisionNumber", revision),
                ("causeOfDeath", cause),
                ("dateOfLastContact", last_contact),
            ];
            let (_, rows) = derive(name, columns.map(|(item, value)| (item, vec![value])), []);
            assert_eq!(rows[0].join(" "), expected, "{name}: {sequence} {revision} {cause} {last_contact}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics(texts in proptest::collection::vec(".{0,6}|[0-9]{2,4}|[A-Z][0-9]{2,4}", ITEMS.len())) {
        for (name, _) in VERSIONS {
            let columns = ITEMS.iter().zip(&texts).map(|((item, ..), text)| (*item, vec![text.as_str()]));
            let (_, rows) = derive(name, columns, []);
            proptest::prop_assert!(matches!(rows[0].join("").as_str(), "00" | "10" | "01" | "88" | "99"));
        }
    }
}
