//! Tests of difference against R's survival (`survdiff`), cmprsk (`cuminc`) and relsurv (`rs.diff`).

use analytics::{Convention, Difference, DifferenceRequest, LifeTableSource, Test, TestOfDifference, difference};
use golden::{Case, Check, Folder, Report, Row};

use super::request;

/// Of a figure's size, but no less than itself: observed and expected deaths, their covariances and the statistics run
/// to thousands.
const TOLERANCE: f64 = 1e-12;
/// The same of Graffeo's test, whose sums of weights reach a million.
const GRAFFEO: f64 = 1e-10;

#[test]
fn tests_agree_with_the_references() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 0.0).expect_agreement();
}

#[test]
fn a_test_off_by_five_tolerances_is_noticed_in_every_case() {
    let Some(folder) = Folder::open() else { return };
    run(&folder, 5.0).expect_every_case_to_notice();
}

fn run(folder: &Folder, off: f64) -> Report {
    let mut report = Report::default();
    for case in folder.cases() {
        let (test, tolerance) = match case.get("method") {
            "log-rank" => (Test::LogRank, TOLERANCE),
            "cumulative-incidence" if !case.get("by").is_empty() => (Test::Gray, TOLERANCE),
            "graffeo-test" => (Test::Graffeo, GRAFFEO),
            _ => continue,
        };
        let needs_step = !["", "1"].contains(&case.get("precision"));
        let reason = Some(case.get("skip")).filter(|skip| !skip.is_empty());
        let reason = reason.or(needs_step.then_some("needs precision"));
        if let Some(reason) = reason.or(Some(case.get("quirk")).filter(|quirk| !quirk.is_empty())) {
            report.later.push(format!("{} ({reason})", case.id()));
            continue;
        }
        let answer = ask(folder, &case, test);
        let mut check = Check { off, ..Check::default() };
        compare(folder, &case, &answer, tolerance, &mut check);
        report.add(&case, &check);
    }
    report
}

fn ask(folder: &Folder, case: &Case, test: Test) -> Difference {
    // A request that names `sex` means the column of the table's sexes; the cases mean their own.
    let names_sex = case.list("by").chain(case.list("strata")).any(|column| column == "sex");
    let renames = [
        ("time_days", case.get("time_col")),
        ("status", "case_status"),
        ("cause", "case_cause"),
        ("age_days", case.get("age_col")),
        ("dx_date", case.get("date_col")),
        ("race", "race_alt"),
        ("sex", if names_sex { "" } else { case.get("sex_col") }),
    ];
    let (_file, mut cases) = request(folder, case, &renames);
    cases.convention = if test == Test::Graffeo { Convention::Relsurv } else { Convention::Survival };
    let table = Some(case.get("life_table")).filter(|name| !name.is_empty());
    cases.life_table = table.map(|name| LifeTableSource::File(folder.life_table_path(name)));
    let mut request = DifferenceRequest::new(cases, test);
    request.rho = case.get("rho").parse().unwrap_or(0.0);
    request.strata = case.list("strata").map(str::to_owned).collect();
    difference(&request).unwrap_or_else(|error| panic!("{}: {error}", case.id()))
}

fn compare(folder: &Folder, case: &Case, answer: &Difference, tolerance: f64, check: &mut Check) {
    let groups = Groups { case, answer };
    for row in folder.scalars(case) {
        check.rows += 1;
        let outcome = match row.get("name") {
            name if name.starts_with("gray") => case.list("event_value").position(|event| event == row.get("index")),
            _ => Some(0),
        };
        let test = &answer.outcomes[outcome.unwrap()].test;
        match row.get("name") {
            "df" | "gray_df" => check.count(&row, "value", test.df as u64),
            "n" => check.count(&row, "value", test.groups[groups.named(row.get("index"))].n),
            "n_group" => check.count(&row, "value", test.groups[groups.numbered(&row)[0]].n),
            name => {
                let size = row.number("value").map_or(1.0, |size| size.abs().max(1.0));
                check.number(&row, "value", groups.figure(test, name, &row), tolerance * size);
            }
        }
    }
}

/// The groups of a case by the references' names and numbers.
struct Groups<'a> {
    case: &'a Case,
    answer: &'a Difference,
}

impl Groups<'_> {
    fn figure(&self, test: &TestOfDifference, name: &str, row: &Row) -> f64 {
        match name {
            "chisq" | "gray_stat" => test.chi_square,
            "p" | "gray_pv" => test.p,
            "observed" => test.groups[self.named(row.get("index"))].observed,
            "expected" => test.groups[self.named(row.get("index"))].expected,
            "z" => test.z[self.numbered(row)[0]],
            "var" | "cov" => {
                let [a, b] = self.numbered(row)[..] else { panic!("{}: {}", self.case.id(), row.get("index")) };
                test.covariance[a][b]
            }
            other => panic!("{}: unknown scalar {other}", self.case.id()),
        }
    }

    /// `sex=1, site=colon`.
    fn named(&self, name: &str) -> usize {
        let by = &self.answer.by;
        let label = |values: &Vec<String>| {
            let pairs = by.iter().zip(values).map(|(column, value)| format!("{column}={value}"));
            pairs.collect::<Vec<String>>().join(", ")
        };
        let place = self.answer.groups.iter().position(|values| label(values) == name.trim());
        place.unwrap_or_else(|| panic!("{}: no group {name}", self.case.id()))
    }

    /// `2` or `1,2`: numbers in the order of the case's levels, of which some may have nobody.
    fn numbered(&self, row: &Row) -> Vec<usize> {
        let mut names: Vec<String> = vec![String::new()];
        for column in self.case.list("by_levels") {
            let (column, levels) = column.split_once('=').unwrap();
            let longer = |name: &String| {
                let start = if name.is_empty() { String::new() } else { format!("{name}, ") };
                levels.split('|').map(|level| format!("{start}{column}={level}")).collect::<Vec<String>>()
            };
            names = names.iter().flat_map(longer).collect();
        }
        let numbers = row.get("index").split(',').filter(|number| !number.is_empty());
        numbers.map(|number| self.named(&names[number.trim().parse::<usize>().unwrap() - 1])).collect()
    }
}
