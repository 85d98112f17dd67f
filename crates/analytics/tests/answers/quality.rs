//! Quality of a file and of a snapshot, both counted by hand.

use std::fs::File;
use std::path::{Path, PathBuf};

use analytics::SnapshotFiles;
use analytics::quality::{
    Changes, IndicatorAnswer, Place, Quality, QualityRequest, QualitySource, ShareAnswer, measure, name,
};
use polars::prelude::{
    Column, DataFrame, DataType, Int64Chunked, IntoColumn, IntoSeries, NamedFrom, NewChunkedArray, ParquetWriter,
    Series, TimeUnit, TimeZone,
};

fn share(answer: &Quality, id: &str) -> (u64, u64, u64) {
    let found: &IndicatorAnswer = answer.indicators.iter().find(|of| of.id == id).unwrap();
    let ShareAnswer { counted, of, unknown, .. } = found.share;
    (counted, of, unknown)
}

fn item(answer: &Quality, id: &str) -> (u64, u64, u64) {
    let found = answer.items.iter().find(|of| of.item == id).unwrap();
    (found.share.counted, found.share.of, found.share.unknown)
}

fn verdict(answer: &Quality, level: &str, indicator: &str) -> &'static str {
    name(answer.criteria.iter().find(|of| of.level == level && of.indicator == indicator).unwrap().verdict)
}

fn level(answer: &Quality, level: &str) -> &'static str {
    name(answer.levels.iter().find(|of| of.level == level).unwrap().verdict)
}

fn left_out(answer: &Quality, reason: &str) -> u64 {
    answer.provenance.exclusions.iter().find(|out| out.reason.contains(reason)).map_or(0, |out| out.count)
}

/// Rows read are records and exclusions.
fn reconciles(answer: &Quality) {
    let out: u64 = answer.provenance.exclusions.iter().map(|out| out.count).sum();
    assert_eq!(answer.provenance.rows_read, answer.records + out);
}

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Of 2022 are rows 1 to 5; the first two are one tumor of one patient.
const LISTING: &str = "\
patientIdNumber,dateOfDiagnosis,site,histologicTypeIcdO3,behaviorCodeIcdO3,laterality,typeOfReportingSource,sex,race1,ageAtDiagnosis,countyAtDx,addrAtDxState,diagnosticConfirmation
A,20220301,C504,8500,3,1,1,2,01,061,031,IL,1
A,20220405,C501,8501,3,1,1,2,01,061,031,IL,1
B,20220601,C619,8140,3,0,7,1,99,999,031,IL,9
C,202207,C679,8130,2,0,1,9,02,070,999,WI,1
D,20221231,C440,8720,2,0,1,1,02,050,,IL,1
E,20211231,C180,8140,3,0,1,1,01,070,031,IL,1
F,,C180,8140,3,0,1,1,01,070,031,IL,1
";

fn listing(path: &Path) -> QualityRequest {
    QualityRequest::new(QualitySource::cases(path, ["primarySite=site"]).unwrap(), 2022)
}

#[test]
fn a_file_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "listing.csv", LISTING);
    let answer = measure(&listing(&path)).unwrap();
    assert_eq!(answer.records, 5);
    assert_eq!((left_out(&answer, "another year"), left_out(&answer, "not known")), (1, 1));
    reconciles(&answer);
    for (id, expected) in [
        ("ascertained", (4, 5, 0)), // not the melanoma in situ
        ("death_certificate_only", (1, 5, 0)),
        ("duplicates", (1, 5, 0)),
        ("missing_age", (1, 5, 0)),
        ("missing_sex", (1, 5, 0)),
        ("missing_race", (1, 5, 0)),
        ("missing_county", (2, 5, 0)),
        ("microscopically_verified", (4, 5, 0)),
        // Nothing in the file tells of it.
        ("error_free", (0, 5, 5)),
        ("submitted_12_months", (0, 5, 5)),
    ] {
        assert_eq!(share(&answer, id), expected, "{id}");
    }
    assert_eq!((item(&answer, "race1"), item(&answer, "maritalStatusAtDx")), ((4, 5, 0), (0, 5, 5)));
    assert_eq!(verdict(&answer, "gold", "death_certificate_only"), "not met");
    assert_eq!(verdict(&answer, "gold", "completeness"), "not told");
    assert_eq!(verdict(&answer, "gold", "error_free_core"), "not told");
    assert_eq!((level(&answer, "gold"), answer.months_to_submission.median), ("not met", None));
}

