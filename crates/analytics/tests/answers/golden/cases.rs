//! Reads a folder of reference results as its README describes them.

use std::env;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A row of a CSV file: fields as text, by column name.
pub(super) struct Record(Vec<(String, String)>);

impl Record {
    /// The field's text; empty where the file has no such column.
    pub(super) fn get(&self, column: &str) -> &str {
        self.0.iter().find(|(name, _)| name == column).map_or("", |(_, text)| text)
    }

    pub(super) fn number(&self, column: &str) -> Option<f64> {
        match self.get(column) {
            "" | "NaN" => None,
            text => Some(text.parse().unwrap()),
        }
    }
}

/// One case of `cases.csv`.
pub(super) struct Case(Record);

impl Case {
    pub(super) fn id(&self) -> &str {
        self.get("case_id")
    }

    pub(super) fn get(&self, column: &str) -> &str {
        self.0.get(column)
    }

    pub(super) fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.get(column).split(';').filter(|item| !item.is_empty())
    }

    /// What the results call a stratum.
    pub(super) fn label(&self, by: &[String], values: &[Option<String>]) -> String {
        let whole = self.get("stratum_label").to_owned();
        let named = by.iter().zip(values);
        let label = named.fold(whole, |label, (column, value)| {
            label.replace(&format!("{{{column}}}"), value.as_deref().unwrap_or_default())
        });
        label.trim().to_owned()
    }

    /// The times of the stored rows, in days; none for every step.
    pub(super) fn times(&self) -> Vec<f64> {
        let piece = |text: &str| -> Vec<f64> {
            let parts: Vec<f64> = text.split(':').map(|number| number.parse().unwrap()).collect();
            match parts.as_slice() {
                [start, end, step] => {
                    let n = ((end - start) / step + 1e-9).floor() as u32;
                    (0..=n).map(|i| start + f64::from(i) * step).collect()
                }
                _ => parts,
            }
        };
        self.list("at_times").filter(|times| *times != "all").flat_map(piece).collect()
    }
}

pub(super) struct Folder(PathBuf);

impl Folder {
    /// The reference results, or `None` (said aloud) where there are none.
    pub(super) fn open() -> Option<Self> {
        let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden");
        let root = env::var_os("CASELAKE_GOLDEN").map_or_else(|| beside.into(), PathBuf::from);
        let folder = root.join("survival");
        if folder.join("results/cases.csv").is_file() {
            return Some(Self(folder));
        }
        println!("skipped: no reference results in {}", folder.display());
        None
    }

    pub(super) fn cases(&self) -> impl Iterator<Item = Case> {
        read(&self.0.join("results/cases.csv"), |_| true).into_iter().map(Case)
    }

    pub(super) fn results(&self, case: &Case) -> Vec<Record> {
        let path = self.0.join("results").join(case.get("results_file"));
        let rows = read(&path, |id| id == case.id());
        assert!(!rows.is_empty(), "{}: no rows in its results", case.id());
        rows
    }

    /// The case's data with one column more: `case_status`, 0 or 1. Conditions on remainders, which the
    /// `where` language does not have, are applied here.
    pub(super) fn case_file(&self, case: &Case) -> NamedTempFile {
        let mut reader = csv::Reader::from_path(self.0.join("data").join(case.get("data"))).unwrap();
        let headers = reader.headers().unwrap().clone();
        let index = |column: &str| headers.iter().position(|name| name == column).unwrap();
        let status = index(case.get("status_col"));
        let words: Vec<&str> = case.get("where").split_whitespace().collect();
        let remainder = match words.as_slice() {
            [column, "%", modulus, "=", rest] => {
                Some((index(column), modulus.parse::<u64>().unwrap(), rest.parse().unwrap()))
            }
            _ => None,
        };
        let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        let mut writer = csv::Writer::from_path(file.path()).unwrap();
        writer.write_record(headers.iter().chain(["case_status"])).unwrap();
        for record in reader.records() {
            let record = record.unwrap();
            if remainder.is_some_and(|(column, modulus, rest): (usize, u64, u64)| {
                record[column].parse::<u64>().unwrap() % modulus != rest
            }) {
                continue;
            }
            let died = match &record[status] {
                "" => "",
                value if case.list("event_value").any(|event| event == value) => "1",
                _ => "0",
            };
            writer.write_record(record.iter().chain([died])).unwrap();
        }
        writer.flush().unwrap();
        file
    }
}

/// The rows of a file whose first field passes.
fn read(path: &Path, first: impl Fn(&str) -> bool) -> Vec<Record> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let records = reader.records().map(Result::unwrap).filter(|record| first(&record[0]));
    let named = |record: csv::StringRecord| {
        let fields = headers.iter().zip(record.iter()).filter(|(_, text)| !text.is_empty());
        Record(fields.map(|(name, text)| (name.to_owned(), text.to_owned())).collect())
    };
    records.map(named).collect()
}
