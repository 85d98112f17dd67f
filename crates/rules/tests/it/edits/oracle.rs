//! Random conditions over random records, against an interpreter that knows nothing of columns, masks or shared nodes.

use proptest::prelude::*;
use rules::{PartialDate, Records};

use super::true_rows;

/// A condition that both the language and the interpreter understand.
#[derive(Debug, Clone)]
enum Condition {
    Equal(usize, String),
    In(usize, Vec<String>),
    Same(usize, usize),
    Blank(usize),
    Greater(usize, u8),
    Before(usize, usize),
    YearsOver(u8),
    Differs(usize),
    OtherHas(usize, String),
    OtherIsSame(usize),
    OtherAfter,
    SeveralOthers(usize, String),
    Not(Box<Condition>),
    Certainly(Box<Condition>),
    And(Vec<Condition>),
    Or(Vec<Condition>),
}

use Condition::{
    And, Before, Blank, Certainly, Differs, Equal, Greater, In, Not, Or, OtherAfter, OtherHas, OtherIsSame, Same,
    SeveralOthers, YearsOver,
};

const CODES: [&str; 3] = ["sex", "laterality", "grade"];
const DATES: [&str; 2] = ["dateOfBirth", "dateOfDiagnosis"];

type Record = [String; 5];

impl Condition {
    fn text(&self) -> String {
        let all = |parts: &[Self], word: &str| -> String {
            format!("({})", parts.iter().map(Self::text).collect::<Vec<_>>().join(word))
        };
        match self {
            Equal(item, code) => format!("{} = '{code}'", CODES[*item]),
            In(item, codes) => format!("{} in ('{}')", CODES[*item], codes.join("', '")),
            Same(one, other) => format!("{} = {}", CODES[*one], CODES[*other]),
            Blank(item) => format!("blank({})", CODES[*item]),
            Greater(item, number) => format!("number({}) > {number}", CODES[*item]),
            Before(one, other) => format!("{} before {}", DATES[*one], DATES[*other]),
            YearsOver(years) => format!("years from dateOfBirth to dateOfDiagnosis > {years}"),
            Differs(item) => format!("differs({})", CODES[*item]),
            OtherHas(item, code) => format!("any other tumor where (other.{} = '{code}')", CODES[*item]),
            OtherIsSame(item) => format!("any other tumor where (other.{0} = {0} and not blank({0}))", CODES[*item]),
            OtherAfter => "any other tumor where (other.dateOfDiagnosis after dateOfDiagnosis)".to_owned(),
            SeveralOthers(item, code) => {
                format!("number of other tumors where (other.{} = '{code}') > 1", CODES[*item])
            }
            Not(inner) => format!("not ({})", inner.text()),
            Certainly(inner) => format!("certainly({})", inner.text()),
            And(parts) => all(parts, " and "),
            Or(parts) => all(parts, " or "),
        }
    }

    /// What it says of one of a patient's records; `None` where that is not known.
    fn says(&self, patient: &[Record], at: usize) -> Option<bool> {
        let record = &patient[at];
        let code = |record: &Record, item: usize| Some(record[item].clone()).filter(|code| !code.is_empty());
        let others = || patient.iter().enumerate().filter(move |(other, _)| *other != at).map(|(_, record)| record);
        match self {
            Equal(item, wanted) => Some(code(record, *item)? == *wanted),
            In(item, codes) => Some(codes.contains(&code(record, *item)?)),
            Same(one, other) => Some(code(record, *one)? == code(record, *other)?),
            Blank(item) => Some(code(record, *item).is_none()),
            Greater(item, number) => Some(code(record, *item)?.parse::<u8>().ok()? > *number),
            Before(one, other) => before(&record[3 + one], &record[3 + other]),
            YearsOver(years) => {
                let (births, diagnoses) = (days(&record[3])?, days(&record[4])?);
                agree(births.iter().flat_map(|birth| {
                    diagnoses.iter().map(move |diagnosis| {
                        rules::completed_years(rules::Day(*birth), rules::Day(*diagnosis)) > i32::from(*years)
                    })
                }))
            }
            Differs(item) => Some(record[*item] != patient[0][*item]),
            OtherHas(item, wanted) => any(others().map(|other| Some(code(other, *item)? == *wanted))),
            OtherIsSame(item) => any(others().map(|other| match code(record, *item) {
                None => Some(false),
                Some(own) => Some(code(other, *item)? == own),
            })),
            OtherAfter => any(others().map(|other| before(&record[4], &other[4]))),
            SeveralOthers(item, wanted) => {
                let says: Vec<_> = others().map(|other| Some(code(other, *item)? == *wanted)).collect();
                let (least, most) = (count(&says, Some(true)), says.len() - count(&says, Some(false)));
                if least > 1 {
                    Some(true)
                } else if most <= 1 {
                    Some(false)
                } else {
                    None
                }
            }
            Not(inner) => inner.says(patient, at).map(|says| !says),
            Certainly(inner) => Some(inner.says(patient, at) == Some(true)),
            And(parts) => any(parts.iter().map(|part| part.says(patient, at).map(|says| !says))).map(|says| !says),
            Or(parts) => any(parts.iter().map(|part| part.says(patient, at))),
        }
    }
}

