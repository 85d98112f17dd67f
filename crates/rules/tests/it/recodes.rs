//! Recodes against the reference implementation's answers, through the frame by which every door derives them.

use std::collections::BTreeMap;

use rules::{Context, Day, Histology, Records, Topography, TumorCodes, Values, iccc_3, variable};

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
    ("behavior_recode", "behaviorRecodeForAnalysis", "behavior_recode", ""),
    ("aya_2008", "ayaSiteRecode2008", "aya_recode", "WHO 2008"),
    ("aya_2020", "ayaSiteRecode2020", "aya_recode", "2020 Revision"),
    ("iccc_3", "iccc3", "iccc", ICCC_3),
    ("iccc_2008", "icccWho2008", "iccc", "ICD-O-3/WHO 2008"),
    ("iccc_2008_extended", "icccWho2008Extended", "iccc", "ICD-O-3/WHO 2008, extended"),
    ("iccc_2017", "icccIarc2017", "iccc", "Third edition based on ICD-O-3/IARC 2017"),
    ("iccc_2017_extended", "icccIarc2017Extended", "iccc", "Third edition based on ICD-O-3/IARC 2017, extended"),
    ("iccc_2017_major", "icccIarc2017Major", "", ""),
    ("lymphoid_2021", "lymphoidRecode2021", "lymphoid_recode", "2021 Revision"),
    ("brain_cns_2020", "brainCnsRecode2020", "brain_cns_recode", "2020 Revision"),
];

const ICCC_3: &str = "Third edition (ICCC-3) based on ICD-O-3";

/// What the reference takes for a code all the same.
const NO_CODE: &str = "no code of ICD-O-3 (C50, c509, 850): unknown, not the code of the same number";

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    let golden = reference::rows("golden/recodes.csv.gz");
    let mut files = BTreeMap::new();
    let mut agreements = Vec::new();
    for &(name, column, cases, version) in VARIABLES {
        if let Some(rows) = &golden {
            agreements.push(compare(name, "golden/recodes.csv.gz", rows, column));
        }
        if cases.is_empty() {
            continue;
        }
        let file = format!("cases/{cases}.csv");
        let rows = files.entry(cases).or_insert_with(|| reference::rows(&file));
        if let Some(rows) = rows {
            let of_version = rows.extract_if(.., |row| version_of(row) == version);
            agreements.push(compare(name, &file, &of_version.collect::<Vec<_>>(), "expected"));
        }
    }
    // No variable: the third edition is not in two classifications, and the reference asks for the other one.
    if let Some(rows) = files.get_mut("iccc").and_then(Option::as_mut) {
        let (algorithm, ..) = variable("iccc_3").unwrap();
        let mut agreement = Agreement::new(algorithm.id, "cases/iccc.csv, extended");
        for row in rows.extract_if(.., |row| version_of(row) == format!("{ICCC_3}, extended")) {
            let (primary_site, histology) = (row.get("primarySite"), row.get("histologicTypeIcdO3"));
            let found = iccc_3(&TumorCodes { primary_site, histology, ..TumorCodes::default() });
            agreement.compare(row.get("case"), &found.extended, &row.get("expected"));
        }
        agreements.push(agreement);
    }
    let left: Vec<_> = files.into_values().flatten().flatten().collect();
    assert!(left.is_empty(), "cases of no version of ours: {left:?}");
    agreements
}

fn version_of(row: &Row) -> String {
    let version = row.get("version").to_owned();
    if row.get("extended") == "true" { version + ", extended" } else { version }
}

fn compare(name: &str, file: &str, rows: &[Row], answer: &str) -> Agreement {
    let (algorithm, _, output) = variable(name).unwrap();
    let labels = output.labels.unwrap();
    let tumors: Vec<_> = rows.iter().map(|row| ITEMS.map(|item| row.get(item))).collect();
    let found = derived(name, &records(&tumors));
    let answers = if algorithm.outputs.len() == 1 { file.to_owned() } else { format!("{file}, {name}") };
    let mut agreement = Agreement::new(algorithm.id, &answers);
    for (at, row) in rows.iter().enumerate() {
        let (found, expected) = (found.text(at).unwrap(), row.get(answer));
        assert!(labels.label(&found).is_some(), "{name}: {found} has no label");
        if found != expected && !has_codes(row) {
            agreement.differs(NO_CODE);
        } else {
            agreement.compare(&tumors[at].join(" "), &found.as_ref(), &expected);
        }
    }
    agreement
}

/// The items that recodes read, in the reference's files.
const ITEMS: [&str; 4] = ["primarySite", "histologicTypeIcdO3", "behaviorCodeIcdO3", "dxYear"];

/// Tumors, each by [`ITEMS`].
fn records<'a>(tumors: &[[&'a str; 4]]) -> Records<'a> {
    let mut records = Records::new(tumors.len());
    for (at, item) in ["primarySite", "histologicTypeIcdO3", "behaviorCodeIcdO3", "dateOfDiagnosis"].iter().enumerate()
    {
        records.insert(item, tumors.iter().map(|tumor| tumor[at]).collect());
    }
    records
}

fn derived(name: &str, records: &Records<'_>) -> Values {
    let (algorithm, place, _) = variable(name).unwrap();
    let context = Context { today: Day::from_ymd(2026, 6, 30).unwrap(), cutoff_year: 2025 };
    algorithm.derive(records, &context).unwrap().swap_remove(place)
}

