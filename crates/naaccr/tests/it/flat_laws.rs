//! What holds for every fixed-width file: the samples' content, chunks of any size, any bytes, and the way back.

use std::collections::BTreeMap;
use std::sync::Arc;

use naaccr::flat::{FlatWriter, Losses, ZeroPadding, line_length};
use naaccr::{
    Code, Dictionary, FlatLines, Header, Patient, ReadOptions, RecordType, RootItem, UserDictionary, Version, flat,
};
use proptest::prelude::*;

use crate::generated::{filled, items_of};
use crate::reading::{Item, Reading, bytes};
use crate::shared::{folder, rows};

/// Version and record type of every fixed-width format.
fn formats() -> impl Iterator<Item = (Version, RecordType)> {
    let versions = Version::ALL.into_iter().filter(|version| version.has_fixed_columns());
    versions.flat_map(|version| RecordType::ALL.map(|record_type| (version, record_type)))
}

/// The first columns of a record, then blanks.
fn record(version: Version, record_type: RecordType, id: &str) -> String {
    let length = line_length(version, record_type).expect("fixed columns") as usize;
    let (record_type, version) = (record_type.to_string(), version.to_string());
    format!("{record_type:<16}{version:<25}{id:<8}{:1$}", "", length - 49)
}

fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn samples_hold_the_values_they_were_made_of() {
    let Some(folder) = folder("CASELAKE_CORPUS", "corpus").map(|corpus| corpus.join("samples")) else { return };
    let mut checked = 0;
    for entry in std::fs::read_dir(&folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
        let Some(stem) = name.strip_suffix(".txt.gz") else { continue };
        let bytes = bytes(&path);
        let reading = Reading::of(flat::open(bytes.as_slice(), &ReadOptions::default()));
        assert!(reading.error.is_none() && reading.findings.is_empty(), "{name}");
        let mut found = BTreeMap::<_, (u64, usize, u64)>::new();
        for Item { patient, tumor, id, value, .. } in &reading.items {
            let (count, characters, hash) = found.entry(id.clone()).or_default();
            *count += 1;
            *characters += value.chars().count();
            *hash = hash.wrapping_add(fnv1a(format!("{patient}\t{tumor}\t{value}").as_bytes()));
        }
        let truth = rows(&folder.join(format!("truth-{stem}.txt.csv")));
        assert_eq!(found.len(), truth.len(), "{name}");
        for row in truth {
            let (count, characters, hash) = found[row.get("xml_id")];
            let wanted = ["n_values", "total_chars", "hash_sum"].map(|column| row.get(column).to_owned());
            assert_eq!(
                [count.to_string(), characters.to_string(), format!("{hash:016x}")],
                wanted,
                "{}",
                row.get("xml_id")
            );
        }
        checked += 1;
    }
    assert!(checked > 0, "the corpus has fixed-width samples");
}

#[test]
fn chunks_of_any_size_give_the_same() {
    let Some(folder) = folder("CASELAKE_CORPUS", "corpus").map(|corpus| corpus.join("samples")) else { return };
    let sample = bytes(&folder.join("i180-2k.txt.gz"));
    // Faults, blank lines and wide characters for the first hundred records, whichever line end they have.
    let mut text = String::new();
    for (number, line) in std::str::from_utf8(&sample).expect("UTF-8").lines().take(100).enumerate() {
        let line = if number % 7 == 3 { &line[..number * 30] } else { line };
        text.push_str(&if number % 5 == 2 { line.replacen("  ", "é ", 9) } else { line.to_owned() });
        text.push_str(["\n", "\r\n", "\r"][number % 3]);
        text.push_str(if number % 11 == 10 { "\n" } else { "" });
    }
    let read = |chunk_bytes| {
        let options = ReadOptions { chunk_bytes, report_level_mismatch: true, ..ReadOptions::default() };
        Reading::of(flat::open(text.as_bytes(), &options))
    };
    let whole = read(usize::MAX);
    assert!(whole.error.is_none() && whole.patients > 60 && !whole.findings.is_empty());
    for chunk_bytes in [1, 7, 64, 5000, 20_000] {
        let cut = read(chunk_bytes);
        assert_eq!((cut.patients, cut.tumors), (whole.patients, whole.tumors), "{chunk_bytes}");
        assert_eq!(cut.items, whole.items, "{chunk_bytes}");
        assert_eq!(cut.findings, whole.findings, "{chunk_bytes}");
        assert!(cut.error.is_none(), "{chunk_bytes}");
    }
}

