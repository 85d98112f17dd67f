//! Small lists of which anyone can see who is who.

use linkage::{Error, Field, Linkage, Outcome, Persons, Reason, Settings, link};
use proptest::prelude::*;

/// Persons from lines of `first|middle|last|maiden|suffix|dob|sex|ssn|address|city|state|zip|phone`.
pub(crate) fn persons(lines: &[&str]) -> Persons {
    let columns = [
        "first_name",
        "middle_name",
        "last_name",
        "maiden_name",
        "name_suffix",
        "dob",
        "sex",
        "ssn",
        "address",
        "city",
        "state",
        "zip",
        "phone",
    ];
    let mut persons = Persons::default();
    for (n, line) in lines.iter().enumerate() {
        persons.record_id.push(&n.to_string());
        let mut values = line.split('|');
        for column in columns {
            persons.column_mut(column).unwrap().push(values.next().unwrap_or(""));
        }
    }
    persons
}

fn linked(lines: &[&str]) -> Linkage {
    link(&persons(lines), None, &Settings { keep: 1e-12, ..Settings::default() }).unwrap()
}

/// The level of a field for two people.
fn level(field: Field, a: &str, b: &str) -> Option<&'static str> {
    linked(&[a, b]).pairs.first().expect("the pair is kept").level(field)
}

const SMITH: &str = "MARGARET|ANN|SMITH|DOE|| 19410312|2|519403318|12 N OAK STREET APT 4|OLYMPIA|WA|98501|3605550147";

#[test]
fn misspelt_addresses_are_near() {
    let a = "tiana||daronco|||19440526||2860658|strehlow place|wahroonga|vic|3249|";
    let b = "tiana||daronco|||19440526||6641814|strehlow poace|wahroouga|vic|3294|";
    assert_eq!(level(Field::Household, a, b), Some("address but for the unit or a misspelling"));
}

#[test]
fn names_are_compared_with_all_names_of_the_other() {
    let first = |name: &str| level(Field::FirstName, SMITH, &SMITH.replace("MARGARET|ANN", name));
    assert_eq!(first("MARGARET|ANN"), Some("exact"));
    assert_eq!(first("Margaret|A"), Some("exact"));
    assert_eq!(first("PEGGY|ANN"), Some("nickname"));
    assert_eq!(first("MARGRAET|"), Some("jaro-winkler >= 0.92, one spelling rare"));
    assert_eq!(first("M|ANN"), Some("initial only"));
    assert_eq!(first("ANN|MARGARET"), Some("first and middle swapped"));
    assert_eq!(first("UNKNOWN|"), None);
    assert_eq!(first("HILDEGARD|"), Some("differs"));
    let last = |name: &str| level(Field::LastNameOfWomen, SMITH, &SMITH.replace("SMITH|DOE", name));
    assert_eq!(last("SMITH JR|"), Some("exact"));
    assert_eq!(last("DOE|"), Some("maiden name"));
    assert_eq!(last("DOE-SMITH|"), Some("half of a compound name"));
    assert_eq!(last("Šmith|"), Some("exact"));
    assert_eq!(last("KOWALCZYK|"), Some("differs"));
    assert_eq!(
        level(Field::FirstName, SMITH, &SMITH.replace("MARGARET|ANN|SMITH", "SMITH|ANN|MARGARET")),
        Some("first and last swapped")
    );
}

#[test]
fn dates_and_numbers_have_their_own_errors() {
    let dob = |date: &str| level(Field::Dob, SMITH, &SMITH.replace(" 19410312", date));
    assert_eq!(dob("19411203"), Some("day and month swapped"));
    assert_eq!(dob("1941-03-12"), Some("exact"));
    assert_eq!(dob("03/12/1941"), Some("exact"));
    assert_eq!(dob("19420312"), Some("year off by one"));
    assert_eq!(dob("19410321"), Some("one digit or two adjacent digits swapped"));
    assert_eq!(dob("194103"), Some("to the month, day unknown"));
    assert_eq!(dob("1941"), Some("to the year, month unknown"));
    assert_eq!(dob("19410101"), Some("same year, one is 1 January"));
    assert_eq!(dob("19620312"), Some("same month and day"));
    assert_eq!(dob("99999999"), None);
    let ssn = |number: &str| level(Field::Ssn, SMITH, &SMITH.replace("519403318", number));
    assert_eq!(ssn("519-40-3318"), Some("exact"));
    assert_eq!(ssn("519403319"), Some("numbers issued together"));
    assert_eq!(ssn("519408318"), Some("one digit or two adjacent digits swapped"));
    assert_eq!(ssn("591403318"), Some("one digit or two adjacent digits swapped"));
    assert_eq!(ssn("3318"), Some("last four, the rest unknown"));
    assert_eq!(ssn("3319"), Some("last four differ, the rest unknown"));
    assert_eq!(ssn("999999999"), None);
    let household = |address: &str| {
        level(Field::Household, SMITH, &SMITH.replace("12 N OAK STREET APT 4|OLYMPIA|WA|98501|3605550147", address))
    };
    assert_eq!(household("12 North Oak St #4|OLYMPIA|WA|98501|"), Some("address, phone unknown"));
    assert_eq!(household("PO BOX 17|OLYMPIA|WA|98501|360-555-0147"), Some("phone, address unknown or a box"));
    assert_eq!(household("7 ELM AVE|OLYMPIA|WA|98501|"), Some("zip, address differs"));
    assert_eq!(household("7 ELM AVE|SPOKANE|WA|99201|5095550000"), Some("address and phone differ"));
}