/// Whether site and histology have the form of codes.
fn has_codes(row: &Row) -> bool {
    let (site, histology) = (row.get("primarySite"), row.get("histologicTypeIcdO3"));
    Topography::parse(site).is_some() && Histology::parse(histology).is_some()
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

/// From the publishers' definitions, by hand: of each tumor what the variables give, in the order of [`VARIABLES`].
#[test]
fn tumors_are_recoded_as_the_publishers_define() {
    let names = [
        "site_recode_2003",
        "site_recode_2003_no_ks_meso",
        "site_recode_2008",
        "site_recode_2023",
        "behavior_recode",
        "aya_2008",
        "iccc_2017",
        "iccc_2017_extended",
        "iccc_2017_major",
        "lymphoid_2021",
        "brain_cns_2020",
    ];
    for (tumor, codes) in [
        // Carcinoma of the breast.
        ("C504 8500 3 2015", "26000 26000 26000 39 3 36 116 103 14 99 27"),
        // Kaposi sarcoma of the skin has a group of its own but in one definition.
        ("C445 9140 3 2015", "36020 25020 36020 78 3 24 093 059 09 99 27"),
        // Chronic lymphocytic leukemia of the marrow.
        ("C421 9823 3 2015", "35012 35012 35012 68 3 04 011 002 01 08 27"),
        // A benign meningioma, before and since benign brain tumors are collected.
        ("C700 9530 0 2003", "31040 31040 31040 81 9 14 035 031 03 99 16"),
        ("C700 9530 0 2004", "31040 31040 31040 81 0 14 035 031 03 99 16"),
        // In situ carcinoma of the bladder counts as malignant in the behavior recode alone.
        ("C679 8130 2 2015", "29010 29010 29010 55 3 99 999 999 99 99 27"),
        // Lymphoblastic lymphoma not otherwise specified changes sides in 2010.
        ("C779 9727 3 2009", "33041 33041 33041 67 3 05 022 010 02 42 27"),
        ("C779 9727 3 2010", "33041 33041 33041 70 3 05 022 010 02 42 27"),
        // No codes: no dot, no three characters, no small letter, no histology of three digits.
        ("C50.4 8500 3 2015", "99999 99999 99999 99 9 99 999 999 99 99 27"),
        ("C50 8500 3 2015", "99999 99999 99999 99 9 99 999 999 99 99 27"),
        ("c504 8500 3 2015", "99999 99999 99999 99 9 99 999 999 99 99 27"),
        ("C504 850 3 2015", "99999 99999 99999 99 9 99 999 999 99 99 27"),
    ] {
        let items: Vec<&str> = tumor.split(' ').collect();
        let records = records(&[[items[0], items[1], items[2], items[3]]]);
        let found: Vec<String> =
            names.iter().map(|name| derived(name, &records).text(0).unwrap().into_owned()).collect();
        assert_eq!(found.join(" "), codes, "{tumor}");
    }
}

proptest::proptest! {
    #[test]
    fn whatever_is_written_has_a_labeled_code(
        site in "C?[0-9]{2,4}|\\PC{0,5}", histology in "[89][0-9]{3}|\\PC{0,5}", behavior in "[0-9]?|\\PC{0,2}", date in "[0-9]{0,8}|\\PC{0,9}",
    ) {
        let records = records(&[[&site, &histology, &behavior, &date]]);
        for (name, ..) in VARIABLES {
            let found = derived(name, &records);
            let labels = variable(name).unwrap().2.labels.unwrap();
            proptest::prop_assert!(labels.label(&found.text(0).unwrap()).is_some());
        }
    }
}

/// What tables show of a variable, worked out by hand from the publisher's tables.
#[test]
fn codes_have_labels_and_roll_up() {
    let labels = |name| variable(name).unwrap().2.labels.unwrap();
    for (name, code, label) in [
        ("site_recode_2008", "21041", "Cecum"),
        ("site_recode_2023", "01", "Lip"),
        ("site_recode_2023_expanded", "84", "Brain, CNS Other and Intracranial Gland (Benign and Borderline)"),
        ("behavior_recode", "3", "Malignant"),
        ("aya_2008", "14", "3.5 Other specified intracranial and intraspinal neoplasms"),
        ("aya_2020", "001", "1.1 Acute lymphoblastic leukemia"),
        ("iccc_3", "035", "Retinoblastoma"),
        ("iccc_2017", "011", "Lymphoid leukemias"),
        ("iccc_2017_extended", "001", "Precursor cell leukemias"),
        ("iccc_2017_major", "11", "Thyroid carcinomas"),
        ("lymphoid_2021", "13", "2(a)2.3.1 DLBCL, NOS"),
        ("brain_cns_2020", "27", "All Other Cancer Types"),
    ] {
        assert_eq!(labels(name).label(code), Some(label), "{name} {code}");
    }
    for (name, group, level, codes) in [
        (
            "site_recode_2008",
            "Colon and Rectum",
            1,
            "21041 21042 21043 21044 21045 21046 21047 21048 21049 21051 21052",
        ),
        ("site_recode_2023", "Skin", 0, "37 38"),
        ("site_recode_2023", "Hematopoietic Neoplasms", 0, "67 68 69 70 71 72 73 74 75 76"),
        ("site_recode_2023_expanded", "T-cell Neoplasms", 1, "72 73"),
        ("aya_2020", "1.2 Acute myeloid leukemia", 1, "002 003"),
        ("iccc_2017", "Renal tumors", 0, "061 062 063"),
        ("iccc_2017_extended", "Renal tumors", 0, "036 037 038 039 040"),
        ("lymphoid_2021", "2(a)2.3 Diffuse large B-cell lymphoma (DLBCL)", 4, "13 14 15 16"),
    ] {
        let line = labels(name).lines().iter().find(|line| line.label == group && line.code.is_none());
        let line = line.unwrap_or_else(|| panic!("{name}: no group {group}"));
        assert_eq!((line.level, line.codes.join(" ").as_str()), (level, codes), "{name} {group}");
    }
}
