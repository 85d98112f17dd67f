//! Files that the reference library translated between fixed columns and XML.

use std::path::{Path, PathBuf};

use naaccr::flat::{FlatWriter, Losses, ZeroPadding};
use naaccr::{Dictionary, Header, Level, Patient, ReadOptions, RecordType, RootItem, Version, flat};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use crate::reading::{Reading, bytes};
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

/// What an XML file says: opening elements and items, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    Patient,
    Tumor,
    Item(String, String),
}

/// Version, record type and content of a well-formed file, read plainly.
fn read_xml(bytes: &[u8]) -> (Version, RecordType, Vec<Said>) {
    let mut reader = quick_xml::Reader::from_str(std::str::from_utf8(bytes).expect("UTF-8"));
    let (mut version, mut record_type, mut said) = (None, None, Vec::new());
    let mut item: Option<(String, String)> = None;
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(element) => {
                let attribute = |name: &str| {
                    let attribute = element.try_get_attribute(name).expect("attributes").expect("the attribute");
                    attribute.value.into_owned()
                };
                match element.name().as_ref() {
                    "NaaccrData" => {
                        let uri = attribute("baseDictionaryUri");
                        let number = uri.trim_end_matches(".xml").rsplit('-').next().expect("a version");
                        version = Version::from_number(number.parse().expect("a number"));
                        record_type = RecordType::from_letter(&attribute("recordType"));
                    }
                    "Patient" => said.push(Said::Patient),
                    "Tumor" => said.push(Said::Tumor),
                    _ => item = Some((attribute("naaccrId"), String::new())),
                }
            }
            Event::Text(text) => {
                if let Some((_, value)) = &mut item {
                    value.push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                let (_, value) = item.as_mut().expect("an item");
                match reference.resolve_char_ref().expect("a reference") {
                    Some(character) => value.push(character),
                    None => value.push_str(resolve_predefined_entity(&reference).expect("an entity of XML")),
                }
            }
            Event::End(_) => {
                if let Some((id, value)) = item.take()
                    && !value.is_empty()
                {
                    said.push(Said::Item(id, value));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    (version.expect("a version"), record_type.expect("a record type"), said)
}

#[test]
fn fixed_columns_say_what_their_xml_says() {
    let Some(folder) = folder("CASELAKE_CORPUS", "corpus").map(|corpus| corpus.join("translate")) else { return };
    for (flat, xml) in pairs(&folder, ".flat.txt.gz", ".from-flat.xml.gz") {
        let bytes_of_flat = bytes(&flat);
        let reading = Reading::of(flat::open(bytes_of_flat.as_slice(), &ReadOptions::default()));
        assert!(reading.error.is_none() && reading.findings.is_empty(), "{}: {:?}", flat.display(), reading.findings);
        let mut found = Vec::new();
        let (mut patients, mut tumors) = (0, 0);
        for item in reading.items {
            if item.patient > patients {
                (patients, tumors) = (item.patient, 0);
                found.push(Said::Patient);
            }
            if item.tumor > tumors {
                tumors = item.tumor;
                found.push(Said::Tumor);
            }
            found.push(Said::Item(item.id, item.value));
        }
        let (.., wanted) = read_xml(&bytes(&xml));
        for (index, (found, wanted)) in found.iter().zip(&wanted).enumerate() {
            assert_eq!(found, wanted, "{} at {index}", flat.display());
        }
        assert_eq!(found.len(), wanted.len(), "{}", flat.display());
    }
}

#[test]
fn xml_fills_fixed_columns_byte_for_byte() {
    let Some(folder) = folder("CASELAKE_CORPUS", "corpus").map(|corpus| corpus.join("translate")) else { return };
    for (xml, flat) in pairs(&folder, ".xml.gz", ".from-xml.txt.gz") {
        let (version, record_type, said) = read_xml(&bytes(&xml));
        let dictionary = Dictionary::new(version, record_type, &[]).expect("a dictionary");
        let (header, patients) = patients(&dictionary, &said);
        let mut writer = FlatWriter::new(Vec::new(), &header, &dictionary, ZeroPadding::Kept).expect("fixed columns");
        for patient in &patients {
            writer.write(patient).expect("room in memory");
        }
        let (found, Losses { left_out, .. }) = writer.finish().expect("room in memory");
        assert_eq!(left_out, 0, "{}", xml.display());
        let (found, wanted) =
            (String::from_utf8(found).expect("UTF-8"), String::from_utf8(bytes(&flat)).expect("UTF-8"));
        for (line, (found, wanted)) in found.lines().zip(wanted.lines()).enumerate() {
            let differs = found.bytes().zip(wanted.bytes()).position(|(found, wanted)| found != wanted);
            assert_eq!(differs, None, "{} line {} differs", flat.display(), line + 1);
        }
        assert!(found == wanted, "{} has another length", flat.display());
    }
}

fn patients(dictionary: &Dictionary, said: &[Said]) -> (Header, Vec<Patient>) {
    let mut header = Header::new(dictionary.version(), dictionary.record_type());
    let mut patients: Vec<Patient> = Vec::new();
    for said in said {
        match (said, patients.last_mut()) {
            (Said::Patient, _) => patients.push(Patient::new()),
            (Said::Tumor, Some(patient)) => patient.start_tumor(0),
            (Said::Item(id, value), Some(patient)) => {
                let slot = dictionary.slot(id).expect("an item of the dictionary");
                patient.push(slot, value, 0);
            }
            (Said::Item(id, value), None) => {
                let slot = dictionary.slot(id);
                assert_eq!(dictionary.item(slot.expect("a root item")).expect("it").level, Level::NaaccrData);
                header.items.push(RootItem { slot, id: id.clone(), value: value.clone(), line: 0 });
            }
            (Said::Tumor, None) => panic!("a tumor outside a patient"),
        }
    }
    (header, patients)
}
