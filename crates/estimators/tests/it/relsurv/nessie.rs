//! `nessie`.

use estimators::relsurv::ExpectedNumbers;
use golden::{Check, Row, times};

use super::Golden;

pub(super) fn compare(golden: &Golden<'_>, check: &mut Check) {
    let expected = golden.folder.results(golden.case);
    let scalars = golden.folder.scalars(golden.case);
    let times = times(golden.case.get("at_times"));
    for (label, cohort) in golden.cohorts() {
        let found = ExpectedNumbers::estimate(&cohort, &times).unwrap();
        let rows: Vec<&Row> = expected.iter().filter(|row| row.get("stratum").trim() == label).collect();
        check.length(&label, found.alive.len(), rows.len());
        for ((alive, time), row) in found.alive.iter().zip(&times).zip(rows) {
            check.rows += 1;
            assert!((row.number("time").unwrap() - time).abs() < 1e-9, "{label}: {time}");
            check.number(row, "estimate", *alive, golden.tolerance);
        }
        let years = scalars.iter().find(|row| row.get("index") == label).unwrap();
        check.number(years, "value", found.years_of_life, golden.tolerance);
    }
}