#[test]
fn short_lines_are_mended_only_on_request() {
    let first = record(Version::V180, RecordType::Incidence, "00000001");
    // Item 310 begins in column 247 of version 180; an editor has taken the blanks behind it.
    let second = format!("{:<16}{:<25}{:<205}WELDER", "I", "180", "00000002");
    let file = format!("{first}\n{second}\n\n");
    for (flat_lines, wanted) in [(FlatLines::Exact, None), (FlatLines::Mended, Some("WELDER"))] {
        let reading = Reading::of(flat::open(file.as_bytes(), &ReadOptions { flat_lines, ..ReadOptions::default() }));
        let found = reading.items.iter().find(|item| item.number == 310).map(|item| item.value.as_str());
        assert_eq!(found, wanted);
        assert_eq!((reading.patients, reading.tumors), (3, 3));
        let found: Vec<_> = reading.findings.iter().map(|finding| (finding.code, finding.line)).collect();
        assert_eq!(found, [(Code::InvalidLineLength, 2), (Code::InvalidLineLength, 3)]);
    }
    let marked = format!("\u{feff}{first}\n");
    assert!(flat::open(marked.as_bytes(), &ReadOptions::default()).is_err());
    assert_eq!(Reading::of(flat::open(marked.as_bytes(), &ReadOptions::lenient())).patients, 1);
}

#[test]
fn old_machines_are_understood() {
    let blank = record(Version::V150, RecordType::Incidence, "00000001");
    let zeros = blank.replace(' ', "\0");
    // As a mainframe fills columns and as an old system ends a file.
    let file = format!("{zeros}\n{blank}\n\u{1a}");
    for options in [ReadOptions::default(), ReadOptions::lenient()] {
        let reading = Reading::of(flat::open(file.as_bytes(), &options));
        let numbers: Vec<_> = reading.items.iter().map(|item| item.number).collect();
        assert_eq!(numbers, [10, 50, 20], "zeros are blanks");
        assert_eq!((reading.patients, reading.tumors), (2, 3));
        let found: Vec<_> = reading.findings.iter().map(|f| (f.code, f.line, f.patient, &*f.detail)).collect();
        assert_eq!(found, [(Code::InvalidLineLength, 3, 2, "1 columns, wanted 3339")]);
    }
}

