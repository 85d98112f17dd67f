//! Agreement with R's popEpi 0.4.10 (`survtab`), case by case.

use std::sync::OnceLock;

use estimators::popepi::{Estimate, Form, MidWeight, Person, Population, Sums, Survtab};
use estimators::{ConfLevel, ConfidenceInterval, GroupEstimate, StandardWeights, Transform, YearGrid};
use golden::{Case, Check, Folder, Report, Row, Stratum, grid};

use crate::life_tables::{NamedTable, load};

/// Absolute for estimates, standard errors and limits; relative for sums.
pub(crate) const TOLERANCE: f64 = 1e-9;

#[test]
fn tables_agree_with_survtab() {
    let Some(folder) = Folder::open() else { return };
    report(&folder).expect_agreement();
}

#[test]
fn a_table_off_by_five_tolerances_is_noticed_in_every_case() {
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
        let ours = case.get("convention") == "popepi";
        ours.then_some(|case: &Case, check: &mut Check| compare(folder, case, check))
    })
}

/// The columns that a case's method fills.
const METHODS: [(&str, &[Column]); 6] = [
    ("survtab-obs", &[Column::Observed]),
    ("survtab-e2", &[Column::Observed, Column::EdererII]),
    ("survtab-pp", &[Column::Observed, Column::PoharPerme]),
    ("survtab-cause", &[Column::Observed, Column::Cause(1), Column::Cause(2)]),
    ("survtab-cif-obs", &[Column::Observed, Column::Incidence(1), Column::Incidence(2)]),
    ("survtab-cif-rel", &[Column::Observed, Column::CrudeProbability]),
];

#[derive(Debug, Clone, Copy)]
enum Column {
    Observed,
    EdererII,
    PoharPerme,
    Cause(usize),
    Incidence(usize),
    CrudeProbability,
}

/// What popEpi calls the two causes.
const CAUSES: [&str; 2] = ["canD", "othD"];

impl Column {
    fn name(self) -> String {
        match self {
            Self::Observed => "surv.obs".to_owned(),
            Self::EdererII => "r.e2".to_owned(),
            Self::PoharPerme => "r.pp".to_owned(),
            Self::Cause(cause) => format!("surv.obs.{}", CAUSES[cause - 1]),
            Self::Incidence(cause) => format!("CIF_{}", CAUSES[cause - 1]),
            Self::CrudeProbability => "CIF.rel".to_owned(),
        }
    }

    fn finish(self, form: Form, sums: &Sums) -> Vec<Estimate> {
        match self {
            Self::Observed => form.observed(sums),
            Self::EdererII => form.ederer_ii(sums),
            Self::PoharPerme => form.pohar_perme(sums),
            Self::Cause(cause) => form.cause_specific(sums, cause),
            Self::Incidence(cause) => without_std_err(form.cumulative_incidence(sums, cause)),
            Self::CrudeProbability => without_std_err(form.crude_probability(sums)),
        }
    }

    /// popEpi gives no standard errors and limits of incidences.
    fn has_limits(self) -> bool {
        !matches!(self, Self::Incidence(_) | Self::CrudeProbability)
    }
}

fn without_std_err(estimates: Vec<f64>) -> Vec<Estimate> {
    estimates.into_iter().map(|estimate| Estimate { estimate, std_err: f64::NAN }).collect()
}

/// The sums of one stratum, and of its groups of the standard.
struct Groups {
    label: String,
    all: Sums,
    groups: Vec<Sums>,
}

fn compare(folder: &Folder, case: &Case, check: &mut Check) {
    let table = Some(case.get("life_table")).filter(|name| !name.is_empty()).map(|name| load(folder, name));
    let strata = sums(folder, case, table.as_ref());
    let form = match case.get("form") {
        "lifetable" => Form::LifeTable,
        _ => Form::Hazard,
    };
    let results = folder.results(case);
    let (_, columns) = METHODS.iter().find(|(method, _)| *method == case.get("method")).unwrap();
    let weights = weights(folder, case, &strata);
    for Groups { label, all, groups } in &strata {
        let rows: Vec<&Row> = results.iter().filter(|row| row.get("stratum").trim() == label).collect();
        compare_sums(check, all, &rows);
        for column in *columns {
            let (estimates, suffix) = match &weights {
                None => (column.finish(form, all), ""),
                Some(weights) => {
                    let groups: Vec<Vec<Estimate>> = groups.iter().map(|sums| column.finish(form, sums)).collect();
                    (standardised(weights, &groups), ".as")
                }
            };
            check.length(label, estimates.len(), rows.len());
            let limits = column.has_limits().then(|| interval(case));
            compare_estimates(check, &estimates, limits, &format!("{}{suffix}", column.name()), &rows);
        }
    }
}

