//! `caselake derive` as a researcher meets it.

use crate::shared::{json, run, text};

const TUMORS: &str = "\
patientIdNumber,site,histologicTypeIcdO3,behaviorCodeIcdO3,dateOfDiagnosis,dateOfLastContact,vitalStatus
1,C509,8500,3,20100115,20151231,1
2,C341,8070,3,20120115,20131231,0
";

#[test]
fn variables_are_listed_and_derived() {
    let listed = json(["derive", "--list", "--format", "json"], &[0]);
    let listed = listed.as_array().expect("a list");
    let recode = listed.iter().find(|variable| variable["name"] == "site_recode_2008").expect("it is listed");
    assert_eq!(recode["tables"][0]["sha256"].as_str().map(str::len), Some(64));
    assert!(recode["source"].as_str().is_some_and(|source| source.contains("SEER")), "{recode}");

    let folder = tempfile::tempdir().expect("a folder");
    let (cases, out) = (folder.path().join("cases.csv"), folder.path().join("out.csv"));
    std::fs::write(&cases, TUMORS).expect("written");
    std::fs::write(&out, "an older answer").expect("written");
    let (cases, out) = (cases.to_str().expect("text"), out.to_str().expect("text"));
    let arguments = ["derive", cases, out, "--variables", "site_recode_2008,survival_months"];
    let arguments = [&arguments[..], &["--column", "primarySite=site", "--format", "json"]].concat();
    let answer = json(&arguments, &[0]);
    assert_eq!((&answer["rows"], &answer["patients"]), (&2.into(), &2.into()));
    let written = std::fs::read_to_string(out).expect("it is written");
    let expected: String = (TUMORS.lines())
        .zip(["site_recode_2008,survival_months", "26000,0071", "22030,0023"])
        .map(|(line, derived)| format!("{line},{derived}\n"))
        .collect();
    assert_eq!(written, expected);
    let beside = std::fs::read_to_string(format!("{out}.provenance.json")).expect("it is written");
    let beside: serde_json::Value = serde_json::from_str(&beside).expect("JSON");
    assert_eq!((&beside["variables"][0]["algorithm"], &beside), (&"seer-site-recode".into(), &answer["provenance"]));

    let streamed = run(["derive", out, "-", "--variables", "survival_days_seer"]);
    assert!(text(&streamed.stdout).ends_with(",22030,0023,00716\n"), "{}", text(&streamed.stdout));
}

#[test]
fn what_is_missing_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases = folder.path().join("cases.csv");
    std::fs::write(&cases, TUMORS).expect("written");
    let cases = cases.to_str().expect("text");
    for (out, variable, words) in [
        (
            "-",
            "site_recode_2008",
            "no column primarySite, which variable site_recode_2008 (seer-site-recode 2008) needs",
        ),
        ("-", "site_recode_2808", "did you mean site_recode_2008?"),
        (cases, "survival_months", "is the file to read"),
    ] {
        let output = run(["derive", cases, out, "--variables", variable]);
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(words), "{said}");
        assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    }
    let alone = TUMORS.replace("patientIdNumber", "chart");
    std::fs::write(cases, alone).expect("written");
    let output = run(["derive", cases, "-", "--variables", "survival_months"]);
    assert!(text(&output.stderr).contains("note: there is no column patientIdNumber"), "{}", text(&output.stderr));
}