#[test]
fn a_place_a_condition_and_an_expected_number() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "listing.csv", LISTING);
    let mut request = listing(&path);
    request.place = Place::State("il".to_owned());
    request.filter = Some("primarySite <> 'C440'".to_owned());
    request.on = Some(20_056); // 2024-11-29
    // Three cases of an expected 3.15 are 95.2%, of 3.16 they are 94.9%.
    for (expected, gold, silver) in [("3.15", "met", "met"), ("3.16", "not met", "met"), ("3.4", "not met", "not met")]
    {
        let text = format!("year,expected\n2021,100\n2022,{expected}\n");
        request.expected = Some(written(folder.path(), "expected.csv", &text));
        let answer = measure(&request).unwrap();
        assert_eq!((answer.records, share(&answer, "ascertained")), (3, (3, 3, 0)));
        assert_eq!((left_out(&answer, "another state"), left_out(&answer, "--where")), (1, 1));
        reconciles(&answer);
        assert_eq!(verdict(&answer, "gold", "completeness"), gold, "{expected}");
        assert_eq!(verdict(&answer, "silver", "completeness"), silver, "{expected}");
        assert_eq!(verdict(&answer, "gold", "timeliness"), "met");
    }
    request.on = Some(20_058); // 2024-12-01
    assert_eq!(verdict(&measure(&request).unwrap(), "gold", "timeliness"), "not met");
}

#[test]
fn what_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), "listing.csv", LISTING);
    let says = |change: &dyn Fn(&mut QualityRequest), words: &[&str]| {
        let mut request = listing(&path);
        change(&mut request);
        let said = measure(&request).unwrap_err().to_string();
        assert!(words.iter().all(|word| said.contains(word)), "{said}");
    };
    says(&|request| request.place = Place::Facility("F1".to_owned()), &["facility_id", "listing.csv"]);
    says(&|request| request.filter = Some("color = 1".to_owned()), &["color", "--where"]);
    for (text, words) in [
        ("year,expected\n2021,5\n", ["no row of 2022", "expected.csv"]),
        ("year,expected\n2022,5\n2022,6\n", ["2022 twice", "expected.csv"]),
        ("year,cases\n2022,5\n", ["expected", "cases"]),
        ("year,expected\n2022,many\n", ["row 1", "three decimals"]),
        ("year,expected\n2022,0\n", ["row 1", "above zero"]),
    ] {
        let expected = written(folder.path(), "expected.csv", text);
        says(&|request| request.expected = Some(expected.clone()), &words);
    }
    let said = QualitySource::cases(&path, ["place=site"]).unwrap_err().to_string();
    assert!(said.contains("place=site"), "{said}");
    let missing = QualitySource::cases(&path, ["race1=race"]).unwrap();
    let said = measure(&QualityRequest::new(missing, 2022)).unwrap_err().to_string();
    assert!(said.contains("no column race,"), "{said}");
}

fn parquet(folder: &Path, name: &str, columns: Vec<Column>) -> PathBuf {
    let path = folder.join(name);
    let mut frame = DataFrame::new_infer_height(columns).unwrap();
    ParquetWriter::new(File::create(&path).unwrap()).finish(&mut frame).unwrap();
    path
}

/// `-` stands for a missing value.
fn texts(name: &str, values: &[&str]) -> Column {
    let values: Vec<Option<&str>> = values.iter().map(|text| Some(*text).filter(|text| *text != "-")).collect();
    Series::new(name.into(), values).into_column()
}

/// -1 stands for a missing value.
fn whole(name: &str, values: &[i64], dtype: &DataType) -> Column {
    let values: Vec<Option<i64>> = values.iter().map(|number| Some(*number).filter(|number| *number >= 0)).collect();
    Series::new(name.into(), values).cast(dtype).unwrap().into_column()
}

struct Tables {
    first: PathBuf,
    second: PathBuf,
    submissions: PathBuf,
    findings: PathBuf,
}

