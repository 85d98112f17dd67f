//! `caselake survival` as a researcher meets it. The estimators' agreement with references is proved in their own crates.

use std::path::Path;

use crate::shared::{json, outside, run, text};

/// The 6-MP arm of Freireich et al. (1963), weeks in remission: (time, relapsed).
const REMISSION: &[(u32, u8)] = &[
    (6, 1),
    (6, 1),
    (6, 1),
    (6, 0),
    (7, 1),
    (9, 0),
    (10, 1),
    (10, 0),
    (11, 0),
    (13, 1),
    (16, 1),
    (17, 0),
    (19, 0),
    (20, 0),
    (22, 1),
    (23, 1),
    (25, 0),
    (32, 0),
    (32, 0),
    (34, 0),
    (35, 0),
];

#[test]
fn a_case_file_by_hand() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = folder.path().join("remission.csv");
    let rows: Vec<String> = REMISSION.iter().map(|(time, status)| format!("{time},{status}\n")).collect();
    std::fs::write(&cases, format!("weeks,relapse\n{}", rows.concat())).expect("written");
    let cases = cases.to_str().expect("text");
    let plot = folder.path().join("curve.svg");
    let arguments = [
        "survival",
        "--cases",
        cases,
        "--column",
        "time_days=weeks",
        "--column",
        "status=relapse",
        "--at-days",
        "6,10,23",
        "--format",
        "json",
        "--plot",
        plot.to_str().expect("text"),
    ];
    let answer = json(arguments, &[0]);
    let rows = answer["rows"].as_array().expect("rows");
    // Kalbfleisch and Prentice's textbook values, worked by hand: 18/21, 18/21 * 16/17 * 14/15, and so on to week 23.
    let by_hand = [18.0 / 21.0, 18.0 / 21.0 * (16.0 / 17.0) * (14.0 / 15.0), 0.448_179_271_708_683_5];
    for (row, expected) in rows.iter().zip(by_hand) {
        let estimate = row["estimate"].as_f64().expect("an estimate");
        assert!((estimate - expected).abs() < 1e-12, "{estimate}, expected {expected}");
    }
    assert_eq!(rows.len(), 3);
    assert!(answer["provenance"].is_object());
    assert!(std::fs::read_to_string(&plot).expect("a plot").contains("<svg"));
}

#[test]
fn wrong_cases_name_the_row_and_the_cure() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = folder.path().join("cases.csv");
    for (content, words) in [
        ("time_days,status\n5,1\n-3,0\n", ["time_days", "row"]),
        ("time_days,status\n5,1\n8,7\n", ["status", "row"]),
        ("time,status\n5,1\n", ["time_days", "time"]),
        ("dx_date,exit_date,status\n2010-02-30,2011-01-01,1\n", ["dx_date", "row"]),
    ] {
        std::fs::write(&cases, content).expect("written");
        let output = run(["survival", "--cases", cases.to_str().expect("text")]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{content}: {said}");
        assert!(words.iter().all(|word| said.contains(word)), "{content} says: {said}");
    }
}

#[test]
fn colon_and_rectum_agree_with_r() {
    let Some(golden) = outside("CASELAKE_GOLDEN", "golden") else { return };
    let cases = golden.join("survival/data/colrec.csv");
    let arguments = [
        "survival",
        "--cases",
        cases.to_str().expect("text"),
        "--column",
        "status=stat",
        "--by",
        "sex",
        "--at-days",
        "1830",
        "--format",
        "json",
    ];
    let answer = json(arguments, &[0]);
    let mut curves =
        csv::Reader::from_path(golden.join("survival/results/km_logrank_cox_cif_curves.csv")).expect("curves");
    let head = curves.headers().expect("a header").clone();
    let place = |name: &str| head.iter().position(|column| column == name).expect("a column");
    let [case, stratum, asked, estimate] = ["case_id", "stratum", "time_requested", "estimate"].map(place);
    let mut compared = 0;
    for record in curves.records() {
        let record = record.expect("a record");
        if &record[case] != "km_colrec_sex" || record[asked].parse() != Ok(1830.0) {
            continue;
        }
        let sex = record[stratum].trim().trim_start_matches("sex=").to_owned();
        let row = answer["rows"].as_array().expect("rows").iter().find(|row| row["sex"].as_str() == Some(&sex));
        let ours = row.expect("a row of this sex")["estimate"].as_f64().expect("an estimate");
        let theirs: f64 = record[estimate].parse().expect("a number");
        assert!((ours - theirs).abs() < 1e-12, "sex {sex}: {ours}, R has {theirs}");
        compared += 1;
    }
    assert_eq!(compared, 2);
}

