//! Places against the reference implementations' answers.

use rules::{CountyOfState, StateKind, county_of_state, state_kind};

use crate::derived::derive;
use crate::reference::{self, Agreement};

/// A file, the variable whose algorithm gives its answers, the items it reads and its columns, and the answers' columns.
struct File {
    path: &'static str,
    variable: &'static str,
    items: &'static [(&'static str, &'static str)],
    answers: &'static [&'static str],
}

const FILES: &[File] = &[
    File {
        path: "cases/county_at_dx_analysis.csv",
        variable: "county_at_dx_analysis",
        items: &[
            ("dateOfDiagnosis", "dateOfDiagnosis"),
            ("addrAtDxState", "addrAtDxState"),
            ("countyAtDx", "countyAtDx"),
            ("countyAtDxGeocode1990", "countyAtDxGeocode1990"),
            ("countyAtDxGeocode2000", "countyAtDxGeocode2000"),
            ("countyAtDxGeocode2010", "countyAtDxGeocode2010"),
            ("countyAtDxGeocode2020", "countyAtDxGeocode2020"),
            ("censusTrCert19708090", "censusTrCert19708090"),
            ("censusTrCertainty2000", "censusTrCertainty2000"),
            ("censusTrCertainty2010", "censusTrCertainty2010"),
            ("censusTractCertainty2020", "censusTrCertainty2020"),
        ],
        answers: &["expected.countyAtDxAnalysis", "expected.countyAtDxAnalysisFlag"],
    },
    File {
        path: "golden/county_at_dx_analysis.csv.gz",
        variable: "county_at_dx_analysis",
        items: &[
            ("dateOfDiagnosis", "dateOfDiagnosis"),
            ("addrAtDxState", "addrAtDxState"),
            ("countyAtDx", "countyAtDx"),
            ("countyAtDxGeocode1990", "geocode1990"),
            ("countyAtDxGeocode2000", "geocode2000"),
            ("countyAtDxGeocode2010", "geocode2010"),
            ("countyAtDxGeocode2020", "geocode2020"),
            ("censusTrCert19708090", "cert19708090"),
            ("censusTrCertainty2000", "cert2000"),
            ("censusTrCertainty2010", "cert2010"),
            ("censusTractCertainty2020", "cert2020"),
        ],
        answers: &["countyAtDxAnalysis", "flag"],
    },
    File {
        path: "cases/rural_urban_continuum.csv",
        variable: "rural_urban_continuum_2013",
        items: &[("addrAtDxState", "addressAtDxState"), ("countyAtDxAnalysis", "countyAtDxAnalysis")],
        answers: &[
            "expected.ruralUrbanContinuum1993",
            "expected.ruralUrbanContinuum2003",
            "expected.ruralUrbanContinuum2013",
        ],
    },
    File {
        path: "cases/prcda.csv",
        variable: "prcda_2020",
        items: &[("addrAtDxState", "addressAtDxState"), ("countyAtDxAnalysis", "countyAtDxAnalysis")],
        answers: &["expected.prcda2017", "expected.prcda"],
    },
];

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    FILES.iter().filter_map(compare).collect()
}

