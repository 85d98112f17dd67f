//! The synthetic facilities as others see them: valid, consistent, the same every time, like a registry, and truthful.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod clean;
mod consistency;
mod determinism;
mod files;
mod realism;
mod truth;
mod validity;

use naaccr::{Patient, Tumor};
use synth::{Generator, PatientTruth, SynthSpec};

/// Calls `each` with every patient of every facility.
fn for_each(generator: &Generator, mut each: impl FnMut(usize, &Patient, &PatientTruth)) {
    let (mut patient, mut truth) = (Patient::new(), PatientTruth::default());
    for facility in generator.facilities() {
        let mut records = generator.records(facility.index).unwrap();
        while records.next_patient(&mut patient, &mut truth) {
            each(facility.index, &patient, &truth);
        }
    }
}

fn generator(spec: &SynthSpec) -> Generator {
    Generator::new(spec).unwrap()
}

/// A tumor's value of an item number, empty where there is none.
fn of_tumor<'a>(generator: &Generator, tumor: &Tumor<'a>, number: u32) -> &'a str {
    generator.dictionary().slot_of_number(number).and_then(|slot| tumor.value(slot)).unwrap_or_default()
}

/// A patient's own value of an item number, empty where there is none.
fn of_patient<'a>(generator: &Generator, patient: &'a Patient, number: u32) -> &'a str {
    generator.dictionary().slot_of_number(number).and_then(|slot| patient.value(slot)).unwrap_or_default()
}
