//! Agreement with R's relsurv 2.2.9, case by case.

mod crude_probability;
mod curves;
mod graffeo;
mod nessie;
mod years_lost;

use std::sync::OnceLock;

use estimators::relsurv::{Cohort, People, Stepping};
use estimators::{CalendarRule, ConfLevel, ConfidenceInterval, Subject, Transform};
use golden::{Case, Check, Folder, Report, Row, times};

use crate::life_tables::{BIRTHDAY_OFFSET, NamedTable, load};

/// Absolute, of Pohar Perme's and Ederer II's estimates, standard errors and limits, and of crude probabilities;
/// relative to the size of Graffeo's sums, which reach a million.
pub(crate) const STEPPING: f64 = 1e-10;

/// Absolute, of what goes through the exact engine. Relsurv writes 1e-9 for a hazard of 0 into its table in memory,
/// so that its own figures depend on the calls before by about 1e-10.
pub(crate) const EXACT: f64 = 1e-8;

#[test]
fn every_case_agrees_with_relsurv() {
    let Some(folder) = Folder::open() else { return };
    report(&folder).expect_agreement();
}

#[test]
fn an_answer_off_by_five_tolerances_is_noticed_in_every_case() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 5.0).expect_every_case_to_notice();
}

/// The comparison of every case, made once.
pub(crate) fn report(folder: &Folder) -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| run(folder, 0.0))
}

fn run(folder: &Folder, off: f64) -> Report {
    Report::of(folder, off, |case| {
        let (compare, tolerance): (fn(&Golden<'_>, &mut Check), f64) = match case.get("method") {
            "pohar-perme" | "ederer-ii" => (curves::compare, STEPPING),
            "ederer-i" | "hakulinen" => (curves::compare, EXACT),
            "graffeo-test" => (graffeo::compare, STEPPING),
            "crude-probability" => (crude_probability::compare, STEPPING),
            "nessie" => (nessie::compare, EXACT),
            "years-lost" => (years_lost::compare, EXACT),
            _ => return None,
        };
        Some(move |case: &Case, check: &mut Check| {
            let mut table = load(folder, case.get("life_table"));
            if case.get("quirk") == BIRTHDAY_OFFSET {
                table = table.with_rule(CalendarRule::BirthdayFrom1960);
            }
            let golden = Golden { folder, case, table: &table, tolerance };
            compare(&golden, check);
        })
    })
}

/// A case with what it needs.
struct Golden<'a> {
    folder: &'a Folder,
    case: &'a Case,
    table: &'a NamedTable,
    tolerance: f64,
}

impl<'a> Golden<'a> {
    /// The cohort of some of the case's people.
    fn cohort(&self, people: &[Row]) -> Cohort<'a> {
        let case = self.case;
        let time: Vec<f64> = people.iter().map(|row| row.number(case.get("time_col")).unwrap()).collect();
        let event = |row: &Row| case.list("event_value").any(|value| value == row.get(case.get("status_col")));
        let died: Vec<bool> = people.iter().map(event).collect();
        let subjects: Vec<Subject> = people.iter().map(|row| self.table.subject(case, row)).collect();
        Cohort::new(&self.table.table, People { time: &time, died: &died, subjects: &subjects }).unwrap()
    }

    /// The case's cohorts by what the results call them.
    fn cohorts(&self) -> Vec<(String, Cohort<'a>)> {
        let strata = self.folder.strata(self.case).into_iter();
        strata.map(|stratum| (stratum.label, self.cohort(&stratum.people))).collect()
    }

    fn stepping(&self) -> Stepping {
        Stepping::new(self.case.number("precision")).unwrap()
    }

    /// The times that the case's grid adds to the distinct ones: `distinct+365;730`, `distinct+1:3653:1`.
    fn added_times(&self) -> Vec<f64> {
        let grid = self.case.get("grid").split(" (").next().unwrap_or("");
        let list = grid.split('+').find(|part| part.starts_with(|first: char| first.is_ascii_digit()));
        list.map(times).unwrap_or_default()
    }

    fn interval(&self, name: &str) -> ConfidenceInterval {
        let transform = match name {
            "log" => Transform::Log,
            "loglog" => Transform::LogLog,
            "plain" => Transform::Plain,
            other => panic!("{}: unknown interval {other}", self.case.id()),
        };
        ConfidenceInterval { transform, level: ConfLevel::new(self.case.number("conf_level")).unwrap() }
    }

    /// The rows of a stratum with the curve's steps: `all` is every step, in order; other rows are read off at the
    /// time that they name. There need be no row for a time before the first step.
    fn matched<S: Copy>(
        &self,
        rows: &[Row],
        label: &str,
        (steps, at): (&[S], impl Fn(f64) -> Option<S>),
        check: &mut Check,
    ) -> Vec<(Row, S)> {
        let mut rows = rows.iter().filter(|row| row.get("stratum").trim() == label).cloned().peekable();
        let first = rows.peek().and_then(|row| row.number("time"));
        let mut pairs = Vec::new();
        let list = self.case.get("at_times");
        if list == "all" {
            let rows: Vec<Row> = rows.collect();
            check.length(label, steps.len(), rows.len());
            pairs.extend(rows.into_iter().zip(steps.iter().copied()));
        } else {
            for time in times(list) {
                let named = |row: &Row| row.number("time_requested").is_some_and(|row| (row - time).abs() < 1e-9);
                match (rows.next_if(named), at(time)) {
                    (Some(row), Some(step)) => pairs.push((row, step)),
                    (None, Some(_)) if first.is_some_and(|first| time < first) => (),
                    (row, step) => check.length(
                        &format!("{label} at {time}"),
                        usize::from(step.is_some()),
                        usize::from(row.is_some()),
                    ),
                }
            }
            check.length(label, pairs.len(), pairs.len() + rows.count());
        }
        check.rows += pairs.len();
        pairs
    }
}

/// Compares the day of a step, exactly.
fn compare_day(row: &Row, day: f64, check: &mut Check) {
    if row.number("time") != Some(day) {
        check.failures.push(format!("{}: day {day}, expected {}", row.get("stratum"), row.get("time")));
    }
}
