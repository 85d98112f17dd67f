//! The master key: made, found, missing, wrong.

use warehouse::{AsOf, Error, KeySource, MasterKey, Schemas, Table, Warehouse};

use crate::support::*;

#[test]
fn a_new_key_lies_beside_the_warehouse_for_its_owner_only() {
    let fixture = Fixture::new();
    assert_eq!(fixture.key_file.file_name().unwrap(), "registry.key");
    assert!(!fixture.key_file.starts_with(&fixture.folder));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&fixture.key_file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let key = std::fs::read_to_string(&fixture.key_file).unwrap();
    for path in files(&fixture.folder) {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        assert!(!text.contains(key.trim()), "{}", path.display());
    }
}

#[test]
fn without_the_key_tables_open_and_identities_do_not() {
    let fixture = Fixture::new();
    submit(&fixture.warehouse, "F1", &["C509"], 1);
    std::fs::remove_file(&fixture.key_file).unwrap();
    let keyless = fixture.reopen();
    let newest = keyless.snapshot(&AsOf::Latest).unwrap();
    assert_eq!(newest.table(Table::Abstracts).unwrap().rows(), 1);
    let error = keyless.pseudonyms().unwrap_err();
    assert!(error.is_key());
    let message = error.to_string();
    for cure in ["CASELAKE_KEY", "CASELAKE_KEY_FILE", "registry.key", "caselake init"] {
        assert!(message.contains(cure), "{message}");
    }
    let writer = keyless.writer().unwrap();
    assert!(writer.raw_file().unwrap_err().is_key());
}

#[test]
fn the_key_of_another_warehouse_is_told_apart() {
    let (one, two) = (Fixture::new(), Fixture::new());
    let mistaken = Warehouse::open(&one.folder, KeySource::from_file(&two.key_file)).unwrap();
    let error = mistaken.pseudonyms().unwrap_err();
    assert!(matches!(error, Error::KeyWrong { .. }), "{error}");
    let key = std::fs::read_to_string(&two.key_file).unwrap();
    assert!(!error.to_string().contains(key.trim()));
}

#[test]
fn a_key_may_come_from_a_named_file_or_from_the_environment() {
    let parent = tempfile::tempdir().unwrap();
    let schemas = Schemas::new(&[]);
    let named = KeySource::from_file(parent.path().join("safe.key"));
    let created = Warehouse::create(&parent.path().join("one"), named, &schemas, at(0)).unwrap();
    let file = created.key_file.unwrap();
    assert_eq!(file.file_name().unwrap(), "safe.key");

    let from_environment = KeySource { key: Some(std::fs::read_to_string(&file).unwrap()), file: None };
    let folder = parent.path().join("two");
    let created = Warehouse::create(&folder, from_environment, &schemas, at(0)).unwrap();
    assert_eq!(created.key_file, None);
    assert!(!parent.path().join("two.key").exists());
    let reopened = Warehouse::open(&folder, KeySource::from_file(&file)).unwrap();
    reopened.pseudonyms().unwrap();
}

#[test]
fn a_key_file_is_never_overwritten() {
    let fixture = Fixture::new();
    let error = MasterKey::random().unwrap().write_new(&fixture.key_file).unwrap_err();
    assert!(matches!(error, Error::Storage { .. }), "{error}");
}
