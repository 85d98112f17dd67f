//! Strata and conditions by variables that the cases do not have, but that are derived from what they have.

use std::fs::File;

use analytics::rollup::{RollupRequest, tally};
use analytics::{
    Answer, CaseFile, DeriveRequest, DeriveTo, DifferenceRequest, Render, Series, SnapshotFiles, Source,
    SurvivalRequest, Test, derive, difference, parse_date, survival,
};
use polars::prelude::{Column, DataFrame, ParquetWriter};

use crate::listing::{csv_file, near, request, row};

/// Five tumors of four patients; breast (SEER's 39 of 2023), lung (30) and lip (01).
const TUMORS: &str = "\
patientIdNumber,primarySite,histologicTypeIcdO3,behaviorCodeIcdO3,dateOfDiagnosis,dateOfLastContact,vitalStatus,sequenceNumberCentral,time_days,status
1,C509,8500,3,20100115,20151231,1,01,10,1
2,C341,8070,3,20120115,20131231,0,00,20,0
3,C504,8500,3,20120115,20131231,0,00,30,1
1,C340,8140,3,20120601,20151231,1,02,40,1
4,C001,8070,3,20120601,20151231,1,00,50,1
";

fn asked(file: &tempfile::NamedTempFile, change: impl FnOnce(&mut SurvivalRequest)) -> SurvivalRequest {
    let mut request = request(file);
    request.today = parse_date("2026-06-30");
    change(&mut request);
    request
}

fn by(columns: &[&str]) -> impl Fn(&mut SurvivalRequest) {
    let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    move |request| request.by.clone_from(&columns)
}

fn labels(answer: &Answer) -> Vec<String> {
    answer.series.iter().map(Series::label).collect()
}

#[test]
fn strata_are_derived_and_called_by_their_labels() {
    let file = csv_file(TUMORS);
    let answer = survival(&asked(&file, by(&["site_recode_2023"]))).unwrap();
    assert_eq!(labels(&answer), ["Lip", "Lung and Bronchus", "Breast"]);
    // Of the two breast cancers one dies on day 10.
    near(row(&answer, &["39"], 10.0).estimate, 0.5);
    let derived = answer.provenance.derived.as_ref().unwrap();
    assert_eq!((derived.variables[0].algorithm, derived.variables[0].version), ("seer-site-recode", "2023"));
    assert_eq!(derived.variables[0].tables[0].sha256.len(), 64);
    assert!(answer.to_json().unwrap().contains("\"today\": \"2026-06-30\""));
    assert!(answer.to_table().rows.iter().any(|row| row[0] == "39 Breast"));
    let csv = answer.to_csv().unwrap();
    assert!(
        csv.starts_with("site_recode_2023,method,") && csv.lines().next().unwrap().ends_with(",site_recode_2023_label")
    );
    let plain = survival(&asked(&file, by(&["primarySite"]))).unwrap();
    assert!(plain.provenance.derived.is_none() && !plain.to_json().unwrap().contains("\"derived\""));
}

#[test]
fn conditions_are_of_derived_columns_too() {
    let file = csv_file(TUMORS);
    let used = |condition: &str| {
        let request = asked(&file, |request| request.filter = Some(condition.to_owned()));
        survival(&request).unwrap().provenance.cases_used
    };
    assert_eq!(used("site_recode_2023 = 39"), 2);
    assert_eq!(used("site_recode_2023 in ('01', '30') and primarySite <> 'C341'"), 2);
    // The first patient's second tumor is in another place of the file.
    assert_eq!(used("record_number_recode = '02'"), 1);
    assert_eq!(used("record_number_recode = '01' and site_recode_2008 = 26000"), 2);
}

#[test]
fn what_is_derived_first_answers_the_same() {
    let (file, folder) = (csv_file(TUMORS), tempfile::tempdir().unwrap());
    let variables = ["site_recode_2023", "record_number_recode"];
    for name in ["out.csv", "out.parquet"] {
        let out = folder.path().join(name);
        let to_derive = DeriveRequest {
            input: file.path().to_owned(),
            renames: std::collections::BTreeMap::new(),
            variables: variables.iter().map(|name| (*name).to_owned()).collect(),
            today: parse_date("2026-06-30").unwrap(),
            cutoff_year: None,
        };
        derive(&to_derive, DeriveTo::File(&out), None).unwrap();
        let mut before = SurvivalRequest::new(Source::Cases(CaseFile::new(&out)));
        by(&variables)(&mut before);
        let (before, now) = (survival(&before).unwrap(), survival(&asked(&file, by(&variables))).unwrap());
        assert_eq!(before.to_csv().unwrap(), now.to_csv().unwrap(), "{name}");
    }
}