#[test]
fn one_person_is_linked_and_relatives_are_not() {
    let typo = SMITH.replace("MARGARET", "MARGRET").replace("|3605550147", "|");
    assert_eq!(linked(&[SMITH, &typo]).clusters.of, [0, 0]);
    let twin = SMITH.replace("MARGARET|ANN", "MILDRED|ROSE").replace("519403318", "519403319");
    assert_eq!(linked(&[SMITH, &twin]).clusters.of, [0, 1], "twins");
    let senior = "JOHN||MILLER||SR|19350101|1|519403318|12 OAK ST|OLYMPIA|WA|98501|3605550147";
    let junior = "JOHN||MILLER||JR|19600704|1|532117745|12 OAK ST|OLYMPIA|WA|98501|3605550147";
    assert_eq!(linked(&[senior, junior]).clusters.of, [0, 1], "father and son");
}

#[test]
fn an_equal_ssn_against_everything_else_waits_for_a_person() {
    let husband = "JOHN||MILLER|||19380704|1|519403318|9 ELM AVE|TACOMA|WA|98401|2535550000";
    let linkage = linked(&[SMITH, husband]);
    let pair = linkage.pairs.first().unwrap();
    assert_eq!((pair.outcome, pair.reason), (Outcome::Review, Some(Reason::OnlySsnAgrees)));
    assert_eq!(linkage.clusters.of, [0, 1]);
}

#[test]
fn evidence_adds_up() {
    let linkage = linked(&[SMITH, &SMITH.replace("OAK", "ELM")]);
    let pair = linkage.pairs.first().unwrap();
    let evidence = linkage.evidence(pair);
    let sum = evidence.prior
        + evidence.fields.iter().map(|field| field.weight + field.rarity).sum::<f64>()
        + evidence.dependence;
    assert!((sum - evidence.total).abs() < 1e-9);
    assert!((evidence.total - f64::from(pair.log_odds) / 2f64.ln()).abs() < 1e-4);
    assert!(evidence.fields.iter().any(|field| field.field == Field::Ssn && field.weight > 10.0));
}

#[test]
fn two_lists_are_linked_across_only() {
    let ours = persons(&[SMITH, SMITH, "PAUL||JONES|||19500101|1|123456780||||||"]);
    let theirs = persons(&[SMITH, &SMITH.replace("519403318", "")]);
    let linkage = link(&ours, Some(&theirs), &Settings::default()).unwrap();
    assert!(linkage.pairs.iter().all(|pair| pair.a < 3 && pair.b >= 3));
    assert_eq!(linkage.pairs.iter().filter(|pair| pair.outcome == Outcome::Match).count(), 4);
    assert_eq!(linkage.clusters.of, [0, 0, 2, 0, 0]);
}

#[test]
fn lists_that_cannot_be_linked_say_why() {
    let names: Persons = persons(&[SMITH]);
    let names = Persons {
        record_id: names.record_id,
        first_name: names.first_name,
        last_name: names.last_name,
        ..Persons::default()
    };
    let numbers = Persons { ssn: persons(&[SMITH]).ssn, ..Persons::default() };
    let error = link(&names, Some(&numbers), &Settings::default()).unwrap_err();
    assert!(matches!(error, Error::NoCommonColumn { .. }));
    assert!(error.to_string().contains("first_name, last_name") && error.to_string().contains("ssn"));
    let only_ids = Persons { record_id: persons(&[SMITH]).record_id, ..Persons::default() };
    assert!(matches!(link(&only_ids, None, &Settings::default()), Err(Error::NoColumn { .. })));
    let nameless = linked(&["|||||19410312|2|519403318|||||", "|||||19410312|2|519403318|||||"]);
    assert_eq!(nameless.clusters.of, [0, 1]);
    assert!(nameless.warnings.iter().any(|warning| warning.contains("no record has a first name or a surname")));
}

#[test]
fn names_in_other_scripts_are_compared_as_they_are() {
    let a = "美咲||田中|||19850611|2|519403318|||||";
    assert_eq!(level(Field::FirstName, a, a), Some("exact"));
    assert_eq!(level(Field::FirstName, a, &a.replace("美咲", "翔太")), Some("differs"));
    assert_eq!(
        level(Field::LastName, "अमित||शर्मा||||1|||||||", "अमित||शर्मा||||1|||||||").or(Some("not blocked")),
        Some("exact")
    );
}

#[test]
fn many_identical_records_are_one_cluster_with_a_warning() {
    let lines = vec![SMITH; 20_000];
    let linkage = linked(&lines);
    assert!(linkage.clusters.of.iter().all(|cluster| *cluster == 0));
    assert!(linkage.warnings.iter().any(|warning| warning.contains("too large")));
}

#[test]
fn no_persons_and_one_person_are_fine() {
    assert!(link(&Persons::default(), None, &Settings::default()).unwrap().clusters.of.is_empty());
    assert_eq!(linked(&[SMITH]).clusters.of, [0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any text gives an answer, and the same one on one thread and on three.
    #[test]
    fn any_text_is_linked_the_same_on_any_number_of_threads(lines in prop::collection::vec("[A-Za-zé田0-9 '/-]{0,6}(\\|[A-Z0-9/ é#.-]{0,9}){12}", 2..40)) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let on = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| linked(&lines));
        let (one, three) = (on(1), on(3));
        prop_assert_eq!(one.clusters, three.clusters);
        prop_assert_eq!(one.model, three.model);
        let odds = |linkage: &[linkage::Pair]| linkage.iter().map(|pair| (pair.a, pair.b, pair.log_odds.to_bits())).collect::<Vec<_>>();
        prop_assert_eq!(odds(&one.pairs), odds(&three.pairs));
    }
}
