//! Agreement of each person's cumulative population hazard with R's survival (`survexp`) and relsurv.
//!
//! Relsurv's own figures for US tables are marked skip, as it counts birth dates from the wrong origin; survival's are
//! what the birthday rule should give. Both are compared, relsurv's by its own rule.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use estimators::CalendarRule;
use golden::{Case, Check, Folder, Report, Row};

use crate::life_tables::{BIRTHDAY_OFFSET, load};

/// Absolute, of cumulative hazards.
pub(crate) const TOLERANCE: f64 = 1e-12;

#[test]
fn cumulative_hazards_agree_person_by_person() {
    let Some(folder) = Folder::open() else { return };
    report(&folder).expect_agreement();
}

#[test]
fn a_hazard_off_by_five_tolerances_is_noticed_in_every_case() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 5.0).expect_every_case_to_notice();
}

/// The comparison of every case, made once.
pub(crate) fn report(folder: &Folder) -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| run(folder, 0.0))
}

fn run(folder: &Folder, off: f64) -> Report {
    let mut report = Report::default();
    for case in folder.cases().filter(|case| case.get("method") == "individual-expected-hazard") {
        if case.is_skipped() && case.get("quirk") != BIRTHDAY_OFFSET {
            report.later.push(format!("{} ({})", case.id(), case.get("skip")));
            continue;
        }
        let mut check = Check { off, ..Check::default() };
        compare(folder, &case, &mut check);
        report.add(&case, &check);
    }
    report
}

fn compare(folder: &Folder, case: &Case, check: &mut Check) {
    let expected = folder.result_file(case.get("results_file"));
    let key = |row: &Row| row.get(if row.get("row").is_empty() { "id" } else { "row" }).to_owned();
    let expected: BTreeMap<String, &Row> = expected.iter().map(|row| (key(row), row)).collect();
    let people: Vec<Row> = folder.strata(case).into_iter().flat_map(|stratum| stratum.people).collect();
    check.length("all", people.len(), expected.len());
    let names: Vec<&str> = case.list("life_table").collect();
    for name in &names {
        let mut life_table = load(folder, name);
        if case.get("quirk") == BIRTHDAY_OFFSET {
            life_table = life_table.with_rule(CalendarRule::BirthdayFrom1960);
        }
        for person in &people {
            check.rows += 1;
            let row = expected[person.get("id")];
            for time in case.list("at_times") {
                let (days, column) = match time {
                    "own" => (person.number(case.get("time_col")).unwrap(), String::from("cumhaz_at_own_time")),
                    days => {
                        let days: f64 = days.parse().unwrap();
                        (days, format!("cumhaz_{:.0}y", days / 365.241))
                    }
                };
                let column = if names.len() > 1 { format!("H_{name}") } else { column };
                let found = life_table.table.cumulative_hazard(life_table.subject(case, person), 0.0, days);
                check.number(row, &column, found, TOLERANCE);
            }
        }
    }
}
