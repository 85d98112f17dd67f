//! Race and Hispanic origin.

use std::collections::BTreeMap;

use proptest::collection::vec;

use crate::derived::{derive, derive_patient};
use crate::reference::{self, Agreement, Row};

/// Which column of a file is which item. A patient's row has lists, parted by semicolons, of items of tumors.
struct Columns {
    patient: &'static [(&'static str, &'static str)],
    tumors: &'static [(&'static str, &'static str)],
}

/// A variable's algorithm, and its outputs for the patients of a file, by patient.
fn patients(name: &str, rows: &[Row], columns: &Columns) -> (rules::AlgorithmId, Vec<Vec<String>>) {
    let tumors = |row: &Row| columns.tumors.iter().map(|(_, list)| row.get(list).split(';').count()).max().unwrap_or(1);
    let counts: Vec<usize> = rows.iter().map(tumors).collect();
    let ends: Vec<usize> = counts
        .iter()
        .scan(0, |end, count| {
            *end += count;
            Some(*end)
        })
        .collect();
    let mut items: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (row, &count) in rows.iter().zip(&counts) {
        for (item, column) in columns.patient {
            items.entry(item).or_default().extend([row.get(column)].repeat(count));
        }
        for (item, column) in columns.tumors {
            let values = row.get(column).split(';').chain(std::iter::repeat("")).take(count);
            items.entry(item).or_default().extend(values);
        }
    }
    let (algorithm, found) = derive(name, items, ends.iter().copied());
    (algorithm, ends.into_iter().map(|end| found[end - 1].clone()).collect())
}

const NHIA_OPTIONS: [&str; 3] = ["nhiaOption0", "nhiaOption1", "nhiaOption2"];
const NHIA_GOLDEN: Columns = Columns {
    patient: &[
        ("spanishHispanicOrigin", "spanishHispanicOrigin"),
        ("nameLast", "nameLast"),
        ("nameBirthSurname", "nameBirthSurname"),
        ("birthplaceCountry", "birthplaceCountry"),
        ("race1", "race1"),
        ("sexAssignedAtBirth", "sexAssignedAtBirth"),
        ("ihsLink", "ihs"),
    ],
    tumors: &[("addrAtDxState", "states(;)"), ("countyAtDxAnalysis", "countiesAtDxAnalysis(;)")],
};
const NHIA_CASES: Columns = Columns {
    patient: NHIA_GOLDEN.patient,
    tumors: &[("addrAtDxState", "states"), ("countyAtDxAnalysis", "counties")],
};
const NHIA_COUNTY_CASES: Columns = Columns {
    patient: &[
        ("spanishHispanicOrigin", "patient.spanishHispanicOrigin"),
        ("nameLast", "patient.nameLast"),
        ("nameBirthSurname", "patient.nameBirthSurname"),
        ("birthplaceCountry", "patient.birthplaceCountry"),
        ("race1", "patient.race1"),
        ("sexAssignedAtBirth", "patient.sexAssignedAtBirth"),
        ("ihsLink", "patient.ihs"),
    ],
    tumors: &[("addrAtDxState", "state"), ("countyAtDxAnalysis", "county")],
};

fn nhia(file: &str, columns: &Columns) -> Option<Agreement> {
    let rows = reference::rows(file)?;
    let (algorithm, found) = patients("nhia_option_0", &rows, columns);
    let mut agreement = Agreement::new(algorithm, file);
    for ((at, row), found) in rows.iter().enumerate().zip(found) {
        let options = NHIA_OPTIONS.map(|option| row.get(option).to_owned());
        let (found, expected) = match row.get("option").parse::<usize>() {
            Ok(option) => (vec![found[option].clone()], vec![row.get("expected.nhia").to_owned()]),
            Err(_) => (found, options.to_vec()),
        };
        agreement.compare(&format!("row {}", at + 2), &found, &expected);
    }
    Some(agreement)
}

const NAPIIA: Columns = Columns {
    patient: &[
        ("race1", "race1"),
        ("race2", "race2"),
        ("race3", "race3"),
        ("race4", "race4"),
        ("race5", "race5"),
        ("spanishHispanicOrigin", "spanishHispanicOrigin"),
        ("birthplaceCountry", "birthplaceCountry"),
        ("sexAssignedAtBirth", "sexAssignedAtBirth"),
        ("nameLast", "nameLast"),
        ("nameBirthSurname", "nameBirthSurname"),
    ],
    tumors: &[],
};

