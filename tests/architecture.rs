//! Keeps the drawing in ARCHITECTURE.md true: which of our crates may know which, and who may use what from outside.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Our crates, lowest first, and those of ours each may use. `cli` is a door: it may use all.
const ALLOWED: &[(&str, &[&str])] = &[
    ("naaccr", &[]),
    ("estimators", &[]),
    ("golden", &[]), // For tests only.
    ("access", &[]),
    ("linkage", &[]),
    ("rules", &["naaccr"]),
    ("warehouse", &["naaccr"]),
    ("synth", &["naaccr", "rules"]),
    ("ingest", &["naaccr", "rules", "warehouse", "access", "linkage"]),
    ("analytics", &["estimators", "rules", "warehouse"]),
    ("cli", &["access", "analytics", "estimators", "ingest", "linkage", "naaccr", "rules", "synth", "warehouse"]),
];

/// Libraries that only these crates of ours may use.
const KEPT_TO: &[(&str, &[&str])] = &[
    ("polars", &["analytics"]),
    ("deltalake", &["warehouse"]),
    ("rusqlite", &["access"]),
    ("clap", &["cli"]),
    ("arrow", &["warehouse", "ingest"]),
    ("parquet", &["warehouse", "ingest"]),
    ("tokio", &["warehouse"]),
];

/// Pure crates: no libraries that open files, read clocks or start runtimes.
const PURE: &[&str] = &["naaccr", "rules", "estimators", "linkage"];
const IMPURE_LIBRARIES: &[&str] =
    &["jiff", "object_store", "tempfile", "tokio", "serde_json", "arrow", "parquet", "polars"];

/// Normal (not test-only) dependencies of each of our crates, by package name.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo metadata runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    metadata["packages"]
        .as_array()
        .expect("a list of packages")
        .iter()
        .map(|package| {
            let normal = package["dependencies"]
                .as_array()
                .expect("a list of dependencies")
                .iter()
                .filter(|dependency| dependency["kind"].is_null())
                .map(|dependency| dependency["name"].as_str().expect("a name").to_owned())
                .collect();
            (package["name"].as_str().expect("a name").to_owned(), normal)
        })
        .collect()
}

#[test]
fn crates_know_only_lower_crates() {
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    let dependencies = dependencies();
    assert!(dependencies.len() >= ALLOWED.len(), "the workspace has all its crates");
    for (name, uses) in &dependencies {
        let may = allowed.get(name.as_str()).unwrap_or_else(|| panic!("crate {name} has no line in ALLOWED"));
        for used in uses.iter().filter(|used| dependencies.contains_key(*used)) {
            assert!(may.contains(&used.as_str()), "{name} must not depend on {used}");
        }
    }
}

#[test]
fn libraries_stay_where_they_belong() {
    for (name, uses) in dependencies() {
        for (library, owners) in KEPT_TO {
            assert!(!uses.contains(*library) || owners.contains(&name.as_str()), "{name} must not use {library}");
        }
        for library in IMPURE_LIBRARIES.iter().filter(|_| PURE.contains(&name.as_str())) {
            assert!(!uses.contains(*library), "{name} is pure and must not use {library}");
        }
    }
}
