//! Delimited text: what records become, what is wrong with them, and the way back.

use naaccr::delimited::{self, DateFormat, DelimitedWriter, ItemRef, MappedColumn, Mapping, Preview};
use naaccr::{Code, Dictionary, Error, Level, OnBrokenPatient, Patient, ReadOptions, RecordType, Rule, Slot, Version};
use proptest::prelude::*;

use crate::generated::{filled, items_of};
use crate::reading::Reading;

const FORMAT: (Version, RecordType) = (Version::V250, RecordType::Incidence);

fn dictionary() -> Dictionary {
    Dictionary::new(FORMAT.0, FORMAT.1, &[]).expect("a dictionary")
}

/// Reads a file under the mapping that its header row gives.
fn read(file: &[u8], options: &ReadOptions) -> Reading {
    let headers = match delimited::preview(file, None) {
        Ok(preview) => preview.headers,
        Err(error) => return Reading { error: Some(error), ..Reading::default() },
    };
    let draft = Mapping::draft(&headers, &dictionary());
    Reading::of(delimited::open(file, &draft.mapping, options))
}

fn values(reading: &Reading) -> Vec<(u64, u64, &str, &str, u64)> {
    let of = |item: &'_ crate::reading::Item| (item.patient, item.tumor, item.line);
    let items = reading.items.iter().map(|item| (of(item), item.id.as_str(), item.value.as_str()));
    items.map(|((patient, tumor, line), id, value)| (patient, tumor, id, value, line)).collect()
}

fn rule(error: Option<Error>) -> Rule {
    error.expect("an error").as_broken().expect("a broken rule").rule
}

const FILE: &str = "registryId,patientIdNumber,sex,primarySite,textUsualOccupation,note
0000000001,00000001,2,C509,\"WELDER, \"\"RET.\"\"\",x

0000000001,00000001,2,C341,\"TWO
LINES\",
0000000001,00000002,12,C61,,
0000000001,,1,C619,,
0000000001,,1,C619,,
0000000001,00000003,2,,,
";

/// As a hand would read the file above. Line 3 is empty, line 5 belongs to the record of line 4.
const CONTENT: [(u64, u64, &str, &str, u64); 16] = [
    (0, 0, "registryId", "0000000001", 2),
    (1, 0, "patientIdNumber", "00000001", 2),
    (1, 0, "sex", "2", 2),
    (1, 1, "primarySite", "C509", 2),
    (1, 1, "textUsualOccupation", "WELDER, \"RET.\"", 2),
    (1, 2, "primarySite", "C341", 4),
    (1, 2, "textUsualOccupation", "TWO\nLINES", 4),
    (2, 0, "patientIdNumber", "00000002", 6),
    (2, 0, "sex", "12", 6),
    (2, 1, "primarySite", "C61", 6),
    (3, 0, "sex", "1", 7),
    (3, 1, "primarySite", "C619", 7),
    (4, 0, "sex", "1", 8),
    (4, 1, "primarySite", "C619", 8),
    (5, 0, "patientIdNumber", "00000003", 9),
    (5, 0, "sex", "2", 9),
];

