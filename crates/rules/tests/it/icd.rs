//! Conversions between classifications against the reference implementation's answers.

use rules::{IcdO2Conversion, icdo2_from_icdo3, icdo3_from_icd9cm, icdo3_from_icd10, icdo3_from_icd10_or_unspecified};

use crate::derived::derive;
use crate::reference::{self, Agreement, Row};

/// Where the reference takes a code of ICD-9-CM and the sex behind it for another code.
const ANOTHER_CODE: &str =
    "code and sex put together are another code: the reference takes 141 of a woman (2) for 1412, and not for 141";

/// What converts by site, in SEER's program of 2001.
const BY_SITE: &[&str] = &["8240 1", "8245 1", "8249 3", "9133 3", "9160 0", "9590 3"];

/// Why it may differ.
const WITHOUT_SITE: &str = "SEER's program converts it by site as well; the reference by histology and behavior alone";

const ICDO3: [&str; 6] = [
    "expected.site",
    "expected.histology",
    "expected.behavior",
    "expected.grade",
    "expected.laterality",
    "expected.reportable",
];

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    let cases =
        [("icd9cm", "icd9cm"), ("icd10", "icd10"), ("icd10cm", "icd10cm")].into_iter().filter_map(|(name, column)| {
            let file = format!("cases/{name}_to_icdo3.csv");
            let rows = reference::rows(&file)?;
            let rows: Vec<_> = rows.iter().filter(|row| row.get("allowNull") != "true").collect();
            compare_icdo3(&file, column, &rows, "sex", ICDO3)
        });
    let golden = reference::rows("golden/icd_to_icdo3.csv.gz").unwrap_or_default();
    let golden =
        [("icd9cm", "ICD-9-CM"), ("icd10", "ICD-10-default"), ("icd10cm", "ICD-10-CM")].map(|(column, system)| {
            let rows: Vec<_> = golden.iter().filter(|row| row.get("system") == system).collect();
            let file = format!("golden/icd_to_icdo3.csv.gz, {system}");
            let answers = ["primarySite", "histology", "behavior", "grade", "laterality", "reportability"];
            compare_icdo3(&file, column, &rows, "sexArg", answers)
        });
    let to_icdo2 = [
        (
            "cases/icdo3_to_icdo2.csv",
            ["expected.site", "expected.histology", "expected.behavior", "expected.conversionResult"],
        ),
        ("golden/icdo3_to_icdo2.csv.gz", ["siteOut", "histologyIcdO2", "behaviorIcdO2", "result"]),
    ];
    let to_icdo2 = to_icdo2.into_iter().filter_map(|(file, answers)| compare_icdo2(file, answers));
    cases.chain(golden.into_iter().flatten()).chain(icd10_without_fallback()).chain(to_icdo2).collect()
}

fn compare_icdo3(file: &str, column: &str, rows: &[&Row], sex: &str, answers: [&str; 6]) -> Option<Agreement> {
    let codes: Vec<_> = rows.iter().map(|row| row.get("code")).collect();
    let sexes = rows.iter().map(|row| row.get(sex)).collect();
    let (algorithm, found) = derive("icdo3_site", [(column, codes), ("sex", sexes)], []);
    let mut agreement = Agreement::new(algorithm, file);
    for (row, found) in rows.iter().zip(found) {
        let (code, sex) = (row.get("code"), row.get(sex));
        let expected: Vec<_> = answers.iter().map(|answer| row.get(answer).to_owned()).collect();
        let other = icdo3_from_icd9cm(&format!("{code}{sex}"), "");
        if found != expected && column == "icd9cm" && other.is_some_and(|other| other.site == expected[0]) {
            agreement.differs(ANOTHER_CODE);
        } else {
            agreement.compare(&format!("{code} {sex}"), &found, &expected);
        }
    }
    (!rows.is_empty()).then_some(agreement)
}

/// ICD-10 where no neoplasm without specification stands in for what the table lacks.
fn icd10_without_fallback() -> Vec<Agreement> {
    let (algorithm, _) = derive("icdo3_site", [("icd10", vec![])], []);
    let cases = reference::rows("cases/icd10_to_icdo3.csv").unwrap_or_default();
    let cases: Vec<_> = cases.iter().filter(|row| row.get("allowNull") == "true").collect();
    let golden = reference::rows("golden/icd_to_icdo3.csv.gz").unwrap_or_default();
    let golden: Vec<_> = golden.iter().filter(|row| row.get("system") == "ICD-10").collect();
    let files = [
        (
            "cases/icd10_to_icdo3.csv, without fallback",
            cases,
            ["expected.site", "expected.histology", "expected.behavior"],
        ),
        ("golden/icd_to_icdo3.csv.gz, ICD-10", golden, ["primarySite", "histology", "behavior"]),
    ];
    let mut agreements = Vec::new();
    for (file, rows, answers) in files {
        let mut agreement = Agreement::new(algorithm, file);
        for row in &rows {
            let found = icdo3_from_icd10(row.get("code"));
            let found = found.map_or([""; 3], |codes| [codes.site, codes.histology, codes.behavior]);
            agreement.compare(row.get("code"), &found, &answers.map(|answer| row.get(answer)));
        }
        if !rows.is_empty() {
            agreements.push(agreement);
        }
    }
    agreements
}

