//! Life tables: the built-in ones, and every format that is read.

mod formats;
mod people;
mod refused;
mod standards;

use std::io::Write;
use std::path::Path;

use analytics::{LifeTableSource, ReferenceTable};
use tempfile::NamedTempFile;

/// A file of this text, with a name that ends so.
fn file(suffix: &str, text: &str) -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(suffix).tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn source(path: &Path) -> LifeTableSource {
    path.to_str().unwrap().parse().unwrap()
}

fn read(path: &Path) -> ReferenceTable {
    source(path).read(None).unwrap_or_else(|error| panic!("{error}"))
}

fn read_text(suffix: &str, text: &str) -> ReferenceTable {
    read(file(suffix, text).path())
}

fn built_in(name: &str) -> ReferenceTable {
    name.parse::<LifeTableSource>().unwrap().read(None).unwrap()
}

/// The stratum of one person with these values.
fn stratum(table: &ReferenceTable, values: &[&str]) -> Option<u32> {
    assert_eq!(table.dimensions().len(), values.len(), "{:?}", table.dimensions());
    let dimensions = table.dimensions().iter().zip(values);
    let located = dimensions.fold(table.locate(1), |found, (dimension, value)| found.narrow(dimension, [Some(*value)]));
    located.finish().strata[0].ok()
}

/// The hazard of a stratum in the calendar cell and at the age, both by position.
fn hazard(table: &ReferenceTable, values: &[&str], calendar_cell: usize, age_cell: usize) -> f64 {
    table.table().hazard(stratum(table, values).unwrap(), calendar_cell, age_cell)
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-14 * expected.abs(), "{found}, expected {expected}");
}
