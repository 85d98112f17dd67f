//! Reads a folder of reference results as its README describes them.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A row of a CSV file: fields as text, by column name.
#[derive(Clone)]
pub(super) struct Row {
    columns: Arc<BTreeMap<String, usize>>,
    fields: csv::StringRecord,
}

impl Row {
    /// The field's text; empty where the file has no such column.
    pub(super) fn get(&self, column: &str) -> &str {
        let index = self.columns.get(column).copied();
        index.and_then(|index| self.fields.get(index)).unwrap_or("")
    }

    pub(super) fn number(&self, column: &str) -> Option<f64> {
        match self.get(column) {
            "" | "NaN" => None,
            text => Some(text.parse().unwrap_or_else(|_| panic!("{column}: {text}"))),
        }
    }
}

fn read(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap();
    let columns = Arc::new((headers.iter().map(String::from)).zip(0..).collect());
    reader.records().map(|fields| Row { columns: Arc::clone(&columns), fields: fields.unwrap() }).collect()
}

/// One case of `cases.csv`.
pub(super) struct Case(Row);

impl Case {
    pub(super) fn id(&self) -> &str {
        self.get("case_id")
    }

    pub(super) fn get(&self, column: &str) -> &str {
        self.0.get(column)
    }

    pub(super) fn number(&self, column: &str) -> f64 {
        (self.0.number(column)).unwrap_or_else(|| panic!("{}: no {column}", self.id()))
    }

    pub(super) fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.get(column).split(';').filter(|item| !item.is_empty())
    }
}

/// The people of one curve.
pub(super) struct Stratum {
    pub(super) label: String,
    pub(super) people: Vec<Row>,
}

impl Stratum {
    pub(super) fn died(&self, case: &Case) -> Vec<bool> {
        let column = case.get("status_col");
        let died = |row: &Row| case.list("event_value").any(|value| value == row.get(column));
        self.people.iter().map(died).collect()
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
        read(&self.0.join("results/cases.csv")).into_iter().map(Case)
    }

    /// The rows that the reference gave for a case.
    pub(super) fn results(&self, case: &Case) -> Vec<Row> {
        let path = self.0.join("results").join(case.get("results_file"));
        let mut rows = read(&path);
        rows.retain(|row| row.get("case_id") == case.id());
        assert!(!rows.is_empty(), "{}: no rows in its results", case.id());
        rows
    }

    /// The people a case selects, by stratum. Rows with an empty field in a column in use are left
    /// out, as in R.
    pub(super) fn strata(&self, case: &Case) -> Vec<Stratum> {
        let by: Vec<&str> = case.list("by").collect();
        let used: Vec<&str> = ["time_col", "status_col", "entry_col"]
            .map(|column| case.get(column))
            .into_iter()
            .filter(|column| !column.is_empty())
            .chain(by.iter().copied())
            .collect();
        let mut strata: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in read(&self.0.join("data").join(case.get("data"))) {
            if used.iter().all(|column| !row.get(column).is_empty()) && selects(case, &row) {
                let mut label = case.get("stratum_label").to_owned();
                for column in &by {
                    label = label.replace(&format!("{{{column}}}"), row.get(column).trim());
                }
                strata.entry(label.trim().to_owned()).or_default().push(row);
            }
        }
        strata.into_iter().map(|(label, people)| Stratum { label, people }).collect()
    }
}

/// The case's `where`: conditions joined by AND.
fn selects(case: &Case, row: &Row) -> bool {
    let conditions = case.get("where").split(" AND ").filter(|text| !text.is_empty());
    conditions.map(str::trim).all(|condition| {
        let words: Vec<&str> = condition.split_whitespace().collect();
        let number = |text: &str| text.parse::<f64>().unwrap();
        match words.as_slice() {
            [column, "IS", "NOT", "NULL"] => !row.get(column).is_empty(),
            [column, "%", modulus, "=", rest] => {
                row.number(column).is_some_and(|x| x % number(modulus) == number(rest))
            }
            [column, "=", ..] => {
                let (_, text) = condition.split_once('=').unwrap();
                row.get(column) == text.trim().trim_matches('\'')
            }
            [column, operator, bound] => row.number(column).is_some_and(|x| {
                let bound = number(bound);
                match *operator {
                    "<" => x < bound,
                    "<=" => x <= bound,
                    ">" => x > bound,
                    ">=" => x >= bound,
                    other => panic!("{}: unknown operator {other}", case.id()),
                }
            }),
            _ => panic!("{}: cannot read `{condition}`", case.id()),
        }
    })
}

/// `start:end:step`, or a plain number; steps are counted, not added up.
fn piece(text: &str) -> Vec<f64> {
    let number = |text: &str| match text.split_once('/') {
        Some((a, b)) => a.parse::<f64>().unwrap() / b.parse::<f64>().unwrap(),
        None => text.parse().unwrap(),
    };
    let parts: Vec<f64> = text.split(':').map(number).collect();
    match parts.as_slice() {
        [start, end, step] => {
            let n = ((end - start) / step + 1e-9).floor() as u32;
            (0..=n).map(|i| start + f64::from(i) * step).collect()
        }
        _ => parts,
    }
}

/// Times of stored rows: pieces joined by semicolons.
pub(super) fn times(list: &str) -> Vec<f64> {
    list.split(';').flat_map(piece).collect()
}

/// Interval bounds in years: pieces joined by commas.
pub(super) fn grid(list: &str) -> Vec<f64> {
    list.split(',').flat_map(piece).collect()
}
