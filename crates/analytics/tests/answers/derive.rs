//! Derived variables beside a file's columns: what is kept, what is added, how it was come by, what is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use analytics::{DeriveRequest, DeriveTo, Derived, Variable, derive, parse_date};
use polars::prelude::*;
use serde_json::Value;
use tempfile::{NamedTempFile, TempDir};

use crate::listing::csv_file;

/// Two patients, the rows of the first apart; a cell with a quote, one of blanks, one that is missing.
const TUMORS: &str = "\
patientIdNumber,primarySite,histologicTypeIcdO3,behaviorCodeIcdO3,note,dateOfDiagnosis,dateOfLastContact,vitalStatus,sequenceNumberCentral
1,C509,8500,3,\"a, \"\"b\"\"\",20100115,20151231,1,01
2,C341,8070,3,,20120115,20131231,0,00
1,C340,8140,3, x ,20120601,20151231,1,02
";

fn request(input: &Path, variables: &[&str]) -> DeriveRequest {
    DeriveRequest {
        input: input.to_owned(),
        renames: BTreeMap::new(),
        variables: variables.iter().map(|variable| (*variable).to_owned()).collect(),
        today: parse_date("2026-06-30").unwrap(),
        cutoff_year: None,
    }
}

/// What is derived, as CSV.
fn as_csv(request: &DeriveRequest) -> (String, Derived) {
    let mut out = Vec::new();
    let derived = derive(request, DeriveTo::Stream(&mut out), None).unwrap();
    (String::from_utf8(out).unwrap(), derived)
}

fn refused(file: &NamedTempFile, variables: &[&str], renames: &[&str], wanted: &[&str]) {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out.csv");
    let request = request(file.path(), variables).rename(renames.iter().copied());
    let error = request.and_then(|request| derive(&request, DeriveTo::File(&out), None)).unwrap_err().to_string();
    for part in wanted {
        assert!(error.contains(part), "{error}\nlacks {part}");
    }
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none(), "nothing is written");
}

#[test]
fn columns_are_kept_and_derived_ones_come_behind_as_asked() {
    let file = csv_file(TUMORS);
    let (text, derived) =
        as_csv(&request(file.path(), &["survival_months", "site_recode_2023", "record_number_recode"]));
    let lines: Vec<&str> = text.lines().collect();
    // Months of 365.24 / 12 days: 2176 and 716 and 1308 days. Codes of SEER's tables: 39 breast, 30 lung.
    let behind = ["survival_months,site_recode_2023,record_number_recode", "0071,39,01", "0023,30,01", "0042,30,02"];
    for ((line, before), behind) in lines.iter().zip(TUMORS.lines()).zip(behind) {
        assert_eq!(*line, format!("{before},{behind}"));
    }
    assert_eq!((lines.len(), derived.rows, derived.patients), (4, 3, Some(2)));
    assert_eq!((derived.values.as_slice(), derived.notes.len()), (&[3, 3, 3][..], 0));
}

#[test]
fn rows_without_a_patient_number_are_patients_of_their_own() {
    let numbers = TUMORS.replace("patientIdNumber", "chart");
    let file = csv_file(&numbers);
    let asked = request(file.path(), &["record_number_recode"]);
    let (text, derived) = as_csv(&asked);
    assert!(text.lines().skip(1).all(|line| line.ends_with(",01")), "{text}");
    assert!(
        derived.notes[0].contains("no column patientIdNumber") && derived.notes[0].contains("record_number_recode")
    );
    let (text, derived) = as_csv(&asked.rename(["patientIdNumber=chart"]).unwrap());
    assert!(text.ends_with(",02\n") && derived.notes.is_empty(), "{text}");
    let (_, derived) = as_csv(&request(file.path(), &["site_recode_2023"]));
    assert!(derived.notes.is_empty(), "a recode looks at one tumor");
}