#[test]
fn what_lacks_an_input_says_which() {
    let file = csv_file(&TUMORS.replace("primarySite", "site"));
    let error = survival(&asked(&file, by(&["site_recode_2023"]))).unwrap_err().to_string();
    for part in ["no column primarySite", "site_recode_2023 (seer-site-recode 2023)", "--column primarySite="] {
        assert!(error.contains(part), "{error}\nlacks {part}");
    }
    let named = CaseFile::new(file.path()).rename(["primarySite=site"]).unwrap();
    let answer = survival(&asked(&file, |request| {
        request.source = Source::Cases(named);
        by(&["site_recode_2023"])(request);
    }));
    assert_eq!(labels(&answer.unwrap()).len(), 3);
    let error = survival(&asked(&file, by(&["site_recode_2024"]))).unwrap_err().to_string();
    assert!(error.contains("no column site_recode_2024"), "{error}");
    let error = survival(&asked(&file, |request| {
        request.today = None;
        by(&["record_number_recode"])(request);
    }));
    assert!(error.unwrap_err().to_string().contains("today"));
}

#[test]
fn groups_of_a_test_are_derived() {
    let file = csv_file(TUMORS);
    let request = asked(&file, |request| {
        request.filter = Some("site_recode_2023 <> '01'".to_owned());
        by(&["site_recode_2023"])(request);
    });
    let answer = difference(&DifferenceRequest::new(request, Test::LogRank)).unwrap();
    assert_eq!(answer.groups, [["30"], ["39"]]);
    assert_eq!(answer.to_table().rows[1][0], "39 Breast");
    assert!(answer.provenance.derived.is_some());
}

/// Cells by a derived column are of one version of it.
#[test]
fn cells_say_by_which_algorithm_they_were_told_apart() {
    let file = csv_file(TUMORS);
    let cells = |by: &str| {
        let mut request = RollupRequest::new(Source::Cases(CaseFile::new(file.path())));
        request.today = parse_date("2026-06-30");
        request.by = vec![by.to_owned()];
        tally(&request).unwrap()
    };
    assert_eq!(cells("site_recode_2023").key().derived, ["site_recode_2023: seer-site-recode 2023"]);
    assert!(cells("primarySite").key().derived.is_empty());
}

#[test]
fn a_snapshot_tells_patients_apart_by_their_keys() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, columns: Vec<Column>| {
        let path = folder.path().join(name);
        let mut frame = DataFrame::new_infer_height(columns).unwrap();
        ParquetWriter::new(File::create(&path).unwrap()).finish(&mut frame).unwrap();
        path
    };
    let texts = |name: &str, values: [&str; 3]| Column::new(name.into(), values);
    let abstracts = vec![
        texts("submission_id", ["s1", "s1", "s1"]),
        texts("abstract_key", ["a", "b", "c"]),
        texts("patient_key", ["p1", "p2", "p1"]),
        Column::new("patient_ordinal".into(), [1_i64, 2, 3]),
        Column::new("tumor_ordinal".into(), [1_i32, 1, 1]),
        Column::new("survival_days".into(), [10_i32, 20, 30]),
        texts("vital_status", ["dead", "dead", "dead"]),
        texts("primarySite", ["C509", "C341", "C340"]),
        texts("histologicTypeIcdO3", ["8500", "8070", "8140"]),
        texts("behaviorCodeIcdO3", ["3", "3", "3"]),
        texts("dateOfDiagnosis", ["20120601", "20120115", "20100115"]),
        texts("dateOfLastContact", ["20151231", "20131231", "20151231"]),
        texts("vitalStatus", ["0", "0", "0"]),
    ];
    let submissions = vec![Column::new("submission_id".into(), ["s1"]), Column::new("committed_in".into(), [1_i64])];
    let files = SnapshotFiles {
        snapshot: 1,
        abstracts: vec![write("abstracts.parquet", abstracts)],
        submissions: vec![write("submissions.parquet", submissions)],
        columns: vec!["sequenceNumberCentral".to_owned()],
    };
    let mut request = SurvivalRequest::new(Source::Snapshot(files));
    request.today = parse_date("2026-06-30");
    by(&["site_recode_2023", "record_number_recode"])(&mut request);
    let answer = survival(&request).unwrap();
    // The first patient's breast cancer came second.
    assert_eq!(labels(&answer), ["Lung and Bronchus, 01", "Breast, 02"]);
    assert_eq!(answer.provenance.derived.unwrap().patients_by.as_deref(), Some("patient_key"));
}
