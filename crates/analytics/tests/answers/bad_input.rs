//! What is wrong is an error that names the place and the cure, and never a value of a record.

use std::fs;

use analytics::{CaseFile, Convention, Form, Grid, Method, Source, SurvivalRequest, survival};

use proptest::prelude::*;

use crate::listing::{csv_file, request};

const PRIVATE: &str = "31337";

fn refused(text: &str, wanted: &[&str]) {
    let file = csv_file(text);
    let error = survival(&request(&file)).unwrap_err().to_string();
    for part in wanted {
        assert!(error.contains(part), "{error}\nlacks {part}");
    }
    assert!(!error.contains(PRIVATE), "{error}");
}

#[test]
fn files_that_are_not_case_files() {
    refused("", &["it is empty"]);
    refused("%PDF-1.7 ...", &["it is a PDF"]);
    refused("\u{1f}\u{8b}", &["it"]);
    refused("time_days,status\n", &["no case is left", "of 0 rows"]);
    refused(&format!("time_days,status\n1,1\n2,0,{PRIVATE}\n"), &["line 3 has 3 fields, expected the header's 2"]);
    refused(
        "id,sex\n1,2\n",
        &["no column time_days", "needed for the follow-up time", "the columns are id, sex", "--column name=theirs"],
    );
    refused("time_days,vital\n1,1\n", &["no column status", "--column status=theirs"]);
    refused("dx_date,status\n2001-01-01,1\n", &["no column exit_date"]);
    let missing = SurvivalRequest::new(Source::Cases(CaseFile::new("nowhere/cases.csv")));
    assert!(survival(&missing).unwrap_err().to_string().contains("nowhere/cases.csv"));
}

#[test]
fn bytes_that_are_not_text_or_parquet() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, wanted) in [
        ("latin.csv", &b"time_days,status,name\n1,1,M\xfcller\n"[..], "line 2 is not UTF-8"),
        ("gzip.csv", b"\x1f\x8b\x08\x00", "it is compressed"),
        ("torn.parquet", b"PAR1 and nothing else PAR1", "cannot be read as Parquet"),
        ("text.parquet", b"time_days,status\n1,1\n", "does not begin as a Parquet file"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let mut request = SurvivalRequest::new(Source::Cases(CaseFile::new(&path)));
        request.by = if name == "latin.csv" { vec!["name".to_owned()] } else { Vec::new() };
        let error = survival(&request).unwrap_err().to_string();
        assert!(error.contains(wanted), "{name}: {error}");
    }
    let error = survival(&SurvivalRequest::new(Source::Cases(CaseFile::new(folder.path())))).unwrap_err();
    assert!(error.to_string().contains("is a folder"), "{error}");
}

#[test]
fn values_that_a_column_may_not_hold() {
    let bad = |value: &str| format!("id,time_days,status\n1,10,1\n2,{value},0\n3,{value},0\n");
    refused(&bad("-31337"), &["row 2, column time_days", "(and 1 more row)", "ends before it begins"]);
    refused(&bad("31337.5"), &["row 2, column time_days", "whole days"]);
    refused(&bad("31337 days"), &["row 2, column time_days", "expected a number"]);
    refused(&bad("1e300"), &["whole days"]);
    refused(
        "time_days,status\n5,31337\n",
        &["row 1, column status", "0 (alive) or 1 (dead)", "--column status=theirs"],
    );
    refused("time_days,status\n5,1\n5,2\n5,-1\n", &["row 2, column status", "(and 1 more row)"]);
    let dates = |exit: &str| format!("dx_date,exit_date,status\n2001-03-01,{exit},0\n");
    refused(&dates("2001-02-30"), &["row 1, column exit_date", "a date that exists"]);
    refused(&dates("03/04/2001"), &["row 1, column exit_date", "written as 2016-01-31"]);
    refused(&dates("2001-02-28"), &["row 1, column exit_date", "ends before it begins"]);
    refused(
        "time_days,status\n,1\n5,\n",
        &["no case is left", "1 follow-up time not known", "1 vital status not known"],
    );
}

#[test]
fn options_that_do_not_work() {
    let file = csv_file("sex,time_days,status,method\n1,5,1,a\n2,5,0,b\n");
    let refused = |change: fn(&mut SurvivalRequest), wanted: &str| {
        let mut request = request(&file);
        change(&mut request);
        let error = survival(&request).unwrap_err().to_string();
        assert!(error.contains(wanted), "{error}\nlacks {wanted}");
    };
    refused(
        |request| request.by = vec!["Sex".to_owned()],
        "no column Sex, which --by names; the columns are sex, time_days",
    );
    refused(|request| request.filter = Some("stage = 1".to_owned()), "no column stage, which --where names");
    refused(|request| request.filter = Some("sex = 'f'".to_owned()), "--where, character 7: column sex holds numbers");
    refused(|request| request.by = vec!["method".to_owned()], "an answer has a column of this name");
    refused(|request| request.by = vec!["sex".to_owned(); 2], "named twice");
    refused(|request| request.days_per_year = Some(0.0), "--days-per-year 0");
    refused(|request| request.at_years = vec![f64::NAN], "expected times of 0 or more");
    refused(|request| request.convention = Convention::PopEpi, "has interval estimates only: actuarial, ederer-ii");
    refused(|request| request.form = Some(Form::Hazard), "has no intervals; use --method actuarial");
    refused(
        |request| (request.methods, request.convention) = (vec![Method::Actuarial], Convention::PopEpi),
        "popepi counts calendar years",
    );
    refused(
        |request| (request.methods, request.grid) = (vec![Method::Actuarial], "0.001,0.002".parse::<Grid>().unwrap()),
        "is not above the one before",
    );
    let unknown = "pohar-perma".parse::<Method>().unwrap_err().to_string();
    assert!(
        unknown.contains("there are kaplan-meier, nelson-aalen, fleming-harrington, actuarial, cause-specific"),
        "{unknown}"
    );
    let rename = CaseFile::new("cases.csv").rename(["stage=Stage"]).unwrap_err().to_string();
    assert!(rename.contains("no column stage to rename"), "{rename}");
    assert!(CaseFile::new("cases.csv").rename(["stage"]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn no_file_makes_it_panic(
        header in prop::sample::select(vec!["time_days,status\n", "dx_date,exit_date,status\n", ""]),
        fields in prop::collection::vec(
            prop_oneof!["\\PC{0,6}", "[0-9]{1,12}", "[0-9]{4}-[01][0-9]-[0-3][0-9]", Just("0".to_owned()), Just("1".to_owned())],
            0..30,
        ),
        separators in prop::collection::vec(prop::sample::select(vec![",", "\n", ",", "\n", "\"", "\r\n", ""]), 30),
    ) {
        let body: String = fields.iter().zip(separators).map(|(field, separator)| format!("{field}{separator}")).collect();
        let file = csv_file(&format!("{header}{body}"));
        let mut request = request(&file);
        request.by = vec!["status".to_owned()];
        request.filter = Some("status is not null".to_owned());
        let _ = survival(&request);
    }
}