/// The 6-MP arm beside placebo, of the same trial.
const PLACEBO: [u32; 21] = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];

/// Both arms in a case file.
fn trial(folder: &Path) -> String {
    let treated = REMISSION.iter().map(|(time, status)| format!("6-MP,{time},{status}\n"));
    let rows: Vec<String> = treated.chain(PLACEBO.iter().map(|time| format!("placebo,{time},1\n"))).collect();
    let cases = folder.join("trial.csv");
    std::fs::write(&cases, format!("arm,time_days,status\n{}", rows.concat())).expect("written");
    cases.to_str().expect("text").to_owned()
}

#[test]
fn two_arms_are_tested() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = trial(folder.path());
    let arguments = ["survival", "--cases", &cases, "--by", "arm", "--test", "log-rank"];
    // As printed in textbooks: 9 relapses against 19.25 expected, chi-square 16.79.
    let answer = json(arguments.into_iter().chain(["--format", "json"]), &[0]);
    let near = |found: &serde_json::Value, expected: f64| {
        let found = found.as_f64().expect("a number");
        assert!((found - expected).abs() < 5e-3, "{found}, expected {expected}");
    };
    assert_eq!(answer["rows"][0]["arm"], "6-MP");
    near(&answer["rows"][0]["observed"], 9.0);
    near(&answer["rows"][0]["expected"], 19.25);
    near(&answer["test"]["chi_square"], 16.79);
    let said = text(&run(arguments).stdout);
    assert!(said.contains("chi-square 16.79 on 1 degree of freedom, p <0.0001"), "{said}");
}

#[test]
fn two_arms_are_regressed() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = trial(folder.path());
    let arguments =
        ["survival", "--cases", &cases, "--method", "cox", "--covariates", "factor(arm, levels=6-MP|placebo)"];
    // Breslow's and Efron's estimates are those of textbooks: 1.509 and 1.572.
    for (ties, coefficient, std_err) in [("breslow", 1.509, 0.4096), ("efron", 1.572, 0.4124)] {
        let answer = json(arguments.into_iter().chain(["--ties", ties, "--format", "json"]), &[0]);
        let row = &answer["rows"][0];
        let near = |name: &str, expected: f64| {
            let found = row[name].as_f64().expect("a number");
            assert!((found - expected).abs() < 6e-4, "{ties}: {name} {found}, expected {expected}");
        };
        assert_eq!(row["term"], "armplacebo");
        near("coefficient", coefficient);
        near("std_err", std_err);
        assert_eq!(answer["fit"]["n_event"], 30);
    }
    for (more, words) in [
        (&["--test", "log-rank"][..], "has tests of its own"),
        (&["--rho", "1"], "a regression makes nothing of it"),
        (&["--plot", "curve.svg"], "a regression has no curves"),
        (&["--ties", "random"], "there are efron, breslow, exact"),
    ] {
        let output = run(arguments.into_iter().chain(more.iter().copied()));
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{more:?}: {said}");
        assert!(said.contains(words), "{more:?} says: {said}");
    }
    for (more, words) in [
        (&["--covariates", "arm"][..], "name a model with --method cox"),
        (&["--strata", "arm"], "use --by for a curve each"),
        (&["--rho", "1"], "ask for a test with --test"),
    ] {
        let output = run(["survival", "--cases", &cases].into_iter().chain(more.iter().copied()));
        assert!(text(&output.stderr).contains(words), "{more:?} says: {}", text(&output.stderr));
    }
}