#[test]
fn records_become_patients_and_tumors() {
    let utf16: Vec<u8> = "\u{feff}".chars().chain(FILE.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
    for (name, file) in [
        ("plain", FILE.as_bytes().to_vec()),
        ("CR LF", FILE.replace('\n', "\r\n").into_bytes()),
        ("CR", FILE.replace('\n', "\r").into_bytes()),
        ("byte order mark", format!("\u{feff}{FILE}").into_bytes()),
        ("UTF-16", utf16),
        ("no last line end", FILE.trim_end().as_bytes().to_vec()),
    ] {
        for chunk_bytes in [1, 7, 64, 5000] {
            let reading = read(&file, &ReadOptions { chunk_bytes, ..ReadOptions::default() });
            assert!(reading.error.is_none(), "{name}: {:?}", reading.error);
            assert_eq!(values(&reading), CONTENT, "{name} {chunk_bytes}");
            assert_eq!((reading.patients, reading.tumors), (5, 5), "{name}: the last patient has no tumor");
            let findings: Vec<_> =
                reading.findings.iter().map(|f| (f.code, f.line, f.patient, f.tumor, f.item_number())).collect();
            assert_eq!(findings, [(Code::TooLong, 6, 2, 0, Some(220))], "{name}");
        }
    }
}

#[test]
fn the_delimiter_is_found() {
    for delimiter in [",", "\t", "|", ";"] {
        let file = ["\"sex, as reported\"", "patientIdNumber", "primarySite"].join(delimiter)
            + "\n"
            + &["1", "00000001", "C509"].join(delimiter);
        let reading = read(file.as_bytes(), &ReadOptions::default());
        let found = values(&reading);
        assert_eq!(found, [(1, 0, "patientIdNumber", "00000001", 2), (1, 1, "primarySite", "C509", 2)], "{delimiter}");
    }
}

#[test]
fn a_mapping_recodes_and_completes() {
    let column = |name: &str, number| MappedColumn::new(name, ItemRef::Number(number));
    let mapping = Mapping {
        version: FORMAT.0,
        record_type: FORMAT.1,
        delimiter: Some('^'),
        columns: vec![
            MappedColumn { zero_fill: true, ..column("MRN", 20) },
            MappedColumn { recodes: vec![("F".into(), "2".into()), ("".into(), "9".into())], ..column("Gender", 220) },
            MappedColumn { date_format: DateFormat::parse("MM/DD/YYYY"), ..column("dx", 390) },
        ],
        constants: vec![(ItemRef::Id("registryId".into()), "0000001520".into()), (ItemRef::Number(523), "3".into())],
    };
    let file = "mrn^gender^DX\n12^F^2/29/2016\n13^^2016\n14^M^soon\n";
    let reading = Reading::of(delimited::open(file.as_bytes(), &mapping, &ReadOptions::default()));
    let wanted = [
        (0, 0, "registryId", "0000001520"),
        (1, 0, "patientIdNumber", "00000012"),
        (1, 0, "sex", "2"),
        (1, 1, "dateOfDiagnosis", "20160229"),
        (1, 1, "behaviorCodeIcdO3", "3"),
        (2, 0, "patientIdNumber", "00000013"),
        (2, 0, "sex", "9"),
        (2, 1, "dateOfDiagnosis", "2016"),
        (2, 1, "behaviorCodeIcdO3", "3"),
        (3, 0, "patientIdNumber", "00000014"),
        (3, 0, "sex", "M"),
        (3, 1, "dateOfDiagnosis", "soon"),
        (3, 1, "behaviorCodeIcdO3", "3"),
    ];
    let found: Vec<_> =
        values(&reading).into_iter().map(|(patient, tumor, id, value, _)| (patient, tumor, id, value)).collect();
    assert_eq!(found, wanted);
    let findings: Vec<_> = reading.findings.iter().map(|finding| (finding.code, finding.item_number())).collect();
    assert_eq!(findings, [(Code::InvalidType, Some(220)), (Code::InvalidType, Some(390))]);
}

#[test]
fn files_that_cannot_be_read_are_refused() {
    let column = |name: &str, id: &str| MappedColumn::new(name, ItemRef::Id(id.into()));
    let mapping = |columns: &[(&str, &str)]| Mapping {
        columns: columns.iter().map(|(name, id)| column(name, id)).collect(),
        ..Mapping::new(FORMAT.0, FORMAT.1)
    };
    let file = "ZYZZYVA,patientIdNumber,sex,sex\n1,2,3,4\n";
    for (what, file, mapping) in [
        ("no mapping", file, Mapping::new(FORMAT.0, FORMAT.1)),
        ("no such column", file, mapping(&[("site", "primarySite")])),
        ("a column twice", file, mapping(&[("sex", "sex")])),
        ("an item twice", file, mapping(&[("patientIdNumber", "sex"), ("ZYZZYVA", "sex")])),
        ("an unknown item", file, mapping(&[("patientIdNumber", "patientIDNumber")])),
        ("an item of another record type", file, mapping(&[("patientIdNumber", "nameLast")])),
        ("an empty file", "", mapping(&[("a", "sex")])),
        ("blank lines", "\n\n", mapping(&[("a", "sex")])),
        ("an open quote", "\"a,b\n1,2\n", mapping(&[("a", "sex")])),
        ("a delimiter of two bytes", "a,b\n", Mapping { delimiter: Some('§'), ..mapping(&[("a", "sex")]) }),
        ("a quote for a delimiter", "a,b\n", Mapping { delimiter: Some('"'), ..mapping(&[("a", "sex")]) }),
    ] {
        let error = delimited::open(file.as_bytes(), &mapping, &ReadOptions::default()).err();
        assert!(!format!("{error:?}").contains("ZYZ") || what == "an item twice", "{what}");
        assert_eq!(rule(error), Rule::DelimitedHeader, "{what}");
    }
    let draft = Mapping::draft(&["ZYZZYVA", "1952", "MAIN ST"], &dictionary());
    assert!(draft.mapping.columns.is_empty() && draft.unmatched.len() == 3);
}

#[test]
fn ragged_records_stop_or_are_set_aside() {
    let file = "patientIdNumber,sex,primarySite\n1,1\n1,1,C509\n2,2,C509,,\n3,1,C509,x\n3,x,C509\n4,2,C509\n";
    let reading = read(file.as_bytes(), &ReadOptions::default());
    assert_eq!(
        reading.error.as_ref().and_then(Error::as_broken).map(|broken| (broken.line, broken.patient)),
        Some((2, 1))
    );
    assert_eq!(rule(reading.error), Rule::DelimitedRecord);

    let options = ReadOptions { on_broken_patient: OnBrokenPatient::Quarantine, ..ReadOptions::default() };
    let reading = read(file.as_bytes(), &options);
    assert!(reading.error.is_none());
    // Two lost, one with empty values too many, and the last.
    assert_eq!((reading.patients, reading.quarantined), (2, 2));
    let broken: Vec<_> = reading.findings.iter().filter(|finding| finding.code == Code::QuarantinedPatient).collect();
    let places: Vec<_> = broken.iter().map(|finding| (finding.line, finding.patient, finding.tumor)).collect();
    assert_eq!(places, [(2, 1, 1), (5, 3, 1)]);
    assert_eq!(&*broken[1].detail, "delimited-record: 4 values, wanted 3");
    assert!(reading.findings.iter().all(|finding| finding.patient != 3 || finding.code == Code::QuarantinedPatient));
}

#[test]
fn an_open_quote_is_an_error_at_its_line() {
    let file = "patientIdNumber,sex\n1,1\n\n2,\"1\n3,1\n";
    let reading = read(file.as_bytes(), &ReadOptions::lenient());
    assert_eq!(reading.error.as_ref().and_then(Error::as_broken).map(|broken| broken.line), Some(4));
    assert_eq!(rule(reading.error), Rule::DelimitedRecord);
}

#[test]
fn differing_patient_and_file_items_are_reported() {
    let file = "registryId,patientIdNumber,sex,primarySite\n0000000001,00000001,1,C509\n0000000002,00000001,2,C509\n";
    let options = ReadOptions { report_level_mismatch: true, ..ReadOptions::default() };
    let reading = read(file.as_bytes(), &options);
    let found: Vec<_> =
        reading.findings.iter().map(|f| (f.code, f.line, f.patient, f.tumor, f.item_number())).collect();
    let wanted = [(Code::RootMismatch, 3, 1, 2, Some(40)), (Code::PatientMismatch, 3, 1, 2, Some(220))];
    assert_eq!(found, wanted);
    assert!(read(file.as_bytes(), &ReadOptions::default()).findings.is_empty());
}

fn written(patients: &[Patient], columns: &[Slot], header: &naaccr::Header, dictionary: &Dictionary) -> (Vec<u8>, u64) {
    let mut writer = DelimitedWriter::new(Vec::new(), b',', columns, header, dictionary).expect("memory");
    for patient in patients {
        writer.write_patient(patient).expect("memory");
    }
    let left_out = writer.left_out();
    (writer.finish().expect("memory"), left_out)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn what_is_written_is_read_back(seed in any::<u64>()) {
        for version in Version::ALL {
            let dictionary = Dictionary::new(version, RecordType::Abstract, &[]).expect("a dictionary");
            let (header, mut patients) = filled(&dictionary, seed);
            let mut columns: Vec<_> = dictionary.slots().collect();
            columns.sort_by_key(|(_, item)| item.start_column);
            let columns: Vec<_> = columns.into_iter().map(|(slot, _)| slot).collect();
            // A patient without tumors.
            let mut tumorless = Patient::new();
            tumorless.push(dictionary.slot_of_number(20).expect("an id"), "99999999", 0);
            patients.push(tumorless);
            let (file, left_out) = written(&patients, &columns, &header, &dictionary);
            prop_assert_eq!(left_out, 0);
            let Preview { headers, version: found, record_type } = delimited::preview(file.as_slice(), None).expect("a header row");
            prop_assert_eq!((found, record_type), (Some(version), Some(RecordType::Abstract)));
            let draft = Mapping::draft(&headers, &dictionary);
            prop_assert_eq!(draft.unmatched.len(), 0);
            let opened = delimited::open(file.as_slice(), &draft.mapping, &ReadOptions::default());
            let reading = Reading::of(opened);
            prop_assert!(reading.error.is_none() && reading.findings.is_empty(), "{:?}", reading.findings);
            let found: Vec<_> = reading.items.into_iter().map(|item| (item.patient, item.tumor, item.number, item.value)).collect();
            prop_assert!(found == items_of(&header, &dictionary, &patients), "version {version}");
        }
    }
}

proptest! {
    #[test]
    fn any_text_survives(value in "\\PC{0,20}[\",\n|]{0,3}\\PC{0,20}") {
        let dictionary = dictionary();
        let mut patient = Patient::new();
        let slots = [20, 310].map(|number| dictionary.slot_of_number(number).expect("an item"));
        patient.push(slots[0], "00000001", 0);
        patient.start_tumor(0);
        patient.push(slots[1], &value, 0);
        let header = naaccr::Header::new(FORMAT.0, FORMAT.1);
        let (file, _) = written(&[patient], &slots, &header, &dictionary);
        let reading = read(&file, &ReadOptions::default());
        prop_assert!(reading.error.is_none());
        let found = reading.items.iter().find(|item| item.level == Level::Tumor).map(|item| item.value.as_str());
        // What is all blank is no value in a delimited file.
        prop_assert_eq!(found, Some(value.as_str()).filter(|value| value.chars().any(|character| character > ' ')));
    }

    #[test]
    fn no_bytes_panic(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b','), Just(b'"'), Just(b'\n')], 0..400),
        with_header in any::<bool>(),
        chunk_bytes in 0usize..100,
    ) {
        let mut file = if with_header { b"patientIdNumber,sex,primarySite\n".to_vec() } else { Vec::new() };
        file.extend_from_slice(&bytes);
        for options in [ReadOptions::default(), ReadOptions::lenient()] {
            let options = ReadOptions { chunk_bytes, report_level_mismatch: true, ..options };
            let reading = read(&file, &options);
            prop_assert!(reading.tumors <= bytes.len() as u64 + 1);
        }
    }
}
