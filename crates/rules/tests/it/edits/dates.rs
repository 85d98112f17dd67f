//! Dates known in part.

use super::value;

/// The table of `docs/edits.md`, and what `possibly` makes of it.
#[test]
fn comparisons_are_true_where_they_are_certain() {
    let (t, f, u) = ("true", "false", "unknown");
    for (one, other, before, after, equal, possibly_before) in [
        ("2019", "20200115", t, f, f, t),
        ("2020", "20200115", u, u, u, t),
        ("20200115", "202001", u, u, u, t),
        ("20200115", "20200115", f, f, t, f),
        ("20200116", "20200115", f, t, f, f),
        ("20200131", "202001", f, u, u, f),
        ("20200115", "", u, u, u, u),
        ("20200115", "20209999", u, u, u, t),
        ("20200115", "99999999", u, u, u, u),
        ("20200115", "rubbish", u, u, u, u),
    ] {
        let items = [("dateOfBirth", one), ("dateOfDiagnosis", other)];
        let ask = |operator: &str| value(&format!("dateOfBirth {operator} dateOfDiagnosis"), &items);
        let opposite = |value: &str| [(t, f), (f, t), (u, u)].into_iter().find(|(one, _)| *one == value).unwrap().1;
        assert_eq!((ask("before"), ask("after"), ask("=")), (before, after, equal), "{one} {other}");
        assert_eq!(ask("on or after"), opposite(before), "{one} {other}");
        assert_eq!(ask("on or before"), opposite(after), "{one} {other}");
        assert_eq!(ask("<>"), opposite(equal), "{one} {other}");
        assert_eq!(ask("possibly before"), possibly_before, "{one} {other}");
        let turned = value("dateOfDiagnosis after dateOfBirth", &items);
        assert_eq!(turned, before, "{one} {other}");
    }
}

#[test]
fn time_between_dates_is_certain_or_not() {
    let ages = |birth, diagnosis, condition: &str| {
        let condition = format!("years from dateOfBirth to dateOfDiagnosis {condition}");
        value(&condition, &[("dateOfBirth", birth), ("dateOfDiagnosis", diagnosis), ("ageAtDiagnosis", "060")])
    };
    assert_eq!(ages("19500615", "20100614", "= 59"), "true");
    assert_eq!(ages("1950", "2010", "<> number(ageAtDiagnosis)"), "unknown");
    assert_eq!(ages("1951", "2010", "<> number(ageAtDiagnosis)"), "true");
    assert_eq!(ages("1950", "2010", "between 59 and 60"), "true");
    assert_eq!(ages("1950", "2010", "between 60 and 61"), "unknown");
    assert_eq!(ages("1950", "2010", "not between 61 and 70"), "true");
    assert_eq!(ages("1950", "2010", "possibly = 60"), "true");
    assert_eq!(ages("1950", "2010", "possibly = 61"), "false");
    assert_eq!(ages("1950", "2010", "possibly <> 60"), "true");
    assert_eq!(ages("19500101", "20100101", "possibly <> 60"), "false");
    assert_eq!(ages("1950", "", "< 200"), "unknown");
    let contact = |date| value("months from dateOfLastContact to today > 18", &[("dateOfLastContact", date)]);
    assert_eq!(contact("20241229"), "false");
    assert_eq!(contact("20241130"), "true");
    assert_eq!(contact("2024"), "unknown");
    assert_eq!(
        value(
            "days from dateOfBirth to dateOfDiagnosis + 1 = 61",
            &[("dateOfBirth", "20200101"), ("dateOfDiagnosis", "20200301"),]
        ),
        "true"
    );
}

#[test]
fn parts_and_validity_of_dates() {
    for (date, year, month, day, valid) in [
        ("2020", "true", "false", "false", "true"),
        ("202005", "true", "true", "false", "true"),
        ("20200531", "true", "true", "true", "true"),
        ("20200532", "true", "true", "false", "false"),
        ("", "false", "false", "false", "unknown"),
        ("99999999", "false", "false", "false", "false"),
        ("1799", "false", "false", "false", "false"),
    ] {
        let ask = |condition| value(condition, &[("dateOfDiagnosis", date)]);
        assert_eq!(ask("known(dateOfDiagnosis)"), year, "{date}");
        assert_eq!(ask("known_to_month(dateOfDiagnosis)"), month, "{date}");
        assert_eq!(ask("known_to_day(dateOfDiagnosis)"), day, "{date}");
        assert_eq!(ask("valid_date(dateOfDiagnosis)"), valid, "{date}");
        assert_eq!(ask("year(dateOfDiagnosis) = 2020"), if year == "true" { "true" } else { "unknown" }, "{date}");
        assert_eq!(ask("month(dateOfDiagnosis) = 5"), if month == "true" { "true" } else { "unknown" }, "{date}");
    }
    assert_eq!(value("dateOfDiagnosis on or after date('2004')", &[("dateOfDiagnosis", "20040615")]), "unknown");
    assert_eq!(value("dateOfDiagnosis on or after date('20040101')", &[("dateOfDiagnosis", "2004")]), "true");
    assert_eq!(value("dateOfDiagnosis after today", &[("dateOfDiagnosis", "20260701")]), "true");
    assert_eq!(value("date(censusTract2010) before today", &[("censusTract2010", "202001")]), "true");
}
