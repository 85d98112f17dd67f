//! Fixed-width files of the corpus: outcome, counts, findings and items as the reference library gives them.

use std::collections::{BTreeMap, BTreeSet};

use naaccr::{Finding, ReadOptions, Rule, flat};

use crate::reading::{Reading, bytes};
use crate::shared::{corpus, rows};

/// Files where the standard is right and the reference library is not, each with the reason. That bytes which are not
/// UTF-8 come as U+FFFD there, and as the characters they are in Windows-1252 here, is allowed everywhere.
const KNOWN_DIFFERENCES: &[(&str, &str)] = &[];

fn is_flat(file: &str) -> bool {
    file.ends_with(".txt") || file.ends_with(".txt.gz")
}

fn options(mode: &str) -> ReadOptions {
    let report_level_mismatch = match mode {
        "strict" => false,
        "mismatch" => true,
        other => panic!("no mode {other} for fixed-width files"),
    };
    ReadOptions { report_level_mismatch, ..ReadOptions::default() }
}

fn is_known(file: &str) -> bool {
    let known = KNOWN_DIFFERENCES.iter().find(|(known, _)| *known == file);
    if let Some((file, reason)) = known {
        eprintln!("{file} differs: {reason}");
    }
    known.is_some()
}

/// Entity, code, item and line of a finding as the corpus lists them, and its value where the corpus has one.
fn listed(finding: &Finding) -> (String, String, String, String) {
    let entity = match (finding.patient, finding.tumor) {
        (0, _) => "NaaccrData".to_owned(),
        (patient, 0) => format!("Patient[{patient}]"),
        (patient, tumor) => format!("Patient[{patient}]/Tumor[{tumor}]"),
    };
    let id = finding.item_id().unwrap_or_default().to_owned();
    (entity, finding.code.name().to_owned(), id, finding.line.to_string())
}

/// Whether a value is the expected one, U+FFFD there standing for any character.
fn is_value(found: &str, wanted: &str) -> bool {
    found.chars().count() == wanted.chars().count()
        && found.chars().zip(wanted.chars()).all(|(found, wanted)| found == wanted || wanted == '\u{fffd}')
}

#[test]
fn outcomes_and_counts() {
    let Some(corpus) = corpus() else { return };
    let mut checked = 0;
    for row in
        rows(&corpus.join("expected.csv")).iter().filter(|row| is_flat(row.get("file")) && !is_known(row.get("file")))
    {
        let (file, mode) = (row.get("file"), row.get("mode"));
        let bytes = bytes(&corpus.join(file));
        let reading = Reading::of(flat::open(bytes.as_slice(), &options(mode)));
        let outcome = match (&reading.error, reading.findings.len()) {
            (Some(_), _) => "fatal",
            (None, 0) => "valid",
            (None, _) => "errors",
        };
        assert_eq!(outcome, row.get("outcome"), "{file} {mode}: {:?}", reading.error);
        let codes: BTreeSet<_> = reading.findings.iter().map(|finding| finding.code.name()).collect();
        let wanted: BTreeSet<_> = row.get("error_codes").split('|').filter(|code| !code.is_empty()).collect();
        assert_eq!(codes, wanted, "{file} {mode}");
        for (name, found) in [
            ("patients", reading.patients),
            ("tumors", reading.tumors),
            ("items", reading.items.len() as u64),
            ("validation_errors", reading.findings.len() as u64),
        ] {
            assert_eq!(found.to_string(), row.get(name), "{name} of {file} {mode}");
        }
        if outcome == "fatal" {
            let error = reading.error.expect("an error");
            assert_eq!(error.as_broken().expect("a broken rule").rule, Rule::FlatFormat, "{file} {mode}");
        }
        checked += 1;
    }
    assert!(checked > 0, "the corpus has fixed-width files");
}

#[test]
fn findings() {
    let Some(corpus) = corpus() else { return };
    let mut wanted = BTreeMap::<_, Vec<_>>::new();
    for row in rows(&corpus.join("expected_errors.csv")).iter().filter(|row| is_flat(row.get("file"))) {
        let found = ["entity", "code", "xml_id", "line"].map(|name| row.get(name).to_owned());
        wanted
            .entry((row.get("file").to_owned(), row.get("mode").to_owned()))
            .or_default()
            .push((found, row.get("value_prefix").to_owned()));
    }
    assert!(!wanted.is_empty(), "the corpus has findings of fixed-width files");
    for ((file, mode), mut wanted) in wanted.into_iter().filter(|((file, _), _)| !is_known(file)) {
        let bytes = bytes(&corpus.join(&file));
        let reading = Reading::of(flat::open(bytes.as_slice(), &options(&mode)));
        let mut found: Vec<_> = reading
            .findings
            .iter()
            .map(|finding| {
                let (entity, code, id, line) = listed(finding);
                let value = finding.value.as_ref().map(|value| value.reveal().chars().take(60).collect::<String>());
                ([entity, code, id, line], value.unwrap_or_default())
            })
            .collect();
        found.sort();
        wanted.sort();
        if wanted.len() < 300 {
            assert_eq!(found.len(), wanted.len(), "{file} {mode}");
        }
        let mut found = found.into_iter();
        for (place, value) in wanted {
            let same = found.find(|(found, _)| *found == place);
            let (_, found) = same.unwrap_or_else(|| panic!("{file} {mode}: {place:?} is not found"));
            assert!(value.is_empty() || is_value(&found, &value), "{file} {mode}: {place:?} has another value");
        }
    }
}

#[test]
fn items() {
    let Some(corpus) = corpus() else { return };
    let mut checked = 0;
    let listed = String::from_utf8(bytes(&corpus.join("expected_items.jsonl"))).expect("UTF-8");
    for line in listed.lines() {
        let wanted: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let (file, mode) = (wanted["file"].as_str().expect("a file"), wanted["mode"].as_str().expect("a mode"));
        if !is_flat(file) || is_known(file) {
            continue;
        }
        let bytes = bytes(&corpus.join(file));
        let reading = Reading::of(flat::open(bytes.as_slice(), &options(mode)));
        let wanted = wanted["items"].as_array().expect("items");
        let replaced = wanted.iter().filter(|item| item[5].as_str().is_some_and(|value| value.contains('\u{fffd}')));
        assert_eq!(reading.replaced_bytes > 0, replaced.count() > 0, "{file}");
        assert_eq!(reading.items.len(), wanted.len(), "{file}");
        for (found, wanted) in reading.items.iter().zip(wanted) {
            let value = wanted[5].as_str().expect("a value");
            assert!(is_value(&found.value, value), "{file}: {} is {:?}, wanted {value:?}", found.id, found.value);
            let place = serde_json::json!([found.level.element(), found.patient, found.tumor, found.id, found.number]);
            assert_eq!(place.as_array().expect("a list")[..], wanted.as_array().expect("a list")[..5], "{file}");
        }
        checked += 1;
    }
    assert!(checked > 0, "the corpus lists items of fixed-width files");
}
