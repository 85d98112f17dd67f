//! Edits at a check and at a submission, and what is derived there.

use std::sync::Arc;

use arrow::array::AsArray;
use ingest::{CheckOptions, Findings, Outcome, Receipt, SubmitOptions};
use naaccr::Sensitive;
use rules::EditSet;
use warehouse::Table;

use crate::support::{Items, file, newest, now, submit_with, text_rows, warehouse, xml};

const OURS: &str = r#"
[set]
id = "ours"
name = "Ours"
version = "1"
source = "a manual, 2026"

[[edit]]
id = "OURS-1"
name = "Cancer of the prostate of a woman"
fails_when = "sex = '2' and primarySite in ('C600'-'C639')"
severity = "error"
message = "a woman has a cancer of a male organ"
cure = "look up sex and primary site"
items = ["primarySite", "sex"]
pass = [{ sex = "1", primarySite = "C619" }]
fail = [{ sex = "2", primarySite = "C619" }]

[[edit]]
id = "OURS-0"
name = "For the files of another version"
fails_when = "primarySite in ('C000'-'C809')"
severity = "error"
versions = "26-"
message = "there is a site"
cure = "none"
pass = [{ primarySite = "" }]
fail = [{ primarySite = "C509" }]

[[edit]]
id = "OURS-2"
name = "Last name, letters"
fails_when = "not (nameLast matches '@+')"
severity = "warning"
message = "the last name has other characters than letters"
cure = "look up the name"
pass = [{ nameLast = "DOE" }, { nameLast = "" }]
fail = [{ nameLast = "D0E" }]

[[edit]]
id = "OURS-3"
name = "Histology, known"
fails_when = "histologicTypeIcdO3 = '9999'"
severity = "error"
fatal = true
override = "overRideSiteType"
message = "the histology says nothing"
cure = "code the histology"
pass = [{ histologicTypeIcdO3 = "8140" }]
fail = [{ histologicTypeIcdO3 = "9999" }]
"#;

fn ours() -> Arc<EditSet> {
    Arc::new(EditSet::parse("ours.toml", OURS).unwrap())
}

/// Two patients: a woman with two tumors, the second of the prostate; a man whose histology says nothing twice, once
/// reviewed.
fn text() -> String {
    let woman: Items<'_> = &[("patientIdNumber", "00000001"), ("sex", "2"), ("nameLast", "SM1TH")];
    let man: Items<'_> = &[("patientIdNumber", "00000002"), ("sex", "1"), ("nameLast", "DOE")];
    xml(&[
        (
            woman,
            &[
                &[
                    ("tumorRecordNumber", "01"),
                    ("primarySite", "C509"),
                    ("histologicTypeIcdO3", "8500"),
                    ("behaviorCodeIcdO3", "3"),
                    ("dateOfDiagnosis", "20200105"),
                ],
                &[("tumorRecordNumber", "02"), ("primarySite", "C619"), ("histologicTypeIcdO3", "8140")],
            ],
        ),
        (
            man,
            &[
                &[("tumorRecordNumber", "01"), ("primarySite", "C619"), ("histologicTypeIcdO3", "9999")],
                &[
                    ("tumorRecordNumber", "02"),
                    ("primarySite", "C619"),
                    ("histologicTypeIcdO3", "9999"),
                    ("overRideSiteType", "1"),
                ],
            ],
        ),
    ])
}

