//! The quality of a year's records, from files to an exit code.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shared::{Registry, caselake, json, text};

/// A tumor: its patient's number, race and the items of the tumor.
type Tumor<'a> = (u32, &'a str, &'a str);

/// An abstract of 2021 that has everything, first seen in March and completed in June.
const GOOD: &str = "dateOfDiagnosis=20210310 primarySite=C504 histologicTypeIcdO3=8500 behaviorCodeIcdO3=3 laterality=1 \
                    ageAtDiagnosis=061 countyAtDx=031 addrAtDxState=IL typeOfReportingSource=1 diagnosticConfirmation=1 \
                    summaryStage2018=1 classOfCase=14 dateOf1stContact=20210310 dateCaseCompleted=20210601";

fn written(path: &Path, tumors: &[Tumor<'_>]) -> PathBuf {
    let mut xml = String::from(
        "<?xml version=\"1.0\"?>\n<NaaccrData baseDictionaryUri=\"http://naaccr.org/naaccrxml/naaccr-dictionary-250.xml\" \
         recordType=\"I\" specificationVersion=\"1.8\" xmlns=\"http://naaccr.org/naaccrxml\">\n",
    );
    let item = |id: &str, value: &str| format!("<Item naaccrId=\"{id}\">{value}</Item>\n");
    for (patient, race, tumor) in tumors {
        xml += "<Patient>\n";
        xml += &item("patientIdNumber", &format!("{patient:08}"));
        xml += &item("sex", "2");
        xml += &item("race1", race);
        xml += "<Tumor>\n";
        for (id, value) in tumor.split(' ').filter_map(|part| part.split_once('=')) {
            xml += &item(id, value);
        }
        xml += "</Tumor>\n</Patient>\n";
    }
    xml += "</NaaccrData>\n";
    std::fs::write(path, xml).expect("written");
    path.to_owned()
}

fn found<'a>(answer: &'a Value, list: &str, keys: &[(&str, &str)]) -> &'a Value {
    let is_it = |of: &&Value| keys.iter().all(|(key, value)| of[key] == *value);
    answer[list].as_array().expect("a list").iter().find(is_it).expect("an entry")
}

#[test]
fn a_facility_corrects_what_was_missing() {
    let registry = Registry::new();
    // Of 100 records three have no race, which NAACCR's gold ("fewer than 3%") does not take and NPCR ("3% or fewer") does.
    let tumors: Vec<Tumor<'_>> =
        (1..=100).map(|patient| (patient, if patient > 97 { "99" } else { "01" }, GOOD)).collect();
    // What the edits say of records with so few items is not asked.
    let submit = |file: &str, tumors: &[Tumor<'_>]| {
        let output =
            registry.submission(&written(&registry.beside(file), tumors), "F001").arg("--structure-only").output();
        let receipt = output.expect("the program starts").stdout;
        serde_json::from_slice::<Value>(&receipt).expect("a receipt")
    };
    let first = submit("first.xml", &tumors)["snapshot"].to_string();
    let corrected: Vec<Tumor<'_>> = vec![(100, "02", GOOD), (101, "01", GOOD)];
    submit("second.xml", &corrected);

    let expected = registry.beside("expected.csv");
    std::fs::write(&expected, "year,expected\n2021,106\n").expect("written");
    let warehouse = registry.path().display().to_string();
    let expected = expected.display().to_string();
    let asked = |more: &[&str], codes: &[i32]| {
        let common = ["quality", "--warehouse", &warehouse, "--facility", "F001", "--year", "2021", "--format", "json"];
        json(common.iter().chain(&["--expected", &expected, "--on", "2023-11-30"]).chain(more), codes)
    };

    let before = asked(&["--as-of", &first, "--require", "gold"], &[1]);
    let race = found(&before, "criteria", &[("level", "gold"), ("indicator", "missing_race")]);
    assert_eq!((&race["numerator"], &race["verdict"]), (&Value::from(3), &Value::from("not met")));
    let race = found(&before, "criteria", &[("level", "national"), ("indicator", "missing_race")]);
    assert_eq!(race["verdict"], "met");
    // 100 of 106 are 94.3%.
    let levels = |answer: &Value| -> Vec<(String, String)> {
        let levels = answer["levels"].as_array().expect("levels");
        levels.iter().map(|of| (of["level"].to_string(), of["verdict"].to_string())).collect()
    };
    let level = |answer: &Value, level: &str| found(answer, "levels", &[("level", level)])["verdict"].clone();
    assert_eq!(level(&before, "gold"), "not met", "{:?}", levels(&before));
    assert_eq!(level(&before, "silver"), "met", "{:?}", levels(&before));
    assert_eq!(level(&before, "national"), "not met", "{:?}", levels(&before));

    let after = asked(&["--compare-with", &first, "--require", "gold,national,publication"], &[0]);
    assert_eq!(level(&after, "gold"), "met", "{:?}", levels(&after));
    let race = found(&after, "indicators", &[("id", "missing_race")]);
    assert_eq!((&race["counted"], &race["of"]), (&Value::from(2), &Value::from(101)));
    assert_eq!((&race["before"]["counted"], &race["before"]["of"]), (&Value::from(3), &Value::from(100)));
    let changes = &after["changes"];
    assert_eq!((&changes["added"], &changes["corrected"], &changes["unchanged"]), (&1.into(), &1.into(), &99.into()));
    let provenance = &after["provenance"];
    assert_eq!((&provenance["rows_read"], &after["records"]), (&Value::from(102), &Value::from(101)));
    assert_eq!(provenance["exclusions"][0]["count"], 1, "the superseded version: {provenance}");

    // Accreditation of the Commission on Cancer needs the reference date.
    let without = asked(&["--require", "accreditation"], &[1]);
    assert_eq!(level(&without, "accreditation"), "not told");
}

#[test]
fn every_form_of_the_answer() {
    let registry = Registry::new();
    registry.submit(&written(&registry.beside("file.xml"), &[(1, "01", GOOD), (2, "99", GOOD)]), "F001");
    let table = text(&registry.answer(&["quality", "--year", "2021"]));
    assert!(table.contains("Race missing") && table.contains("50.00 %"), "{table}");
    assert!(table.contains("NAACCR gold: not met (missing_race"), "{table}");
    let csv = text(&registry.answer(&["quality", "--year", "2021", "--format", "csv"]));
    assert!(
        csv.starts_with("kind,indicator,standard,level,counted,of,unknown,value,unit,operator,threshold,verdict"),
        "{csv}"
    );
    assert!(csv.contains("threshold,missing_race,NAACCR,gold,1,2,,50,%,<,3,not met,,yes,,"), "{csv}");
    assert!(csv.contains("item,race1,,,1,2,0,50,%,"), "{csv}");
    assert!(registry.answer(&["quality", "--year", "2021", "--format", "parquet"]).starts_with(b"PAR1"));

    // The same records as a file of their own.
    let parquet = registry.beside("file.parquet");
    let output = caselake().arg("convert").arg(registry.beside("file.xml")).arg(&parquet).output().expect("starts");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let cases =
        json(["quality", "--cases", &parquet.display().to_string(), "--year", "2021", "--format", "json"], &[0]);
    let race = found(&cases, "indicators", &[("id", "missing_race")]);
    assert_eq!((&race["counted"], &race["of"]), (&Value::from(1), &Value::from(2)));
    let duplicates = found(&cases, "criteria", &[("level", "gold"), ("indicator", "duplicates")]);
    assert_eq!(duplicates["verdict"], "met", "patients are told apart by patientIdNumber");
}
