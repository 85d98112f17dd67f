//! Agreement with R's popEpi 0.4.10 (`survtab`), case by case, and what the convention says of small cohorts.

use estimators::popepi::{Estimate, Form, MidWeight, Person, Population, Sums, Survtab};
use estimators::{
    AgeAxis, CalendarAxis, CalendarRule, ConfLevel, ConfidenceInterval, GroupEstimate, LifeTable, StandardWeights,
    Transform, YearGrid,
};
use golden::{Case, Check, Folder, Report, Row, Stratum, grid};

use crate::life_tables::{NamedTable, load};

/// Absolute for estimates, standard errors and limits; relative for sums.
const TOLERANCE: f64 = 1e-9;

#[test]
fn tables_agree_with_survtab() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 0.0).expect_agreement();
}

#[test]
fn a_table_off_by_five_tolerances_is_noticed_in_every_case() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 5.0).expect_every_case_to_notice();
}

fn run(folder: &Folder, off: f64) -> Report {
    let mut report = Report::default();
    for case in folder.cases().filter(|case| case.get("convention") == "popepi") {
        if case.is_skipped() {
            report.later.push(format!("{} ({})", case.id(), case.get("skip")));
            continue;
        }
        let mut check = Check { off, ..Check::default() };
        compare(folder, &case, &mut check);
        report.add(&case, &check);
    }
    report
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

fn table(hazard_per_year: f64) -> LifeTable {
    let ages = AgeAxis::new(0, 100, 365.25).unwrap();
    let calendar = CalendarAxis::new(vec![0, 10_957], CalendarRule::Date).unwrap();
    let hazards = [hazard_per_year, 2.0 * hazard_per_year].map(|hazard| [hazard / 365.25; 100]).concat();
    LifeTable::new(ages, calendar, hazards).unwrap()
}

/// Followed from a quarter into 1999; the population's hazard doubles with the year 2000.
fn person_of(years: f64, cause: u8) -> Person {
    Person { years, cause, calendar: 1999.25, age: 50.0, stratum: 0 }
}

fn whole_years(n: u32) -> YearGrid {
    YearGrid::new((0..=n).map(f64::from).collect()).unwrap()
}

/// One dies after half a year, one is lost after one and a half, one is followed to year 3.
#[test]
fn sums_of_whole_years() {
    let people = [(0.5, 1), (1.5, 0), (3.0, 2)].map(|(years, cause)| person_of(years, cause));
    let sums = Survtab::observed(whole_years(2)).tally(&people, 2).unwrap();
    let [first, second] = sums.intervals() else { panic!("two intervals") };
    assert_eq!((first.person_years, second.person_years), (2.5, 1.5));
    assert_eq!((first.counts.entering, second.counts.entering), (3, 2));
    assert_eq!((first.deaths_by_cause.as_slice(), second.counts.withdrawn), ([1, 0].as_slice(), 1));
    let hazard = Form::Hazard.observed(&sums);
    assert!((hazard[1].estimate - f64::exp(-1.0 / 2.5)).abs() < 1e-15);
    assert!((hazard[1].std_err - f64::exp(-0.4) * 0.4).abs() < 1e-15);
    let actuarial = Form::LifeTable.observed(&sums);
    assert!((actuarial[1].estimate - 2.0 / 3.0).abs() < 1e-15);
    // A death exactly at one year belongs to the first interval, one at 0 too.
    let people = [(1.0, 1), (0.0, 1)].map(|(years, cause)| person_of(years, cause));
    let sums = Survtab::observed(whole_years(2)).tally(&people, 1).unwrap();
    assert_eq!(sums.intervals()[0].counts.deaths, 2);
    // Nobody was followed into the second year.
    assert_eq!(Form::Hazard.observed(&sums).len(), 1);
}

/// The hazard is that of the row's middle: 1999.75 in the first year, 2000.75 in the second, and 1999.5 for whoever
/// leaves after half a year. Weights are exp of the hazard to the middle; popEpi's has the wrong sign there.
#[test]
fn expected_deaths_and_weights() {
    let h = 0.1;
    let named = table(h);
    let people = [(0.5, 1), (2.0, 0)].map(|(years, cause)| person_of(years, cause));
    let tally = |weights| {
        let population = Some(Population::new(&named));
        Survtab { grid: whole_years(2), period: None, population, weights: Some(weights) }.tally(&people, 1).unwrap()
    };
    let corrected = tally(MidWeight::Corrected);
    let [first, second] = corrected.intervals() else { panic!("two intervals") };
    assert!((first.expected_deaths - 1.5 * h).abs() < 1e-15);
    assert!((second.expected_deaths - 2.0 * h).abs() < 1e-15);
    assert!((first.weighted.deaths - f64::exp(h / 2.0)).abs() < 1e-15);
    assert!((second.weighted.person_years - f64::exp(h + 2.0 * h / 2.0)).abs() < 1e-15);
    let popepi = tally(MidWeight::PopEpi);
    // To what the shift of its breaks changes.
    assert!((popepi.intervals()[0].weighted.deaths - f64::exp(-h / 2.0)).abs() < 1e-8);
    assert!((popepi.intervals()[1].weighted.person_years - f64::exp(h - 2.0 * h / 2.0)).abs() < 1e-8);
}

/// Without deaths in the population relative and net survival are observed survival.
#[test]
fn no_population_hazard_is_no_correction() {
    let named = table(0.0);
    let times = [(0.3, 1), (0.9, 0), (1.2, 1), (1.7, 1), (2.6, 0), (2.9, 1), (3.4, 0)];
    let people = times.map(|(years, cause)| person_of(years, cause));
    let population = Some(Population::new(&named));
    let survtab = Survtab { grid: whole_years(3), period: None, population, weights: Some(MidWeight::Corrected) };
    let sums = survtab.tally(&people, 1).unwrap();
    for form in [Form::Hazard, Form::LifeTable] {
        let observed = form.observed(&sums);
        for (other, observed) in
            form.ederer_ii(&sums).iter().chain(&form.pohar_perme(&sums)).zip(observed.iter().cycle())
        {
            assert!((other.estimate - observed.estimate).abs() < 1e-15);
        }
        for (incidence, observed) in form.cumulative_incidence(&sums, 1).iter().zip(&observed) {
            assert!((incidence - (1.0 - observed.estimate)).abs() < 1e-15);
        }
    }
}

/// Person-time of the period only; a death on its first day is left out, one on its last is counted.
#[test]
fn the_ends_of_a_period() {
    let people = [(0.75, 1), (1.75, 1), (3.0, 1)].map(|(years, cause)| person_of(years, cause));
    let rules = Survtab { period: Some((2000.0, 2001.0)), ..Survtab::observed(whole_years(3)) };
    let sums = rules.tally(&people, 1).unwrap();
    let person_years: Vec<f64> = sums.intervals().iter().map(|interval| interval.person_years).collect();
    let deaths: Vec<u64> = sums.intervals().iter().map(|interval| interval.counts.deaths).collect();
    assert_eq!((person_years, deaths), (vec![0.5, 1.5, 0.0], vec![0, 1, 0]));
}

#[test]
fn bad_people_are_errors_that_say_who() {
    let named = table(0.1);
    let rules = Survtab { population: Some(Population::new(&named)), ..Survtab::observed(whole_years(1)) };
    let error = |person: Person| rules.tally(&[person], 1).unwrap_err().to_string();
    assert!(error(person_of(-0.5, 0)).contains("person 0: expected a finite time"));
    assert!(error(person_of(f64::NAN, 0)).contains("finite"));
    assert!(error(person_of(1.0, 2)).contains("cause of death 2, expected 0 (alive) to 1"));
    assert!(error(Person { stratum: 1, ..person_of(1.0, 0) }).contains("stratum 1"));
}
