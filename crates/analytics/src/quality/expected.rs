//! The number of cases to be expected, from a file with a row a year.

use std::path::{Path, PathBuf};

use rules::quality::Expected;

use crate::error::{Error, Result};
use crate::source::missing;

/// How many cases were to be expected in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ExpectedCases {
    pub(super) cases: Expected,
    /// As the file writes it.
    pub(super) text: String,
    pub(super) file: PathBuf,
}

impl ExpectedCases {
    /// Reads the year's row of a CSV file with the columns `year` and `expected`.
    pub(super) fn read(path: &Path, year: i32) -> Result<Self> {
        let place = path.display().to_string();
        let unreadable = |problem: &str| Error::Unreadable {
            path: path.to_owned(),
            format: "CSV",
            problem: format!("{problem}; expected the columns year and expected, and a row a year"),
        };
        let file = std::fs::File::open(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(file);
        let headers = reader.headers().map_err(|_| unreadable("it has no header of UTF-8 text"))?.clone();
        let column = |name: &str, purpose| {
            let found: Vec<String> = headers.iter().map(str::to_owned).collect();
            let at = headers.iter().position(|header| header == name);
            at.ok_or_else(|| missing(&place, name, purpose, &found, "add it"))
        };
        let of_year = column("year", "the year of diagnosis")?;
        let of_expected = column("expected", "the number of cases to be expected")?;
        let mut found: Option<Self> = None;
        for (number, row) in reader.records().enumerate() {
            let row = row.map_err(|_| unreadable(&format!("row {} cannot be read", number + 1)))?;
            if row.get(of_year).and_then(|text| text.parse().ok()) != Some(year) {
                continue;
            }
            let text = row.get(of_expected).unwrap_or_default();
            let Some(cases) = Expected::read(text) else {
                return Err(Error::BadValue {
                    place,
                    column: "expected".to_owned(),
                    row: number + 1,
                    more: 0,
                    expected: "a number above zero, of at most three decimals",
                    cure: "correct it",
                });
            };
            if found.is_some() {
                return Err(unreadable(&format!("it has {year} twice")));
            }
            found = Some(Self { cases, text: text.to_owned(), file: path.to_owned() });
        }
        found.ok_or_else(|| unreadable(&format!("it has no row of {year}")))
    }
}
