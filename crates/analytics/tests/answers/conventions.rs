//! Whole answers relative to a population against relsurv and popEpi, case by case.
//!
//! Each case of `survival/results/cases.csv` of a kind that [`survival`] answers by these conventions is asked through
//! its data file, as a user would ask it. The kernels have their own, finer comparison.

use analytics::{
    Answer, CaseFile, Cause, Convention, Design, Form, Grid, LifeTableSource, Method, Row, Source, Standardisation,
    SurvivalRequest, Transform, Weighting, survival,
};
use golden::{Case, Check, Folder, Report, Row as Record};

#[test]
fn answers_by_convention_agree_with_the_packages() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 0.0).expect_agreement();
}

#[test]
fn an_answer_off_by_five_tolerances_is_noticed_in_every_case() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 5.0).expect_every_case_to_notice();
}

/// The kinds compared: the case's method, ours, the result's columns for estimate and standard error, and the absolute
/// tolerance. popEpi's differences come from ages and dates in days, which become fractional years again.
const KINDS: [(&str, Method, &str, &str, f64); 12] = [
    ("pohar-perme", Method::PoharPerme, "estimate", "std_err", 1e-10),
    ("ederer-ii", Method::EdererII, "estimate", "std_err", 1e-10),
    ("ederer-i", Method::EdererI, "estimate", "std_err", 1e-8),
    ("hakulinen", Method::Hakulinen, "estimate", "std_err", 1e-8),
    ("crude-probability", Method::CrudeProbability, "estimate", "std_err", 1e-10),
    ("nessie", Method::Nessie, "estimate", "", 1e-8),
    ("survtab-obs", Method::Actuarial, "surv.obs", "SE.surv.obs", 1e-9),
    ("survtab-e2", Method::EdererII, "r.e2", "SE.r.e2", 1e-9),
    ("survtab-pp", Method::PoharPerme, "r.pp", "SE.r.pp", 1e-9),
    ("survtab-cause", Method::CauseSpecific, "surv.obs.canD", "SE.surv.obs.canD", 1e-9),
    ("survtab-cif-obs", Method::CumulativeIncidence, "CIF_canD", "", 1e-9),
    ("survtab-cif-rel", Method::CrudeProbability, "CIF.rel", "", 1e-9),
];

fn run(folder: &Folder, off: f64) -> Report {
    let mut report = Report::default();
    for case in folder.cases().filter(|case| ["relsurv", "popepi"].contains(&case.get("convention"))) {
        let Some(&(_, method, estimate, std_err, tolerance)) = KINDS.iter().find(|kind| kind.0 == case.get("method"))
        else {
            continue;
        };
        if case.is_skipped() || !case.get("quirk").is_empty() && case.get("quirk") != "pp-plus-sign" {
            continue;
        }
        if case.get("precision").parse().is_ok_and(|days: f64| days != 1.0) || case.get("where").contains('%') {
            report.later.push(format!("{} (steps of relsurv, or a remainder)", case.id()));
            continue;
        }
        let mut check = Check { off, ..Check::default() };
        let answer = ask(folder, &case, method);
        let standardised = if case.get("weights").is_empty() { "" } else { ".as" };
        let columns = [format!("{estimate}{standardised}"), format!("{std_err}{standardised}")];
        compare(folder, &case, &answer, &columns, tolerance, &mut check);
        report.add(&case, &check);
    }
    report
}

fn ask(folder: &Folder, case: &Case, method: Method) -> Answer {
    let popepi = case.get("convention") == "popepi";
    let mut renames = vec![format!("sex={}", case.get("sex_col")), format!("status={}", case.get("status_col"))];
    if popepi {
        renames.push(format!("time_years={}", case.get("time_col")));
        renames.push(format!("dx_date={}", case.get("date_col").replace("_yrs_approx", "_date")));
        renames.push("age_years=dg_age".to_owned());
    } else {
        renames.push(format!("time_days={}", case.get("time_col")));
        renames.push(format!("dx_date={}", case.get("date_col")));
        renames.push(format!("age_days={}", case.get("age_col")));
    }
    let causes = case.list("event_value").count() > 1;
    if method.needs_causes() {
        renames.push(format!("cause={}", case.get("status_col")));
        renames.retain(|rename| !rename.starts_with("status="));
    } else if causes {
        renames.retain(|rename| !rename.starts_with("status="));
        renames.push("status=dead".to_owned());
    }
    renames.retain(|rename| !rename.ends_with('='));
    // Conditions and strata are on the file's own column.
    if case.get("where").contains("sex") || case.list("by").any(|by| by == "sex") {
        renames.retain(|rename| !rename.starts_with("sex="));
    }
    let cases = CaseFile::new(folder.data_path(case)).rename(renames.iter().map(String::as_str)).unwrap();
    let mut request = SurvivalRequest::new(Source::Cases(cases));
    request.methods = vec![method];
    request.convention = if popepi { Convention::PopEpi } else { Convention::Relsurv };
    request.by = case.list("by").map(str::to_owned).collect();
    request.filter = Some(case.get("where")).filter(|text| !text.is_empty()).map(str::to_owned);
    if !case.get("life_table").is_empty() {
        request.life_table = Some(LifeTableSource::File(folder.life_table_path(case.get("life_table"))));
    }
    if let Ok(level) = case.get("conf_level").parse() {
        request.interval.level = level;
    }
    request.interval.transform = match case.list("ci").next() {
        Some("loglog") => Transform::LogLog,
        Some("plain") => Transform::Plain,
        _ => Transform::Log,
    };
    if popepi {
        request.form = Some(case.get("form").parse().unwrap());
        request.grid = case.get("grid").parse().unwrap();
    } else {
        relsurv_options(folder, case, &mut request);
    }
    if !case.get("weights").is_empty() {
        request.standardisation = Some(Standardisation {
            standard: case.get("weights").parse().unwrap(),
            weighting: Weighting::Traditional,
            age_groups: None,
        });
    }
    if !case.get("period_from").is_empty() {
        let text = format!("period:{}..{}", case.get("period_from"), case.get("period_to"));
        request.design = text.parse::<Design>().unwrap();
    }
    survival(&request).unwrap_or_else(|error| panic!("{}: {error}", case.id()))
}

