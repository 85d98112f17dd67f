//! Cases from a snapshot: the newest version of each abstract, from files whose columns differ.

use std::fs::File;
use std::path::{Path, PathBuf};

use analytics::{Answer, SnapshotFiles, Source, SurvivalRequest, survival};
use polars::prelude::{Column, DataFrame, DataType, IntoColumn, NamedFrom, ParquetWriter, Series};

use crate::listing::{left_out, near, row};

fn write(folder: &Path, name: &str, columns: Vec<Column>) -> PathBuf {
    let path = folder.join(name);
    let mut frame = DataFrame::new_infer_height(columns).unwrap();
    ParquetWriter::new(File::create(&path).unwrap()).finish(&mut frame).unwrap();
    path
}

fn texts(name: &str, values: &[&str]) -> Column {
    let values: Vec<Option<&str>> = values.iter().map(|text| Some(*text).filter(|text| *text != "-")).collect();
    Series::new(name.into(), values).into_column()
}

fn whole(name: &str, values: &[i64], dtype: &DataType) -> Column {
    let values: Vec<Option<i64>> = values.iter().map(|number| Some(*number).filter(|number| *number >= 0)).collect();
    Series::new(name.into(), values).cast(dtype).unwrap().into_column()
}

/// -1 and `-` stand for missing values.
fn snapshot(folder: &Path) -> SnapshotFiles {
    let first = vec![
        texts("submission_id", &["s1", "s1", "s1", "s1", "s1", "s1"]),
        texts("abstract_key", &["a", "b", "c", "d", "e", "-"]),
        whole("patient_ordinal", &[1, 2, 3, 4, 5, 6], &DataType::Int64),
        whole("tumor_ordinal", &[1, 1, 1, 1, 1, 0], &DataType::Int32),
        whole("survival_days", &[10, 20, 30, -1, 50, -1], &DataType::Int32),
        texts("vital_status", &["dead", "alive", "dead", "alive", "-", "alive"]),
        texts("sex", &["1", "2", "1", "2", "1", "1"]),
    ];
    // A correction of `a` and `b`, a new abstract twice in one file, a death certificate; no sex column.
    let second = vec![
        texts("vital_status", &["alive", "dead", "dead", "alive", "dead"]),
        texts("submission_id", &["s2", "s2", "s2", "s2", "s2"]),
        texts("abstract_key", &["a", "b", "f", "f", "g"]),
        whole("patient_ordinal", &[1, 2, 3, 3, 4], &DataType::Int64),
        whole("tumor_ordinal", &[1, 1, 1, 2, 1], &DataType::Int32),
        whole("survival_days", &[15, 25, 5, 40, 60], &DataType::Int32),
        texts("typeOfReportingSource", &["1", "1", "1", "1", "7"]),
        texts("primarySite", &["C500", "C619", "C500", "C509", "C500"]),
    ];
    let submissions = vec![texts("submission_id", &["s2", "s1"]), whole("committed_in", &[7, 3], &DataType::Int64)];
    SnapshotFiles {
        snapshot: 7,
        abstracts: vec![write(folder, "first[1].parquet", first), write(folder, "second.parquet", second)],
        submissions: vec![write(folder, "submissions.parquet", submissions)],
        columns: vec!["laterality".to_owned()],
    }
}

fn ask(files: &SnapshotFiles, change: impl FnOnce(&mut SurvivalRequest)) -> Answer {
    let mut request = SurvivalRequest::new(Source::Snapshot(files.clone()));
    change(&mut request);
    survival(&request).unwrap()
}

#[test]
fn the_newest_version_of_each_abstract_counts() {
    let folder = tempfile::tempdir().unwrap();
    let files = snapshot(folder.path());
    let answer = ask(&files, |_| {});
    assert_eq!((answer.provenance.cases_read, answer.provenance.cases_used), (11, 4));
    assert_eq!(left_out(&answer, "superseded"), 3);
    assert_eq!(left_out(&answer, "without a tumor"), 1);
    assert_eq!(left_out(&answer, "autopsy or a death certificate"), 1);
    assert_eq!(left_out(&answer, "time not known"), 1);
    assert_eq!(left_out(&answer, "status not known"), 1);
    assert_eq!(answer.provenance.snapshot, Some(7));
    // Left are a (15, alive), b (25, dead), c (30, dead) and f (40, alive).
    near(row(&answer, &[], 25.0).estimate, 2.0 / 3.0);
    near(row(&answer, &[], 30.0).estimate, 1.0 / 3.0);

    let mut turned = files.clone();
    turned.abstracts.reverse();
    assert_eq!(ask(&turned, |_| {}).rows, answer.rows);
}

#[test]
fn a_column_that_a_file_lacks_is_missing_values() {
    let folder = tempfile::tempdir().unwrap();
    let files = snapshot(folder.path());
    let answer = ask(&files, |request| request.by = vec!["primarySite".to_owned(), "laterality".to_owned()]);
    let labels: Vec<String> = answer.series.iter().map(analytics::Series::label).collect();
    assert_eq!(labels, ["C500, (missing)", "C509, (missing)", "C619, (missing)", "(missing), (missing)"]);

    let answer = ask(&files, |request| request.filter = Some("sex = 1 or laterality is not null".to_owned()));
    assert_eq!(answer.provenance.cases_used, 1, "only c still has a sex");

    let mut request = SurvivalRequest::new(Source::Snapshot(files));
    request.by = vec!["primarysite".to_owned()];
    let error = survival(&request).unwrap_err().to_string();
    assert!(error.contains("snapshot 7: no column primarysite") && error.contains("XML ids"), "{error}");
}

#[test]
fn a_snapshot_without_files_has_no_cases() {
    let files = SnapshotFiles {
        columns: vec!["survival_days".to_owned(), "vital_status".to_owned()],
        ..SnapshotFiles::default()
    };
    let error = survival(&SurvivalRequest::new(Source::Snapshot(files))).unwrap_err().to_string();
    assert!(error.contains("no case is left"), "{error}");
}
