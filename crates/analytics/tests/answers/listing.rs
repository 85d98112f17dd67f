//! Small case files, and answers looked up by stratum and time.

use std::io::Write;

use analytics::{Answer, CaseFile, Row, Source, SurvivalRequest};
use tempfile::NamedTempFile;

/// A CSV file of this text.
pub(crate) fn csv_file(text: &str) -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

/// A request over a file, to be refined.
pub(crate) fn request(file: &NamedTempFile) -> SurvivalRequest {
    SurvivalRequest::new(Source::Cases(CaseFile::new(file.path())))
}

/// The row of a stratum (its values; empty for none) at a time in days.
pub(crate) fn row<'a>(answer: &'a Answer, values: &[&str], days: f64) -> &'a Row {
    let found = answer.rows.iter().find(|row| {
        let found = answer.series[row.series].values.iter().map(|value| value.as_deref().unwrap_or("(missing)"));
        found.eq(values.iter().copied()) && (row.time_days - days).abs() < 1e-9
    });
    found.unwrap_or_else(|| panic!("no row for {values:?} at {days} days"))
}

/// How many rows an answer left out for a reason that contains `part`.
pub(crate) fn left_out(answer: &Answer, part: &str) -> u64 {
    let found = answer.provenance.exclusions.iter().find(|exclusion| exclusion.reason.contains(part));
    found.unwrap_or_else(|| panic!("no exclusion {part}: {:?}", answer.provenance.exclusions)).count
}

pub(crate) fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found}, expected {expected}");
}