fn relsurv_options(folder: &Folder, case: &Case, request: &mut SurvivalRequest) {
    request.form = (case.get("surv_type") == "exp").then_some(Form::Hazard);
    let year = 365.241;
    request.horizon = case.get("tau").parse::<f64>().ok().map(|tau| tau / year);
    // Times added to the distinct ones.
    let parts: Vec<&str> = case.get("grid").split(" (").next().unwrap_or("").split('+').collect();
    let added: Vec<f64> = (parts.iter().filter(|part| part.starts_with(|c: char| c.is_ascii_digit())))
        .flat_map(|part| golden::times(part))
        .collect();
    let added = added.into_iter().filter(|day| *day > 0.0);
    let daily = (1..=8200).map(f64::from).filter(|_| parts.contains(&"daily"));
    let mut days: Vec<f64> = daily.chain(added).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    if !days.is_empty() {
        let times: Vec<f64> = days.iter().map(|day| day / year).collect();
        request.grid = Grid::Years { text: "added".to_owned(), times };
    }
    if case.get("at_times") != "all" {
        request.at_days = golden::times(case.get("at_times"));
    } else if request.grid != Grid::Exact {
        request.at_days = folder.results(case).iter().filter_map(time_of).collect();
    }
}

/// Every row of ours that the reference has, and every row that it has.
fn compare(folder: &Folder, case: &Case, answer: &Answer, columns: &[String; 2], tolerance: f64, check: &mut Check) {
    let popepi = case.get("convention") == "popepi";
    let expected = folder.results(case);
    let scale = case.list("ci").next().unwrap_or("log");
    for record in &expected {
        let stratum = record.get("stratum").trim();
        let rows = answer.rows.iter().filter(|row| label(case, answer, row) == stratum);
        let time = if popepi { record.number("Tstop") } else { time_of(record) };
        let near = |row: &&Row| {
            let (found, within) = if popepi { (row.time_years, 1e-9) } else { (row.time_days, 1e-6) };
            time.is_some_and(|time| (found - time).abs() < within)
        };
        let Some(row) = rows.into_iter().find(near) else {
            // popEpi writes rows of intervals that nobody entered, and standardises them without estimates.
            if record.number(&columns[0]).is_some() {
                check.failures.push(format!("{stratum} at {time:?}: no row"));
            }
            continue;
        };
        check.rows += 1;
        check.number(record, &columns[0], row.estimate, tolerance);
        if !columns[1].starts_with('.') && !columns[1].is_empty() && record.number(&columns[1]).is_some() {
            check.number(record, &columns[1], row.std_err, tolerance);
        }
        let limits = if popepi {
            [".lo", ".hi"].map(|end| format!("{}{end}", columns[0]))
        } else {
            ["lower", "upper"].map(|end| format!("{end}_{scale}"))
        };
        for (name, found) in limits.iter().zip([row.lower, row.upper]) {
            if record.number(name).is_some_and(f64::is_finite) && row.estimate > 0.0 {
                check.number(record, name, found, tolerance);
            }
        }
    }
}

fn time_of(record: &Record) -> Option<f64> {
    record.number("time_requested").or_else(|| record.number("time"))
}

/// What the reference calls a row's stratum.
fn label(case: &Case, answer: &Answer, row: &Row) -> String {
    let series = &answer.series[row.series];
    let value = |column: &str| {
        let index = answer.by.iter().position(|by| by == column);
        index.and_then(|index| series.values[index].as_deref()).unwrap_or("")
    };
    let label = case.label_of(value);
    match series.cause {
        Some(Cause::Cancer) => label.replace("{causeSpec|population}", "causeSpec"),
        Some(Cause::Other) if label.contains('{') => label.replace("{causeSpec|population}", "population"),
        Some(Cause::Other) => label + " (other)",
        None => label,
    }
}
