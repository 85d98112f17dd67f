//! Treatment against the reference implementation's answers and the published tables.

use rules::{SurgeryCode, TumorCodes, surgery_code};

use crate::derived::derive;
use crate::reference::{self, Agreement};

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    let files = [("cases/days_to_treatment.csv", "expected"), ("golden/days_to_treatment.csv.gz", "daysToTreatment")];
    let compare = |(file, answer): (&str, &str)| {
        let rows = reference::rows(file)?;
        let items = ["dateOfDiagnosis", "dateInitialRxSeer"];
        let columns = items.map(|item| (item, rows.iter().map(|row| row.get(item)).collect()));
        let (algorithm, found) = derive("days_to_treatment", columns, []);
        let mut agreement = Agreement::new(algorithm, file);
        for (row, found) in rows.iter().zip(found) {
            agreement.compare(&items.map(|item| row.get(item)).join(" "), &found.concat().as_str(), &row.get(answer));
        }
        Some(agreement)
    };
    files.into_iter().filter_map(compare).collect()
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

#[test]
fn days_to_treatment_are_three_digits() {
    for (diagnosis, treatment, expected) in [
        ("20200101", "20200101", "000"),
        ("20200201", "20200301", "029"),
        ("20200301", "20200201", "000"),
        ("20200101", "20220925", "998"),
        ("20200101", "20230101", "998"),
        ("20200101", "202002", "999"),
        ("20200230", "20200301", "999"),
        ("", "", "999"),
    ] {
        let columns = [("dateOfDiagnosis", vec![diagnosis]), ("dateInitialRxSeer", vec![treatment])];
        assert_eq!(derive("days_to_treatment", columns, []).1, [[expected]], "{diagnosis} {treatment}");
    }
}

/// From the manuals of the years.
#[test]
fn surgery_has_the_codes_of_the_site_and_year() {
    use SurgeryCode::{Invalid, NoTable, Valid};
    for (primary_site, histology, diagnosis_year, code, expected) in [
        ("C619", "8140", "2015", "50", Valid("Radical prostatectomy, NOS; total prostatectomy, NOS")),
        ("C502", "8500", "2015", "22", Valid("Lumpectomy or excisional biopsy")),
        // The first manual holds for earlier years.
        (
            "C502",
            "8500",
            "1999",
            "20",
            Valid("Partial mastectomy, NOS; less than total mastectomy, NOS [formerly SEER code 10]"),
        ),
        ("C502", "8500", "2015", "A220", Invalid),
        ("C502", "8500", "2023", "A220", Valid("Lumpectomy or excisional biopsy")),
        ("C502", "8500", "2024", "A220", Invalid),
        ("C502", "8500", "2024", "B300", Valid("Skin-sparing mastectomy")),
        // Leukemia has its own table at any site to 2021, at those of blood only since.
        ("C502", "9861", "2015", "22", Invalid),
        ("C502", "9861", "2022", "22", Valid("Lumpectomy or excisional biopsy")),
        ("C999", "8500", "2015", "22", NoTable),
        ("C502", "8500", "9999", "22", NoTable),
        ("C502", "8500", "", "22", NoTable),
    ] {
        let tumor = TumorCodes { primary_site, histology, diagnosis_year, ..TumorCodes::default() };
        assert_eq!(surgery_code(&tumor, code), expected, "{primary_site} {histology} {diagnosis_year} {code}");
    }
    for (primary_site, histology) in [("C421", "8000"), ("C421", ""), ("C502", "9861")] {
        let tumor = TumorCodes { primary_site, histology, diagnosis_year: "2015", ..TumorCodes::default() };
        let label = match surgery_code(&tumor, "98") {
            Valid(label) => label,
            Invalid | NoTable => "",
        };
        assert!(label.starts_with("All hematopoietic"), "{primary_site} {histology}: {label}");
    }
}

#[test]
fn surgery_is_labeled_by_the_item_of_the_year() {
    let columns = [
        ("primarySite", vec!["C502", "C502", "C502"]),
        ("histologicTypeIcdO3", vec!["8500", "8500", "8500"]),
        ("dateOfDiagnosis", vec!["20221231", "2023", ""]),
        ("rxSummSurgPrimSite", vec!["30", "30", "30"]),
        ("rxSummSurgPrimSite2023", vec!["A220", "A220", "A220"]),
    ];
    let labels = derive("surgery_label", columns, []).1.concat();
    assert_eq!(labels, ["Subcutaneous mastectomy", "Lumpectomy or excisional biopsy", ""]);
}

proptest::proptest! {
    #[test]
    fn no_text_panics(site in "C[0-9]{3}|.{0,4}", histology in "[89][0-9]{3}|.{0,4}", year in "[0-9]{4}|.{0,4}", code in "[0-9]{2}|.{0,4}") {
        let tumor = TumorCodes { primary_site: &site, histology: &histology, diagnosis_year: &year, behavior: "" };
        let _ = surgery_code(&tumor, &code);
        let _ = derive("days_to_treatment", [("dateOfDiagnosis", vec![year.as_str()]), ("dateInitialRxSeer", vec![&code])], []);
    }
}
