//! SEER's multiple primary rules against the reference implementation's answers, a group of rules at a time.

use std::collections::BTreeMap;

use rules::{SeerTumor, SeerTumorTexts, SeerVerdict, decide_seer_primaries};

use crate::reference::{self, Agreement, Row};

/// The year that the reference answers were made in.
const CURRENT_YEAR: i32 = 2026;

/// The columns of a tumor, without the number of the tumor that ends them, and those of the answer.
struct Columns {
    tumor: [&'static str; 9],
    answer: [&'static str; 4],
}

const CASES: Columns = Columns {
    tumor: [
        "primarySite",
        "histologyIcdO3",
        "behaviorIcdO3",
        "histologyIcdO2",
        "behaviorIcdO2",
        "laterality",
        "dateOfDiagnosisYear",
        "dateOfDiagnosisMonth",
        "dateOfDiagnosisDay",
    ],
    answer: ["expected.result", "expected.groupId", "expected.step", "expected.appliedRules"],
};

const GOLDEN: Columns = Columns {
    tumor: ["site", "hist", "beh", "", "", "lat", "year", "month", "day"],
    answer: ["result", "groupId", "step", "appliedRules"],
};

fn tumor(row: &Row, columns: &Columns, number: u8) -> SeerTumor {
    let [site, histology, behavior, histology_icdo2, behavior_icdo2, laterality, year, month, day] =
        columns.tumor.map(|column| row.get(&format!("{column}{number}")));
    SeerTumor::new(&SeerTumorTexts {
        site,
        histology,
        behavior,
        histology_icdo2,
        behavior_icdo2,
        laterality,
        year,
        month,
        day,
    })
}

/// Verdict, group, step and the rules asked.
type Answer = [String; 4];

fn found(row: &Row, columns: &Columns) -> Answer {
    let [first, second] = [1, 2].map(|number| tumor(row, columns, number));
    let decision = decide_seer_primaries(&first, &second, CURRENT_YEAR);
    let verdict = match decision.verdict {
        SeerVerdict::SinglePrimary => "SINGLE_PRIMARY",
        SeerVerdict::MultiplePrimaries => "MULTIPLE_PRIMARIES",
        SeerVerdict::Questionable => "QUESTIONABLE",
        SeerVerdict::InvalidInput => "INVALID_INPUT",
    };
    let applied: Vec<_> = decision.applied.iter().map(|rule| rule.step).collect();
    let group = decision.group.map_or("", |group| group.id);
    [verdict.to_owned(), group.to_owned(), decision.step().to_owned(), applied.join(";")]
}

fn compare(file: &str, columns: &Columns) -> Vec<Agreement> {
    let mut by_group: BTreeMap<String, Agreement> = BTreeMap::new();
    for row in reference::rows(file).unwrap_or_default() {
        let expected = columns.answer.map(|column| row.get(column).to_owned());
        let part = match expected[1].as_str() {
            "" => format!("{file}: no group, or two"),
            group => format!("{file}: {group}"),
        };
        let agreement =
            by_group.entry(part).or_insert_with_key(|part| Agreement::new(rules::SEER_MULTIPLE_PRIMARIES, part));
        agreement.compare(&described(&row, columns), &found(&row, columns), &expected);
    }
    by_group.into_values().collect()
}

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    let files =
        [("cases/mph_pairs.csv", &CASES), ("golden/mph_pairs.csv.gz", &GOLDEN), ("golden/mph_bundled.csv.gz", &GOLDEN)];
    files.into_iter().flat_map(|(file, columns)| compare(file, columns)).collect()
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

fn described(row: &Row, columns: &Columns) -> String {
    let tumor = |number: u8| columns.tumor.map(|column| row.get(&format!("{column}{number}"))).join(" ");
    format!("{} | {}", tumor(1), tumor(2))
}