#[test]
fn a_blank_number_is_nobody_elses() {
    let file = csv_file(&TUMORS.replace("\n1,", "\n,"));
    let (text, derived) = as_csv(&request(file.path(), &["record_number_recode"]));
    assert!(text.lines().skip(1).all(|line| line.ends_with(",01")), "{text}");
    assert_eq!(derived.patients, Some(3));
}

/// More rows than are read at a time, of patients whose rows are together, or far apart.
#[test]
fn the_order_of_rows_changes_nothing() {
    const PATIENTS: usize = 35_000;
    let header = "patientIdNumber,sequenceNumberCentral,dateOfDiagnosis,dateOfLastContact,vitalStatus,primarySite,histologicTypeIcdO3,behaviorCodeIcdO3\n";
    let row = |patient: usize, tumor: usize| {
        let (year, site) = (2000 + patient % 7 + tumor, (patient + tumor) % 10);
        format!("{patient},0{tumor},{year}0{}15,20151231,1,C50{site},8500,3\n", patient % 9 + 1)
    };
    let together: String = (0..PATIENTS).flat_map(|patient| [row(patient, 1), row(patient, 2)]).collect();
    let apart: String = (1..=2).flat_map(|tumor| (0..PATIENTS).map(move |patient| row(patient, tumor))).collect();
    let answer = |rows: &str| {
        let file = csv_file(&format!("{header}{rows}"));
        let (text, derived) =
            as_csv(&request(file.path(), &["survival_months", "record_number_recode", "site_recode_2008"]));
        assert_eq!((derived.rows, derived.patients), (2 * PATIENTS as u64, Some(PATIENTS as u64)));
        let again = as_csv(&request(file.path(), &["survival_months", "record_number_recode", "site_recode_2008"]));
        assert!(text == again.0, "the same bytes each time");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        assert!(lines[1].starts_with(rows.lines().next().unwrap()), "rows keep their order");
        lines.sort_unstable();
        lines
    };
    let (together, apart) = (answer(&together), answer(&apart));
    assert!(together == apart);
    assert!(together.iter().any(|line| line.starts_with("7,02,") && line.ends_with(",02,26000")));
}

/// Columns as other programs type them: numbers without their leading zeros, dates as dates.
#[test]
fn typed_columns_are_read_as_the_standard_writes_them() {
    let folder = TempDir::new().unwrap();
    let (typed, out) = (folder.path().join("typed.parquet"), folder.path().join("out.parquet"));
    let date = |text: &str| parse_date(text).unwrap();
    let dates = |name: &str, days: [Option<i32>; 3]| {
        Int32Chunked::from_slice_options(name.into(), &days).into_series().cast(&DataType::Date).unwrap().into_column()
    };
    let columns = vec![
        Column::new("patientIdNumber".into(), [1_i64, 2, 1]),
        Column::new("primarySite".into(), ["C509", "C341", "C340"]),
        Column::new("histologicTypeIcdO3".into(), [8500.0, 8070.0, 8140.0]),
        Column::new("behaviorCodeIcdO3".into(), [3_i32, 3, 3]),
        dates("dateOfDiagnosis", ["2010-01-15", "2012-01-15", "2012-06-01"].map(|text| Some(date(text)))),
        dates("dateOfLastContact", [Some(date("2015-12-31")), Some(date("2013-12-31")), Some(date("2015-12-31"))]),
        Column::new("vitalStatus".into(), [1_i64, 0, 1]),
        Column::new("sequenceNumberCentral".into(), [1_i64, 0, 2]),
    ];
    let mut frame = DataFrame::new_infer_height(columns).unwrap();
    ParquetWriter::new(fs::File::create(&typed).unwrap()).finish(&mut frame).unwrap();

    let variables = ["survival_months", "site_recode_2023", "record_number_recode"];
    derive(&request(&typed, &variables), DeriveTo::File(&out), None).unwrap();
    let read = |path: &Path| ParquetReader::new(fs::File::open(path).unwrap()).finish().unwrap();
    let written = read(&out);
    assert!(written.select(frame.get_column_names_owned()).unwrap().equals(&frame), "columns keep types and values");
    let found = |name: &str| written.column(name).unwrap().str().unwrap().iter().map(|text| text.unwrap().to_owned());
    for (name, codes) in variables.iter().zip([["0071", "0023", "0042"], ["39", "30", "30"], ["01", "01", "02"]]) {
        assert!(found(name).eq(codes), "{name}");
    }

    // What is written again from that file has all columns, and says how both kinds were come by.
    let again = folder.path().join("again.parquet");
    derive(&request(&out, &["site_recode_2008"]), DeriveTo::File(&again), None).unwrap();
    assert_eq!(read(&again).width(), frame.width() + 4);
    let provenance = metadata(&again);
    assert_eq!(provenance["variables"][0]["column"], "site_recode_2008");
    assert_eq!(provenance["earlier"]["variables"][0]["algorithm"], "seer-survival-time");
    let (text, _) = as_csv(&request(&again, &["site_recode_2003"]));
    assert!(
        text.lines().nth(1).unwrap().starts_with("1,C509,8500,3,2010-01-15,2015-12-31,1,1,0071,39,01,26000,"),
        "{text}"
    );
}