/// `answers`: race, whether to review, and a sentence that names the step.
fn napiia(file: &str, answers: [&str; 3]) -> Option<Agreement> {
    let rows = reference::rows(file)?;
    let (algorithm, found) = patients("napiia_race", &rows, &NAPIIA);
    let mut agreement = Agreement::new(algorithm, file);
    for ((at, row), found) in rows.iter().enumerate().zip(found) {
        let [race, review, reason] = answers.map(|column| row.get(column));
        let review = if review == "true" { "1" } else { "0" };
        let step = reason.split_once("(step ").map_or("", |(_, step)| step.trim_end_matches([')', '.']));
        agreement.compare(&format!("row {}", at + 2), &found, &[race, review, step].map(str::to_owned).to_vec());
    }
    Some(agreement)
}

fn race_recode(file: &str, tumors: &'static [(&str, &str)], answer: &str) -> Option<Agreement> {
    let rows = reference::rows(file)?;
    let columns = Columns { patient: &[("race1", "race1"), ("race2", "race2"), ("ihsLink", "ihs")], tumors };
    let (algorithm, found) = patients("race1_recode", &rows, &columns);
    let mut agreement = Agreement::new(algorithm, file);
    for ((at, row), found) in rows.iter().enumerate().zip(found) {
        agreement.compare(&format!("row {}", at + 2), &found[0], &row.get(answer).to_owned());
    }
    Some(agreement)
}

