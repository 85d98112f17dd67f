//! What is not known is neither true nor false.

use super::{records, true_rows, value};

/// Conditions on three items that are true, false and unknown.
const ITEMS: [(&str, &str); 3] = [("sex", "1"), ("race1", "01"), ("laterality", "")];
const TRUE: &str = "sex = '1'";
const FALSE: &str = "race1 = '02'";
const UNKNOWN: &str = "laterality = '1'";

/// The truth tables of strong Kleene logic (Kleene 1952, section 64).
#[test]
fn and_or_and_not_have_three_values() {
    let (t, f, u) = (("true", TRUE), ("false", FALSE), ("unknown", UNKNOWN));
    for (one, other, and, or) in [
        (t, t, "true", "true"),
        (t, f, "false", "true"),
        (t, u, "unknown", "true"),
        (f, t, "false", "true"),
        (f, f, "false", "false"),
        (f, u, "false", "unknown"),
        (u, t, "unknown", "true"),
        (u, f, "false", "unknown"),
        (u, u, "unknown", "unknown"),
    ] {
        assert_eq!(value(&format!("{} and {}", one.1, other.1), &ITEMS), and, "{} and {}", one.0, other.0);
        assert_eq!(value(&format!("{} or {}", one.1, other.1), &ITEMS), or, "{} or {}", one.0, other.0);
    }
    for (condition, not, certainly) in
        [(TRUE, "false", "true"), (FALSE, "true", "false"), (UNKNOWN, "unknown", "false")]
    {
        assert_eq!(value(&format!("not {condition}"), &ITEMS), not);
        assert_eq!(value(&format!("certainly({condition})"), &ITEMS), certainly);
        assert_eq!(
            value(&format!("not certainly({condition})"), &ITEMS),
            if certainly == "true" { "false" } else { "true" }
        );
    }
}

/// Masks of one column are joined before they are spread over rows; that must not change what they say.
#[test]
fn conditions_on_one_item_and_on_several_agree() {
    for sex in ["1", "2", "9", ""] {
        for race in ["01", "02", ""] {
            let items = [("sex", sex), ("race1", race)];
            let one_by_one = |condition| value(condition, &items);
            assert_eq!(
                one_by_one("sex = '1' and race1 = '01' and sex <> '9' and race1 <> '02'"),
                one_by_one("(sex = '1' and sex <> '9') and (race1 = '01' and race1 <> '02')"),
            );
            assert_eq!(
                one_by_one("sex = '1' or race1 = '01' or sex = '2' or not race1 in ('01')"),
                one_by_one("not (sex not in ('1', '2') and race1 <> '01' and race1 = '01')"),
            );
        }
    }
}

#[test]
fn comparisons_with_a_blank_are_unknown() {
    for condition in [
        "sex = '1'",
        "sex <> '1'",
        "sex in ('1', '2')",
        "sex not in ('1', '2')",
        "sex in list(sex)",
        "sex matches '#'",
        "sex = laterality",
        "'1' in (sex)",
        "number(sex) = 1",
        "number(sex) between 1 and 2",
        "length(sex) = 1",
        "start(sex, 1) = '1'",
        "(addrAtDxState, countyAtDx) in table(us_counties)",
        "dateOfBirth before dateOfDiagnosis",
        "valid_date(dateOfBirth)",
        "year(dateOfBirth) = 1950",
        "is_npi(npiRegistryId)",
    ] {
        let blank = ["sex", "laterality", "addrAtDxState", "dateOfBirth", "dateOfDiagnosis", "npiRegistryId"]
            .map(|item| (item, ""));
        assert_eq!(value(condition, &blank), "unknown", "{condition}");
        assert_eq!(value(condition, &[]), "unknown", "{condition} without columns");
    }
    assert_eq!(value("sex = '1'", &[("sex", " ")]), "unknown");
    assert_eq!(value("sex = '1'", &[("sex", " 1 ")]), "true");
}

#[test]
fn blanks_are_asked_for() {
    for (condition, filled, blank, not_collected) in [
        ("blank(sex)", "false", "true", "unknown"),
        ("not blank(sex)", "true", "false", "unknown"),
        ("known(sex)", "true", "false", "unknown"),
        ("collected(sex)", "true", "true", "false"),
        ("blank(sex) or sex not in list(sex)", "false", "true", "unknown"),
        ("blank(sex) and not collected(sexAssignedAtBirth)", "false", "true", "unknown"),
        ("blank(first_of(sexAssignedAtBirth, sex))", "false", "true", "unknown"),
        ("blank(sexAssignedAtBirth)", "unknown", "unknown", "unknown"),
    ] {
        assert_eq!(value(condition, &[("sex", "1")]), filled, "{condition}");
        assert_eq!(value(condition, &[("sex", "")]), blank, "{condition}");
        assert_eq!(value(condition, &[]), not_collected, "{condition}");
    }
    for (sex, race, expected) in [("", "", "true"), ("", "01", "false"), ("1", "", "false"), ("1", "01", "false")] {
        assert_eq!(value("blank(sex, race1)", &[("sex", sex), ("race1", race)]), expected);
    }
}

#[test]
fn many_rows_are_judged_as_one_is() {
    let sexes = ["1", "2", "", "9", "7"];
    let rows: Vec<&str> = sexes.iter().copied().cycle().take(20_000).collect();
    let mut records = rules::Records::new(rows.len());
    records.insert("sex", rows);
    let bad: Vec<usize> = (0..20_000).filter(|row| row % 5 == 4).collect();
    assert_eq!(true_rows("sex not in list(sex)", &records), bad);
    assert_eq!(true_rows("sex in ('8')", &super::records(&[("sex", &sexes)])), []);
    assert_eq!(true_rows("sex in ('1', '2', '7', '9')", &super::records(&[("sex", &["1", "2"])])), [0, 1]);
    assert_eq!(true_rows("sex = '1'", &self::records(&[])), []);
}
