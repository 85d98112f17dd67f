//! What is said to be true is true of the records.

use std::collections::{BTreeMap, BTreeSet};

use naaccr::{Code, Level, RecordType, ValueRule};
use synth::{SynthSpec, write_deaths};

use crate::{for_each, generator, of_patient, of_tumor};

fn abstracts() -> SynthSpec {
    SynthSpec { tumors: 12_000, facilities: 9, states: 3, record_type: RecordType::Abstract, ..SynthSpec::default() }
}

#[test]
fn primaries_are_as_many_as_asked_for_and_found_in_the_abstracts() {
    let generator = generator(&abstracts());
    let mut primaries = BTreeMap::new();
    let mut reported = Vec::new();
    let mut persons = BTreeMap::new();
    for_each(&generator, |facility, patient, truth| {
        assert_eq!(patient.tumor_count(), truth.abstracts.len());
        assert_eq!(of_patient(&generator, patient, 20), truth.patient_id);
        assert_eq!(truth.is_duplicate, truth.tumors.is_empty());
        let facilities: &mut BTreeSet<usize> = persons.entry(truth.person_id.clone()).or_default();
        assert!(facilities.insert(facility), "a person twice at one facility");
        for tumor in &truth.tumors {
            assert!(primaries.insert(tumor.tumor_id.clone(), tumor.clone()).is_none());
        }
        for (tumor, told) in patient.tumors().zip(&truth.abstracts) {
            assert_eq!(of_tumor(&generator, &tumor, 60), told.tumor_record_number);
            let values = [390, 522, 523].map(|number| of_tumor(&generator, &tumor, number).to_owned());
            let contact = of_patient(&generator, patient, 1750).to_owned();
            reported.push((told.tumor_id.clone(), values, contact));
        }
    });
    assert_eq!(primaries.len(), 12_000);
    assert_eq!(persons.len() as u64, generator.persons());
    let twice = persons.values().filter(|facilities| facilities.len() > 1).count() as f64 / persons.len() as f64;
    assert!((0.10..0.14).contains(&twice), "{twice}");
    assert!(reported.len() > 12_000);
    for (tumor_id, [diagnosed, histology, behavior], contact) in reported {
        let tumor = &primaries[&tumor_id];
        let compact = |day: synth::Day| {
            let mut text = String::new();
            day.write_compact(&mut text);
            text
        };
        assert_eq!(diagnosed, compact(tumor.diagnosed));
        assert_eq!(histology, tumor.histology.to_string());
        assert_eq!(behavior, tumor.behavior.to_string());
        // The outcome of all together is no worse than that of one.
        assert!(contact <= compact(tumor.exit), "{contact} after {:?}", tumor.exit);
        assert!(tumor.death.is_none_or(|death| tumor.exit <= death));
    }
}

#[test]
fn states_share_patients_only_where_asked_to() {
    for (out_of_state_share, shared) in [(0.0, false), (0.06, true)] {
        let generator = generator(&SynthSpec { out_of_state_share, ..abstracts() });
        let mut states: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for_each(&generator, |facility, _, truth| {
            states.entry(truth.person_id.clone()).or_default().insert(generator.facilities()[facility].state);
        });
        assert_eq!(states.values().any(|states| states.len() > 1), shared);
    }
}

#[test]
fn mistyped_items_differ_and_others_do_not() {
    let generator = generator(&abstracts());
    let mut by_person: BTreeMap<String, Vec<([String; 3], bool)>> = BTreeMap::new();
    let (mut patients, mut corrupted) = (0, 0);
    for_each(&generator, |_, patient, truth| {
        let who = [240, 220, 2320].map(|number| of_patient(&generator, patient, number).to_owned());
        patients += 1;
        corrupted += usize::from(!truth.corrupted.is_empty());
        let certain = ["dateOfBirth", "sex", "socialSecurityNumber"].iter().all(|item| !truth.corrupted.contains(item));
        by_person.entry(truth.person_id.clone()).or_default().push((who, certain));
    });
    let rate = corrupted as f64 / f64::from(patients);
    assert!((0.15..0.60).contains(&rate), "{rate}");
    let mut compared = 0;
    for reports in by_person.values() {
        let certain: Vec<_> = reports.iter().filter(|report| report.1).map(|report| &report.0).collect();
        compared += usize::from(certain.len() > 1);
        assert!(certain.windows(2).all(|pair| pair[0] == pair[1]), "{certain:?}");
    }
    assert!(compared > 500);
}

