//! Breast subtype.

use proptest::collection::vec;

use crate::derived::{derive, derive_patient};
use crate::reference::{self, Agreement, Row};

/// Every comparison of this module. The cases give the recodes, which are put into the items they come from.
pub(crate) fn agreements() -> Vec<Agreement> {
    const FILE: &str = "cases/breast_subtype.csv";
    let Some(rows) = reference::rows(FILE) else { return Vec::new() };
    let item = |column: &'static str, positive: &'static str, negative: &'static str| -> Vec<&str> {
        let code = |row: &Row| match row.get(column) {
            "1" => positive,
            "2" => negative,
            _ => "",
        };
        rows.iter().map(code).collect()
    };
    let [er, pr, her2] = ["erRecode", "prRecode", "her2Recode"];
    let columns = [
        ("dateOfDiagnosis", rows.iter().map(|row| row.get("dxYear")).collect()),
        ("primarySite", vec!["C509"; rows.len()]),
        ("histologicTypeIcdO3", vec!["8500"; rows.len()]),
        ("csSiteSpecificFactor1", item(er, "010", "020")),
        ("csSiteSpecificFactor2", item(pr, "010", "020")),
        ("csSiteSpecificFactor15", item(her2, "010", "020")),
        ("estrogenReceptorSummary", item(er, "1", "0")),
        ("progesteroneRecepSummary", item(pr, "1", "0")),
        ("her2OverallSummary", item(her2, "1", "0")),
    ];
    let (algorithm, found) = derive("breast_subtype", columns, []);
    let mut agreement = Agreement::new(algorithm, FILE);
    for (row, found) in rows.iter().zip(&found) {
        agreement.compare(row.get("case"), &found[3].as_str(), &row.get("expected"));
    }
    vec![agreement]
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

/// The items of a tumor, as a list, and estrogen receptor, progesterone receptor, HER2 and subtype.
#[test]
fn receptors_are_read_from_the_items_of_their_time() {
    let items = [
        "dateOfDiagnosis",
        "primarySite",
        "histologicTypeIcdO3",
        "tumorMarker1",
        "tumorMarker2",
        "csSiteSpecificFactor1",
        "csSiteSpecificFactor2",
        "csSiteSpecificFactor9",
        "csSiteSpecificFactor11",
        "csSiteSpecificFactor13",
        "csSiteSpecificFactor15",
        "estrogenReceptorSummary",
        "progesteroneRecepSummary",
        "her2OverallSummary",
    ];
    let all = |date, site, histology| {
        [date, site, histology, "1", "2", "010", "010", "020", "", "", "010", "1", "0", "0"].to_vec()
    };
    let factors = |date, factors: [&'static str; 6]| [&[date, "C504", "8500", "", ""], &factors[..]].concat();
    for (tumor, expected) in [
        (all("1989", "C504", "8500"), ["9", "9", "9", "9"]),
        (all("19950131", "C509", "8500"), ["1", "2", "9", "9"]),
        (all("200912", "C509", "8500"), ["1", "1", "9", "9"]),
        (all("2010", "C509", "8500"), ["1", "1", "1", "1"]),
        (all("2018", "C509", "8500"), ["1", "2", "2", "3"]),
        (all("", "C509", "8500"), ["9", "9", "9", "9"]),
        (all("x018", "C509", "8500"), ["9", "9", "9", "9"]),
        // No carcinoma, or not of the breast; melanomas are not of the nipple.
        (all("2018", "C509", "8800"), ["9", "9", "9", "9"]),
        (all("2018", "C619", "8140"), ["9", "9", "9", "9"]),
        (all("2018", "C500", "8720"), ["9", "9", "9", "9"]),
        (all("2018", "C507", "8720"), ["1", "2", "2", "3"]),
        (all("2018", "C500", "8983"), ["1", "2", "2", "3"]),
        // Borderline is unknown; one negative receptor is not both.
        (factors("2009", ["010", "030", "", "", "", "010"]), ["1", "4", "9", "9"]),
        (factors("2012", ["020", "", "", "", "", "010"]), ["2", "4", "1", "5"]),
        // HER2: the summary, else a positive test, else a negative one, else immunohistochemistry.
        (factors("2012", ["020", "020", "010", "", "020", "988"]), ["2", "2", "2", "4"]),
        (factors("2012", ["020", "020", "020", "010", "020", ""]), ["2", "2", "1", "2"]),
        (factors("2012", ["010", "", "010", "", "", "999"]), ["1", "4", "4", "5"]),
        (factors("2012", ["010", "", "010", "030", "", "988"]), ["1", "4", "1", "1"]),
    ] {
        assert_eq!(derive_patient("breast_subtype", &items, &[&tumor])[0], expected, "{tumor:?}");
    }
}

proptest::proptest! {
    #[test]
    fn junk_has_an_answer(values in vec("(19|20)[0-9]{2}|C50[0-9]|8[0-9]{3}|.{0,4}|0[12]0", 8)) {
        let items = [
            "dateOfDiagnosis", "primarySite", "histologicTypeIcdO3", "csSiteSpecificFactor1", "csSiteSpecificFactor2",
            "csSiteSpecificFactor15", "her2OverallSummary", "tumorMarker1",
        ];
        let tumor: Vec<&str> = values.iter().map(String::as_str).collect();
        let found = derive_patient("breast_subtype", &items, &[&tumor]);
        proptest::prop_assert!(found[0].iter().all(|code| code.len() == 1));
    }
}