#[test]
fn a_check_tells_patient_tumor_item_value_and_cure() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "a.xml", text());
    let options = CheckOptions { edits: Some(ours()), ..CheckOptions::at(now()) };
    let report = ingest::check(&path, &options).remove(0);
    assert_eq!(report.outcome(), Outcome::Errors);
    let told: Vec<_> = report
        .findings()
        .iter()
        .map(|finding| {
            let value = finding.value.as_ref().map(Sensitive::reveal).unwrap_or_default().to_owned();
            let item = finding.item.clone().unwrap_or_default();
            (finding.kind().to_owned(), finding.patient, finding.tumor, item, finding.number, value)
        })
        .collect();
    let expect = |kind: &str, patient, tumor, item: &str, number, value: &str| {
        (kind.to_owned(), patient, tumor, item.to_owned(), Some(number), value.to_owned())
    };
    assert_eq!(
        told,
        [
            expect("OURS-2", 1, 1, "nameLast", 2230, "SM1TH"),
            expect("OURS-1", 1, 2, "primarySite", 400, "C619"),
            expect("OURS-2", 1, 2, "nameLast", 2230, "SM1TH"),
            expect("OURS-3", 2, 1, "histologicTypeIcdO3", 522, "9999"),
        ]
    );
    let prostate = report.findings().iter().nth(1).unwrap();
    assert_eq!(prostate.cure(), "look up sex and primary site");
    assert_eq!(prostate.patient_id.as_ref().map(Sensitive::reveal), Some("00000001"));
    assert_eq!((prostate.others[0].item.as_str(), prostate.others[0].value.reveal()), ("sex", "2"));
    assert_eq!(report.findings().overridden().into_iter().collect::<Vec<_>>(), [("OURS-3", 1)]);
    let page = ingest::check_page(&report);
    for part in ["Patient 00000001", "SM1TH", "look up sex and primary site", "OURS-3"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn a_receipt_counts_what_is_stored_and_tells_no_value() {
    let (folder, warehouse) = warehouse();
    let path = file(folder.path(), "a.xml", text());
    let told = std::sync::Mutex::new(None);
    let listen = |receipt: &Receipt, findings: &Findings| {
        *told.lock().unwrap() = Some((ingest::receipt_page(receipt, findings), findings.len()));
    };
    let options =
        SubmitOptions { edits: Some(ours()), on_findings: Some(&listen), ..SubmitOptions::new("F1", "test", now()) };
    let receipt = submit_with(&warehouse, &path, &options);
    assert_eq!((receipt.counts.received, receipt.counts.accepted, receipt.counts.rejected), (4, 3, 1));
    assert_eq!(receipt.rejected_reasons.keys().collect::<Vec<_>>(), ["fails OURS-3: the histology says nothing"]);
    assert_eq!((receipt.errors, receipt.warnings, receipt.outcome()), (2, 2, Outcome::Errors));
    let edits: Vec<_> = receipt.edits.iter().map(|edit| (edit.id.as_str(), edit.count, edit.overridden)).collect();
    assert_eq!(edits, [("OURS-1", 1, 0), ("OURS-3", 1, 1), ("OURS-2", 2, 0)], "errors first");
    assert_eq!(receipt.edit_sets, ["ours 1"]);
    assert!(!serde_json::to_string(&receipt).unwrap().contains("SM1TH"));

    let snapshot = newest(&warehouse);
    let kinds = text_rows(&snapshot, Table::Findings, "kind");
    assert_eq!(kinds.len() as u64, receipt.findings.values().sum::<u64>());
    let values = text_rows(&snapshot, Table::Findings, "value");
    assert!(values.contains(&Some("C619".to_owned())));
    assert!(!values.contains(&Some("SM1TH".to_owned())), "a name stays in the vault");
    let (page, findings) = told.lock().unwrap().take().unwrap();
    assert_eq!(findings as u64, receipt.findings.values().sum::<u64>());
    assert!(page.contains("SM1TH") && page.contains("<b>4</b> received = <b>3</b> accepted"));
}

#[test]
fn variables_are_stored_with_the_algorithms_that_made_them() {
    let (folder, warehouse) = warehouse();
    let path = file(folder.path(), "a.xml", text());
    submit_with(&warehouse, &path, &SubmitOptions::new("F1", "test", now()));
    let snapshot = newest(&warehouse);
    let recodes = text_rows(&snapshot, Table::Abstracts, "site_recode_2008");
    // Breast, and prostate three times; SEER Site Recode ICD-O-3/WHO 2008.
    assert_eq!(recodes.iter().flatten().filter(|code| *code == "26000").count(), 1);
    assert_eq!(recodes.iter().flatten().filter(|code| *code == "28010").count(), 3);
    let batch = snapshot.table(Table::Submissions).unwrap().scan(&["algorithms"]).unwrap().next().unwrap().unwrap();
    let map = batch.column(0).as_map();
    let (variables, made_by) = (map.keys().as_string::<i32>(), map.values().as_string::<i32>());
    let told = variables.iter().zip(made_by).map(|(variable, by)| format!("{}: {}", variable.unwrap(), by.unwrap()));
    let algorithms = told.collect::<Vec<_>>().join("\n");
    for part in ["site_recode_2008", "seer-site-recode 2008", "survival_months", "seer-survival-time 2.2"] {
        assert!(algorithms.contains(part), "{part}: {algorithms}");
    }
}
