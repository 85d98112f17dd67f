//! Our tables against the listing of the standard's dictionaries, item for item.

use std::collections::BTreeSet;
use std::sync::Arc;

use naaccr::{
    Confidentiality, DataType, Dictionary, ItemDef, Level, Padding, RecordType, Version, base_dictionary_uri,
    base_items, canonical_items, default_user_items, present_id,
};

use crate::shared::{Row, rows, standards};

fn facts(name: &str) -> Option<Vec<Row>> {
    Some(rows(&standards()?.join("naaccr/facts").join(name)))
}

fn version(row: &Row) -> Version {
    Version::from_number(row.get("version").parse().unwrap()).expect("a known version")
}

/// Everything the listing says of an item, said by us.
fn described(item: &ItemDef) -> [String; 10] {
    let letters = RecordType::ALL.into_iter().filter(|kind| item.is_in(*kind)).map(RecordType::letter);
    [
        item.number.to_string(),
        item.id.to_string(),
        item.name.to_string(),
        item.level.element().to_owned(),
        letters.collect(),
        item.data_type.name().to_owned(),
        item.length.to_string(),
        item.start_column.map(|column| column.to_string()).unwrap_or_default(),
        format!("{:?}", item.padding),
        if item.trim { "" } else { "none" }.to_owned(),
    ]
}

fn listed(row: &Row) -> [String; 10] {
    let mut fields = [
        "item_number",
        "xml_id",
        "name",
        "parent_element",
        "record_types",
        "data_type",
        "length",
        "start_column",
        "padding",
        "trim",
    ]
    .map(|column| row.get(column).to_owned());
    let padding = if fields[8].is_empty() { "none" } else { &fields[8] };
    fields[8] = format!("{:?}", Padding::from_name(padding).unwrap());
    fields
}

#[test]
fn every_item_of_every_version_is_as_listed() {
    let Some(rows) = facts("naaccr-items.csv") else { return };
    assert!(rows.len() >= 7121);
    for version_ in Version::ALL {
        let listed_items: Vec<_> = rows
            .iter()
            .filter(|row| version(row) == version_)
            .map(|row| (listed(row), row.get("allow_unlimited_text") == "true", None))
            .collect();
        let items: Vec<_> = base_items(version_)
            .iter()
            .map(|item| (described(item), item.unlimited_text, item.user_dictionary.clone()))
            .collect();
        assert_eq!(items, listed_items, "version {version_}");
    }
}

#[test]
fn every_default_user_item_is_as_listed() {
    let Some(rows) = facts("naaccr-default-user-items.csv") else { return };
    let mut compared = 0;
    for version_ in Version::ALL {
        let listed_items: BTreeSet<_> = rows.iter().filter(|row| version(row) == version_).map(listed).collect();
        let items: BTreeSet<_> = default_user_items(version_).iter().map(|item| described(item)).collect();
        assert_eq!(items, listed_items, "version {version_}");
        assert!(default_user_items(version_).iter().all(|item| item.user_dictionary.is_some()));
        compared += items.len();
    }
    assert_eq!(compared, rows.len());
}

#[test]
fn record_types_carry_as_many_items_as_listed() {
    let Some(rows) = facts("naaccr-versions.csv") else { return };
    assert_eq!(rows.len(), Version::ALL.len());
    for row in &rows {
        let version = version(row);
        assert_eq!(base_dictionary_uri(version), row.get("base_dictionary_uri"));
        assert_eq!(base_items(version).len().to_string(), row.get("items"));
        assert_eq!(!default_user_items(version).is_empty(), row.get("default_user_dictionary") == "yes");
        for kind in RecordType::ALL {
            let dictionary = Dictionary::new(version, kind, &[]).unwrap();
            let standard = dictionary.items().iter().filter(|item| item.user_dictionary.is_none()).count();
            assert_eq!(standard.to_string(), row.get(&format!("items_in_type_{kind}")), "{version} {kind}");
        }
    }
}

