//! A folder stands for the data files in it.

use crate::shared::{json, run, synthetic, text};

#[test]
fn a_folder_is_its_data_files_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = synthetic(folder.path(), 60, 3, 61, &[]);
    std::fs::write(folder.path().join("letter.pdf"), "%PDF-1.7").expect("written");
    // The list of facilities that synth wrote is a CSV file, and no NAACCR data.
    std::fs::remove_file(folder.path().join("facilities.csv")).expect("removed");
    let reports = json(["check", folder.path().to_str().expect("text"), "--format", "json"], &[0]);
    let names: Vec<&str> =
        reports.as_array().expect("a list").iter().map(|report| report["file"].as_str().expect("a name")).collect();
    let expected: Vec<&str> = files.iter().map(|file| file.to_str().expect("text")).collect();
    assert_eq!(names, expected);
}

#[test]
fn a_folder_without_data_files_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(["check", folder.path().to_str().expect("text")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no data file"), "{}", text(&output.stderr));
}
