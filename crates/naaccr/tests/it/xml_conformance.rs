//! Every XML file of the corpus, read as the reference library read it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use naaccr::{Extension, Extensions, Finding, Namespaces, ReadOptions, UserDictionary};
use serde_json::Value;

use crate::shared::{Row, corpus, rows};
use crate::xml_reading::{Item, Reading, lenient_but_stopping, text_of};

/// What differs from the reference library: file, modes, and why it should.
const KNOWN_DIFFERENCES: [(&str, &[&str], &str); 11] = [
    ("edge-encoding/cp1252-declared.xml", &["relaxed", "lenient"], DECODED),
    ("edge-encoding/cp1252-undeclared.xml", &["relaxed", "lenient"], DECODED),
    ("edge-encoding/utf8-truncated-sequence.xml", &["relaxed", "lenient"], DECODED),
    ("edge-encoding/utf16be-bom.xml", &MODES, DECODED),
    ("edge-encoding/utf16le-bom.xml", &MODES, DECODED),
    ("edge-extension/at-root-before-items.xml", &["strict", "relaxed", "lenient"], LOST),
    ("edge-nesting/element-in-item.xml", &MODES, LOST),
    ("edge-nesting/tumor-under-root.xml", &["lenient"], LOST),
    ("edge-root/prefix-other-name.xml", &MODES, RESOLVED),
    ("edge-syntax/two-roots.xml", &MODES, LOST),
    ("ref-validity/valid--valid_namespace-with-prefix-1.xml", &["default", "lenient"], RESOLVED),
];
const DECODED: &str =
    "the library decodes everything as UTF-8; we follow declaration, byte order mark and what is legal";
const RESOLVED: &str = "the library compares prefixes; we resolve them to the standard's namespace";
const LOST: &str = "the library loses data without a word";

const MODES: [&str; 4] = ["strict", "relaxed", "default", "lenient"];

fn is_known_difference(file: &str, mode: &str) -> bool {
    KNOWN_DIFFERENCES.iter().any(|&(name, modes, _)| name == file && modes.contains(&mode))
}

fn user_dictionaries(corpus: &Path) -> Vec<Arc<UserDictionary>> {
    let mut paths: Vec<_> = std::fs::read_dir(corpus.join("edge-dictionary"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("use-")))
        .collect();
    paths.push(corpus.join("ref-dictionary/testing-user-dictionary.xml"));
    paths.sort();
    let parse = |path: &std::path::PathBuf| Arc::new(UserDictionary::parse(&text_of(path)).unwrap());
    paths.iter().map(parse).collect()
}

fn options(mode: &str, user_dictionaries: &[Arc<UserDictionary>]) -> ReadOptions {
    let extension = |prefix: &str, uri: &str, tags: &[&str]| Extension {
        prefix: prefix.to_owned(),
        uri: uri.to_owned(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
    };
    let registered = Extensions::Registered(vec![
        extension("other", "http://whatever.org", &["MyOuterTag", "MyInnerTag"]),
        extension("naaccr", "http://naaccr.org/naaccrxml", &[]),
    ]);
    let options = match mode {
        "strict" => ReadOptions { extensions: registered, ..ReadOptions::default() },
        "relaxed" => ReadOptions { extensions: registered, namespaces: Namespaces::Relaxed, ..ReadOptions::default() },
        "default" => ReadOptions::default(),
        "lenient" => lenient_but_stopping(),
        _ => panic!("unknown mode {mode}"),
    };
    ReadOptions { user_dictionaries: user_dictionaries.to_vec(), ..options }
}

/// What is expected of a file in a mode.
#[derive(Default)]
struct Expected {
    summary: Option<Row>,
    errors: Vec<Row>,
    items: Option<Value>,
}

/// All that is expected, by file and mode.
fn expected(corpus: &Path) -> BTreeMap<(String, String), Expected> {
    let mut expected: BTreeMap<(String, String), Expected> = BTreeMap::new();
    let key = |row: &Row| (row.get("file").to_owned(), row.get("mode").to_owned());
    for row in rows(&corpus.join("expected.csv")) {
        let key = key(&row);
        expected.entry(key).or_default().summary = Some(row);
    }
    for row in rows(&corpus.join("expected_errors.csv")) {
        let key = key(&row);
        expected.entry(key).or_default().errors.push(row);
    }
    for line in std::fs::read_to_string(corpus.join("expected_items.jsonl")).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        let key = (text("file"), text("mode"));
        expected.entry(key).or_default().items = Some(line);
    }
    expected.retain(|(file, mode), _| MODES.contains(&mode.as_str()) && !is_flat(file));
    expected
}

fn is_flat(file: &str) -> bool {
    file.trim_end_matches(".gz").ends_with(".txt")
}

fn summary(reading: &Reading) -> Vec<String> {
    let mut codes: Vec<_> = reading.findings.iter().map(|finding| finding.code.name()).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut summary = vec![reading.outcome().to_owned()];
    summary.extend([reading.patients, reading.tumors, reading.items.len() as u64].map(|count| count.to_string()));
    summary.extend([reading.findings.len().to_string(), codes.join("|")]);
    summary
}