fn sums(folder: &Folder, case: &Case, table: Option<&NamedTable>) -> Vec<Groups> {
    let survtab = survtab(case, table);
    let (group_column, levels) = case.get("weight_groups").split_once('=').unwrap_or_default();
    let of = |stratum: Stratum| {
        let tally = |level: Option<&str>| {
            let in_group = |row: &&Row| level.is_none_or(|level| level == row.get(group_column));
            let people: Vec<Person> =
                stratum.people.iter().filter(in_group).map(|row| person(case, table, row)).collect();
            survtab.tally(&people, 2).unwrap()
        };
        let all = tally(None);
        let groups = levels.split('|').map(|level| tally(Some(level))).collect();
        Groups { label: stratum.label.clone(), all, groups }
    };
    folder.strata(case).into_iter().map(of).collect()
}

fn survtab<'a>(case: &Case, table: Option<&'a NamedTable>) -> Survtab<'a> {
    let period = (!case.get("period_from").is_empty()).then(|| (case.number("period_from"), case.number("period_to")));
    let weights = (case.get("method") == "survtab-pp").then(|| match case.get("quirk") {
        "pp-plus-sign" => MidWeight::PopEpi,
        _ => MidWeight::Corrected,
    });
    let population = table.map(|named| Population::new(&named.table));
    Survtab { grid: YearGrid::new(grid(case.get("grid"))).unwrap(), period, population, weights }
}

fn person(case: &Case, table: Option<&NamedTable>, row: &Row) -> Person {
    let status = row.get(case.get("status_col"));
    let cause = case.list("event_value").position(|event| event == status).map_or(0, |cause| cause + 1);
    Person {
        years: row.number(case.get("time_col")).unwrap(),
        cause: u8::try_from(cause).unwrap(),
        calendar: row.number(case.get("date_col")).unwrap(),
        age: row.number(case.get("age_col")).unwrap_or(0.0),
        stratum: table.map_or(0, |table| table.stratum(row.get(case.get("sex_col")), "")),
    }
}

/// Internal weights are the groups' people in all strata together.
fn weights(folder: &Folder, case: &Case, strata: &[Groups]) -> Option<StandardWeights> {
    let weights: Vec<f64> = match case.get("weights") {
        "" => return None,
        "internal" => {
            let people = |group: usize| strata.iter().map(|of| of.groups[group].intervals()[0].counts.entering).sum();
            (0..strata[0].groups.len()).map(|group| as_real(people(group))).collect()
        }
        name => {
            let column = name.to_uppercase();
            let standard = folder.life_table("icss_weights_5groups");
            standard.iter().map(|row| row.number(&column).unwrap()).collect()
        }
    };
    Some(StandardWeights::new(&weights).unwrap())
}

