//! Two processes that submit at once both succeed, and no record is lost or counted twice.

use std::process::Stdio;

use serde_json::Value;

use crate::shared::{Registry, synthetic, text};

fn at_once(registry: &Registry, submissions: &[(&std::path::Path, &str)]) -> Vec<Value> {
    let children: Vec<_> = submissions
        .iter()
        .map(|(file, facility)| {
            let mut command = registry.submission(file, facility);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
        })
        .collect();
    let ends = children.into_iter().map(|child| child.wait_with_output().expect("its end"));
    ends.map(|end| {
        assert!(matches!(end.status.code(), Some(0 | 1)), "{}", text(&end.stderr));
        serde_json::from_slice(&end.stdout).expect("a receipt")
    })
    .collect()
}

fn count(receipt: &Value, name: &str) -> u64 {
    receipt["counts"][name].as_u64().expect("a count")
}

#[test]
fn two_facilities_at_once() {
    let registry = Registry::new();
    let files = synthetic(&registry.beside("files"), 800, 2, 11, &[]);
    for round in 0..5 {
        let names = [format!("A{round}"), format!("B{round}")];
        let receipts = at_once(&registry, &[(&files[0], &names[0]), (&files[1], &names[1])]);
        assert_ne!(receipts[0]["snapshot"], receipts[1]["snapshot"]);
    }
    assert_eq!(registry.receipts().len(), 10);
}

#[test]
fn the_same_file_twice_at_once_is_stored_once() {
    let registry = Registry::new();
    let file = synthetic(&registry.beside("files"), 500, 1, 12, &[]).remove(0);
    let receipts = at_once(&registry, &[(&file, "F001"), (&file, "F001")]);
    assert_eq!(receipts[0], receipts[1], "the same bytes have one receipt");
    assert_eq!(registry.receipts().len(), 1);
    assert_eq!(count(&receipts[0], "accepted"), count(&receipts[0], "received"));
}
