//! Records that never were a file.

use ingest::{BulkLoad, SubmitOptions, bulk_load};
use naaccr::{Dictionary, Header, Patient, RecordType, Version};
use warehouse::Table;

use crate::support::{newest, now, warehouse};

#[test]
fn lanes_of_patients() {
    let dictionary = Dictionary::new(Version::V250, RecordType::Incidence, &[]).unwrap();
    let header = Header::new(Version::V250, RecordType::Incidence);
    let (id, site) = (dictionary.slot("patientIdNumber").unwrap(), dictionary.slot("primarySite").unwrap());
    let feed = |lane: usize, sink: &mut ingest::PatientSink<'_>| {
        let mut patient = Patient::new();
        for place in (1..=300_u64).filter(|place| place % 3 == lane as u64) {
            patient.start(0);
            // Patient 300 is patient 1 again.
            patient.push(id, &format!("{:08}", if place == 300 { 1 } else { place }), 0);
            patient.start_tumor(0);
            patient.push(site, "C509", 0);
            sink(place, &patient)?;
        }
        Ok(())
    };
    let load = BulkLoad { header: &header, dictionary: &dictionary, lanes: 3, feed: &feed };
    let (_folder, warehouse) = warehouse();
    let options = SubmitOptions::new("F1", "test", now());
    let receipt = bulk_load(&warehouse, &load, &options).unwrap();
    let counts = receipt.counts;
    assert_eq!((counts.received, counts.accepted, counts.duplicate), (300, 299, 1));
    assert_eq!(newest(&warehouse).table(Table::Abstracts).unwrap().rows(), 299);
    assert_eq!(bulk_load(&warehouse, &load, &options).unwrap(), receipt, "the same again changes nothing");
}