fn count(says: &[Option<bool>], one: Option<bool>) -> usize {
    says.iter().filter(|says| **says == one).count()
}

fn any(says: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let says: Vec<_> = says.collect();
    if says.contains(&Some(true)) {
        Some(true)
    } else if says.contains(&None) {
        None
    } else {
        Some(false)
    }
}

/// The first and last day that a date may be: what holds of both holds of all between, for what is asked here.
fn days(date: &str) -> Option<[i32; 2]> {
    let range = PartialDate::parse(date).0.range()?;
    Some([range.start().0, range.end().0])
}

fn before(one: &str, other: &str) -> Option<bool> {
    let (one, other) = (days(one)?, days(other)?);
    agree(one.iter().flat_map(|one| other.iter().map(move |other| one < other)))
}

/// What all say, if they agree.
fn agree(mut says: impl Iterator<Item = bool>) -> Option<bool> {
    let first = says.next()?;
    says.all(|next| next == first).then_some(first)
}

fn code() -> impl Strategy<Value = String> {
    prop_oneof![8 => "[1-3]", 2 => Just("9".to_owned()), 3 => Just(String::new())]
}

fn date() -> impl Strategy<Value = String> {
    prop_oneof![
        "20(19|20)0[1-2]1[0-2]",
        "20(19|20)0[1-2]",
        "20(19|20)",
        Just(String::new()),
        "195[0-9]0[1-9]",
        Just("20210231".to_owned())
    ]
}

fn record() -> impl Strategy<Value = Record> {
    (code(), code(), code(), date(), date()).prop_map(|(one, two, three, four, five)| [one, two, three, four, five])
}

fn condition() -> impl Strategy<Value = Condition> {
    let one_code = "[1-3]";
    let leaf = prop_oneof![
        (0..3_usize, one_code).prop_map(|(item, code)| Equal(item, code)),
        (0..3_usize, proptest::collection::vec(one_code, 1..3)).prop_map(|(item, codes)| In(item, codes)),
        (0..3_usize, 0..3_usize).prop_map(|(one, other)| Same(one, other)),
        (0..3_usize).prop_map(Blank),
        (0..3_usize, 0..4_u8).prop_map(|(item, number)| Greater(item, number)),
        (0..2_usize, 0..2_usize).prop_map(|(one, other)| Before(one, other)),
        (0..80_u8).prop_map(YearsOver),
        (0..3_usize).prop_map(Differs),
        (0..3_usize, one_code).prop_map(|(item, code)| OtherHas(item, code)),
        (0..3_usize).prop_map(OtherIsSame),
        Just(OtherAfter),
        (0..3_usize, one_code).prop_map(|(item, code)| SeveralOthers(item, code)),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| Not(Box::new(inner))),
            inner.clone().prop_map(|inner| Certainly(Box::new(inner))),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(And),
            proptest::collection::vec(inner, 2..4).prop_map(Or),
        ]
    })
}

proptest! {
    #[test]
    fn columns_say_what_single_records_say(
        condition in condition(),
        patients in proptest::collection::vec(proptest::collection::vec(record(), 1..4), 1..40),
    ) {
        let rows: Vec<&Record> = patients.iter().flatten().collect();
        let mut end = 0;
        let ends = patients.iter().map(|patient| { end += patient.len(); end });
        let mut records = Records::new(rows.len()).with_patients(ends);
        for (at, item) in CODES.iter().chain(&DATES).enumerate() {
            records.insert(item, rows.iter().map(|record| record[at].as_str()).collect());
        }
        let says: Vec<Option<bool>> =
            patients.iter().flat_map(|patient| (0..patient.len()).map(|at| condition.says(patient, at))).collect();
        let at = |wanted| -> Vec<usize> { says.iter().enumerate().filter(|(_, says)| **says == Some(wanted)).map(|(row, _)| row).collect() };
        let text = condition.text();
        prop_assert_eq!(true_rows(&text, &records), at(true), "{}", &text);
        prop_assert_eq!(true_rows(&format!("not ({text})"), &records), at(false), "not ({})", &text);
    }
}