fn compare_icdo2(file: &str, answers: [&str; 4]) -> Option<Agreement> {
    let rows = reference::rows(file)?;
    let items = [
        ("primarySite", "primarySite"),
        ("histologicTypeIcdO3", "histologyIcdO3"),
        ("behaviorCodeIcdO3", "behaviorIcdO3"),
    ];
    let columns = items.map(|(item, column)| (item, rows.iter().map(|row| row.get(column)).collect()));
    let (algorithm, found) = derive("icdo2_histology", columns, []);
    let mut agreement = Agreement::new(algorithm, file);
    for (row, found) in rows.iter().zip(found) {
        let mut expected = answers.map(|answer| row.get(answer).to_owned());
        if row.get("allowNull") == "true" && expected[3].is_empty() {
            // Nothing is told of what was not converted.
            agreement.compare(&items.map(|(_, column)| row.get(column)).join(" "), &found[1].as_str(), &"9999");
            continue;
        }
        let result = match row.get(answers[3]) {
            "CONVERSION_SUCCESSFUL" => IcdO2Conversion::Successful,
            "CONVERSION_SUCCESSFUL_NEEDS_HAND_REVIEW" => IcdO2Conversion::HandReview,
            "CONVERSION_FAILED_INVALID_SITE" => IcdO2Conversion::InvalidSite,
            "CONVERSION_FAILED_INVALID_HISTOLOGY" => IcdO2Conversion::InvalidHistology,
            _ => IcdO2Conversion::InvalidBehavior,
        };
        expected[3] = result.code().to_owned();
        let morphology = [row.get("histologyIcdO3"), row.get("behaviorIcdO3")].join(" ");
        if found != expected && BY_SITE.contains(&morphology.as_str()) {
            agreement.differs(WITHOUT_SITE);
        } else {
            agreement.compare(&[row.get("primarySite"), &morphology].join(" "), &found, &expected.to_vec());
        }
    }
    Some(agreement)
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

/// From the published tables.
#[test]
fn diagnoses_are_tumors() {
    let tumor = |codes: Option<rules::IcdO3>| {
        codes.map(|codes| [codes.site, codes.histology, codes.behavior, codes.reportability].join(" "))
    };
    let some = |text: &str| Some(text.to_owned());
    // Carcinoma in situ of skin of lip: of a woman by the rules of casefinding a melanoma.
    assert_eq!(tumor(icdo3_from_icd9cm("232.0", "1")), some("C440 8000 2 Y"));
    assert_eq!(tumor(icdo3_from_icd9cm("232.0", "2")), some("C440 8720 2 Y"));
    assert_eq!(tumor(icdo3_from_icd9cm("2320", "9")), some("C440 8000 2 Y"));
    assert_eq!(tumor(icdo3_from_icd9cm("1749", "")), some("C509 8000 3 Y"));
    assert_eq!(tumor(icdo3_from_icd9cm("4019", "")), None);
    assert_eq!(tumor(icdo3_from_icd10("C50")), some("C509 8000 3 "));
    assert_eq!(tumor(icdo3_from_icd10("c50.9")), some("C509 8000 3 "));
    assert_eq!(tumor(icdo3_from_icd10("C999")), None);
    assert_eq!(tumor(icdo3_from_icd10_or_unspecified("C999")), some("C809 8000 3 "));
    assert_eq!(tumor(icdo3_from_icd10_or_unspecified("C422")), some("C422 8000 3 "));
    assert_eq!(tumor(icdo3_from_icd10_or_unspecified("D64")), some("C809 8000 2 "));
    assert_eq!(tumor(icdo3_from_icd10_or_unspecified("I219")), None);
    let columns =
        [("icd10cm", vec!["", "C50.912", "x"]), ("icd10", vec!["", "C349", ""]), ("icd9cm", vec!["1749", "1629", ""])];
    let (_, rows) = derive("icdo3_site", columns, []);
    let sites: Vec<_> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(sites, ["C509", "C509", ""]);
}

/// From the published program: what converts by behavior and by site.
#[test]
fn tumors_have_older_codes() {
    for (tumor, expected) in [
        ("C509 8500 3", "8500 3 successful"),
        ("C250 8150 1", "8150 0 successful"),
        ("C250 8150 3", "8150 3 successful"),
        ("C449 8402 3", "8400 3 hand_review"),
        ("C181 8240 1", "8240 1 hand_review"),
        ("C182 8240 1", "8241 1 successful"),
        ("C181 8245 1", "8240 1 hand_review"),
        ("C182 8245 1", "8240 3 hand_review"),
        ("C181 8249 3", "8240 1 successful"),
        ("C182 8249 3", "8240 3 successful"),
        ("C341 9133 3", "9134 1 hand_review"),
        ("C499 9133 3", "9133 3 successful"),
        ("C440 9160 0", "8724 0 hand_review"),
        ("C712 9590 3", "9594 3 hand_review"),
        ("C779 9590 3", "9590 3 hand_review"),
        ("C810 8500 3", "9999 9 invalid_site"),
        ("C509 7777 3", "9999 9 invalid_histology"),
        ("C509 8480 8", "9999 9 invalid_behavior"),
    ] {
        let items: Vec<_> = tumor.split(' ').collect();
        let found = icdo2_from_icdo3(items[0], items[1], items[2]);
        assert_eq!([found.histology, found.behavior, found.conversion.code()].join(" "), expected, "{tumor}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics(code in ".{0,6}|[0-9A-Z]{3,7}", sex in ".?") {
        let columns = [("icd9cm", code.as_str()), ("sex", &sex)];
        let _ = derive("icdo3_site", columns.map(|(item, value)| (item, vec![value])), []);
        let _ = (icdo3_from_icd10_or_unspecified(&code), icdo2_from_icdo3(&code, &code, &sex));
    }
}
