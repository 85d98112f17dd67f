//! Small lists of which anyone can see who is who.

use linkage::{Field, Persons, Settings, link};

/// Persons from lines of `first|middle|last|maiden|suffix|dob|sex|ssn|address|city|state|zip|phone`.
pub(crate) fn persons(lines: &[&str]) -> Persons {
    let columns = ["first_name", "middle_name", "last_name", "maiden_name", "name_suffix", "dob", "sex", "ssn", "address", "city", "state", "zip", "phone"];
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

/// The level of a field for two people.
fn level(field: Field, a: &str, b: &str) -> Option<&'static str> {
    let settings = Settings { keep: 1e-12, ..Settings::default() };
    let linkage = link(&persons(&[a, b]), None, &settings).unwrap();
    linkage.pairs.first().expect("the pair is kept").level(field)
}

#[test]
fn misspelt_addresses_are_near() {
    let a = "tiana||daronco|||19440526||2860658|strehlow place|wahroonga|vic|3249|";
    let b = "tiana||daronco|||19440526||6641814|strehlow poace|wahroouga|vic|3294|";
    assert_eq!(level(Field::Household, a, b), Some("address but for the unit or a misspelling"));
}