#[test]
fn nobody_is_real() {
    let generator = generator(&abstracts());
    let mut numbers = BTreeSet::new();
    for_each(&generator, |_, patient, truth| {
        let ssn = of_patient(&generator, patient, 2320);
        // Groups of 00 were never issued; the others are what offices write where there is none.
        let placeholder = ["999999999", "123456789", "111111111", "888888888"].contains(&ssn);
        assert!(placeholder || &ssn[3..5] == "00", "{ssn}");
        let phone = of_patient(&generator, patient, 2360);
        assert!(phone == "0000000000" || &phone[1..2] == "9", "{phone}");
        if truth.corrupted.is_empty() && !truth.is_duplicate {
            assert!(numbers.insert(ssn.to_owned()), "two with the number {ssn}");
        }
    });
    assert!(numbers.len() > 5000);
}

#[test]
fn planted_errors_are_in_the_records_and_nothing_else_is() {
    let generator = generator(&SynthSpec { errors_share: 0.2, ..abstracts() });
    let dictionary = generator.dictionary();
    let (mut tumors, mut kinds) = (0, BTreeMap::new());
    for_each(&generator, |_, patient, truth| {
        let mut found = BTreeSet::new();
        let of_patient = patient.items().map(|item| (item, Level::Patient));
        let of_tumors = patient.tumors().flat_map(|tumor| tumor.items().map(|item| (item, Level::Tumor)));
        for (item, level) in of_patient.chain(of_tumors) {
            let Some(def) = item.slot.and_then(|slot| dictionary.item(slot)) else {
                found.insert((Code::UnknownId.name(), 0));
                continue;
            };
            let code = if def.level == level { ValueRule::of(def).check(item.value) } else { Some(Code::InvalidLevel) };
            found.extend(code.map(|code| (code.name(), def.number)));
        }
        tumors += patient.tumor_count();
        let planted: BTreeSet<_> = truth.planted.iter().map(|error| (error.kind, error.item_number)).collect();
        let of_structure = |error: &&(&str, u32)| !matches!(error.0, "invalid code" | "items disagree");
        assert_eq!(found, planted.iter().filter(of_structure).copied().collect());
        for error in planted {
            *kinds.entry(error.0).or_insert(0) += 1;
        }
    });
    let planted: i32 = kinds.values().sum();
    let share = f64::from(planted) / tumors as f64;
    assert!((0.17..0.21).contains(&share), "{share}");
    assert_eq!(kinds.len(), 9, "{kinds:?}");
}

#[test]
fn deaths_are_of_patients_and_of_strangers() {
    let generator = generator(&abstracts());
    let (mut deaths, mut truth) = (Vec::new(), Vec::new());
    for facility in generator.facilities() {
        write_deaths(&generator, facility.index, &mut deaths, Some(&mut truth)).unwrap();
    }
    let columns = synth::DEATHS_HEADER.split(',').count();
    let deaths = String::from_utf8(deaths).unwrap();
    assert!(deaths.lines().all(|line| line.split(',').count() == columns));
    let truth = String::from_utf8(truth).unwrap();
    let told: BTreeSet<_> = truth.lines().filter_map(|line| line.split_once(",")).map(|row| row.1.to_owned()).collect();
    let mut dead = BTreeSet::new();
    for_each(&generator, |_, _, truth| {
        dead.extend(truth.tumors.iter().filter(|tumor| tumor.death.is_some()).map(|_| truth.person_id.clone()));
    });
    assert!(dead.len() > 3000);
    assert_eq!(told.iter().filter(|person| !person.is_empty()).cloned().collect::<BTreeSet<_>>(), dead);
    let strangers = truth.lines().filter(|line| line.ends_with(',')).count();
    assert!(strangers > 300, "{strangers}");
    assert_eq!(deaths.lines().count(), truth.lines().count());
}
