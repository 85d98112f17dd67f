//! `rs.diff`.

use std::collections::BTreeMap;

use estimators::TestOfDifference;
use estimators::relsurv::{Cohort, Graffeo};
use golden::{Check, Row};

use super::Golden;

pub(super) fn compare(golden: &Golden<'_>, check: &mut Check) {
    let case = golden.case;
    let people: Vec<Row> = golden.folder.strata(case).into_iter().flat_map(|stratum| stratum.people).collect();
    let mut strata: BTreeMap<Vec<&str>, Vec<&Row>> = BTreeMap::new();
    for person in &people {
        strata.entry(case.list("strata").map(|column| person.get(column)).collect()).or_default().push(person);
    }
    let groups = groups(case.get("by_levels"));
    let of_group = |people: &[&Row], group: &[(&str, &str)]| {
        let in_group = |row: &&&Row| group.iter().all(|(column, level)| row.get(column) == *level);
        golden.cohort(&people.iter().filter(in_group).map(|row| (*row).clone()).collect::<Vec<Row>>())
    };
    let strata: Vec<Vec<Cohort<'_>>> =
        strata.values().map(|people| groups.iter().map(|group| of_group(people, group)).collect()).collect();
    let test = Graffeo { stepping: golden.stepping() }.test(&strata);
    for row in golden.folder.scalars(case) {
        check.rows += 1;
        match row.get("name") {
            "df" => assert_eq!(row.number("value"), Some(f64::from(u32::try_from(test.df).unwrap()))),
            "n_group" => check.count(&row, "value", test.groups[index(&row)[0]].n),
            name => {
                let tolerance = golden.tolerance * row.number("value").unwrap_or(1.0).abs().max(1.0);
                check.number(&row, "value", figure(&test, name, &row), tolerance);
            }
        }
    }
}

fn figure(test: &TestOfDifference, name: &str, row: &Row) -> f64 {
    match (name, index(row)[..].as_ref()) {
        ("chisq", _) => test.chi_square,
        ("p", _) => test.p,
        ("z", [group]) => test.z[*group],
        ("cov", [row, column]) => test.covariance[*row][*column],
        _ => panic!("unknown figure {name} {}", row.get("index")),
    }
}

/// `2` or `1,2`, from 1.
fn index(row: &Row) -> Vec<usize> {
    let parts = row.get("index").split(',').filter(|part| !part.is_empty());
    parts.map(|part| part.trim().parse::<usize>().unwrap() - 1).collect()
}

/// The groups of `sex=1|2` in order, each as the columns' values; of several columns every combination, the last
/// column changing fastest.
fn groups(levels: &str) -> Vec<Vec<(&str, &str)>> {
    let mut groups: Vec<Vec<(&str, &str)>> = vec![Vec::new()];
    for column in levels.split(';') {
        let (column, levels) = column.trim().split_once('=').unwrap();
        let of = |group: &Vec<_>| -> Vec<Vec<_>> {
            levels.split('|').map(|level| [group.as_slice(), &[(column, level)]].concat()).collect()
        };
        groups = groups.iter().flat_map(of).collect();
    }
    groups
}