/// Every comparison of this module.
pub(crate) fn agreements() -> Vec<Agreement> {
    [
        nhia("cases/nhia.csv", &NHIA_CASES),
        nhia("cases/nhia_state_county.csv", &NHIA_COUNTY_CASES),
        nhia("golden/nhia.csv.gz", &NHIA_GOLDEN),
        napiia("cases/napiia.csv", ["expected.napiiaValue", "expected.needsHumanReview", "expected.reasonForReview"]),
        napiia("golden/napiia.csv.gz", ["napiia", "needsHumanReview", "reason"]),
        race_recode("cases/race1_recode.csv", &[("dateOfDiagnosis", "dates"), ("addrAtDxState", "states")], "expected"),
        race_recode(
            "golden/race1_recode.csv.gz",
            &[("dateOfDiagnosis", "dates(;)"), ("addrAtDxState", "states(;)")],
            "race1Recode",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn agrees_with_the_reference() {
    agreements().iter().for_each(Agreement::expect_all);
}

#[test]
fn surnames_count_for_who_is_not_known_otherwise() {
    let items = ["spanishHispanicOrigin", "race1", "birthplaceCountry", "sex", "nameLast", "nameMaiden"];
    for (person, code) in [
        // What was recorded counts, but for what is no origin.
        (["1", "01", "CUB", "1", "Garcia", ""], "1"),
        (["8", "96", "", "1", "Garcia", ""], "8"),
        (["", "01", "CUB", "1", "Garcia", ""], "0"),
        (["5", "97", "CUB", "1", "", ""], "3"),
        // Then the birthplace, then names, by sex; Filipinos' and Hawaiians' say nothing.
        (["9", "01", "CUB", "1", "Smith", ""], "3"),
        (["6", "01", "USA", "1", "Smith", ""], "6"),
        (["9", "01", "USA", "1", "Garcia", ""], "7"),
        (["9", "06", "USA", "1", "Garcia", ""], "0"),
        (["9", "96", "USA", "1", "Garcia", ""], "0"),
        (["0", "01", "", "2", "Garcia", "Aaberg"], "0"),
        (["0", "01", "", "1", "Garcia", "Aaberg"], "7"),
        (["0", "01", "", "2", "Aaberg", "Garcia"], "7"),
        (["0", "01", "", "2", "Garcia", ""], "7"),
        (["0", "01", "", "9", "Garcia", "Garcia"], "0"),
    ] {
        assert_eq!(derive_patient("nhia_option_0", &items, &[&person])[0][0], code, "{person:?}");
    }
}

#[test]
fn surnames_of_who_lives_among_few_hispanics_are_searched_by_the_option() {
    let items = ["spanishHispanicOrigin", "race1", "sex", "nameLast", "addrAtDxState", "countyAtDxAnalysis"];
    for (origin, counties, codes) in [
        ("0", ["009", "001"], ["7", "7", "7"]),
        ("0", ["001", "999"], ["7", "0", "0"]),
        ("9", ["001", "998"], ["7", "7", "0"]),
        ("7", ["001", "001"], ["7", "7", "7"]),
        ("9", ["001", ""], ["7", "7", "7"]),
    ] {
        let tumors = counties.map(|county| [origin, "01", "1", "GARCIA", "AL", county]);
        let found = derive_patient("nhia_option_0", &items, &[&tumors[0], &tumors[1]]);
        assert_eq!(found, [codes, codes], "{origin} {counties:?}");
    }
}

#[test]
fn napiia_takes_the_steps_in_order() {
    let items =
        ["race1", "race2", "race3", "spanishHispanicOrigin", "birthplaceCountry", "sex", "nameLast", "nameMaiden"];
    for (person, answer) in [
        (["04", "", "", "", "", "", "", ""], ["04", "0", ""]),
        (["01", "88", "88", "", "", "", "", ""], ["01", "0", ""]),
        (["01", "05", "", "", "", "", "", ""], ["05", "0", ""]),
        (["07", "05", "01", "", "", "", "", ""], ["07", "0", ""]),
        (["05", "04", "", "", "", "", "", ""], ["05", "1", "2.2.3"]),
        // Other Asian: country, then names, unless the patient is Hispanic.
        (["96", "", "", "0", "JPN", "1", "Ababa", ""], ["05", "0", ""]),
        (["96", "", "", "0", "USA", "1", "Ababa", ""], ["06", "0", ""]),
        (["96", "", "", "0", "USA", "2", "Nobody", "Ababa"], ["06", "0", ""]),
        (["96", "", "", "0", "USA", "1", "Nobody", "Ababa"], ["96", "0", ""]),
        (["96", "", "", "0", "MNG", "1", "Ababa", ""], ["96", "0", ""]),
        (["96", "", "", "1", "JPN", "1", "Ababa", ""], ["96", "0", ""]),
        (["97", "", "", "0", "JPN", "1", "Acfalle", ""], ["22", "0", ""]),
        (["01", "97", "", "1", "TON", "1", "", ""], ["25", "0", ""]),
        (["96", "05", "", "", "", "", "", ""], ["05", "0", ""]),
        (["96", "07", "01", "", "", "", "", ""], ["07", "0", ""]),
        (["96", "04", "05", "", "", "", "", ""], ["96", "1", "1.3.3"]),
        (["02", "96", "", "", "", "", "", ""], ["02", "1", "1.3.5"]),
        (["96", "97", "", "", "", "", "", ""], ["96", "1", "1.3.6"]),
        (["", "96", "", "", "", "", "", ""], ["", "1", "1.3.7"]),
    ] {
        assert_eq!(derive_patient("napiia_race", &items, &[&person])[0], answer, "{person:?}");
    }
}

#[test]
fn race_2_counts_where_race_1_says_less() {
    let items = ["race1", "race2", "ihsLink", "dateOfDiagnosis", "addrAtDxState"];
    for (tumors, code) in [
        ([["01", "04", "", "2010", "IA"], ["01", "04", "", "2012", "IA"]], "04"),
        ([["01", "88", "1", "2010", "IA"], ["01", "88", "1", "2012", "IA"]], "03"),
        ([["98", "01", "", "2010", "IA"], ["98", "01", "", "2012", "IA"]], "01"),
        ([["98", "01", "", "2010", "IA"], ["98", "01", "", "19901231", "IA"]], "98"),
        ([["98", "01", "1", "2010", "IA"], ["98", "01", "1", "2012", "AK"]], "98"),
        ([["05", "04", "9", "", ""], ["05", "04", "9", "", ""]], "99"),
        ([["x", "04", "", "", ""], ["x", "04", "", "", ""]], "99"),
    ] {
        let found = derive_patient("race1_recode", &items, &[&tumors[0], &tumors[1]]);
        assert_eq!(found, [[code], [code]], "{tumors:?}");
    }
}

proptest::proptest! {
    #[test]
    fn junk_has_an_answer(values in vec(".{0,4}|[0-9]{1,3}|9[678]", 16), name in ".{0,60}") {
        let items = [
            "spanishHispanicOrigin", "race1", "race2", "race3", "race4", "race5", "birthplaceCountry", "sex", "ihsLink",
            "addrAtDxState", "countyAtDxAnalysis", "dateOfDiagnosis", "sexAssignedAtBirth", "nameLast", "nameBirthSurname",
        ];
        let mut person: Vec<&str> = values.iter().map(String::as_str).collect();
        person[13] = &name;
        let found = derive_patient("nhia_option_0", &items, &[&person]);
        proptest::prop_assert!(found[0].iter().all(|code| code.len() == 1));
        proptest::prop_assert!(["0", "1"].contains(&derive_patient("napiia_race", &items, &[&person])[0][1].as_str()));
        proptest::prop_assert!(derive_patient("race1_recode", &items, &[&person])[0][0].len() >= 2);
    }
}
