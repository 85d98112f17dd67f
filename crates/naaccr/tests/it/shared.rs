//! Where facts and reference results are found.

use std::path::PathBuf;

/// A folder of outside material, named by an environment variable or beside the workspace; `None`, said aloud, without.
pub(crate) fn folder(variable: &str, name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")).join(name);
    let folder = std::env::var_os(variable).map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {variable} is not set and there is no folder of {name}");
    None
}

pub(crate) fn standards() -> Option<PathBuf> {
    folder("CASELAKE_STANDARDS", "standards")
}

/// The corpus of NAACCR files.
pub(crate) fn corpus() -> Option<PathBuf> {
    Some(folder("CASELAKE_CORPUS", "corpus")?.join("naaccr"))
}

/// The rows of a CSV file, each a lookup by column name.
pub(crate) fn rows(path: &std::path::Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("a readable file");
    let head = std::sync::Arc::new(reader.headers().expect("a header").clone());
    reader.records().map(|record| Row { head: head.clone(), record: record.expect("a record") }).collect()
}

pub(crate) struct Row {
    head: std::sync::Arc<csv::StringRecord>,
    record: csv::StringRecord,
}

impl Row {
    pub(crate) fn get(&self, column: &str) -> &str {
        let index = self.head.iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"));
        &self.record[index]
    }
}
