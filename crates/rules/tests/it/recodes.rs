//! Recodes against the reference implementation's answers, through the frame by which every door derives them.

use std::collections::BTreeMap;

use rules::{Context, Day, Records, variable};

use crate::reference::{self, Agreement, Row};

/// The variables, with their columns in the large file and their version (and whether extended) in the file of cases.
const VARIABLES: &[(&str, &str, &str, &str)] = &[
    ("site_recode_2003", "seerSiteRecode2003", "seer_site_recode", "2003 Definition"),
    (
        "site_recode_2003_no_ks_meso",
        "seerSiteRecode2003NoKsMeso",
        "seer_site_recode",
        "2003 Definition without Mesothelioma and Kaposi Sarcoma",
    ),
    ("site_recode_2008", "seerSiteRecode2008", "seer_site_recode", "WHO 2008 Definition"),
    ("site_recode_2023", "seerSiteRecode2023", "seer_site_recode", "2023 Revision"),
    ("site_recode_2023_expanded", "seerSiteRecode2023Expanded", "seer_site_recode", "2023 Revision Expanded"),
];

/// What has the form of a code to the reference alone.
const NO_CODE: &str = "no code of ICD-O-3: the reference reads what is there as a number or as a longer code";

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    let golden = reference::rows("golden/recodes.csv.gz");
    let mut files = BTreeMap::new();
    let mut agreements = Vec::new();
    for &(name, column, cases, version) in VARIABLES {
        if let Some(rows) = &golden {
            agreements.push(compare(name, "golden/recodes.csv.gz", rows, column));
        }
        let file = format!("cases/{cases}.csv");
        let all = files.entry(cases).or_insert_with(|| reference::rows(&file));
        if let Some(all) = all {
            let rows: Vec<Row> = all.iter().filter(|row| version_of(row) == version).cloned().collect();
            agreements.push(compare(name, &file, &rows, "expected"));
        }
    }
    agreements
}

fn version_of(row: &Row) -> String {
    let version = row.get("version").to_owned();
    if row.get("extended") == "true" { version + ", extended" } else { version }
}

fn compare(name: &str, file: &str, rows: &[Row], answer: &str) -> Agreement {
    let (algorithm, place, _) = variable(name).unwrap();
    let mut records = Records::new(rows.len());
    for (item, column) in [
        ("primarySite", "primarySite"),
        ("histologicTypeIcdO3", "histologicTypeIcdO3"),
        ("behaviorCodeIcdO3", "behaviorCodeIcdO3"),
        ("dateOfDiagnosis", "dxYear"),
    ] {
        records.insert(item, rows.iter().map(|row| row.get(column)).collect());
    }
    let context = Context { today: Day::from_ymd(2026, 6, 30).unwrap(), cutoff_year: 2025 };
    let found = algorithm.derive(&records, &context).unwrap();
    let answers = if algorithm.outputs.len() == 1 { file.to_owned() } else { format!("{file}, {name}") };
    let mut agreement = Agreement::new(algorithm.id, &answers);
    for (at, row) in rows.iter().enumerate() {
        let (found, expected) = (found[place].text(at).unwrap(), row.get(answer));
        if found != expected && !has_codes(row) {
            agreement.differs(NO_CODE);
        } else {
            let tumor = ["primarySite", "histologicTypeIcdO3", "behaviorCodeIcdO3", "dxYear"].map(|item| row.get(item));
            agreement.compare(&tumor.join(" "), &found.as_ref(), &expected);
        }
    }
    agreement
}

/// Whether site and histology have the length of codes.
fn has_codes(row: &Row) -> bool {
    row.get("primarySite").len() == 4 && row.get("histologicTypeIcdO3").len() == 4
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}
