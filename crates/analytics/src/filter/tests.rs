use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series};
use proptest::prelude::*;

use super::*;
use crate::source::Listing;

/// Five rows of a CSV file: every column text, as written.
fn listing() -> Selection {
    let columns = [
        ("sex", [Some("1"), Some("2"), Some("2"), Some("1"), None]),
        ("age", [Some("9"), Some("45"), Some("100"), Some("45.5"), Some("")]),
        ("site", [Some("C500"), Some("C619"), Some("C18.9"), Some("it's"), Some(" C500 ")]),
        ("dx_date", [Some("2015-12-31"), Some("2016-01-01"), Some("2016-02-29"), None, Some("2020-05-05")]),
        ("county", [Some("001"), Some("010"), Some("1"), Some("100"), Some("002")]),
        ("ph.ecog", [Some("0"), Some("1"), None, Some("2"), Some("3")]),
        ("a b", [Some("x"), Some("y"), Some("x"), Some("y"), Some("x")]),
    ];
    let columns = columns.map(|(name, values)| Series::new(name.into(), values.to_vec()).into_column());
    Selection::all(Listing {
        place: "cases.csv".to_owned(),
        frame: DataFrame::new_infer_height(columns.to_vec()).unwrap(),
        lexical: true,
        read: 5,
        left_out: Vec::new(),
    })
}

fn select(text: &str) -> Result<Vec<usize>> {
    let mask = Filter::parse(text)?.mask(&listing(), str::to_owned)?;
    Ok((1..).zip(mask).filter(|(_, kept)| *kept).map(|(row, _)| row).collect())
}

#[test]
fn conditions_select_rows() {
    for (text, rows) in [
        // A literal is read as the column's type: numbers by size, codes by their text.
        ("sex = 2", &[2, 3][..]),
        ("sex = '2'", &[2, 3]),
        ("age >= 45", &[2, 3, 4]),
        ("age < 45.5", &[1, 2]),
        ("age = 45.0", &[2]),
        ("county = '001'", &[1]),
        ("county = 1", &[3]),
        ("county = 010", &[2]),
        ("site = 'C500'", &[1, 5]),
        ("site >= 'C5' and site < 'C6'", &[1, 5]),
        ("site = 'it''s'", &[4]),
        ("dx_date >= '2016-01-01'", &[2, 3, 5]),
        ("dx_date between '2016-01-01' and '2016-02-29'", &[2, 3]),
        ("dx_date = '20160229'", &[3]),
        ("ph.ecog <> 0", &[2, 4, 5]),
        ("\"a b\" = 'x'", &[1, 3, 5]),
        ("sex in (1, 3)", &[1, 4]),
        ("age not in (9, 100)", &[2, 4]),
        ("site in ('C500','C619')", &[1, 2, 5]),
        ("dx_date in ('2015-12-31')", &[1]),
        ("age not between 10 and 50", &[1, 3]),
        // Missing values: neither equal nor unequal.
        ("sex is null", &[5]),
        ("age is not null", &[1, 2, 3, 4]),
        ("not sex = 2", &[1, 4]),
        ("sex <> 2", &[1, 4]),
        ("sex = 2 or age is null", &[2, 3, 5]),
        ("sex = 9 or ph.ecog is null and age > 0", &[3]),
        ("(sex = 1 or sex = 2) and not (age < 20 or age > 99)", &[2, 4]),
        ("NOT Sex IS NULL AND sex = 1", &[]),
        ("not sex IS NULL AND sex = 1", &[1, 4]),
        ("sex=2 and(age>50)", &[3]),
        ("age > -1e2", &[1, 2, 3, 4]),
    ] {
        match select(text) {
            Ok(found) => assert_eq!(found, rows, "{text}"),
            Err(error) => assert!(text.contains("Sex"), "{text}: {error}"),
        }
    }
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    for (text, position, problem) in [
        ("", 1, "expected a column"),
        ("sex", 4, "expected =, <>"),
        ("sex =", 6, "expected a number or a 'text'"),
        ("sex = age", 7, "columns are compared with values only"),
        ("sex = 2 2", 9, "expected and, or, or the end"),
        ("sex = 'two", 7, "no closing '"),
        ("(sex = 2", 9, "expected a closing parenthesis"),
        ("sex in 2", 8, "expected a list"),
        ("sex in (1 2)", 11, "expected a comma"),
        ("age between 1 or 2", 15, "expected and"),
        ("sex is 2", 8, "expected null or not null"),
        ("sex not = 2", 9, "expected in or between"),
        ("sex = 2 ; drop", 9, "unexpected ';'"),
        ("age = 1.2.3", 7, "not a number"),
        ("age = 2016-01-31", 11, "expected and, or, or the end"),
        ("age >= 'old'", 8, "column age holds numbers; 'old' is not a number"),
        ("dx_date > '2016-02-30'", 11, "column dx_date holds dates; '2016-02-30' is not a date that exists"),
        ("dx_date > 2016", 11, "column dx_date holds dates"),
        ("site > 50", 8, "column site is text"),
        ("county between 1 and 5", 16, "column county is text"),
    ] {
        let error = select(text).unwrap_err();
        let Error::Filter(error) = error else { panic!("{text}: {error}") };
        assert_eq!(error.position, position, "{text}: {error}");
        assert!(error.problem.contains(problem), "{text}: {error}");
    }
}

#[test]
fn great_conditions_are_refused_or_evaluated_but_never_exhaust_the_stack() {
    assert!(select(&"(".repeat(100_000)).is_err());
    assert!(select(&"not ".repeat(10_000)).is_err());
    assert!(select(&format!("{}sex = 1{}", "(".repeat(40), ")".repeat(40))).is_ok());
    let many = vec!["sex = 2"; 4_000].join(" or ");
    assert_eq!(select(&many).unwrap(), [2, 3]);
    let list = (0..9_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(select(&format!("age in ({list})")).unwrap(), [1, 2, 3]);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,60}") {
        let _ = select(&text);
    }

    #[test]
    fn no_order_of_words_makes_it_panic(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "sex", "age", "site", "dx_date", "county", "nowhere", "=", "<>", "<", ">=", "in", "(", ")", ",", "between",
                "and", "or", "not", "is", "null", "1", "-2.5", "'2016-01-31'", "'C50'", "''", "\"a b\"",
            ]),
            0..12,
        ),
    ) {
        let _ = select(&words.join(" "));
    }
}
