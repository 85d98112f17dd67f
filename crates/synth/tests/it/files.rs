//! Files that are written can be read back, by the letter of the standard.

use naaccr::{ReadOptions, RecordType, Version};
use synth::{FileFormat, SynthSpec, TruthWriter, file_name, write_facility_file, write_facility_list};

use crate::generator;

type NoTruth<'t> = Option<&'t mut TruthWriter<Vec<u8>>>;

#[test]
fn xml_of_every_version_is_read_without_a_finding() {
    for version in Version::ALL {
        check(version, RecordType::Abstract, FileFormat::Xml);
    }
    check(Version::V250, RecordType::Incidence, FileFormat::Xml);
    check(Version::V250, RecordType::Confidential, FileFormat::Xml);
}

#[test]
fn fixed_columns_of_every_version_that_has_them_are_read_without_a_finding() {
    for version in Version::ALL.into_iter().filter(|version| version.has_fixed_columns()) {
        check(version, RecordType::Abstract, FileFormat::Flat);
        check(version, RecordType::Incidence, FileFormat::Flat);
    }
    let generator = generator(&SynthSpec { tumors: 10, ..SynthSpec::default() });
    let refused = write_facility_file(&generator, 0, FileFormat::Flat, Vec::new(), NoTruth::None);
    assert!(refused.unwrap_err().to_string().contains("250"));
}

fn check(version: Version, record_type: RecordType, format: FileFormat) {
    let spec = SynthSpec { tumors: 120, facilities: 2, version, record_type, ..SynthSpec::default() };
    let generator = generator(&spec);
    let mut file = Vec::new();
    let written = write_facility_file(&generator, 0, format, &mut file, NoTruth::None).unwrap();
    let options = ReadOptions::default();
    let opened = match format {
        FileFormat::Xml => naaccr::xml::open(file.as_slice(), &options),
        FileFormat::Flat => naaccr::flat::open(file.as_slice(), &options),
    };
    let (mut findings, mut patients, mut tumors, mut items) = (Vec::new(), 0, 0, 0);
    let mut read = naaccr::Patients::new(opened.unwrap());
    read.for_each(&mut findings, |patient| {
        let patient = patient.unwrap();
        patients += 1;
        tumors += patient.tumor_count() as u64;
        items += patient.item_count() as u64;
    })
    .unwrap();
    assert!(findings.is_empty(), "{version} {record_type}: {} findings, first {:?}", findings.len(), findings.first());
    assert_eq!((patients, tumors), (written.patients, written.tumors), "{version} {record_type}");
    // The items of the file itself are repeated on each line, not in each patient.
    assert_eq!(items, written.items, "{version} {record_type}");
}

#[test]
fn the_list_names_every_file() {
    let generator = generator(&SynthSpec { tumors: 500, facilities: 5, states: 3, ..SynthSpec::default() });
    let mut list = Vec::new();
    write_facility_list(&generator, FileFormat::Xml, &mut list).unwrap();
    let list = String::from_utf8(list).unwrap();
    assert_eq!(list.lines().count(), 6);
    for facility in generator.facilities() {
        let name = file_name(facility, FileFormat::Xml);
        assert!(name.starts_with("facility-000") && name.ends_with(".xml"));
        let row = list.lines().find(|line| line.starts_with(&name)).unwrap();
        assert!(row.contains(&facility.id) && row.contains(facility.state));
    }
    assert_eq!(generator.facilities().iter().map(|facility| facility.tumors).sum::<u64>(), 500);
}

#[test]
fn what_cannot_be_is_refused_with_the_range() {
    for (spec, what) in [
        (SynthSpec { tumors: 0, ..SynthSpec::default() }, "tumors"),
        (SynthSpec { states: 52, facilities: 60, ..SynthSpec::default() }, "states"),
        (SynthSpec { states: 5, facilities: 3, ..SynthSpec::default() }, "facilities"),
        (SynthSpec { errors_share: 1.5, ..SynthSpec::default() }, "errors_share"),
        (SynthSpec { first_year: 2023, version: Version::V140, ..SynthSpec::default() }, "first_year"),
        (SynthSpec { duplicates_share: f64::NAN, ..SynthSpec::default() }, "duplicates_share"),
    ] {
        let message = synth::Generator::new(&spec).unwrap_err().to_string();
        assert!(message.contains(what) && message.contains("must be"), "{message}");
    }
}
