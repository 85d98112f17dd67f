//! Curves against R's survival (`survfit`) and popEpi (`survtab`).

use analytics::{Answer, Convention, Method, Row, SurvivalRequest, Transform, survival};
use golden::{Case, Check, Folder, Report, Row as Record, times};

use super::{request, request_of};

/// Absolute, for probabilities, standard errors and limits.
const TOLERANCE: f64 = 1e-12;

#[test]
fn curves_agree_with_the_references() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 0.0).expect_agreement();
}

#[test]
fn a_curve_off_by_five_tolerances_is_noticed_in_every_case() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 5.0).expect_every_case_to_notice();
}

fn run(folder: &Folder, off: f64) -> Report {
    let mut report = Report::default();
    for case in folder.cases() {
        if !["kaplan-meier", "nelson-aalen", "fleming-harrington", "survtab-obs"].contains(&case.get("method")) {
            continue;
        }
        if case.is_skipped() {
            report.later.push(format!("{} ({})", case.id(), case.get("skip")));
            continue;
        }
        let needs = ["case_weight", "weights", "period_from", "cond_from", "start_time"];
        if let Some(needed) = needs.iter().find(|column| !case.get(column).is_empty()) {
            report.later.push(format!("{} (needs {needed})", case.id()));
            continue;
        }
        let mut check = Check { off, ..Check::default() };
        compare(folder, &case, &mut check);
        report.add(&case, &check);
    }
    report
}

fn compare(folder: &Folder, case: &Case, check: &mut Check) {
    let expected = folder.results(case);
    let popepi = case.get("convention") == "popepi";
    let ways = renames(case);
    let (file, _) = request(folder, case, &[]);
    for (scale, renames) in case.list("ci").flat_map(|scale| ways.iter().map(move |renames| (scale, renames))) {
        let answer = ask(case, request_of(&file, case, renames), scale);
        for (index, stratum) in answer.series.iter().enumerate() {
            if stratum.values.iter().any(Option::is_none) {
                continue; // R leaves them out.
            }
            let value = |column: &str| {
                let index = answer.by.iter().position(|by| by == column).unwrap();
                stratum.values[index].as_deref().unwrap_or_default()
            };
            let label = case.label_of(value);
            let found: Vec<&Row> = answer.rows.iter().filter(|row| row.series == index).collect();
            let expected: Vec<&Record> = expected.iter().filter(|row| row.get("stratum").trim() == label).collect();
            check.length(&label, found.len(), expected.len());
            for (found, expected) in found.into_iter().zip(expected) {
                check.rows += 1;
                if popepi { interval_row(found, expected, check) } else { step_row(found, expected, scale, check) }
            }
        }
    }
}

fn time(found: f64, expected: Option<f64>, check: &mut Check) {
    if expected.is_none_or(|expected| (found - expected).abs() > TOLERANCE) {
        check.failures.push(format!("time {found}, expected {expected:?}"));
    }
}

fn step_row(found: &Row, expected: &Record, scale: &str, check: &mut Check) {
    time(found.time_days, expected.number("time_requested").or_else(|| expected.number("time")), check);
    check.count(expected, "n_risk", found.n_risk);
    check.count(expected, "n_event", found.n_event);
    check.count(expected, "n_censor", found.n_censor);
    check.number(expected, "estimate", found.estimate, TOLERANCE);
    check.number(expected, "std_err", found.std_err, TOLERANCE);
    check.number(expected, &format!("lower_{scale}"), found.lower, TOLERANCE);
    check.number(expected, &format!("upper_{scale}"), found.upper, TOLERANCE);
}

fn interval_row(found: &Row, expected: &Record, check: &mut Check) {
    time(found.time_years, expected.number("Tstop"), check);
    check.count(expected, "d", found.n_event);
    check.number(expected, "surv.obs", found.estimate, TOLERANCE);
    check.number(expected, "SE.surv.obs", found.std_err, TOLERANCE);
    check.number(expected, "surv.obs.lo", found.lower, TOLERANCE);
    check.number(expected, "surv.obs.hi", found.upper, TOLERANCE);
    if expected.number("n").is_some() {
        check.count(expected, "n", found.n_risk);
        check.count(expected, "n.cens", found.n_censor);
    }
}

/// The ways to name the follow-up: popEpi's by its fractions, and by dates where the file has them.
fn renames(case: &Case) -> Vec<Vec<(&str, &str)>> {
    if case.get("convention") == "popepi" {
        let mut ways = vec![vec![("time_years", case.get("time_col")), ("status", "case_status")]];
        if case.get("data") == "sire.csv" {
            ways.push(vec![("dx_date", "dg_date"), ("exit_date", "ex_date"), ("status", "case_status")]);
        }
        return ways;
    }
    let entry = ("entry_days", case.get("entry_col"));
    vec![vec![("time_days", case.get("time_col")), entry, ("status", "case_status")]]
}

fn ask(case: &Case, mut request: SurvivalRequest, scale: &str) -> Answer {
    request.interval.transform = match scale {
        "loglog" => Transform::LogLog,
        "arcsin" => Transform::Arcsine,
        other => other.parse().unwrap(),
    };
    request.interval.level = case.get("conf_level").parse().unwrap();
    if case.get("convention") == "popepi" {
        request.convention = Convention::PopEpi;
        request.methods = vec![Method::Actuarial];
        request.form = Some(case.get("form").parse().unwrap());
        request.grid = case.get("grid").parse().unwrap();
    } else {
        request.convention = Convention::Survival;
        request.methods = vec![case.get("method").parse().unwrap()];
        request.at_days = case.list("at_times").filter(|list| *list != "all").flat_map(times).collect();
    }
    survival(&request).unwrap_or_else(|error| panic!("{}: {error}", case.id()))
}