/// Facility F1 submits in two files, the second of which corrects `a` and adds `d`; F2 submits in the second as well, once
/// without a date of diagnosis.
fn tables(folder: &Path) -> Tables {
    let first = vec![
        texts("facility_id", &["F1", "F1", "F1", "F1"]),
        texts("submission_id", &["s1", "s1", "s1", "s1"]),
        texts("patient_key", &["p1", "p1", "p2", "p3"]),
        texts("abstract_key", &["a", "b", "c", "-"]),
        texts("content_hash", &["a1", "b1", "c1", "-"]),
        whole("patient_ordinal", &[1, 1, 2, 3], &DataType::Int64),
        whole("tumor_ordinal", &[1, 2, 1, 0], &DataType::Int32),
        whole("dx_year", &[2022, 2022, 2021, -1], &DataType::Int32),
        texts("dateOfDiagnosis", &["20220310", "202206", "20211130", "-"]),
        texts("primarySite", &["C500", "C509", "C619", "-"]),
        texts("histologicTypeIcdO3", &["8500", "8503", "8140", "-"]),
        texts("typeOfReportingSource", &["1", "1", "1", "-"]),
        texts("race1", &["99", "01", "02", "-"]),
    ];
    let second = vec![
        texts("race1", &["01", "-", "99", "01"]),
        texts("facility_id", &["F1", "F1", "F2", "F2"]),
        texts("submission_id", &["s2", "s2", "s3", "s3"]),
        texts("patient_key", &["p1", "p4", "q1", "q2"]),
        texts("abstract_key", &["a", "d", "e", "f"]),
        texts("content_hash", &["a2", "d1", "e1", "f1"]),
        whole("patient_ordinal", &[1, 2, 1, 2], &DataType::Int64),
        whole("tumor_ordinal", &[1, 1, 1, 1], &DataType::Int32),
        whole("dx_year", &[2022, 2022, 2022, -1], &DataType::Int32),
        texts("dateOfDiagnosis", &["20220310", "20220901", "20220901", "-"]),
        texts("primarySite", &["C500", "C341", "C341", "C500"]),
        texts("histologicTypeIcdO3", &["8500", "8070", "8070", "8500"]),
        texts("typeOfReportingSource", &["1", "7", "1", "1"]),
    ];
    // 2022-12-31, 2024-01-01 and 2024-12-31, a minute before midnight: microseconds.
    let days = [19_357i64, 19_723, 20_088];
    let times = days.map(|day| (day + 1) * 86_400_000_000 - 60_000_000);
    // With their time zone, as the warehouse writes them.
    let times = Int64Chunked::from_slice("submitted_at".into(), &times);
    let times = times.into_datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)).into_series();
    let submissions = vec![
        texts("submission_id", &["s1", "s2", "s3"]),
        whole("committed_in", &[2, 3, 4], &DataType::Int64),
        times.into_column(),
    ];
    let findings = vec![
        texts("submission_id", &["s1", "s1", "s2", "s3", "s2", "s2"]),
        // The superseded `a` had an error of race; `b` of its class of case; patient 2 of the second file, `d`, of sex; `e` has a
        // warning; a finding about the file is about nobody.
        texts("severity", &["error", "error", "error", "warning", "error", "warning"]),
        whole("patient_ordinal", &[1, 1, 2, 1, 0, 1], &DataType::Int64),
        whole("tumor_ordinal", &[1, 2, 0, 1, 0, 1], &DataType::Int32),
        texts("item", &["race1", "classOfCase", "sex", "race1", "-", "race1"]),
    ];
    Tables {
        first: parquet(folder, "first.parquet", first),
        second: parquet(folder, "second.parquet", second),
        submissions: parquet(folder, "submissions.parquet", submissions),
        findings: parquet(folder, "findings.parquet", findings),
    }
}

fn source(tables: &Tables, snapshot: u64, abstracts: &[&PathBuf], day: i32) -> QualitySource {
    QualitySource::Snapshot {
        files: SnapshotFiles {
            snapshot,
            abstracts: abstracts.iter().map(|path| (*path).clone()).collect(),
            submissions: vec![tables.submissions.clone()],
            columns: vec!["sex".to_owned(), "addrAtDxState".to_owned()],
        },
        findings: vec![tables.findings.clone()],
        day,
    }
}