fn as_real(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// As long as every group was followed: popEpi gives no rows beyond.
fn standardised(weights: &StandardWeights, groups: &[Vec<Estimate>]) -> Vec<Estimate> {
    let reached = groups.iter().map(Vec::len).min().unwrap_or(0);
    let at = |index: usize| {
        let group = |group: &Vec<Estimate>| {
            Ok(GroupEstimate { estimate: group[index].estimate, std_err: group[index].std_err })
        };
        match weights.standardise(groups.iter().map(group)) {
            Ok(found) => Estimate { estimate: found.estimate, std_err: found.std_err },
            Err(_) => Estimate { estimate: f64::NAN, std_err: f64::NAN },
        }
    };
    (0..reached).map(at).collect()
}

fn compare_sums(check: &mut Check, sums: &Sums, rows: &[&Row]) {
    for (index, row) in rows.iter().enumerate() {
        check.rows += 1;
        let interval = &sums.intervals()[index];
        let bounds = sums.grid().bounds();
        check.number(row, "Tstart", bounds[index], TOLERANCE);
        check.number(row, "Tstop", bounds[index + 1], TOLERANCE);
        check.number(row, "delta", bounds[index + 1] - bounds[index], TOLERANCE);
        let counts = [
            ("d", interval.counts.deaths),
            ("n", interval.counts.entering),
            ("n.cens", interval.counts.withdrawn),
            ("d.canD", interval.deaths_by_cause[0]),
            ("d.othD", interval.deaths_by_cause[1]),
        ];
        for (column, found) in counts.into_iter().filter(|(column, _)| !row.get(column).is_empty()) {
            check.count(row, column, found);
        }
        let weighted = &interval.weighted;
        let reals = [
            ("pyrs", interval.person_years),
            ("d.exp", interval.expected_deaths),
            ("n.pp", weighted.entering),
            ("n.cens.pp", weighted.withdrawn),
            ("d.pp", weighted.deaths),
            ("d.pp.2", weighted.deaths_squared),
            ("pyrs.pp", weighted.person_years),
            ("d.exp.pp", weighted.expected_deaths),
        ];
        for (column, found) in reals {
            if let Some(expected) = row.number(column) {
                check.number(row, column, found, TOLERANCE * expected.abs().max(1.0));
            }
        }
    }
}

fn compare_estimates(
    check: &mut Check,
    estimates: &[Estimate],
    limits: Option<ConfidenceInterval>,
    name: &str,
    rows: &[&Row],
) {
    for (index, row) in rows.iter().enumerate() {
        let missing = Estimate { estimate: f64::NAN, std_err: f64::NAN };
        let found = estimates.get(index).copied().unwrap_or(missing);
        check.number(row, name, found.estimate, TOLERANCE);
        if let Some(interval) = limits {
            let (lower, upper) = found.limits(&interval);
            check.number(row, &format!("SE.{name}"), found.std_err, TOLERANCE);
            check.number(row, &format!("{name}.lo"), lower, TOLERANCE);
            check.number(row, &format!("{name}.hi"), upper, TOLERANCE);
        }
    }
}

/// popEpi's own choice, log-log at 0.95, where the case names none.
fn interval(case: &Case) -> ConfidenceInterval {
    let transform = match case.get("ci") {
        "log" => Transform::Log,
        "loglog" | "" => Transform::LogLog,
        "plain" => Transform::Plain,
        other => panic!("{}: unknown interval {other}", case.id()),
    };
    let level = case.get("conf_level").parse().unwrap_or(0.95);
    ConfidenceInterval { transform, level: ConfLevel::new(level).unwrap() }
}

/// Both signs of the weight in the middle of an interval.
#[test]
fn net_survival_agrees_with_both_signs_of_the_weight() {
    let Some(folder) = Folder::open() else { return };
    for off in [0.0, 5.0] {
        let mut check = Check { off, ..Check::default() };
        for (breaks, case_id) in [("monthly", "st_sire_rel_pp_hazard_M"), ("yearly", "st_sire_rel_pp_hazard_Y")] {
            let case = folder.cases().find(|case| case.id() == case_id).unwrap();
            let table = load(&folder, case.get("life_table"));
            let people: Vec<Person> =
                folder.strata(&case)[0].people.iter().map(|row| person(&case, Some(&table), row)).collect();
            for (sign, rule) in [("plus", MidWeight::PopEpi), ("minus", MidWeight::Corrected)] {
                let survtab = Survtab { weights: Some(rule), ..survtab(&case, Some(&table)) };
                let estimates = Form::Hazard.pohar_perme(&survtab.tally(&people, 2).unwrap());
                let all = folder.result_file("pp_hazard_sign_sire.csv");
                let of_rule = |row: &&Row| row.get("breaks") == breaks && row.get("weight_sign").starts_with(sign);
                let rows: Vec<&Row> = all.iter().filter(of_rule).collect();
                check.length(sign, estimates.len(), rows.len());
                compare_estimates(&mut check, &estimates, None, "r.pp", &rows);
                for (found, row) in estimates.iter().zip(rows) {
                    check.number(row, "SE.r.pp", found.std_err, TOLERANCE);
                }
            }
        }
        println!("largest difference {:e} tolerances", check.largest);
        assert_eq!(check.failures.is_empty(), off == 0.0, "{}", check.failures.join("\n"));
    }
}