fn metadata(path: &Path) -> Value {
    let mut reader = ParquetReader::new(fs::File::open(path).unwrap());
    let pairs = reader.get_metadata().unwrap().key_value_metadata().clone().unwrap();
    let json = pairs.into_iter().find(|pair| pair.key == "caselake.derived").unwrap().value.unwrap();
    serde_json::from_str(&json).unwrap()
}

#[test]
fn a_file_of_text_is_the_same_in_either_form() {
    let (file, folder) = (csv_file(TUMORS), TempDir::new().unwrap());
    let out = |name: &str| folder.path().join(name);
    derive(&request(file.path(), &["site_recode_2023"]), DeriveTo::File(&out("one.parquet")), None).unwrap();
    derive(&request(file.path(), &["site_recode_2023"]), DeriveTo::File(&out("two.parquet")), None).unwrap();
    assert!(fs::read(out("one.parquet")).unwrap() == fs::read(out("two.parquet")).unwrap(), "the same bytes each time");
    let provenance = metadata(&out("one.parquet"));
    let variable = &provenance["variables"][0];
    assert_eq!((&variable["algorithm"], &variable["version"]), (&"seer-site-recode".into(), &"2023".into()));
    assert_eq!(variable["tables"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(variable["read"][0]["column"], "primarySite");
    assert_eq!((&provenance["today"], &provenance["cutoff_year"]), (&"2026-06-30".into(), &2025.into()));
    let (from_parquet, _) = as_csv(&request(&out("one.parquet"), &["survival_months"]));
    let (from_csv, _) = as_csv(&request(file.path(), &["site_recode_2023", "survival_months"]));
    assert_eq!(from_parquet, from_csv);
}

/// A byte order mark, lines that end as on Windows, a line break within a field, an empty line, no end of the last.
#[test]
fn text_as_other_programs_write_it() {
    let file = csv_file(
        "\u{feff}primarySite,histologicTypeIcdO3,behaviorCodeIcdO3,note\r\nC509,8500,3,\"two\nlines\"\r\n\r\nC341,8070,3,\u{e9}",
    );
    let (text, derived) = as_csv(&request(file.path(), &["site_recode_2008"]));
    let header = "primarySite,histologicTypeIcdO3,behaviorCodeIcdO3,note,site_recode_2008";
    assert_eq!(text, format!("{header}\nC509,8500,3,\"two\nlines\",26000\nC341,8070,3,\u{e9},22030\n"));
    assert_eq!(derived.rows, 2);
}

#[test]
fn a_file_without_rows_keeps_its_header() {
    let (file, folder) = (csv_file("primarySite,histologicTypeIcdO3,behaviorCodeIcdO3\n"), TempDir::new().unwrap());
    let out = folder.path().join("out.parquet");
    let derived = derive(&request(file.path(), &["site_recode_2008"]), DeriveTo::File(&out), None).unwrap();
    assert_eq!(derived.rows, 0);
    let (text, _) = as_csv(&request(&out, &["site_recode_2003"]));
    assert_eq!(text, "primarySite,histologicTypeIcdO3,behaviorCodeIcdO3,site_recode_2008,site_recode_2003\n");
}

#[test]
fn all_is_what_the_inputs_allow() {
    let file = csv_file("primarySite,histologicTypeIcdO3,behaviorCodeIcdO3,site_recode_2023\nC509,8500,3,99\n");
    let (text, derived) = as_csv(&request(file.path(), &["all"]));
    let reason = |name: &str| {
        let left_out = derived.left_out.iter().find(|left_out| left_out.variable == name);
        left_out.unwrap_or_else(|| panic!("{name} is not left out")).reason.as_str()
    };
    assert_eq!(reason("survival_months"), "no column dateOfDiagnosis");
    assert_eq!(reason("site_recode_2023"), "there is a column of this name");
    let newest = Variable::all().into_iter().filter(Variable::is_newest).count();
    assert_eq!(derived.provenance.variables.len() + derived.left_out.len(), newest);
    let header: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    assert!(header.contains(&"site_recode_2008"), "{header:?}");
}

#[test]
fn versions_are_asked_for_by_name() {
    let file = csv_file(TUMORS);
    let (text, _) = as_csv(&request(file.path(), &["site_recode_2008@2008"]));
    assert!(text.lines().next().unwrap().ends_with(",site_recode_2008"), "{text}");
    refused(&file, &["site_recode_2008@1999"], &[], &["site_recode_2008@1999", "did you mean site_recode_2008@2008"]);
}

#[test]
fn what_cannot_be_derived_names_the_cure() {
    let file = csv_file(TUMORS);
    refused(&file, &["site_recode_2024"], &[], &["no such variable; did you mean site_recode_2023?", "derive --list"]);
    refused(&file, &["site_recode_2023", "site_recode_2023"], &[], &["site_recode_2023", "named twice"]);
    refused(&file, &["site_recode_2023"], &["primarySite=site"], &["primarySite=site", "has no column site"]);
    refused(
        &file,
        &["site_recode_2023"],
        &["primarySit=note"],
        &["no variable reads a column primarySit; did you mean primarySite?"],
    );
    refused(&file, &["site_recode_2023"], &["primarySite"], &["expected name=theirs"]);
    let file = csv_file("primary_site,histologicTypeIcdO3,behaviorCodeIcdO3,dateOfDiagnosis\nC509,8500,3,2020\n");
    refused(
        &file,
        &["site_recode_2023"],
        &[],
        &["no column primarySite", "site_recode_2023 (seer-site-recode 2023)", "--column primarySite=primary_site"],
    );
    let (text, _) = as_csv(&request(file.path(), &["site_recode_2023"]).rename(["primarySite=primary_site"]).unwrap());
    assert!(text.ends_with("C509,8500,3,2020,39\n"), "{text}");
    refused(&csv_file("sex,sex\n1,1\n"), &["all"], &[], &["two columns are called sex"]);
    refused(
        &csv_file("primarySite,histologicTypeIcdO3,behaviorCodeIcdO3\nC509,8500,3,31337\n"),
        &["all"],
        &[],
        &["line 2"],
    );
    refused(&csv_file(""), &["all"], &[], &["it is empty"]);
}

#[test]
fn the_file_read_is_not_written() {
    let file = csv_file(TUMORS);
    let error = derive(&request(file.path(), &["site_recode_2023"]), DeriveTo::File(file.path()), None).unwrap_err();
    assert!(error.to_string().contains("is the file to read"), "{error}");
    let error = derive(&request(file.path(), &["all"]), DeriveTo::File(Path::new("out.xlsx")), None).unwrap_err();
    assert!(error.to_string().contains(".csv, .tsv or .parquet"), "{error}");
    assert_eq!(fs::read_to_string(file.path()).unwrap(), TUMORS);
}
