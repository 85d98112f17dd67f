//! The tables are Delta Lake: other people's software reads them and counts the same.

use std::process::Command;

use serde_json::Value;

use crate::shared::{Registry, synthetic, text};

/// Counts rows from the file list that deltalake gives, and through polars' own reading of the Delta log.
const READ: &str = r#"
import json, sys
import deltalake, polars

tables = sys.argv[1]
counts = {}
for name in ("submissions", "abstracts", "findings"):
    files = deltalake.DeltaTable(f"{tables}/{name}").file_uris()
    rows = polars.len()
    counts[name] = {
        "deltalake": sum(polars.scan_parquet(file).select(rows).collect().item() for file in files),
        "polars": polars.scan_delta(f"{tables}/{name}").select(rows).collect().item(),
    }
sites = polars.scan_delta(f"{tables}/abstracts").select("primarySite").unique().collect().height
print(json.dumps({"counts": counts, "sites": sites}))
"#;

/// What other software reads in a warehouse's tables; `None`, said aloud, where it is not installed.
pub(crate) fn read(registry: &Registry) -> Option<Value> {
    let Some(python) = std::env::var_os("CASELAKE_PYTHON") else {
        eprintln!("skipped: CASELAKE_PYTHON names no interpreter with tests/requirements.txt installed");
        return None;
    };
    let output = Command::new(python)
        .args(["-c", READ])
        .arg(registry.path().join("tables"))
        .output()
        .expect("the interpreter starts");
    assert!(output.status.success(), "{}", text(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}

#[test]
fn deltalake_and_polars_for_python_count_the_same() {
    let registry = Registry::new();
    let files = synthetic(&registry.beside("files"), 400, 2, 31, &["--errors", "0.1"]);
    let receipts = [registry.submit(&files[0], "F001"), registry.submit(&files[1], "F002")];
    let sum = |path: &dyn Fn(&Value) -> u64| receipts.iter().map(path).sum::<u64>();
    let accepted = sum(&|receipt| receipt["counts"]["accepted"].as_u64().expect("a count"));
    let findings = sum(&|receipt| {
        receipt["findings"].as_object().expect("counts").values().map(|count| count.as_u64().expect("a count")).sum()
    });
    assert!(findings > 0, "planted errors are found");

    let Some(read) = read(&registry) else { return };
    for (table, rows) in [("submissions", 2), ("abstracts", accepted), ("findings", findings)] {
        for reader in ["deltalake", "polars"] {
            assert_eq!(read["counts"][table][reader], rows, "{table} by {reader}");
        }
    }
    assert!(read["sites"].as_u64().expect("a count") > 10);
}