#[test]
fn user_dictionaries_take_the_place_of_reserved_columns() {
    let dictionary = |version: Option<Version>| {
        let version = version.map_or_else(String::new, |version| format!("naaccrVersion=\"{version}\""));
        let xml = format!(
            r#"<NaaccrDictionary dictionaryUri="http://registry.example/own.xml" {version}
                specificationVersion="1.5" xmlns="http://naaccr.org/naaccrxml"><ItemDefs>
                <ItemDef naaccrId="ownStage" naaccrNum="10001" naaccrName="Own" length="2" parentXmlElement="Tumor"
                    dataType="digits" padding="leftZero" startColumn="3049"/>
                <ItemDef naaccrId="ownText" naaccrNum="10002" naaccrName="Text" length="9" parentXmlElement="Patient"/>
            </ItemDefs></NaaccrDictionary>"#
        );
        Arc::new(UserDictionary::parse(xml.as_bytes()).expect("a dictionary"))
    };
    let mut without_columns = UserDictionary::clone(&dictionary(None));
    without_columns.items.retain(|item| item.start_column.is_none());
    let without_columns = Arc::new(without_columns);
    let mut line = record(Version::V180, RecordType::Incidence, "00000001");
    // Columns 1647 and 3049 on are reserved in version 180.
    line.replace_range(1646..1649, "KEY");
    line.replace_range(3048..3052, "7 XX");
    let read = |user_dictionaries| {
        let options = ReadOptions { user_dictionaries, ..ReadOptions::default() };
        let opened = flat::open(line.as_bytes(), &options).expect("a record");
        let (format, uris) = (Arc::clone(&opened.format), opened.format.header().user_dictionary_uris.clone());
        let reading = Reading::of(Ok(opened));
        let tumor = reading.items.iter().filter(|item| item.tumor == 1);
        let items: Vec<_> = tumor.map(|item| (item.id.clone(), item.value.clone())).collect();
        let mut writer = FlatWriter::new(Vec::new(), format.header(), format.dictionary(), ZeroPadding::Filled)
            .expect("fixed columns");
        let opened = flat::open(line.as_bytes(), &options).expect("a record");
        let write = |patient: Option<&Patient>| writer.write_patient(patient.expect("no fault")).expect("memory");
        naaccr::Patients::new(opened).for_each(&mut Vec::new(), write).expect("no fault");
        let written = String::from_utf8(writer.finish().expect("memory")).expect("UTF-8");
        (uris.len(), items, reading.findings, written)
    };

    let (uris, items, findings, written) = read(vec![dictionary(Some(Version::V160)), without_columns]);
    let blanks = " ".repeat(996);
    let wanted = [("npcrSpecificField", format!("KEY{:72}", "")), ("stateRequestorItems", format!("7 XX{blanks}"))];
    assert_eq!(items, wanted.map(|(id, value)| (id.to_owned(), value)), "not trimmed");
    assert!(uris == 0 && findings.is_empty() && written.trim_end_matches('\n') == line);

    for version in [None, Some(Version::V180)] {
        let (uris, items, findings, written) = read(vec![dictionary(version)]);
        assert_eq!((uris, items), (1, vec![("ownStage".to_owned(), "7".to_owned())]));
        let found: Vec<_> = findings.iter().map(|finding| (finding.code, finding.tumor, finding.item_id())).collect();
        assert_eq!(found, [(Code::TooShort, 1, Some("ownStage"))]);
        assert_eq!(&written[3048..3052], "07  ");
    }
}

#[test]
fn blank_ids_never_group() {
    let ids = ["00000001", "00000001", "", "", "1       ", "       1", "00000001"];
    let file: String = ids.map(|id| record(Version::V160, RecordType::Confidential, id) + "\n").concat();
    let reading = Reading::of(flat::open(file.as_bytes(), &ReadOptions::default()));
    // Two of one, two blank ones, two that are the same once trimmed, and the first once more.
    assert_eq!((reading.patients, reading.tumors), (5, 7));
}

#[test]
fn a_line_without_end_is_an_error() {
    let endless = std::io::Read::take(std::io::repeat(0), 1 << 33);
    assert!(flat::open(endless, &ReadOptions::default()).is_err(), "as a first line");
    let first = record(Version::V180, RecordType::Incidence, "1") + "\n";
    let file = std::io::Read::chain(first.as_bytes(), std::io::Read::take(std::io::repeat(b'0'), 1 << 33));
    let options = ReadOptions { max_patient_bytes: 1 << 20, ..ReadOptions::default() };
    let error = Reading::of(flat::open(file, &options)).error.expect("an error");
    assert_eq!(error.as_broken().expect("a rule").rule, naaccr::Rule::PatientTooLarge);
}

#[test]
fn errors_keep_what_lines_hold() {
    let secret = "ZYZZYVA";
    for line in [secret.to_owned(), secret.repeat(3), format!("I{secret:<15}180{secret:4027}"), secret.repeat(9)] {
        let error = flat::open(line.as_bytes(), &ReadOptions::default()).expect_err("no record");
        assert!(!error.to_string().contains("ZY"), "{error}");
    }
}

#[test]
fn zeros_fill_numbers_only_on_request() {
    let dictionary = Dictionary::new(Version::V180, RecordType::Incidence, &[]).expect("a dictionary");
    let header = Header::new(Version::V180, RecordType::Incidence);
    let mut patient = Patient::new();
    // patientIdNumber and ageAtDiagnosis are padded with zeros on the left.
    patient.push(dictionary.slot_of_number(20).expect("an id"), "12", 0);
    patient.start_tumor(0);
    patient.push(dictionary.slot_of_number(230).expect("an age"), "7X", 0);
    for (zero_padding, id) in [(ZeroPadding::Kept, "12      "), (ZeroPadding::Filled, "00000012")] {
        let mut writer = FlatWriter::new(Vec::new(), &header, &dictionary, zero_padding).expect("fixed columns");
        writer.write_patient(&patient).expect("memory");
        assert_eq!(writer.losses(), Losses::default());
        let line = writer.finish().expect("memory");
        let line = String::from_utf8(line).expect("UTF-8");
        assert_eq!(&line[41..49], id);
        assert_eq!(&line[222..225], "7X ", "what is no number is not filled");
    }
}

