//! Whole answers against R's survival (`survfit`) and popEpi (`survtab`), case by case.
//!
//! Each case of `survival/results/cases.csv` of a kind that [`survival`] answers is asked through a case
//! file, as a user would ask it. The kernels have their own, finer comparison.

mod cases;

use std::path::Path;

use analytics::{Answer, CaseFile, Convention, Method, Row, Source, SurvivalRequest, Transform, survival};

use cases::{Case, Folder, Record};

/// Absolute, for probabilities, standard errors and limits.
const TOLERANCE: f64 = 1e-12;

#[test]
fn answers_agree_with_the_references() {
    let Some(folder) = Folder::open() else { return };
    let report = run(&folder, 0.0);
    println!("{} cases, {} rows compared", report.cases, report.rows);
    for later in &report.later {
        println!("not compared: {later}");
    }
    assert!(report.cases > 0 && report.rows > 0, "no case was compared");
    assert!(report.failures.is_empty(), "{}", report.failures.join("\n"));
}

#[test]
fn an_answer_off_by_five_tolerances_is_noticed_in_every_case() {
    let Some(folder) = Folder::open() else { return };
    let report = run(&folder, 5.0 * TOLERANCE);
    assert_eq!(report.failed_cases, report.cases);
}

#[derive(Default)]
struct Report {
    cases: usize,
    rows: usize,
    failed_cases: usize,
    failures: Vec<String>,
    later: Vec<String>,
}

fn run(folder: &Folder, off: f64) -> Report {
    let mut report = Report::default();
    for case in folder.cases() {
        if !["kaplan-meier", "nelson-aalen", "fleming-harrington", "survtab-obs"].contains(&case.get("method")) {
            continue;
        }
        let needs = ["case_weight", "weights", "period_from", "cond_from", "start_time"];
        let needed = needs.iter().find(|column| !case.get(column).is_empty());
        if let Some(needed) = needed.filter(|_| case.get("skip").is_empty()) {
            report.later.push(format!("{} (needs {needed})", case.id()));
            continue;
        }
        if !case.get("skip").is_empty() {
            report.later.push(format!("{} ({})", case.id(), case.get("skip")));
            continue;
        }
        let (rows, failures) = compare(folder, &case, off);
        report.cases += 1;
        report.rows += rows;
        report.failed_cases += usize::from(!failures.is_empty());
        report.failures.extend(failures.iter().take(5).map(|failure| format!("{}: {failure}", case.id())));
    }
    report
}

fn compare(folder: &Folder, case: &Case, off: f64) -> (usize, Vec<String>) {
    let file = folder.case_file(case);
    let expected = folder.results(case);
    let popepi = case.get("convention") == "popepi";
    let mut rows = 0;
    let mut failures = Vec::new();
    for scale in case.list("ci") {
        for renames in renames(case) {
            let answer = ask(case, file.path(), &renames, scale);
            for (index, stratum) in answer.series.iter().enumerate() {
                if stratum.values.iter().any(Option::is_none) {
                    continue; // R leaves them out.
                }
                let label = case.label(&answer.by, &stratum.values);
                let found: Vec<&Row> = answer.rows.iter().filter(|row| row.series == index).collect();
                let expected: Vec<&Record> = expected.iter().filter(|row| row.get("stratum").trim() == label).collect();
                if found.len() != expected.len() {
                    failures.push(format!("{label}: {} rows, expected {}", found.len(), expected.len()));
                }
                for (found, expected) in found.into_iter().zip(expected) {
                    rows += 1;
                    let pairs = if popepi { interval_row(found, expected) } else { step_row(found, expected, scale) };
                    for (name, found, expected, exact) in pairs {
                        let shift = if exact { 0.0 } else { off };
                        let agrees = match expected {
                            None => found.is_nan(),
                            Some(expected) => (found + shift - expected).abs() <= TOLERANCE,
                        };
                        if !agrees {
                            failures.push(format!("{label}: {name} {found}, expected {expected:?}"));
                        }
                    }
                }
            }
        }
    }
    (rows, failures)
}

/// A name, what was found, what was expected (`None` is NA), and whether it is a count or a time.
type Pair = (&'static str, f64, Option<f64>, bool);

fn step_row(found: &Row, expected: &Record, scale: &str) -> Vec<Pair> {
    let time = expected.number("time_requested").or_else(|| expected.number("time"));
    vec![
        ("time", found.time_days, time, true),
        ("n_risk", found.n_risk as f64, expected.number("n_risk"), true),
        ("n_event", found.n_event as f64, expected.number("n_event"), true),
        ("n_censor", found.n_censor as f64, expected.number("n_censor"), true),
        ("estimate", found.estimate, expected.number("estimate"), false),
        ("std_err", found.std_err, expected.number("std_err"), false),
        ("lower", found.lower, expected.number(&format!("lower_{scale}")), false),
        ("upper", found.upper, expected.number(&format!("upper_{scale}")), false),
    ]
}

fn interval_row(found: &Row, expected: &Record) -> Vec<Pair> {
    let mut pairs = vec![
        ("Tstop", found.time_years, expected.number("Tstop"), true),
        ("d", found.n_event as f64, expected.number("d"), true),
        ("surv.obs", found.estimate, expected.number("surv.obs"), false),
        ("SE.surv.obs", found.std_err, expected.number("SE.surv.obs"), false),
        ("surv.obs.lo", found.lower, expected.number("surv.obs.lo"), false),
        ("surv.obs.hi", found.upper, expected.number("surv.obs.hi"), false),
    ];
    if expected.number("n").is_some() {
        pairs.push(("n", found.n_risk as f64, expected.number("n"), true));
        pairs.push(("n.cens", found.n_censor as f64, expected.number("n.cens"), true));
    }
    pairs
}

/// The ways to name the follow-up: popEpi's by its fractions, and by dates where the file has them.
fn renames(case: &Case) -> Vec<Vec<String>> {
    let named = |names: &[(&str, &str)]| -> Vec<String> {
        names.iter().filter(|(_, theirs)| !theirs.is_empty()).map(|(name, theirs)| format!("{name}={theirs}")).collect()
    };
    if case.get("convention") == "popepi" {
        let mut ways = vec![named(&[("time_years", case.get("time_col")), ("status", "case_status")])];
        if case.get("data") == "sire.csv" {
            ways.push(named(&[("dx_date", "dg_date"), ("exit_date", "ex_date"), ("status", "case_status")]));
        }
        return ways;
    }
    vec![named(&[
        ("time_days", case.get("time_col")),
        ("entry_days", case.get("entry_col")),
        ("status", "case_status"),
    ])]
}

fn ask(case: &Case, file: &Path, renames: &[String], scale: &str) -> Answer {
    let cases = CaseFile::new(file).rename(renames.iter().map(String::as_str)).unwrap();
    let mut request = SurvivalRequest::new(Source::Cases(cases));
    request.by = case.list("by").map(str::to_owned).collect();
    request.filter = Some(case.get("where")).filter(|text| !text.is_empty() && !text.contains('%')).map(str::to_owned);
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
        request.at_days = case.times();
    }
    survival(&request).unwrap_or_else(|error| panic!("{}: {error}", case.id()))
}
