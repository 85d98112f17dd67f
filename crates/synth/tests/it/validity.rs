//! Every value of every version and record type is one that the standard allows.

use std::collections::BTreeSet;

use naaccr::{RecordType, ValueRule, Version};
use synth::SynthSpec;

use crate::{for_each, generator};

#[test]
fn every_value_of_every_version_is_valid() {
    for version in Version::ALL {
        for record_type in RecordType::ALL {
            for all_items in [false, true] {
                let spec = SynthSpec { tumors: 300, version, record_type, all_items, ..SynthSpec::default() };
                check(&spec);
            }
        }
    }
}

fn check(spec: &SynthSpec) {
    let (version, record_type, all_items) = (spec.version, spec.record_type, spec.all_items);
    let generator = generator(spec);
    let dictionary = generator.dictionary();
    let (mut tumors, mut items) = (0, 0);
    let mut broken = BTreeSet::new();
    for_each(&generator, |_, patient, _| {
        assert!(patient.tumor_count() > 0);
        let of_patient = patient.items().map(|item| (item, naaccr::Level::Patient));
        let of_tumors = patient.tumors().flat_map(|tumor| tumor.items().map(|item| (item, naaccr::Level::Tumor)));
        for (item, level) in of_patient.chain(of_tumors) {
            let def = dictionary.item(item.slot.unwrap()).unwrap();
            assert_eq!(def.level, level, "{version} {record_type}: {}", def.id);
            if let Some(code) = ValueRule::of(def).check(item.value) {
                broken.insert(format!("{version} {record_type}: {} is {:?}: {code}", def.id, item.value));
            }
            items += 1;
        }
        tumors += patient.tumor_count();
        if all_items {
            let wanted = |level| dictionary.items().iter().filter(|def| def.level == level).count();
            assert_eq!(patient.items().len(), wanted(naaccr::Level::Patient));
            assert!(patient.tumors().all(|tumor| tumor.items().len() == wanted(naaccr::Level::Tumor)));
        } else if version == Version::V250 {
            let own = patient.items().len();
            let fewest = patient.tumors().map(|tumor| tumor.items().len()).min().unwrap();
            assert!(own + fewest >= 200, "{own} + {fewest}");
        }
    });
    assert!(tumors >= 300 && items > tumors * 100, "{tumors} tumors, {items} items");
    assert!(broken.is_empty(), "{broken:#?}");
    let header = generator.header(0).unwrap();
    for item in &header.items {
        let def = dictionary.item(item.slot.unwrap()).unwrap();
        assert_eq!(ValueRule::of(def).check(&item.value), None, "{}", def.id);
    }
    assert!(header.items.len() >= 4);
}
