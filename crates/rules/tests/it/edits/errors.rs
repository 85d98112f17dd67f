//! Messages on files that cannot be read.

use super::file;
use rules::{EditFileError, EditSet};

fn error(text: &str) -> EditFileError {
    EditSet::parse("our.toml", text).unwrap_err()
}

/// The message, with its help, of a file whose only fault is in its condition.
fn message(condition: &str) -> String {
    let error = error(&file(condition, ""));
    let [fault] = error.faults.as_slice() else { panic!("{error}") };
    assert_eq!(fault.edit.as_deref(), Some("E"));
    match &fault.help {
        Some(help) => format!("{}; {help}", fault.message),
        None => fault.message.clone(),
    }
}

#[test]
fn a_message_shows_the_place() {
    let text = file("sex = '2'\n    and primarySite 'C619'\n", "");
    assert_eq!(
        error(&text).to_string(),
        "our.toml:15:21: edit E: expected a comparison, `and` or `or` after primarySite, found 'C619'\n  \
         15 |     and primarySite 'C619'\n     |                     ^^^^^^"
    );
}

#[test]
fn what_is_wrong_with_a_condition_is_told() {
    for (condition, expected) in [
        ("pimarySite = 'C619'", "there is no item pimarySite; did you mean primarySite?"),
        (
            "ourOwnItem = '1'",
            "there is no item ourOwnItem; an item of a user dictionary is declared in extra_items of [set]",
        ),
        (
            "chromosome19qLossOfHeterozygosity = '1'",
            "there is no item chromosome19qLossOfHeterozygosity; the item is named chromosome19qLossHeterozygosity now",
        ),
        ("sex = 2", "a text is compared with a number; write number(x), or the code in quotes"),
        ("number(sex) = '2'", "a number is compared with a text; write the number without quotes: 2"),
        (
            "sex > '2'",
            "`>` compares numbers, and this is a text; write number(x) on both sides, or `in ('10'-'80')` for a range of codes",
        ),
        ("dateOfBirth < dateOfDiagnosis", "`<` compares numbers, and this is a date; write `before` or `on or before`"),
        ("dateOfBirth after '2004'", "a date is compared with a text; write date('2004')"),
        ("number(sex) after 3", "`after` compares dates, and this is a number"),
        ("sex = ''", "nothing equals an empty text; ask blank(x) or not blank(x)"),
        ("sex", "expected a condition, and this is a value; write what sex is compared with"),
        ("year(dateOfBirth)", "expected a condition, and this is a value"),
        ("number(sex = '1') = 1", "expected a value, and this is a condition"),
        ("blank(sex = '1')", "expected a value, and this is a condition"),
        ("sex + 1 = 2", "expected a number, and this is a text; write number(x)"),
        ("year(sex) = 2000", "expected a date, and this is a text; write date(x)"),
        ("sex = '12'", "sex is never '12'; its values have 1 characters"),
        ("histologicTypeIcdO3 in ('85')", "histologicTypeIcdO3 is never '85'; its values have 4 characters"),
        ("sex in ('9'-'1')", "the range ends before it begins"),
        ("sex in list(sexes)", "there is no list sexes; did you mean sex?"),
        ("(sex, sex) in table(us_county)", "there is no table us_county; did you mean us_counties?"),
        (
            "sex in table(us_counties)",
            "table us_counties is asked with 2 values, and here are 1; its columns are state, counties",
        ),
        ("sex matches '[a'", "the bracket that opens here is not closed"),
        ("blnk(sex)", "there is no function blnk; did you mean blank?"),
        ("year(dateOfBirth, sex) = 1", "expected year(d), found 2 values"),
        ("is_npi(sex, sex)", "expected is_npi(identifier), found 2 values"),
        ("date('2004-13') before today", "'2004-13' is no date; write YYYY, YYYYMM or YYYYMMDD"),
        ("part(sex, 0, 1) = '1'", "the first character of a text is at 1"),
        ("it = '1'", "`it` is an item of `each`, and this edit has none; list the items in each = [...]"),
        ("other.sex = '1'", "`other.` means another tumor in `where ( )`, and this stands outside of one"),
        (
            "any other tumor where (any other tumor where (other.sex = '1'))",
            "a `where ( )` cannot stand within another",
        ),
        (
            "number of tumors where (sex = '1') = 1",
            "`where ( )` asks of other tumors; write `number of other tumors where (...)`",
        ),
        ("today = today", "the condition asks nothing of a record"),
        ("sex possibly = '1'", "a text is never possibly another: `possibly` is for dates and numbers"),
        ("sex = \"1\"", "`\"` means nothing here; texts stand in single quotes: 'C509'"),
    ] {
        assert_eq!(message(condition), expected, "{condition}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_told_all_at_once() {
    let text = "
[set]
id = 'x'
nmae = 'X'
version = 1
sets = ['sear']

[define]
woman = \"sex = '2'\"
is_odd = \"sx = '2'\"

[lists]
our_list = ['1', '9-1']

[[edit]]
id = 'A'
severity = 'fatal'
fails_when = \"\\tsex = '2' and is_even\"
items = ['race1']
years = 'since 2018'
fatal = 'yes'
pass = []
fail = [{ sex = 2, race9 = '1' }]

[[edit]]
id = 'A'
name = 'N'
severity = 'warning'
fatal = true
message = 'm'
cure = 'c'
source = 's'
fails_when = \"sex = '2'\"
override_codes = ['1']
pass = [{ sex = '1' }]
fail = [{ sex = '2' }]
";
    let told: Vec<String> =
        error(text).faults.iter().map(|fault| format!("{}:{} {}", fault.line, fault.column, fault.message)).collect();
    assert_eq!(
        told,
        [
            "3:6 [set] has no name",
            "4:1 [set] has no key nmae",
            "5:11 expected a text in quotes, found a number",
            "6:9 expected naaccr, seer, npcr, coc, found sear",
            "9:1 a name that a file defines has an underscore",
            "10:11 there is no item sx",
            "13:18 the range ends before it begins",
            "16:6 the edit has no name",
            "16:6 the edit has no message",
            "16:6 the edit has no cure",
            "16:6 the edit, or [set], has no source",
            "17:12 expected error or warning, found fatal",
            "18:31 there is no item is_even",
            "20:9 expected years such as \"2018-\", \"2004-2017\" or \"-2017\"",
            "21:9 expected true or false",
            "22:8 expected one example at least in pass",
            "23:17 expected the item's text",
            "23:20 there is no item race9",
            "29:9 a warning rejects no record",
            "34:18 override_codes are codes of the item in override, which is missing",
        ]
    );
}

#[test]
fn a_file_that_is_no_toml_is_told() {
    for (text, place) in [("[set", "1:5"), ("a = ", "1:5"), ("\n[[edit]\n", "2:8"), ("x = 'é\u{0}'", "1:7")] {
        let error = error(text).to_string();
        assert!(error.starts_with(&format!("our.toml:{place}: ")), "{error}");
    }
    assert_eq!(error("").faults[0].message, "the file says nothing of itself");
    assert_eq!(error("edit = 1\n[set]\nid='a'\nname='b'\nversion='c'").faults[0].message, "edits are tables of a list");
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,200}") {
        let _ = EditSet::parse("f", &text);
    }

    #[test]
    fn no_condition_panics(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..24), tight: bool) {
        let condition = words.join(if tight { "" } else { " " });
        if let Err(error) = EditSet::parse("f", &file(&condition, "")) {
            proptest::prop_assert!(!error.to_string().is_empty() && !error.faults.is_empty());
        }
    }

    #[test]
    fn no_place_in_a_file_panics(cut in 0..2000_usize, with in "[\\[\\]='\"\\\\\n a-z0-9é]{0,4}") {
        let text = include_str!("../../../data/edits/dates.toml");
        let at = cut.min(text.len());
        let (before, after) = (text.get(..at).unwrap_or(""), text.get(at + 3..).unwrap_or(""));
        if let Err(error) = EditSet::parse("f", &format!("{before}{with}{after}")) {
            proptest::prop_assert!(!error.to_string().is_empty());
        }
    }
}

const WORDS: &[&str] = &[
    "sex",
    "primarySite",
    "dateOfBirth",
    "other",
    ".",
    "it",
    "today",
    "'1'",
    "'C509'",
    "''",
    "1",
    "2.5",
    "(",
    ")",
    ",",
    "=",
    "<>",
    "<",
    ">=",
    "+",
    "-",
    "and",
    "or",
    "not",
    "in",
    "matches",
    "between",
    "before",
    "on",
    "after",
    "possibly",
    "any",
    "no",
    "tumor",
    "tumors",
    "where",
    "number",
    "of",
    "years",
    "from",
    "to",
    "list",
    "table",
    "us_counties",
    "blank",
    "year",
    "certainly",
    "first_of",
    "é",
    "\"",
    "!",
];
