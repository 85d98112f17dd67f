//! Patients of one version in the terms of another.

use naaccr::{Dictionary, Header, LostItem, Patient, RecordType, Retarget, RootItem, Version};

fn dictionary(version: Version, kind: RecordType) -> Dictionary {
    Dictionary::new(version, kind, &[]).unwrap()
}

/// `id=value` of the patient, then of each tumor.
fn listed(patient: &Patient, dictionary: &Dictionary) -> Vec<Vec<String>> {
    let item = |item: naaccr::ItemValue<'_>| {
        let id = item.slot.map_or(item.unknown_id, |slot| &dictionary.item(slot).unwrap().id);
        format!("{id}={}", item.value)
    };
    let own = patient.items().map(item).collect();
    std::iter::once(own).chain(patient.tumors().map(|tumor| tumor.items().map(item).collect())).collect()
}

fn patient(dictionary: &Dictionary, own: &[(&str, &str)], tumors: &[&[(&str, &str)]]) -> Patient {
    let mut patient = Patient::new();
    patient.start(7);
    let push = |patient: &mut Patient, items: &[(&str, &str)]| {
        for (id, value) in items {
            match dictionary.slot(id) {
                Some(slot) => patient.push(slot, value, 8),
                None => patient.push_unknown(id, value, 8),
            }
        }
    };
    push(&mut patient, own);
    for tumor in tumors {
        patient.start_tumor(9);
        push(&mut patient, tumor);
    }
    patient
}

fn lost(retarget: &Retarget) -> Vec<(String, u64)> {
    retarget.lost().into_iter().map(|LostItem { def, values }| (def.id.to_string(), values)).collect()
}

#[test]
fn items_go_by_number_and_what_has_no_place_is_counted() {
    let from = dictionary(Version::V160, RecordType::Abstract);
    let to = dictionary(Version::V180, RecordType::Incidence);
    let mut retarget = Retarget::new(&from, &to);
    // 772 was renamed; 530 is a gap in both; 2230 is no item of an incidence record.
    let before = patient(
        &from,
        &[("sex", "2"), ("nameLast", "DOE")],
        &[&[("seerPrimaryTumor", "100"), ("reserved02", "x"), ("ours", "1")], &[("primarySite", "C509")]],
    );
    let mut after = Patient::new();
    retarget.patient(&before, &mut after);
    let expected = [vec!["sex=2"], vec!["eodPrimaryTumor=100", "reserved02=x", "ours=1"], vec!["primarySite=C509"]];
    assert_eq!(listed(&after, &to), expected);
    assert_eq!(lost(&retarget), [("nameLast".to_owned(), 1)]);
    assert_eq!((after.line(), after.tumors().next().unwrap().line()), (7, 9));
}

#[test]
fn a_gap_is_not_the_item_that_later_took_its_number() {
    let from = dictionary(Version::V160, RecordType::Abstract);
    let to = dictionary(Version::V250, RecordType::Abstract);
    assert!(to.slot_of_number(530).is_some());
    let mut retarget = Retarget::new(&from, &to);
    retarget.patient(&patient(&from, &[], &[&[("reserved02", "x")]]), &mut Patient::new());
    assert_eq!(lost(&retarget), [("reserved02".to_owned(), 1)]);
}

#[test]
fn an_item_that_moved_to_another_level_moves_along() {
    // Item 1791 is the tumor's up to version 230 and the patient's from 240 on.
    let old = dictionary(Version::V230, RecordType::Abstract);
    let new = dictionary(Version::V240, RecordType::Abstract);
    let id = old.item(old.slot_of_number(1791).unwrap()).unwrap().id.to_string();
    let mut after = Patient::new();

    let mut up = Retarget::new(&old, &new);
    up.patient(&patient(&old, &[("sex", "2")], &[&[(&id, "1")], &[(&id, "1"), ("primarySite", "C509")]]), &mut after);
    assert_eq!(
        listed(&after, &new),
        [vec!["sex=2".to_owned(), format!("{id}=1")], vec![], vec!["primarySite=C509".into()]]
    );
    assert_eq!(lost(&up), []);
    up.patient(&patient(&old, &[], &[&[(&id, "1")], &[(&id, "2")]]), &mut after);
    assert_eq!(lost(&up), [(id.clone(), 1)]);

    let mut down = Retarget::new(&new, &old);
    down.patient(&patient(&new, &[(&id, "1")], &[&[], &[]]), &mut after);
    assert_eq!(listed(&after, &old), [vec![], vec![format!("{id}=1")], vec![format!("{id}=1")]]);
    assert_eq!(lost(&down), []);
    down.patient(&patient(&new, &[(&id, "1")], &[]), &mut after);
    assert_eq!(lost(&down), [(id, 1)]);
}

#[test]
fn root_items_say_what_the_new_file_is() {
    let from = dictionary(Version::V180, RecordType::Abstract);
    let to = dictionary(Version::V250, RecordType::Incidence);
    let mut header = Header::new(Version::V180, RecordType::Abstract);
    for (id, value) in
        [("recordType", "A"), ("naaccrRecordVersion", "180"), ("registryId", "0000001520"), ("ours", "1")]
    {
        header.items.push(RootItem { slot: from.slot(id), id: id.into(), value: value.into(), line: 3 });
    }
    let items = Retarget::new(&from, &to).root_items(&header);
    let items: Vec<_> = items.iter().map(|item| (item.id.as_str(), item.value.as_str(), item.slot)).collect();
    let expected = [("recordType", "I"), ("naaccrRecordVersion", "250"), ("registryId", "0000001520"), ("ours", "1")];
    assert_eq!(items, expected.map(|(id, value)| (id, value, to.slot(id))));
}

#[test]
fn the_same_dictionary_changes_nothing() {
    for version in Version::ALL {
        let from = dictionary(version, RecordType::Abstract);
        let retarget = Retarget::new(&from, &from);
        for (slot, _) in from.slots() {
            assert_eq!(retarget.slot(slot), Some(slot));
        }
    }
}