#[test]
fn items_are_found_by_id_and_by_number() {
    for version in Version::ALL {
        for kind in RecordType::ALL {
            let dictionary = Dictionary::new(version, kind, &[]).unwrap();
            for (slot, item) in dictionary.slots() {
                assert_eq!(dictionary.slot(&item.id), Some(slot));
                assert_eq!(dictionary.slot_of_bytes(item.id.as_bytes()), Some(slot));
                assert_eq!(dictionary.slot_of_number(item.number), Some(slot));
                assert!(dictionary.item(slot).is_some_and(|found| Arc::ptr_eq(found, item)));
            }
        }
    }
    let dictionary = Dictionary::new(Version::V250, RecordType::Incidence, &[]).unwrap();
    for id in ["", "PrimarySite", "primarysite", "primarySite ", "nameLast", "race1"] {
        assert_eq!(dictionary.slot(id).is_some(), id == "race1", "{id}");
    }
}

#[test]
fn an_item_has_one_number_and_one_column_name_for_all_versions() {
    let ids: BTreeSet<_> = canonical_items().iter().map(|item| item.id).collect();
    assert_eq!(ids.len(), canonical_items().len());
    assert!(canonical_items().is_sorted_by_key(|item| item.number));
    for version in Version::ALL {
        let dictionary = Dictionary::new(version, RecordType::Abstract, &[]).unwrap();
        for (slot, item) in dictionary.slots() {
            let canonical = dictionary.canonical(slot);
            assert_eq!(canonical.is_some(), item.user_dictionary.is_none());
            assert!(canonical.is_none_or(|canonical| canonical.number == item.number));
        }
    }
    // 772 was seerPrimaryTumor in version 160.
    let dictionary = Dictionary::new(Version::V160, RecordType::Abstract, &[]).unwrap();
    let slot = dictionary.slot("seerPrimaryTumor").unwrap();
    assert_eq!(dictionary.canonical(slot).unwrap().id, "eodPrimaryTumor");
    // 530 is a reserved gap up to version 180, and another item from 220 on.
    let reserved = dictionary.slot_of_number(530).unwrap();
    assert_eq!(dictionary.canonical(reserved), None);
}

#[test]
fn confidential_items_are_as_listed() {
    let Some(rows) = facts("naaccr-confidential-items.csv") else { return };
    let listed: BTreeSet<_> =
        rows.iter().map(|row| (row.get("item_number").parse().unwrap(), row.get("class").to_owned())).collect();
    let ours = canonical_items().iter().filter_map(|item| {
        let class = match item.confidentiality? {
            Confidentiality::Identity => "identity",
            Confidentiality::FreeText => "text",
        };
        Some((item.number, class.to_owned()))
    });
    assert_eq!(ours.collect::<BTreeSet<(u32, String)>>(), listed);
}

#[test]
fn renamed_ids_lead_to_items_of_version_180() {
    let dictionary = Dictionary::new(Version::V180, RecordType::Abstract, &[]).unwrap();
    assert_eq!(present_id("primarySite"), None);
    let Some(rows) = facts("naaccr18-renamed-ids.csv") else { return };
    assert!(rows.len() >= 39);
    for row in rows {
        let present = present_id(row.get("old_xml_id")).unwrap();
        assert_eq!(present, row.get("new_xml_id"));
        assert!(dictionary.slot(present).is_some(), "{present}");
    }
}

#[test]
fn well_known_items_are_right() {
    let dictionary = Dictionary::new(Version::V250, RecordType::Abstract, &[]).unwrap();
    let item = |id| dictionary.item(dictionary.slot(id).unwrap()).unwrap();
    assert_eq!(described(item("primarySite"))[..2], ["400", "primarySite"]);
    assert_eq!((item("primarySite").length, item("primarySite").level), (4, Level::Tumor));
    assert_eq!((item("sex").number, item("sex").level), (220, Level::Patient));
    assert_eq!(item("dateOfDiagnosis").data_type, DataType::Date);
}
