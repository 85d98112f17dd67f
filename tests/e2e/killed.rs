//! The kill law: stop the process anywhere, and every acknowledged submission is whole, every other absent or whole.

use std::collections::BTreeSet;
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::open_format;
use crate::shared::{Registry, synthetic};

const KILLS: u32 = 200;

/// Moments spread over the whole of a submission, in an order that mixes early and late.
fn moments(whole: Duration) -> impl Iterator<Item = Duration> {
    // The golden ratio's multiples fill the interval evenly at any length.
    (1..=KILLS).map(move |turn| whole.mul_f64((f64::from(turn) * 0.618_033_988_749_895).fract()))
}

fn accepted(receipt: &Value) -> u64 {
    receipt["counts"]["accepted"].as_u64().expect("a count")
}

#[test]
fn killed_at_200_moments() {
    let registry = Registry::new();
    let files = synthetic(&registry.beside("files"), 600, 6, 7, &[]);

    let start = Instant::now();
    let first = registry.submit(&files[0], "F000");
    let whole = start.elapsed().mul_f64(1.1);
    let mut acknowledged: Vec<Value> = vec![first];
    let mut killed = 0;
    for (turn, moment) in moments(whole).enumerate() {
        // A facility of its own each time, so that the same file is news.
        let facility = format!("K{turn:03}");
        let mut child = registry
            .submission(&files[turn % files.len()], &facility)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(moment);
        drop(child.kill());
        let mut answer = String::new();
        child.stdout.take().expect("its output").read_to_string(&mut answer).expect("text");
        let ended = child.wait().expect("its end");
        killed += u32::from(ended.code().is_none());
        // Whoever got a whole receipt was promised something.
        if let Ok(receipt) = serde_json::from_str::<Value>(&answer) {
            acknowledged.push(receipt);
        }
    }
    assert!(killed >= KILLS / 2, "only {killed} of {KILLS} were killed before their end");

    let receipts = registry.receipts();
    let stored: BTreeSet<String> = receipts.iter().map(ToString::to_string).collect();
    for receipt in &acknowledged {
        assert!(stored.contains(&receipt.to_string()), "an acknowledged submission is gone: {receipt}");
    }
    // Every stored submission is whole: the table has just the abstracts that the receipts promise.
    let promised: u64 = receipts.iter().map(accepted).sum();
    assert_eq!(abstracts(&registry), promised);
    // And the warehouse is usable: a submission that was cut off goes through now.
    let again = registry.submit(&files[0], "AFTER");
    assert_eq!(accepted(&again), accepted(&acknowledged[0]));
    assert_eq!(abstracts(&registry), promised + accepted(&again));
    println!("{killed} of {KILLS} killed; {} acknowledged; {} stored", acknowledged.len(), receipts.len());
}

/// Rows of the abstracts: those that the snapshots say were added, which must be those that are read from the files.
fn abstracts(registry: &Registry) -> u64 {
    let snapshots = registry.answer(&["snapshots", "--format", "json"]);
    let snapshots: Vec<Value> = serde_json::from_slice(&snapshots).expect("a list");
    let tables = snapshots.iter().flat_map(|snapshot| snapshot["tables"].as_array().expect("tables"));
    let added = tables.filter(|table| table["table"] == "abstracts").map(|table| table["rows_added"].as_u64());
    let added: u64 = added.map(|rows| rows.expect("rows")).sum();

    let survival = registry.answer(&["survival", "--at", "1", "--format", "json"]);
    let survival: Value = serde_json::from_slice(&survival).expect("an answer");
    assert_eq!(survival["provenance"]["cases_read"], added, "rows read from the files");
    if let Some(read) = open_format::read(registry) {
        for reader in ["deltalake", "polars"] {
            assert_eq!(read["counts"]["abstracts"][reader], added, "rows read by {reader} for Python");
        }
    }
    added
}
