//! The vault: identity comes out only with the key and on record, and is nowhere in the clear.

use std::cell::RefCell;
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};
use warehouse::{AsOf, ChangeKind, Changes, Error, MasterKey, Purpose, Snapshot, SnapshotNumber, VaultFile, Warehouse};

use crate::support::*;

const MARKER: &str = "Zaphod-MARKER-of-Betelgeuse";
const PURPOSE: Purpose<'_> = Purpose { who: "kim", why: "linkage", scope: "facility F1" };

fn identities() -> RecordBatch {
    batch([
        ("abstract_key", text(&["a1", "a2"])),
        ("nameLast", text(&[MARKER, "Dent"])),
        ("textRemarks", text(&["seen with Trillian", MARKER])),
    ])
}

/// Commits a vault file and a raw file, both full of the marker.
fn fill(warehouse: &Warehouse) -> VaultFile {
    let writer = warehouse.writer().unwrap();
    let mut vault = writer.vault_file(identities().schema()).unwrap();
    vault.write(&identities()).unwrap();
    let file = vault.finish("F1", "S1").unwrap();
    let mut raw = writer.raw_file().unwrap();
    let chunk = raw.sealer().seal(0, MARKER.as_bytes()).unwrap();
    raw.append(chunk).unwrap();
    let sha256 = format!("{:064}", warehouse.snapshot(&AsOf::Latest).unwrap().number());
    let raw = raw.finish(&sha256, "S1").unwrap();
    writer
        .commit_with(|_, _| {
            let mut changes = Changes::new(ChangeKind::Submit, at(1));
            changes.vault.push(file.clone());
            changes.raw.push(raw.clone());
            Ok::<_, Error>(changes)
        })
        .unwrap();
    file
}

fn newest(warehouse: &Warehouse) -> Arc<Snapshot> {
    warehouse.snapshot(&AsOf::Latest).unwrap()
}

fn read(warehouse: &Warehouse, file: &VaultFile, columns: Option<&[&str]>) -> Result<Vec<RecordBatch>, Error> {
    let vault = warehouse.vault(&newest(warehouse), &unrecorded, &PURPOSE)?;
    vault.read(file, columns)?.collect()
}

#[test]
fn identities_come_back_whole_or_by_column() {
    let fixture = Fixture::new();
    let file = fill(&fixture.warehouse);
    assert_eq!((file.rows, file.facility_id.as_str()), (2, "F1"));
    let reopened = fixture.reopen();
    let all = read(&reopened, &file, None).unwrap();
    let columns = |batch: &RecordBatch| batch.columns().to_vec();
    assert_eq!(columns(&all[0]), columns(&identities()));
    let remarks = read(&reopened, &file, Some(&["textRemarks", "notThere"])).unwrap();
    assert_eq!(remarks[0].num_columns(), 1);
    assert_eq!(remarks[0].column(0).as_string::<i32>().value(1), MARKER);
}

#[test]
fn an_opening_is_on_record_before_it_happens_or_does_not_happen() {
    let fixture = Fixture::new();
    fill(&fixture.warehouse);
    let record = RefCell::new(Vec::new());
    let recorder = |purpose: &Purpose<'_>, number: SnapshotNumber| {
        record.borrow_mut().push(format!("{} {} {} {number}", purpose.who, purpose.why, purpose.scope));
        Ok(())
    };
    fixture.warehouse.vault(&newest(&fixture.warehouse), &recorder, &PURPOSE).unwrap();
    assert_eq!(record.into_inner(), ["kim linkage facility F1 2"]);
    let refusing = |_: &Purpose<'_>, _| Err("the audit log is full".into());
    let refused = fixture.warehouse.vault(&newest(&fixture.warehouse), &refusing, &PURPOSE);
    assert!(matches!(refused, Err(Error::Unrecorded { .. })));
}

#[test]
fn no_byte_of_a_marker_is_in_the_clear() {
    let fixture = Fixture::new();
    fill(&fixture.warehouse);
    submit(&fixture.warehouse, "F1", &["C509"], 2);
    fixture.warehouse.compact(1 << 20, at(3)).unwrap();
    let all = files(&fixture.folder);
    assert!(all.len() > 15, "{}", all.len());
    let holds = |bytes: &[u8], marker: &str| bytes.windows(marker.len()).any(|window| window == marker.as_bytes());
    let mut sites = 0;
    for path in &all {
        let bytes = std::fs::read(path).unwrap();
        // The names of columns would tell what is in the vault.
        for marker in [MARKER, "Zaphod", "Betelgeuse", "Trillian", "Dent", "nameLast", "textRemarks"] {
            assert!(!holds(&bytes, marker), "{marker} in {}", path.display());
        }
        sites += usize::from(holds(&bytes, "primarySite"));
    }
    assert!(sites > 0, "what is public is found by the same search");
}

#[test]
fn any_altered_byte_is_noticed_and_so_is_another_file_in_its_place() {
    let fixture = Fixture::new();
    let file = fill(&fixture.warehouse);
    let other = fill(&fixture.warehouse);
    let path = |file: &VaultFile| fixture.folder.join("vault").join(&file.name);
    let stored = std::fs::read(path(&file)).unwrap();
    let mut unnoticed = Vec::new();
    for at in 0..stored.len() {
        let mut altered = stored.clone();
        altered[at] ^= 1;
        std::fs::write(path(&file), &altered).unwrap();
        match read(&fixture.warehouse, &file, None) {
            Err(error) => assert!(!error.to_string().contains("Dent")),
            Ok(batches) if batches[0].columns() == identities().columns() => {}
            Ok(_) => unnoticed.push(at),
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:?}");
    std::fs::copy(path(&other), path(&file)).unwrap();
    assert!(read(&fixture.warehouse, &file, None).is_err());
}

#[test]
fn a_snapshot_opens_its_own_files_only() {
    let fixture = Fixture::new();
    let old = newest(&fixture.warehouse);
    let file = fill(&fixture.warehouse);
    let vault = fixture.warehouse.vault(&old, &unrecorded, &PURPOSE).unwrap();
    assert!(matches!(vault.read(&file, None), Err(Error::NoFile { .. })));
}

#[test]
fn rotation_changes_the_key_and_nothing_that_is_locked() {
    let fixture = Fixture::new();
    let file = fill(&fixture.warehouse);
    let pseudonym = fixture.warehouse.pseudonyms().unwrap().patient_key("F1", "1");
    let vault = fixture.folder.join("vault").join(&file.name);
    let before = std::fs::read(&vault).unwrap();
    let new = MasterKey::random().unwrap();
    fixture.warehouse.rotate_key(&new).unwrap();
    let newer = fill(&fixture.warehouse);
    assert_eq!(std::fs::read(&vault).unwrap(), before);

    let old_key = fixture.reopen();
    let refused = old_key.pseudonyms().unwrap_err();
    assert!(matches!(refused, Error::KeyWrong { .. }), "{refused}");

    std::fs::remove_file(&fixture.key_file).unwrap();
    new.write_new(&fixture.key_file).unwrap();
    let new_key = fixture.reopen();
    assert_eq!(new_key.pseudonyms().unwrap().patient_key("F1", "1"), pseudonym);
    for file in [&file, &newer] {
        assert_eq!(read(&new_key, file, None).unwrap()[0].num_rows(), 2);
    }
}
