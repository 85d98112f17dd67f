//! The patients of one facility, one after the other.

use std::fmt::Write;

use naaccr::Patient;

use crate::Generator;
use crate::calendar::push_digits;
use crate::chance::Draw;
use crate::errors::{Change, Plant, PlantedError, UNKNOWN_ID};
use crate::facility::{Facility, PersonKey};
use crate::follow_up::LastContact;
use crate::items::{PatientView, TumorView};
use crate::person::Person;
use crate::plan::Step;
use crate::report::{Report, chance_of_report};
use crate::truth::{AbstractTruth, PatientTruth, TumorTruth};

/// Yields the patients of a facility: those first reported there, then those first reported elsewhere. Memory does not
/// grow with their number.
pub struct FacilityRecords<'g> {
    generator: &'g Generator,
    facility: &'g Facility,
    keys: Box<dyn Iterator<Item = PersonKey> + Send + 'g>,
    patients: u32,
    value: String,
}

impl std::fmt::Debug for FacilityRecords<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FacilityRecords").field("facility", &self.facility.index).finish_non_exhaustive()
    }
}

impl<'g> FacilityRecords<'g> {
    pub(crate) fn new(generator: &'g Generator, facility: &'g Facility) -> Self {
        let own = (0..facility.persons).map(move |index| PersonKey { facility: facility.index, index });
        let roster = &generator.world.roster;
        let visitors = facility.sources.iter().flat_map(move |&source| roster.visitors(source, facility.index));
        Self { generator, facility, keys: Box::new(own.chain(visitors)), patients: 0, value: String::new() }
    }

    /// Fills `patient` and `truth` (their memory is reused) with the next patient; `false` after the last.
    pub fn next_patient(&mut self, patient: &mut Patient, truth: &mut PatientTruth) -> bool {
        let Some(key) = self.keys.next() else { return false };
        self.patients += 1;
        let world = &self.generator.world;
        let report = Report::new(world, Person::new(world, key), self.facility, self.patients);
        let view = PatientView { world, report: &report };
        let plants: Vec<_> = TumorView::all(view).map(|tumor| self.plant(&tumor)).collect();
        self.write(patient, view, &plants);
        self.tell(truth, &report, &plants);
        true
    }

    fn plant(&self, tumor: &TumorView<'_>) -> Option<Plant> {
        let spec = &self.generator.world.spec;
        let chance = tumor.report().chance.child(599).child(u64::from(tumor.number));
        if !tumor.is_clinical() || !chance.happens(Draw::Whether, spec.errors_share) {
            return None;
        }
        Plant::draw(tumor, spec.fixed_columns)
    }

    fn write(&mut self, patient: &mut Patient, view: PatientView<'_>, plants: &[Option<Plant>]) {
        let plan = &self.generator.plan;
        let value = &mut self.value;
        let first = TumorView::all(view).next();
        patient.start(0);
        for step in &plan.patient {
            plan.patient_value(step, &view, first.as_ref(), value);
            spoil(step, plants, value);
            patient.push(step.slot, value, 0);
        }
        for (tumor, plant) in TumorView::all(view).zip(plants) {
            patient.start_tumor(0);
            let plant = std::slice::from_ref(plant);
            for step in &plan.tumor {
                plan.tumor_value(step, &tumor, value);
                spoil(step, plant, value);
                patient.push(step.slot, value, 0);
            }
            if let [Some(plant)] = plant {
                self.generator.push_misplaced(patient, plant);
            }
        }
    }

    fn tell(&self, truth: &mut PatientTruth, report: &Report<'_>, plants: &[Option<Plant>]) {
        let number = self.generator.world.person_number(report.person.key) + 1;
        truth.person_id.clear();
        // Writing to a string cannot fail.
        let _ = write!(truth.person_id, "P{number}");
        truth.patient_id.clear();
        push_digits(&mut truth.patient_id, report.patient_id, 8);
        truth.is_duplicate = report.visitor;
        truth.abstracts.clear();
        truth.planted.clear();
        truth.corrupted.clear();
        truth.corrupted.extend_from_slice(&report.corrupted);
        for (index, (&tumor, plant)) in report.tumors.iter().zip(plants).enumerate() {
            let mut tumor_record_number = String::with_capacity(2);
            push_digits(&mut tumor_record_number, u32::try_from(index + 1).unwrap_or(99), 2);
            let tumor_id = format!("{}-{}", truth.person_id, tumor + 1);
            if let Some(plant) = plant {
                let item_number = plant.changes[0].map_or(0, |change| change.0);
                truth.planted.push(PlantedError {
                    patient_id: truth.patient_id.clone(),
                    tumor_record_number: tumor_record_number.clone(),
                    kind: plant.kind,
                    what: plant.what,
                    item_number,
                });
            }
            truth.abstracts.push(AbstractTruth { tumor_record_number, tumor_id });
        }
        truth.tumors.clear();
        if !report.visitor {
            self.tell_tumors(truth, report);
        }
    }

    /// The primaries, with the outcome that all facilities together know.
    fn tell_tumors(&self, truth: &mut PatientTruth, report: &Report<'_>) {
        let world = &self.generator.world;
        let person = &report.person;
        let others = world.roster.also_reported_by(person.key).into_iter().flatten();
        let best = others
            .map(|other| LastContact::new(person, chance_of_report(person, other), world.spec.study_end, true))
            .chain([report.last_contact])
            .max_by_key(|contact| (contact.dead, contact.day));
        let last = best.unwrap_or(report.last_contact);
        let of_cancer = person.death.of_cancer;
        let death = Some(person.death.day).filter(|&day| day <= world.spec.study_end);
        truth.tumors.extend(person.primaries.iter().enumerate().map(|(index, primary)| TumorTruth {
            tumor_id: format!("{}-{}", truth.person_id, index + 1),
            state: self.facility.state,
            sex: 1 + u8::from(person.female),
            birth: person.birth,
            diagnosed: primary.diagnosed,
            site: primary.site,
            histology: primary.histology,
            behavior: primary.behavior,
            laterality: primary.laterality,
            stage: primary.stage,
            exit: last.day,
            is_dead: last.dead,
            cause: match (last.dead, of_cancer) {
                (false, _) => 0,
                (true, true) => 1,
                (true, false) => 2,
            },
            death,
        }));
    }
}

/// Applies what was planted for an item.
fn spoil(step: &Step, plants: &[Option<Plant>], value: &mut String) {
    for plant in plants.iter().flatten() {
        if let Some(change) = plant.change(step.def.number) {
            change.apply(value);
        }
    }
}

impl Generator {
    /// Adds to the last tumor what stands there by error.
    fn push_misplaced(&self, patient: &mut Patient, plant: &Plant) {
        for &(number, change) in plant.changes.iter().flatten() {
            match (number, change) {
                (0, _) => patient.push_unknown(UNKNOWN_ID, "1", 0),
                (_, Change::ToTumor) => {
                    if let Some(slot) = self.dictionary.slot_of_number(number) {
                        patient.push(slot, "0", 0);
                    }
                }
                _ => {}
            }
        }
    }
}