fn compare(file: &File) -> Option<Agreement> {
    let rows = reference::rows(file.path)?;
    let columns = file.items.iter().map(|(item, column)| (*item, rows.iter().map(|row| row.get(column)).collect()));
    let (algorithm, found) = derive(file.variable, columns, []);
    let mut agreement = Agreement::new(algorithm, file.path);
    for (row, found) in rows.iter().zip(found) {
        // A row without any answer is of another algorithm that the same test asks.
        let expected: Vec<_> = file.answers.iter().map(|answer| row.get(answer).to_owned()).collect();
        if expected.iter().any(|answer| !answer.is_empty()) {
            let given: Vec<_> = file.items.iter().map(|(_, column)| row.get(column)).collect();
            agreement.compare(&given.join(" "), &found, &expected);
        }
    }
    Some(agreement)
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

fn of_place(variable: &str, state: &str, county: &str) -> String {
    derive(variable, [("addrAtDxState", vec![state]), ("countyAtDxAnalysis", vec![county])], []).1.concat().join(" ")
}

/// From the published tables: Los Angeles, California (06-037), Autauga, Alabama (01-001), Maricopa, Arizona (04-013).
#[test]
fn places_have_their_counties_values() {
    for (state, county, rural_urban, prcda, uiho) in [
        ("CA", "037", "00 01 01", "0 0", "1 06"),
        ("LO", "037", "00 01 01", "0 0", "1 06"),
        (" ca ", "037", "00 01 01", "0 0", "1 06"),
        ("AL", "001", "02 02 02", "0 0", "0 00"),
        ("AZ", "013", "00 01 01", "1 1", "1 02"),
        ("AK", "", "99 99 99", "1 1", "9 99"),
        ("DE", "999", "99 99 99", "0 0", "9 99"),
        ("AZ", "000", "97 97 97", "9 9", "9 99"),
        ("AZ", "998", "98 98 98", "0 0", "0 00"),
        ("AZ", "1", "96 96 96", "9 9", "9 99"),
        ("ON", "998", "98 98 98", "0 0", "0 00"),
        ("ZZ", "999", "99 99 99", "9 9", "9 99"),
        ("QQ", "001", "96 96 96", "9 9", "9 99"),
        ("", "", "99 99 99", "9 9", "9 99"),
    ] {
        assert_eq!(of_place("rural_urban_continuum_2013", state, county), rural_urban, "{state} {county}");
        assert_eq!(of_place("prcda_2020", state, county), prcda, "{state} {county}");
        assert_eq!(of_place("uiho_2020", state, county), uiho, "{state} {county}");
    }
}

/// Where no county of analysis is given, it is derived: here the geocoded one, since its certainty is 1.
#[test]
fn places_are_those_of_the_county_of_analysis() {
    let columns = [
        ("dateOfDiagnosis", "20150704"),
        ("addrAtDxState", "CA"),
        ("countyAtDx", "001"),
        ("countyAtDxGeocode2010", "037"),
        ("censusTrCertainty2010", "1"),
    ];
    let columns = columns.map(|(item, value)| (item, vec![value]));
    assert_eq!(derive("county_at_dx_analysis", columns.clone(), []).1, [["037", "4"]]);
    assert_eq!(derive("uiho_2020", columns, []).1, [["1", "06"]]);
}

#[test]
fn counties_belong_to_states() {
    use CountyOfState::{Invalid, NotListed, Outside, Unknown, Valid};
    for (state, county, expected) in [
        ("AL", "001", Valid),
        ("AL", "002", Invalid),
        ("AL", "AAA", Invalid),
        ("AL", "998", Outside),
        ("AL", "999", Unknown),
        ("AL", "", Unknown),
        ("LO", "037", Valid),
        ("GU", "010", NotListed),
        ("ON", "001", NotListed),
        ("QQ", "001", Invalid),
    ] {
        assert_eq!(county_of_state(state, county), expected, "{state} {county}");
    }
    assert_eq!(
        (state_kind("tx"), state_kind("QC"), state_kind("AP")),
        (StateKind::State, StateKind::Province, StateKind::ArmedForces)
    );
    assert_eq!(
        (state_kind("XX"), state_kind(""), state_kind("Texas")),
        (StateKind::Unknown, StateKind::Unknown, StateKind::Invalid)
    );
}

proptest::proptest! {
    #[test]
    fn no_text_panics(date in ".{0,9}", state in ".{0,3}", county in ".{0,4}", certainty in ".{0,2}") {
        for name in ["county_at_dx_analysis", "rural_urban_continuum_2013", "prcda_2020", "uiho_2020"] {
            let columns = [
                ("dateOfDiagnosis", date.as_str()),
                ("addrAtDxState", &state),
                ("countyAtDx", &county),
                ("countyAtDxGeocode2000", &county),
                ("censusTrCertainty2000", &certainty),
            ];
            let (_, rows) = derive(name, columns.map(|(item, value)| (item, vec![value])), []);
            proptest::prop_assert_eq!(rows.len(), 1);
        }
        let _ = county_of_state(&state, &county);
    }
}
