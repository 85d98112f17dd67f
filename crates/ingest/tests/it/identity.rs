//! What identifies a person is nowhere in the warehouse's folder in clear.

use std::path::Path;
use std::sync::Arc;

use ingest::SubmitOptions;
use naaccr::{Dictionary, Level, RecordType, Version, canonical_items};
use rules::EditSet;

use crate::support::{file, now, submit_with, warehouse};

/// Every file below a folder.
fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn no_byte_of_a_marker() {
    let dictionary = Dictionary::new(Version::V250, RecordType::Abstract, &[]).unwrap();
    let mut markers = Vec::new();
    let mut items = |level| {
        let mut text = String::new();
        for item in canonical_items().iter().filter(|item| item.confidentiality.is_some() || item.number == 570) {
            let Some(definition) = dictionary.slot_of_number(item.number).and_then(|slot| dictionary.item(slot)) else {
                continue;
            };
            if definition.level != level {
                continue;
            }
            // A value of the wrong type and length is a finding, and findings are kept too.
            let marker = format!("MARK{:05}ER", item.number);
            text.push_str(&format!("<Item naaccrId=\"{}\">{marker}</Item>\n", definition.id));
            if item.confidentiality.is_some() {
                markers.push(marker);
            }
        }
        text
    };
    let (patient, tumor) = (items(Level::Patient), items(Level::Tumor));
    markers.extend(["MARKUSERP", "MARKUSERT", "MARKROOT", "MARKMISPLACED", "MARKTIME"].map(str::to_owned));
    assert!(markers.len() > 60, "{} items", markers.len());
    let text = format!(
        "<?xml version=\"1.0\"?><NaaccrData baseDictionaryUri=\"http://naaccr.org/naaccrxml/naaccr-dictionary-250.xml\" \
         recordType=\"A\" specificationVersion=\"1.8\" xmlns=\"http://naaccr.org/naaccrxml\">\
         <Item naaccrId=\"facilityNote\">MARKROOT</Item>\n<Patient>{patient}\
         <Item naaccrId=\"myOwnItem\">MARKUSERP</Item><Item naaccrId=\"primarySite\">MARKMISPLACED</Item>\
         <Tumor>{tumor}<Item naaccrId=\"myOwnItem\">MARKUSERT</Item></Tumor></Patient>\
         <Patient><Item naaccrId=\"nameLast\">MARKUSERP</Item></Patient></NaaccrData>"
    );
    let (folder, warehouse) = warehouse();
    let path = file(folder.path(), "a.xml", &text);
    let edits = Some(Arc::new(EditSet::shipped().unwrap()));
    let receipt = submit_with(&warehouse, &path, &SubmitOptions { edits, ..SubmitOptions::new("F1", "test", now()) });
    assert_eq!((receipt.counts.accepted, receipt.counts.rejected), (1, 1));
    assert!(receipt.edits.len() > 5, "markers fail edits: {:?}", receipt.edits);
    assert!(receipt.findings.values().sum::<u64>() > 20, "markers are findings: {:?}", receipt.findings);
    // Exports must not leave anything behind either.
    let receipt_text = serde_json::to_string(&receipt).unwrap();

    let mut found = Vec::new();
    files(warehouse.folder(), &mut found);
    assert!(found.len() > 10);
    for marker in &markers {
        assert!(!receipt_text.contains(marker.as_str()), "{marker} in the receipt");
        let needle = memchr::memmem::Finder::new(marker);
        for path in &found {
            let bytes = std::fs::read(path).unwrap();
            assert!(needle.find(&bytes).is_none(), "{marker} in {}", path.display());
        }
    }
    // The marker would be found where it stands in clear: columns may be compressed, so look through the tables, too.
    for (table, column) in [("abstracts", "other_items"), ("findings", "value")] {
        let table = if table == "abstracts" { warehouse::Table::Abstracts } else { warehouse::Table::Findings };
        let snapshot = crate::support::newest(&warehouse);
        for batch in snapshot.table(table).unwrap().scan(&[column]).unwrap() {
            let text = format!("{:?}", batch.unwrap());
            assert!(!text.contains("MARK"), "{column}: {text}");
        }
    }
}