#[test]
fn a_snapshot_by_hand_and_what_changed_since_another() {
    let folder = tempfile::tempdir().unwrap();
    let tables = tables(folder.path());
    let mut request = QualityRequest::new(source(&tables, 4, &[&tables.first, &tables.second], 20_088), 2022);
    request.place = Place::Facility("F1".to_owned());
    request.compare_with = Some(source(&tables, 2, &[&tables.first], 19_357));
    let answer = measure(&request).unwrap();

    // Of F1 and 2022: a in its second version, b, and d.
    assert_eq!((answer.records, answer.records_before), (3, Some(2)));
    assert_eq!(answer.changes, Some(Changes { added: 1, corrected: 1, left: 0, unchanged: 1 }));
    for (reason, count) in [("superseded", 1), ("without a tumor", 1), ("another facility", 2), ("another year", 1)] {
        assert_eq!(left_out(&answer, reason), count, "{reason}");
    }
    reconciles(&answer);
    for (id, expected) in [
        ("duplicates", (1, 3, 0)), // b, in another file than a
        ("death_certificate_only", (1, 3, 0)),
        ("error_free", (1, 3, 0)),      // the new version of a
        ("error_free_core", (2, 3, 0)), // b too
        ("missing_race", (1, 3, 0)),    // a was corrected, d is blank
        ("missing_sex", (3, 3, 0)),     // a column of the table that no file fills
        // First submitted on 2022-12-31 (a and b, within the year) and 2024-01-01 (d, 13 months after it).
        ("submitted_12_months", (2, 3, 0)),
        ("submitted_22_months", (3, 3, 0)),
        // From 10 March to 31 December are nine whole months, from the middle of June six, of which it is beyond.
        ("submitted_6_months", (0, 3, 0)),
    ] {
        assert_eq!(share(&answer, id), expected, "{id}");
    }
    let races = answer.indicators.iter().find(|of| of.id == "missing_race").unwrap();
    let before = races.before.unwrap();
    assert_eq!((before.counted, before.of), (1, 2));
    assert!((races.share.above(&before).unwrap() - (100.0 / 3.0 - 50.0)).abs() < 1e-9);
    // 24 months after the close of 2022.
    assert_eq!(
        (verdict(&answer, "gold", "timeliness"), verdict(&answer, "gold", "duplicates")),
        ("not met", "not met")
    );
    assert_eq!(answer.months_to_submission.by_month.iter().sum::<u64>(), 3);
    assert_eq!(answer.provenance.on.as_deref(), Some("2024-12-31"));
}

#[test]
fn several_facilities_need_linkage() {
    let folder = tempfile::tempdir().unwrap();
    let tables = tables(folder.path());
    let request = QualityRequest::new(source(&tables, 4, &[&tables.first, &tables.second], 20_088), 2022);
    let answer = measure(&request).unwrap();
    assert_eq!((answer.records, answer.provenance.facilities), (4, 2));
    assert_eq!((left_out(&answer, "not known"), left_out(&answer, "another year")), (1, 1));
    reconciles(&answer);
    assert_eq!(share(&answer, "error_free"), (2, 4, 0)); // a warning is no error
    assert_eq!(verdict(&answer, "national", "duplicates"), "not told");
    assert!(answer.levels.iter().all(|level| level.standard != "CoC"), "that is for one facility");
    let told = &answer.levels[0].not_told;
    assert!(told.iter().any(|of| of.indicator == "duplicates" && of.reason.contains("linkage")), "{told:?}");

    let mut state = request;
    state.place = Place::State("IL".to_owned());
    let answer = measure(&state).unwrap();
    assert_eq!((answer.records, left_out(&answer, "another state")), (0, 4));
    reconciles(&answer);
    assert_eq!(verdict(&answer, "gold", "missing_age"), "not told");
}

#[test]
fn follow_up_reads_the_years_since_the_reference_date() {
    let folder = tempfile::tempdir().unwrap();
    let columns = |class: &[&str]| {
        vec![
            texts("facility_id", &["F1", "F1", "F1"]),
            texts("submission_id", &["s1", "s1", "s1"]),
            texts("patient_key", &["p1", "p2", "p3"]),
            texts("abstract_key", &["a", "b", "c"]),
            whole("patient_ordinal", &[1, 2, 3], &DataType::Int64),
            whole("tumor_ordinal", &[1, 1, 1], &DataType::Int32),
            whole("dx_year", &[2022, 2018, 2010], &DataType::Int32),
            texts("dateOfDiagnosis", &["20220310", "20180301", "20100301"]),
            texts("behaviorCodeIcdO3", &["3", "3", "3"]),
            texts("classOfCase", class),
            texts("vitalStatus", &["1", "1", "0"]),
            texts("dateOfLastContact", &["20230101", "20200101", "20110101"]),
        ]
    };
    let tables =
        Tables { first: parquet(folder.path(), "f.parquet", columns(&["14", "14", "14"])), ..tables(folder.path()) };
    let mut request = QualityRequest::new(source(&tables, 2, &[&tables.first], 19_447), 2022); // 2023-03-31
    let told = |request: &QualityRequest| {
        let answer = measure(request).unwrap();
        reconciles(&answer);
        assert_eq!((answer.records, left_out(&answer, "another year")), (1, 2));
        (share(&answer, "follow_up_since_reference"), share(&answer, "follow_up_five_years"))
    };
    assert_eq!(told(&request), ((0, 0, 0), (0, 0, 0)));
    // Current is the first, dead the last; five years back from 2023-03-31 are only from 2018-03-31.
    request.reference_date = Some(14_610); // 2010-01-01
    assert_eq!(told(&request), ((2, 3, 0), (1, 1, 0)));
    request.reference_date = Some(14_975); // 2011-01-01
    assert_eq!(told(&request), ((1, 2, 0), (1, 1, 0)));
}
