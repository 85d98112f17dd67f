//! The audit log: append-only, chained, shared.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::path::PathBuf;

use access::{AuditLog, Event, Head, Verification};
use rusqlite::Connection;
use tempfile::TempDir;

fn event(number: u32) -> Event {
    Event {
        time: "2026-01-31T09:00:00.25Z".parse().unwrap(),
        actor: "kim".into(),
        action: "open the vault".into(),
        subject: format!("patient {number}"),
        origin: "command line".into(),
        allowed: number != 3,
    }
}

fn five_entries() -> (TempDir, PathBuf, Head) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.sqlite");
    let log = AuditLog::open(&path).unwrap();
    log.append(&[event(1)]).unwrap();
    let mut group = log.group();
    for number in 2..=5 {
        group.push(event(number));
    }
    let head = group.commit().unwrap();
    (folder, path, head)
}

#[test]
fn what_was_recorded_is_read_back_in_order() {
    let (_folder, path, head) = five_entries();
    let log = AuditLog::open(&path).unwrap();
    let entries = log.entries(0, 100).unwrap();
    let events: Vec<_> = entries.iter().map(|entry| entry.event.clone()).collect();
    assert_eq!(events, (1..=5).map(event).collect::<Vec<_>>());
    assert_eq!(entries[4].hash, head.hash);
    assert_eq!(log.head().unwrap(), head);
    let two: Vec<_> = log.entries(2, 2).unwrap().iter().map(|entry| entry.sequence).collect();
    assert_eq!(two, [3, 4]);
    assert_eq!(log.verify(Some(&head)).unwrap(), Verification::Intact(head));
}

#[test]
fn the_first_hash_is_sha_256_of_the_documented_bytes() {
    // Computed with Python's hashlib and struct from the description at `entry::hash`.
    let (_folder, path, _) = five_entries();
    let entries = AuditLog::open(&path).unwrap().entries(0, 1).unwrap();
    assert_eq!(entries[0].hash, "62474350ab36dfb128a34aebddb2cf57eef07aa62982bd7e32941ee5b4d15f22");
}

#[test]
fn an_empty_log_is_intact() {
    let folder = tempfile::tempdir().unwrap();
    let log = AuditLog::open(&folder.path().join("audit.sqlite")).unwrap();
    let head = log.head().unwrap();
    assert_eq!(head.sequence, 0);
    assert_eq!(log.append(&[]).unwrap(), head);
    assert_eq!(log.verify(None).unwrap(), Verification::Intact(head));
}

#[test]
fn sql_cannot_change_delete_or_replace_an_entry() {
    let (_folder, path, head) = five_entries();
    let database = Connection::open(&path).unwrap();
    for attempt in [
        "UPDATE entries SET actor = 'nobody' WHERE sequence = 2",
        "DELETE FROM entries WHERE sequence = 5",
        "DELETE FROM entries",
        "INSERT OR REPLACE INTO entries SELECT 2, time, 'nobody', action, subject, origin, allowed, hash FROM entries WHERE sequence = 2",
        "INSERT INTO entries SELECT 9, time, actor, action, subject, origin, allowed, hash FROM entries WHERE sequence = 2",
    ] {
        let refusal = database.execute(attempt, []).unwrap_err().to_string();
        assert!(refusal.contains("append-only"), "{attempt}: {refusal}");
    }
    let log = AuditLog::open(&path).unwrap();
    assert_eq!(log.verify(None).unwrap(), Verification::Intact(head));
}

#[test]
fn the_first_broken_entry_is_named() {
    let cases = [
        ("UPDATE entries SET actor = 'nobody' WHERE sequence = 2", 2),
        ("UPDATE entries SET allowed = 1 WHERE sequence = 3", 3),
        ("UPDATE entries SET time = 'soon' WHERE sequence = 4", 4),
        ("UPDATE entries SET hash = zeroblob(32) WHERE sequence = 1", 1),
        ("DELETE FROM entries WHERE sequence = 1", 1),
        ("DELETE FROM entries WHERE sequence = 4", 4),
        (
            "UPDATE entries SET sequence = CASE sequence WHEN 2 THEN -3 ELSE -2 END WHERE sequence IN (2, 3); UPDATE entries SET sequence = -sequence WHERE sequence < 0",
            2,
        ),
        ("UPDATE entries SET subject = subject || action, action = '' WHERE sequence = 5", 5),
    ];
    for (tampering, wanted) in cases {
        let (_folder, path, _) = five_entries();
        let database = Connection::open(&path).unwrap();
        database.execute_batch("DROP TRIGGER no_update; DROP TRIGGER no_delete; DROP TRIGGER next_only").unwrap();
        database.execute_batch(tampering).unwrap();
        let verification = AuditLog::open(&path).unwrap().verify(None).unwrap();
        assert!(
            matches!(verification, Verification::Broken { sequence, .. } if sequence == wanted),
            "{tampering}: {verification:?}"
        );
    }
}

#[test]
fn a_cut_or_rewritten_end_shows_against_a_head_noted_before() {
    let (_folder, path, head) = five_entries();
    let database = Connection::open(&path).unwrap();
    database.execute_batch("DROP TRIGGER no_delete; DELETE FROM entries WHERE sequence >= 4").unwrap();
    let log = AuditLog::open(&path).unwrap();
    assert!(matches!(log.verify(None).unwrap(), Verification::Intact(_)));
    let cut = log.verify(Some(&head)).unwrap();
    assert!(matches!(cut, Verification::Broken { sequence: 4, .. }), "{cut:?}");
    log.append(&[event(14), event(15), event(16)]).unwrap();
    assert!(matches!(log.verify(None).unwrap(), Verification::Intact(_)));
    let rewritten = log.verify(Some(&head)).unwrap();
    assert!(matches!(rewritten, Verification::Broken { sequence: 5, .. }), "{rewritten:?}");
}

#[test]
fn several_writers_make_one_chain() {
    let (_folder, path, _) = five_entries();
    std::thread::scope(|threads| {
        for _ in 0..4 {
            // A connection each, as another process has.
            threads.spawn(|| {
                let log = AuditLog::open(&path).unwrap();
                for number in 0..10 {
                    log.append(&[event(number), event(number)]).unwrap();
                }
            });
        }
    });
    let log = AuditLog::open(&path).unwrap();
    let head = log.head().unwrap();
    assert_eq!(head.sequence, 85);
    assert_eq!(log.verify(None).unwrap(), Verification::Intact(head));
}

#[test]
fn a_file_that_is_no_audit_log_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.sqlite");
    std::fs::write(&path, "not a database, but long enough to be looked at".repeat(50)).unwrap();
    let error = AuditLog::open(&path).unwrap_err().to_string();
    assert!(error.contains("audit.sqlite"), "{error}");
}
