//! Synthetic facilities straight into a warehouse, as many at a time as there are cores.

use ingest::{BulkLoad, PatientSink, SubmitOptions};
use jiff::Timestamp;
use naaccr::Patient;
use synth::{Facility, Generator, PatientTruth, Written};
use warehouse::Warehouse;

use crate::command::opening::person;
use crate::command::side_by_side::side_by_side;
use crate::failure::Failure;
use crate::progress::Progress;

/// Loads every facility; each is a submission of its own.
pub(crate) fn load(warehouse: &Warehouse, generator: &Generator, progress: &Progress) -> Result<Written, Failure> {
    side_by_side(generator.facilities(), |facility| {
        let loaded = load_facility(warehouse, generator, facility);
        progress.advance(1);
        loaded
    })
}

fn load_facility(warehouse: &Warehouse, generator: &Generator, facility: &Facility) -> Result<Written, Failure> {
    let header = generator.header(facility.index)?;
    let feed = |_lane: usize, sink: &mut PatientSink<'_>| {
        // The index is the generator's own.
        let Ok(mut records) = generator.records(facility.index) else { return Ok(()) };
        let (mut patient, mut truth) = (Patient::new(), PatientTruth::default());
        let mut place = 0;
        while records.next_patient(&mut patient, &mut truth) {
            place += 1;
            sink(place, &patient)?;
        }
        Ok(())
    };
    let load = BulkLoad { header: &header, dictionary: generator.dictionary(), lanes: 1, feed: &feed };
    let options = SubmitOptions::new(&facility.id, &person(), Timestamp::now());
    let receipt = ingest::bulk_load(warehouse, &load, &options)?;
    Ok(Written { patients: receipt.patients, tumors: receipt.tumors, items: receipt.items })
}