#[test]
fn what_does_not_fit_is_cut_and_counted() {
    let dictionary = Dictionary::new(Version::V180, RecordType::Incidence, &[]).expect("a dictionary");
    let mut header = Header::new(Version::V180, RecordType::Incidence);
    let version = dictionary.slot_of_number(50);
    header.items.push(RootItem { slot: version, id: "naaccrRecordVersion".into(), value: "999".into(), line: 0 });
    let mut patient = Patient::new();
    let occupation = dictionary.slot_of_number(310).expect("text");
    patient.push(occupation, "a tumor's item under the patient", 0);
    patient.push_unknown("unknown", "x", 0);
    patient.start_tumor(0);
    patient.push(occupation, &format!("TWO\r\nLINES\rAND\nÉ{}", "𝄞".repeat(60)), 0);
    let mut writer = FlatWriter::new(Vec::new(), &header, &dictionary, ZeroPadding::Kept).expect("fixed columns");
    writer.write_patient(&patient).expect("memory");
    writer.write_patient(&Patient::new()).expect("memory");
    assert_eq!(writer.losses(), Losses { cut_values: 1, left_out: 2 });
    let lines = writer.finish().expect("memory");
    let lines = String::from_utf8(lines).expect("UTF-8");
    let lines: Vec<_> = lines.lines().collect();
    assert_eq!(lines.len(), 2, "a patient without tumors has a line");
    assert!(lines.iter().all(|line| line.encode_utf16().count() == 4048 && line[16..].starts_with("180")));
    assert!(
        lines[0].contains(&format!(" TWO LINES AND É{}? ", "𝄞".repeat(42))),
        "cut at 100 units: {}",
        lines[0].trim()
    );
    assert_eq!(lines[1].split_whitespace().collect::<Vec<_>>(), ["I", "180"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn what_is_written_is_read_back(seed in any::<u64>()) {
        for (version, record_type) in formats() {
            let dictionary = Dictionary::new(version, record_type, &[]).expect("a dictionary");
            let (header, patients) = filled(&dictionary, seed);
            let mut writer = FlatWriter::new(Vec::new(), &header, &dictionary, ZeroPadding::Kept).expect("fixed columns");
            for patient in &patients {
                writer.write_patient(patient).expect("memory");
            }
            prop_assert_eq!(writer.losses(), Losses::default());
            let written = writer.finish().expect("memory");
            let reading = Reading::of(flat::open(written.as_slice(), &ReadOptions::default()));
            prop_assert!(reading.error.is_none() && reading.findings.is_empty(), "{version} {record_type}: {:?}", reading.findings);
            let wanted = items_of(&header, &dictionary, &patients);
            prop_assert!(wanted.len() > 1000);
            let found: Vec<_> =
                reading.items.into_iter().map(|item| (item.patient, item.tumor, item.number, item.value)).collect();
            prop_assert!(found == wanted, "version {version} type {record_type}");
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..3000),
        with_first_line in any::<bool>(),
        lenient in any::<bool>(),
        chunk_bytes in 0usize..5000,
    ) {
        let mut file = Vec::new();
        if with_first_line {
            file.extend_from_slice(record(Version::V140, RecordType::Incidence, "00000001").as_bytes());
            file.push(b'\n');
        }
        file.extend_from_slice(&bytes);
        let options = if lenient { ReadOptions::lenient() } else { ReadOptions::default() };
        let options = ReadOptions { chunk_bytes, report_level_mismatch: true, ..options };
        let reading = Reading::of(flat::open(file.as_slice(), &options));
        prop_assert_eq!(reading.error.is_some(), !with_first_line);
        // A record a line, and no more than one finding of its length each.
        let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64 + 2;
        prop_assert!(reading.tumors <= lines && reading.patients <= reading.tumors);
    }
}
