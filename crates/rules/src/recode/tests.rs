//! The compiled tables are the rules in their order.

use super::rule_table::{Rule, RuleTable};
use super::tumor_codes::Codes;
use super::{ALGORITHMS, aya, behavior, brain_cns, iccc, lymphoid, site};
use crate::icd_o_3::{Behavior, Histology, Topography};

const TABLES: &[(&str, &RuleTable)] = &[
    ("site recode 2003", &site::RULES_2003),
    ("site recode 2003 without Kaposi sarcoma and mesothelioma", &site::RULES_2003_NO_KS_MESO),
    ("site recode 2008", &site::RULES_2008),
    ("site recode 2023", &site::RULES_2023),
    ("site recode 2023 expanded", &site::RULES_2023_EXPANDED),
    ("behavior recode", &behavior::RULES),
    ("AYA 2008", &aya::RULES_2008),
    ("AYA 2020", &aya::RULES_2020),
    ("ICCC-3", &iccc::RULES_3),
    ("ICCC 2008", &iccc::RULES_2008),
    ("ICCC 2017", &iccc::RULES_2017),
    ("lymphoid neoplasms 2021", &lymphoid::RULES_2021),
    ("brain and nervous system 2020", &brain_cns::RULES_2020),
];

/// Every 997th of all combinations of topography, histology, behavior and year, and of none of each: 997 is prime, so that
/// every code has its turn with others.
fn combinations() -> impl Iterator<Item = Codes> {
    const STEP: usize = 997;
    let sites: Vec<_> = (0..=999).map(|n| Topography::parse(&format!("C{n:03}"))).chain([None]).collect();
    let histologies: Vec<_> = (7998..=9999).map(|n| Histology::parse(&n.to_string())).chain([None]).collect();
    let behaviors: Vec<_> = (0..=9).map(|n| Behavior::parse(&n.to_string())).chain([None]).collect();
    let years = [None, Some(1999), Some(2001), Some(2004), Some(2009), Some(2010), Some(9999)];
    let count = sites.len() * histologies.len() * behaviors.len() * years.len();
    (0..count).step_by(STEP).map(move |at| {
        let (at, year) = (at / years.len(), years[at % years.len()]);
        let (at, behavior) = (at / behaviors.len(), behaviors[at % behaviors.len()]);
        let (at, histology) = (at / histologies.len(), histologies[at % histologies.len()]);
        Codes { site: sites[at], histology, behavior, year }
    })
}

#[test]
fn compiled_tables_are_the_rules_in_order() {
    for (name, table) in TABLES {
        let rules = table.rules();
        for codes in combinations() {
            let in_order = rules.iter().find(|rule| rule.fits(codes)).map(|rule: &Rule| &rule.answer);
            assert_eq!(table.first_match(codes), in_order, "{name}: {codes:?}");
        }
    }
}

/// A part of a list that cannot be read would be left out without a word.
#[test]
fn lists_in_the_tables_are_written_right() {
    let is_end = |column: &str, end: &str| match column {
        "site" | "site_out" => Topography::parse(end).is_some(),
        "behavior" => Behavior::parse(end).is_some(),
        "year" => end.is_empty() || end.len() == 4 && end.parse::<u16>().is_ok(),
        _ => Histology::parse(end).is_some_and(|histology| histology.number() >= 8000),
    };
    for table in ALGORITHMS.iter().flat_map(|algorithm| algorithm.tables) {
        for row in table.rows() {
            for column in ["site", "site_out", "histology", "histology_out", "behavior", "year"] {
                for part in row.get(column).split(';').filter(|_| !row.get(column).is_empty()) {
                    let (first, last) = part.split_once('-').unwrap_or((part, part));
                    assert!(is_end(column, first) && is_end(column, last), "{}: {column} {part}", table.name);
                    assert!(first <= last || last.is_empty(), "{}: {column} {part}", table.name);
                }
            }
        }
    }
}
