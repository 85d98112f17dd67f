//! Comparing figures with reference figures.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::case::Case;
use crate::folder::Folder;
use crate::row::Row;

/// The comparison of one case.
#[derive(Debug, Default)]
pub struct Check {
    /// Every figure is shifted by this many of its tolerances before it is compared: 0, or 5 to show that a
    /// wrong answer is noticed.
    pub off: f64,
    /// Rows compared so far.
    pub rows: usize,
    /// The largest difference of a figure from its reference, in its tolerances.
    pub largest: f64,
    /// The largest difference of the figures held to one tolerance, by [`f64::to_bits`] of the tolerance.
    pub within: BTreeMap<u64, f64>,
    /// What did not agree.
    pub failures: Vec<String>,
}

impl Check {
    /// Compares a figure with a column of a reference row: both not available, both infinite, or within
    /// `tolerance` (absolute).
    pub fn number(&mut self, row: &Row, column: &str, found: f64, tolerance: f64) {
        let place = format!("{} at {}{}", row.get("stratum"), row.get("time"), row.get("name"));
        self.value(&format!("{place}: {column}"), row.number(column), found, tolerance);
    }

    /// Compares a figure with an expected one; `None` is not available.
    pub fn value(&mut self, what: &str, expected: Option<f64>, found: f64, tolerance: f64) {
        let agrees = match expected {
            None => found.is_nan(),
            Some(expected) if expected.is_infinite() => found == expected,
            Some(expected) => {
                let difference = (found - expected).abs();
                self.largest = self.largest.max(difference / tolerance);
                let within = self.within.entry(tolerance.to_bits()).or_default();
                *within = within.max(difference);
                (found + self.off * tolerance - expected).abs() <= tolerance
            }
        };
        if !agrees {
            self.failures.push(format!("{what} {found}, expected {expected:?}"));
        }
    }

    /// Compares a count, exactly. R writes some counts of 0 as -0.
    pub fn count(&mut self, row: &Row, column: &str, found: u64) {
        let expected = if row.get(column) == "-0" { "0" } else { row.get(column) };
        if expected.parse() != Ok(found) {
            let place = format!("{} at {}", row.get("stratum"), row.get("time"));
            self.failures.push(format!("{place}: {column} {found}, expected {}", row.get(column)));
        }
    }

    /// Compares a number of rows.
    pub fn length(&mut self, stratum: &str, found: usize, expected: usize) {
        if found != expected {
            self.failures.push(format!("{stratum}: {found} rows, expected {expected}"));
        }
    }
}

/// The comparison of many cases.
#[derive(Debug, Default)]
pub struct Report {
    /// Cases compared.
    pub cases: usize,
    /// Rows compared.
    pub rows: usize,
    /// Cases with a difference.
    pub failed_cases: usize,
    /// The first differences of each.
    pub failures: Vec<String>,
    /// Cases that were not compared, and why.
    pub later: Vec<String>,
    /// How far each case was off.
    pub largest: Vec<Largest>,
}

/// How far the figures of a case were off.
#[derive(Debug)]
pub struct Largest {
    /// The case's name.
    pub case: String,
    /// The largest difference, in tolerances.
    pub tolerances: f64,
    within: BTreeMap<u64, f64>,
}

impl Largest {
    /// The largest difference of the figures held to `tolerance`.
    #[must_use]
    pub fn within(&self, tolerance: f64) -> f64 {
        self.within.get(&tolerance.to_bits()).copied().unwrap_or(0.0)
    }
}

impl Report {
    /// Compares every case for which `kind` gives a comparison, each figure shifted by `off` tolerances beforehand.
    /// What the references say to leave out is listed, not compared.
    #[must_use]
    pub fn of<C: FnOnce(&Case, &mut Check)>(folder: &Folder, off: f64, kind: impl Fn(&Case) -> Option<C>) -> Self {
        let mut report = Self::default();
        for case in folder.cases() {
            let Some(compare) = kind(&case) else { continue };
            if case.is_skipped() {
                report.later.push(format!("{} ({})", case.id(), case.get("skip")));
                continue;
            }
            let mut check = Check { off, ..Check::default() };
            compare(&case, &mut check);
            report.add(&case, &check);
        }
        report
    }

    /// Adds one case's comparison.
    pub fn add(&mut self, case: &Case, check: &Check) {
        self.cases += 1;
        self.rows += check.rows;
        self.failed_cases += usize::from(!check.failures.is_empty());
        let within = check.within.clone();
        self.largest.push(Largest { case: case.id().to_owned(), tolerances: check.largest, within });
        let failures = check.failures.iter().take(5);
        self.failures.extend(failures.map(|failure| format!("{}: {failure}", case.id())));
    }

    /// How much was compared, and what was not.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut text = format!("{} cases, {} rows compared", self.cases, self.rows);
        for later in &self.later {
            let _ = write!(text, "\nnot compared: {later}");
        }
        text
    }

    /// Panics where something was not compared or does not agree.
    pub fn expect_agreement(&self) {
        println!("{}", self.summary());
        assert!(self.cases > 0 && self.rows > 0, "no case was compared");
        assert!(self.failures.is_empty(), "{}", self.failures.join("\n"));
    }

    /// Panics unless every case noticed that its figures were shifted.
    pub fn expect_every_case_to_notice(&self) {
        assert_eq!(self.failed_cases, self.cases, "cases that did not notice a shift of their figures");
        assert!(self.cases > 0, "no case was compared");
    }
}