fn compare_summary(reading: &Reading, row: &Row) -> Result<(), String> {
    let columns = ["outcome", "patients", "tumors", "items", "validation_errors", "error_codes"];
    let wanted: Vec<_> = columns.into_iter().map(|column| row.get(column).to_owned()).collect();
    let found = summary(reading);
    if found != wanted {
        return Err(format!("{found:?}, expected {wanted:?} {:?} {}", reading.error, row.get("fatal_message")));
    }
    let header = ["naaccr_version", "record_type", "spec_version"].map(|column| row.get(column).to_owned());
    match &reading.header {
        Some(found) if !header[0].is_empty() && *found != header => Err(format!("{found:?}, expected {header:?}")),
        _ => Ok(()),
    }
}

/// Entity, code, id and line as the corpus writes them.
fn described(finding: &Finding) -> [String; 4] {
    let entity = match (finding.patient, finding.tumor) {
        (0, _) => "NaaccrData".to_owned(),
        (patient, 0) => format!("Patient[{patient}]"),
        (patient, tumor) => format!("Patient[{patient}]/Tumor[{tumor}]"),
    };
    let id = finding.item_id().unwrap_or_default().to_owned();
    [entity, finding.code.name().to_owned(), id, finding.line.to_string()]
}

fn compare_errors(reading: &Reading, wanted: &[Row]) -> Result<(), String> {
    let mut found: Vec<_> = reading.findings.iter().map(described).collect();
    for row in wanted {
        let error = ["entity", "code", "xml_id", "line"].map(|column| row.get(column));
        // The library leaves ids and lines of some errors blank.
        let is_same = |found: &[String; 4]| {
            found.iter().zip(error).all(|(found, wanted)| found == wanted)
                || found
                    .iter()
                    .zip(error)
                    .enumerate()
                    .all(|(i, (found, wanted))| found == wanted || i >= 2 && wanted.is_empty())
        };
        match found.iter().position(is_same) {
            Some(index) => drop(found.swap_remove(index)),
            None => return Err(format!("{error:?} is missing among {found:?}")),
        }
    }
    // At most 300 are listed.
    if wanted.len() < 300 && !found.is_empty() { Err(format!("{found:?} were invented")) } else { Ok(()) }
}

fn listed(item: &Value) -> Option<Item> {
    let [_, patient, tumor, id, number, value] = item.as_array()?.as_slice() else { return None };
    Some(Item {
        patient: patient.as_u64()?,
        tumor: tumor.as_u64()?,
        id: id.as_str()?.to_owned(),
        number: number.as_u64().and_then(|number| u32::try_from(number).ok()),
        value: value.as_str()?.to_owned(),
        line: 0,
    })
}

fn compare_items(reading: &Reading, wanted: &Value) -> Result<(), String> {
    let found: Vec<_> = reading.items.iter().map(|item| Item { line: 0, ..item.clone() }).collect();
    let items = wanted["items"].as_array().unwrap();
    assert!(items.iter().zip(&found).all(|(wanted, found)| wanted[0] == found.level()) || items.len() != found.len());
    let wanted: Vec<_> = items.iter().map(|item| listed(item).unwrap()).collect();
    if found == wanted { Ok(()) } else { Err(format!("{found:?}, expected {wanted:?}")) }
}

fn compare(reading: &Reading, expected: &Expected) -> Result<(), String> {
    compare_summary(reading, expected.summary.as_ref().expect("a summary of every file"))?;
    compare_errors(reading, &expected.errors)?;
    expected.items.as_ref().map_or(Ok(()), |items| compare_items(reading, items))
}

#[test]
fn the_corpus_reads_as_with_the_reference_library() {
    let Some(corpus) = corpus() else { return };
    let dictionaries = user_dictionaries(&corpus);
    let expected = expected(&corpus);
    assert!(expected.len() >= 772, "{} files and modes", expected.len());
    let mut wrong = String::new();
    for ((file, mode), expected) in &expected {
        let reading = Reading::of(&text_of(&corpus.join(file)), &options(mode, &dictionaries));
        match (compare(&reading, expected), is_known_difference(file, mode)) {
            (Err(difference), false) => wrong += &format!("{file} {mode}: {difference}\n"),
            (Ok(()), true) => wrong += &format!("{file} {mode}: does not differ any more\n"),
            (Ok(()), false) | (Err(_), true) => {}
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Where the lenient way of reading would stop at a patient, quarantining loses that patient and no other.
#[test]
fn broken_patients_are_set_aside_alone() {
    let Some(corpus) = corpus() else { return };
    let dictionaries = user_dictionaries(&corpus);
    let quarantining = ReadOptions { user_dictionaries: dictionaries.clone(), ..ReadOptions::lenient() };
    let mut quarantined = 0;
    for (file, mode) in expected(&corpus).keys().filter(|(_, mode)| mode == "lenient") {
        let text = text_of(&corpus.join(file));
        let stopped = Reading::of(&text, &options(mode, &dictionaries));
        let reading = Reading::of(&text, &quarantining);
        if reading.quarantined == 0 {
            assert_eq!(reading, stopped, "{file}");
            continue;
        }
        quarantined += reading.quarantined;
        assert!(stopped.error.is_some(), "{file}");
        assert_eq!(reading.items[..stopped.items.len()], stopped.items, "{file}");
        let starts = text.windows(8).filter(|window| *window == b"<Patient").count();
        assert!(reading.error.is_some() || reading.patients + reading.quarantined == starts as u64, "{file}");
    }
    assert!(quarantined >= 25, "{quarantined}");
}
