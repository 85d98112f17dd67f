//! Answers of reference implementations: where they are, and how many of ours agree.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use rules::AlgorithmId;

/// A row of a CSV file.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    columns: Arc<BTreeMap<String, usize>>,
    fields: csv::StringRecord,
}

impl Row {
    /// The field's text; empty where the file has no such column.
    pub(crate) fn get(&self, column: &str) -> &str {
        self.columns.get(column).and_then(|at| self.fields.get(*at)).unwrap_or("")
    }
}

/// The rows of a file under `registry` in the folder of reference answers, or `None` (said aloud) where it is not there.
pub(crate) fn rows(file: &str) -> Option<Vec<Row>> {
    let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden"));
    let folder = std::env::var_os("CASELAKE_GOLDEN").map_or_else(beside, PathBuf::from);
    let path = folder.join("registry").join(file);
    let Ok(open) = File::open(&path) else {
        eprintln!("skipped: no reference answers in {}", path.display());
        return None;
    };
    let source: Box<dyn Read> =
        if file.ends_with(".gz") { Box::new(MultiGzDecoder::new(open)) } else { Box::new(open) };
    let mut reader = csv::Reader::from_reader(source);
    let columns: BTreeMap<_, _> = reader.headers().unwrap().iter().map(str::to_owned).zip(0..).collect();
    let columns = Arc::new(columns);
    Some(reader.into_records().map(|fields| Row { columns: Arc::clone(&columns), fields: fields.unwrap() }).collect())
}

/// How many rows of a file agree; a line of `docs/conformance.md`.
#[derive(Debug)]
pub(crate) struct Agreement {
    pub(crate) algorithm: AlgorithmId,
    pub(crate) file: String,
    pub(crate) rows: usize,
    /// Rows where the standard is followed and not the reference: how many, by reason.
    pub(crate) known: BTreeMap<&'static str, usize>,
    pub(crate) differences: Vec<String>,
}

impl Agreement {
    pub(crate) fn new(algorithm: AlgorithmId, file: &str) -> Self {
        Self { algorithm, file: file.to_owned(), rows: 0, known: BTreeMap::new(), differences: Vec::new() }
    }

    /// Compares a row's answer.
    pub(crate) fn compare<T: PartialEq + Debug>(&mut self, row: &str, found: &T, expected: &T) {
        self.rows += 1;
        if found != expected {
            self.differences.push(format!("{row}: found {found:?}, expected {expected:?}"));
        }
    }

    /// Notes a row that differs for a reason: the standard says otherwise than the reference.
    pub(crate) fn differs(&mut self, reason: &'static str) {
        self.rows += 1;
        *self.known.entry(reason).or_default() += 1;
    }

    /// Rows that agree.
    pub(crate) fn agree(&self) -> usize {
        self.rows - self.differences.len() - self.known.values().sum::<usize>()
    }

    /// Fails, with the first differences, unless all rows agree or differ for a known reason.
    pub(crate) fn expect_all(&self) {
        assert!(self.rows > 0, "{}: nothing was compared", self.file);
        let (count, first) = (self.differences.len(), self.differences.iter().take(12));
        assert!(
            count == 0,
            "{} of {} rows of {} differ from {}:\n{}",
            count,
            self.rows,
            self.file,
            self.algorithm,
            first.map(String::as_str).collect::<Vec<_>>().join("\n")
        );
    }
}
