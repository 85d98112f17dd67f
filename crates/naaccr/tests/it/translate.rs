//! Files that the reference library translated between fixed columns and XML.

use std::path::{Path, PathBuf};

use naaccr::flat::{FlatWriter, ZeroPadding};
use naaccr::{Patient, Patients, ReadOptions, flat, xml};

use crate::reading::{Item, Reading, bytes};
use crate::shared::folder;

/// The files of the corpus with this ending, each with the one it became.
fn pairs(folder: &Path, ending: &str, became: &str) -> Vec<(PathBuf, PathBuf)> {
    let mut pairs: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .filter_map(|entry| {
            let name = entry.expect("an entry").file_name().into_string().expect("a name in UTF-8");
            let stem = name.strip_suffix(ending)?;
            Some((folder.join(&name), folder.join(format!("{stem}{became}"))))
        })
        .filter(|(_, became)| became.is_file())
        .collect();
    pairs.sort();
    assert!(!pairs.is_empty(), "{} has pairs", folder.display());
    pairs
}

#[test]
fn fixed_columns_say_what_their_xml_says() {
    let Some(folder) = folder("CASELAKE_CORPUS", "corpus").map(|corpus| corpus.join("translate")) else { return };
    for (flat, xml) in pairs(&folder, ".flat.txt.gz", ".from-flat.xml.gz") {
        let [from_flat, from_xml] = [
            Reading::of(flat::open(bytes(&flat).as_slice(), &ReadOptions::default())),
            Reading::of(xml::open(bytes(&xml).as_slice(), &ReadOptions::default())),
        ]
        .map(|reading| {
            assert!(
                reading.error.is_none() && reading.findings.is_empty(),
                "{}: {:?}",
                flat.display(),
                reading.findings
            );
            (reading.patients, reading.tumors, reading.items)
        });
        assert_eq!((from_flat.0, from_flat.1), (from_xml.0, from_xml.1), "{}", flat.display());
        for (found, wanted) in from_flat.2.iter().zip(&from_xml.2) {
            assert_eq!(found, &Item { line: found.line, ..wanted.clone() }, "{}", flat.display());
        }
        assert_eq!(from_flat.2.len(), from_xml.2.len(), "{}", flat.display());
    }
}

#[test]
fn xml_fills_fixed_columns_byte_for_byte() {
    let Some(folder) = folder("CASELAKE_CORPUS", "corpus").map(|corpus| corpus.join("translate")) else { return };
    for (xml, flat) in pairs(&folder, ".xml.gz", ".from-xml.txt.gz") {
        let source = bytes(&xml);
        let opened = xml::open(source.as_slice(), &ReadOptions::default()).expect("a file that can be read");
        let format = std::sync::Arc::clone(&opened.format);
        let mut writer = FlatWriter::new(Vec::new(), format.header(), format.dictionary(), ZeroPadding::Kept)
            .expect("a version with fixed columns");
        let write = |patient: Option<&Patient>| writer.write_patient(patient.expect("no fault")).expect("memory");
        Patients::new(opened).for_each(&mut Vec::new(), write).expect("a file without faults");
        assert_eq!(writer.losses().left_out, 0, "{}", xml.display());
        let found = String::from_utf8(writer.finish().expect("memory")).expect("UTF-8");
        let wanted = String::from_utf8(bytes(&flat)).expect("UTF-8");
        for (line, (found, wanted)) in found.lines().zip(wanted.lines()).enumerate() {
            let differs = found.bytes().zip(wanted.bytes()).position(|(found, wanted)| found != wanted);
            assert_eq!(differs, None, "{} line {} differs", flat.display(), line + 1);
        }
        assert!(found == wanted, "{} has another length", flat.display());
    }
}
